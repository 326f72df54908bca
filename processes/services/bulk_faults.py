"""What is wrong with many records at once, by the rules of single writes, without a query for each."""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from peaceinfra.core.identity import public_id
from peaceinfra.core.many import among, by_model, keys_of, of_models, stored_of
from peaceinfra.core.models import Record
from peaceinfra.core.registry import instances
from peaceinfra.core.visibility import visibility_of
from processes.choices import ClaimStatus, Polarity
from processes.models import Claim, ExternalId, LogRow
from processes.services import rules
from processes.services.own_faults import own_faults
from processes.services.records import KEPT
from processes.services.values import is_held, kept_of


class RecordFault(NamedTuple):
    """A rule that a record breaks; `field` is empty where it is the record as a whole."""

    record: Model
    field: str
    message: str


def faults_in(records: list[Model], rested: dict | None = None) -> Iterator[RecordFault]:
    """What is wrong with new and changed records, taken together with what is stored.

    rested  as `rules.faults_between` has it: an empty one where records become again what they were
    """
    yield from faults_by_rule(records, rested)
    yield from _claim_faults(records)


def faults_by_rule(records: list[Model], rested: dict | None = None) -> Iterator[RecordFault]:
    """As `faults_in`, of records whose sourced fields change by new claims."""
    yield from (RecordFault(*fault) for fault in own_faults(records))
    yield from (RecordFault(*fault) for fault in rules.faults_between(records, rested))
    for model, rows in by_model(of_models(records, lambda model: issubclass(model, LogRow))).items():
        yield from _log_faults(model, [*rows])
    yield from _external_id_faults([*of_models(records, lambda model: issubclass(model, ExternalId))])


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
        if any(row.position in ("", None) for row in log.values()):
            # Which one came first is not known; that it has no place is a fault of its own.
            continue
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
    told_of = {key for key, _field in accepted}
    addressable = of_models(records, _is_addressable)
    written = subjects = {record.pk: record for record in among(addressable, told_of)}
    missing = told_of - written.keys()
    claims_written = {claim.pk for claims in accepted.values() for claim in claims[-1:]}
    claims_written.intersection_update(keys_of(of_models(records, lambda model: issubclass(model, Claim))))
    if missing:
        subjects = written | instances(Record.objects.filter(pk__among=missing))
    for (key, name), claims in accepted.items():
        # Stored claims stand first: where the last is stored too, nothing of this field is written.
        if key not in written and claims[-1].pk not in claims_written:
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
    claims = of_models(records, lambda model: issubclass(model, Claim))
    written = {claim.pk: claim for claim in claims if _says_what_is(claim) or not claim._state.adding}
    # Nobody has said anything yet of what is new.
    keys = {record.pk for record in stored_of(records)} | {claim.subject_id for claim in claims}
    stored = Claim.objects.live().filter(
        subject__among=keys, status=ClaimStatus.ACCEPTED, polarity=Polarity.SUPPORTS
    )
    found = defaultdict(list)
    for claim in {**{claim.pk: claim for claim in stored}, **written}.values():
        if _says_what_is(claim):
            found[claim.subject_id, claim.field].append(claim)
    return found


def _says_what_is(claim):
    return claim.status == ClaimStatus.ACCEPTED and claim.polarity == Polarity.SUPPORTS


def _is_addressable(model):
    return not model._meta.pk.is_relation
