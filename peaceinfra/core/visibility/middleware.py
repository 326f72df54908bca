"""The outermost transaction of a request: it holds the view and the rendering of its template."""

from django.db import IntegrityError, ProgrammingError, transaction
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone

from peaceinfra.core.visibility.context import viewing
from peaceinfra.core.visibility.viewer import viewer_of

# What PostgreSQL answers when a write touches what the writer may not see, or what is not there.
REFUSED_BY_POLICY = "42501"


class ViewerMiddleware:
    """Sets `request.viewer` and shows the request no row its viewer may not see. Last in the list."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.viewer = viewer_of(request.user, timezone.now().date())
        try:
            with viewing(request.viewer):
                return _uncached(self.get_response(request), request)
        except IntegrityError:
            # A constraint checked at COMMIT, after the view's own handling: nothing was written.
            return conflict(request)

    def process_exception(self, request, exception):
        transaction.set_rollback(True)
        if isinstance(exception, ProgrammingError) and _state(exception) == REFUSED_BY_POLICY:
            # A hidden record and an absent one answer alike.
            raise Http404
        if isinstance(exception, IntegrityError):
            return conflict(request)
        return None


def conflict(request):
    """409: the database refused the write as a whole; says so without naming the other record."""
    return render(request, "409.html", status=409)


def _uncached(response, request):
    """What one person was shown stays on no disk: neither of a proxy nor of a shared computer."""
    if request.user.is_authenticated:
        response.headers.setdefault("Cache-Control", "private, no-store")
    return response


def _state(exception):
    return getattr(exception.__cause__, "sqlstate", None)
