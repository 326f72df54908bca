"""The tables in which jobs wait, as procrastinate makes them, and who may do what with them."""

import re
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

#: The way back: what the library made is told by its name. Jobs that wait are lost with it.
TAKEN_AWAY = f"""
DROP TABLE {", ".join(TABLES)} CASCADE;
DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT oid::regprocedure::text FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace AND proname LIKE 'procrastinate\\_%'
  LOOP EXECUTE 'DROP FUNCTION ' || name || ' CASCADE'; END LOOP;
  FOR name IN SELECT oid::regtype::text FROM pg_type
    WHERE typnamespace = 'public'::regnamespace AND typname LIKE 'procrastinate\\_%' AND typtype IN ('e', 'c')
  LOOP EXECUTE 'DROP TYPE ' || name || ' CASCADE'; END LOOP;
END $$"""


def files() -> list[str]:
    """The names of the library's own migrations, in their order."""
    names = (path.name for path in resources.files("procrastinate.sql.migrations").iterdir())
    return sorted(name for name in names if name.endswith(".sql"))


def statements_since(last: str, newest: str) -> str:
    """What brings the tables from one of the library's migrations ("": none) to another.

    A new version of the library that has more of them needs a migration of ours that names the newest; a test says so.
    """
    folder = resources.files("procrastinate.sql.migrations")
    texts = [(folder / name).read_text(encoding="utf-8") for name in files() if last < name <= newest]
    return _with_values_at_once("\n".join(texts))


_ADDED = re.compile(
    r"ALTER TYPE (?P<type>\w+) ADD VALUE (?P<value>'\w+')(?: (?P<side>BEFORE|AFTER) (?P<other>'\w+'))?;\n?"
)


def _with_values_at_once(text: str) -> str:
    """A type that is made here gets its later values at once: they are used in the same transaction.

    PostgreSQL 15 and 16 refuse to use a value that was added in it.
    """
    for found in list(_ADDED.finditer(text)):
        start = text.find(f"CREATE TYPE {found['type']} AS ENUM")
        if start >= 0:
            end = text.index(");", start)
            values = re.sub(r"--.*", "", text[text.index("(", start) + 1 : end])
            listed = [value.strip() for value in values.split(",")]
            place = listed.index(found["other"]) if found["other"] else len(listed)
            listed.insert(place + (found["side"] == "AFTER"), found["value"])
            text = f"{text[:start]}CREATE TYPE {found['type']} AS ENUM ({', '.join(listed)}{text[end:]}"
            text = text.replace(found[0], "", 1)
    return text


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
