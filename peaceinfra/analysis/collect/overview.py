"""What was entered or changed lately, for the first page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db.models import Value
from django.utils.timezone import localdate

from peaceinfra.analysis.collect.subjects import Subject, collect_subjects
from peaceinfra.core.models import Record
from processes.models import Actor, Agreement, Event, MomentumChange, PeaceProcess, PhaseChange, Role
from secretariats.models import Channel, LifecycleChange
from tracks.models import Linkage

#: So many changes are listed.
MOST = 10
#: Of each kind so many of the newest changes are looked at.
LOOKED_AT = 300

# What a reader of the first page would call a change of the register.
CHANGING = (
    PeaceProcess,
    Actor,
    Role,
    PhaseChange,
    MomentumChange,
    LifecycleChange,
    Event,
    Agreement,
    Linkage,
    Channel,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A record that was added or changed."""

    at: datetime
    is_new: bool
    subject: Subject


@dataclass(frozen=True, slots=True)
class Batch:
    """What was written on a day with too many changes to list, as an import writes it.

    kinds   (a kind of record in the plural, how many)
    is_all  False where there may be more than were looked at
    """

    day: date
    kinds: Sequence[tuple[str, int]]
    is_all: bool

    @property
    def total(self) -> int:
        return sum(count for _kind, count in self.kinds)


def collect_entries(viewer) -> list[Entry | Batch]:
    """The newest changes that the viewer may see, newest first; a day with many is one line."""
    rows = _latest(viewer)
    cut_off = _days_cut_off(rows)
    lines: list = []
    for day, of_day in groupby(rows, lambda row: localdate(row.updated_at)):
        changes = list(of_day)
        lines += changes if len(changes) <= MOST else [_batch(day, changes, is_all=day not in cut_off)]
        if len(lines) >= MOST:
            break
    subjects = _subjects({line.pk for line in lines[:MOST] if not isinstance(line, Batch)}, viewer)
    named = (line if isinstance(line, Batch) else _entry(line, subjects) for line in lines[:MOST])
    return [line for line in named if line]


def _latest(viewer) -> list:
    """Rows of (updated_at, pk, version, number of its kind in CHANGING), newest first; one query."""
    latest = [
        model.objects.shown_to(viewer)
        .annotate(listed=Value(number))
        .order_by("-updated_at", "pk")
        .values_list("updated_at", "pk", "version", "listed", named=True)[:LOOKED_AT]
        for number, model in enumerate(CHANGING)
    ]
    return sorted(latest[0].union(*latest[1:], all=True), reverse=True)


def _days_cut_off(rows) -> set[date]:
    """The days of which a kind may have more changes than were looked at: `rows` are newest first."""
    oldest = {row.listed: localdate(row.updated_at) for row in rows}
    return {
        oldest[number] for number, count in Counter(row.listed for row in rows).items() if count == LOOKED_AT
    }


def _batch(day, changes, *, is_all) -> Batch:
    counts = Counter(row.listed for row in changes)
    kinds = [
        (str(CHANGING[number]._meta.verbose_name_plural), count) for number, count in sorted(counts.items())
    ]
    return Batch(day, kinds, is_all)


def _entry(row, subjects) -> Entry | None:
    return Entry(row.updated_at, row.version == 1, subjects[row.pk]) if row.pk in subjects else None


def _subjects(keys, viewer) -> dict[int, Subject]:
    return collect_subjects(Record.objects.shown_to(viewer).filter(pk__in=keys), viewer)
