"""What a refusal of the API leaves in the reader's browser or tool."""

from django.conf import settings


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
