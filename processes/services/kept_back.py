"""What a file says otherwise than an accepted claim: the record keeps its value, and the file's is proposed."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Model
from django.utils.translation import gettext as _

from peaceinfra.core.choices import Level
from peaceinfra.core.many import by_model
from processes.choices import ClaimStatus, Polarity, SourceKind
from processes.models import Claim, Source
from processes.services.bulk_faults import accepted_claims
from processes.services.claims import TOGETHER
from processes.services.records import changed_fields
from processes.services.values import is_held, kept_of


class KeptBack(NamedTuple):
    """A field of a changed record, and the claim of what the file says of it."""

    record: Model
    field: str
    claim: Claim


def keep_decided(
    changed: list[Model],
    written: list[Model],
    *,
    called: str,
    source: int | None = None,
    differing: Iterable[tuple[Model, str, dict]] = (),
) -> tuple[list[KeptBack], list]:
    """Gives changed records their accepted values back where a file says others; a few queries for each model.

    changed  stored records with the values of the file
    written  all that is written: claims among it may accept what the file says
    called   what the file is called, as a source; `source` is the key of one that stands for it
    differing  (record, field, value as a claim keeps it) of what is kept for another reason

    Returns what was kept back, and what is to be added for it: a source, where none is named, and the proposed claims.
    What was proposed or rejected before is not proposed again.
    """
    accepted = accepted_claims(written)
    decided = {key for key, _field in accepted}
    added = [] if source else [Source(name=called[:300], kind=SourceKind.DATASET)]
    key = source or added[0].pk
    found = [KeptBack(record, name, _claim(record, name, value, key)) for record, name, value in differing]
    for model, records in by_model(changed).items():
        records = [record for record in records if record.pk in decided]
        stored = model._base_manager.in_bulk([record.pk for record in records])
        for record in records:
            found += _kept_back(record, stored[record.pk], accepted, key)
    settled = set(
        Claim.objects.live()
        .filter(
            subject__in={proposal.record.pk for proposal in found},
            polarity=Polarity.SUPPORTS,
            status__in=[ClaimStatus.PROPOSED, ClaimStatus.REJECTED],
        )
        .values_list("subject_id", "field", "value", "value_record_id")
    )
    new = [proposal.claim for proposal in found if _said(proposal.claim) not in settled]
    return found, [*added, *new] if new else []


def _kept_back(record, stored, accepted, source):
    changes = {name: record._meta.get_field(name) for name in changed_fields(stored, record)}
    kept = {
        name
        for name, field in changes.items()
        if (claims := accepted.get((record.pk, name)))
        and any(is_held(claim, field, stored) for claim in claims)
        and not any(is_held(claim, field, record) for claim in claims)
    }
    kept |= {TOGETHER[name] for name in kept & TOGETHER.keys()} & changes.keys()
    for name in sorted(kept):
        yield KeptBack(record, name, _claim(record, name, kept_of(changes[name], record), source))
        setattr(record, changes[name].attname, getattr(stored, changes[name].attname))


def _claim(record, name, value, source):
    return Claim(
        subject_id=record.pk,
        field=name,
        **value,
        source_id=source,
        locator=_("the row of this record"),
        level=getattr(record, "level", Level.RESTRICTED),
        team_id=getattr(record, "team_id", None),
    )


def _said(claim):
    return claim.subject_id, claim.field, claim.value, claim.value_record_id
