"""How gunicorn serves the register. It finds this file in the folder it is started in, or by --config."""

import gc
import os

from peaceinfra.settings.gunicorn_logs import Logger

# While the register is loaded, as in manage.py.
gc.set_threshold(100_000)

wsgi_app = "peaceinfra.wsgi"
bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", 3))
# Above every limit of the database (peaceinfra/database/addresses.py), which end in a page with words.
timeout = int(os.environ.get("WORKER_SECONDS", 60))
graceful_timeout = 30
# No query string in any log, whatever goes wrong.
logger_class = Logger


def post_worker_init(worker):
    """What was loaded stays, and a large page makes tens of thousands of small objects that need no looking through:
    searching them for circles took a fifth of its time.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
