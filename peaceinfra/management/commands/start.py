"""`make run`: serve as the web login once the register was brought up, with a worker beside."""

import os
import subprocess
import sys

from django.conf import settings
from django.contrib.staticfiles.management.commands import runserver
from django.core.management.base import BaseCommand

from peaceinfra.management import starting


class Command(BaseCommand):
    help = "Bring the register up where that is needed, then serve it on HOST and PORT."

    # Asked while the register is brought up.
    requires_system_checks = []

    def handle(self, *args, **options):
        bringing_up = starting.bringing_up()
        sys.stdout.reconfigure(line_buffering=True)
        self.check()
        if failed := bringing_up.wait():
            # It said why.
            sys.exit(failed)
        host, port = starting.host_and_port(os.environ)
        starting.refuse_taken(host, port)
        self.stdout.write(
            f"· Serving http://{host}:{port}/ as the web login; Ctrl+C stops it, the database stays up"
        )
        begin_worker(host, port)
        # Without the reloader, which is a second start; `manage.py runserver` has it.
        Server().run_from_argv([sys.argv[0], "runserver", "--noreload", "--skip-checks", f"{host}:{port}"])


class Server(runserver.Command):
    """That of `runserver`, of code that was checked and tables that were migrated a moment ago."""

    def check_migrations(self):
        return None


def begin_worker(host: str, port: str) -> None:
    """What works on the jobs once the server answers, and ends with it.

    This process becomes the server and holds one end of a pipe, which is closed when it ends, killed or not.
    """
    watched, held = os.pipe()
    beside = str(settings.CHECKOUT / "peaceinfra" / "management" / "beside.py")
    worker = [sys.executable, str(starting.MANAGE), "worker", "--until-closed", str(watched)]
    subprocess.Popen(
        [sys.executable, "-S", beside, str(watched), host.strip("[]"), port, *worker],
        pass_fds=[watched],
    )
    os.close(watched)
