"""Sessions in the database, where who reads the table finds no key with which to be somebody else; when they end."""

import hashlib
import time
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.db import OperationalError, connection
from django.utils import timezone

from peaceinfra.core.choices import AccountRole, Level

# A session is stored anew when it was not for so long: often enough for the limits, and no write on each page.
REFRESHED_AFTER = timedelta(minutes=10)
HOUR = 3600
#: When the holder signed in, in seconds since 1970: what is stored in a session.
BEGUN = "begun"
# Asked for on every page, and therefore not put together each time.
_STORED = (
    'SELECT "django_session"."session_key", "django_session"."session_data", "django_session"."expire_date"'
    ' FROM "django_session" WHERE session_key = %s AND expire_date > %s'
)
_FOLLOW = "UPDATE core_session SET digest = %s WHERE digest = %s"


class SessionStore(db.SessionStore):
    """Stores each session under a digest of its key. `stored_at` is when this one was last stored."""

    stored_at = None

    @property
    def key_salt(self):
        """The salt of the signature, of this one key: what was copied under another key is no session."""
        return f"peaceinfra.core.sessions.{self.session_key}"

    def _get_session_from_db(self):
        with connection.cursor() as cursor:
            cursor.execute(_STORED, [digest(self.session_key), timezone.now()])
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return None
        found = self.model.from_db(connection.alias, ["session_key", "session_data", "expire_date"], row)
        self.stored_at = found.expire_date - timedelta(seconds=settings.SESSION_COOKIE_AGE)
        return found

    def exists(self, session_key):
        return super().exists(digest(session_key))

    def create_model_instance(self, data):
        instance = super().create_model_instance(data)
        instance.session_key = digest(instance.session_key)
        return instance

    def save(self, must_create=False):
        """Django takes whatever the database says for a session that was ended meanwhile, and answers 400. That it
        is away, or busy, is said as such.
        """
        try:
            super().save(must_create)
        except UpdateError as error:
            if isinstance(error.__context__, OperationalError):
                raise error.__context__ from None
            raise

    def cycle_key(self):
        """Its holder finds it again under the new key (`core.session_list`)."""
        before = self.session_key
        super().cycle_key()
        if before and BEGUN in self:
            with connection.cursor() as cursor:
                cursor.execute(_FOLLOW, [digest(self.session_key), digest(before)])

    def delete(self, session_key=None):
        session_key = self.session_key if session_key is None else session_key
        if session_key is not None:
            super().delete(digest(session_key))


def digest(session_key: str) -> str:
    """The first 160 bits of the SHA-256 of a key, which is what the column of the sessions holds."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:40]


class LimitsMiddleware:
    """Signs out who was idle too long or signed in too long ago, and keeps alive the session of who was not."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated and (stored_at := request.session.stored_at):
            idle = timezone.now() - stored_at
            if self.is_over(request, idle):
                logout(request)
            elif idle > REFRESHED_AFTER:
                request.session.modified = True
        return self.get_response(request)

    def is_over(self, request, idle) -> bool:
        idle_hours, hours = limits_of(request.user)
        begun = request.session.get(BEGUN)
        is_old = begun is not None and time.time() - begun > hours * HOUR
        return is_old or idle > timedelta(hours=idle_hours)


def limits_of(account) -> tuple[int, int]:
    """After how many hours without a request, and after how many at all, a session of the account ends."""
    if account.clearance >= Level.RESTRICTED:
        return settings.SESSION_HOURS["restricted"]
    does_more = account.clearance > Level.PUBLIC or account.role != AccountRole.READER
    return settings.SESSION_HOURS["cleared" if does_more else "public"]
