"""Passwords that commands give: random, shown once, never stored in clear."""

import secrets

from peaceinfra.core.history import because


def give_new_password(account, *, reason: str) -> str:
    """Saves an account, new or changed, with a new password, and returns the password."""
    password = secrets.token_urlsafe(12)
    account.set_password(password)
    with because(None, reason):
        account.save()
    return password
