"""How large a request may be, before anything of it is read. Forms and files have limits of their own (settings)."""

from django.utils.translation import gettext_lazy

from peaceinfra.core.outages import Words, say
from peaceinfra.core.spreadsheets import MEGABYTE
from peaceinfra.core.uploads import LimitedUpload

LONGEST_ADDRESS = 64_000
LONGEST_HEADERS = 32_000
#: The largest file, and the form around it.
LARGEST_BODY = LimitedUpload.most + 10 * MEGABYTE

TOO_LARGE = Words(
    413,
    gettext_lazy("What was sent is too large"),
    gettext_lazy("Nothing of it was read. Send a smaller file, or a part at a time."),
)
LONG_ADDRESS = Words(
    414,
    gettext_lazy("This address is too long"),
    gettext_lazy("Ask for less at once. A long question to the API is sent as POST to “query/”."),
)
LONG_HEADERS = Words(
    431,
    gettext_lazy("The headers of this request are too long"),
    gettext_lazy("Delete the cookies of this site in your browser, then try again."),
)
NO_LENGTH = Words(
    411,
    gettext_lazy("This request does not say how long it is"),
    gettext_lazy(
        "Nothing of it was read. Send it whole, with its length (Content-Length), and not in pieces."
    ),
)


class RequestLimitsMiddleware:
    """411, 413, 414 or 431 in words. A server before this one may answer sooner, in its own words."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        words = _refusal(request.META)
        return say(request, words) if words else self.get_response(request)


def _refusal(meta) -> Words | None:
    if len(meta.get("PATH_INFO", "")) + len(meta.get("QUERY_STRING", "")) > LONGEST_ADDRESS:
        return LONG_ADDRESS
    if sum(len(name) + len(meta[name]) for name in meta if name.startswith("HTTP_")) > LONGEST_HEADERS:
        return LONG_HEADERS
    if "HTTP_TRANSFER_ENCODING" in meta:
        # Without a length nothing of the body is read, and what was sent would be taken for nothing.
        return NO_LENGTH
    length = meta.get("CONTENT_LENGTH") or "0"
    return TOO_LARGE if length.isdecimal() and int(length) > LARGEST_BODY else None
