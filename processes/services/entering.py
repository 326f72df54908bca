"""Entering from a source: many statements of one source, written together or not at all."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from processes.models import Claim, Source
from processes.services.claims import accept_claims, lock_claims
from processes.services.lowering import Lowered
from processes.services.records import Change, save_records


class RowsRefused(Exception):
    """Nothing was written. `faults`: (claim, or None where it is the source, ValidationError), in order."""

    def __init__(self, faults):
        self.faults = faults
        super().__init__(f"{len(faults)} rows were refused")


def enter_claims(source: Source, claims: list[Claim], *, by, reason: str, accept: bool = False) -> None:
    """Writes the source, if it is new, and its claims as proposals; `accept` decides for them at once.

    Raises NotAllowed, ValidationError (no reason), RowsRefused (every claim at fault).
    """
    with transaction.atomic():
        if accept:
            lock_claims(claims)
        if source._state.adding:
            _write_source(source, by, reason)
        faults = []
        for claim in claims:
            claim.source = source
            try:
                with transaction.atomic():
                    save_records([Change(claim)], by=by, reason=reason)
            except ValidationError as error:
                faults.append((claim, error))
        if faults:
            raise RowsRefused(faults)
        if accept:
            _accept(claims, by, reason)


def _write_source(source, by, reason):
    try:
        save_records([Change(source)], by=by, reason=reason)
    except ValidationError as error:
        raise RowsRefused([(None, error)]) from None


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
