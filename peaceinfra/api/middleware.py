"""What a request of the API brings and leaves beside its view: a token, and an ended session."""

from django.conf import settings
from django.db import DatabaseError, InterfaceError

from peaceinfra.api.authentication import presented_token
from peaceinfra.core import partner_tokens
from peaceinfra.core.outages import API, answer
from peaceinfra.database.failures import failure_of


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

    On the pages no header signs anybody in. One that does not count is refused by `RegisterAuthentication`.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.session_account, request.token = request.user, None
        if f"{request.path_info}/".startswith(API) and (token := presented_token(request)):
            try:
                reader = partner_tokens.reader_of(token)
            except (DatabaseError, InterfaceError) as error:
                if failure := failure_of(error):
                    return answer(request, failure, error)
                raise
            if reader:
                request.user, request.token = reader, token
        return self.get_response(request)
