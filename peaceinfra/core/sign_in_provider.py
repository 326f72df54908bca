"""Sign-in by a provider of OpenID Connect: the way there, and what is believed of the way back.

Authorization code flow with PKCE (RFC 7636), state and nonce, by OpenID Connect Core 1.0 and Discovery 1.0. The
register asks who it is and nothing more: no address of e-mail, no profile, no token is kept. The provider of
django-allauth is not used for it: in this flow it verifies no signature and no nonce, and keeps the claims.
"""

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode, urlsplit

import jwt
from django.conf import settings

from peaceinfra.core.outbound import ask

#: A sign-in that was begun so many seconds ago is begun anew.
GOOD_FOR = 15 * 60
#: Seconds for which a process keeps what the provider says of itself.
KEPT_FOR = 10 * 60
#: Seconds in which one that did not answer is not asked again: nobody else waits for it meanwhile.
LEFT_FOR = 15
# Clocks differ by so many seconds at most.
LEEWAY = 60
LONGEST_SUBJECT = 255
# Those of a public key alone: whoever knows the secret of the register, or nothing, signs nothing.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
DISCOVERY = "/.well-known/openid-configuration"

_kept: dict[str, tuple[float, dict]] = {}
_left: dict[str, tuple[float, str]] = {}


class ProviderFault(Exception):
    """The provider does not answer, or not as it should. The words are for the log and name nobody."""


class Vouched(NamedTuple):
    """Who the provider says that it is.

    identifier  the claim by which administrators name a person
    has_factor  whether the provider saw a second factor that the operator lets count
    """

    subject: str
    identifier: str
    has_factor: bool


def begin(back: str, *, asks_again: bool) -> tuple[str, dict[str, Any]]:
    """Where the browser is led, and what is kept in its session until it comes back.

    back        the address of the register at which it arrives
    asks_again  whether the provider is to ask also who is signed in there
    """
    provider, verifier = settings.SIGN_IN_PROVIDER, secrets.token_urlsafe(48)
    begun = {
        "state": secrets.token_urlsafe(24),
        "nonce": secrets.token_urlsafe(24),
        "verifier": verifier,
        "back": back,
        "at": time.time(),
        "asks_again": asks_again,
    }
    query = {
        "response_type": "code",
        "scope": "openid" if provider.identifier == "sub" else "openid profile",
        "client_id": provider.client_id,
        "redirect_uri": back,
        "state": begun["state"],
        "nonce": begun["nonce"],
        "code_challenge": _urlsafe(hashlib.sha256(verifier.encode()).digest()),
        "code_challenge_method": "S256",
    }
    acr = [value for claim, value in sorted(provider.factors) if claim == "acr"]
    query |= {"acr_values": " ".join(acr)} if acr else {}
    query |= {"prompt": "login", "max_age": "0"} if asks_again else {}
    address = _described()["authorization_endpoint"]
    return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}", begun


def is_own(begun: Mapping | None, state: str) -> bool:
    """Whether what comes back was begun in this session, not too long ago."""
    if not begun or time.time() - begun["at"] > GOOD_FOR:
        return False
    return hmac.compare_digest(begun["state"].encode(), state.encode())


def finish(begun: Mapping, code: str) -> Vouched:
    """Who it is, by the code that came back. Waits for the provider; raises ProviderFault."""
    claims = _verified(_token(code, begun), begun)
    provider = settings.SIGN_IN_PROVIDER
    subject, identifier = claims["sub"], claims.get(provider.identifier)
    for text in (subject, identifier):
        if not (isinstance(text, str) and text.isprintable() and 0 < len(text) <= LONGEST_SUBJECT):
            raise ProviderFault("no usable identifier in the token")
    return Vouched(subject, identifier, _has_factor(claims))


