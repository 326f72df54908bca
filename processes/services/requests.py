"""Two persons make a record less protected: one asks, with a reason, and another steward confirms or refuses."""

from copy import copy

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from peaceinfra.core.errors import NotAllowed, Stale
from peaceinfra.core.history import because
from peaceinfra.core.many import by_model
from peaceinfra.core.registry import instances
from peaceinfra.core.roles import may
from peaceinfra.core.visibility.locks import lent_to, lock_markings, marking_columns
from processes.choices import ClaimStatus, LoweringStatus
from processes.models import Claim, LoweringItem, LoweringRequest
from processes.services.claims import check_may_decide, holders, lock_claims, write_accepted
from processes.services.effects import Effect, effect_of
from processes.services.lowering import fallen_since, markings_touched
from processes.services.records import (
    Change,
    Statement,
    changed_fields,
    check_may_edit,
    lock_changes,
    save_records,
    write_changes,
)
from processes.services.waiting import check_not_waiting
from processes.services.withdrawing import shown_without_consent


@transaction.atomic
def save_and_request(changes: list[Change], *, by, reason: str) -> tuple[list, LoweringRequest | None]:
    """Writes at once what makes nothing less protected, and asks for the rest; returns (records, request).

    Of a record that would become less protected, the fields that move markings wait, and all others are saved;
    nothing is where that was asked for already.
    Raises as `save_records`; the request is None where nothing needs a second person.
    """
    check_may_edit(by, reason)
    lock_changes(changes)
    waiting = _held_back(changes, by, reason)
    # Before the rest is saved: what waits already would be stale by it.
    held = [_of_stored(change, waiting[id(change)]) for change in changes if id(change) in waiting]
    check_not_waiting([row for change in held for row in _rows(change)], _by_key(held), by)
    now = _saved_now(changes, waiting)
    records = save_records(now, by=by, reason=reason)
    for change, written in zip(changes, now, strict=True):
        change.proposed += written.proposed
    if not waiting:
        return records, None
    lowerings = [_of_stored(change, waiting[id(change)]) for change in changes if id(change) in waiting]
    return records, request_lowering(lowerings, by=by, reason=reason)


@transaction.atomic
def request_lowering(
    changes: list[Change] = (), *, by, reason: str, claims: list[Claim] = ()
) -> LoweringRequest:
    """Asks that stored records be changed, or claims accepted, though something becomes less protected.

    The changes are of fields that move markings, and of no others. Raises NotAllowed, Stale, ValidationError
    (a rule, or nothing becomes less protected by it, or it waits already).
    """
    check_may_edit(by, reason)
    if claims:
        check_may_decide(by)
    _lock(changes, claims)
    rows = [row for change in changes for row in _rows(change)]
    rows += [
        LoweringItem(
            subject_id=claim.pk, seen_version=claim.version, field="status", value=ClaimStatus.ACCEPTED
        )
        for claim in claims
    ]
    check_not_waiting(rows, _by_key(changes, claims), by)
    before = markings_touched(_changed(changes, claims))
    if not _fallen(before, lambda: _write(_copies(changes), [copy(claim) for claim in claims], by, reason)):
        raise ValidationError(_("Nothing becomes less protected by this: save it without asking."))
    request = LoweringRequest(
        reason=reason,
        requested_by=by,
        size=len(rows),
        level=max(marking.level_in_force for marking in before.values()),
        own_teams=sorted({team for marking in before.values() for team in marking.teams_in_force}),
    )
    if statement := next((change.statement for change in changes if change.statement), None):
        request.from_source, request.from_locator = statement.source, statement.locator
        request.from_credibility = statement.credibility
    with because(by, reason):
        request.save(force_insert=True)
        for row in rows:
            row.request = request
            row.save(force_insert=True)
    request.refresh_from_db()
    return request


@transaction.atomic
def confirm_lowering(
    request: LoweringRequest, *, by, viewer, reason: str, seen: str | None = None, unasked: str = ""
) -> None:
    """Makes the changes of a request. `seen` is the fingerprint of the effect that the steward looked at.

    `unasked` says why people are named to partners or in public without having agreed: without it, nobody is.
    It stays with the request.

    `reason` is kept in the history of the records: who may newly read them may read it. That of the request,
    which was written for stewards, is not repeated there. Raises NotAllowed, ValidationError (an obstacle).
    """
    if not may(by, "lower_marking"):
        raise NotAllowed
    check_may_edit(by, reason)
    request = _locked(request, moves_marking=True)
    if words := obstacle(request, by, viewer):
        raise ValidationError(words)
    effect = effect_of_request(request, viewer)
    if seen is not None and seen != effect.fingerprint:
        raise ValidationError(_("What becomes visible is not what you looked at any more. Look again."))
    if not unasked.strip() and shown_without_consent(effect.records):
        raise ValidationError(_("A person would be named who did not agree to it. Say why that is done."))
    request.unasked = unasked.strip()
    try:
        _write(*wanted(request, viewer), by, reason)
    except Stale:
        raise ValidationError(_stale_words()) from None
    _decide(request, LoweringStatus.CONFIRMED, by, reason)


