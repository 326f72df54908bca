"""Requests that no text of the register can answer: PostgreSQL stores and finds no NUL character."""

from itertools import chain

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.utils.http import parse_header_parameters

from peaceinfra.core.outages import answer
from peaceinfra.database.failures import Failure

NUL = "\x00"


class Request(WSGIRequest):
    """A request whose address and form are in UTF-8, as those of all our pages.

    By the charset of its header a request would choose any codec of Python, also those that are no codecs of text and
    fail before there is a middleware that could answer.
    """

    def _set_content_type_params(self, meta):
        try:
            self.content_type, self.content_params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
        except ValueError:  # a header that is too long
            self.content_type, self.content_params = "", {}


class Handler(WSGIHandler):
    request_class = Request


class ReadableMiddleware:
    """400 in words for a NUL character in the path, the query, a cookie or a form. Before what reads them."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        texts = chain([request.path_info], _texts(request.GET), request.COOKIES, request.COOKIES.values())
        if any(NUL in text for text in texts):
            return answer(request, Failure.UNREADABLE)
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.method == "POST" and any(NUL in text for text in _texts(request.POST)):
            return answer(request, Failure.UNREADABLE)
        return None


def _texts(query):
    return chain(query, *(values for _name, values in query.lists()))