def _token(code, begun) -> str:
    provider, described = settings.SIGN_IN_PROVIDER, _described()
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": begun["back"],
        "code_verifier": begun["verifier"],
    }
    # Without a word of the provider it is HTTP Basic (Discovery 1.0, section 3).
    ways = described.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    headers = {}
    if "client_secret_basic" in ways:
        pair = f"{quote(provider.client_id, safe='')}:{quote(provider.client_secret, safe='')}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    else:
        form |= {"client_id": provider.client_id, "client_secret": provider.client_secret}
    token = _asked(described["token_endpoint"], headers, form).get("id_token")
    if not isinstance(token, str):
        raise ProviderFault("no token of who it is")
    return token


def _verified(token: str, begun: Mapping) -> dict:
    """What the token says, once all that can be verified of it was."""
    provider = settings.SIGN_IN_PROVIDER
    try:
        claims = jwt.decode(
            token,
            _key(token),
            algorithms=ALGORITHMS,
            audience=provider.client_id,
            issuer=provider.issuer,
            leeway=LEEWAY,
            options={"require": ["iss", "sub", "aud", "exp", "iat"]},
        )
    except jwt.PyJWTError as error:
        raise ProviderFault(f"token not accepted: {type(error).__name__}") from None
    if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), begun["nonce"].encode()):
        raise ProviderFault("token not accepted: nonce")
    # A token for several parties says for which it was made.
    if claims.get("azp", provider.client_id) != provider.client_id:
        raise ProviderFault("token not accepted: azp")
    if begun["asks_again"] and not _is_since(claims.get("auth_time"), begun["at"]):
        raise ProviderFault("the provider did not ask again")
    return claims


def _key(token):
    """The public key that the token names; one that is not known is looked for at the provider once more."""
    name = jwt.get_unverified_header(token).get("kid")
    address = _described()["jwks_uri"]
    for is_fresh in (False, True):
        found = [key for key in _keys(_kept_answer(address, is_fresh)) if name in (None, key.key_id)]
        if len(found) == 1:
            return found[0]
    raise ProviderFault("token not accepted: no such key")


def _keys(answer):
    """Those that sign; what is of another kind is passed over."""
    try:
        keys = jwt.PyJWKSet.from_dict(answer).keys
    except (jwt.PyJWTError, AttributeError, TypeError):
        raise ProviderFault("its keys cannot be read") from None
    return [key for key in keys if key.public_key_use in (None, "sig")]


def _has_factor(claims) -> bool:
    for claim, value in settings.SIGN_IN_PROVIDER.factors:
        said = claims.get(claim)
        if said == value or (isinstance(said, list) and value in said):
            return True
    return False


def _described() -> dict:
    """What the provider says of itself: only of itself, and with addresses that are as safe as its own."""
    issuer = settings.SIGN_IN_PROVIDER.issuer
    described = _kept_answer(issuer.rstrip("/") + DISCOVERY)
    if described.get("issuer") != issuer:
        raise ProviderFault("it names another issuer")
    scheme = urlsplit(issuer).scheme
    for name in ENDPOINTS:
        address = described.get(name)
        if not isinstance(address, str) or urlsplit(address).scheme not in ("https", scheme):
            raise ProviderFault(f"no usable {name}")
    return described


def _kept_answer(address: str, is_fresh: bool = False) -> dict:
    until, answer = _kept.get(address, (0, {}))
    if not is_fresh and time.monotonic() < until:
        return answer
    until, words = _left.get(address, (0, ""))
    if time.monotonic() < until:
        raise ProviderFault(words)
    try:
        answer = _asked(address)
    except ProviderFault as fault:
        _left[address] = time.monotonic() + LEFT_FOR, str(fault)
        raise
    _kept[address] = time.monotonic() + KEPT_FOR, answer
    return answer


def _asked(address: str, headers: dict | None = None, form: dict | None = None) -> dict:
    """The JSON of an answer."""
    body = urlencode(form).encode() if form else None
    answer = ask(address, {"Accept": "application/json", **(headers or {})}, body)
    if not answer.is_taken:
        raise ProviderFault(answer.words)
    try:
        said = json.loads(answer.body)
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise ProviderFault("its answer cannot be read")
    return said


def _is_since(said, begun: float) -> bool:
    return isinstance(said, int | float) and said >= begun - LEEWAY


def _urlsafe(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
