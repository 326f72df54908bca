"""Rules that hold between records: checked once after a set of changes, so that order does not matter."""

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from peaceinfra.core.dates import statuslog
from peaceinfra.core.dates.future import faults_of_future, has_days
from peaceinfra.core.ends import faults_of_ends, has_ends
from peaceinfra.core.many import among, by_model, keys_of, of_models, stored_of
from peaceinfra.core.models import Record
from peaceinfra.core.numbering import numbering_of
from peaceinfra.core.registry import column_of, models_by_kind
from peaceinfra.core.visibility import visibility_of
from processes.choices import ActorKind
from processes.models import UNCLAIMED, Actor, Claim, ExternalId, LogRow, Side
from processes.services.values import check_kept
from processes.services.wholes import parts_of_themselves, whole_field

#: So many of those that a change would leave behind are named.
MOST_NAMED = 3


@dataclass(frozen=True)
class Stored:
    """What stood before a change.

    logs    {(model, key of its owner): entries} of each log that the records belong to
    rested  {record: value} of what others rest on (see `_taken_from_others`)
    """

    logs: dict
    rested: dict


def as_stored(records) -> Stored:
    """What is stored of records that are about to be written, for `check_together`."""
    logs = {(model, key): [row.entry for row in rows] for model, key, rows in _logs(records)}
    return Stored(logs, _rested_on(records))


def check_together(records, before: Stored):
    """Checks the logs, external ids, bodies and wholes that the records belong to. Raises ValidationError.

    `before` is what `as_stored` said of them before they were written.
    """
    for record, field, message in faults_between(records, before.rested):
        error = ValidationError({field: message})
        error.record = record
        raise error
    for model, key, rows in _logs(records):
        check_log(model, rows, before.logs.get((model, key), ()), are_stored=True)
    for key in {record.subject_id for record in records if isinstance(record, ExternalId)}:
        check_external_ids(ExternalId.objects.live().filter(subject=key))


def check_log(model, rows, *before, are_stored=False):
    """One status log: transitions along `position` by the model's table, and no certain clash of dates.

    A log is judged as its writer sees it, and only for what the writer changes: a step that stood in it
    before (`before`: its entries, or those of two logs that become one) is not judged again. Between two rows
    that are seen may stand one that is not. Were the two refused because of it, or a new row for what a hidden
    one says, the refusal would tell that something is hidden. Who sees all rows is asked about the step when
    they change it.

    A message names a row by its number on the screen; where the rows `are_stored`, by its number among them,
    for the stored places tell of rows between.
    """
    entries = [row.entry for row in sorted(rows, key=lambda row: (row.position, row.pk))]
    numbered = _numbered(entries) if are_stored else entries
    if twice := sorted(_repeated(entries) - set().union(*map(_repeated, before))):
        place = next(number for number, entry in enumerate(entries) if entry.position == twice[0])
        raise ValidationError(
            _("Two changes have the position %(position)s: number them in the order they happened.")
            % {"position": numbered[place].position}
        )
    labels = dict(model._meta.get_field("status").flatchoices)
    statuslog.check_transitions(numbered, _with_steps(model.transitions, *before), labels)
    statuslog.check_order(numbered, labels)


def _numbered(entries):
    return [replace(entry, position=number) for number, entry in enumerate(entries, 1)]


def _repeated(entries):
    times = Counter(entry.position for entry in entries)
    return {position for position, number in times.items() if number > 1}


def _with_steps(table, *logs):
    """The table of transitions, and the steps that these logs took already."""
    steps = defaultdict(set, {state: set(after) for state, after in table.items()})
    for entries in logs:
        for entry, following in pairwise(sorted(entries, key=lambda entry: entry.position)):
            steps[entry.status].add(following.status)
    return steps


def check_external_ids(rows):
    """The same id of the same register stands once on a record."""
    for (scheme, value), times in Counter((row.scheme, row.value) for row in rows).items():
        if times > 1:
            raise ValidationError(
                _(
                    "The register “%(scheme)s” stands here twice with the id “%(value)s”: remove one of the two."
                )
                % {"value": value, "scheme": scheme}
            )


def faults_between(records, rested=None):
    """(record, field, message) for each reference that makes no sense; the records count as they will be.

    `rested` is that of `Stored`, where the records are written already.
    """
    yield from _taken_from_others(records, _rested_on(records) if rested is None else rested)
    yield from _not_bodies(records)
    yield from _of_other_bodies(records)
    yield from _sides_of_other_processes(records)
    yield from _other_subjects(records)
    yield from _misfitting_claims(records)
    today = timezone.now().date()
    for record in of_models(records, has_days):
        yield from ((record, *fault) for fault in faults_of_future(record, today))
    for record in of_models(records, has_ends):
        yield from ((record, *fault) for fault in faults_of_ends(record))
    yield from _standing_twice(records)
    for model, ones in by_model(records).items():
        if field := whole_field(model):
            yield from parts_of_themselves(model, field, ones)


