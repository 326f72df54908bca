"""Tokens of partners: made, changed and ended by the functions of the database, which know who acts; and their use.

The rule stands in `visibility.token_sql`. The text of a token is in nothing that is stored or logged: what leaves
this module for the database is its digest.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from ipaddress import ip_address, ip_network

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.accounts import REFUSALS, ask
from peaceinfra.core.identity import ALPHABET
from peaceinfra.core.models import PartnerToken
from peaceinfra.core.models.partner_tokens import PREFIX
from peaceinfra.core.visibility import TokenReader, Viewer

# 60 bits by which a token is named, and 256 that nobody guesses.
KEY_LENGTH, SECRET_LENGTH = 12, 52
_TOKEN = re.compile(rf"{PREFIX}_([{ALPHABET}]{{{KEY_LENGTH}}})_[{ALPHABET}]{{{SECRET_LENGTH}}}")

ANYWHERE = ["0.0.0.0/0", "::/0"]
DAILY_ROWS = 100_000
#: What is typed of a token, beside its end.
TOLD = ("owner", "purpose", "level", "teams", "scopes", "networks", "daily_rows")

REFUSALS_OF_TOKENS = {
    "not yours": REFUSALS["not yours"],
    "level": _("This is above what you may read. Nobody makes a token that reads more than they do."),
    "teams": _("You are not a member of all these teams. Nobody makes a token that reads more than they do."),
    "end": _("A token ends after today, and within a year."),
    "ended": _("This token has ended already. Make a new one."),
}


@dataclass(frozen=True)
class Presented:
    """A token as it came with a request: the key that names it, the digest of it, and where it came from."""

    key: str
    digest: str
    address: str | None


def presented(text: str, address: str) -> Presented | None:
    """None for what is no token, whatever else it may be."""
    match = _TOKEN.fullmatch(text)
    return Presented(match[1], _digest(text), plain_address(address)) if match else None


def reader_of(token: Presented) -> TokenReader | None:
    """Who reads by the token; None where it is unknown, has ended, was revoked, or comes from another network."""
    with connection.cursor() as cursor:
        found = cursor.execute(
            "SELECT * FROM core_token_reader(%s, %s, %s)", [token.key, token.digest, token.address]
        ).fetchone()
    if found is None:
        return None
    series, key, owner, purpose, maker, level, teams, scopes, expires_at, daily, rows_today = found
    viewer = Viewer(level, frozenset(teams))
    left = max(0, daily - rows_today)
    return TokenReader(series, key, owner, purpose, maker, viewer, frozenset(scopes), expires_at, daily, left)


def sends_to(series: int) -> tuple[str, Viewer] | None:
    """(the token's key, its reader) as whom the tools of a series of tokens are sent what changed; None: not at all."""
    with connection.cursor() as cursor:
        found = cursor.execute("SELECT * FROM core_token_sends_to(%s)", [series]).fetchone()
    return (found[0], Viewer(found[1], frozenset(found[2]))) if found else None


def spend(token: Presented, rows: int) -> int | None:
    """The rows of the day with these, which are about to be told. None, and not counted, where fewer are left."""
    with connection.cursor() as cursor:
        values = [token.key, token.digest, token.address, rows]
        return cursor.execute("SELECT core_token_spend(%s, %s, %s, %s)", values).fetchone()[0]


def refusal(level: int, teams, expires_at: datetime) -> str | None:
    """The code for which who acts may not make such a token; None when it is allowed."""
    return ask("SELECT core_token_refusal(%s, %s, %s)", [level, list(teams), expires_at])


def make_token(
    *, owner, purpose, level, teams, scopes, networks, daily_rows, expires_at, reason
) -> tuple[PartnerToken, str]:
    """A new token, and its text, which is told here and never again. Raises ValidationError when it is refused."""
    key, text = _new_text()
    values = [key, _digest(text), owner, purpose, level, list(teams), list(scopes), list(networks)]
    values += [daily_rows, expires_at, reason]
    places = ", ".join(["%s"] * len(values))
    made = ask(f"SELECT core_token_make({places}, NULL)", values, REFUSALS_OF_TOKENS)
    return PartnerToken.objects.get(pk=made), text


def rotate_token(
    token: PartnerToken, *, expires_at: datetime, overlap: timedelta, reason: str
) -> tuple[PartnerToken, str]:
    """A new token in the place of another, which goes on for the overlap; who acts answers for it from then on."""
    key, text = _new_text()
    values = [token.pk, key, _digest(text), expires_at, overlap, reason]
    made = ask("SELECT core_token_rotate(%s, %s, %s, %s, %s, %s)", values, REFUSALS_OF_TOKENS)
    return PartnerToken.objects.get(pk=made), text


def granted_days(token: PartnerToken) -> int:
    """For how many days it was granted, the day on which it was made among them.

    Asked of the newest of those that replaced one another: what was replaced ends before its time.
    """
    newest = PartnerToken.objects.filter(series=token.series).latest("made_at")
    return (newest.expires_at - newest.made_at.replace(hour=0, minute=0, second=0, microsecond=0)).days


def revoke_token(token: PartnerToken, *, reason: str) -> None:
    """Ends it at once. One that has ended stays as it is."""
    ask("SELECT core_token_revoke(%s, %s)", [token.pk, reason], REFUSALS_OF_TOKENS)


def end_of(day: date) -> datetime:
    """The moment at which a token ends that is good until this day."""
    return datetime.combine(day + timedelta(days=1), time(), UTC)


def renewed_at(now: datetime) -> datetime:
    """The moment from which the rows of a new day count."""
    return end_of(now.astimezone(UTC).date())


def read_networks(text: str) -> list[str]:
    """The networks written in a text, in any order and on any lines. Raises ValidationError."""
    found = []
    for word in re.split(r"[\s,;]+", text.strip()):
        try:
            found.append(str(ip_network(word)))
        except ValueError:
            raise ValidationError(
                _("“%(word)s” is no network. Write one such as 192.0.2.0/24 or 2001:db8::/32."),
                params={"word": word},
            ) from None
    return found


def plain_address(text: str) -> str | None:
    """An address as networks name it; None where it cannot be read, which is in no network."""
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return str(getattr(address, "ipv4_mapped", None) or address)


def _new_text() -> tuple[str, str]:
    key, secret = (
        "".join(secrets.choice(ALPHABET) for _place in range(length))
        for length in (KEY_LENGTH, SECRET_LENGTH)
    )
    return key, f"{PREFIX}_{key}_{secret}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
