"""Who reads the API: a token, the account of the session, or everybody. A credential that does not count is refused.

An answer of public records to somebody who thinks to be signed in would be taken for the whole: a mirror would
then delete what it may no longer see.
"""

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed

from peaceinfra.core import partner_tokens
from peaceinfra.core.sign_in import address_of
from peaceinfra.core.visibility import TokenReader

SCHEME = "Bearer"
CHALLENGE = f'{SCHEME} realm="peaceinfra"'
TOKEN_HEADER = "Authorization"
# A header that carries a credential elsewhere.
FOREIGN_HEADER = "X-Api-Key"


class RegisterAuthentication(BaseAuthentication):
    """A token, which `TokenMiddleware` has looked up before the viewer was set; else the session of the pages.

    The session can write nothing here, so no token against forged forms is needed.
    """

    def authenticate(self, request):
        http_request = request._request
        account = http_request.user
        if fault := fault_of(http_request):
            raise AuthenticationFailed(fault)
        return (account, http_request.token) if account.is_authenticated else None

    def authenticate_header(self, request):
        is_presented = TOKEN_HEADER in request._request.headers
        return f'{CHALLENGE}, error="invalid_token"' if is_presented else CHALLENGE


def fault_of(request) -> str:
    """Why the credential of a request does not count; "" where it counts, and where there is none."""
    if FOREIGN_HEADER in request.headers:
        return _(
            "The header %(name)s is not taken here, so you would read less than you expect. Send a token as"
            " “Authorization: Bearer …”, or leave the header out to read the public records."
        ) % {"name": FOREIGN_HEADER}
    if TOKEN_HEADER in request.headers and not isinstance(request.user, TokenReader):
        return _fault_of_header(request)
    if _has_ended(request):
        return _(
            "Your session has ended. Sign in again at %(address)s. To read the public records, open any"
            " page of the register, which clears the ended session, or send no cookie."
        ) % {"address": request.build_absolute_uri(resolve_url(settings.LOGIN_URL))}
    return ""


def presented_token(request) -> partner_tokens.Presented | None:
    """The token of a request; None without one, and for what is none."""
    text = _text_of_token(request)
    return partner_tokens.presented(text, address_of(request)) if text else None


def _text_of_token(request) -> str | None:
    """What stands after the name of the scheme; None for another scheme."""
    scheme, _space, text = request.headers.get(TOKEN_HEADER, "").partition(" ")
    return text.strip() if scheme.casefold() == SCHEME.casefold() else None


def _fault_of_header(request) -> str:
    """One text for a token that is not known, has ended, was revoked or comes from elsewhere: nobody learns which."""
    if _text_of_token(request) is None:
        return _(
            "The header Authorization takes a token, as “Bearer pit_…”, and nothing else. Leave it out to read the"
            " public records."
        )
    return _(
        "This token does not count: it is not known, has ended, was revoked, or is not taken from your network. Ask"
        " who gave it to you for another one. Leave the header out to read the public records."
    )


def _has_ended(request) -> bool:
    """The cookie names a session that is not there, or one whose account may not sign in any more.

    A session in which nobody has signed in yet says nothing about its reader.
    """
    if request.session_account.is_authenticated or not request.COOKIES.get(settings.SESSION_COOKIE_NAME):
        return False
    signed_in = SESSION_KEY in request.session  # reads the session: the key of one that is not there is lost
    return signed_in or request.session.session_key is None