def _not_bodies(records):
    """What belongs to a body points at another kind of actor. A model names that reference in `of_a_body`."""
    belonging = of_models(records, lambda model: hasattr(model, "of_a_body"))
    bodies = {getattr(record, f"{record.of_a_body}_id") for record in belonging}
    actors = of_models(records, lambda model: issubclass(model, Actor)) if bodies else []
    kinds = {record.pk: record.kind for record in among(actors, bodies)}
    stored = bodies - kinds.keys()
    if stored:
        kinds |= dict(Actor._base_manager.filter(pk__among=stored).values_list("pk", "kind"))
    message = _("Only a body has this, and the actor is not recorded as one: set its kind to “body” first.")
    return [
        (record, record.of_a_body, message)
        for record in belonging
        if kinds.get(getattr(record, f"{record.of_a_body}_id"), ActorKind.BODY) != ActorKind.BODY
    ]


def _of_other_bodies(records):
    """A function under the mandate of another body. A model names that reference in `of_the_same_body`."""
    message = _("This belongs to another body: choose one of the same body.")
    for model, ones in by_model(records).items():
        if not hasattr(model, "of_the_same_body"):
            continue
        name = model.of_the_same_body
        other = model._meta.get_field(name).related_model
        others = of_models(records, lambda model, other=other: issubclass(model, other))
        bodies = {record.pk: record.body_id for record in others}
        stored = {getattr(record, f"{name}_id") for record in ones} - bodies.keys()
        if stored:
            bodies |= dict(other._base_manager.filter(pk__among=stored).values_list("pk", "body"))
        for record in ones:
            body = bodies.get(getattr(record, f"{name}_id"))
            # Where one of the two is not known, that is a fault of its own.
            if body and record.body_id and body != record.body_id:
                yield record, name, message


def _sides_of_other_processes(records):
    """A side is one of the process in which somebody stands on it."""
    standing = of_models(records, lambda model: hasattr(model, "side_id"))
    sides = of_models(records, lambda model: issubclass(model, Side))
    processes = {record.pk: record.process_id for record in sides}
    stored = {record.side_id for record in standing if record.side_id} - processes.keys()
    if stored:
        processes |= dict(Side._base_manager.filter(pk__among=stored).values_list("pk", "process_id"))
    message = _("This is a side of another process. Choose one of this process.")
    return [
        (record, "side", message)
        for record in standing
        if record.side_id and processes.get(record.side_id, record.process_id) != record.process_id
    ]


def _taken_from_others(records, rested):
    """A mandate that changes its body, a body that becomes another kind of actor.

    What rests on it (`of_the_same_body`, `of_a_body`) would be left behind with a reference that makes no
    sense. Whether anything does rest on it is not asked: some of that may be guarded, and a refusal that came
    and went with it would tell. To let the change pass where the writer sees nothing would leave the guarded
    ones wrong. So it is the same for everybody: such a record stays where it is, and a new one takes its place.
    """
    for record in among(records, rested.keys()) if rested else ():
        before, field = rested[record.pk], _leaned_field(type(record))
        if field is None or before is None or before == getattr(record, field.attname):
            continue
        if field.name != "kind":
            yield record, field.name, _stays_with_its_body(record)
        elif before == ActorKind.BODY:
            yield (
                record,
                field.name,
                _(
                    "What is recorded as a body stays one: others may rest on that. Add it anew as the kind it is, "
                    "let what belongs to it follow, then retire this one."
                ),
            )


def _stays_with_its_body(record):
    """How to mend it, with the first of those that would be left behind: by rule of the database, of those
    that the writer may see.
    """
    left = [
        str(dependent)
        for model, name in _leaning_on(type(record))
        for dependent in model._base_manager.filter(**{name: record.pk}, retired=False).order_by("pk")[
            :MOST_NAMED
        ]
    ]
    if not left:
        return _(
            "This stays with its body: others may rest on it. Add it anew to the other body, then retire this one."
        )
    return _(
        "This stays with its body: others may rest on it. Add it anew to the other body, choose the new one for what "
        "should follow (under this one: %(names)s), then retire this one."
    ) % {"names": ", ".join(left[:MOST_NAMED])}


@cache
def _leaning_on(model) -> list[tuple]:
    """(model, name of the reference) of those whose body must be that of a record of this model."""
    rested_on = model._meta.concrete_model
    named = ((other, getattr(other, "of_the_same_body", None)) for other in models_by_kind().values())
    return [
        (other, name)
        for other, name in named
        if name and other._meta.get_field(name).related_model is rested_on
    ]


