"""What the first page says beside the processes: what was entered lately, and what needs attention."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db.models import F, Max, Q, Value
from django.utils.timezone import localdate

from peaceinfra.analysis.collect.lists import linkages_by_key
from peaceinfra.analysis.collect.subjects import Subject, collect_subjects
from peaceinfra.analysis.facts import LinkageFact
from peaceinfra.core.models import Record
from processes.models import Actor, Agreement, Claim, Event, MomentumChange, PeaceProcess, PhaseChange, Role
from secretariats.choices import ArchiveState, Lifecycle, Notice
from secretariats.models import ArchiveHandover, Channel, LifecycleChange
from tracks.models import Linkage

#: So many changes are listed, and so many things of one kind that need attention.
MOST, MOST_OF_A_KIND = 10, 5
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


@dataclass(frozen=True, slots=True)
class Attention:
    """What needs somebody's attention, by kind; of each the first few.

    contested   (record, field)
    """

    unconfirmed: Sequence[LinkageFact] = ()
    contested: Sequence[tuple[Subject, str]] = ()
    short_notice: Sequence[Subject] = ()
    lost_archives: Sequence[Subject] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.unconfirmed or self.contested or self.short_notice or self.lost_archives)


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


def collect_attention(viewer, on: date) -> Attention:
    """Over what the viewer may see, as of a day."""
    contested = _contested(viewer)
    short = LifecycleChange.objects.shown_to(viewer).filter(
        Q(date_min=None) | Q(date_min__lte=on),
        status=Lifecycle.CLOSED,
        notice__in=(Notice.SHORT, Notice.NONE),
    )
    lost = ArchiveHandover.objects.shown_to(viewer).filter(
        Q(start_min=None) | Q(start_min__lte=on), state=ArchiveState.NOT_PRESERVED
    )
    bodies = [_bodies(rows) for rows in (short, lost)]
    subjects = _subjects({key for key, _field in contested} | set(bodies[0]) | set(bodies[1]), viewer)
    return Attention(
        _unconfirmed(viewer, on),
        [(subjects[key], field) for key, field in contested if key in subjects],
        *([subjects[key] for key in keys if key in subjects] for keys in bodies),
    )


def _bodies(rows) -> list[int]:
    rows = rows.filter(body__retired=False).order_by("body__folded", "body", "pk")
    return list(dict.fromkeys(rows.values_list("body", flat=True)[:MOST_OF_A_KIND]))


def _unconfirmed(viewer, on: date) -> list[LinkageFact]:
    """Those seen last the longest ago: `derived.is_overdue`, asked of the database."""
    rows = (
        Linkage.objects.shown_to(viewer).overdue_on(on).filter(source__retired=False, target__retired=False)
    )
    keys = list(
        rows.order_by(F("seen_on").asc(nulls_first=True), "pk").values_list("pk", flat=True)[:MOST_OF_A_KIND]
    )
    facts = linkages_by_key(keys, viewer)
    return [facts[key] for key in keys if key in facts]


def _contested(viewer) -> list[tuple[int, str]]:
    rows = Claim.objects.shown_to(viewer).contested().annotate(newest=Max("updated_at"))
    return list(rows.order_by("-newest", "subject", "field").values_list("subject", "field")[:MOST_OF_A_KIND])


def _subjects(keys, viewer) -> dict[int, Subject]:
    return collect_subjects(Record.objects.shown_to(viewer).filter(pk__in=keys), viewer)
