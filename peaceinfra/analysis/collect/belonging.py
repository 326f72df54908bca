"""Which records belong to a process: declared once, asked of the database for some processes and told apart here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields

from django.db.models import Q

from peaceinfra.analysis.process_facts import UNIONS
from peaceinfra.core.prepared import Keys
from processes.choices import SPLITS


@dataclass(frozen=True, slots=True)
class Around:
    """A process, or several, and who and what is around, by key: what is recorded of them belongs there.

    acting    the actors with a role; roles: their roles
    serving   the bodies that serve a party
    working   the bodies with a function there
    ends      those at the ends of the channels, who may stand for others
    linked    those along the linkages
    """

    processes: set[int] = field(default_factory=set)
    acting: set[int] = field(default_factory=set)
    roles: set[int] = field(default_factory=set)
    serving: set[int] = field(default_factory=set)
    working: set[int] = field(default_factory=set)
    ends: set[int] = field(default_factory=set)
    linked: set[int] = field(default_factory=set)

    @property
    def present(self) -> set[int]:
        return self.acting | self.serving

    @property
    def bodies(self) -> set[int]:
        return self.present | self.working

    @property
    def standing(self) -> set[int]:
        """Those who may stand for others."""
        return self.bodies | self.ends

    @property
    def tied(self) -> set[int]:
        return self.standing | self.linked


def all_around(arounds: Iterable[Around]) -> Around:
    """Who and what is around several processes."""
    arounds = list(arounds)
    return Around(
        *(set().union(*(getattr(around, part.name) for around in arounds)) for part in fields(Around))
    )


@dataclass(frozen=True, slots=True)
class Way:
    """One way in which a record belongs to a process: the column that names it, or somebody around it.

    only    {column: the values that it must have}; None among them is an empty column
    """

    column: str
    around: str = "processes"
    only: Mapping[str, Collection] = field(default_factory=dict)

    @property
    def condition(self) -> Q:
        """For a prepared query, which is asked with `keys_of_around`."""
        found = Q(**{f"{self.column}__any_of": Keys(self.around)})
        for column, values in self.only.items():
            found &= Q(**({f"{column}__isnull": True} if None in values else {f"{column}__in": values}))
        return found

    def allows(self, row: Mapping) -> bool:
        return all(row[column] in values for column, values in self.only.items())


_OWN = (Way("process_id"),)
_OF_BODY = (Way("body_id", "bodies"),)
_NO_PROCESS = {"process_id": (None,)}

#: {name in ProcessFacts: the ways in which its records belong to a process}
WAYS = {
    **dict.fromkeys(
        ("roles", "principals", "channels", "agreements", "supports", "inclusion", "coverage", "events"), _OWN
    ),
    **dict.fromkeys(("mandates", "posts", "handovers", "means"), _OF_BODY),
    "functions": (Way("process_id"), Way("body_id", "present", _NO_PROCESS)),
    "listings": (Way("actor_id", "acting"),),
    "memberships": (Way("body_id", "tied"),),
    "relations": (Way("body_id", "tied"), Way("other_id", "tied")),
    "reaches": (Way("process_id"), Way("actor_id", "tied", _NO_PROCESS)),
    "appointments": (Way("post__body_id", "bodies", {"post__retired": (False,)}),),
    "successions": (Way("predecessor_id", "bodies"),),
    "lineages": (
        Way("origin_id", "acting", {"kind": SPLITS}),
        Way("actor_id", "standing", {"kind": UNIONS}),
    ),
}
#: What is read for one process alone: its rows do not say to which they belong.
ALONE = frozenset({"conflicts", "stances"})
#: {name: columns that are read for its ways alone}
BESIDE_ITS_OWN = {"appointments": ("post__body_id",)}


def is_own(name: str) -> bool:
    """Whether a record of the kind belongs to a process by naming it, and in no other way."""
    return WAYS[name] == _OWN


def condition(ways: Iterable[Way]) -> Q:
    """The records that belong to any of the processes in one of these ways."""
    found = Q()
    for way in ways:
        found |= way.condition
    return found


def keys_of_around(around: Around) -> dict[str, set[int]]:
    """{name by which a way asks: keys}"""
    names = {way.around for ways in WAYS.values() for way in ways}
    return {name: getattr(around, name) for name in names}


def divided(name: str, rows: list[dict], arounds: Mapping[int, Around]) -> dict[int, list[dict]]:
    """{process: its own of the rows that were read for all of them}; what belongs to several stands with each."""
    if len(arounds) == 1:
        return dict.fromkeys(arounds, rows)
    ways = [(way, _owners(arounds, way.around)) for way in WAYS[name]]
    found: dict[int, list[dict]] = {process: [] for process in arounds}
    for row in rows:
        owners = {
            process
            for way, of_member in ways
            if way.allows(row)
            for process in of_member.get(row[way.column], ())
        }
        for process in owners:
            found[process].append(row)
    return found


def _owners(arounds: Mapping[int, Around], name: str) -> dict[int, list[int]]:
    """{who or what is around: the processes around which it is}"""
    found = defaultdict(list)
    for process, around in arounds.items():
        for member in getattr(around, name):
            found[member].append(process)
    return found
