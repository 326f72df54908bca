"""Many records at once, by the rules of single writes: checked as a whole, written in a few statements.

`faults_in` finds everything that is wrong without a query for each record; `write_records` writes what has
no faults. The import uses both.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from operator import attrgetter
from typing import NamedTuple

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
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

from peaceinfra.core.errors import Stale
from peaceinfra.core.history import because
from peaceinfra.core.identity import public_id
from peaceinfra.core.models import Record
from peaceinfra.core.registry import instances
from peaceinfra.core.visibility import visibility_of
from peaceinfra.core.visibility.locks import lent_to
from processes.choices import ClaimStatus, Polarity
from processes.models import Claim, ExternalId, LogRow, RelativeBound
from processes.services import rules
from processes.services.locking import lock_for
from processes.services.lowering import fallen_since, lowered_words, markings_touched
from processes.services.records import KEPT, check_may_edit
from processes.services.relative_dates import follow_dates
from processes.services.values import is_held, kept_of
from processes.services.wholes import whole_field

INSERTED_AT_ONCE = 1_000
#: So many values of a field are remembered as checked, texts of so many characters.
REMEMBERED, SHORT = 5_000, 60
SET_BY_TRIGGERS = {"version", "updated_at", "effective_level", "effective_teams"}


class RecordFault(NamedTuple):
    """A rule that a record breaks; `field` is empty where it is the record as a whole."""

    record: Model
    field: str
    message: str


class Refused(Exception):
    """Nothing was written: `faults` is a list of RecordFault."""

    def __init__(self, faults):
        self.faults = faults
        super().__init__(", ".join(fault.message for fault in faults))


def faults_in(records: list[Model], rested: dict | None = None) -> Iterator[RecordFault]:
    """What is wrong with new and changed records, taken together with what is stored.

    rested  as `rules.faults_between` has it: an empty one where records become again what they were
    """
    yield from faults_by_rule(records, rested)
    yield from _claim_faults(records)


def faults_by_rule(records: list[Model], rested: dict | None = None) -> Iterator[RecordFault]:
    """As `faults_in`, of records whose sourced fields change by new claims."""
    known = defaultdict(set)
    for record in records:
        yield from _own_faults(record, known)
    yield from (RecordFault(*fault) for fault in rules.faults_between(records, rested))
    for model in {type(record) for record in records if isinstance(record, LogRow)}:
        yield from _log_faults(model, [record for record in records if type(record) is model])
    yield from _external_id_faults([record for record in records if isinstance(record, ExternalId)])


@transaction.atomic
def write_records(
    added: list[Model],
    changed: list[Model],
    *,
    by,
    reason: str,
    say: Callable[[type, int], None] = lambda model, count: None,
) -> None:
    """Writes new and changed records or none of them; `say(model, count)` is told what was written.

    Both lists stand in the order of reference: what is referred to comes first. Rows are locked here and not
    before, so that others may save while a file is read and checked. Raises NotAllowed, ValidationError (no
    reason), Stale (a changed record was saved by somebody else since it was read), Refused (a relative date
    contradicts its record; by a person, what becomes less protected, which takes two).
    """
    check_may_edit(by, reason)
    lock_for([*added, *changed])
    _check_as_read(changed)
    markings = markings_touched(changed) if by else {}
    with because(by, reason):
        for model, records in rules.by_model(added).items():
            for portion in _portions(wholes_first(model, records), INSERTED_AT_ONCE):
                insert_rows(model, portion)
                say(model, len(portion))
            tell_planner(model, len(records))
        for model, records in rules.by_model(changed).items():
            _update(model, records, say)
    if lowered := fallen_since(markings):
        raise Refused([*_lowered_faults(changed, lowered, by)])
    _follow([*added, *changed])


def _check_as_read(records):
    for model, rows in rules.by_model(records).items():
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


def _own_faults(record, known):
    """The fields and the record's own `clean`; references are for the caller to resolve.

    known  {(model, attribute): values that it takes as they are}: a code or a day is checked once, not in each record
    """
    model = type(record)
    values, references = _checked_values(model)
    before = [(name, attname, getattr(record, attname)) for name, attname in values]
    passed = {name for name, attname, value in before if _is_kept(value) and value in known[model, attname]}
    try:
        record.full_clean(exclude=references | passed, validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            yield RecordFault(record, "" if name == NON_FIELD_ERRORS else name, " ".join(messages))
        return
    for name, attname, value in before:
        if name in passed or not _is_kept(value):
            continue
        of_field = known[model, attname]
        # A value that was made another one by reading it is read again.
        if len(of_field) < REMEMBERED and getattr(record, attname) == value:
            of_field.add(value)


@cache
def _checked_values(model) -> tuple[list[tuple[str, str]], frozenset[str]]:
    """(name, attribute) of the fields that hold a value, and the names of those that refer."""
    fields = model._meta.concrete_fields
    values = [(field.name, field.attname) for field in fields if not field.is_relation]
    return values, frozenset(field.name for field in fields if field.is_relation)


def _is_kept(value):
    """Short texts, numbers and the like: a list may change, and a long text stands once."""
    return len(value) <= SHORT if type(value) is str else value is None or type(value) in (bool, int)


def _log_faults(model, rows):
    """Each log as it would be: these rows, and the stored rows beside them."""
    owner = rules.owner_field(model).attname
    logs = defaultdict(dict)
    for row in _stored_beside(model, owner, rows):
        logs[getattr(row, owner)][row.pk] = row
    for row in rows:
        logs[getattr(row, owner)][row.pk] = row
    written = {row.pk for row in rows}
    for log in logs.values():
        try:
            rules.check_log(model, log.values(), are_stored=True)
        except ValidationError as error:
            yield _log_fault(error, log.values(), written)


def _log_fault(error, log, written):
    """Laid at the row the rule names, or else at the last row that is written."""
    code, params = _code_and_params(error)
    number = params.get("second" if code == "order" else "position", 0)
    rows = sorted(log, key=lambda row: (row.position, row.pk))
    named = [row for row in rows[:number][-1:] if row.pk in written]
    mine = [row for row in rows if row.pk in written]
    field = {"order": "date", "transition": "status"}.get(code, "position")
    return RecordFault((named or mine)[-1], field, " ".join(error.messages))


def _code_and_params(error):
    first = error.error_list[0]
    return first.code, first.params or {}


def _external_id_faults(rows):
    together = defaultdict(list)
    for row in [*_stored_beside(ExternalId, "subject_id", rows), *rows]:
        together[row.subject_id].append(row)
    written = {row.pk for row in rows}
    for ids in together.values():
        try:
            rules.check_external_ids(ids)
        except ValidationError as error:
            for row in _repeating(ids):
                if row.pk in written:
                    yield RecordFault(row, "value", " ".join(error.messages))


def _repeating(ids):
    """The rows that say again what one before them said."""
    said = set()
    for row in ids:
        if (row.scheme, row.value) in said:
            yield row
        said.add((row.scheme, row.value))


def _stored_beside(model, owner, rows):
    """Live stored rows of the same owners, without those that are written."""
    if not rows:
        return []
    owners = {getattr(row, owner) for row in rows}
    stored = model._base_manager.filter(**{f"{owner}__among": owners}, retired=False)
    written = {row.pk for row in rows}
    return [row for row in stored if row.pk not in written]


def _claim_faults(records):
    """A field that has accepted claims holds the value of one: it changes only by accepting another."""
    accepted = accepted_claims(records)
    written = subjects = {record.pk: record for record in records if _is_addressable(record)}
    missing = {key for key, _field in accepted} - written.keys()
    if missing:
        subjects = written | instances(Record.objects.filter(pk__among=missing))
    for (key, name), claims in accepted.items():
        # Stored claims stand first: where the last is stored too, nothing of this field is written.
        if key not in written and claims[-1].pk not in written:
            continue
        record = subjects.get(key)
        field = (
            next((column for column in record._meta.concrete_fields if column.name == name), None)
            if record
            else None
        )
        if field is None or not field.editable or name in KEPT:
            continue
        if not any(is_held(claim, field, record) for claim in claims):
            message = _("“%(value)s” rests on no accepted claim: these say %(claimed)s. Accept another.")
            claimed = ", ".join(f"“{_said(claim, field)}”" for claim in claims)
            message %= {"value": _said(Claim(**kept_of(field, record)), field), "claimed": claimed}
            # A record that is not written itself is contradicted by a claim that is.
            place = (record, name) if key in written else (claims[-1], "value")
            yield RecordFault(*place, message)


def _said(claim, field):
    """The value of a claim; a record by its public id."""
    if not (claim.value_record_id and field.is_relation):
        return claim.value
    return public_id(visibility_of(field.related_model).kind, claim.value_record_id)


def accepted_claims(records) -> dict:
    """{(subject, field): accepted supporting claims}, as they would be, for all that is written."""
    written = {claim.pk: claim for claim in records if isinstance(claim, Claim)}
    # Nobody has said anything yet of what is new.
    keys = {record.pk for record in records if not record._state.adding}
    keys |= {claim.subject_id for claim in written.values()}
    stored = Claim.objects.live().filter(
        subject__among=keys, status=ClaimStatus.ACCEPTED, polarity=Polarity.SUPPORTS
    )
    found = defaultdict(list)
    for claim in {**{claim.pk: claim for claim in stored}, **written}.values():
        if claim.status == ClaimStatus.ACCEPTED and claim.polarity == Polarity.SUPPORTS:
            found[claim.subject_id, claim.field].append(claim)
    return found


def _is_addressable(record):
    return not record._meta.pk.is_relation


def insert_rows(model: type[Model], records: list[Model]) -> None:
    """New rows. COPY is half the work of INSERT, and refused where the database shows a reader only some rows.

    What the triggers set on every new row is left to them.
    """
    if is_walled(model):
        model._base_manager.bulk_create(records, batch_size=INSERTED_AT_ONCE)
        return
    fields = [field for field in model._meta.concrete_fields if field.name not in SET_BY_TRIGGERS]
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    values = [_stored_value(field) for field in fields]
    with connection.wrap_database_errors, connection.cursor() as cursor:
        # The history reads its context from the transaction; COPY itself cannot carry it there.
        cursor.execute("VALUES (1)")
        with cursor.copy(f"COPY {model._meta.db_table} ({columns}) FROM STDIN") as copy:
            for record in records:
                copy.write_row([value(record) for value in values])
    for record in records:
        record._state.adding, record._state.db = False, connection.alias


# What is stored of these is what the record holds, or what its field computes: it was checked already.
_PLAIN = (CharField, TextField, IntegerField, BooleanField, DateField, ForeignKey)


def _stored_value(field, *, add=True):
    """A function from a record to what is stored in this column of it."""
    if not isinstance(field, _PLAIN) or field.has_db_default():
        return lambda record: field.get_db_prep_save(field.pre_save(record, add=add), connection)
    if type(field).pre_save in (Field.pre_save, DateField.pre_save):
        return attrgetter(field.attname)
    return lambda record: field.pre_save(record, add=add)


def is_walled(model: type[Model]) -> bool:
    """Whether the second wall stands before this table: in a request it does, in a command of the owner not."""
    with connection.cursor() as cursor:
        return cursor.execute("SELECT row_security_active(%s)", [model._meta.db_table]).fetchone()[0]


def tell_planner(model: type[Model], count: int) -> None:
    """The triggers keep the plans they made for an empty table, and would read all of a table that grew."""
    if count >= INSERTED_AT_ONCE:
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {model._meta.db_table}, {Record._meta.db_table}")


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
