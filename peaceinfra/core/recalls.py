"""Recalls of records: sent by officers to those who hold one, read and answered by these; by functions of the database.

The rule stands in `visibility.recall_sql`.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction

from peaceinfra.core.accounts import ask
from peaceinfra.core.choices import RecallAnswer
from peaceinfra.core.identity import public_id
from peaceinfra.core.models import PartnerToken
from peaceinfra.core.models.recalls import PREFIX
from peaceinfra.core.partner_tokens import Presented
from peaceinfra.core.visibility.acting import proof_of, prove_acting, transaction_of


@dataclass(frozen=True)
class Notice:
    """A recall as its holder is told it: the id of the record, and nothing else of it."""

    pk: int
    record: str
    reason: str
    words: str
    task: str
    due_on: date
    sent_at: datetime
    answer: str
    note: str
    answered_at: datetime | None

    @property
    def public_id(self) -> str:
        return public_id(PREFIX, self.pk)


def send_recall(
    *, record: str, reason: str, words: str, task: str, due_on: date, accounts: dict, tokens: Iterable[str]
) -> int:
    """Sends it in the name of the officer who acts, to each holder once. Raises ValidationError for anybody else.

    accounts  {key of an account: its name}
    tokens    ids of tokens; those that replaced one another are one holder
    """
    said = {"record": record, "reason": reason, "words": words, "task": task, "due_on": due_on.isoformat()}
    rows = (
        PartnerToken.objects.filter(key_id__in=[*tokens]).order_by("made_at").values_list("series", "owner")
    )
    series = dict(rows)
    values = [json.dumps(said), [*accounts], [*accounts.values()], [*series], [*series.values()]]
    return ask("SELECT core_recall_send(%s, %s, %s, %s, %s)", values)


def notices_of_account(account: int) -> list[Notice]:
    """Those sent to who acts."""
    return _read(account, "SELECT * FROM core_recalls_of_account()", [])


def answer_as_account(account: int, notice: int, answer: RecallAnswer, note: str) -> bool:
    """False where the notice is somebody else's, as where it is not there."""
    return _answered(account, "SELECT core_recall_answer_of_account(%s, %s, %s)", [notice, answer, note])


def notices_of_token(token: Presented) -> list[Notice]:
    """Those sent to the token, or to one that it replaced."""
    return _read(None, "SELECT * FROM core_recalls_of_token(%s, %s, %s)", _of(token))


def recalls_to_send(series: int, since: datetime) -> list[tuple[str, str, datetime]]:
    """(its id, the id of the record, when it was sent) of those not answered, for servers of the tools of a series."""
    with transaction.atomic(), connection.cursor() as cursor:
        proof = proof_of(f"recalls of {series}", transaction_of(cursor))
        cursor.execute("SELECT * FROM core_recalls_to_send(%s, %s, %s)", [series, since, proof])
        return [(public_id(PREFIX, key), record, sent_at) for key, record, sent_at in cursor.fetchall()]


def answer_by_token(token: Presented, notice: int, answer: RecallAnswer, note: str) -> bool:
    values = [*_of(token), notice, answer, note]
    return _answered(None, "SELECT core_recall_answer_of_token(%s, %s, %s, %s, %s, %s)", values)


def _read(account, statement, values) -> list[Notice]:
    with connection.cursor() as cursor:
        if account:
            prove_acting(cursor, account)
        cursor.execute(statement, values)
        return [Notice(*row) for row in cursor.fetchall()]


def _answered(account, statement, values) -> bool:
    with connection.cursor() as cursor:
        if account:
            prove_acting(cursor, account)
        cursor.execute(statement, values)
        return cursor.fetchone()[0]


def _of(token: Presented) -> list:
    return [token.key, token.digest, token.address]
