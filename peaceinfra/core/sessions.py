"""Sessions in the database, where who reads the table finds no key with which to be somebody else."""

import hashlib
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.sessions.backends import db
from django.db import connection
from django.utils import timezone

from peaceinfra.core.choices import AccountRole, Level

# A session is stored anew when it was not for so long: often enough for the limits, and no write on each page.
REFRESHED_AFTER = timedelta(minutes=10)
# Who reads or does more than everybody may is signed out after so long without a request.
IDLE_LIMIT = timedelta(hours=12)
# Asked for on every page, and therefore not put together each time.
_STORED = (
    'SELECT "django_session"."session_key", "django_session"."session_data", "django_session"."expire_date"'
    ' FROM "django_session" WHERE session_key = %s AND expire_date > %s'
)


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

    def delete(self, session_key=None):
        session_key = self.session_key if session_key is None else session_key
        if session_key is not None:
            super().delete(digest(session_key))


def digest(session_key: str) -> str:
    """The first 160 bits of the SHA-256 of a key, which is what the column of the sessions holds."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:40]


class IdleMiddleware:
    """Signs out who was idle too long, and keeps alive the session of who was not."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated and (stored_at := request.session.stored_at):
            idle = timezone.now() - stored_at
            if idle > IDLE_LIMIT and _does_more(request.user):
                logout(request)
            elif idle > REFRESHED_AFTER:
                request.session.modified = True
        return self.get_response(request)


def _does_more(account) -> bool:
    """Whether the account reads or does more than a reader of public records, or did."""
    return account.clearance > Level.PUBLIC or account.role != AccountRole.READER
