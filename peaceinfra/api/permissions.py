"""What a token may be used for. People may read whatever their clearance and teams allow."""

from django.utils.translation import gettext as _
from rest_framework.exceptions import NotAuthenticated, PermissionDenied
from rest_framework.permissions import BasePermission

from peaceinfra.api.authentication import CHALLENGE
from peaceinfra.core.choices import TokenScope
from peaceinfra.core.visibility import TokenReader


class MissingScope(PermissionDenied):
    """The token has none of these scopes; each alone would be enough."""

    def __init__(self, *scopes: str):
        self.scopes = scopes
        words = _("This token has not the scope “%(scope)s”. Who gave it to you can make another one.")
        super().__init__(words % {"scope": "” or “".join(scopes)})

    @property
    def challenge(self) -> str:
        return f'{CHALLENGE}, error="insufficient_scope", scope="{self.scopes[0]}"'


def has_scope(reader, *scopes: str) -> bool:
    """Whether the reader has one of the scopes; who reads by no token has them all."""
    return not isinstance(reader, TokenReader) or not reader.scopes.isdisjoint(scopes)


def scope(*scopes: str) -> type[BasePermission]:
    """The permission of a view that asks a token for a scope, or for one of several."""
    names = tuple(TokenScope(name).value for name in scopes)

    class HasScope(BasePermission):
        def has_permission(self, request, view):
            if not has_scope(request.user, *names):
                raise MissingScope(*names)
            return True

    return HasScope


class Proposes(BasePermission):
    """A token with the scope `propose`, and nobody else: people enter records on the screens."""

    def has_permission(self, request, view):
        if not request.user.is_authenticated:
            raise NotAuthenticated(_("Proposals are sent by a token with the scope “propose”."))
        if not isinstance(request.user, TokenReader):
            raise PermissionDenied(
                _("Proposals are sent by tokens alone. You can enter records on the screens.")
            )
        if TokenScope.PROPOSE not in request.user.scopes:
            raise MissingScope(TokenScope.PROPOSE)
        return True


#: That of every view that declares no other.
Reads = scope(TokenScope.READ)
