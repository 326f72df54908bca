"""What was entered or changed lately, for the first page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from django.db.models import BigIntegerField, Func, Value
from django.db.models.functions import TruncDate
from django.utils.timezone import get_current_timezone

from peaceinfra.analysis.collect.subjects import Subject, collect_subjects
from peaceinfra.core.models import Record
from peaceinfra.core.prepared import Prepared, prepare, prepared, union
from processes.models import Actor, Agreement, Event, MomentumChange, PeaceProcess, PhaseChange, Role
from secretariats.models import Channel, LifecycleChange
from tracks.models import Linkage

#: So many changes are listed.
MOST = 10
#: Of each kind so many of the newest changes are looked at.
LOOKED_AT = 150

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


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SINCE_1970 = Func(
    "updated_at",
    template="(extract(epoch from %(expressions)s) * 1000000)::bigint",
    output_field=BigIntegerField(),
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


class _Change(NamedTuple):
    """A record of a kind in CHANGING, by its number there, and the day on which it was written.

    at      in millionths of a second since 1970: of thousands of changes a few are told with their time
    """

    at: int
    key: int
    version: int
    listed: int
    day: date


def collect_entries(viewer) -> list[Entry | Batch]:
    """The newest changes that the viewer may see, newest first; a day with many is one line."""
    rows = _latest(viewer)
    cut_off = _days_cut_off(rows)
    lines: list = []
    for day, of_day in groupby(rows, attrgetter("day")):
        changes = list(of_day)
        lines += changes if len(changes) <= MOST else [_batch(day, changes, is_all=day not in cut_off)]
        if len(lines) >= MOST:
            break
    subjects = _subjects({line.key for line in lines[:MOST] if not isinstance(line, Batch)}, viewer)
    named = (line if isinstance(line, Batch) else _entry(line, subjects) for line in lines[:MOST])
    return [line for line in named if line]


def _latest(viewer) -> list[_Change]:
    """Newest first; one query."""
    rows = prepared(_written, viewer, LOOKED_AT, get_current_timezone()).rows()
    return [_Change(*row) for row in rows]


def _written(viewer, most: int, here: tzinfo) -> Prepared:
    day = TruncDate("updated_at", tzinfo=here)
    return union(
        (
            prepare(
                model.objects.shown_to(viewer)
                .annotate(at=_SINCE_1970, listed=Value(number), day=day)
                .order_by("-updated_at", "pk")
                .values_list("at", "pk", "version", "listed", "day")[:most]
            )
            for number, model in enumerate(CHANGING)
        ),
        "1 DESC, 2 DESC",
    )


def _days_cut_off(rows: Sequence[_Change]) -> set[date]:
    """The days of which a kind may have more changes than were looked at: `rows` are newest first."""
    oldest = {row.listed: row.day for row in rows}
    return {
        oldest[number] for number, count in Counter(row.listed for row in rows).items() if count == LOOKED_AT
    }


def _batch(day: date, changes: Sequence[_Change], *, is_all: bool) -> Batch:
    counts = Counter(row.listed for row in changes)
    kinds = [
        (str(CHANGING[number]._meta.verbose_name_plural), count) for number, count in sorted(counts.items())
    ]
    return Batch(day, kinds, is_all)


def _entry(row: _Change, subjects: dict[int, Subject]) -> Entry | None:
    at = _EPOCH + timedelta(microseconds=row.at)
    return Entry(at, row.version == 1, subjects[row.key]) if row.key in subjects else None


def _subjects(keys: set[int], viewer) -> dict[int, Subject]:
    return collect_subjects(Record.objects.shown_to(viewer).filter(pk__in=keys), viewer)
