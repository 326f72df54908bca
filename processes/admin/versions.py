"""Versions of a record for people: two of them side by side, and all of them in order."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from peaceinfra.core.models import Account
from peaceinfra.core.visibility import visibility_of
from processes.services.records import KEPT


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
    current = stale.current
    found = _events(current, viewer).filter(version__lte=stale.seen_version).last()
    rows = []
    for field in typed_fields(current):
        texts = [shown_value(one, field, viewer) if one else "" for one in (found, current, mine)]
        if len(set(texts)) > 1:
            rows.append((field.verbose_name, *texts))
    return Conflict(current, prefix, rows)


def history(record, parts, viewer) -> list[Version]:
    """All versions of a record and of its parts (model, name of the key to the record), newest first."""
    lines = _lines(record._meta.concrete_model, _events(record, viewer), viewer)
    for model, key in parts:
        events = _event_model(model)
        rows = events.objects.filter(visibility_of(events).q(viewer), **{f"{key}_id": record.pk})
        lines += _lines(model, rows.order_by("pgh_id"), viewer)
    _name_accounts(lines)
    return sorted(lines, key=lambda line: line.at, reverse=True)


def typed_fields(record):
    """The fields that a person types."""
    return [
        f for f in record._meta.concrete_fields if f.editable and f.name not in KEPT and not f.primary_key
    ]


def shown_value(record, field, viewer) -> str:
    """A value in words. What it points at is named only to those who may see it."""
    value = getattr(record, field.attname, None)
    if value in (None, "", []):
        return ""
    if field.is_relation:
        return _related_label(field.remote_field.model, value, viewer)
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(dict(field.flatchoices).get(value, value))


def _related_label(model, key, viewer):
    rows = model._default_manager
    rows = rows.visible_to(viewer) if visibility_of(model) else rows.filter(pk__in=viewer.teams)
    related = rows.filter(pk=key).first()
    return str(related) if related else str(_("not shown"))


def _event_model(model):
    return model._meta.concrete_model.events.rel.related_model


def _events(record, viewer):
    model = _event_model(type(record))
    return model.objects.filter(visibility_of(model).q(viewer), pgh_obj=record.pk).order_by("pgh_id")


def _lines(model, events, viewer):
    lines, before = [], {}
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
                fields=_differences(model, earlier, event, viewer),
            )
        )
    return lines


def _kind(event, earlier):
    if event.retired and not (earlier and earlier.retired):
        return _("retired")
    return _("changed") if earlier or event.pgh_label == "changed" else _("added")


def _differences(model, before, after, viewer):
    rows = []
    for field in typed_fields(model):
        if before and getattr(before, field.attname) == getattr(after, field.attname):
            continue
        old = shown_value(before, field, viewer) if before else ""
        new = shown_value(after, field, viewer)
        if old != new:
            rows.append((field.verbose_name, old, new))
    return rows


def _name_accounts(lines):
    """Keys of accounts become names; a command has none."""
    keys = {line.who for line in lines if line.who}
    names = dict(Account.objects.filter(pk__in=keys).values_list("pk", "username"))
    for line in lines:
        line.who = names.get(line.who, "") if line.who else _("a command")
