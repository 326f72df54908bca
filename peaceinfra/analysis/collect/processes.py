"""The lines of the list of processes: state, parties, linkages, bodies, what was searched; eight queries a page."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Case, Count, Exists, F, OuterRef, Q, TextField, Value, When
from django.db.models.functions import Concat

from peaceinfra.analysis.collect.absences import collect_absences
from peaceinfra.analysis.collect.courses import Search, collect_searches
from peaceinfra.analysis.collect.rows import change_of, change_rows
from peaceinfra.analysis.derived import StatusLog
from peaceinfra.analysis.facts import ChangeFact
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.core.dates.sightings import typed_sightings
from peaceinfra.core.dates.words import sighting_text
from processes.choices import ActorLevel, CoverageExtent, CoverageTopic, RoleKind
from processes.models import CoverageNote, MomentumChange, PhaseChange, Role
from secretariats.choices import BodyForm
from secretariats.models import Function, Principal
from tracks.models import Linkage, Support

# What a line names, and says of it whether somebody looked.
NAMED_TOPICS = (CoverageTopic.BODIES, CoverageTopic.LINKAGES)


@dataclass(slots=True)
class ProcessLine:
    """`vertical` counts linkages between levels: by certainty on the day, or under "" for the whole life.

    quietest_text  the oldest sighting of those that may still hold, where it is older than the freshest
    absent    the field of each statement of a source, about the process, that there was none of something
    searches  how far bodies and linkages were searched for
    """

    process: object
    phases: Sequence[ChangeFact] = field(default_factory=list)
    momenta: Sequence[ChangeFact] = field(default_factory=list)
    parties: list[str] = field(default_factory=list)
    vertical: Counter = field(default_factory=Counter)
    freshest: date | None = None
    freshest_text: str = ""
    quietest_text: str = ""
    review_days: int = 0
    bodies: int = 0
    absent: list[str] = field(default_factory=list)
    searches: list[Search] = field(default_factory=list)


def researched_first(viewer, on: date) -> Concat:
    """The order of the start page: what somebody researched, of that what may still go on, then by name."""
    notes = CoverageNote.objects.shown_to(viewer).filter(process=OuterRef("pk"))
    return Concat(
        Case(When(Exists(notes.exclude(extent=CoverageExtent.NONE)), then=Value("0")), default=Value("1")),
        Case(When(end_max__lt=on, then=Value("1")), default=Value("0")),
        F("folded"),
        output_field=TextField(),
    )


def collect_process_lines(processes, viewer, day: date | None, on: date) -> list[ProcessLine]:
    """One line for each of the given processes, in their order. Evidence counts up to the day `on`."""
    lines = {process.pk: ProcessLine(process) for process in processes}
    phases = change_rows(PhaseChange, "process_id", viewer, process__in=lines)
    momenta = change_rows(MomentumChange, "process_id", viewer, process__in=lines)
    for row in phases.union(momenta, all=True):
        change = change_of(row, {})
        line = lines[change.owner]
        (line.phases if change.log == "phasechange" else line.momenta).append(change)
    for process, name in _parties(lines, viewer):
        if name not in lines[process].parties:
            lines[process].parties.append(name)
    for process, counts in _vertical(lines, viewer, day).items():
        lines[process].vertical = counts
    for process, seen_on, review_days, *typed in _seen(lines, viewer, on, "-"):
        lines[process].freshest, lines[process].review_days = seen_on, review_days
        lines[process].freshest_text = sighting_text(typed_sightings(*typed), seen_on)
    for process, seen_on, _review_days, *typed in _seen(lines, viewer, on, ""):
        if seen_on != lines[process].freshest:
            lines[process].quietest_text = sighting_text(typed_sightings(*typed), seen_on)
    for process, n in _bodies(lines, viewer, day).items():
        lines[process].bodies = n
    for process, absences in collect_absences(lines, viewer, day).items():
        lines[process].absent = [absence.field for absence in absences]
    for process, searches in collect_searches(lines, NAMED_TOPICS, viewer).items():
        lines[process].searches = searches
    for line in lines.values():
        line.phases = StatusLog(sorted(line.phases, key=lambda change: change.order))
        line.momenta = StatusLog(sorted(line.momenta, key=lambda change: change.order))
    return list(lines.values())


def _parties(keys, viewer):
    roles = Role.objects.shown_to(viewer).filter(process__in=keys, kind=RoleKind.PARTY, actor__retired=False)
    return roles.order_by("process", "side__position", "side__name", "actor__folded", "pk").values_list(
        "process_id", "actor__name"
    )


def _vertical(keys, viewer, day) -> dict[int, Counter]:
    """Counted in the database: a process may have ten thousand linkages."""
    rows = Linkage.objects.shown_to(viewer).filter(
        process__in=keys, source__retired=False, target__retired=False
    )
    columns = ["process_id", "source__usual_level", "target__usual_level"]
    if day:
        rows, columns = rows.possible_on(day).with_certainty(day), [*columns, "certainty"]
    counts = defaultdict(Counter)
    for process, source, target, *rest in rows.order_by().values_list(*columns).annotate(n=Count("pk")):
        if source != target and ActorLevel.UNKNOWN not in (source, target):
            *certainty, n = rest
            counts[process][Certainty(certainty[0]).value if certainty else ""] += n
    return counts


def _seen(keys, viewer, on: date, order: str) -> list[tuple]:
    """(process, day, its review interval, the dates as typed) of the linkage between levels that was seen by then
    last ("-"), or that was seen longest ago and has not ended ("").
    """
    rows = Linkage.objects.shown_to(viewer).filter(
        process__in=keys, source__retired=False, target__retired=False, seen_on__lte=on
    )
    between = rows.exclude(source__usual_level=F("target__usual_level")).exclude(
        Q(source__usual_level=ActorLevel.UNKNOWN) | Q(target__usual_level=ActorLevel.UNKNOWN)
    )
    if not order:
        between = between.exclude(end_max__lt=on)
    first = between.order_by("process", f"{order}seen_on", "-review_days", "pk").distinct("process")
    typed = ("last_evidence", "start", "end_kind", "end")
    return list(first.values_list("process_id", "seen_on", "review_days", *typed))


def _bodies(keys, viewer, day: date | None) -> Counter:
    """The bodies that the page of the process lists (`ProcessFacts.bodies`): those that serve a party, have a role or
    a function of their own, or are a unit that gives support; on a day those that may have done so. One query.
    """
    shown = [
        (Principal, "body", Q(principal__retired=False)),
        (Role, "actor", Q(actor__body__isnull=False)),
        (Function, "body", Q()),
        (Support, "giver", Q(giver__body__form=BodyForm.SUPPORT_UNIT)),
    ]
    rows = []
    for model, body, condition in shown:
        found = model.objects.shown_to(viewer).filter(
            condition, process__in=keys, **{f"{body}__retired": False}
        )
        found = found.possible_on(day) if day else found
        rows.append(found.order_by().values_list("process_id", f"{body}_id"))
    first, *others = rows
    return Counter(process for process, _body in first.union(*others))
