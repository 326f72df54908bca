"""Many records at once, written in a few statements. What is wrong with them is found before (`bulk_faults`)."""

import json
from collections.abc import Callable, Sequence
from operator import attrgetter

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import (
    BooleanField,
    CharField,
    DateField,
    Field,
    ForeignKey,
    IntegerField,
    Model,
    TextField,
)
from django.utils.translation import gettext as _
from psycopg.types.json import Json, Jsonb

from peaceinfra.core.dates.many import stored_dates
from peaceinfra.core.errors import Stale
from peaceinfra.core.history import because
from peaceinfra.core.many import Records, by_model, joined, of_models, portions_of
from peaceinfra.core.models import Record
from peaceinfra.core.visibility.locks import lent_to
from processes.models import Actor, Consent, RelativeBound
from processes.services.bulk_faults import RecordFault
from processes.services.locking import lock_for
from processes.services.lowering import fallen_since, lowered_words, markings_touched
from processes.services.records import KEPT, check_may_edit
from processes.services.relative_dates import follow_dates
from processes.services.wholes import whole_field
from processes.services.withdrawing import (
    lowered_though_withdrawn,
    people_to_restrict,
    restrict,
    who_withdraws,
)

INSERTED_AT_ONCE = 1_000
SET_BY_TRIGGERS = {"version", "updated_at", "effective_level", "effective_teams"}


class Refused(Exception):
    """Nothing was written: `faults` is a list of RecordFault."""

    def __init__(self, faults):
        self.faults = faults
        super().__init__(", ".join(fault.message for fault in faults))


@transaction.atomic
def write_records(
    added: list[Model] | Records,
    changed: list[Model],
    *,
    by,
    reason: str,
    say: Callable[[type, int], None] = lambda model, count: None,
) -> None:
    """Writes new and changed records or none of them; `say(model, count)` is told what was written.

    Who withdraws a consent by it is restricted, as by the screens. Both lists stand in the order of reference: what is
    referred to comes first. Rows are locked here and not before, so that others may save while a file is read and
    checked. Raises NotAllowed, ValidationError (no reason), Stale (a changed record was saved by somebody else since it
    was read), Refused (a relative date contradicts its record; who withdrew would be less than restricted; by a
    person, what becomes less protected, which takes two).
    """
    check_may_edit(by, reason)
    withdrawing = who_withdraws(of_models(joined(added, changed), lambda model: issubclass(model, Consent)))
    people = people_to_restrict(withdrawing)
    lock_for(joined(added, changed, people), moves_marking=bool(people))
    _check_as_read(changed)
    if faults := [*_withdrawn_faults(changed)]:
        raise Refused(faults)
    markings = markings_touched(changed) if by else {}
    with because(by, reason):
        written = told = 0
        for model, records in by_model(added).items():
            for portion in _in_order(model, records):
                insert_rows(model, portion)
                say(model, len(portion))
            written += len(records)
            if is_much := written >= max(2 * told, INSERTED_AT_ONCE):
                told = written
            tell_planner(model, len(records), beside=[Record] if is_much else [])
        for model, records in by_model(changed).items():
            _update(model, records, say)
    if lowered := fallen_since(markings):
        raise Refused([*_lowered_faults(changed, lowered, by)])
    # Those too who are as new as their withdrawal.
    restrict(people_to_restrict(withdrawing), by)
    # On what is new hangs only what was added with it, and is followed itself.
    bounds = of_models(added, lambda model: issubclass(model, RelativeBound))
    _follow([*bounds, *changed])


def _in_order(model, records):
    """Portions of new records of one model, what is referred to before what refers to it."""
    if whole_field(model):
        records = wholes_first(model, [*records])
    for portion in portions_of(records):
        yield from _portions(portion, INSERTED_AT_ONCE)


def _check_as_read(records):
    for model, rows in by_model(records).items():
        for portion in _portions(rows, INSERTED_AT_ONCE):
            read = {row.pk: row.version for row in portion}
            stored = model._base_manager.filter(pk__among=read).values_list("pk", "version")
            for key, version in stored:
                if version != read[key]:
                    raise Stale(model._base_manager.get(pk=key), read[key])


def wholes_first(model: type[Model], records: list[Model]) -> list[Model]:
    """A strand after its process, a place after the one it lies in: a marking is computed from what is there.

    The order is kept otherwise. A circle is for `rules` to refuse.
    """
    field = whole_field(model)
    if field is None:
        return records
    waiting = {record.pk: record for record in records}
    ordered = []
    for record in records:
        chain = []
        while record := waiting.pop(record.pk, None):
            chain.append(record)
            record = waiting.get(getattr(record, field.attname))
            if record is None:
                break
        ordered += reversed(chain)
    return ordered


