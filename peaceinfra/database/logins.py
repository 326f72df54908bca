"""The roles of the web and of the jobs, the logins that hold them, and the refusal to serve as anything stronger."""

from django.core.exceptions import ImproperlyConfigured
from django.db.utils import ProgrammingError
from psycopg import sql

WEB_ROLE = "peaceinfra_web"
# It keeps the jobs and reads nothing else: what works on them steps up to it, and steps down to the other to read.
JOBS_ROLE = "peaceinfra_jobs"
EXTENSIONS = ("pg_trgm",)

# One number, so that everybody who prepares a database of the same server waits on the same lock.
PREPARING = 7_205_531_882

BY_HAND = "docs/deployment.md shows the statements for an administrator"

# What the serving login could do to the policies; a member of a role could do all that the role can.
STRENGTHS = """
SELECT current_user::text,
       coalesce(bool_or(rolsuper), false) AS superuser,
       coalesce(bool_or(rolbypassrls), false) AS bypasses,
       coalesce(bool_or(rolcreaterole), false) AS makes_roles,
       EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
               WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
                 AND c.relkind IN ('r', 'p', 'v', 'm')
                 AND pg_has_role(current_user, c.relowner, 'MEMBER')) AS owns
FROM pg_roles WHERE pg_has_role(current_user, oid, 'MEMBER')
"""


def prepare(connection) -> None:
    """Make what the migrations and the web login rely on: role, memberships, extensions.

    `connection` is the owner's. Does nothing when all is there; safe to run from several processes at once.
    """
    login = connection.settings_dict.get("MAKES_LOGIN")
    try:
        with connection.cursor() as cursor:
            complete = _is_complete(cursor, login)
        if not complete:
            # Roles belong to the whole server and its lock does too: both are used from database `postgres`.
            with connection._nodb_cursor() as cursor:
                cursor.execute("SELECT pg_advisory_lock(%s)", [PREPARING])
                _make_roles(cursor, login)
        _make_extensions(connection)
    except ProgrammingError as error:
        raise ImproperlyConfigured(
            f"The login {connection.settings_dict['USER']} may not prepare the database: {error}".rstrip()
            + "\nSet DATABASE_OWNER_URL to a login that owns the database and may create roles "
            f"(and DATABASE_URL to the login that serves); {BY_HAND}."
        ) from error


def refuse_to_serve_as_owner(connection) -> None:
    """Raise ImproperlyConfigured when the policies would not bind this login, or would show it nothing."""
    with connection.cursor() as cursor:
        cursor.execute(STRENGTHS)
        login, superuser, bypasses, makes_roles, owns = cursor.fetchone()
        bound = _role_exists(cursor, WEB_ROLE) and _holds(cursor, login, "USAGE")
    faults = [
        (superuser, "it is a superuser"),
        (bypasses, "it bypasses row-level security"),
        (makes_roles, "it may create roles, and so become another"),
        (owns, "it owns tables, or is a member of a role that does"),
        (not bound, f"it is no member of {WEB_ROLE}"),
    ]
    found = [words for fault, words in faults if fault]
    if found:
        raise ImproperlyConfigured(
            f"The login {login} may not serve: {'; '.join(found)}. "
            f"Set DATABASE_URL to a login that is a member of {WEB_ROLE} and nothing more, "
            f"and DATABASE_OWNER_URL to the owner; {BY_HAND}."
        )


def refuse_without_jobs(connection) -> None:
    """Raise ImproperlyConfigured when this login cannot step over to the role that keeps the jobs."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user::text")
        (login,) = cursor.fetchone()
        if not (_role_exists(cursor, JOBS_ROLE) and _may_become(cursor, login, JOBS_ROLE)):
            raise ImproperlyConfigured(
                f"The login {login} may not work on the jobs: it is no member of {JOBS_ROLE}; {BY_HAND}."
            )


def _is_complete(cursor, login: tuple[str, str] | None) -> bool:
    """Whether nothing is to be made. A login with a password of ours always gets that password again."""
    if not all(_role_exists(cursor, role) and _owner_holds(cursor, role) for role in (WEB_ROLE, JOBS_ROLE)):
        return False
    if login is None:
        return True
    name, password = login
    return not password and _role_exists(cursor, name) and _login_holds_all(cursor, name)


def _role_exists(cursor, name: str) -> bool:
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name])
    return cursor.fetchone() is not None


def _holds(cursor, login: str, how: str, role: str = WEB_ROLE) -> bool:
    cursor.execute("SELECT pg_has_role(%s, %s, %s)", [login, role, how])
    return cursor.fetchone()[0]


def _login_holds_all(cursor, name: str) -> bool:
    return _holds(cursor, name, "USAGE") and _may_become(cursor, name, JOBS_ROLE)


def _may_become(cursor, login: str, role: str) -> bool:
    return _holds(cursor, login, "SET" if _is_16(cursor) else "MEMBER", role)


def _is_16(cursor) -> bool:
    return cursor.connection.info.server_version >= 160000


def _owner_holds(cursor, role: str) -> bool:
    cursor.execute("SELECT current_user")
    return _may_become(cursor, cursor.fetchone()[0], role)


def _stepping(cursor) -> str:
    """How a role is granted to who steps over to it, and does not hold its rights before."""
    return " WITH INHERIT FALSE, SET TRUE" if _is_16(cursor) else ""


def _make_roles(cursor, login: tuple[str, str] | None) -> None:
    for name in (WEB_ROLE, JOBS_ROLE):
        role = sql.Identifier(name)
        if not _role_exists(cursor, name):
            cursor.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(role))
        if not _owner_holds(cursor, name):
            # The tests and the commands log in as the owner and step down; the owner does not inherit.
            cursor.execute(sql.SQL("GRANT {} TO CURRENT_USER" + _stepping(cursor)).format(role))
    if login:
        _make_login(cursor, *login)


def _make_login(cursor, name: str, password: str) -> None:
    login = sql.Identifier(name)
    if not _role_exists(cursor, name):
        cursor.execute(sql.SQL("CREATE ROLE {} LOGIN").format(login))
    if password:
        cursor.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(login, sql.Literal(password)))
    if not _holds(cursor, name, "USAGE"):
        cursor.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(WEB_ROLE), login))
    if not _may_become(cursor, name, JOBS_ROLE):
        cursor.execute(sql.SQL("GRANT {} TO {}" + _stepping(cursor)).format(sql.Identifier(JOBS_ROLE), login))


def _make_extensions(connection) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT extname FROM pg_extension")
        missing = set(EXTENSIONS) - {name for (name,) in cursor.fetchall()}
        if not missing:
            return
        cursor.execute("SELECT pg_advisory_lock(%s)", [PREPARING])
        for name in sorted(missing):
            cursor.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(name)))
        cursor.execute("SELECT pg_advisory_unlock(%s)", [PREPARING])
