import hashlib
import sys
from pathlib import Path

import pytest

from peaceinfra.management import environment


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder whose environment is the Python of these tests."""
    (tmp_path / ".venv").mkdir()
    monkeypatch.setattr(environment, "CHECKOUT", tmp_path)
    monkeypatch.setattr(environment, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(environment, "PYTHON", sys.executable)
    return tmp_path


def test_unchanged_pins_install_nothing_and_say_nothing(folder, capfd):
    pins = folder / "requirements.txt"
    pins.write_text("a-package-that-is-nowhere==1\n")
    stamp = folder / ".venv" / "installed-requirements.txt"
    stamp.write_text(hashlib.sha256(pins.read_bytes()).hexdigest())
    environment.main(pins)
    assert capfd.readouterr().out == ""


def test_pins_that_cannot_be_installed_are_tried_again_next_time(folder, capfd):
    pins = folder / "requirements.txt"
    pins.write_text("/nowhere/a_package-1-py3-none-any.whl\n")
    with pytest.raises(SystemExit, match="could not be installed"):
        environment.main(pins)
    said = "· Installing the packages of requirements.txt; each must match its checksum …\n"
    assert capfd.readouterr().out == said
    assert not (folder / ".venv" / "installed-requirements.txt").exists()


def test_an_old_python_is_told_which_one_is_needed(monkeypatch):
    monkeypatch.setattr("sys.version_info", (3, 9, 1))
    with pytest.raises(SystemExit, match="Python 3.11 or newer"):
        environment.main(environment.CHECKOUT / "requirements.txt")


def test_a_python_that_is_not_there_does_not_work():
    assert environment.works("/nowhere/python", "pass") is False


def test_every_package_of_the_pins_is_installed_once_with_all_its_checksums(folder):
    pins = folder / "requirements.txt"
    pins.write_text((Path(__file__).parents[2] / pins.name).read_text())
    lines = [half.read_text().splitlines() for half in environment.halves(pins)]
    assert sorted(lines[0] + lines[1]) == sorted(pins.read_text().splitlines())
    for half in lines:
        assert half[0][0].isalpha()
        packages = [number for number, line in enumerate(half) if not line.startswith(" ")]
        for number in packages:
            assert half[number].endswith(" \\")
            assert half[number + 1].startswith("    --hash=sha256:")


def test_an_environment_has_the_pip_that_python_brings(folder, monkeypatch):
    monkeypatch.setattr(environment, "PYTHON", folder / ".venv" / "bin" / "python")
    environment.make_environment()
    assert environment.works(environment.PYTHON, "import pip; pip.__version__")
    found = list((folder / ".venv").rglob("pip-*.dist-info/METADATA"))
    assert len(found) == 1


def test_a_python_without_a_wheel_of_pip_installs_it_its_own_way(folder, monkeypatch):
    ran = []
    monkeypatch.setattr(environment.Path, "glob", lambda folder, pattern: iter(()))
    monkeypatch.setattr(environment.subprocess, "run", lambda command, check: ran.append(command[1:]))
    environment.bring_pip()
    assert ran == [["-m", "ensurepip", "--default-pip"]]
