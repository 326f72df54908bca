"""How gunicorn serves the register. It finds this file in the folder it is started in, or by --config."""

import gc
import os
import shutil
import tempfile

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


# Figures for monitoring, such as 127.0.0.1:9100: each worker keeps its own in a file, the first process adds them up.
# Of what waits and of the backup it asks itself, by the settings of the workers.
metrics_bind = os.environ.get("METRICS_BIND", "")
if metrics_bind:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peaceinfra.settings.production")
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="peaceinfra-metrics-")


def when_ready(server):
    if not metrics_bind:
        return
    from prometheus_client import CollectorRegistry, start_http_server  # noqa: PLC0415 - the folder first
    from prometheus_client.multiprocess import MultiProcessCollector  # noqa: PLC0415

    # All of it before the first worker: none may begin while another thread imports.
    from peaceinfra.core.gauges import GaugesCollector  # noqa: PLC0415

    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    registry.register(GaugesCollector())
    host, _colon, port = metrics_bind.rpartition(":")
    start_http_server(int(port), host or "127.0.0.1", registry)


def child_exit(server, worker):
    if metrics_bind:
        from prometheus_client.multiprocess import mark_process_dead  # noqa: PLC0415

        mark_process_dead(worker.pid)


def on_exit(server):
    if metrics_bind:
        shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)


def post_worker_init(worker):
    """What was loaded stays, and a large page makes tens of thousands of small objects that need no looking through:
    searching them for circles took a fifth of its time.
    """
    gc.freeze()
    gc.set_threshold(150_000, 20, 100)
