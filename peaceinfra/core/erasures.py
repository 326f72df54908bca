"""Erasing a record: what would go is shown, one person asks, another confirms, and it is done by the database.

The rule of who may stands in `visibility.erasure_sql`, what goes in `visibility.erasure_plan`.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.accounts import ask
from peaceinfra.core.choices import ErasureStatus
from peaceinfra.core.identity import public_id
from peaceinfra.core.jobs import enqueue
from peaceinfra.core.models import Erasure, Record
from peaceinfra.core.registry import models_by_kind
from peaceinfra.core.text import FoldedField, folded_sql
from peaceinfra.core.visibility import erasure_plan as plan
from peaceinfra.core.visibility.erasure_sql import erasable
from peaceinfra.core.visibility.grants import rights_of_tables
from peaceinfra.core.visibility.locks import lock_markings

#: The job that does what was confirmed.
CARRY_OUT = "erasures.carry_out"
FOLDED_WORDS = f"ARRAY(SELECT {folded_sql('w')} FROM (VALUES (%(words)s::text)) v (w))"
#: So many places of a table are named where a text holds a name.
MOST_PLACES = 200

REFUSALS = {
    "not yours": _("Your role does not change this."),
    "absent": _("No record with this id is shown to you."),
    "kind": _("Records of this kind are not erased. Retire it instead."),
    "waits": _("The erasure of this record was asked for already."),
    "second": _("You asked for this yourself: another person has to confirm it."),
    "uncleared": _(
        "Your account has no clearance: somebody whom a security officer cleared, or an officer, has to confirm it."
    ),
    "asker": _("Who asked for this may not erase any more. Somebody who may has to ask again."),
    "decided": _("This was decided already."),
}


@dataclass(frozen=True)
class Going:
    """How many rows of a table go, with so many versions of them; or how many lose the name of what goes."""

    model: type[models.Model]
    rows: int
    versions: int = 0


@dataclass(frozen=True)
class Place:
    """A text that stays and holds a name of what goes: a person mends it. `is_earlier`: of an earlier version."""

    model: type[models.Model]
    column: str
    key: int
    is_earlier: bool = False

    @property
    def public_id(self) -> str:
        """Of the record; "" for a row that is none."""
        kinds = {model: kind for kind, model in models_by_kind().items()}
        return public_id(kinds[self.model], self.key) if self.model in kinds else ""


@dataclass(frozen=True)
class Plan:
    """What an erasure would do, as far as who asks may see it."""

    keys: list[int]
    words: list[str]
    going: list[Going]
    losing: list[Going]
    places: list[Place]


def plan_of(record: Record) -> Plan:
    """Reads as who asks: the web login inside `viewing`, the owner everything."""
    with connection.cursor() as cursor:
        reading = _Reading(cursor, record.pk)
        return Plan(
            keys=reading.values["keys"],
            words=sorted(reading.values["words"]),
            going=[*reading.going()],
            losing=[*reading.losing()],
            places=[*reading.places()],
        )


def keys_of(record: Record) -> list[int]:
    """Of all that goes with a record, as far as who asks may see it."""
    with connection.cursor() as cursor:
        return _Reading(cursor, record.pk).values["keys"]


def looked_at(keys: Iterable[int]) -> str:
    """Alike for the same rows: whether it is still what somebody looked at."""
    return hashlib.sha256(repr(sorted(keys)).encode()).hexdigest()[:32]


def may_be_erased(record: Record) -> bool:
    """Whether it is of a kind that is erased: a person, or what stands beside a record."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {erasable('r')} FROM core_record r WHERE r.id = %s", [record.pk])
        row = cursor.fetchone()
    return bool(row and row[0])


def request_erasure(record: Record, reason: str) -> Erasure:
    """Asks for it as who acts. Raises ValidationError."""
    key = ask("SELECT core_erasure_ask(%s, %s)", [record.pk, reason], REFUSALS)
    return Erasure.objects.get(pk=key)


@transaction.atomic
def decide_erasure(erasure: Erasure, *, accept: bool, seen: str | None = None) -> None:
    """Confirms or refuses it as who acts, or takes back what they asked for. Raises ValidationError.

    seen   what `looked_at` said of what they looked at
    """
    ask("SELECT core_erasure_decide(%s, %s)", [erasure.pk, accept], REFUSALS)
    # Nobody else writes from there on.
    if accept and seen is not None and seen != looked_at(keys_of(erasure.record)):
        raise ValidationError(_("What would go is not what you looked at any more. Look again."))
    if accept:
        enqueue(CARRY_OUT, once=CARRY_OUT)


def command_erasure(record: Record, reason: str) -> Erasure:
    """By an operator's command, which is not asked for a second person; as the owner of the tables."""
    waiting = Erasure.objects.filter(record=record, status=ErasureStatus.WAITING)
    waiting.update(status=ErasureStatus.TAKEN_BACK, decided_at=Now())
    confirmed = Erasure.objects.filter(record=record, status=ErasureStatus.CONFIRMED).first()
    if confirmed:
        Erasure.objects.filter(pk=confirmed.pk).update(reach="")
    return confirmed or Erasure.objects.create(
        record=record, reason=reason, status=ErasureStatus.CONFIRMED, asked_at=Now(), decided_at=Now()
    )


