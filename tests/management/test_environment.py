import hashlib
import sys

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
