"""What a request of the API brings and leaves beside its view: where it comes from, a token, an ended session."""

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.http import HttpResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from peaceinfra.api.authentication import CHALLENGE, TOKEN_HEADER, fault_of, presented_token
from peaceinfra.api.budget import budget_headers, seconds_left, words_of
from peaceinfra.api.exceptions import refusal
from peaceinfra.core import partner_tokens
from peaceinfra.core.outages import API, Words, answer, say
from peaceinfra.database.failures import failure_of


class OriginsMiddleware:
    """Lets the pages of `API_ORIGINS` read the API in a browser, without cookies: by a token, or what is public.

    First of all, so that they can read refusals too, and that the question before a request asks nothing else.
    """

    #: What such a page may read beside the answer.
    TOLD = "RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate, ETag, Content-Disposition, Location"

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not (settings.API_ORIGINS and f"{request.path_info}/".startswith(API)):
            return self.get_response(request)
        origin = request.headers.get("Origin")
        is_named = origin in settings.API_ORIGINS
        if is_named and request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
            response = HttpResponse(status=204)
            response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, PATCH, POST"
            response.headers["Access-Control-Allow-Headers"] = (
                "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match"
            )
            response.headers["Access-Control-Max-Age"] = "600"
        else:
            response = self.get_response(request)
        if is_named:
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Access-Control-Expose-Headers"] = self.TOLD
        patch_vary_headers(response, ["Origin"])
        return response


class EndedSessionMiddleware:
    """An ended session stays where it was kept when it is refused (401). Before the middleware of sessions.

    That one would clear it, and the same tool's next request would be answered with the public records.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code == 401:
            response.cookies.pop(settings.SESSION_COOKIE_NAME, None)
        return response


class TokenMiddleware:
    """Who asks by a token is the user of the request. After the middleware of accounts, before that of the viewer.

    One that does not count is refused by `RegisterAuthentication`. On the pages no header signs anybody in: a tool
    that sends a token there would take what is public for the whole.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.session_account, request.token = request.user, None
        token = presented_token(request)
        if not f"{request.path_info}/".startswith(API):
            return self._refused(self._words_of_pages(request)) if token else self.get_response(request)
        response = self._answered(request, token) if token else self.get_response(request)
        patch_vary_headers(response, [TOKEN_HEADER])
        return response

    def process_view(self, request, view, args, kwargs):
        """A file that a page offers is refused as the API refuses: it would pass for the whole."""
        fault = fault_of(request) if getattr(view, "is_file", False) else ""
        if fault and "text/html" in request.headers.get("Accept", ""):
            response = say(
                request, Words(401, _("This file is not given to you as you are signed in"), fault)
            )
            response.headers["WWW-Authenticate"] = CHALLENGE
            return response
        return self._refused(fault) if fault else None

    def _words_of_pages(self, request) -> str:
        words = _("Tokens are taken by the API alone, at %(root)s. The pages are read with an account.")
        return words % {"root": request.build_absolute_uri(reverse("api:root"))}

    def _refused(self, words: str):
        headers = {"WWW-Authenticate": CHALLENGE, "Cache-Control": "private, no-store"}
        return refusal({"credential": [words]}, 401, headers)

    def _answered(self, request, token):
        try:
            reader = partner_tokens.reader_of(token)
        except (DatabaseError, InterfaceError) as error:
            if failure := failure_of(error):
                return answer(request, failure, error)
            raise
        if reader is None:
            return self.get_response(request)
        request.user, request.token = reader, token
        return self._counted(request, reader, self.get_response(request))

    def _counted(self, request, reader, response):
        """The answer, where the budget holds its rows, with what is left; they are counted before it is sent."""
        # What the tool has already, and is not sent again (304), counts for nothing.
        # What a proposal counts for is counted where it is read.
        left = getattr(response, "rows_left", reader.rows_left)
        rows = getattr(response, "rows", 0) if response.status_code == 200 else 0
        if rows:
            try:
                rows_today = partner_tokens.spend(request.token, rows)
            except (DatabaseError, InterfaceError) as error:
                if failure := failure_of(error):
                    return answer(request, failure, error)
                raise
            if rows_today is None:
                headers = {"Retry-After": str(seconds_left()), "Cache-Control": "private, no-store"}
                response = refusal({"budget": [words_of(reader, rows)]}, 429, headers)
            else:
                left = max(0, reader.daily_rows - rows_today)
        for name, value in budget_headers(reader, left).items():
            response.headers[name] = value
        return response
