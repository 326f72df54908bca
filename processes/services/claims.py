"""Claims: a sourced field changes only by accepting one, and editing a sourced field makes one."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from peaceinfra.core.choices import Level
from peaceinfra.core.errors import NotAllowed
from peaceinfra.core.history import because
from peaceinfra.core.models import Account, Detail
from peaceinfra.core.registry import instances
from peaceinfra.core.roles import may
from peaceinfra.core.visibility.locks import marking_columns
from processes.choices import ClaimStatus, Polarity
from processes.models import UNCLAIMED, Claim
from processes.services import rules
from processes.services.locking import lock_for
from processes.services.lowering import check_not_lowered, markings_touched
from processes.services.relative_dates import follow_dates
from processes.services.values import is_held, kept_of, value_in

# What is said together: a date and what kind of date it is.
TOGETHER = {"start": "start_kind", "start_kind": "start", "end": "end_kind", "end_kind": "end"}


def make_claims(before, after, fields, statement, by) -> list[Claim]:
    """Called for every edit: the fields that rest on claims, or are entered from a source, get a new claim.

    A field that has an accepted claim cannot be changed without saying where the new value comes from:
    raises a ValidationError that names the field and the source it rests on. A value that a steward decided
    changes only by a decision: of who may not decide it is kept, in `after` too, and the new one is proposed.
    Returns what was proposed.
    """
    fields = [name for name in fields if name not in UNCLAIMED]
    accepted = _accepted(after.pk, fields)
    if accepted and statement is None:
        raise ValidationError(
            {
                name: _("This rests on “%(source)s”. Name the source of the new value below.")
                % {"source": held[-1].source}
                for name, held in accepted.items()
            }
        )
    if statement is None:
        return []
    kept = set() if may_decide(by) else _decided_fields(accepted)
    kept |= {TOGETHER[name] for name in kept & TOGETHER.keys()} & set(fields)
    made = [_claim_of(after, name, statement, is_proposed=name in kept) for name in fields]
    for name in set(fields) - kept:
        for earlier in accepted.get(name, ()):
            _settle(earlier, ClaimStatus.SUPERSEDED)
    for claim in made:
        claim.full_clean()
        claim.save(force_insert=True)
    for name in kept:
        column = after._meta.get_field(name).attname
        setattr(after, column, getattr(before, column))
    return [claim for claim in made if claim.status == ClaimStatus.PROPOSED]


def _claim_of(record, name, statement, *, is_proposed):
    return Claim(
        subject_id=record.pk,
        field=name,
        **kept_of(record._meta.get_field(name), record),
        status=ClaimStatus.PROPOSED if is_proposed else ClaimStatus.ACCEPTED,
        source=statement.source,
        locator=statement.locator,
        credibility=statement.credibility,
        accessed=statement.accessed,
        level=getattr(record, "level", Level.RESTRICTED),
        team_id=getattr(record, "team_id", None),
    )


def _decided_fields(accepted) -> set[str]:
    """The fields whose value a steward decided, or who runs an import: not those that somebody's own edit gave."""
    claims = {claim.pk: claim for held in accepted.values() for claim in held}
    versions = Claim.events.rel.related_model.objects.filter(
        pgh_obj__in=claims, status=ClaimStatus.ACCEPTED
    ).order_by("pgh_id")
    deciders = {}
    for key, context in versions.values_list("pgh_obj_id", "pgh_context"):
        deciders.setdefault(key, (context or {}).get("account"))
    known = Account.objects.in_bulk({key for key in deciders.values() if key})
    return {
        claims[key].field
        for key, who in deciders.items()
        if who is None or may(known.get(who), "accept_claims")
    }


@transaction.atomic
def accept_claim(claim, *, by, reason: str):
    """Accepts a proposed claim: the field takes its value, and what was accepted before is superseded.

    A contradicting or absent claim is accepted as a statement beside the others; it changes no field.
    Raises NotAllowed, ValidationError (the value does not fit the field, or shows the record to more readers).
    """
    return accept_claims([claim], by=by, reason=reason)[0]


@transaction.atomic
def accept_claims(claims: list[Claim], *, by, reason: str) -> list[Claim]:
    """Accepts proposed claims together: those on one record are applied at once, such as a start and its kind.

    Raises as `accept_claim`; `error.record` is then the claim, or the record its claims were applied to.
    """
    check_may_decide(by)
    lock_claims(claims)
    held = holders(claims)
    markings = markings_touched(held)
    write_accepted(claims, by=by, reason=reason)
    check_not_lowered(markings, held, by)
    return claims


