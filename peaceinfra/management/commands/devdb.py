from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from peaceinfra.database.cluster import Cluster, ClusterError


class Command(BaseCommand):
    help = "The embedded PostgreSQL of this checkout: show it, stop it, or delete it with all its data."

    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("action", choices=["status", "stop", "reset"])
        parser.add_argument("--yes", action="store_true", help="reset without asking")

    def handle(self, *args, action, yes, **options):
        checkout = connection.settings_dict.get("EMBEDDED_IN")
        if checkout is None:
            raise CommandError("DATABASE_URL or DATABASE_OWNER_URL is set: no embedded server is in use.")
        try:
            getattr(self, action)(Cluster(checkout), yes)
        except ClusterError as error:
            raise CommandError(str(error)) from error

    def status(self, cluster, yes):
        if not cluster.is_running():
            self.stdout.write(f"Not running. Data: {cluster.data}")
            return
        with cluster.connect() as server:
            version = server.execute("SHOW server_version").fetchone()[0]
        self.stdout.write(f"PostgreSQL {version} is running. Data: {cluster.data}")
        self.stdout.write(f"Socket: {cluster.socket_folder}")

    def stop(self, cluster, yes):
        self.stdout.write("Stopped." if cluster.stop() else "Was not running.")

    def reset(self, cluster, yes):
        if not yes and input(f"Delete everything in {cluster.folder}? Type yes: ").strip() != "yes":
            raise CommandError("Nothing was deleted.")
        cluster.reset()
        self.stdout.write("Deleted. The next start makes a new, empty database.")
