"""Logs go to stderr and never repeat what somebody searched for or typed.

Each line names the request for which it was written. `LOG_FORMAT=json` makes each a JSON object, for what collects
them.
"""

import json
import logging
import os
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime

from peaceinfra.database.failures import described

#: The name of the request that is answered; "" outside of requests.
request_id: ContextVar[str] = ContextVar("request_id", default="")
AS_JSON = os.environ.get("LOG_FORMAT", "text") == "json"


class WithoutQuery(logging.Filter):
    """Cuts the query string from the request lines of the development server."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(_without_query(part) for part in record.args)
        return True


class WithoutData(logging.Formatter):
    """Prints where an error happened and its class; its message may quote a row of the database.

    Of an error of the database it says which, by SQLSTATE and the names of table, column and constraint.
    """

    def formatMessage(self, record) -> str:
        name = request_id.get()
        return super().formatMessage(record) + (f" [{name}]" if name else "")

    def formatException(self, ei) -> str:
        kind, exception, frames = ei
        lines = ["Traceback (most recent call last):\n", *traceback.format_tb(frames)]
        known = described(exception)
        kept = f"{known}; message not logged" if known else "message not logged"
        return "".join(lines) + f"{kind.__module__}.{kind.__qualname__} ({kept})"


class JsonLine(WithoutData):
    """The same as a JSON object in one line."""

    def format(self, record) -> str:
        said = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if name := request_id.get():
            said["request"] = name
        if record.exc_info:
            said["error"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False)


def _without_query(part):
    """A request line such as `GET /search?q=x HTTP/1.1` without `?q=x`; anything else as it is."""
    if not isinstance(part, str) or "?" not in part:
        return part
    before, _, after = part.partition("?")
    protocol = after.rpartition(" ")[2]
    return f"{before} {protocol}" if protocol.startswith("HTTP/") else before


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"without_query": {"()": WithoutQuery}},
    "formatters": {
        "line": {
            "()": JsonLine if AS_JSON else WithoutData,
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        },
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["without_query"]},
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "peaceinfra.core.sign_in_log": {"level": "INFO"},
        "django.utils.autoreload": {"level": "WARNING"},
        "django.server": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}