def _leaned_field(model):
    """The field that others rest on: of a mandate its body, of an actor whether it is one; else None."""
    if issubclass(model, Actor):
        return model._meta.get_field("kind")
    return model._meta.get_field("body") if _leaning_on(model) else None


def _rested_on(records) -> dict:
    """{key: what is stored in the field that others rest on}, of records that are stored."""
    return {
        key: value
        for model, ones in by_model(stored_of(records)).items()
        if (field := _leaned_field(model))
        for key, value in model._base_manager.filter(pk__among=[record.pk for record in ones]).values_list(
            "pk", field.attname
        )
    }


def _other_subjects(records):
    """A subject of a kind that the model does not speak of. It names the kinds in `subject_kinds`."""
    choosy = of_models(records, lambda model: hasattr(model, "subject_kinds"))
    kinds = _kinds_of({record.subject_id for record in choosy}, records)
    for record in choosy:
        if kinds.get(record.subject_id, record.subject_kinds[0]) not in record.subject_kinds:
            allowed = ", ".join(
                str(models_by_kind()[kind]._meta.verbose_name) for kind in record.subject_kinds
            )
            message = _("This record is of another kind. It may be about: %(allowed)s.")
            yield record, "subject", message % {"allowed": allowed}


def _misfitting_claims(records):
    """A claim about a field gives it what it can hold; one about what has no field is free in its words."""
    claims = of_models(records, lambda model: issubclass(model, Claim))
    live = (claim for claim in claims if not claim.retired)
    keys = {key for claim in live for key in (claim.subject_id, claim.value_record_id) if key}
    kinds = _kinds_of(keys, records) if keys else {}
    for claim in claims:
        if claim.retired:
            continue
        field = column_of(kinds.get(claim.subject_id), claim.field)
        if field is not None and not is_claimable(field):
            yield claim, "field", _("“%(field)s” is not a field of this record.") % {"field": claim.field}
        elif claim.value_record_id:
            yield from _misfitting_value_record(claim, field, kinds.get(claim.value_record_id))
        elif claim.value and field is not None:
            try:
                check_kept(field, claim.value)
            except ValidationError as error:
                yield claim, "value", " ".join(error.messages)


def _misfitting_value_record(claim, field, kind):
    """A record as the value of a field that names none, or that names records of another kind."""
    if field is None or not field.is_relation:
        yield claim, "value_record", _("This field does not name a record: write what the source says.")
        return
    named = field.related_model._meta
    # A record that is not there is a fault of its own.
    if kind and kind != visibility_of(named.concrete_model).kind:
        message = _("This field names a record of another kind: %(kind)s.")
        yield claim, "value_record", message % {"kind": named.verbose_name}


def _standing_twice(records):
    """The same actor twice where it stands once: a model names (the whole, the part) in `stands_once`."""
    for model, ones in by_model(of_models(records, lambda model: hasattr(model, "stands_once"))).items():
        whole, part = (model._meta.get_field(name) for name in model.stands_once)
        rows = {record.pk: record for record in ones}
        wholes = {getattr(record, whole.attname) for record in ones}
        stored = model._base_manager.filter(**{f"{whole.attname}__among": wholes}, retired=False)
        there = [*rows.values(), *(record for record in stored if record.pk not in rows)]
        times = Counter(
            (getattr(record, whole.attname), getattr(record, part.attname))
            for record in there
            if not record.retired
        )
        for record in ones:
            if (
                not record.retired
                and times[getattr(record, whole.attname), getattr(record, part.attname)] > 1
            ):
                words = _("The same stands here twice: choose another, or remove one of the two.")
                yield record, part.name, words


def is_claimable(field) -> bool:
    """Whether a source can speak of a field: a person types it, and it is no marking."""
    return field.editable and not field.primary_key and field.name not in UNCLAIMED


def _kinds_of(keys, records) -> dict:
    """{key: kind} of these: records that are written together with what names them, or stored."""
    # A detail shares the key of its actor and has no kind of its own.
    kinds = {}
    for model, ones in by_model(records).items():
        if kind := visibility_of(model).kind:
            kinds |= {key: kind for key in keys_of(ones) if key in keys}
    stored = keys - kinds.keys()
    if stored:
        kinds |= dict(Record.objects.filter(pk__among=stored).values_list("pk", "kind"))
    return kinds


def _logs(records):
    seen = set()
    for record in records:
        if not isinstance(record, LogRow):
            continue
        model, owner = type(record), owner_field(type(record))
        key = getattr(record, owner.attname)
        if (model, key) not in seen:
            seen.add((model, key))
            yield model, key, model._base_manager.filter(**{owner.attname: key}, retired=False)


def owner_field(model):
    """The foreign key of a log row to the record whose log it is."""
    return model._meta.get_field(numbering_of(model).within)
