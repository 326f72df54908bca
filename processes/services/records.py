"""Adding, changing and retiring records: atomic, with who and why, checked as a whole."""

from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from peaceinfra.core.choices import Level
from peaceinfra.core.errors import NotAllowed, Stale
from peaceinfra.core.history import because
from peaceinfra.core.numbering import numbering_of
from peaceinfra.core.places import places_between
from peaceinfra.core.roles import may
from processes.models import Citation, Claim, Merge, Source
from processes.services import claims, rules
from processes.services.locking import lock_for
from processes.services.lowering import check_not_lowered, markings_touched
from processes.services.relative_dates import follow_dates
from processes.services.withdrawing import people_of_withdrawals, restrict

# Columns kept by the database or by another service; never part of a person's change.
KEPT = {"id", "version", "updated_at", "retired", "effective_level", "effective_teams", "narrowing"}


@dataclass(frozen=True)
class Statement:
    """Where the new value of a field comes from."""

    source: Source
    locator: str = ""
    credibility: int = 6
    accessed: date | None = None


@dataclass
class Change:
    """One record to write, or to retire. `seen_version`: the version the writer looked at (None: new).

    is_checked   of a new one: its rules were checked with those of many (`bulk_faults.faults_by_rule`). What only the
                 database holds then raises IntegrityError, and is called again without this to say what it is
    """

    record: object
    seen_version: int | None = None
    statement: Statement | None = None
    retire: bool = False
    is_checked: bool = False
    #: What this change proposes instead of writing it: values that only a steward may decide.
    proposed: list[Claim] = field(default_factory=list, init=False)


def save_record(record, *, by, reason, seen_version=None, statement=None):
    """Adds or changes one record and returns it as stored. See `save_records`."""
    return save_records([Change(record, seen_version, statement)], by=by, reason=reason)[0]


@transaction.atomic
def save_records(changes: list[Change], *, by, reason: str) -> list:
    """Writes all the changes or none, and returns the records as stored.

    by      the account that writes; None for a command run by an operator
    reason  why, in a few words; kept in the history

    Raises NotAllowed (role), Stale (somebody saved a newer version), ValidationError (a rule of the record,
    of its log, or a sourced field changed without naming a source; `error.record` is the record at fault,
    where it is one alone), Lowered (something becomes less protected, which takes two persons).
    """
    check_may_edit(by, reason)
    lock_changes(changes)
    markings = markings_touched([change.record for change in changes])
    records = write_changes(changes, by=by, reason=reason)
    check_not_lowered(markings, records, by)
    return records


def write_changes(changes: list[Change], *, by, reason: str) -> list:
    """As `save_records`, where two persons agreed to what becomes less protected, or nothing stays written."""
    before = rules.as_stored([change.record for change in changes])
    people = people_of_withdrawals([change.record for change in changes if not change.retire])
    with because(by, reason):
        for change in changes:
            try:
                _save(change, by)
            except ValidationError as error:
                error.record = change.record
                raise
        records = [change.record for change in changes]
        rules.check_together(records, before)
    restrict(people, by)
    follow_dates(records)
    for record in records:
        record.refresh_from_db()
    return records


@transaction.atomic
def retire_records(records, *, by, reason: str):
    """Takes records out of every list. Nothing is deleted: history and claims stay, for who may see them."""
    check_may_edit(by, reason)
    lock_for(records)
    before = rules.as_stored(records)
    with because(by, reason):
        for record in records:
            _retire(record)
        rules.check_together(records, before)
    follow_dates(records)


@transaction.atomic
def restore_records(records, *, by, reason: str):
    """Puts retired records back into the lists, with the marking they have.

    They are checked as when they are saved: what stands beside them may have changed meanwhile. A row whose
    place was taken stands beside the one that took it. Raises NotAllowed, Stale (not as they were read),
    ValidationError (a rule, or it would show more to readers; it was merged into another).
    """
    check_may_edit(by, reason)
    if Merge.objects.live().filter(merged__in=[record.pk for record in records]).exists():
        raise ValidationError(
            _("This was merged into another record. Undo the merge, and it is in the lists again.")
        )
    lock_for(records)
    before, markings = rules.as_stored(records), markings_touched(records)
    with because(by, reason):
        for record in records:
            _restore(record)
        rules.check_together(records, before)
        check_not_lowered(markings, records, by)
    follow_dates(records)


def lock_changes(changes: list[Change]) -> None:
    """Locks what the changes touch. `save_records` does; who calls it several times does so before, for all."""
    sources = [change.statement.source for change in changes if change.statement]
    records = [change.record for change in changes]
    people = people_of_withdrawals(records)
    lock_for([*records, *people], beside=sources, moves_marking=bool(people))


def changed_fields(before, after) -> list[str]:
    """Names of the fields a person changed."""
    return [
        field.name
        for field in after._meta.concrete_fields
        if field.editable
        and field.name not in KEPT
        and getattr(before, field.attname) != getattr(after, field.attname)
    ]


def _save(change, by):
    record = change.record
    if record._state.adding:
        if not change.is_checked:
            record.full_clean()
        record.save(force_insert=True)
        if change.statement:
            _cite(record, change.statement, is_checked=change.is_checked)
        return
    current = type(record)._base_manager.get(pk=record.pk)  # locked
    if change.seen_version is not None and current.version != change.seen_version:
        raise Stale(current, change.seen_version)
    if change.retire:
        _retire(record)
        return
    fields = changed_fields(current, record)
    if not fields:
        return
    record.full_clean()
    change.proposed += claims.make_claims(current, record, fields, change.statement, by)
    if change.proposed:
        # What is left of the change fits together too.
        record.full_clean()
        if not changed_fields(current, record):
            return
    record.save()


def _retire(record):
    record.retired = True
    record.save(update_fields=["retired"])


def _restore(record):
    current = type(record)._base_manager.get(pk=record.pk)  # locked
    if current.version != record.version:
        raise Stale(current, record.version)
    if isinstance(record, Claim):
        claims.check_still_held(record)
    record.retired = False
    moved = _take_free_place(record)
    record.full_clean()
    record.save(update_fields=["retired", *moved])


def _take_free_place(record) -> list[str]:
    """Where another row took its place meanwhile, the nearest one beside that. Returns the fields that changed."""
    numbering = numbering_of(type(record))
    if not numbering:
        return []
    owner = type(record)._meta.get_field(numbering.within).attname
    beside = type(record)._base_manager.filter(**{owner: getattr(record, owner)}, retired=False)
    rows = beside.exclude(pk=record.pk).values_list(numbering.place, "pk")
    place = getattr(record, numbering.place)
    taken = [key for at, key in rows if at == place]
    if not taken:
        return []
    # Rows of one place stand in the order of their keys; so does this one.
    if record.pk < min(taken):
        between = max((at for at, _key in rows if at < place), default=None), place
    else:
        between = place, min((at for at, _key in rows if at > place), default=None)
    setattr(record, numbering.place, places_between(*between, 1)[0])
    return [numbering.place]


def _cite(record, statement, *, is_checked):
    """A record entered from a source rests on it as a whole."""
    citation = Citation(
        subject_id=record.pk,
        source=statement.source,
        locator=statement.locator,
        credibility=statement.credibility,
        accessed=statement.accessed,
        level=getattr(record, "level", Level.PUBLIC),
        team_id=getattr(record, "team_id", None),
    )
    if not is_checked:
        citation.full_clean()
    citation.save(force_insert=True)


def check_may_edit(by, reason):
    if by is not None and not may(by, "edit"):
        raise NotAllowed
    if not reason.strip():
        raise ValidationError(_("Say in a few words why you make this change."))
