"""The address of a record that was merged leads to that of the record which was kept."""

from django.http import Http404, HttpResponsePermanentRedirect
from django.urls import reverse

from peaceinfra import dashboards
from peaceinfra.core.identity import UnknownId, parse_public_id
from processes.merged import merged_into


class MergedMiddleware:
    """Innermost: it asks in the transaction of the page, before that is given up.

    Who may not see both records is answered as of any record that is not there.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        match = request.resolver_match
        public_id = match.kwargs.get("public_id") if match else None
        is_page = match and match.func.__module__.startswith(dashboards.__name__)
        if not (
            isinstance(exception, Http404) and is_page and public_id and request.method in ("GET", "HEAD")
        ):
            return None
        address = _address_of_kept(match, public_id, request.viewer)
        if address is None:
            return None
        query = request.META.get("QUERY_STRING", "")
        response = HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
        # The merge may be undone.
        response.headers["Cache-Control"] = (
            "private, no-store" if request.user.is_authenticated else "no-cache"
        )
        return response


def _address_of_kept(match, public_id: str, viewer) -> str | None:
    """The same page of the kept record; None where there is none for the viewer."""
    try:
        kind, key = parse_public_id(public_id)
    except UnknownId:
        return None
    kept = merged_into([key], viewer).get(key)
    if kept is None or kept.kind != kind:
        return None
    given = {name: value for name, value in match.kwargs.items() if isinstance(value, str)}
    return reverse(match.view_name, kwargs=given | {"public_id": kept.public_id})
