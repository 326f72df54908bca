"""Which records of a process, or of the register, were entered or changed since a moment, newest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.db.models import BigIntegerField, F, Model, Q, Value

from peaceinfra.analysis.collect.subjects import Subject, collect_subjects
from peaceinfra.core.models import Record
from peaceinfra.core.registry import models_by_kind
from processes.models import Actor, Event, PeaceProcess, Source
from secretariats.models import ChannelChange, LifecycleChange, Principal

#: So many changes are told at a time.
MOST_CHANGES = 50


@dataclass(frozen=True, slots=True)
class RecordChange:
    """A record as it was last written. `process`: the key of the process in which it stands, where one was asked."""

    at: datetime
    is_new: bool
    subject: Subject
    process: int | None = None


def collect_changes(viewer, since: datetime | None = None, most: int = MOST_CHANGES) -> list[RecordChange]:
    """The newest of the whole register that the viewer may see: processes, actors, and what stands in processes."""
    rows = [
        _written(model.objects.shown_to(viewer), Value(None, BigIntegerField()), since)
        for model in (PeaceProcess, Actor, Source, *_in_processes())
    ]
    return _named(rows, viewer, most)


def collect_process_changes(
    processes: Iterable[int], viewer, since: dict[int, datetime] | None = None, most: int = MOST_CHANGES
) -> list[RecordChange]:
    """The newest of some processes; with `since`, of each what was written after its moment."""
    keys = list(processes)
    if not keys:
        return []
    rows = [
        _written(model.objects.shown_to(viewer).filter(_is_of(field, keys, since), **live), F(field), None)
        for model, field, live in _places()
    ]
    serving = Principal.objects.shown_to(viewer).filter(process__in=keys)
    lives = LifecycleChange.objects.shown_to(viewer).filter(body__in=serving.values("body"))
    rows += [
        _written(
            lives.filter(body__in=serving.filter(process=key).values("body")),
            Value(key),
            (since or {}).get(key),
        )
        for key in keys
    ]
    return _named(rows, viewer, most)


def keys_in_processes(kind: str, keys: Iterable[int], processes: Iterable[int], viewer) -> set[int]:
    """Which records of a kind stand in one of the processes, as in what changed of them; a query for each way."""
    keys, processes = list(keys), list(processes)
    model = models_by_kind()[kind]
    found = set()
    for placed, field, live in _places():
        if placed is model:
            rows = model.objects.shown_to(viewer).filter(pk__in=keys, **{f"{field}__in": processes}, **live)
            found.update(rows.values_list("pk", flat=True))
    if model is LifecycleChange:
        bodies = Principal.objects.shown_to(viewer).filter(process__in=processes).values("body")
        rows = model.objects.shown_to(viewer).filter(pk__in=keys, body__in=bodies)
        found.update(rows.values_list("pk", flat=True))
    return found


def _is_of(field: str, keys: list[int], since: dict[int, datetime] | None) -> Q:
    if since is None:
        return Q(**{f"{field}__in": keys})
    found = Q(pk__in=[])
    for key in keys:
        found |= Q(**{field: key, "updated_at__gt": since[key]})
    return found


@cache
def _in_processes() -> tuple[type[Model], ...]:
    """The kinds of record that stand in a process."""
    return tuple(
        model
        for model in models_by_kind().values()
        if any(field.name == "process" and field.many_to_one for field in model._meta.concrete_fields)
    )


def _places() -> list[tuple[type[Model], str, dict[str, bool]]]:
    """(kind of record, its way to the process, what must hold of the way)"""
    beside = [
        (PeaceProcess, "pk", {}),
        (ChannelChange, "channel__process", {}),
        # Who sees an event and a further process of it sees that it is one: the row has no marking of its own.
        (Event, "process_links__process", {"process_links__retired": False}),
    ]
    return [*beside, *((model, "process", {}) for model in _in_processes())]


def _written(rows, process, since: datetime | None):
    if since:
        rows = rows.filter(updated_at__gt=since)
    rows = rows.annotate(of_process=process).order_by("-updated_at", "pk")
    return rows.values_list("updated_at", "pk", "version", "of_process", named=True)[:MOST_CHANGES]


def _named(querysets: list, viewer, most: int) -> list[RecordChange]:
    """The newest rows of all, named; two queries and one a kind."""
    rows = querysets[0].union(*querysets[1:], all=True)
    rows = sorted(rows, key=lambda row: (-row.updated_at.timestamp(), row.pk))[:most]
    keys = {row.pk for row in rows}
    subjects = collect_subjects(Record.objects.shown_to(viewer).filter(pk__in=keys), viewer)
    return [
        RecordChange(row.updated_at, row.version == 1, subjects[row.pk], row.of_process)
        for row in rows
        if row.pk in subjects
    ]
