"""A steward decides about a proposal: accepts it, or some of it, sends it back, or refuses it, each with a word."""

import hashlib
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from peaceinfra.core.choices import ProposalStatus
from peaceinfra.core.errors import NotAllowed, Stale
from peaceinfra.core.history import because
from peaceinfra.core.models import Proposal
from peaceinfra.core.roles import may
from peaceinfra.core.visibility.locks import lock_markings
from peaceinfra.proposals.keeping import as_sent
from peaceinfra.proposals.reading import Item, Read, read_proposal
from peaceinfra.proposals.references import HERE
from peaceinfra.proposals.sent import Faults
from peaceinfra.proposals.writing import changes_of, note_error, parents_first, put_in_places
from processes.services.records import changed_fields, check_may_edit, save_records

#: Whose work it is, of `core.roles`.
ACTION = "accept_claims"


class Unwritable(Exception):
    """Nothing was written: `faults` says of what is to be accepted why it cannot be, by its place."""

    def __init__(self, faults: Faults):
        super().__init__()
        self.faults = faults


def read_kept(content: dict, viewer) -> Read:
    """A proposal as it was kept, over what the viewer may see now."""
    faults = Faults()
    return read_proposal(as_sent(content, faults), viewer, faults)


def looked_at(proposal: Proposal, read: Read) -> str:
    """Alike for the same proposal about records that are as they were: whether it is what somebody looked at."""
    stored = sorted((item.key, item.stored.version) for item in read.items if item.stored is not None)
    return hashlib.sha256(repr((proposal.version, stored)).encode()).hexdigest()[:32]


@transaction.atomic
def accept_proposal(
    proposal: Proposal, *, by, viewer, word: str, taken: Mapping[int, set[str]], seen: str
) -> None:
    """Writes what is taken of a proposal, as the steward's own change; what is not taken is refused.

    word   why: told to the partner, and kept in the history of the records
    taken  {place of a record: the names of its fields}; of a new record all or none
    seen   what `looked_at` said of what the steward looked at

    Raises NotAllowed, ValidationError (decided already, changed since it was looked at), Unwritable.
    """
    proposal = _locked(proposal, by, viewer, word, moves_marking=True)
    if seen != looked_at(proposal, read_kept(proposal.content, viewer)):
        raise ValidationError(_("This was changed since you looked at it. Look again."))
    if not any(taken.values()):
        raise ValidationError(_("Choose what to accept, or refuse the proposal."))
    read = read_kept(_of_taken(proposal.content, taken), viewer)
    items = _items_taken(read, taken)
    _write(items, by, f"{word} ({proposal.public_id})")
    fates = [_fate(item, place, proposal, taken) for place, item in enumerate(read.records)]
    is_whole = all(fate["status"] == ProposalStatus.ACCEPTED for fate in fates)
    status = ProposalStatus.ACCEPTED if is_whole else ProposalStatus.IN_PART
    _decide(proposal, status, by, word, fates)


@transaction.atomic
def send_back_proposal(proposal: Proposal, *, by, viewer, word: str) -> None:
    """The partner is to change it. Raises as `accept_proposal`."""
    _decide(_locked(proposal, by, viewer, word), ProposalStatus.SENT_BACK, by, word, [])


@transaction.atomic
def refuse_proposal(proposal: Proposal, *, by, viewer, word: str) -> None:
    """Nothing of it is written, and it cannot be changed any more. Raises as `accept_proposal`."""
    _decide(_locked(proposal, by, viewer, word), ProposalStatus.REFUSED, by, word, [])


def _locked(proposal, by, viewer, word, *, moves_marking=False) -> Proposal:
    if not may(by, ACTION):
        raise NotAllowed
    check_may_edit(by, word)
    # The markings first, as in every other write.
    lock_markings(alone=moves_marking)
    rows = Proposal.objects.shown_to(viewer).select_for_update(of=("self",))
    proposal = rows.filter(pk=proposal.pk).first()
    if proposal is None or proposal.status != ProposalStatus.WAITING:
        raise ValidationError(_("This proposal does not wait any more."))
    return proposal


def _of_taken(content, taken) -> dict:
    """The content with the fields that are taken alone; of new records with all."""
    records = [
        record
        if "key" in record or place not in taken
        else record
        | {"fields": {name: value for name, value in record["fields"].items() if name in taken[place]}}
        for place, record in enumerate(content["records"])
    ]
    return content | {"records": records}


def _items_taken(read: Read, taken) -> list[Item]:
    """The records that are taken, and the new sources on which they rest. Raises Unwritable."""
    records = [item for place, item in enumerate(read.records) if taken.get(place)]
    resting = {item.statement.source.pk for item in records if item.statement}
    named = {text for item in records for text in item.fields.values() if isinstance(text, str)}
    sources = [
        item for item in read.new_sources if item.key in resting or f"{HERE}{item.ref}" in named - {HERE}
    ]
    items = [*sources, *records]
    faults = Faults()
    for pointer, messages in read.faults.items():
        if any(pointer == item.pointer or pointer.startswith(f"{item.pointer}/") for item in items):
            faults[pointer] = messages
    left_out = {f"{HERE}{item.ref}" for item in read.records if item.ref and item not in records}
    for item in records:
        if left_out & {item.sent["id"], item.sent.get("after"), *filter(_is_text, item.fields.values())}:
            faults.add(
                item.pointer, _("This names a new record that is not accepted: accept both or neither.")
            )
    if faults:
        raise Unwritable(faults)
    return items


def _is_text(value) -> bool:
    return isinstance(value, str)


def _write(items, by, reason):
    """Through the services of every other change. What the register holds already stays as it is."""
    items = [item for item in items if item.stored is None or changed_fields(item.stored, item.record)]
    put_in_places(items)
    try:
        save_records(changes_of(parents_first(items)), by=by, reason=reason)
    except Stale:
        raise ValidationError(_("This was changed since you looked at it. Look again.")) from None
    except ValidationError as error:
        faults = Faults()
        note_error(faults, items, error)
        raise Unwritable(faults) from None


def _fate(item, place, proposal, taken) -> dict:
    said = proposal.content["records"][place]
    names = [name for name in said["fields"] if name in taken.get(place, ())]
    if not taken.get(place):
        return {"status": ProposalStatus.REFUSED, "fields": [], "id": said["id"] or None}
    is_whole = "key" in said or len(names) == len(said["fields"])
    status = ProposalStatus.ACCEPTED if is_whole else ProposalStatus.IN_PART
    return {"status": status, "fields": [*said["fields"]] if is_whole else names, "id": item.id}


def _decide(proposal, status, by, word, fates):
    proposal.status, proposal.answer, proposal.fates = status, word, fates
    proposal.decided_by, proposal.decided_at = by, Now()
    with because(by, word):
        proposal.save(update_fields=["status", "answer", "fates", "decided_by", "decided_at"])
    proposal.refresh_from_db()
