"""Entering from a source: everything that it says, written together or not at all."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from processes.models import Claim
from processes.services.claims import accept_claims, lock_claims
from processes.services.lowering import Lowered
from processes.services.records import Change, save_records


class RowsRefused(Exception):
    """Nothing was written. `faults`: (record, ValidationError), in order."""

    def __init__(self, faults):
        self.faults = faults
        super().__init__(f"{len(faults)} rows were refused")


@transaction.atomic
def enter_changes(changes: list[Change], *, by, reason: str, accept: bool = False) -> None:
    """Writes the changes; `accept` decides at once for the claims that are new among them.

    Raises as `save_records`, and RowsRefused: every record whose claims cannot be accepted.
    """
    claims = [change.record for change in changes if _is_new_claim(change.record)]
    if accept:
        new = {change.record.pk for change in changes if change.record._state.adding}
        lock_claims([claim for claim in claims if claim.subject_id not in new])
    save_records(changes, by=by, reason=reason)
    if accept:
        _accept(claims, by, reason)


def _is_new_claim(record):
    return isinstance(record, Claim) and record._state.adding


def _accept(claims, by, reason):
    """Record by record, so that each that is refused is named."""
    faults = []
    for key in dict.fromkeys(claim.subject_id for claim in claims):
        together = [claim for claim in claims if claim.subject_id == key]
        try:
            with transaction.atomic():
                accept_claims(together, by=by, reason=reason)
        except Lowered as error:
            advice = _("Save the rows as proposals, and ask for it where the claim is accepted.")
            faults.append((together[0], ValidationError([*error.messages, advice])))
        except ValidationError as error:
            faults += _at_their_claims(error, together)
    if faults:
        raise RowsRefused(faults)


def _at_their_claims(error, claims):
    """Each message at the claim of its field; what names no field of theirs at the first."""
    by_field = {claim.field: claim for claim in claims}
    messages = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    return [(by_field.get(name, claims[0]), ValidationError(texts)) for name, texts in messages.items()]
