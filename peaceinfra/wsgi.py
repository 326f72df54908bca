"""The door of the web server. It refuses to open with a login that the policies would not bind.

A database that does not answer is no reason to stay closed: it may be back before the next request, and
the login is then checked at the first connection.
"""

import logging
import os

import django
from django.db import InterfaceError, OperationalError, connection

from peaceinfra.core.readable import Handler
from peaceinfra.database.logins import refuse_to_serve_as_owner

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peaceinfra.settings.production")

django.setup(set_prefix=False)
application = Handler()
try:
    refuse_to_serve_as_owner(connection)
except (OperationalError, InterfaceError):
    logging.getLogger(__name__).warning(
        "The database does not answer yet. Pages say so until it does; the login is checked then."
    )
finally:
    connection.close()
