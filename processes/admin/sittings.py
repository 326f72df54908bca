"""What the session remembers of a sitting at the screens: forms that were saved, the last reason and source."""

from typing import NamedTuple

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import connection
from django.utils.crypto import get_random_string, salted_hmac

from processes.services import Statement

TOKEN = "form_token"
SAVED, STATEMENT = "saved_forms", "last_statement"
#: So many forms are remembered; who goes further back than that has a newer page.
KEPT = 30
# What differs between two sendings of one form though nothing was changed.
_NOT_CONTENT = {"csrfmiddlewaretoken", "_save", "_continue", "_addanother", "_another"}


class SavedForm(NamedTuple):
    """`address`: of the screen of the record that was made; `digest`: of what was sent."""

    address: str
    digest: str


def new_token() -> str:
    return get_random_string(20)


def saved_before(request) -> SavedForm | None:
    """What this very form made when it was sent before.

    Two sendings at the same moment come one after the other: the second waits until the first is stored.
    """
    token = _token(request)
    if not token or not request.session.session_key:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [token])
    stored = type(request.session)(request.session.session_key).get(SAVED, {})
    return SavedForm(*stored[token]) if token in stored else None


def remember_saved(request, address: str) -> None:
    """Stored with what the form wrote, in its transaction: both hold, or neither."""
    token = _token(request)
    if not token or not request.session.session_key:
        return
    forms = {**request.session.get(SAVED, {}), token: [address, content_digest(request)]}
    request.session[SAVED] = dict([*forms.items()][-KEPT:])
    try:
        request.session.save()
    except UpdateError:
        raise SessionInterrupted("The session ended while a form was saved.") from None


def remember_statement(request, reason: str, statement: Statement | None) -> None:
    """For the next screen of the sitting. The reason of a first entry is no reason of a change: then it is ""."""
    last = request.session.get(STATEMENT, {})
    request.session[STATEMENT] = {
        "reason": reason or last.get("reason", ""),
        "from_source": statement.source.pk if statement else None,
        "from_locator": statement.locator if statement else "",
        "from_credibility": statement.credibility if statement else None,
    }


def content_digest(request) -> str:
    """The same for the same content; it tells nothing of it."""
    content = sorted((name, values) for name, values in request.POST.lists() if name not in _NOT_CONTENT)
    return salted_hmac("form content", repr(content)).hexdigest()


def _token(request):
    token = request.POST.get(TOKEN, "")
    return token if token.isalnum() and len(token) <= 40 else ""
