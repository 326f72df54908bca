"""Changes of linkages that are more than an edit."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from peaceinfra.core.dates.choices import EndKind
from peaceinfra.core.dates.edtf import parse
from peaceinfra.core.errors import Stale
from processes.services import Change, RowsRefused, Statement, lock_changes, save_records
from tracks.models import Linkage

OVER = {EndKind.ACTUAL, EndKind.ENDED}


def reconfirm_linkages(
    seen: list[tuple[Linkage, int]], *, on: str, statement: Statement, by, reason: str
) -> list[Change]:
    """Says of linkages that they still worked on a day, as a source has it: all of them, or none.

    seen       each linkage with the version its writer looked at
    on         the day of the confirmation, in EDTF: the linkage is then ongoing, confirmed on it
    statement  the source, which each changed field keeps as its claim

    Returns the changes: of a value that a steward decided, they propose the new one.

    Raises NotAllowed, ValidationError (no reason), RowsRefused (every linkage at fault).
    """
    faults, changes = [], []
    for linkage, version in seen:
        try:
            changes.append(Change(_confirmed(linkage, on), version, statement))
        except ValidationError as error:
            faults.append((linkage, error))
    with transaction.atomic():
        lock_changes(changes)
        for change in changes:
            try:
                with transaction.atomic():
                    save_records([change], by=by, reason=reason)
            except Stale:
                message = _(
                    "Somebody else saved a newer version since this page was opened. Look at it first."
                )
                faults.append((change.record, ValidationError(message)))
            except ValidationError as error:
                faults.append((change.record, error))
        if faults:
            raise RowsRefused(faults)
    return changes


def _confirmed(linkage, on):
    if linkage.end_kind in OVER:
        raise ValidationError(
            _("It is recorded as over (%(dates)s). If it is not, correct its dates on its own screen.")
            % {"dates": linkage.dates_text}
        )
    if linkage.end and _earliest(linkage.end) and _earliest(linkage.end) > _earliest(on):
        raise ValidationError(_("It was seen later already (%(dates)s).") % {"dates": linkage.dates_text})
    linkage.end_kind, linkage.end = EndKind.ONGOING, on
    if not linkage.last_evidence or (_earliest(linkage.last_evidence) or _earliest(on)) <= _earliest(on):
        linkage.last_evidence = on
    return linkage


def _earliest(text):
    return parse(text).earliest
