"""Answers that need no database: it is away, busy or slow, or another writer was there first.

The pages are made without the request's context and keep what was typed, so that it can be sent again.
Under /api/ the same is said in JSON.
"""

import logging
import sys
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpResponse, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy

from peaceinfra.database.failures import Failure, described, failure_of

logger = logging.getLogger(__name__)

API = "/api/"
NOT_SENT_AGAIN = "password"


class Words(NamedTuple):
    status: int
    title: str
    lede: str
    #: Seconds after which asking again may help.
    retry_after: int = 0


NOTHING_SAVED = gettext_lazy("Nothing was half saved: a change is stored whole or not at all.")
BUSY = Words(
    503,
    gettext_lazy("Somebody else is changing this now"),
    gettext_lazy(
        "Another person saves or imports something that your request needs too. Try again in a moment."
    ),
    5,
)
ANSWERS = {
    Failure.AWAY: Words(
        503,
        gettext_lazy("The register is not available at the moment"),
        gettext_lazy("The database does not answer. This is our fault, not yours. Try again in a minute."),
        30,
    ),
    Failure.COLLISION: BUSY,
    Failure.BUSY: BUSY,
    Failure.SLOW: Words(
        503,
        gettext_lazy("This took too long"),
        gettext_lazy(
            "The register stopped the work after some seconds. Try again later, or ask for less at once."
        ),
        60,
    ),
    Failure.REPEATED: Words(
        409,
        gettext_lazy("The same was saved a moment ago"),
        gettext_lazy(
            "You, in another window, or somebody else saved the same thing just before. Look at what is stored"
            " now before you send this again."
        ),
    ),
    Failure.NOT_NOTED: Words(
        503,
        gettext_lazy("This cannot be shown at the moment"),
        gettext_lazy(
            "Who reads this is noted, and the note could not be written. Nothing is shown without it. Try again in"
            " a minute."
        ),
        60,
    ),
    Failure.UNREADABLE: Words(
        400,
        gettext_lazy("This request could not be read"),
        gettext_lazy("It holds a character or a number that the register cannot store or look for."),
    ),
}


def answer(request, failure: Failure, exception: BaseException | None = None) -> HttpResponse:
    """The answer to a request that failed so, as a page or as JSON; the log gets no value of the request."""
    words = ANSWERS[failure]
    if settings.METRICS:
        from peaceinfra.core import metrics  # noqa: PLC0415 - a start without figures need not wait for it

        metrics.failures.labels(failure.name.lower()).inc()
    if exception is not None:
        kind = type(exception).__qualname__
        logger.warning(
            "%s: %s %s (%s)", failure.name, request.method, request.path, described(exception) or kind
        )
    return say(request, words, typed=_typed(request) if request.method == "POST" else None)


def say(request, words: Words, *, typed=None) -> HttpResponse:
    """An answer that holds these words, as a page or as JSON; kept by no cache. Of the request no more is read.

    typed   (name, value) of what was posted, to be sent again
    """
    if request.path_info.startswith(API):
        response = JsonResponse(
            {"errors": {"request": [f"{words.title}. {words.lede}"]}}, status=words.status
        )
    else:
        response = HttpResponse(_page(request, words, typed), status=words.status)
    if words.retry_after:
        response.headers["Retry-After"] = str(words.retry_after)
    response.headers["Cache-Control"] = "no-store"
    return response


def answer_outside_of_views(request) -> HttpResponse | None:
    """The answer, for the handler of status 500, where a session, say, could not be written; else None."""
    exception = sys.exception()
    failure = failure_of(exception) if exception else None
    return answer(request, failure) if failure else None


def _page(request, words, typed):
    context = {
        "title": words.title,
        "lede": words.lede,
        "nothing_saved": NOTHING_SAVED if request.method == "POST" else "",
        "is_post": request.method == "POST",
        "can_help": words.status != 400,
        "address": request.get_full_path(),
        "typed": typed,
        "had_files": bool(typed and request.FILES),
    }
    return render_to_string("unavailable.html", context)


def _typed(request):
    """(name, value) of all that was posted; None where it cannot be read, or holds a password."""
    try:
        fields = [(name, value) for name, values in request.POST.lists() for value in values]
    except (
        MultiPartParserError,
        RequestDataTooBig,
        TooManyFieldsSent,
        TooManyFilesSent,
        UnreadablePostError,
    ):
        return None
    return None if any(NOT_SENT_AGAIN in name for name, _value in fields) else fields
