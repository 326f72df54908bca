"""Forums: bodies that meet, each with the state it is in and the last session that is recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.utils.translation import ngettext

from peaceinfra.analysis.collect.grounds import Ground, Scope
from peaceinfra.analysis.collect.logs import life_rows, lifecycles_of
from peaceinfra.analysis.collect.parts import Known, always_asked, facts_of, keys_named, part_rows
from peaceinfra.analysis.collect.rows import actors_by_key, process_names
from peaceinfra.analysis.derived import StatusLog
from peaceinfra.analysis.facts import ActorFact, EventFact
from processes.choices import EventKind
from processes.models import Actor, Event, PeaceProcess, Role
from processes.selectors import events_within
from secretariats.choices import BodyForm
from secretariats.models import Principal

#: What a session of a forum is.
SESSIONS = (EventKind.TALKS, EventKind.MEETING, EventKind.CONSULTATION)
#: The forms of bodies that are there to meet.
FORUMS = (
    BodyForm.PLATFORM,
    BodyForm.COMMITTEE,
    BodyForm.COUNCIL,
    BodyForm.COMMISSION,
    BodyForm.CONTACT_GROUP,
    BodyForm.NETWORK,
)


@dataclass(frozen=True, slots=True)
class Forum:
    """`last` is the newest session that can have been held by the day; None where none is recorded."""

    body: ActorFact
    log: StatusLog
    last: EventFact | None


def _rows(scope: Scope) -> QuerySet:
    held = Event.objects.shown_to(scope.viewer).filter(kind__in=SESSIONS)
    holding = held.order_by().values("held_by")
    rows = Actor.objects.shown_to(scope.viewer).filter(body__isnull=False)
    rows = rows.filter(Q(body__form__in=FORUMS) | Q(pk__in=holding)).possible_on(scope.on)
    if not scope.is_narrowed:
        return rows
    working = [
        scope.of_processes(model.objects.shown_to(scope.viewer)).order_by().values(column)
        for model, column in ((Role, "actor"), (Principal, "body"))
    ]
    chosen = scope.processes.order_by().values("pk")
    meeting = held.filter(events_within(scope.viewer, process__in=chosen)).order_by().values("held_by")
    return rows.filter(Q(pk__in=working[0]) | Q(pk__in=working[1]) | Q(pk__in=meeting))


def _facts(keys: Sequence[int], scope: Scope) -> list[Forum]:
    keys_asked = always_asked(keys)
    newest = (
        Event.objects.shown_to(scope.viewer)
        .filter(Q(start_min=None) | Q(start_min__lte=scope.on), held_by__in=keys_asked, kind__in=SESSIONS)
        .order_by("held_by", F("start_min").desc(nulls_last=True), F("start_max").desc(nulls_last=True), "pk")
        .distinct("held_by")
        .values_list("pk", flat=True)
    )
    rows = part_rows(Event, scope.viewer, Q(pk__in=always_asked(newest)))
    lives = life_rows(keys_asked, scope.viewer)
    named = set(keys_asked) | {row.decided_by_id for row in lives} | keys_named(Event, rows, Actor)
    actors = actors_by_key(named, scope.viewer)
    processes = process_names(keys_named(Event, rows, PeaceProcess), scope.viewer)
    sessions = {event.held_by.key: event for event in facts_of(EventFact, rows, Known(actors, processes))}
    logs = lifecycles_of(lives, actors)
    return [
        Forum(actors[key], logs.get(key, StatusLog()), sessions.get(key)) for key in keys if key in actors
    ]


#: Forums that can have been there on the day.
OPEN_FORUMS = Ground("act", _rows, _facts, lambda n: ngettext("%(n)s forum", "%(n)s forums", n) % {"n": n})
