"""What the first page says beside the processes: what was entered lately, and what needs attention."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Max, Q

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


def collect_entries(viewer) -> list[Entry]:
    """The newest changes that the viewer may see, newest first."""
    latest = [
        model.objects.shown_to(viewer)
        .order_by("-updated_at", "pk")
        .values_list("pk", "updated_at", "version")[:MOST]
        for model in CHANGING
    ]
    rows = sorted(latest[0].union(*latest[1:], all=True), key=lambda row: (row[1], row[0]), reverse=True)[
        :MOST
    ]
    subjects = _subjects({row[0] for row in rows}, viewer)
    return [Entry(at, version == 1, subjects[key]) for key, at, version in rows if key in subjects]


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
