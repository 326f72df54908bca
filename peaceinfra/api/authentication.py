"""Who reads the API: the account of the session, or everybody. What is presented and does not count is refused.

An answer of public records to somebody who thinks to be signed in would be taken for the whole: a mirror would
then delete what it may no longer see.
"""

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed

CHALLENGE = 'Session realm="peaceinfra"'
# Headers that carry a credential. None is taken yet.
CREDENTIAL_HEADERS = ("Authorization", "X-Api-Key")


class RegisterAuthentication(BaseAuthentication):
    """The session of the pages. Nothing can be written here, so no token against forged forms is needed."""

    def authenticate(self, request):
        http_request = request._request
        for name in CREDENTIAL_HEADERS:
            if name in http_request.headers:
                raise AuthenticationFailed(
                    _(
                        "The header %(name)s is not taken here, so you would read less than you expect. Leave it"
                        " out to read the public records, or sign in at %(address)s and send its cookie."
                    )
                    % {"name": name, "address": _sign_in_address(http_request)}
                )
        account = http_request.user
        if account.is_authenticated:
            return account, None
        if _has_ended(http_request):
            raise AuthenticationFailed(
                _(
                    "Your session has ended. Sign in again at %(address)s. To read the public records, open any"
                    " page of the register, which clears the ended session, or send no cookie."
                )
                % {"address": _sign_in_address(http_request)}
            )
        return None

    def authenticate_header(self, request):
        return CHALLENGE


def _has_ended(request) -> bool:
    """The cookie names a session that is not there, or one whose account may not sign in any more.

    A session in which nobody has signed in yet says nothing about its reader.
    """
    if not request.COOKIES.get(settings.SESSION_COOKIE_NAME):
        return False
    signed_in = SESSION_KEY in request.session  # reads the session: the key of one that is not there is lost
    return signed_in or request.session.session_key is None


def _sign_in_address(request) -> str:
    return request.build_absolute_uri(resolve_url(settings.LOGIN_URL))
