"""Requests that no text of the register can answer: PostgreSQL stores and finds no NUL character."""

from itertools import chain

from peaceinfra.core.outages import answer
from peaceinfra.database.failures import Failure

NUL = "\x00"


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
