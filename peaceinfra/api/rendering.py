"""How answers are written as JSON, and how what is sent is read."""

import orjson
from django.http import HttpRequest
from django.utils.translation import gettext as _
from rest_framework import parsers, renderers
from rest_framework.exceptions import ParseError

_DEFAULT = renderers.JSONRenderer.encoder_class().default


class JSONRenderer(renderers.JSONRenderer):
    """As the framework writes it, faster. Where `Accept` asks for an indent, the framework writes it itself.

    Bytes are JSON already.
    """

    def render(self, data, accepted_media_type=None, renderer_context=None):
        if data is None:
            return b""
        if self.get_indent(accepted_media_type, renderer_context or {}):
            data = orjson.loads(data) if isinstance(data, bytes) else data
            return super().render(data, accepted_media_type, renderer_context)
        return data if isinstance(data, bytes) else as_json(data)


def as_json(data, options: int = 0) -> bytes:
    """JSON without spaces, in UTF-8. `options` of orjson are added to those of every answer."""
    options |= orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS
    return orjson.dumps(data, default=_DEFAULT, option=options)


def json_line(told) -> bytes:
    """One line of a file of JSON Lines."""
    return as_json(told, orjson.OPT_APPEND_NEWLINE)


class JSONParser(parsers.BaseParser):
    """JSON in UTF-8, without what has no place in an answer or in the database: half characters, endless depth."""

    media_type = "application/json"

    def parse(self, stream, media_type=None, parser_context=None):
        # Read from the stream, a body of any length would be taken into memory.
        text = stream.body if isinstance(stream, HttpRequest) else stream.read()
        try:
            sent = orjson.loads(text)
            orjson.dumps([[sent]])  # more can be read than can be written
        except orjson.JSONDecodeError as error:
            raise ParseError(_("This is no JSON in UTF-8: %(error)s.") % {"error": error}) from None
        except orjson.JSONEncodeError:
            raise ParseError(_("This has lists or objects too deep inside of one another.")) from None
        return sent
