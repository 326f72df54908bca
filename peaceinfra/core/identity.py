"""Identity: every record has a random 63-bit key, shown outside as a type prefix and base32.

Random, so that neither a count nor an order of entry can be read off an id, and gaps say nothing.
The alphabet is Crockford's base32: no `i`, `l`, `o` or `u`, so an id can be read out over a telephone.
"""

import hashlib
import secrets
from functools import lru_cache

from django.db import models

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
BITS = 63
LENGTH = 13
# Two characters at once are looked up in half of the time: a long file tells each id but once.
_PAIRS = [first + second for first in ALPHABET for second in ALPHABET]
_FIRST, _SHIFTS = 5 * (LENGTH - 1), range(5 * (LENGTH - 3), -1, -10)
_READ = frozenset(ALPHABET) | {"o", "i", "l"}
# To the digits that Python reads a number of base 32 from.
_DIGITS = str.maketrans(f"{ALPHABET}oil", "0123456789abcdefghijklmnopqrstuv011")


class UnknownId(ValueError):
    """The text is not a public id."""


def new_id() -> int:
    """A random key in 1 … 2**63 - 1."""
    return secrets.randbits(BITS) or 1


def key_from(kind: str, scheme: str, value: str) -> int:
    """The key of what another register calls `value`: the same on every machine, so that a file brings the same ids.

    kind    prefix of the record's kind, such as `act`
    scheme  the register, as in external ids, such as `ucdp_actor`
    value   the id there
    """
    name = "\x1f".join((kind, scheme, value)).encode()
    return int.from_bytes(hashlib.sha256(name).digest()[:8]) >> 1 or 1


@lru_cache(maxsize=65536)
def public_id(prefix: str, key: int) -> str:
    """`act-0f3k…`: the prefix of the record's kind, a hyphen and 13 characters."""
    return f"{prefix}-{ALPHABET[key >> _FIRST & 31]}{''.join([_PAIRS[key >> shift & 1023] for shift in _SHIFTS])}"


def parse_public_id(text: str) -> tuple[str, int]:
    """(prefix, key) of a public id, upper case and misread letters (o, i, l) accepted. Raises UnknownId."""
    prefix, hyphen, body = text.strip().lower().partition("-")
    if not (hyphen and prefix.isalpha() and len(body) == LENGTH and _READ.issuperset(body)):
        raise UnknownId(text)
    key = int(body.translate(_DIGITS), 32)
    if not 0 < key < 2**BITS:
        raise UnknownId(text)
    return prefix, key


def number_in(text: str) -> int:
    """A key or a count written in digits; 0 for any other text, and for more digits than a column holds."""
    number = int(text) if text.isdecimal() and len(text) < 20 else 0
    return number if number < 2**BITS else 0


def key_in(kind: str, text: str) -> int:
    """The key in a public id of a kind; 0 for any other text, which is the key of nothing."""
    try:
        found, key = parse_public_id(text)
    except UnknownId:
        return 0
    return key if found == kind else 0


def random_key() -> models.BigIntegerField:
    """A primary key that tells nothing: random, never a sequence."""
    return models.BigIntegerField(primary_key=True, default=new_id, editable=False)
