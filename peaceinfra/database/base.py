"""The database backend: PostgreSQL, which starts the embedded server when it is the one asked for."""

from django.db.backends.postgresql import base

from peaceinfra.database import logins
from peaceinfra.database.cluster import Cluster


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params):
        """Connect; when the embedded server does not answer, start it and connect again."""
        try:
            return super().get_new_connection(conn_params)
        except base.Database.OperationalError:
            if not self.settings_dict.get("EMBEDDED_IN"):
                raise
            Cluster(self.settings_dict["EMBEDDED_IN"]).ensure_running()
            return super().get_new_connection(conn_params)

    def prepare_database(self):
        """Called by `migrate` before anything else, for real and for test databases alike."""
        super().prepare_database()
        logins.prepare(self)
