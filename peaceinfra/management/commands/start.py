"""`make run`: bring the register up, step by step, then hand over to the server and its worker as the web login."""

import contextlib
import gc
import os
import socket
import subprocess
import sys
from collections.abc import Mapping

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
    help = "Prepare, migrate and fill the database where that is needed, then serve on HOST and PORT."

    requires_system_checks = []

    def handle(self, *args, **options):
        host, port = os.environ.get("HOST") or "127.0.0.1", os.environ.get("PORT") or "8000"
        self.refuse_taken(host, port)
        # Models are drawn up and thrown away by the hundred, which the collector of circles looks through again and
        # again: a fifth of the time. This process is given to the server afterwards, and its memory with it.
        gc.disable()
        with one_at_a_time():
            self.set_up()
        self.refuse_taken(host, port)
        connection.close()
        self.serve(host, port)

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

    def serve(self, host, port):
        address, manage = f"{host}:{port}", str(settings.CHECKOUT / "manage.py")
        self.say(f"Serving http://{address}/ as the web login; Ctrl+C stops it, the database stays up")
        self.stdout.flush()
        environment = serving_environment(os.environ)
        begin_worker(host, port, manage, environment)
        # Without the reloader, which is a second start; `manage.py runserver` has it.
        os.execve(sys.executable, [sys.executable, manage, "runserver", "--noreload", address], environment)

    def refuse_taken(self, host, port):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host.strip("[]"), int(port)))
            except (OSError, ValueError, OverflowError) as error:
                raise CommandError(
                    f"Cannot serve on {host}:{port} ({error}). Choose another: make run PORT=8001"
                ) from error

    def say(self, words):
        self.stdout.write(f"· {words}")
        self.stdout.flush()


def serving_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """The variables under which the server runs. Who looks at the register sees its own pages, also of what is
    absent and of faults; a developer sets DEBUG, or serves by `manage.py runserver`, and reads the settings in them.
    """
    quiet = {"DJANGO_RUNSERVER_HIDE_WARNING": "true", "PYTHONUNBUFFERED": "1"}
    return {"DEBUG": "false", **environ, **quiet}


def begin_worker(host: str, port: str, manage: str, environment: Mapping[str, str]) -> None:
    """What works on the jobs once the server answers, and ends with it.

    This process becomes the server and holds one end of a pipe, which is closed when it ends, killed or not.
    """
    watched, held = os.pipe()
    os.set_inheritable(held, True)
    beside = str(settings.CHECKOUT / "peaceinfra" / "management" / "beside.py")
    worker = [sys.executable, manage, "worker", "--until-closed", str(watched)]
    subprocess.Popen(
        [sys.executable, "-S", beside, str(watched), host.strip("[]"), port, *worker],
        env={**environment, "PEACEINFRA_LOGIN": "web"},
        pass_fds=[watched],
    )
    os.close(watched)


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
