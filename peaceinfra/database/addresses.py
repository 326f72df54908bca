"""Which login this process uses: the owner of the tables, or the web login that the policies bind.

Two addresses: `DATABASE_URL` serves, `DATABASE_OWNER_URL` owns and migrates. In development one of them is
enough (it is taken for the owner's, and a web login is made), and with neither the embedded server is used.
"""

import os
import secrets
import sys
from pathlib import Path
from urllib.parse import unquote

import environ
from django.core.exceptions import ImproperlyConfigured

from peaceinfra.database import cluster

ENGINE = "peaceinfra.database"

# Seconds that a connection of the serving login may take, each below the patience of gunicorn
# (`timeout` of gunicorn.conf.py): a page that waits is answered in words, not cut off. 0: for ever.
LIMITS = {
    "statement_timeout": ("STATEMENT_SECONDS", 20),
    "lock_timeout": ("LOCK_SECONDS", 5),
    "idle_in_transaction_session_timeout": ("IDLE_SECONDS", 30),
}
CONNECT_SECONDS = 5
#: What lifts them, for the rest of a transaction: work that takes as long as it takes.
WITHOUT_LIMITS = "SELECT " + ", ".join(f"set_config('{limit}', '0', true)" for limit in LIMITS)


def of(url: str) -> dict:
    """The entry of DATABASES for an address such as postgres://login:password@host:5432/database."""
    if not url.startswith(("postgres://", "postgresql://", "pgsql://", "psql://")):
        raise ImproperlyConfigured(
            "DATABASE_URL and DATABASE_OWNER_URL begin with postgres:// and name a PostgreSQL 15 or newer."
        )
    try:
        entry = environ.Env.db_url_config(url, engine=ENGINE)
    except ValueError:
        entry = {}
    if not entry.get("NAME"):
        # Without the address itself, which holds a password.
        raise ImproperlyConfigured(
            "DATABASE_URL or DATABASE_OWNER_URL cannot be read. Write postgres://login:password@host:5432/database,"
            " with special characters of the password percent-encoded (@ as %40)."
        ) from None
    return {**entry, "HOST": unquote(entry["HOST"] or "")}  # the folder of a socket is written with %2F


def serving(entry: dict) -> dict:
    """The entry for the login that serves: bound by the policies, and by limits of time on each connection."""
    limits = [
        f"-c {name}={environ.Env().int(variable, default=seconds)}s"
        for name, (variable, seconds) in LIMITS.items()
    ]
    options = entry.get("OPTIONS", {})
    return {
        **entry,
        "SERVES": True,
        "OPTIONS": {
            "connect_timeout": CONNECT_SECONDS,
            **options,
            "options": " ".join([*limits, *filter(None, [options.get("options")])]),
        },
    }


def for_development(checkout: Path, login: str) -> dict:
    """The entry of DATABASES for `login` ("owner" or "web") on a developer's machine."""
    entry = _for_development(checkout, login)
    return serving(entry) if login == "web" else entry


def _for_development(checkout: Path, login: str) -> dict:
    web, owner = os.environ.get("DATABASE_URL"), os.environ.get("DATABASE_OWNER_URL")
    if not web and not owner:
        return embedded(checkout, login)
    if web and owner:
        return of(owner if login == "owner" else web)
    entry = of(web or owner)
    if login == "owner":
        return {**entry, "MAKES_LOGIN": made_login(checkout, entry["NAME"])}
    name, password = made_login(checkout, entry["NAME"])
    return {**entry, "USER": name, "PASSWORD": password}


def embedded(checkout: Path, login: str) -> dict:
    """The entry of DATABASES for the embedded server of a checkout; nothing is started yet."""
    if sys.platform == "win32":
        raise ImproperlyConfigured("There is no embedded server for Windows: set DATABASE_URL or use WSL.")
    server = cluster.Cluster(checkout)
    entry = {
        "ENGINE": ENGINE,
        "NAME": cluster.DATABASE,
        "HOST": str(server.socket_folder),
        "EMBEDDED_IN": checkout,
    }
    if login == "owner":
        return {**entry, "USER": cluster.OWNER, "MAKES_LOGIN": (cluster.LOGIN, "")}
    return {**entry, "USER": cluster.LOGIN}


def made_login(checkout: Path, database: str) -> tuple[str, str]:
    """Name and password of the web login that `prepare_database` makes on a server with one address only."""
    return f"{database}_login", kept_secret(checkout, "web-login-password")


def kept_secret(checkout: Path, name: str) -> str:
    """A random text made once per checkout and kept in .data/, readable by its owner only."""
    path = checkout / ".data" / name
    path.parent.mkdir(exist_ok=True)
    if not path.exists():
        draft = path.with_name(f"{name}.{os.getpid()}")
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as handle:
            handle.write(secrets.token_urlsafe(48))
        try:
            os.link(draft, path)  # the first of two processes wins; the other reads what it wrote
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text()