@transaction.atomic
def refuse_lowering(request: LoweringRequest, *, by, reason: str) -> None:
    """Closes a request: a steward refuses it, or who asked withdraws it. Raises NotAllowed, ValidationError."""
    check_may_edit(by, reason)
    request = _locked(request)
    withdraws = request.requested_by_id == by.pk
    if not (withdraws or may(by, "lower_marking")):
        raise NotAllowed
    if request.status != LoweringStatus.OPEN:
        raise ValidationError(_("This request was decided already."))
    _decide(request, LoweringStatus.WITHDRAWN if withdraws else LoweringStatus.REFUSED, by, reason)


def open_requests(key: int, viewer):
    """The requests that wait for a decision about a record, of those that the viewer may see."""
    items = LoweringItem.objects.shown_to(viewer).filter(subject=key)
    rows = LoweringRequest.objects.shown_to(viewer).filter(status=LoweringStatus.OPEN)
    return rows.filter(pk__in=items.values("request")).order_by("requested_at", "pk")


def obstacle(request: LoweringRequest, by, viewer) -> str:
    """Why this steward cannot confirm the request, in words; "" where they can."""
    if request.status != LoweringStatus.OPEN:
        return _("This request was decided already.")
    if by.pk == request.requested_by_id:
        return _("You asked for this yourself: another steward has to confirm it.")
    if not may(request.requested_by, "edit"):
        return _("Who asked for this may not edit any more. Somebody who may has to ask again.")
    try:
        changes, claims = wanted(request, viewer)
    except Stale:
        return _stale_words()
    except ValidationError as error:
        return " ".join(error.messages)
    if by.pk in _writers([change.record for change in changes], claims):
        return _("You made the last change of what would be shown: another steward has to confirm it.")
    return ""


def effect_of_request(request: LoweringRequest, viewer) -> Effect:
    """What more readers would see if it were confirmed. Raises Stale, ValidationError (a rule)."""
    changes, claims = wanted(request, viewer)
    changed = _changed(changes, claims)
    # As it would be done by who may decide: of who asked, some values would only be proposed.
    return effect_of(lambda: _write(changes, claims, None, request.reason), changed, viewer)


def wanted(request: LoweringRequest, viewer) -> tuple[list[Change], list[Claim]]:
    """The changes of a request, and the claims that it would have accepted, made anew from what is stored.

    Raises Stale where a record was changed or retired since, or where not all of it is shown to the viewer;
    ValidationError where a record would be for a team that the viewer does not belong to.
    """
    rows = request.items.visible_to(viewer).select_related("subject").order_by("subject", "pk")
    rows = list(rows)
    records = instances([row.subject for row in rows], lambda model: model.objects.shown_to(viewer))
    if len(rows) != request.size or any(_is_stale(records.get(row.subject_id), row) for row in rows):
        raise Stale(request, request.version)
    statement = None
    if request.from_source_id:
        statement = Statement(request.from_source, request.from_locator, request.from_credibility)
    changes, claims = {}, {}
    for row in rows:
        record = records[row.subject_id]
        if isinstance(record, Claim) and row.field == "status":
            claims[record.pk] = record
        else:
            _set(record, row)
            if row.field == "team" and record.team_id and record.team_id not in viewer.teams:
                raise ValidationError(
                    _("This is for a team of which you are no member: one of its members decides.")
                )
            changes[record.pk] = Change(record, row.seen_version, statement)
    return [*changes.values()], [*claims.values()]


def _is_stale(record, row):
    return record is None or record.version != row.seen_version


def _set(record, row):
    field = record._meta.get_field(row.field)
    value = row.value_record_id or row.value or None if field.is_relation else row.value
    setattr(record, field.attname, None if value is None else field.to_python(value))


def _rows(change):
    """What the change would put into the record's fields. Raises Stale."""
    record, rows = change.record, []
    stored = type(record)._base_manager.get(pk=record.pk)
    if change.seen_version is not None and stored.version != change.seen_version:
        raise Stale(stored, change.seen_version)
    for name in changed_fields(stored, record):
        field = record._meta.get_field(name)
        if name not in marking_columns(type(record)):
            raise ValueError(f"“{name}” moves no marking: save it, and ask for the others.")
        row = LoweringItem(subject_id=record.pk, seen_version=stored.version, field=name)
        value = getattr(record, field.attname)
        if field.is_relation and name != "team":
            row.value_record_id = value
        else:
            row.value = "" if value is None else str(value)
        rows.append(row)
    return rows


