"""The door of the web server. It refuses to open with a login that the policies would not bind."""

import os

from django.core.wsgi import get_wsgi_application
from django.db import connection

from peaceinfra.database.logins import refuse_to_serve_as_owner

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peaceinfra.settings.production")

application = get_wsgi_application()
refuse_to_serve_as_owner(connection)
connection.close()