def insert_rows(model: type[Model], records: list[Model]) -> None:
    """New rows. COPY is half the work of INSERT, and refused where the database shows a reader only some rows.

    What the triggers set on every new row is left to them.
    """
    if is_walled(model):
        model._base_manager.bulk_create(records, batch_size=INSERTED_AT_ONCE)
        return
    fields = [field for field in model._meta.concrete_fields if field.name not in SET_BY_TRIGGERS]
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    with connection.wrap_database_errors, connection.cursor() as cursor:
        # The history reads its context from the transaction; COPY itself cannot carry it there.
        cursor.execute("VALUES (1)")
        with cursor.copy(f"COPY {model._meta.db_table} ({columns}) FROM STDIN") as copy:
            for values in zip(*_by_column(fields, records), strict=True):
                copy.write_row(values)
    for record in records:
        record._state.adding, record._state.db = False, connection.alias


def _by_column(fields, records):
    """What is stored of new records, one column after the other."""
    dates = stored_dates(fields, records)
    return [dates[field] if field in dates else map(_stored_value(field), records) for field in fields]


# What is stored of these is what the record holds, or what its field computes: it was checked already.
_PLAIN = (CharField, TextField, IntegerField, BooleanField, DateField, ForeignKey)


def _stored_value(field, *, add=True):
    """A function from a record to what is stored in this column of it."""
    if isinstance(field, ArrayField) and type(field).pre_save is Field.pre_save:
        return lambda record: _list_of(field, getattr(record, field.attname))
    if not isinstance(field, _PLAIN) or field.has_db_default():
        return lambda record: field.get_db_prep_save(field.pre_save(record, add=add), connection)
    if type(field).pre_save in (Field.pre_save, DateField.pre_save):
        return attrgetter(field.attname)
    return lambda record: field.pre_save(record, add=add)


def _list_of(field, values):
    return None if values is None else field.get_db_prep_save(values, connection)


def is_walled(model: type[Model]) -> bool:
    """Whether the second wall stands before this table: in a request it does, in a command of the owner not."""
    with connection.cursor() as cursor:
        return cursor.execute("SELECT row_security_active(%s)", [model._meta.db_table]).fetchone()[0]


def tell_planner(model: type[Model], count: int, beside: Sequence[type[Model]] = ()) -> None:
    """The triggers keep the plans they made for an empty table, and would read all of a table that grew."""
    grown = [*([model] if count >= INSERTED_AT_ONCE else []), *beside]
    if grown:
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {', '.join(table._meta.db_table for table in grown)}")


def _update(model, records, say):
    """All columns a person can change, those computed from them, and whether the record is retired."""
    fields = [
        field
        for field in model._meta.concrete_fields
        if not field.primary_key and (field.name not in KEPT or field.name == "retired")
    ]
    for portion in _portions(records, INSERTED_AT_ONCE):
        _update_rows(model, fields, portion)
        say(model, len(portion))


def _update_rows(model, fields, records):
    """One statement that names each column once, however many rows: what these say is one parameter."""
    key, quoted = model._meta.pk, connection.ops.quote_name
    values_of = [(field.column, _in_json(field)) for field in fields]
    rows = [
        {key.column: record.pk} | {column: value(record) for column, value in values_of} for record in records
    ]
    table, columns = quoted(model._meta.db_table), ", ".join(quoted(field.column) for field in fields)
    values = ", ".join(f"r.{quoted(field.column)}" for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET ({columns}) = ROW({values})"
            f" FROM jsonb_populate_recordset(NULL::{table}, %s) r WHERE {table}.{quoted(key.column)}"
            f" = r.{quoted(key.column)}",
            [Jsonb(rows, dumps=_dumps)],
        )


def _in_json(field):
    """A function from a record to what is stored of this field, as the database reads it from JSON."""
    stored = _stored_value(field, add=False)

    def value(record):
        found = stored(record)
        return found.obj if isinstance(found, Json | Jsonb) else found

    return stored if isinstance(field, _PLAIN) else value


def _dumps(rows):
    # Days and places in an order; a text holds no more than the database takes.
    return json.dumps(rows, default=str, ensure_ascii=False)


def _lowered_faults(records, lowered, by):
    """At the rows that fell, and at those that no longer lend their marking to what fell."""
    own = [record for record in records if (record._meta.concrete_model, record.pk) in lowered]
    for record in own or [record for record in records if lent_to(type(record))]:
        yield RecordFault(record, "level" if hasattr(record, "level") else "", lowered_words(by))


def _withdrawn_faults(records):
    """What restricted a person is not taken back by a file that was written before, whoever brings it in."""
    people = {person.pk for person in lowered_though_withdrawn(records)}
    words = _(
        "This person withdrew the consent, and is restricted since. Write 3, or lower it on the screen."
    )
    for record in records:
        if isinstance(record, Actor) and record.pk in people:
            yield RecordFault(record, "level", words)


def _follow(records):
    """Relative dates; where one is refused, each is tried alone to say which they are."""
    try:
        with transaction.atomic():
            follow_dates(records)
    except ValidationError:
        raise Refused(list(_refused(records))) from None


def _refused(records):
    for record in records:
        if isinstance(record, RelativeBound):
            try:
                with transaction.atomic():
                    follow_dates([record])
            except ValidationError as error:
                yield RecordFault(record, "anchor", " ".join(error.messages))


def _portions(records, size):
    return (records[start : start + size] for start in range(0, len(records), size))