def _held_back(changes, by, reason) -> dict:
    """{id of a change: the fields of it that have to wait}, found by writing all the others for a moment."""
    waiting = {}
    while True:
        now = _saved_now(changes, waiting)
        before = markings_touched([change.record for change in now])
        lent = {id(change): _lends(change.record) for change in changes}
        fallen = _fallen(before, lambda now=now: write_changes(now, by=by, reason=reason))
        new = {
            id(change): names
            for change in changes
            if id(change) not in waiting
            and fallen & {(type(change.record)._meta.concrete_model, change.record.pk), *lent[id(change)]}
            and (names := _moving(change))
        }
        if not new:
            # What is left, if anything, no field of these can wait for: saving refuses it.
            return waiting
        waiting |= new


def _moving(change) -> list[str]:
    """The changed fields of a stored record that move markings."""
    if change.retire or change.record._state.adding:
        return []
    stored = type(change.record)._base_manager.get(pk=change.record.pk)
    return [name for name in changed_fields(stored, change.record) if name in marking_columns(type(stored))]


def _lends(record) -> set:
    """(model, key) of what the stored row lends its marking to."""
    return {
        (field.related_model, key)
        for field in lent_to(type(record))
        for key in type(record)._base_manager.filter(pk=record.pk).values_list(field.attname, flat=True)
    }


def _saved_now(changes, waiting):
    """Copies of the changes, without the fields that wait."""
    copies = _copies(changes)
    for change, twin in zip(changes, copies, strict=True):
        if names := waiting.get(id(change)):
            stored = type(twin.record)._base_manager.get(pk=twin.record.pk)
            for name in names:
                attname = twin.record._meta.get_field(name).attname
                setattr(twin.record, attname, getattr(stored, attname))
    return copies


def _of_stored(change, names):
    """The change of the fields `names` alone, on the record as it is stored now."""
    stored = type(change.record)._base_manager.get(pk=change.record.pk)
    for name in names:
        attname = stored._meta.get_field(name).attname
        setattr(stored, attname, getattr(change.record, attname))
    return Change(stored, stored.version, change.statement)


def _copies(changes):
    return [
        Change(copy(change.record), change.seen_version, change.statement, change.retire)
        for change in changes
    ]


class _TakenBack(Exception):
    pass


def _fallen(before, write) -> set:
    """(model, key) of what `write()` would make less protected; nothing stays written."""
    try:
        with transaction.atomic():
            write()
            fallen = {*fallen_since(before)}
            raise _TakenBack
    except _TakenBack:
        return fallen


def _lock(changes, claims):
    if changes:
        lock_changes(changes)
    if claims:
        lock_claims(claims)


def _write(changes, claims, by, reason):
    _lock(changes, claims)
    if changes:
        write_changes(changes, by=by, reason=reason)
    if claims:
        write_accepted(claims, by=by, reason=reason)


def _by_key(changes, claims=()) -> dict:
    """{key: record} of what stands in the items of a request."""
    return {record.pk: record for record in [*(change.record for change in changes), *claims]}


def _changed(changes, claims) -> list:
    return [*(change.record for change in changes), *holders(claims)]


def _writers(records, claims) -> set:
    """The accounts that made what would be shown: the last change of each record, and each claim."""
    return {*_accounts([*records, *holders(claims), *claims], "-pgh_id"), *_accounts(claims, "pgh_id")} - {
        None
    }


def _accounts(records, order):
    """Who made one version of each record, the first or the last; None for a command."""
    for model, ones in by_model(records).items():
        events = model.events.rel.related_model.objects.filter(pgh_obj__in=[record.pk for record in ones])
        events = events.order_by("pgh_obj_id", order).distinct("pgh_obj_id")
        for context in events.values_list("pgh_context", flat=True):
            yield (context or {}).get("account")


def _locked(request, *, moves_marking=False):
    # The markings first, as in every other write.
    lock_markings(alone=moves_marking)
    return LoweringRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)


def _decide(request, status, by, reason):
    request.status, request.decided_by, request.decided_at, request.answer = status, by, Now(), reason
    with because(by, reason):
        request.save(update_fields=["status", "decided_by", "decided_at", "answer", "unasked"])
    request.refresh_from_db()


def _stale_words():
    return _(
        "What this request rests on was changed since it was made. Refuse it; who still wants it looks at the"
        " record and asks again."
    )
