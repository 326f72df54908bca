"""The logs of gunicorn, which by themselves repeat what somebody searched for."""

import logging

from gunicorn import glogging

from peaceinfra.settings.logs import AS_JSON, JsonLine, WithoutData


class WithoutAddress(logging.Filter):
    """Cuts a message at its first question mark: what follows is a query string, well formed or not."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.msg, BaseException):
            record.msg = type(record.msg).__qualname__
        record.msg, record.args = record.getMessage().partition("?")[0], None
        return True


class Logger(glogging.Logger):
    """Named by `logger_class` of gunicorn.conf.py."""

    def setup(self, cfg):
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.addFilter(WithoutAddress())
            handler.setFormatter((JsonLine if AS_JSON else WithoutData)(self.error_fmt, self.datefmt))

    def atoms(self, resp, req, environ, request_time):
        """What a format of the access log can name; of an address, the path alone."""
        path = environ.get("RAW_URI", "").partition("?")[0]
        atoms = super().atoms(resp, req, environ, request_time)
        for name, value in atoms.items():
            if _may_hold_query(name) and isinstance(value, str):
                atoms[name] = value.partition("?")[0]
        return atoms | {
            "r": f"{environ['REQUEST_METHOD']} {path} {environ['SERVER_PROTOCOL']}",
            "q": "",
            "{query_string}e": "",
        }


def _may_hold_query(name):
    """The referer, and whatever headers and variables of the server a format names."""
    return name == "f" or name.endswith(("}i", "}o", "}e"))
