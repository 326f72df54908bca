"""A provider of sign-in by OpenID Connect, from the environment alone; without `OIDC_ISSUER` there is none."""

from typing import NamedTuple
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

#: Anybody may have another's address of e-mail written into their own account somewhere.
NOT_IDENTIFYING = ("email", "name", "nickname")
FACTOR_CLAIMS = ("amr", "acr")


class SignInProvider(NamedTuple):
    """Who vouches for people who sign in.

    identifier  the claim by which an administrator names a person
    factors     (claim, value) of what counts for the second factor of the register; often nothing
    """

    issuer: str
    client_id: str
    client_secret: str
    name: str
    identifier: str = "sub"
    factors: frozenset[tuple[str, str]] = frozenset()


def from_environment(env, *, loopback: bool = False) -> SignInProvider | None:
    """loopback  whether the provider may be one on a developer's own machine, without HTTPS"""
    issuer = env.str("OIDC_ISSUER", default="").strip()
    if not issuer:
        return None
    parts = urlsplit(issuer)
    is_own = loopback and parts.hostname in ("127.0.0.1", "localhost")
    if not parts.hostname or parts.query or parts.fragment or (parts.scheme != "https" and not is_own):
        raise ImproperlyConfigured(
            "OIDC_ISSUER is the address that the provider names as its issuer, such as https://login.example/realms/a."
        )
    client_id, secret = env.str("OIDC_CLIENT_ID", default=""), env.str("OIDC_CLIENT_SECRET", default="")
    if not (client_id and secret):
        raise ImproperlyConfigured("OIDC_ISSUER needs OIDC_CLIENT_ID and OIDC_CLIENT_SECRET beside it.")
    identifier = env.str("OIDC_IDENTIFIER", default="sub").strip()
    if identifier in NOT_IDENTIFYING:
        raise ImproperlyConfigured(
            f"OIDC_IDENTIFIER is not {identifier}, which identifies nobody. See docs/signing-in.md."
        )
    name = env.str("OIDC_NAME", default="").strip() or parts.hostname
    return SignInProvider(issuer, client_id, secret, name, identifier, _factors(env))


def _factors(env) -> frozenset[tuple[str, str]]:
    factors = [text.strip().partition("=")[::2] for text in env.list("OIDC_FACTORS", default=[])]
    if any(claim not in FACTOR_CLAIMS or not value for claim, value in factors):
        raise ImproperlyConfigured(
            "OIDC_FACTORS names what counts for a second factor as amr=… or acr=…, with commas between."
        )
    return frozenset(factors)
