"""How much stands on each sub-page of a process, over what the viewer may see: part of its first query."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from django.db.models import Q, QuerySet, Value

from peaceinfra.core.prepared import Keys, Prepared, numbers, prepare
from processes.choices import CoverageExtent
from processes.models import (
    Agreement,
    CoverageNote,
    Event,
    MomentumChange,
    PhaseChange,
    Role,
)
from processes.selectors import events_within
from secretariats.choices import BodyForm
from secretariats.models import ChannelChange, Function, LifecycleChange, Principal
from tracks.models import Inclusion, Support

CHANGES, TAKING_PART, DEALS, NOTES = "changes", "taking_part", "deals", "notes"


def counts_of(lines: Iterable[tuple[str, int]]) -> Counter:
    """{changes, taking_part, deals, notes: how many}, and {topic: how many searched for it}.

    changes     changes of state of its talks, channels and bodies, and its events
    taking_part those with a role in it, and its bodies
    deals       agreements, statements on inclusion, support, events
    notes       statements on how far was searched
    """
    return Counter(dict(lines))


def counted(viewer) -> Prepared:
    """A line (name, how many) for each that is more than none; asked with the key of one process as `processes`."""
    return numbers(map(prepare, _rows(viewer)))


def _rows(viewer) -> Iterator[QuerySet]:
    """(name, key) of whatever is counted; the same key under one name is counted once."""
    here = Keys("processes")

    def shown(model, **of) -> QuerySet:
        return model.objects.shown_to(viewer).filter(**of).order_by()

    def keys(name: str, rows: QuerySet, column: str = "pk") -> QuerySet:
        return rows.values_list(Value(name), column)

    bodies = [
        shown(Principal, process_id__any_of=here, principal__retired=False, body__retired=False).values(
            "body_id"
        ),
        shown(Role, process_id__any_of=here, actor__retired=False).values("actor_id"),
        shown(Function, process_id__any_of=here, body__retired=False).values("body_id"),
        shown(
            Support, process_id__any_of=here, giver__retired=False, giver__body__form=BodyForm.SUPPORT_UNIT
        ).values("giver_id"),
    ]
    for rows in bodies:
        yield rows.annotate(name=Value(TAKING_PART)).values_list("name", *rows.query.values_select)
    yield keys(CHANGES, shown(PhaseChange, process_id__any_of=here))
    yield keys(CHANGES, shown(MomentumChange, process_id__any_of=here))
    yield keys(CHANGES, shown(ChannelChange, channel__process_id__any_of=here, channel__retired=False))
    lived = Q()
    for model, end in ((Principal, "body_id"), (Role, "actor_id"), (Function, "body_id")):
        lived |= Q(body_id__in=shown(model, process_id__any_of=here).values(end))
    yield keys(CHANGES, shown(LifecycleChange, body__retired=False).filter(lived))
    events = shown(Event).filter(events_within(viewer, process_id__any_of=here))
    yield keys(CHANGES, events)
    yield keys(DEALS, events)
    for model in (Agreement, Inclusion):
        yield keys(DEALS, shown(model, process_id__any_of=here))
    yield keys(DEALS, shown(Support, process_id__any_of=here, giver__retired=False))
    notes = shown(CoverageNote, process_id__any_of=here)
    yield keys(NOTES, notes)
    yield notes.exclude(extent=CoverageExtent.NONE).values_list("topic", "pk")
