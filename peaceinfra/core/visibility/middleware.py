"""The outermost transaction of a request: it holds the view and the rendering of its template."""

from django.db import DatabaseError, InterfaceError, transaction
from django.http import Http404
from django.utils import timezone

from peaceinfra.core.attempts import ATTEMPTS, RequestState, wait_before
from peaceinfra.core.outages import API, answer
from peaceinfra.core.reads import reads_of, write_reads
from peaceinfra.core.visibility.context import viewing
from peaceinfra.core.visibility.viewer import viewer_of
from peaceinfra.database.failures import REFUSED_BY_POLICY, Failure, failure_of, sqlstate

READING = ("GET", "HEAD", "OPTIONS")
# A question to the API that is too long for an address is sent as POST, and reads too.
QUESTION = "/query/"
# What is asked of another server holds no transaction meanwhile: these views open their own (`viewing`).
WAITING = "/account/provider/"


class ViewerMiddleware:
    """Sets `request.viewer` and shows the request no row its viewer may not see. Only what asks inside comes after it.

    A page is about one moment, whatever is saved while it is made. A write that collides with another is
    taken back and tried again as a whole.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        try:
            request.viewer = viewer_of(request.user, timezone.now().date())
        except (DatabaseError, InterfaceError) as error:
            return _failed(request, error)
        if _waits(request):
            return self._outside(request)
        for attempt in range(1, ATTEMPTS + 1):
            request.may_repeat = request.is_kept = False
            response = self._attempt(request)
            if attempt == ATTEMPTS or not request.may_repeat:
                break
            wait_before(attempt)
        return response if request.is_kept else self._noted(request, response)

    def _attempt(self, request):
        try:
            only_reads = _only_reads(request)
            with viewing(request.viewer, of_one_moment=only_reads):
                response = _uncached(self.get_response(request), request)
                # What is taken back would take the note of who read with it.
                request.is_kept = not only_reads and not transaction.get_rollback()
                if request.is_kept:
                    write_reads(request, reads_of(request, response))
                return response
        except (DatabaseError, InterfaceError) as error:
            # Before the view, or at COMMIT, after the view's own handling: nothing was written.
            return _failed(request, error)

    def _outside(self, request):
        try:
            return _uncached(self.get_response(request), request)
        except (DatabaseError, InterfaceError) as error:
            return _failed(request, error)

    def _noted(self, request, response):
        """The answer, when who reads it is noted where it must be; none without.

        After the transaction in which it was made: that one only reads.
        """
        reads = reads_of(request, response)
        if not reads:
            return response
        try:
            with viewing(request.viewer):
                write_reads(request, reads)
        except (DatabaseError, InterfaceError) as error:
            return answer(request, Failure.NOT_NOTED, error)
        return response

    def process_view(self, request, view, args, kwargs):
        if not hasattr(request, "before_view"):
            request.before_view = RequestState(request)

    def process_exception(self, request, exception):
        if not _waits(request):
            transaction.set_rollback(True)
        if not isinstance(exception, (DatabaseError, InterfaceError)):
            return None
        if sqlstate(exception) == REFUSED_BY_POLICY:
            # A hidden record and an absent one answer alike.
            raise Http404
        return _failed(request, exception) if failure_of(exception) else None


def _only_reads(request) -> bool:
    is_question = request.path_info.startswith(API) and request.path_info.endswith(QUESTION)
    return request.method in READING or is_question


def _waits(request) -> bool:
    return request.path_info.startswith(WAITING)


def _failed(request, error):
    """The answer; what the view did to its request before it failed (a message “saved”) is taken back."""
    failure = failure_of(error)
    if failure is None:
        raise error
    as_sent = request.before_view.put_back(request) if hasattr(request, "before_view") else False
    request.may_repeat = as_sent and failure is Failure.COLLISION
    return answer(request, failure, error)


def _uncached(response, request):
    """What one person was shown stays on no disk: neither of a proxy nor of a shared computer."""
    if request.user.is_authenticated:
        response.headers.setdefault("Cache-Control", "private, no-store")
    return response
