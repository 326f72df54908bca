"""Two records side by side, and what their merge moves, in words and as far as one steward may see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.db.models import Model, Q
from django.utils.text import capfirst

from peaceinfra.core.dates.models import DatedStatus
from peaceinfra.core.models import Record
from peaceinfra.core.registry import instances
from peaceinfra.core.screens.finding import screen_of
from peaceinfra.core.screens.labels import distinguishing_line
from peaceinfra.core.screens.wording import Wording, label_references
from peaceinfra.core.visibility import visibility_of
from processes.models import LogRow, Merge
from processes.services.claims import claimable_fields
from processes.services.merge_items import by_row, field_of, value_of_item
from processes.services.merge_values import Difference, differences
from processes.services.references import columns_naming

#: So many rows of one kind are named.
MOST_NAMED = 50


class FieldLine(NamedTuple):
    """One field of both records. `choice` is empty where both say the same; `chosen` is kept or merged."""

    choice: str
    label: str
    kept: str
    merged: str
    chosen: str
    decided: str


class Rows(NamedTuple):
    """Rows of one kind: how many, and the first of them in words. `is_cut`: there are more than are counted."""

    kind: str
    number: int
    names: Sequence[str]
    is_cut: bool


class Outcome(NamedTuple):
    """What a merge did: fields of the kept record as (label, before, after), and rows by kind."""

    changed: Sequence[tuple[str, str, str]]
    moved: Sequence[Rows]
    retired: Sequence[Rows]
    added: Sequence[Rows]


class LogLine(NamedTuple):
    """A log of which both records have rows."""

    name: str
    label: str
    chosen: str


def field_lines(kept: Model, merged: Model, chosen: Mapping[str, str], viewer) -> list[FieldLine]:
    """All that one of the two says, in the order of the model; a date and its kind in one line."""
    wording = Wording(viewer)
    groups: dict[str, list[Difference]] = {}
    for one in differences(kept, merged, viewer):
        groups.setdefault(one.choice, []).append(one)
    lines, grouped = [], {one.field.name: choice for choice, some in groups.items() for one in some}
    for name, (holder, field) in claimable_fields(kept).items():
        if (choice := grouped.get(name)) is None:
            said = wording.value(holder, field)
            lines += [FieldLine("", capfirst(str(field.verbose_name)), said, said, "", "")] if said else []
        elif choice == name:
            lines.append(_line(groups[choice], chosen, wording))
    return lines


def _line(group: list[Difference], chosen, wording) -> FieldLine:
    # The date itself first.
    group = sorted(group, key=lambda one: one.field.name != one.choice)
    first = group[0]
    decided = next((one.decided for one in group if one.decided), "")
    kept, merged = (
        ", ".join(filter(None, (wording.value(getattr(one, side), one.field) for one in group)))
        for side in ("kept", "merged")
    )
    label = capfirst(str(first.field.verbose_name))
    side = decided or chosen.get(first.choice) or first.default
    return FieldLine(first.choice, label, kept, merged, side, decided)


def log_lines(kept: Model, merged: Model, chosen: Mapping[str, str], viewer) -> list[LogLine]:
    """The logs of which both have rows that the viewer may see."""
    found = []
    for model in columns_naming(type(kept)):
        if not issubclass(model, LogRow) or model._meta.get_field(
            model.numbering.within
        ).related_model is not type(kept):
            continue
        rows = model.objects.shown_to(viewer).filter(
            **{f"{model.numbering.within}__in": [kept.pk, merged.pk]}
        )
        owners = set(rows.order_by().values_list(model.numbering.within, flat=True).distinct())
        if len(owners) > 1:
            name = model._meta.label
            found.append(LogLine(name, capfirst(str(model._meta.verbose_name_plural)), chosen.get(name, "")))
    return found


def rows_naming_in_words(record: Model, viewer) -> list[Rows]:
    """What names a record, of what the viewer may see; a query for each kind of row, whatever there is."""
    found = []
    for model in kinds_naming(type(record)):
        rows = shown_rows(model, record, viewer)[: MOST_NAMED + 1]
        if rows := list(rows):
            found.append(_rows(model, rows))
    return sorted(found)


def kinds_naming(model: type[Model]) -> list[type[Model]]:
    """The kinds of records that name one of a model: what is work, such as a judgement of a match, moves unsaid."""
    return [other for other in columns_naming(model) if visibility_of(other).kind]


def shown_rows(model, record, viewer):
    """The rows of a model that name a record, with what their words need."""
    named = Q()
    for field in columns_naming(type(record))[model]:
        named |= Q(**{field.name: record.pk})
    rows = model.objects.shown_to(viewer).filter(named).select_related(*label_references(model))
    return rows.order_by("pk")


def _rows(model, rows) -> Rows:
    names = [row_words(row) for row in rows[:MOST_NAMED]]
    is_cut = len(rows) > MOST_NAMED
    kind = model._meta.verbose_name if len(rows) == 1 else model._meta.verbose_name_plural
    return Rows(capfirst(str(kind)), min(len(rows), MOST_NAMED), names, is_cut)


def row_words(row: Model) -> str:
    """A row, and what tells it from others of its kind; nothing is read."""
    if isinstance(row, DatedStatus):
        return f"{row}, {row.date_text}" if row.date else str(row)
    line = distinguishing_line(row).removeprefix(capfirst(str(row._meta.verbose_name))).removeprefix(" · ")
    return f"{row} ({line})" if line else str(row)


def outcome_of(merge: Merge, viewer) -> Outcome:
    """What a merge did, or would do inside a transaction that is taken back."""
    items = by_row(merge.items.visible_to(viewer).order_by("pk"))
    rows, wording = _stored(items, viewer), Wording(viewer)
    changed, moved, retired, added = [], {}, {}, {}
    for (model, key), its in items.items():
        row = rows.get((model, key))
        if key == merge.kept_id:
            changed += [_changed(item, wording) for item in its if item.field != "retired"]
        elif key != merge.merged_id and row is not None:
            _kind_of_change(its, moved, retired, added).setdefault(model, []).append(row)
    return Outcome(changed, *(_by_kind(some) for some in (moved, retired, added)))


def _changed(item, wording):
    field = field_of(item)
    words = (wording.words(field, value_of_item(item, side)) for side in ("before", "after"))
    return capfirst(str(field.verbose_name)), *words


def _kind_of_change(items, moved, retired, added):
    for item in items:
        if item.field == "retired":
            return retired if value_of_item(item, "after") else added
    return moved


def _by_kind(rows: dict) -> list[Rows]:
    return sorted(_rows_counted(model, some) for model, some in rows.items())


def _rows_counted(model, rows) -> Rows:
    return _rows(model, rows)._replace(number=len(rows))


def _stored(items, viewer) -> dict:
    keys: dict[type[Model], list[int]] = {}
    for model, key in items:
        if visibility_of(model).kind:
            keys.setdefault(model, []).append(key)
    found = {}
    for model, some in keys.items():
        rows = model._base_manager.filter(visibility_of(model).q(viewer)).select_related(
            *label_references(model)
        )
        found |= {(model, key): row for key, row in rows.in_bulk(some).items()}
    return found


class MergeLine(NamedTuple):
    """A merge into a record, or by which it was given up."""

    key: int
    merge: Merge
    kept: str
    kept_screen: str
    merged: str
    merged_id: str


def merge_lines(merges, viewer) -> list[MergeLine]:
    """Those of which the viewer sees both records; two queries a kind."""
    merges = list(merges)
    records = {record.pk: record for merge in merges for record in (merge.kept, merge.merged)}
    named = instances(
        records.values(), lambda model: model._base_manager.filter(visibility_of(model).q(viewer))
    )
    return [
        MergeLine(
            merge.pk,
            merge,
            str(named[merge.kept_id]),
            screen_of(merge.kept),
            str(named[merge.merged_id]),
            Record(pk=merge.merged_id, kind=merge.merged.kind).public_id,
        )
        for merge in merges
        if {merge.kept_id, merge.merged_id} <= named.keys()
    ]
