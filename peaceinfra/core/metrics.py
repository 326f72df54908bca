"""Figures for whoever watches the register: how often, how long and how it was answered, by route. No content, no path.

`METRICS_BIND` says where gunicorn serves them (gunicorn.conf.py); without it this module is not loaded.
"""

import time

from django.db import connection
from prometheus_client import Counter, Histogram

SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
ROUTE = ["method", "route"]

requests = Counter("peaceinfra_requests", "Requests that were answered", [*ROUTE, "status"])
seconds = Histogram("peaceinfra_request_seconds", "Until the answer began", ROUTE, buckets=SECONDS)
database_seconds = Histogram(
    "peaceinfra_database_seconds", "Of a request, spent in the database", ROUTE, buckets=SECONDS
)
queries = Counter("peaceinfra_database_queries", "Questions to the database", ROUTE)
failures = Counter("peaceinfra_database_failures", "Answers that the database made impossible", ["failure"])

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


class MetricsMiddleware:
    """Outside of all that may take time. What is sent after an answer began, of a stream, is not in its seconds."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        asked, began = _Asked(), time.perf_counter()
        with connection.execute_wrapper(asked):
            response = self.get_response(request)
        # A route is a pattern of ours; an address that matches none may be anything.
        found = request.resolver_match
        labels = (request.method if request.method in METHODS else "other", found.route if found else "none")
        requests.labels(*labels, str(response.status_code)).inc()
        seconds.labels(*labels).observe(time.perf_counter() - began)
        database_seconds.labels(*labels).observe(asked.seconds)
        queries.labels(*labels).inc(asked.times)
        return response


class _Asked:
    """Counts the questions to the database, and how long they took."""

    def __init__(self):
        self.times, self.seconds = 0, 0.0

    def __call__(self, execute, sql, params, many, context):
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.times += 1
            self.seconds += time.perf_counter() - began
