"""Versions of a record for people: two of them side by side, and all of them in order."""

from collections import defaultdict
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from peaceinfra.core.models import Account
from peaceinfra.core.registry import column_of
from peaceinfra.core.visibility import visibility_of
from processes.admin.fields import named_by
from processes.services.records import KEPT

# The number of a row among others is not told: a gap in the numbers would tell of a row that is hidden.
PLACES = {"position", "number"}


@dataclass
class Conflict:
    """Somebody saved meanwhile. `rows`: (label, as it was found, theirs, mine), where any two differ."""

    record: object
    prefix: str | None
    rows: list


@dataclass
class Version:
    """One line of the history: when, who, why, and (label, before, after) of each field that changed."""

    at: object
    kind: str
    what: str
    who: str
    why: str
    fields: list


def same(one, other) -> bool:
    return one.pk == other.pk and one._meta.concrete_model is other._meta.concrete_model


def conflict(stale, mine, prefix, viewer) -> Conflict:
    """Both versions, and the one that was edited where the history has it."""
    current, reader = stale.current, Reader(viewer)
    found = _events(current, viewer).filter(version__lte=stale.seen_version).last()
    rows = []
    for field in typed_fields(current):
        texts = [reader.value(one, field) if one else "" for one in (found, current, mine)]
        if len(set(texts)) > 1:
            rows.append((field.verbose_name, *texts))
    return Conflict(current, prefix, rows)


def history(record, parts, viewer) -> list[Version]:
    """All versions of a record and of its parts (model, name of the key to the record), newest first."""
    reader = Reader(viewer)
    lines = _lines(record._meta.concrete_model, _events(record, viewer), reader)
    for model, key in parts:
        events = _event_model(model)
        rows = events.objects.filter(visibility_of(events).q(viewer), **{f"{key}_id": record.pk})
        lines += _lines(model, rows.order_by("pgh_id"), reader, omit=key)
    _name_accounts(lines)
    return sorted(lines, key=lambda line: line.at, reverse=True)


def typed_fields(record):
    """The fields that a person types."""
    return [
        f for f in record._meta.concrete_fields if f.editable and f.name not in KEPT and not f.primary_key
    ]


class Reader:
    """Says values in words to one viewer, who is told the name only of what they may see."""

    def __init__(self, viewer):
        self.viewer, self.labels = viewer, {}

    def value(self, record, field) -> str:
        value = getattr(record, field.attname, None)
        return "" if field.name in PLACES else self.words(field, value)

    def words(self, field, value) -> str:
        """A value that a column holds."""
        if value is None or value == "" or value == []:
            return ""
        if field.is_relation:
            return self._label(field.remote_field.model, value)
        if isinstance(value, bool):
            return str(_("yes") if value else _("no"))
        if isinstance(value, list):
            labels = dict(field.base_field.flatchoices)
            return ", ".join(str(labels.get(one, one)) for one in value)
        return str(dict(field.flatchoices).get(value, value))

    def claimed(self, claim) -> tuple[str, str]:
        """The field and the value of a claim, as the screen of its record names them."""
        column = column_of(claim.subject.kind, claim.field)
        if column is None:
            # Of what a source says that has no field, such as “neutrality”.
            return capfirst(claim.field.replace("_", " ")), claim.value
        try:
            value = self.words(column, column.to_python(claim.value) if claim.value else None)
        except ValidationError:
            value = claim.value
        return capfirst(str(column.verbose_name)), value

    def read_ahead(self, claims):
        """Labels of the records that claims have as values: one query for each kind."""
        keys = defaultdict(set)
        for claim in claims:
            column = column_of(claim.subject.kind, claim.field)
            if column and column.is_relation and claim.value.isdecimal():
                keys[column.remote_field.model].add(int(claim.value))
        for model, wanted in keys.items():
            if visibility_of(model):
                rows = model._default_manager.visible_to(self.viewer).select_related(*named_by(model))
                found = rows.in_bulk(wanted)
                self.labels |= {(model, key): str(found.get(key) or _("not shown")) for key in wanted}

    def _label(self, model, key):
        """Of a guarded record, or of a team; each is looked up once."""
        if (model, key) not in self.labels:
            rows = model._default_manager
            rows = (
                rows.visible_to(self.viewer)
                if visibility_of(model)
                else rows.filter(pk__in=self.viewer.teams)
            )
            self.labels[model, key] = str(rows.filter(pk=key).first() or _("not shown"))
        return self.labels[model, key]


def _event_model(model):
    return model._meta.concrete_model.events.rel.related_model


def _events(record, viewer):
    model = _event_model(type(record))
    return model.objects.filter(visibility_of(model).q(viewer), pgh_obj=record.pk).order_by("pgh_id")


def _lines(model, events, reader, omit=""):
    """The versions of one model's rows; `omit`: the field that is the same in all."""
    lines, before = [], {}
    fields = [field for field in typed_fields(model) if field.name != omit]
    for event in events:
        earlier = before.get(event.pgh_obj_id)
        before[event.pgh_obj_id] = event
        context = event.pgh_context or {}
        lines.append(
            Version(
                at=event.pgh_created_at,
                kind=_kind(event, earlier),
                what=model._meta.verbose_name,
                who=context.get("account"),
                why=context.get("reason", ""),
                fields=_differences(earlier, event, fields, reader),
            )
        )
    return lines


def _kind(event, earlier):
    if event.retired and not (earlier and earlier.retired):
        return _("retired")
    return _("changed") if earlier or event.pgh_label == "changed" else _("added")


def _differences(before, after, fields, reader):
    rows = []
    for field in fields:
        if before and getattr(before, field.attname) == getattr(after, field.attname):
            continue
        old = reader.value(before, field) if before else ""
        new = reader.value(after, field)
        if before and field.name in PLACES:
            new = _("moved")
        if old != new:
            rows.append((field.verbose_name, old, new))
    return rows


def _name_accounts(lines):
    """Keys of accounts become names; a command has none."""
    keys = {line.who for line in lines if line.who}
    names = dict(Account.objects.filter(pk__in=keys).values_list("pk", "username"))
    for line in lines:
        line.who = names.get(line.who, "") if line.who else _("a command")
