"""Who acts, proven to the database: the functions that change accounts believe nobody who is only named.

The process signs the account, the second and its own connection with a key made from SECRET_KEY. Only the owner
reads that key in the database, so a statement smuggled into the web login cannot make itself somebody else: it
acts, at most, as the account whose request it rides on.
"""

import hashlib
import hmac
import time

from django.conf import settings

# How long a proof is believed, in seconds: longer than a request, and than the clocks of two machines differ.
LASTS = 600


def acting_key() -> str:
    """The key of the proof, as `migrate` stores it for the owner. It changes with SECRET_KEY."""
    return hmac.new(
        settings.SECRET_KEY.encode(), b"peaceinfra.core.visibility.acting", hashlib.sha256
    ).hexdigest()


def acting_proof(account: int | None, backend: int) -> str:
    """`account:second:proof` for the setting `peaceinfra.acting`, good on the connection `backend` alone.

    Empty when nobody is signed in. `core_acting` of `account_sql` computes the same proof.
    """
    if account is None:
        return ""
    now, key = int(time.time()), acting_key()
    inner = _digest(f"{key}{account}:{now}:{backend}")
    return f"{account}:{now}:{_digest(key + inner)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
