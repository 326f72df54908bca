"""Ways past both walls, for mistakes that are seeded; and the checks that ask two registers.

What the walls hide can only be told by code that asks past both: with the owner's rights in the database, and with
another clearance in the filter.
"""

from contextlib import contextmanager
from unittest.mock import patch

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test import Client

from peaceinfra.core.visibility import Viewer, rule
from tests import factories as make
from tests.security.looking import everything


@contextmanager
def past_the_second_wall():
    """What is asked inside is asked as the owner of the tables."""
    with connection.cursor() as cursor:
        before = cursor.execute("SELECT current_setting('role')").fetchone()[0]
        cursor.execute("SELECT set_config('role', 'none', true)")
        yield
        cursor.execute("SELECT set_config('role', %s, true)", [before])


@contextmanager
def asks_for_all(target, name):
    """The function asks for who sees everything, whoever asked; its answer is read inside, not later."""
    real = getattr(target, name)

    def widened(value):
        return everything() if isinstance(value, Viewer) else value

    def ask(*args, **kwargs):
        with past_the_second_wall():
            return real(*map(widened, args), **{key: widened(value) for key, value in kwargs.items()})

    with patch.object(target, name, ask):
        yield


def for_all(target, name):
    return lambda: asks_for_all(target, name)


@contextmanager
def without_walls(*models):
    """Neither wall guards these tables, as if their declaration had been forgotten."""
    real, names = (
        rule.Visibility.q,
        {model._meta.db_table: f"{model._meta.db_table}_visible" for model in models},
    )

    def q(self, viewer, prefix=""):
        return real(self, everything() if self.name in names.values() else viewer, prefix)

    with patch.object(rule.Visibility, "q", q), connection.cursor() as cursor:
        for table in names:
            cursor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
        yield
        for table in names:
            cursor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")


def instead(target, name, value):
    return lambda: patch.object(target, name, value)


@contextmanager
def by_trigger(table, body):
    """A trigger of the database on what is added to a table."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE FUNCTION seeded() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$BEGIN {body} END$$;"
            f"CREATE TRIGGER seeded AFTER INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION seeded()"
        )
        yield
        cursor.execute(f"DROP TRIGGER seeded ON {table}; DROP FUNCTION seeded()")


# --- checks ---


def two_worlds(*paths, account=None):
    """A check: what is read at these addresses of the inventory is the same without and with the guarded records."""

    def two_registers():
        from tests.test_non_interference import answers  # noqa: PLC0415 - it imports half of the register
        from tests.two_worlds import build_guarded_twice, build_public  # noqa: PLC0415

        register, client = build_public(), Client(raise_request_exception=False)
        if account:
            client.force_login(account())
        ContentType.objects.get_for_models(*apps.get_models())
        answers(client, paths)
        without = answers(client, paths)
        build_guarded_twice(register)
        assert answers(client, paths) == without

    return two_registers


def two_saves(name):
    """A check: a save is answered the same without and with the guarded records."""

    def two_saved_registers():
        from tests.test_non_interference_of_writes import SAVES  # noqa: PLC0415
        from tests.two_worlds import build_guarded_twice, build_public  # noqa: PLC0415

        account, client, register = make.StewardFactory(clearance=2), Client(), build_public()
        client.force_login(account)
        ContentType.objects.get_for_models(*apps.get_models())
        saved(SAVES[name], client, account)
        without = saved(SAVES[name], client, account)
        build_guarded_twice(register)
        assert saved(SAVES[name], client, account) == without

    return two_saved_registers


def saved(write, client, account):
    with transaction.atomic():
        found = write(client, account)
        transaction.set_rollback(True)
    return found
