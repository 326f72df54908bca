"""The rows of the start page: of each process what is asked first, in as many queries however many there are.

No network is read. Parties, the bodies that serve them, early functions, channels and what was searched are few, and
are told as facts, so that each rule is that of the pages that answer in full. Linkages are many: the database counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import BooleanField, Count, ExpressionWrapper, F, Max, Min, Q

from peaceinfra.analysis.channel_status import passes_word_within
from peaceinfra.analysis.collect.absences import absences_of
from peaceinfra.analysis.collect.cited import evidence_on
from peaceinfra.analysis.collect.logs import (
    LIVES,
    LOGS,
    ProcessLogs,
    lifecycles_of,
    lives_of_bodies,
    logs_of_processes,
    process_logs,
)
from peaceinfra.analysis.collect.parts import Known, keys_named, keys_of
from peaceinfra.analysis.collect.process_parts import PARTS, part_facts
from peaceinfra.analysis.collect.rows import DATES, actors_by_key, dates_of
from peaceinfra.analysis.collect.together import Arm, Together, together
from peaceinfra.analysis.derived import StatusLog
from peaceinfra.analysis.facts import ProcessName
from peaceinfra.analysis.process_facts import ProcessFacts
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.core.dates.sightings import typed_sightings
from peaceinfra.core.dates.words import sighting_text
from peaceinfra.core.filtering import REVIEW_DAYS
from peaceinfra.core.prepared import Keys, Line, Prepared, as_lines, prepare, prepared
from peaceinfra.core.registry import models_by_kind
from processes.choices import ActorLevel, Ending, RoleKind
from processes.models import Actor, CoverageNote, PeaceProcess, Role
from secretariats.choices import EARLY_FUNCTIONS
from secretariats.models import Channel, Function, Principal
from tracks.models import Linkage
from tracks.querysets import LinkageQuerySet

_HERE = Keys("processes")
_CHANNELS, _ABSENT, _LINKAGES = "channels", "absent", "linkages"


@dataclass(slots=True)
class LinkCounts:
    """The linkages between levels of one process, by how they stand on the day; one that is quiet is not also certain.

    quiet     not seen within its review interval
    past      those that certainly did not hold on the day
    unconfirmed   the quiet ones of all linkages of the process, within a level too
    freshest, oldest   the days of the last and the earliest last sighting, of all and of those that may still hold;
                       as texts they are no more exact than what was typed
    """

    certain: int = 0
    confirmed: int = 0
    possible: int = 0
    quiet: int = 0
    past: int = 0
    unconfirmed: int = 0
    freshest: date | None = None
    oldest: date | None = None
    review_days: int = 0
    freshest_text: str = ""
    oldest_text: str = ""

    @property
    def present(self) -> int:
        return self.certain + self.confirmed + self.possible + self.quiet


@dataclass(frozen=True, slots=True)
class FirstRow:
    """A process with its parties, the bodies that serve them, its early functions and its logs.

    channels  of each of its channels how surely word can pass
    absent    the field of each statement of a source, about the process, that there was none of something
    """

    facts: ProcessFacts
    links: LinkCounts
    channels: Sequence[Certainty] = field(default_factory=list)
    absent: Sequence[str] = field(default_factory=list)


def collect_first_rows(processes: Iterable[PeaceProcess], viewer, on: date) -> list[FirstRow]:
    """One row for each of the given processes, in their order, as of a day."""
    processes = list(processes)
    keys = [process.pk for process in processes]
    rows = prepared(_within, viewer, on, is_chosen=True).rows(processes=keys)
    absent, channels, linkages = (rows.pop(name) for name in (_ABSENT, _CHANNELS, _LINKAGES))
    logs = process_logs((row for name in LOGS for row in rows.pop(name)), {})
    facts, passing = _facts(processes, rows, logs, viewer), _passing(channels, logs, on)
    links = _links(linkages, viewer)
    return [
        FirstRow(
            facts[key],
            links.get(key) or LinkCounts(),
            passing.get(key, []),
            [field for subject, field in absent if subject == key],
        )
        for key in keys
    ]


def _passing(channels: Iterable[list], logs: ProcessLogs, on: date) -> dict[int, list[Certainty]]:
    """{process: how surely word can pass by each of its channels}; who stands at their ends is not read."""
    found = defaultdict(list)
    for process, channel, certainty in channels:
        log = StatusLog(logs.of_channels([channel]))
        found[process].append(passes_word_within(log, on, Certainty(certainty)))
    return found


def _facts(
    processes: Sequence[PeaceProcess], rows: dict[str, list[dict]], logs: ProcessLogs, viewer
) -> dict[int, ProcessFacts]:
    serving = keys_of(rows["principals"], "body_id")
    at_home = serving | keys_of(rows["roles"], "actor_id")
    of_bodies = prepared(_of_bodies, viewer).rows(bodies=serving, at_home=at_home)
    beside, lives = of_bodies["functions"], of_bodies[LIVES]
    named = (keys_named(models_by_kind()[PARTS[name].prefix], found, Actor) for name, found in rows.items())
    actors = actors_by_key(keys_named(Function, beside, Actor).union(*named), viewer)
    names = {process.pk: _name_of(process) for process in processes}
    known, lifecycles = Known(actors, names), lifecycles_of(lives, actors)
    evidence = evidence_on(keys_of([*rows["functions"], *beside], "pk"), viewer)
    by_process = {name: _grouped(found) for name, found in rows.items()}
    return {
        process.pk: _facts_of(process, by_process, beside, known, logs, lifecycles, evidence)
        for process in processes
    }


def _facts_of(process, by_process, beside, known, logs, lifecycles, evidence) -> ProcessFacts:
    key = process.pk
    own = {name: found.get(key, []) for name, found in by_process.items()}
    bodies = keys_of(own["principals"], "body_id") | keys_of(own["roles"], "actor_id")
    own["functions"] = own["functions"] + [row for row in beside if row["body_id"] in bodies]
    name = known.processes[key]
    return ProcessFacts(
        key,
        name.name,
        name.countries,
        "",
        name.dates,
        parent=None,
        ending=Ending(process.ending),
        phases=logs.phases(key),
        momenta=logs.momenta(key),
        lifecycles={body: log for body, log in lifecycles.items() if body in bodies},
        evidence=evidence,
        **part_facts(own, known, [], [], []),
    )


def _name_of(process: PeaceProcess) -> ProcessName:
    dates = dates_of([getattr(process, column) for column in DATES])
    return ProcessName(process.pk, process.name, process.countries, dates)


def _grouped(rows: Iterable[Mapping]) -> dict[int, list]:
    found = defaultdict(list)
    for row in rows:
        found[row["process_id"]].append(row)
    return found


def _within(viewer, on: date) -> Together:
    """What names the processes, and how surely their channels and what sources deny may have been on the day."""
    channels = Channel.objects.shown_to(viewer).filter(process_id__any_of=_HERE)
    channels = channels.with_certainty(on, REVIEW_DAYS).order_by("pk")
    return prepared(_parts, viewer).with_lines(
        {
            _CHANNELS: prepare(channels.values_list(Line("process_id", "pk", "certainty"))),
            _ABSENT: prepare(absences_of("processes", viewer, on).values_list(Line("subject_id", "field"))),
            _LINKAGES: _counted(viewer, on),
        }
    )


def _parts(viewer) -> Together:
    here = Q(process_id__any_of=_HERE)
    return together(
        viewer,
        [
            *logs_of_processes(),
            Arm("roles", Role, here & Q(kind=RoleKind.PARTY)),
            Arm("principals", Principal, here),
            Arm("functions", Function, here & Q(task__in=EARLY_FUNCTIONS)),
            Arm("coverage", CoverageNote, here),
        ],
    )


def _of_bodies(viewer) -> Together:
    """Early functions of no process of those `at_home`, and the lives of `bodies`."""
    of_no_process = Q(body_id__any_of=Keys("at_home"), process=None, task__in=EARLY_FUNCTIONS)
    return together(viewer, [Arm("functions", Function, of_no_process), lives_of_bodies()])


def _links(rows: Iterable[list], viewer) -> dict[int, LinkCounts]:
    """From what `_counted` says of each process."""
    found: dict[int, LinkCounts] = defaultdict(LinkCounts)
    for key, certainty, is_overdue, is_between, n, *days in rows:
        newest, oldest = (day and date.fromisoformat(day) for day in days)
        counts, holds = found[key], certainty != Certainty.NO
        if holds and is_overdue:
            counts.unconfirmed += n
        if not is_between:
            continue
        kind = "past" if not holds else "quiet" if is_overdue else Certainty(certainty).value
        setattr(counts, kind, getattr(counts, kind) + n)
        counts.freshest = max(filter(None, (counts.freshest, newest)), default=None)
        if holds:
            counts.oldest = min(filter(None, (counts.oldest, oldest)), default=None)
    _name_sightings(found, viewer)
    return found


def _name_sightings(found: Mapping[int, LinkCounts], viewer) -> None:
    """The words for the days of the sightings: a second look at the few linkages that were seen on them."""
    days = {day for counts in found.values() for day in (counts.freshest, counts.oldest)} - {None}
    for key, seen_on, review_days, *typed in prepared(_seen, viewer).rows(processes=[*found], days=days):
        counts, words = found[key], None
        if seen_on == counts.freshest and not counts.freshest_text:
            words = sighting_text(typed_sightings(*typed), seen_on)
            counts.freshest_text, counts.review_days = words, review_days
        if seen_on == counts.oldest and not counts.oldest_text:
            counts.oldest_text = words or sighting_text(typed_sightings(*typed), seen_on)


#: A linkage that joins two levels of society, both of them recorded.
_BETWEEN_LEVELS = (
    ~Q(source__usual_level=F("target__usual_level"))
    & ~Q(source__usual_level=ActorLevel.UNKNOWN)
    & ~Q(target__usual_level=ActorLevel.UNKNOWN)
)


def _linkages(viewer):
    return Linkage.objects.shown_to(viewer).filter(
        process_id__any_of=_HERE, source__retired=False, target__retired=False
    )


def _counted(viewer, on: date) -> Prepared:
    """Counted in the database, which reads each linkage once: a process may have ten thousand."""
    is_overdue = ExpressionWrapper(LinkageQuerySet.unseen_on(on), output_field=BooleanField())
    is_between = ExpressionWrapper(_BETWEEN_LEVELS, output_field=BooleanField())
    columns = ("process_id", "certainty", "is_overdue", "is_between")
    by_then = Q(seen_on__lte=on)
    rows = (
        _linkages(viewer)
        .with_certainty(on)
        .annotate(is_overdue=is_overdue, is_between=is_between)
        .order_by()
        .values_list(*columns)
        .annotate(n=Count("pk"), newest=Max("seen_on", filter=by_then), oldest=Min("seen_on", filter=by_then))
    )
    return as_lines(prepare(rows), len(columns) + 3)


def _seen(viewer) -> Prepared:
    rows = (
        _linkages(viewer).filter(_BETWEEN_LEVELS, seen_on__any_of=Keys("days")).order_by("-review_days", "pk")
    )
    typed = ("last_evidence", "start", "end_kind", "end")
    return prepare(rows.values_list("process_id", "seen_on", "review_days", *typed))
