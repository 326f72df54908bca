"""The sessions of an account, as its holder is shown them: when they began, roughly where, when last used.

Of an address only the network is kept, of a browser only its family.
"""

import ipaddress
import time
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.db import connection
from django.dispatch import receiver
from django.utils import timezone

from peaceinfra.core.models import Session
from peaceinfra.core.sessions import BEGUN, digest
from peaceinfra.core.sign_in import address_of
from peaceinfra.core.visibility import Viewer, viewing

# In the order in which a browser names itself: most also name one that they are like.
FAMILIES = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrom": "Chrome", "Safari": "Safari"}
SYSTEMS = {
    "Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows", "Mac OS": "macOS", "Linux": "Linux",
}  # fmt: skip

_HELD = (
    "SELECT session_key, expire_date FROM django_session WHERE session_key = ANY (%s) AND expire_date > now()"
)
_END = "DELETE FROM django_session WHERE session_key = ANY (%s)"


class ListedSession(NamedTuple):
    pk: int
    begun_at: datetime
    used_at: datetime
    network: str
    browser: str
    is_this: bool


@receiver(user_logged_in)
def note_session(sender, request, user, **kwargs):
    """Who signs in by a page has a session that they can find again; what is over is forgotten meanwhile."""
    if request.method is None:
        return
    request.session[BEGUN] = int(time.time())
    if request.session.session_key is None:
        request.session.create()
    with viewing(Viewer(account=user.pk)):
        rows = Session.objects.filter(account=user)
        held = _held(rows)
        this = digest(request.session.session_key)
        rows.exclude(digest__in=held.keys() - {this}).delete()
        Session.objects.create(
            account=user,
            digest=this,
            version=user.session_version,
            begun_at=timezone.now(),
            network=network_of(address_of(request)),
            browser=browser_of(request.headers.get("User-Agent", "")),
        )


def sessions_of(account, key: str) -> list[ListedSession]:
    """Those that are open, the last used first; `key` is that of the session that asks."""
    mine, age = digest(key), timedelta(seconds=settings.SESSION_COOKIE_AGE)
    rows = Session.objects.filter(account=account)
    held = _held(rows)
    found = [
        ListedSession(
            row.pk, row.begun_at, held[row.digest] - age, row.network, row.browser, row.digest == mine
        )
        for row in rows
        if row.digest in held and (row.version == account.session_version or row.digest == mine)
    ]
    return sorted(found, key=lambda row: (row.is_this, row.used_at), reverse=True)


def end_sessions(account, key: str, which: int | None = None) -> int:
    """Ends a session of the account, or all but the one that asks. How many it was."""
    rows = Session.objects.filter(account=account).exclude(digest=digest(key))
    if which is not None:
        rows = rows.filter(pk=which)
    digests = list(rows.values_list("digest", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(_END, [digests])
    return rows.delete()[0]


def network_of(address: str) -> str:
    """The network that an address is in: enough to know it again, and not the line of one household."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    width = 24 if found.version == 4 else 48
    return str(ipaddress.ip_network(f"{found}/{width}", strict=False))


def browser_of(agent: str) -> str:
    """Such as “Firefox, Windows”; what is not known is left out."""
    parts = [
        next((name for mark, name in names.items() if mark in agent), "") for names in (FAMILIES, SYSTEMS)
    ]
    return ", ".join(filter(None, parts))


def _held(rows) -> dict[str, datetime]:
    """{digest: until when} of those that Django still holds."""
    digests = list(rows.values_list("digest", flat=True))
    with connection.cursor() as cursor:
        return dict(cursor.execute(_HELD, [digests]).fetchall())
