"""One record that holds two things becomes two: chosen rows go to a new record."""

from collections.abc import Collection, Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from peaceinfra.core.errors import Stale
from peaceinfra.core.history import because
from peaceinfra.core.visibility import viewer_of, visibility_of, whole_register
from peaceinfra.core.visibility.locks import lock_markings, lock_rows
from processes.models import Claim, LogRow, RelativeBound
from processes.services import rules
from processes.services.bulk_faults import faults_in
from processes.services.claims import details_of
from processes.services.lowering import check_not_lowered, markings_touched
from processes.services.merging import check_may_merge
from processes.services.references import bring_along, columns_naming, joins_itself, write_columns
from processes.services.relative_dates import follow_dates


@transaction.atomic
def split_record(
    record: Model,
    new: Model,
    rows: Mapping[type[Model], Collection[int]],
    *,
    by,
    reason: str,
    seen_version: int | None = None,
) -> Model:
    """Adds `new`, a record of the same kind, to which the chosen rows go that name `record`; returns it as stored.

    new   not stored yet, with its values; it is at least as guarded as the record, and what tells more about an actor
          (the form of a body) is copied
    rows  {model: keys of the rows}, of those that the steward sees; what hangs on one of them goes with it

    Raises NotAllowed, Stale, ValidationError (a rule of the new record, of a log, or a row that is not there).
    """
    check_may_merge(by, reason)
    viewer = viewer_of(by, timezone.now().date()) if by else None
    lock_markings(alone=True)
    lock_rows([(type(record), record.pk)])
    stored = _shown(type(record), [record.pk], viewer).get(record.pk)
    if stored is None:
        raise ValidationError(_("This record is not there any more."))
    if seen_version is not None and stored.version != seen_version:
        raise Stale(stored, seen_version)
    with because(by, reason):
        return _split(stored, new, rows, viewer, by)


def _shown(model, keys, viewer) -> dict:
    """{key: row} of those that are live and may be seen."""
    rows = model._base_manager.filter(pk__in=[*keys], retired=False)
    return (rows if viewer is None else rows.filter(visibility_of(model).q(viewer))).in_bulk()


def _split(record, new, rows, viewer, by):
    if hasattr(record, "level"):
        new.level, new.team_id = max(new.level, record.level), record.team_id
    new.full_clean()
    new.save(force_insert=True)
    for detail in details_of(record):
        _copy(detail, new)
    chosen = _chosen(record, rows, viewer)
    moving = [row for some in chosen.values() for row in some]
    before = rules.as_stored(moving)
    markings = markings_touched(moving)
    with whole_register():
        for model, fields in columns_naming(type(record)).items():
            write_columns(
                model, fields, [_renamed(row, fields, record, new) for row in chosen.get(model, ())]
            )
        bring_along(moving, record.pk, new.pk)
    for row in [record, new, *moving]:
        row.refresh_from_db()
    _check(record, new, moving, before)
    check_not_lowered(markings, moving, by)
    follow_dates([new, *(row for row in moving if isinstance(row, RelativeBound))])
    new.refresh_from_db()
    return new


def _copy(detail, new):
    values = {
        one.attname: getattr(detail, one.attname) for one in detail._meta.concrete_fields if one.editable
    }
    twin = type(detail)(**values | {detail._meta.pk.attname: new.pk})
    twin.full_clean()
    twin.save(force_insert=True)


def _chosen(record, rows, viewer) -> dict[type[Model], list[Model]]:
    """The rows themselves. One that is hidden, absent or names another record is refused alike."""
    columns, found = columns_naming(type(record)), {}
    for model, keys in rows.items():
        shown = _shown(model, keys, viewer)
        naming = [row for row in shown.values() if _names(row, columns.get(model, ()), record)]
        if len(naming) < len(set(keys)):
            raise ValidationError(_("One of the chosen rows does not belong to this record any more."))
        found[model] = sorted(naming, key=lambda row: row.pk)
    return found


def _names(row, fields, record) -> bool:
    return any(getattr(row, one.attname) == record.pk for one in fields)


def _renamed(row, fields, record, new) -> tuple:
    for one in fields:
        if getattr(row, one.attname) == record.pk:
            setattr(row, one.attname, new.pk)
    return row.pk, *(getattr(row, one.attname) for one in fields)


def _check(record, new, moving, before):
    for row in moving:
        if joins_itself(row):
            raise ValidationError(_("“%(row)s” would join the new record with itself.") % {"row": row})
    for at_fault, name, message in rules.faults_between([record, new, *moving], {}):
        error = ValidationError({name: message} if at_fault is new else f"{at_fault}: {message}")
        error.record = at_fault
        raise error
    claims = [row for row in moving if isinstance(row, Claim)]
    for fault in faults_in([new, *claims]) if claims else ():
        raise ValidationError(fault.message)
    for model in {type(row) for row in moving if isinstance(row, LogRow)}:
        owner = rules.owner_field(model).attname
        stood = before.logs.get((model, record.pk), ())
        for key in (record.pk, new.pk):
            log = model._base_manager.filter(**{owner: key}, retired=False)
            rules.check_log(model, log, stood, are_stored=True)