def write_accepted(claims: list[Claim], *, by, reason: str) -> None:
    """As `accept_claims`, where two persons agreed to what becomes less protected, or nothing stays written."""
    records = []
    with because(by, reason):
        supporting = [claim for claim in claims if claim.polarity == Polarity.SUPPORTS]
        before = rules.as_stored(instances([claim.subject for claim in supporting]).values())
        for claim in supporting:
            for earlier in _accepted(claim.subject_id, [claim.field]).get(claim.field, ()):
                _settle(earlier, ClaimStatus.SUPERSEDED)
        for key in dict.fromkeys(claim.subject_id for claim in supporting):
            records += _apply([claim for claim in supporting if claim.subject_id == key])
        for claim in claims:
            _settle(claim, ClaimStatus.ACCEPTED)
        rules.check_together(records, before)
    follow_dates(records)


def lock_claims(claims: list[Claim]) -> None:
    """Locks what accepting these claims touches: their subjects, with their details, and earlier claims."""
    subjects = instances([claim.subject for claim in claims if claim.polarity == Polarity.SUPPORTS])
    holders = {
        id(holder): holder for subject in subjects.values() for holder in (subject, *details_of(subject))
    }.values()
    fields = {claim.field for claim in claims}
    earlier = Claim.objects.live().filter(subject__in=subjects, field__in=fields)
    moving = any(fields & marking_columns(type(holder)) for holder in holders)
    lock_for(
        [*holders, *claims, *earlier.exclude(pk__in=[claim.pk for claim in claims])], moves_marking=moving
    )


@transaction.atomic
def reject_claim(claim, *, by, reason: str):
    """Rejects a proposed claim; it stays on record with the reason."""
    check_may_decide(by)
    lock_for([claim])
    with because(by, reason):
        _settle(claim, ClaimStatus.REJECTED)
    return claim


def check_still_held(claim):
    """The check of an accepted claim that comes back: its field still holds its value. Raises ValidationError."""
    if claim.status != ClaimStatus.ACCEPTED or claim.polarity != Polarity.SUPPORTS:
        return
    record = instances([claim.subject]).get(claim.subject_id)
    holder, field = claimable_fields(record).get(claim.field, (None, None)) if record else (None, None)
    if field and not is_held(claim, field, holder):
        raise ValidationError(
            _("The field holds another value now. Enter the statement anew, so that it is decided about.")
        )


def claimable_fields(record, details=None) -> dict[str, tuple]:
    """{name: (who holds it, field)}: the fields of a record, and of its details, that a source can speak of.

    `details`: those of a record that is not stored yet.
    """
    if details is None:
        details = details_of(record)
    return {
        field.name: (holder, field)
        for holder in (record, *filter(None, details))
        for field in holder._meta.concrete_fields
        if rules.is_claimable(field)
    }


def details_of(record) -> list:
    rows = [
        relation.related_model._base_manager.filter(pk=record.pk, retired=False).first()
        for relation in record._meta.related_objects
        if relation.one_to_one and issubclass(relation.related_model, Detail)
    ]
    return [*filter(None, rows)]


def holders(claims) -> list:
    """The records, and details of them, whose fields these claims would change."""
    supporting = [claim for claim in claims if claim.polarity == Polarity.SUPPORTS]
    records = instances([claim.subject for claim in supporting])
    found = {}
    for claim in supporting:
        holder, _field = claimable_fields(records[claim.subject_id]).get(claim.field, (None, None))
        if holder:
            found[type(holder), holder.pk] = holder
    return [*found.values()]


def _apply(claims):
    """Gives the fields of one record the values of its claims; returns what was written."""
    fields = claimable_fields(instances([claims[0].subject])[claims[0].subject_id])
    before = {}
    for claim in claims:
        if claim.field not in fields:
            error = ValidationError(_("“%(field)s” is not a field of this record.") % {"field": claim.field})
            error.record = claim
            raise error
        holder, field = fields[claim.field]
        before[id(holder)] = holder
        setattr(holder, field.attname, value_in(claim, field))
    for holder in before.values():
        _write(holder)
    return [*before.values()]


def _write(record):
    try:
        record.full_clean()
        record.save()
    except ValidationError as error:
        error.record = record
        raise


def _settle(claim, status):
    claim.status = status
    claim.save(update_fields=["status"])


def _accepted(key, fields) -> dict[str, list[Claim]]:
    """{field: its accepted supporting claims}: several where sources agree."""
    rows = Claim.objects.live().filter(
        subject=key, field__in=fields, status=ClaimStatus.ACCEPTED, polarity=Polarity.SUPPORTS
    )
    found = {}
    for claim in rows.select_related("source").order_by("pk"):
        found.setdefault(claim.field, []).append(claim)
    return found


def may_decide(by) -> bool:
    """Whether they may say which value holds; `by` None is an operator's command."""
    return by is None or may(by, "accept_claims")


def check_may_decide(by):
    if not may_decide(by):
        raise NotAllowed
