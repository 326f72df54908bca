"""The secret of a subscription and what it signs, in the form of Standard Webhooks (standardwebhooks.com).

The secret is kept nowhere. It is made anew for each use from a random seed, which the database holds, and the
SECRET_KEY, which it does not: a dump of the database alone lets nobody sign in our name.
"""

import base64
import hashlib
import hmac
import secrets

from django.conf import settings

PREFIX = "whsec_"


def new_seed() -> str:
    return secrets.token_hex(32)


def secret_of(seed: str) -> str:
    """The secret as its owner is shown it, once."""
    return PREFIX + base64.b64encode(_key(seed)).decode()


def key_mark() -> str:
    """It differs where the SECRET_KEY does, and tells nothing of it."""
    return hmac.digest(_from_secret_key(), b"mark", "sha256").hex()[:16]


def signed_headers(delivery: str, moment: int, body: bytes, seeds: list[str]) -> dict[str, str]:
    """The headers of a delivery, with one signature for each secret that counts."""
    said = f"{delivery}.{moment}.".encode() + body
    signatures = [base64.b64encode(hmac.digest(_key(seed), said, "sha256")).decode() for seed in seeds]
    return {
        "Webhook-Id": delivery,
        "Webhook-Timestamp": str(moment),
        "Webhook-Signature": " ".join(f"v1,{signature}" for signature in signatures),
    }


def _key(seed: str) -> bytes:
    return hmac.digest(_from_secret_key(), bytes.fromhex(seed), "sha256")


def _from_secret_key() -> bytes:
    return hashlib.sha256(b"peaceinfra.webhooks." + settings.SECRET_KEY.encode()).digest()
