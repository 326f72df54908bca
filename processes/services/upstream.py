"""What a source said of records, edition after edition, and which of them it does not name any more."""

import json
from collections.abc import Iterable
from typing import NamedTuple

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Model
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from peaceinfra.core.identity import new_id
from peaceinfra.core.models import Record
from peaceinfra.core.registry import instances
from processes.choices import MissingAnswer
from processes.models import Batch, Merge, MissingUpstream, Upstream
from processes.services.batches import model_name, this_transaction
from processes.services.bulk import insert_rows
from processes.services.records import check_may_edit, retire_records

AT_ONCE = 2_000
Cells = dict[str, str]

_SAY = """INSERT INTO processes_upstream (id, scheme, scope, model, record_id, cells, edition, batch_key, undone,
    effective_level, effective_teams)
  SELECT s.id, %(scheme)s, %(scope)s, %(model)s, r.id, s.cells::jsonb, %(edition)s, %(batch)s, false,
    r.effective_level, r.effective_teams
  FROM unnest(%(ids)s::bigint[], %(keys)s::bigint[], %(cells)s::text[]) s (id, key, cells)
  JOIN core_record r ON r.id = s.key"""

# Named once, live, not in what is imported now, and not listed before.
_MISSING = """SELECT DISTINCT ON (u.record_id) u.record_id, u.edition FROM processes_upstream u
  JOIN {table} t ON t.{key} = u.record_id AND NOT t.retired
  WHERE u.scheme = %(scheme)s AND u.scope = %(scope)s AND u.model = %(model)s AND NOT u.undone
    AND u.record_id NOT IN (SELECT unnest(%(present)s::bigint[]))
    AND NOT EXISTS (SELECT 1 FROM processes_missingupstream m JOIN processes_batch b ON b.id = m.batch_id
      WHERE m.record_id = u.record_id AND m.model = u.model AND b.scheme = u.scheme AND b.scope = u.scope
        AND b.state = 'written' AND b.made_at > u.said_at)
  ORDER BY u.record_id, u.said_at DESC"""


class Said(NamedTuple):
    """What a source said last of a record: in this part of it, and, where that said nothing, in another part."""

    here: Cells | None
    anywhere: Cells


def last_said(scheme: str, scope: str, model: type[Model], keys: Iterable[int]) -> dict[int, Said]:
    """{key: what the source said last} of those of these records of which it said something; without what was undone.

    What it said of a record that was merged into one of these counts, where it said nothing of that one itself.
    """
    keys = [*keys]
    merged = Merge.objects.live().filter(kept__among=keys, merged__retired=True)
    kept = dict(merged.values_list("merged", "kept"))
    rows = Upstream.objects.filter(
        scheme=scheme, model=model_name(model), record__among=[*keys, *kept], undone=False
    )
    in_order = [*rows.order_by("record", "said_at").values_list("record", "scope", "cells")]
    anywhere = {record: cells for record, _scope, cells in in_order}
    here = {record: cells for record, part, cells in in_order if part == scope}
    said = {record: Said(here.get(record), here.get(record, cells)) for record, cells in anywhere.items()}
    return {kept.get(key, key): said[key] for key in sorted(said, key=lambda key: key not in kept)}


def note_said(batch: Batch, said: dict[type[Model], list[tuple[int, Cells]]]) -> None:
    """Keeps what the source says now of records of which it said something else, or nothing, before."""
    of_batch = {"scheme": batch.scheme, "scope": batch.scope, "edition": batch.edition, "batch": batch.pk}
    with connection.cursor() as cursor:
        for model, rows in said.items():
            for start in range(0, len(rows), AT_ONCE):
                portion = rows[start : start + AT_ONCE]
                values = {
                    "ids": [new_id() for _row in portion],
                    "keys": [key for key, _cells in portion],
                    "cells": [json.dumps(cells, ensure_ascii=False) for _key, cells in portion],
                    "model": model_name(model),
                }
                cursor.execute(_SAY, of_batch | values)


def missing_now(
    scheme: str, scope: str, present: dict[type[Model], Iterable[int]]
) -> list[tuple[type[Model], int, str]]:
    """(model, key, edition that named it last) of live records that the source named before and does not name now.

    present  the keys of what it names now, by model
    """
    named = Upstream.objects.filter(scheme=scheme, scope=scope, undone=False).order_by("model")
    found = []
    for model in map(apps.get_model, named.values_list("model", flat=True).distinct()):
        keys = [*present.get(model, ())]
        statement = _MISSING.format(table=model._meta.db_table, key=model._meta.pk.column)
        values = {"scheme": scheme, "scope": scope, "model": model_name(model), "present": keys}
        with connection.cursor() as cursor:
            rows = cursor.execute(statement, values).fetchall()
        found += [(model, key, edition) for key, edition in rows]
    return found


def note_missing(batch: Batch, missing: list[tuple[type[Model], int, str]]) -> None:
    """Lists them for a person to review. Nothing is retired by it."""
    insert_rows(
        MissingUpstream,
        [
            MissingUpstream(pk=new_id(), batch=batch, record_id=key, model=model_name(model), edition=edition)
            for model, key, edition in missing
        ],
    )


@transaction.atomic
def answer_missing(rows: list[MissingUpstream], answer: MissingAnswer, *, by, reason: str) -> None:
    """Notes that records are kept though their source does not name them any more, or retires them.

    Raises NotAllowed, ValidationError (no reason, answered already, a rule of what would be retired).
    """
    check_may_edit(by, reason)
    rows = list(
        MissingUpstream.objects.select_for_update(of=("self",)).filter(pk__in=[row.pk for row in rows])
    )
    if any(row.answer for row in rows):
        raise ValidationError(_("Somebody answered this already. Look again."))
    if answer == MissingAnswer.RETIRED:
        records = instances(Record.objects.filter(pk__in=[row.record_id for row in rows], retired=False))
        retire_records([*records.values()], by=by, reason=reason)
    # The database is shown who answers.
    this_transaction()
    for row in rows:
        row.answer, row.answered_by, row.answered_at = answer, by, Now()
        row.save(update_fields=["answer", "answered_by", "answered_at"])
