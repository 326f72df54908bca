from pathlib import Path

from peaceinfra.database import binaries


def test_the_programs_found_are_of_a_postgresql_that_is_new_enough():
    found = binaries.find()
    assert binaries.major(found) >= binaries.OLDEST
    assert (found / "pg_ctl").exists()


def test_a_folder_without_a_server_has_no_version():
    assert binaries.version(Path("/nowhere")) == ""
    assert binaries.major(Path("/nowhere")) == 0


def test_a_copy_of_the_programs_runs_and_is_made_once(tmp_path):
    programs = binaries.copied(binaries.find(), tmp_path / "programs")
    made = programs.stat().st_ctime_ns
    assert binaries.version(programs) == binaries.version(binaries.find())
    assert binaries.copied(binaries.find(), tmp_path / "programs").stat().st_ctime_ns == made
    assert not (tmp_path / "programs.unfinished").exists()
