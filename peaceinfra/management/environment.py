"""Makes .venv and installs one file of hashed pins into it: `python3 environment.py requirements.txt`.

Runs before anything is installed, so it uses the standard library only. It does nothing when nothing changed.
"""

import fcntl
import hashlib
import importlib.util
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
VENV = CHECKOUT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)


def main(pins: Path) -> None:
    if sys.version_info < OLDEST:
        sys.exit("Python 3.11 or newer is needed. Name one: make PYTHON=python3.12 …")
    home = CHECKOUT / ".data"
    try:
        home.mkdir(exist_ok=True)
        lock = open(home / "environment.lock", "w")  # noqa: SIM115 - closed by the next line
    except PermissionError:
        sys.exit(f"{CHECKOUT} belongs to another account, or .data/ does: use that account.")
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not works(PYTHON, "import pip"):
            make_environment()
        stamp = VENV / f"installed-{pins.name}"
        wanted = hashlib.sha256(pins.read_bytes()).hexdigest()
        if not stamp.exists() or stamp.read_text() != wanted:
            install(pins)
            stamp.write_text(wanted)


def works(python: Path, statement: str) -> bool:
    try:
        return subprocess.run([python, "-c", statement], capture_output=True).returncode == 0
    except OSError:
        return False


def make_environment() -> None:
    say("Making a Python environment in .venv")
    if not works(Path(sys.executable), "import ensurepip, venv"):
        sys.exit("This Python lacks venv. On Debian and Ubuntu: apt-get install python3-venv")
    subprocess.run([sys.executable, "-m", "venv", "--clear", "--without-pip", VENV], check=True)
    bring_pip()


def bring_pip() -> None:
    """The pip that this Python brings, unpacked: its own way runs pip to install pip, and takes five seconds."""
    brought = Path(importlib.util.find_spec("ensurepip").origin).parent / "_bundled"
    for folder in (brought, Path(sysconfig.get_config_var("WHEEL_PKG_DIR") or brought)):
        for wheel in folder.glob("pip-*.whl"):
            packages = sysconfig.get_path("purelib", "venv", {"base": str(VENV), "platbase": str(VENV)})
            shutil.unpack_archive(wheel, packages, "zip")
            return
    subprocess.run([PYTHON, "-m", "ensurepip", "--default-pip"], check=True)


def install(pins: Path) -> None:
    say(f"Installing the packages of {pins.name}; each must match its checksum")
    quiet = ["--quiet", "--disable-pip-version-check", "--no-input", "--root-user-action=ignore"]
    # No resolver: what is installed is what the file names, whatever was released since it was made. So the halves
    # of a file may be installed side by side; pip itself uses one processor.
    command = [PYTHON, "-m", "pip", "install", *quiet, "--no-deps", "--require-hashes", "-r"]
    started = [subprocess.Popen([*command, half]) for half in halves(pins)]
    failed = [process.wait() for process in started]
    if any(failed):
        sys.exit("The packages could not be installed; the lines above say why.")
    check = [PYTHON, "-m", "pip", "--disable-pip-version-check", "check"]
    found = subprocess.run(check, stdout=subprocess.PIPE, text=True)
    if found.returncode != 0:
        sys.exit(f"{found.stdout}{pins.name} does not fit together: run `make pins` and commit both files.")


def halves(pins: Path) -> list[Path]:
    """Two files with every other package of the pins each; a package goes on in the lines that are indented."""
    packages = re.split(r"\n(?=\S)", pins.read_text().strip())
    files = []
    for number in range(min(2, len(packages))):
        files.append(VENV / f"half-{number + 1}-of-{pins.name}")
        files[number].write_text("\n".join(packages[number::2]) + "\n")
    return files


def say(words: str) -> None:
    print(f"· {words} …", flush=True)


if __name__ == "__main__":
    main(CHECKOUT / sys.argv[1])
