"""How gunicorn serves the register. It finds this file in the folder it is started in, or by --config."""

import os

from peaceinfra.settings.gunicorn_logs import Logger

wsgi_app = "peaceinfra.wsgi"
bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", 3))
# Above every limit of the database (peaceinfra/database/addresses.py), which end in a page with words.
timeout = int(os.environ.get("WORKER_SECONDS", 60))
graceful_timeout = 30
# No query string in any log, whatever goes wrong.
logger_class = Logger
