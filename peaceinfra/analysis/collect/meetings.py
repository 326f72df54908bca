"""Who met at the events of a process: evidence that two know of each other, and no tie by which word can pass."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from django.db.models import Q

from peaceinfra.analysis.collect.rows import DATES, dates_of
from peaceinfra.analysis.collect.together import Arm
from peaceinfra.analysis.facts import ActorFact, MeetingFact, ProcessName
from peaceinfra.core.prepared import Keys
from peaceinfra.core.visibility import Viewer
from processes.models import Event, Participation
from processes.selectors import events_within

#: The name of those rows in the first query of a process.
MET = "met"
_COLUMNS = ("event_id", "event__name", "event__kind", "pk", "actor_id", *(f"event__{name}" for name in DATES))


class Attendance(NamedTuple):
    """Who took part in an event, with the event and its dates."""

    event_id: int
    name: str
    kind: str
    pk: int
    actor_id: int
    dates: tuple


def attendances(viewer: Viewer) -> Arm:
    """Those of all events of one process."""
    events = Event.objects.shown_to(viewer).filter(
        events_within(viewer, process_id__any_of=Keys("processes"))
    )
    of_events = Q(event__in=events.values("pk"))
    return Arm(MET, Participation, of_events, columns=_COLUMNS, order=("event_id", "pk"), row=_attendance)


def _attendance(values: list) -> Attendance:
    return Attendance(*values[:5], tuple(values[5:]))


def meetings_of(
    rows: Iterable[Attendance], actors: Mapping[int, ActorFact], process: ProcessName
) -> list[MeetingFact]:
    """The events at which two or more were that the viewer may see; each of them once."""
    found = []
    for key, of_event in groupby(rows, attrgetter("event_id")):
        first, *others = of_event
        attended = {
            row.actor_id: (actors[row.actor_id], row.pk) for row in (first, *others) if row.actor_id in actors
        }
        if len(attended) > 1:
            dates = dates_of(first.dates)
            found.append(MeetingFact(key, first.name, first.kind, dates, process, list(attended.values())))
    return found
