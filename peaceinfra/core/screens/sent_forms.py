"""Forms that are sent twice, by a second press or a page that is loaded anew: the session knows what they made."""

from typing import NamedTuple

from django.contrib import messages
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import connection
from django.http import HttpResponseRedirect
from django.utils.crypto import get_random_string, salted_hmac
from django.utils.translation import gettext as _

TOKEN, SAVED = "form_token", "saved_forms"
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


def content_digest(request) -> str:
    """The same for the same content; it tells nothing of it."""
    content = sorted((name, values) for name, values in request.POST.lists() if name not in _NOT_CONTENT)
    return salted_hmac("form content", repr(content)).hexdigest()


def way_to_made(request, words: str = "") -> HttpResponseRedirect | None:
    """The answer to a form that was sent before, whatever it holds now: the way to what it made; None to a new one."""
    saved = saved_before(request) if request.method == "POST" else None
    if saved is None:
        return None
    done = _(
        "This form was sent already, and nothing was done a second time. To do more, open the form anew."
    )
    messages.info(request, words or done)
    return HttpResponseRedirect(saved.address)


def _token(request):
    token = request.POST.get(TOKEN, "")
    return token if token.isalnum() and len(token) <= 40 else ""
