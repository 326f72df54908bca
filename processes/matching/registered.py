"""What the register holds that an incoming thing may be: names one by one, and a few facts of those that are found."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from django.db.models import Count
from django.db.models.functions import Lower

from peaceinfra.core.dates.models import Dated
from peaceinfra.core.dates.validity import Bounds
from peaceinfra.core.registry import models_by_kind
from processes.choices import ActorKind, Match
from processes.models import Actor, ActorName, Agreement, ExternalId, Role

# So many rows are read at once.
_PAGE = 2000


class Registered(NamedTuple):
    """A name in the register. `guard` is how it is marked: of each marking the best are kept apart."""

    record: int
    name: str
    may_be_state: bool
    guard: tuple
    evidence: int | None = None
    day: str = ""


class Facts(NamedTuple):
    """What is compared of a record beside its names."""

    category: str
    countries: frozenset[str]
    bounds: Bounds
    start: str
    end: str
    process: int | None


class Identifier(NamedTuple):
    """An id of another register on a record."""

    scheme: str
    value: str
    record: int
    kind: str
    guard: tuple
    evidence: int
    is_exact: bool


def names_of(kind: str, viewer=None, records=None) -> Iterator[Registered]:
    """All names of the records of a kind, or of some of them, as far as the viewer may see them."""
    model = models_by_kind()[kind]
    rows = shown(model, viewer)
    rows = rows if records is None else rows.filter(pk__in=records)
    columns = ["pk", "name", "effective_level", "effective_teams"]
    columns += ["kind"] if model is Actor else ["start"] if model is Agreement else []
    for key, name, level, teams, *more in rows.order_by().values_list(*columns).iterator(_PAGE):
        is_state = model is Actor and more[0] == ActorKind.STATE
        day = more[0] if model is Agreement else ""
        yield Registered(key, name, is_state, (level, *teams), None, day)
    if model is not Actor:
        return
    others = shown(ActorName, viewer)
    others = others if records is None else others.filter(actor__in=records)
    others = others.filter(actor__retired=False).order_by()
    columns = ("actor", "name", "actor__kind", "effective_level", "effective_teams", "pk")
    for key, name, actor_kind, level, teams, evidence in others.values_list(*columns).iterator(_PAGE):
        yield Registered(key, name, actor_kind == ActorKind.STATE, (level, *teams), evidence)


def identifiers(pairs: set[tuple[str, str]], viewer=None) -> list[Identifier]:
    """The records that have one of these (register, id) pairs, whatever their capitals."""
    wanted = {(scheme.casefold(), value.casefold()) for scheme, value in pairs}
    rows = shown(ExternalId, viewer).filter(subject__retired=False)
    rows = rows.alias(low=Lower("value")).filter(low__in={value for _, value in wanted})
    columns = (
        "scheme",
        "value",
        "subject",
        "subject__kind",
        "effective_level",
        "effective_teams",
        "pk",
        "match",
    )
    return [
        Identifier(
            scheme.casefold(), value.casefold(), record, kind, (level, *teams), key, match == Match.EXACT
        )
        for scheme, value, record, kind, level, teams, key, match in rows.order_by("pk").values_list(*columns)
        if (scheme.casefold(), value.casefold()) in wanted
    ]


def facts_of(kind: str, records: set[int], viewer=None) -> dict[int, Facts]:
    """{key: its facts} of records of one kind."""
    model = models_by_kind()[kind]
    fields = {field.name for field in model._meta.fields}
    found = {}
    columns = [
        name for name in ("kind", "countries", "country", "process_id", "start", "end") if _has(fields, name)
    ]
    columns += ["start_min", "start_max", "end_min", "end_max"] if issubclass(model, Dated) else []
    for row in shown(model, viewer).filter(pk__in=records).values("pk", *columns).iterator(_PAGE):
        countries = row.get("countries") or [row["country"]] if row.get("country") else row.get("countries")
        bounds = Bounds(*(row.get(name) for name in ("start_min", "start_max", "end_min", "end_max")))
        found[row["pk"]] = Facts(
            row.get("kind", ""),
            frozenset(countries or ()),
            bounds,
            row.get("start", ""),
            row.get("end", ""),
            row.get("process_id"),
        )
    return found


def roles_in(processes: set[int], actors: set[int], viewer=None) -> dict[tuple[int, int], tuple[int, tuple]]:
    """{(actor, process): (key of a role, its marking)} where one of the actors has a role in one of the processes."""
    if not (processes and actors):
        return {}
    rows = shown(Role, viewer).filter(process__in=processes, actor__in=actors)
    columns = ("actor", "process", "pk", "effective_level", "effective_teams")
    return {
        (actor, process): (key, (level, *teams))
        for actor, process, key, level, teams in rows.order_by("-effective_level", "pk").values_list(*columns)
    }


def identifiers_held_twice(kind: str) -> list[tuple[int, int, int, int]]:
    """(record, record of a higher key, id of the one, id of the other) where two have one id of another register."""
    exact = ExternalId.objects.live().filter(match=Match.EXACT, subject__retired=False, subject__kind=kind)
    named = exact.annotate(low_scheme=Lower("scheme"), low_value=Lower("value")).order_by()
    several = named.values("low_scheme", "low_value").annotate(records=Count("subject", distinct=True))
    held = defaultdict(list)
    several = several.filter(records__gt=1).values_list("low_value", flat=True)
    rows = named.filter(low_value__in=list(several))
    for scheme, value, record, key in rows.values_list("low_scheme", "low_value", "subject", "pk"):
        held[scheme, value].append((record, key))
    return [
        (first, second, of_first, of_second)
        for holders in held.values()
        for (first, of_first), (second, of_second) in combinations(sorted(holders), 2)
        if first != second
    ]


def shown(model, viewer):
    """The live rows; None for a viewer is the owner, who reads all."""
    return model.objects.live() if viewer is None else model.objects.shown_to(viewer)


def _has(fields: set[str], column: str) -> bool:
    return column in fields or column.removesuffix("_id") in fields and column.endswith("_id")
