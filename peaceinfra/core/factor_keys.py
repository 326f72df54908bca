"""The secrets of second factors, enciphered with `FACTORS_KEYS`, which the database does not hold.

The first key enciphers, all of them decipher (Fernet): a new key is put before the old one, `manage.py
encipher_factors` writes every secret anew, and the old one is taken away.
"""

from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class NotDeciphered(Exception):
    """A secret that is stored was enciphered with a key that is no longer there."""

    def __init__(self):
        super().__init__(
            "No key of FACTORS_KEYS deciphers a second factor that is stored: put back the key with which it was"
            " enciphered."
        )


def encipher(text: str) -> str:
    return _keys(tuple(settings.FACTORS_KEYS)).encrypt(text.encode()).decode()


def decipher(text: str) -> str:
    return _read(text, "decrypt")


def enciphered_anew(text: str) -> str:
    """What was enciphered with any of the keys, enciphered with the first."""
    return _read(text, "rotate")


def _read(text, way):
    try:
        return getattr(_keys(tuple(settings.FACTORS_KEYS)), way)(text.encode()).decode()
    except InvalidToken:
        raise NotDeciphered from None


@cache
def _keys(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])
