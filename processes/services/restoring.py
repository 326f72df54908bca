"""An earlier version of a record is made the newest one: a change like any other, by the same rules."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field

from django.db import models, transaction

from peaceinfra.core.numbering import is_place
from processes.models import Claim, LoweringRequest
from processes.services.records import (
    KEPT,
    Change,
    Statement,
    check_may_edit,
    lock_changes,
    restore_records,
    save_records,
)
from processes.services.requests import save_and_request


@dataclass
class Restored:
    """What became of it. `request`: what waits for a second person; `proposed`: what a steward decides."""

    record: models.Model
    request: LoweringRequest | None = None
    proposed: list[Claim] = field(default_factory=list)


def restorable_fields(model) -> list[models.Field]:
    """What a person types. Not the place in an order: others have moved since."""
    return [
        column
        for column in model._meta.concrete_fields
        if column.editable and column.name not in KEPT and not column.primary_key and not is_place(column)
    ]


def is_restorable(model) -> bool:
    """A claim is decided, and never edited."""
    return model is not Claim


def as_then(record, version) -> models.Model:
    """A copy of the record with the values of one of its versions."""
    then = copy(record)
    then._state = copy(record._state)
    then._state.fields_cache = {}
    for column in restorable_fields(type(record)):
        setattr(then, column.attname, getattr(version, column.attname))
    return then


@transaction.atomic
def restore_version(
    record,
    version,
    *,
    by,
    reason: str,
    seen_version: int,
    statement: Statement | None = None,
    ask: bool = False,
) -> Restored:
    """Saves the values of a version anew. A row that was taken off is put back with them.

    ask  what would become less protected waits for another person, and the rest is saved

    Raises as `save_records`.
    """
    check_may_edit(by, reason)
    lock_changes([Change(as_then(record, version), seen_version, statement)])
    if record.retired:
        restore_records([record], by=by, reason=reason)
        record.refresh_from_db()
        seen_version = record.version
    change = Change(as_then(record, version), seen_version, statement)
    if ask:
        [saved], request = save_and_request([change], by=by, reason=reason)
        return Restored(saved, request, change.proposed)
    [saved] = save_records([change], by=by, reason=reason)
    return Restored(saved, None, change.proposed)
