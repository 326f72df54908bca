"""The tables in which jobs wait, as procrastinate makes them, and who may do what with them."""

from importlib import resources

from django.conf import settings

#: The function by which a job is added: the one thing that the web role may do with jobs.
DEFER = "procrastinate_defer_jobs_v1"
TABLES = (
    "procrastinate_events",
    "procrastinate_jobs",
    "procrastinate_periodic_defers",
    "procrastinate_workers",
)


def files() -> list[str]:
    """The names of the library's own migrations, in their order."""
    names = (path.name for path in resources.files("procrastinate.sql.migrations").iterdir())
    return sorted(name for name in names if name.endswith(".sql"))


def statements_since(last: str, newest: str) -> str:
    """What brings the tables from one of the library's migrations ("": none) to another.

    A new version of the library that has more of them needs a migration of ours that names the newest; a test says so.
    """
    folder = resources.files("procrastinate.sql.migrations")
    return "\n".join((folder / name).read_text(encoding="utf-8") for name in files() if last < name <= newest)


def grants(tables) -> list[str]:
    """What the role of the jobs may do; the web role may execute `DEFER` alone, which adds one in its transaction."""
    if not set(TABLES) <= set(tables):
        return []
    jobs = settings.JOBS_ROLE
    return [
        f"ALTER FUNCTION {DEFER} SECURITY DEFINER",
        f"GRANT USAGE ON SCHEMA public TO {jobs}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON {', '.join(TABLES)} TO {jobs}",
        f"GRANT USAGE ON SEQUENCE {', '.join(f'{table}_id_seq' for table in TABLES)} TO {jobs}",
    ]
