"""Signing in: the limit of attempts, and the forms that ask for a password.

The limit of a name is one for everybody, so that names can be tried by nobody, and another one for each browser in
which its holder has signed in before: who tries the name on purpose does not keep them out.
"""

import hashlib
import hmac
import secrets
from datetime import timedelta

from allauth.account.forms import LoginForm
from django import forms
from django.conf import settings
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext_lazy as _

from peaceinfra.core import accounts

# So many failures within the window, then nobody is asked for a password until it is over. An address may be that
# of a whole office.
WINDOW = timedelta(minutes=15)
FAILURES_OF_A_NAME, FAILURES_OF_AN_ADDRESS = 10, 50

# A browser in which a name was signed in is known by a cookie for so long.
KNOWN_BROWSER, KNOWN_FOR = "known_browser", timedelta(days=180)

TOO_MANY = ValidationError(
    _("There were too many attempts to sign in. Wait 15 minutes, then try again."), code="too_many"
)

# Counted before the password is looked at; the row stays locked until the request ends, so that attempts at the
# same time are counted one after the other.
_COUNT = """INSERT INTO core_signinlimit AS stored (key, failures, since) VALUES (%(key)s, 1, clock_timestamp())
  ON CONFLICT (key) DO UPDATE SET
    failures = CASE WHEN stored.since < clock_timestamp() - %(window)s THEN 1 ELSE stored.failures + 1 END,
    since = CASE WHEN stored.since < clock_timestamp() - %(window)s THEN clock_timestamp() ELSE stored.since END
  RETURNING failures"""
_TAKE_BACK = "UPDATE core_signinlimit SET failures = greatest(failures - 1, 0) WHERE key = %s"
_FORGET = "DELETE FROM core_signinlimit WHERE key = %s"
_USE = """INSERT INTO core_signinlimit (key, failures, since) VALUES (%s, 1, clock_timestamp())
  ON CONFLICT (key) DO NOTHING RETURNING key"""
_CLEAN = """DELETE FROM core_signinlimit WHERE key IN
  (SELECT key FROM core_signinlimit WHERE since < clock_timestamp() - %s FOR UPDATE SKIP LOCKED)"""


class Attempt:
    """One try to give a password for a name, from an address; a failure unless `succeeded` is called.

    Names are counted alike whether an account has them or not.

    browser   what a browser says that knows the name, of its cookie
    kind      of what the name is one
    """

    def __init__(self, name: str, address: str, browser: str = "", kind: str = "name"):
        name = name.casefold()
        mark = browser.partition(".")[0]
        is_known = bool(mark) and hmac.compare_digest(browser.encode(), _known_browser(mark, name).encode())
        # The name before the address, always: two attempts never wait for each other in a circle.
        self.name_key = _key(f"{kind} in a browser", f"{mark}:{name}") if is_known else _key(kind, name)
        self.address_key = _key("address", address) if address and not is_known else None

    def is_allowed(self) -> bool:
        """Counts the attempt, and says whether the password may be looked at."""
        with connection.cursor() as cursor:
            cursor.execute(_CLEAN, [WINDOW])
            allowed = _count(cursor, self.name_key) <= FAILURES_OF_A_NAME
            if self.address_key:
                allowed = _count(cursor, self.address_key) <= FAILURES_OF_AN_ADDRESS and allowed
        return allowed

    def succeeded(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_FORGET, [self.name_key])
            if self.address_key:
                cursor.execute(_TAKE_BACK, [self.address_key])


def is_first_use(account, code: str) -> bool:
    """Whether this code of the account was not used within the window: said once, by whichever process is asked."""
    with connection.cursor() as cursor:
        cursor.execute(_USE, [_key("code", f"{account.pk}:{code}")])
        return cursor.fetchone() is not None


def address_of(request) -> str:
    """The address a request comes from. Behind a proxy: the last of the list, which the proxy itself added."""
    if settings.BEHIND_PROXY:
        return request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return request.META.get("REMOTE_ADDR", "")


def remember_browser(response, name: str) -> None:
    """Lets the browser be known in which somebody has signed in by this name, which the cookie does not tell."""
    response.set_cookie(
        KNOWN_BROWSER,
        _known_browser(secrets.token_urlsafe(16), name.casefold()),
        max_age=KNOWN_FOR,
        path="/account/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


class SignInForm(LoginForm):
    """The name is sent as `username`, as ever."""

    def add_prefix(self, field_name):
        return super().add_prefix("username" if field_name == "login" else field_name)


class OwnPasswordForm(PasswordChangeForm):
    """Asks for the old password, by the limit of signing in: a session left open is no way to guess it."""

    def clean_old_password(self):
        attempt = Attempt(self.user.username, "")
        if not attempt.is_allowed():
            raise TOO_MANY
        old = super().clean_old_password()
        attempt.succeeded()
        return old

    def save(self, commit=True):
        accounts.set_own_password(self.user, self.cleaned_data["new_password1"])
        return self.user


class LinkPasswordForm(SetPasswordForm):
    """The password of an account, by the link that its holder was given."""

    link = forms.CharField(widget=forms.HiddenInput)

    def save(self, commit=True):
        accounts.use_link(self.cleaned_data["link"], self.cleaned_data["new_password1"])
        return self.user


def _key(kind, text):
    return hmac.new(
        settings.SECRET_KEY.encode(), f"sign in:{kind}:{text}".encode(), hashlib.sha256
    ).hexdigest()


def _known_browser(mark, name):
    return f"{mark}.{_key('browser', f'{mark}:{name}')}"


def _count(cursor, key):
    cursor.execute(_COUNT, {"key": key, "window": WINDOW})
    return cursor.fetchone()[0]
