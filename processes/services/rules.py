"""Rules that hold between records: checked once after a set of changes, so that order does not matter."""

from collections import Counter

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from peaceinfra.core.dates import statuslog
from peaceinfra.core.models import Record
from peaceinfra.core.registry import models_by_kind
from peaceinfra.core.visibility import visibility_of
from processes.choices import ActorKind
from processes.models import Actor, ExternalId, LogRow, PeaceProcess


def check_together(records):
    """Checks the logs, external ids, bodies and processes that the records belong to. Raises ValidationError."""
    for record, field, message in faults_between(records):
        error = ValidationError({field: message})
        error.record = record
        raise error
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


def faults_between(records):
    """(record, field, message) for each reference that makes no sense; the records count as they will be."""
    yield from _not_bodies(records)
    yield from _of_other_bodies(records)
    yield from _other_subjects(records)
    yield from _parts_of_themselves([record for record in records if isinstance(record, PeaceProcess)])


def _not_bodies(records):
    """What belongs to a body points at another kind of actor. A model names that reference in `of_a_body`."""
    kinds = {record.pk: record.kind for record in records if isinstance(record, Actor)}
    belonging = [(record, record.of_a_body) for record in records if hasattr(record, "of_a_body")]
    stored = {getattr(record, f"{field}_id") for record, field in belonging} - kinds.keys()
    if stored:
        kinds |= dict(Actor._base_manager.filter(pk__in=stored).values_list("pk", "kind"))
    message = _("Only a body has this, and the actor is not recorded as one: set its kind to “body” first.")
    return [
        (record, field, message)
        for record, field in belonging
        if kinds.get(getattr(record, f"{field}_id"), ActorKind.BODY) != ActorKind.BODY
    ]


def _of_other_bodies(records):
    """A function under the mandate of another body. A model names that reference in `of_the_same_body`."""
    message = _("This belongs to another body: choose one of the same body.")
    for record in records:
        name = getattr(record, "of_the_same_body", "")
        if not name or getattr(record, f"{name}_id") is None:
            continue
        model = record._meta.get_field(name).related_model
        bodies = {one.pk: one.body_id for one in records if isinstance(one, model)}
        key = getattr(record, f"{name}_id")
        if key not in bodies:
            bodies[key] = model._base_manager.values_list("body", flat=True).get(pk=key)
        if bodies[key] != record.body_id:
            yield record, name, message


def _other_subjects(records):
    """A subject of a kind that the model does not speak of. It names the kinds in `subject_kinds`."""
    choosy = [record for record in records if hasattr(record, "subject_kinds")]
    kinds = {record.pk: visibility_of(type(record)).kind for record in records} if choosy else {}
    stored = {record.subject_id for record in choosy} - kinds.keys()
    if stored:
        kinds |= dict(Record.objects.filter(pk__in=stored).values_list("pk", "kind"))
    for record in choosy:
        if kinds.get(record.subject_id, record.subject_kinds[0]) not in record.subject_kinds:
            allowed = ", ".join(
                str(models_by_kind()[kind]._meta.verbose_name) for kind in record.subject_kinds
            )
            message = _("This record is of another kind. It may be about: %(allowed)s.")
            yield record, "subject", message % {"allowed": allowed}


def _parts_of_themselves(processes):
    """A process is not part of itself, by however many steps."""
    parents = {process.pk: process.parent_id for process in processes}
    unknown = {key for key in parents.values() if key} - parents.keys()
    while unknown:
        parents |= dict(PeaceProcess._base_manager.filter(pk__in=unknown).values_list("pk", "parent"))
        parents |= dict.fromkeys(unknown - parents.keys())
        unknown = {key for key in parents.values() if key} - parents.keys()
    for process in processes:
        above, steps = process.parent_id, 0
        while above and above != process.pk and steps <= len(parents):
            above, steps = parents[above], steps + 1
        if above == process.pk:
            yield process, "parent", _("This makes the process a part of itself.")


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