def unknown(keys: Iterable[int]) -> list[int]:
    """Of records whose erasure stands in the register, those that this database holds without having erased them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT core_erasures_unknown(%s)", [[*keys]])
        return cursor.fetchone()[0]


def words_of(record: Record) -> list[str]:
    """The names of all that goes with a record, as far as who asks may see it."""
    with connection.cursor() as cursor:
        return _Reading(cursor, record.pk).values["words"]


def erase_versions(record: Record, words: str, *, dry_run: bool = False) -> int:
    """Takes out of its history the versions of a record, and of what tells more about it, that hold these words.

    For the owner of the tables. Raises ValueError where it still says them.
    """
    number, values = 0, {"words": words, "key": record.pk}
    with transaction.atomic(), connection.cursor() as cursor:
        lock_markings(alone=True)
        for model in plan.holders():
            history = plan.history_of(model)
            key = model._meta.pk
            if history is None or models_by_kind().get(record.kind) not in (model, key.related_model):
                continue
            if _holds(cursor, model, f"t.{key.column} = %(key)s", values):
                raise ValueError("The record says these words now: mend it first.")
            held = _holds(cursor, history, "t.pgh_obj_id = %(key)s", values)
            number += len(held)
            if not dry_run:
                cursor.execute(f"DELETE FROM {history._meta.db_table} WHERE pgh_id = ANY (%s)", [held])
    return number


def _holds(cursor, table, condition, values) -> list[int]:
    """The keys of the rows in which a text holds the words."""
    texts = " || E'\\n' || ".join(f"coalesce(t.{column}::text, '')" for column in texts_of(table)) or "''"
    holds = plan.How.WORDS_IN_TEXT.format(c=f"({texts})").replace("%", "%%")
    holds = plan.filled(holds, folded=FOLDED_WORDS)
    cursor.execute(
        f"SELECT t.{table._meta.pk.column} FROM {table._meta.db_table} t WHERE {condition} AND {holds}",
        values,
    )
    return [key for (key,) in cursor.fetchall()]


def texts_of(model) -> list[str]:
    """The columns in which a name may stand."""
    kinds = (models.CharField, models.TextField, models.JSONField)
    return [
        column.column
        for column in model._meta.concrete_fields
        if not column.choices
        and not isinstance(column, FoldedField)
        and (isinstance(column, kinds) or isinstance(getattr(column, "base_field", None), kinds))
    ]


class _Reading:
    """What goes with a record, read by this cursor; `values` are those of the statements of `erasure_plan`."""

    def __init__(self, cursor, key: int):
        self.cursor = cursor
        self.cursor.execute("SELECT has_table_privilege('core_actingkey', 'SELECT')")
        (self.is_owner,) = self.cursor.fetchone()
        self.holders = [model for model in plan.holders() if self.may_read(model)]
        self.values = {name: [] for name in plan.PLACES} | {"keys": [key]}
        closure = plan.closure(self.holders)
        while True:
            # They grow together, as the function of the database has it.
            for name in plan.FOUND:
                self.values[name] = self.ask(getattr(plan, name)())
            grown = self.ask(closure)
            if len(grown) == len(self.values["keys"]):
                return
            self.values["keys"] = grown

    def going(self) -> Iterator[Going]:
        for model in plan.in_order(self.holders):
            if rows := self.count(model, f"t.{model._meta.pk.column} = ANY (@keys)"):
                history = plan.history_of(model)
                versions = self.count(history, "t.pgh_obj_id = ANY (@keys)") if history else 0
                yield Going(model, rows, versions)

    def losing(self) -> Iterator[Going]:
        for losing in plan.losing():
            if rows := self.count(losing.model, losing.condition):
                yield Going(losing.model, rows)

    def places(self) -> Iterator[Place]:
        """Where a text that stays holds a name: of every table that may be read."""
        if not self.values["words"]:
            return
        for model in plan.all_models():
            key = model._meta.pk.target_field if model._meta.pk.is_relation else model._meta.pk
            if not isinstance(key, models.IntegerField):
                continue
            history = plan.history_of(model) if model in plan.holders() else None
            yield from self.places_in(model, model, model._meta.pk.column)
            if history:
                yield from self.places_in(history, model, "pgh_obj_id")

    def places_in(self, table, model, key) -> Iterator[Place]:
        if not (columns := texts_of(table)) or not self.may_read(table):
            return
        texts = ", ".join(f"('{column}', t.{column}::text)" for column in columns)
        self.execute(
            f"SELECT DISTINCT t.{key}, said.place FROM {table._meta.db_table} t"
            f" CROSS JOIN LATERAL (VALUES {texts}) said (place, words)"
            f" WHERE {plan.How.WORDS_IN_TEXT.format(c='said.words')} AND NOT t.{key} = ANY (@keys)"
            f" ORDER BY 1, 2 LIMIT {MOST_PLACES}"
        )
        for row, column in self.cursor.fetchall():
            yield Place(model, column, row, is_earlier=table is not model)

    def may_read(self, model) -> bool:
        """The whole table, under its policies."""
        return self.is_owner or rights_of_tables().get(model._meta.db_table, "").split(",")[0] == "SELECT"

    def count(self, model, condition) -> int:
        return self.ask(f"SELECT count(*) FROM {model._meta.db_table} t WHERE {condition}")

    def ask(self, statement):
        self.execute(statement)
        return self.cursor.fetchone()[0]

    def execute(self, statement) -> None:
        kinds = {"keys": "bigint[]"}
        places = {name: f"%({name})s::{kinds.get(name, 'text[]')}" for name in plan.PLACES}
        self.cursor.execute(plan.filled(statement.replace("%", "%%"), **places), self.values)
