"""Tokens of partners, as a security officer makes them and as a tool sends them."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from peaceinfra.core import partner_tokens
from peaceinfra.core.choices import AccountRole
from peaceinfra.core.visibility import Viewer, viewing
from tests import factories as make


def officer(**fields):
    return make.AccountFactory(**{"role": AccountRole.SECURITY, "clearance": 4} | fields)


def make_token(account, **fields):
    """(token, its text), made by the account."""
    told = {
        "owner": "An institute",
        "purpose": "A mirror",
        "level": 0,
        "teams": [],
        "scopes": ["read"],
        "networks": partner_tokens.ANYWHERE,
        "daily_rows": partner_tokens.DAILY_ROWS,
        "expires_at": timezone.now() + timedelta(days=90),
        "reason": "the tests",
    }
    with viewing(Viewer(account=account.pk)):
        return partner_tokens.make_token(**told | fields)


def reader_by(text, address="127.0.0.1"):
    """Who reads by a token that comes from the address; None where it does not count."""
    token = partner_tokens.presented(text, address)
    return partner_tokens.reader_of(token) if token else None


def tool(text) -> Client:
    """A client that sends the token with each request."""
    return Client(headers={"Authorization": f"Bearer {text}"})
