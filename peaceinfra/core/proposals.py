"""The proposals of one token: written, read and answered by functions of the database that ask for the token.

The rule stands in `visibility.proposal_sql`.
"""

import json
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from peaceinfra.core.identity import public_id
from peaceinfra.core.models.proposals import PREFIX
from peaceinfra.core.partner_tokens import Presented

#: So many of one token may wait at the same time.
MOST_WAITING = 100


@dataclass(frozen=True)
class OwnProposal:
    """A proposal, as the tool that sent it may read it: what it sent, and what became of it."""

    pk: int
    version: int
    reason: str
    content: dict
    fates: list
    sent_at: datetime
    status: str
    answer: str
    decided_at: datetime | None

    @property
    def public_id(self) -> str:
        return public_id(PREFIX, self.pk)


@dataclass(frozen=True)
class Answered:
    """What was answered to a key of a token: `state` is new, running, other or known."""

    state: str
    proposal: int | None
    body: str | None


def put_proposal(
    token: Presented, key: int, *, seen: int | None, reason: str, content: dict, level: int, named
) -> str:
    """Writes it. Returns "", or why not: "absent", "stale", "decided", "full", "no token".

    seen   the version that the tool looked at; None is a new proposal
    level  of what it would make; that of the token counts too
    named  the keys of the stored records that it names
    """
    said = json.dumps({"reason": reason, "content": content, "level": level})
    values = [*_of(token), key, seen, said, sorted(named), MOST_WAITING]
    with connection.cursor() as cursor:
        cursor.execute("SELECT core_proposal_put(%s, %s, %s, %s, %s, %s, %s, %s)", values)
        return cursor.fetchone()[0]


def own_proposals(
    token: Presented,
    *,
    after: int | None = None,
    before: int | None = None,
    status: str | None = None,
    most: int,
) -> list[OwnProposal]:
    """Those of the token by their keys: the first ones, or those next to a key, away from it."""
    return _read(token, None, after, before, status, most)


def own_proposal(token: Presented, key: int) -> OwnProposal | None:
    """None for one that is another's, as for one that is not there."""
    return next(iter(_read(token, key, None, None, None, 1)), None)


def answered(token: Presented, named: str, digest: str) -> Answered:
    """What was answered to this key within a day; nobody else answers to it in this transaction."""
    with connection.cursor() as cursor:
        values = [*_of(token), named, digest]
        cursor.execute("SELECT * FROM core_proposal_answered(%s, %s, %s, %s, %s)", values)
        return Answered(*cursor.fetchone())


def keep_answer(token: Presented, named: str, digest: str, key: int, body: str) -> None:
    with connection.cursor() as cursor:
        values = [*_of(token), named, digest, key, body]
        cursor.execute("SELECT core_proposal_answer(%s, %s, %s, %s, %s, %s, %s)", values)


def _read(token, *asked) -> list[OwnProposal]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM core_proposals_of(%s, %s, %s, %s, %s, %s, %s, %s)", [*_of(token), *asked]
        )
        rows = cursor.fetchall()
    return [
        OwnProposal(*row[:3], *(_json(value) for value in row[3:5]), *row[5:])  # columns of no model
        for row in rows
    ]


def _json(value):
    return json.loads(value) if isinstance(value, str) else value


def _of(token: Presented):
    return token.key, token.digest, token.address
