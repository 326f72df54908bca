"""The second wall's context: inside `viewing`, all SQL runs as the web role and sees what the viewer may see."""

from contextlib import contextmanager

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction

from peaceinfra.core.choices import Level
from peaceinfra.core.visibility.viewer import Viewer

_READ = (
    "SELECT current_setting('role'), coalesce(current_setting('peaceinfra.level', true), ''),"
    " coalesce(current_setting('peaceinfra.teams', true), ''),"
    " coalesce(current_setting('peaceinfra.account', true), '')"
)
_SET = (
    "SELECT set_config('role', %s, true), set_config('peaceinfra.level', %s, true),"
    " set_config('peaceinfra.teams', %s, true), set_config('peaceinfra.account', %s, true)"
)


# All that is read is of the moment of the first statement after this one.
_OF_ONE_MOMENT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"


@contextmanager
def one_moment():
    """A transaction that reads, and sees nothing of what is saved meanwhile. Inside another, it is that one's."""
    nested = connection.in_atomic_block
    with transaction.atomic():
        if not nested:
            with connection.cursor() as cursor:
                cursor.execute(_OF_ONE_MOMENT)
        yield


@contextmanager
def viewing(viewer: Viewer, *, of_one_moment: bool = False):
    """A transaction in which the database itself shows only what `viewer` may see. It nests.

    of_one_moment  it reads only, and sees nothing of what is saved meanwhile

    The settings end with the transaction. A released savepoint does not restore them, so a nested use
    puts the outer viewer's back. Outside of any `viewing`, the web login sees no guarded row at all.
    """
    nested = connection.in_atomic_block
    with one_moment() if of_one_moment else transaction.atomic(), connection.cursor() as cursor:
        before = cursor.execute(_READ).fetchone() if nested else None
        set_viewer(cursor, viewer)
        with _acting_as(viewer.account):
            yield
        if before and not connection.needs_rollback:
            cursor.execute(_SET, before)


def set_viewer(cursor, viewer: Viewer) -> None:
    """Until the transaction of this cursor ends, it shows what `viewer` may see: for a connection of its own."""
    teams = "{" + ",".join(str(team) for team in sorted(viewer.teams)) + "}"
    cursor.execute(_SET, [settings.WEB_ROLE, str(viewer.level), teams, str(viewer.account or "")])


@contextmanager
def _acting_as(account: int | None):
    before = acting_account()
    connection.acting_account = account
    try:
        yield
    finally:
        connection.acting_account = before


def acting_account() -> int | None:
    """Whose request this is; None outside of any, and where nobody is signed in. No SQL can change it."""
    return getattr(connection, "acting_account", None)


def whole_register():
    """A view of every record, for bookkeeping whose outcome no reader is told. Never read an answer from it."""
    teams = apps.get_model("core", "Team").objects.values_list("pk", flat=True)
    return viewing(Viewer(Level.STRICT, frozenset(teams)))


def streamed(viewer: Viewer, rows):
    """The iterable made by `rows()`, read inside its own `viewing`: for responses that outlive their view."""
    with viewing(viewer, of_one_moment=True):
        yield from rows()
