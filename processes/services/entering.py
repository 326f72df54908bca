"""Entering from a source: everything that it says, written together or not at all."""

from collections import defaultdict
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Min, Model
from django.utils.translation import gettext as _

from peaceinfra.core.history import because
from peaceinfra.core.identity import new_id
from processes.choices import BatchAction
from processes.models import Batch, Citation, Claim
from processes.services.batches import BatchDetails, WrittenRow, versions_of, write_batch
from processes.services.claims import accept_claims, holders, lock_claims
from processes.services.lowering import Lowered
from processes.services.records import Change, save_records


class RowsRefused(Exception):
    """Nothing was written. `faults`: (record, ValidationError), in order."""

    def __init__(self, faults):
        self.faults = faults
        super().__init__(f"{len(faults)} rows were refused")


@transaction.atomic
def enter_changes(
    changes: list[Change], *, by, reason: str, accept: bool = False, batch: BatchDetails | None = None
) -> Batch | None:
    """Writes the changes; `accept` decides at once for the claims that are new among them.

    batch  what is said of all that is written here: it is then listed, and undone, as a whole

    Returns the batch; None without one, and where nothing had to be written. Raises as `save_records`, and
    RowsRefused: every record whose claims cannot be accepted.
    """
    if batch is None:
        _enter(changes, by, reason, accept)
        return None
    key = new_id()
    with because(by, reason, batch=key):
        _enter(changes, by, reason, accept)
    rows = [*_written_rows(changes, key)]
    # What somebody typed as the reason may tell of one record what who sees only the others is not to know.
    return write_batch(key, batch, rows, len(rows), by=by, reason=batch.title) if rows else None


def _enter(changes, by, reason, accept):
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


def _written_rows(changes, batch: int) -> Iterator[WrittenRow]:
    """What was written under the key of a batch, by the histories of all that the changes can have written.

    Beside the records themselves these are what was said of them (claims, also those that stood before, and citations)
    and the records whose fields the claims hold. Who is restricted because a consent was withdrawn stays so.
    """
    touched = defaultdict(set)
    for change in changes:
        touched[type(change.record)._meta.concrete_model].add(change.record.pk)
    for record in holders([change.record for change in changes if isinstance(change.record, Claim)]):
        touched[type(record)._meta.concrete_model].add(record.pk)
    subjects = {getattr(change.record, "subject_id", change.record.pk) for change in changes}
    for model in (Claim, Citation):
        touched[model].update(model._base_manager.filter(subject__in=subjects).values_list("pk", flat=True))
    for model, keys in touched.items():
        yield from _rows_of(model, sorted(keys), batch)


def _rows_of(model: type[Model], keys: list[int], batch: int) -> Iterator[WrittenRow]:
    versions = model._meta.get_field("events").related_model.objects
    versions = versions.filter(pgh_obj__in=keys, pgh_context__batch=batch).order_by().values_list("pgh_obj")
    first = dict(versions.annotate(first=Min("version")))
    added = set(versions.filter(pgh_label="added").values_list("pgh_obj", flat=True))
    now = versions_of(model, [*first])
    for key in sorted(first):
        before = None if key in added else first[key] - 1
        action = BatchAction.ADDED if key in added else BatchAction.CHANGED
        yield WrittenRow(model, key, action, before, now[key])
