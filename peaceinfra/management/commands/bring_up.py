"""What `make run` does before it serves: prepare, migrate and fill the database, as its owner."""

import contextlib
import gc

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import OperationalError

from peaceinfra.database.cluster import ClusterError

try:
    import fcntl
except ImportError:  # Windows: no lock, so start it from one shell only
    fcntl = None


class Command(BaseCommand):
    help = "Prepare, migrate and fill the database where that is needed; `start` does it first."

    requires_system_checks = []

    def handle(self, *args, **options):
        # Models are drawn up and thrown away by the hundred, which the collector of circles looks through again and
        # again: a fifth of the time. This process ends afterwards, and its memory with it.
        gc.disable()
        with one_at_a_time():
            self.set_up()

    def set_up(self):
        embedded = "EMBEDDED_IN" in connection.settings_dict
        self.say("Database: " + ("the embedded PostgreSQL" if embedded else "the one of DATABASE_URL"))
        try:
            connection.prepare_database()
        except (ClusterError, ImproperlyConfigured, OperationalError) as error:
            raise CommandError(str(error)) from error
        if is_behind():
            self.say("Making and changing tables")
            call_command("migrate", verbosity=0)
        if not apps.get_model("processes", "PeaceProcess")._base_manager.exists():
            self.say("Loading fixtures/")
            call_command("import_dataset", settings.CHECKOUT / "fixtures")
        if settings.DEMONSTRATION and not get_user_model()._base_manager.exists():
            self.say("Making demonstration accounts (`manage.py demo_accounts` gives them new passwords)")
            call_command("demo_accounts")

    def say(self, words):
        self.stdout.write(f"· {words}")
        self.stdout.flush()


def is_behind() -> bool:
    """Whether a migration waits to be applied."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@contextlib.contextmanager
def one_at_a_time():
    """Two shells that start at once: the second waits, and finds everything done."""
    home = settings.CHECKOUT / ".data"
    home.mkdir(exist_ok=True)
    with open(home / "start.lock", "w") as lock:
        if fcntl:
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
