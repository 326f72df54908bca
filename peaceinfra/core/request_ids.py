"""A name for each request: in every line of the log that is written for it, and in its answer as `X-Request-Id`.

Whoever reports that something failed can name it, and the log is found without a name, a text or an address of theirs.
"""

import re
import secrets

from django.conf import settings
from django.core.signals import request_finished
from django.dispatch import receiver

from peaceinfra.settings.logs import request_id

HEADER = "X-Request-Id"
_GIVEN = re.compile(r"[A-Za-z0-9_.-]{8,64}")


class RequestIdMiddleware:
    """Before all others. A proxy that is trusted may give the name; nobody else can write into the log."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        given = request.headers.get(HEADER, "") if settings.BEHIND_PROXY else ""
        name = given if _GIVEN.fullmatch(given) else secrets.token_hex(8)
        request_id.set(name)
        response = self.get_response(request)
        response.headers[HEADER] = name
        return response


@receiver(request_finished)
def forget(sender, **kwargs):
    """What is logged of the answer, also while it is streamed, has the name yet."""
    request_id.set("")
