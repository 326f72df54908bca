"""Versions of a record for people: two of them side by side, and all of them in order."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from peaceinfra.core.models import Account
from peaceinfra.core.numbering import is_place
from peaceinfra.core.screens.wording import Wording
from peaceinfra.core.versions import action_words, in_pairs, versions_of
from processes.models import Batch
from processes.services.records import KEPT


@dataclass
class Conflict:
    """Somebody saved meanwhile. `rows`: (label, as it was found, theirs, mine), where any two differ.

    `saved`: who saved the newer version, when and why, where its history is shown to who edits.
    """

    record: object
    prefix: str | None
    rows: list
    saved: Version | None = None


@dataclass
class Version:
    """One line of the history: when, who, why, and (label, before, after) of each field that changed.

    part, event  the model of the row, as addresses name it, and the key of the version; `url` is where it is restored
    """

    at: object
    kind: str
    what: str
    who: str
    why: str
    fields: list
    part: str = ""
    event: int = 0
    is_newest: bool = False
    url: str = ""
    batch: object = None


def same(record, other) -> bool:
    return record.pk == other.pk and record._meta.concrete_model is other._meta.concrete_model


def conflict(stale, mine, prefix, viewer) -> Conflict:
    """Both versions, and the one that was edited where the history has it."""
    current, wording = stale.current, Wording(viewer)
    found = versions_of(type(current), viewer, pgh_obj=current.pk, version__lte=stale.seen_version).last()
    rows = []
    for field in typed_fields(current):
        texts = [wording.value(version, field) if version else "" for version in (found, current, mine)]
        if len(set(texts)) > 1:
            rows.append((field.verbose_name, *texts))
    newest = _lines(type(current), versions_of(type(current), viewer, pgh_obj=current.pk), wording)[-1:]
    _name_accounts(newest)
    return Conflict(current, prefix, rows, *newest)


def history(record, parts, viewer) -> list[Version]:
    """All versions of a record and of its parts (model, name of the key to the record), newest first."""
    wording = Wording(viewer)
    model = record._meta.concrete_model
    lines = _lines(model, versions_of(model, viewer, pgh_obj=record.pk), wording)
    for model, key in parts:
        rows = versions_of(model, viewer, **{f"{key}_id": record.pk})
        lines += _lines(model, rows, wording, omit=key)
    _name_accounts(lines)
    _name_batches(lines, viewer)
    return sorted(lines, key=lambda line: line.at, reverse=True)


def typed_fields(record):
    """The fields that a person types."""
    return [
        f for f in record._meta.concrete_fields if f.editable and f.name not in KEPT and not f.primary_key
    ]


def _lines(model, events, wording, omit=""):
    """The versions of one model's rows; `omit`: the field that is the same in all."""
    lines, newest = [], {}
    fields = [field for field in typed_fields(model) if field.name != omit]
    for earlier, event in in_pairs(events):
        context = event.pgh_context or {}
        lines.append(
            Version(
                at=event.pgh_created_at,
                kind=action_words(earlier, event),
                what=model._meta.verbose_name,
                who=context.get("account"),
                why=context.get("reason", ""),
                fields=_differences(earlier, event, fields, wording),
                part=model._meta.label_lower,
                event=event.pgh_id,
                batch=context.get("batch"),
            )
        )
        newest[event.pgh_obj_id] = lines[-1]
    for line in newest.values():
        line.is_newest = True
    return lines


def _differences(before, after, fields, wording):
    rows = []
    for field in fields:
        if before and getattr(before, field.attname) == getattr(after, field.attname):
            continue
        old = wording.value(before, field) if before else ""
        new = wording.value(after, field)
        if before and is_place(field):
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


def _name_batches(lines, viewer):
    """Keys of imports become names; one that the viewer may not see is not named."""
    keys = {line.batch for line in lines if line.batch}
    batches = Batch.objects.visible_to(viewer).in_bulk(keys) if keys else {}
    for line in lines:
        line.batch = batches.get(line.batch, "")
