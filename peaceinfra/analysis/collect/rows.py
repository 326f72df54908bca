"""From columns to facts: the same few lists of columns for every page."""

from __future__ import annotations

from collections import defaultdict, namedtuple
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Value

from peaceinfra.analysis.facts import (
    ActorFact,
    ChangeFact,
    Dates,
    LinkageFact,
    ProcessName,
    Through,
)
from peaceinfra.core.dates.validity import Bounds
from peaceinfra.core.prepared import Keys, Prepared, prepare, prepared
from processes.models import Actor, PeaceProcess
from tracks.models import Intermediary, Linkage

DAYS = ("start_min", "start_max", "end_min", "end_max")
DATES = ("start_kind", "start", "end_kind", "end", "narrowing", *DAYS)
ACTOR = (
    "pk",
    "name",
    "kind",
    "usual_level",
    "countries",
    "body__form",
    "secretariat__actor_id",
    "mediator__actor_id",
    *DATES,
)
CHANGE = ("pk", "position", "status", "date", "narrowing", "date_min", "date_max", "reason", "decided_by_id")
LINKAGE = (
    "pk",
    "source_id",
    "target_id",
    "modality",
    "direction",
    "formality",
    "frequency",
    "track",
    "purpose",
    "last_evidence",
    "review_days",
    *DATES,
)
PROCESS_NAME = ("pk", "name", "countries", *DATES)


def dates_of(columns) -> Dates:
    """From the nine columns of DATES."""
    start_kind, start, end_kind, end, narrowing, *days = columns
    return _dates(start_kind, start, end_kind, end, tuple(narrowing) if narrowing else None, *days)


@lru_cache(maxsize=16384)
def _dates(start_kind, start, end_kind, end, narrowing, *days) -> Dates:
    """The last ones are kept: many records have the same dates, and a page is read again and again."""
    return Dates(start_kind, start, end_kind, end, narrowing, Bounds(*days))


def actors_by_key(keys: Iterable[int], viewer) -> dict[int, ActorFact]:
    """One query for all actors that a page names; retired and hidden ones are not among them."""
    rows = prepared(_actors, viewer).rows(actors=set(keys) - {None})
    return {row[0]: actor_of(row) for row in rows}


def _actors(viewer) -> Prepared:
    return prepare(Actor.objects.shown_to(viewer).filter(pk__any_of=Keys("actors")).values_list(*ACTOR))


def actor_of(row) -> ActorFact:
    key, name, kind, level, countries, form, secretariat, mediator, *dates = row
    details = (form or "", secretariat is not None, mediator is not None)
    return ActorFact(key, name, kind, level, countries, dates_of(dates), *details)


def process_names(keys: Iterable[int], viewer) -> dict[int, ProcessName]:
    """One query for all processes that a page names, also where it names none."""
    rows = prepared(_processes, viewer).rows(processes=set(keys) - {None})
    return {row[0]: process_name(row) for row in rows}


def _processes(viewer) -> Prepared:
    rows = PeaceProcess.objects.shown_to(viewer).filter(pk__any_of=Keys("processes"))
    return prepare(rows.values_list(*PROCESS_NAME))


def process_name(row) -> ProcessName:
    key, name, countries, *dates = row
    return ProcessName(key, name, countries, dates_of(dates))


def change_rows(model, owner: str, viewer, **of):
    """Rows of one status log as columns: its name, the record's key, notice, then CHANGE."""
    notice = "notice" if model.__name__ == "LifecycleChange" else Value("")
    return (
        model.objects.shown_to(viewer)
        .filter(**of)
        .order_by()
        .values_list(Value(model._meta.model_name), owner, notice, *CHANGE)
    )


#: A row of a status log as columns; `owner` is the key of the record whose log it is.
ChangeRow = namedtuple("ChangeRow", ("log", "owner", "notice", *CHANGE))


def change_of(row, actors: dict[int, ActorFact]) -> ChangeFact:
    log, owner, notice, key, position, status, date, narrowing, earliest, latest, reason, decided_by = row
    return ChangeFact(
        log,
        key,
        owner,
        position,
        status,
        date,
        tuple(narrowing) if narrowing else None,
        earliest,
        latest,
        reason,
        actors.get(decided_by),
        notice or "not_recorded",
    )


def change_of_record(record, owner: int) -> ChangeFact:
    """A row of a status log that was read as a record; who decided it is left out."""
    columns = {name: getattr(record, name) for name in CHANGE}
    notice = getattr(record, "notice", "")
    return change_of(ChangeRow(record._meta.model_name, owner, notice, **columns), {})


class Stop(NamedTuple):
    """An intermediary of a linkage, by its key."""

    actor_id: int
    part: str
    is_sole_carrier: bool | None
    key: int


def linkage_rows(viewer, condition) -> list[tuple]:
    return list(
        Linkage.objects.shown_to(viewer).filter(condition).values_list("process_id", *LINKAGE, named=True)
    )


#: A linkage as columns.
LinkageRow = namedtuple("LinkageRow", ("process_id", *LINKAGE))


def intermediary_rows(viewer, **of) -> dict[int, list[Stop]]:
    """{linkage: its intermediaries in order}"""
    rows = (
        Intermediary.objects.shown_to(viewer)
        .filter(linkage__retired=False, **of)
        .order_by("linkage_id", "position", "pk")
        .values_list("linkage_id", "actor_id", "part", "is_sole_carrier", "pk")
    )
    by_linkage = defaultdict(list)
    for linkage, *rest in rows:
        by_linkage[linkage].append(Stop(*rest))
    return by_linkage


def linkages_of(
    rows: Iterable[tuple],
    through: dict[int, list[Stop]],
    actors: dict[int, ActorFact],
    processes: dict[int, ProcessName],
) -> list[LinkageFact]:
    """A linkage with a retired end is not shown: it ended with what it joined."""
    found = []
    for process, key, source, target, *columns in rows:
        if source not in actors or target not in actors:
            continue
        stops = tuple(
            Through(actors[stop.actor_id], stop.part, stop.is_sole_carrier, stop.key)
            for stop in through.get(key, ())
            if stop.actor_id in actors
        )
        found.append(
            LinkageFact(
                key,
                actors[source],
                actors[target],
                *columns[:8],
                dates_of(columns[8:]),
                stops,
                processes.get(process),
            )
        )
    return found
