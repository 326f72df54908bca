"""Rules that hold between records: checked once after a set of changes, so that order does not matter."""

from collections import Counter

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from peaceinfra.core.dates import statuslog
from processes.models import ExternalId, LogRow


def check_together(records):
    """Checks every log and every set of external ids that the records belong to. Raises ValidationError."""
    for model, rows in _logs(records):
        check_log(model, rows)
    for key in {record.subject_id for record in records if isinstance(record, ExternalId)}:
        check_external_ids(ExternalId.objects.live().filter(subject=key))


def check_log(model, rows):
    """One status log: transitions along `position` by the model's table, and no certain clash of dates."""
    entries = [row.entry for row in sorted(rows, key=lambda row: row.position)]
    twice = [
        position for position, times in Counter(entry.position for entry in entries).items() if times > 1
    ]
    if twice:
        raise ValidationError(
            _("Two changes have the position %(position)s: number them in the order they happened.")
            % {"position": twice[0]}
        )
    labels = dict(model._meta.get_field("status").flatchoices)
    statuslog.check_transitions(entries, model.transitions, labels)
    statuslog.check_order(entries, labels)


def check_external_ids(rows):
    """The same id of the same register stands once on a record."""
    for (scheme, value), times in Counter((row.scheme, row.value) for row in rows).items():
        if times > 1:
            raise ValidationError(
                _("This record already has the id %(value)s of %(scheme)s: remove one of the two.")
                % {"value": value, "scheme": scheme}
            )


def _logs(records):
    seen = set()
    for record in records:
        if not isinstance(record, LogRow):
            continue
        model, owner = type(record), owner_field(type(record))
        key = getattr(record, owner.attname)
        if (model, key) not in seen:
            seen.add((model, key))
            yield model, model._base_manager.filter(**{owner.attname: key}, retired=False)


def owner_field(model):
    """The foreign key of a log row to the record whose log it is."""
    return next(
        field for field in model._meta.concrete_fields if field.many_to_one and field.name != "decided_by"
    )
