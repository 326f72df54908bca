"""The register as it was recorded at the end of a day: inside `as_recorded`, all SQL reads the second schema.

Tables that have no history, such as accounts and teams, are read as they are now.
"""

from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

from django.db import connection, connections
from django.utils import timezone

from peaceinfra.core.visibility import recorded_sql
from peaceinfra.core.visibility.recorded_sql import SCHEMA, SETTING

_READ = f"""SELECT current_setting('search_path'), coalesce(current_setting('{SETTING}', true), ''),
  current_setting('jit')"""
_SET = f"""SELECT set_config('search_path', %s, true), set_config('{SETTING}', %s, true),
  set_config('jit', %s, true)"""

# The columns of the tables, and what the schema holds: (view, its comment, the mark of its query, as it is stored).
_COLUMNS = "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
_VIEWS = f"""SELECT c.relname, coalesce(obj_description(c.oid, 'pg_class'), ''), md5(pg_get_viewdef(c.oid))
  FROM pg_class c WHERE c.relnamespace = to_regnamespace('{SCHEMA}') AND c.relkind = 'v'"""
_FUNCTIONS = f"""SELECT proname, prosrc, prosecdef,
    coalesce(proconfig, '{{}}') @> ARRAY['search_path={recorded_sql.SEARCH_PATH}']
  FROM pg_proc WHERE pronamespace = to_regnamespace('{SCHEMA}')"""


@contextmanager
def as_recorded(day: date | None):
    """Within the transaction of a request: the register as it stood at the end of the day; None is now.

    It only reads: nothing can be written to the schema. The settings end with the transaction at the latest.
    """
    if day is None:
        yield
        return
    assert connection.in_atomic_block, "as_recorded needs the transaction of `viewing` around it"
    with connection.cursor() as cursor:
        before = cursor.execute(_READ).fetchone()
        # What the functions cost is no reason to compile a query that reads a few rows.
        cursor.execute(_SET, [f"{SCHEMA}, public", end_of(day).isoformat(), "off"])
    outer, connection.recorded_on = recorded_on(), day
    try:
        yield
    finally:
        connection.recorded_on = outer
        if not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute(_SET, before)


def recorded_on() -> date | None:
    """The day as of whose record is read now; None where the register is read as it is."""
    return getattr(connection, "recorded_on", None)


def end_of(day: date) -> datetime:
    """The moment at which the day is over."""
    return datetime.combine(day + timedelta(days=1), time.min, timezone.get_current_timezone())


def build(cursor) -> list[str]:
    """The statements that make the schema, where it is not as declared; none while tables are not as the models."""
    cursor.execute(_COLUMNS)
    if not recorded_sql.declared_columns() <= set(cursor.fetchall()):
        return []
    return recorded_sql.statements() if faults(cursor) else []


def faults(cursor) -> list[str]:
    """What of the schema is missing or differs from its declaration, one line each."""
    views = {name: (comment.split(), stored) for name, comment, stored in cursor.execute(_VIEWS).fetchall()}
    functions = {name: (body.strip(), *rest) for name, body, *rest in cursor.execute(_FUNCTIONS).fetchall()}
    found = [
        f"{SCHEMA}.{name}: the view differs from its declaration"
        for name, query in recorded_sql.views().items()
        if name not in views or views[name][0] != [recorded_sql.mark_of(query), views[name][1]]
    ]
    found += [
        f"{SCHEMA}.{name}: the function differs from its declaration"
        for name, (_arguments, body) in recorded_sql.functions().items()
        if functions.get(name) != (body, True, True)
    ]
    strangers = {*views, *functions} - {*recorded_sql.views(), *recorded_sql.functions()}
    return found + [f"{SCHEMA}.{name} is declared by no model" for name in sorted(strangers)]


def take_down(sender, using, plan=(), **kwargs):
    """Receiver of pre_migrate: a column that a view shows could not be changed. `after_migrate` makes it anew."""
    if plan:
        with connections[using].cursor() as cursor:
            cursor.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
