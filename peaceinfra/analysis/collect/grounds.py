"""What questions look over, a page of keys at a time: processes, linkages, channels … and how their facts are read.

A ground selects the next keys under `shown_to(viewer)`, in order and without counting; only of these are facts
collected, in as many queries however many there are. So an answer costs by the page and not by the register.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Func, IntegerField, OuterRef, QuerySet
from django.http import QueryDict
from django.utils.translation import ngettext

from peaceinfra.analysis.collect.lists import linkages_by_key
from peaceinfra.analysis.collect.parts import always_asked
from peaceinfra.analysis.collect.rows import process_names
from peaceinfra.analysis.collect.several import collect_process_bodies, collect_processes
from peaceinfra.analysis.facts import LinkageFact, ProcessName
from peaceinfra.analysis.process_facts import ProcessFacts
from peaceinfra.core.prepared import Keys, Prepared, prepare, prepared
from peaceinfra.core.visibility import Viewer
from processes.filters import PeaceProcessFilterSet
from processes.models import PeaceProcess
from processes.selectors import Order, list_page
from tracks.models import Linkage
from tracks.querysets import SEEN_LONGEST_AGO

#: What narrows a question, by the names of `PeaceProcessFilterSet`.
FILTERS = ("country", "process", "phase")
#: So many linkages the processes of one page have together; a larger process has a page of its own.
PAGE_LINKAGES = 100
#: A process with more linkages than that is answered only where it is chosen.
MOST_LINKAGES = 2_000
#: On the list of questions the answers over so many things are counted; over more, only what is an answer itself …
FEW, FEW_LINKAGES = 50, 200
#: … up to so many.
MOST_COUNTED = 100


@dataclass(frozen=True, slots=True)
class Scope:
    """Who asks, of which day, and of which processes.

    day       None: today, and what logs say last
    found     the processes that the filters leave, as a FilterSet
    """

    viewer: Viewer
    day: date | None
    today: date
    found: PeaceProcessFilterSet

    @property
    def on(self) -> date:
        """The day that the answer speaks of."""
        return self.day or self.today

    @property
    def is_narrowed(self) -> bool:
        return any(self.found.data.get(name) for name in FILTERS)

    @property
    def names_process(self) -> bool:
        return bool(self.found.data.get("process"))

    @property
    def processes(self) -> QuerySet:
        """Those that the filters leave, and that can have been there on the day; none where a filter is wrong."""
        return self.found.qs if self.found.is_valid() else self.found.queryset.none()

    def of_processes(self, rows: QuerySet, path: str = "process") -> QuerySet:
        """The rows of the processes that were chosen; all rows where none was."""
        if not self.is_narrowed:
            return rows
        return rows.filter(**{f"{path}__in": self.processes.order_by().values("pk")})


def scope_of(query: QueryDict, viewer: Viewer, day: date | None, today: date) -> Scope:
    """From the parameters of an address; `scope.found.errors` says which cannot be read."""
    chosen = QueryDict(mutable=True)
    for name in FILTERS:
        if values := [value for value in query.getlist(name) if value.strip()]:
            chosen.setlist(name, values)
    return Scope(viewer, day, today, PeaceProcessFilterSet(chosen, viewer=viewer, day=day))


@dataclass(frozen=True, slots=True)
class Ground:
    """What a question looks over.

    kind       that of the records, such as pro
    rows       the records, over what the viewer of a scope may see, narrowed as the scope says
    facts      of some keys, in their order, what `Question.answers` reckons with; a fixed number of queries
    number     so many of them in words
    order      in which order they are looked over
    size       so many make a page
    is_answer  each record is an answer, so that counting them counts answers
    weights    {key: how many linkages it has} of some keys, where these decide what an answer costs
    """

    kind: str
    rows: Callable[[Scope], QuerySet]
    facts: Callable[[Sequence[int], Scope], Sequence]
    number: Callable[[int], str]
    order: Order = field(default_factory=Order)
    size: int = 50
    is_answer: bool = False
    weights: Callable[[Sequence[int], Viewer], Mapping[int, int]] | None = None

    def page(self, scope: Scope, after: int | None = None) -> GroundPage:
        """The next keys after one; a key that is unknown or hidden starts at the beginning."""
        rows = self.rows(scope).only("pk")
        shown = rows.model.objects.shown_to(scope.viewer)
        found, next_after = list_page(rows, shown, self.order, after, self.size)
        keys = [record.pk for record in found]
        if self.weights is None or scope.names_process:
            return GroundPage(keys, [], next_after)
        return _within(keys, self.weights(keys, scope.viewer), next_after)

    def all_of_few(self, scope: Scope) -> Sequence[int] | None:
        """All keys, where they are few enough to be answered on a list of all questions; else None."""
        keys = self._some_keys(scope, FEW + 1)
        if len(keys) > FEW:
            return None
        if self.weights and sum(self.weights(keys, scope.viewer).values()) > FEW_LINKAGES:
            return None
        return keys

    def count(self, scope: Scope) -> int:
        """How many there are, up to MOST_COUNTED; one query."""
        return len(self._some_keys(scope, MOST_COUNTED))

    def _some_keys(self, scope: Scope, most: int) -> list[int]:
        """In no order, so that no more are read."""
        return list(self.rows(scope).order_by().values_list("pk", flat=True)[:most])


#: What a ground reads further of processes that were collected.
Beside = Callable[[Sequence[ProcessFacts], Scope], Sequence]


@dataclass(frozen=True, slots=True)
class ProcessGround(Ground):
    """Processes: what several questions ask of them is collected once.

    parts      the kinds of parts that are read beside those by which it is known who is around
    with_ties  whether their ties are read
    beside     what is read further of processes that were collected
    """

    parts: frozenset[str] = frozenset()
    with_ties: bool = True
    beside: Beside | None = None

    def facts_beside(self, found: Sequence[ProcessFacts], scope: Scope) -> Sequence:
        """Of processes that were collected with these parts, or with more."""
        return self.beside(found, scope) if self.beside else found


class Place(NamedTuple):
    """A record that was looked at, after which one looks on: its kind tells the ground."""

    kind: str
    key: int


@dataclass(frozen=True, slots=True)
class GroundPage:
    """Keys to be answered, those passed over because each is too large, and where the next page begins."""

    keys: Sequence[int]
    passed_over: Sequence[int]
    next_after: int | None


def _within(keys: Sequence[int], weights: Mapping[int, int], next_after: int | None) -> GroundPage:
    """As many of the keys as one page can bear together."""
    taken, passed_over, total, last = [], [], 0, None
    for key in keys:
        weight = weights.get(key, 0)
        if weight > MOST_LINKAGES:
            passed_over.append(key)
        elif taken and total + weight > PAGE_LINKAGES:
            return GroundPage(taken, passed_over, last)
        else:
            taken.append(key)
            total += weight
        last = key
    return GroundPage(taken, passed_over, next_after)


def names_of_processes(keys: Iterable[int], viewer: Viewer) -> list[ProcessName]:
    return list(process_names(keys, viewer).values())


def processes(*also: str, beside: Beside | None = None) -> ProcessGround:
    """Process by process, with its ties, its logs and further kinds of parts (see `collect_processes`)."""
    return ProcessGround(
        "pro",
        _processes,
        _process_facts(collect_processes, also, beside),
        lambda n: ngettext("%(n)s process", "%(n)s processes", n) % {"n": n},
        size=10,
        weights=_linkages_of,
        parts=frozenset(also),
        beside=beside,
    )


def process_bodies(*also: str, beside: Beside | None = None) -> ProcessGround:
    """Process by process, with its logs, roles and bodies, and without its ties: so none is too large."""
    facts = _process_facts(collect_process_bodies, also, beside)
    return replace(processes(*also, beside=beside), facts=facts, weights=None, with_ties=False)


def _process_facts(collect: Callable, also: Iterable[str], beside: Beside | None) -> Callable:
    def facts(keys: Sequence[int], scope: Scope) -> Sequence:
        found = collect(keys, scope.viewer, also)
        return beside(found, scope) if beside else found

    return facts


def _processes(scope: Scope) -> QuerySet:
    return scope.processes


def _linkages_of(keys: Sequence[int], viewer: Viewer) -> dict[int, int]:
    """Counted only as far as it matters: a process may have ten thousand."""
    return dict(prepared(_numbers_of_linkages, viewer, MOST_LINKAGES + 1).rows(processes=keys))


def _numbers_of_linkages(viewer: Viewer, most: int) -> Prepared:
    own = Linkage.objects.shown_to(viewer).filter(process=OuterRef("pk")).order_by()
    some = ArraySubquery(own.values("pk")[:most])
    number = Func(some, function="cardinality", output_field=IntegerField())
    rows = PeaceProcess.objects.shown_to(viewer).filter(pk__any_of=Keys("processes"))
    return prepare(rows.order_by().values_list("pk", number))


def _overdue(scope: Scope) -> QuerySet:
    return scope.of_processes(overdue_linkages(scope.viewer, scope.on))


def overdue_linkages(viewer: Viewer, on: date) -> QuerySet:
    """Those not confirmed within their review interval by the day: `derived.is_overdue`, asked of the database."""
    rows = Linkage.objects.shown_to(viewer).overdue_on(on)
    return rows.filter(source__retired=False, target__retired=False)


def _linkages(keys: Sequence[int], scope: Scope) -> list[LinkageFact]:
    found = linkages_by_key(always_asked(keys), scope.viewer)
    return [found[key] for key in keys if key in found]


#: Linkages not confirmed within their review interval, those seen last the longest ago first.
OVERDUE_LINKAGES = Ground(
    "lnk",
    _overdue,
    _linkages,
    lambda n: ngettext("%(n)s linkage", "%(n)s linkages", n) % {"n": n},
    Order(SEEN_LONGEST_AGO),
    is_answer=True,
)


#: So many processes can be chosen from by name.
MOST_CHOICES = 200


def first_processes(viewer: Viewer) -> list[ProcessName]:
    """All processes by name, to choose one; none where there are more than can be chosen from. Without their dates."""
    found = prepared(_first_processes, viewer).rows()
    return [ProcessName(*row) for row in found] if len(found) <= MOST_CHOICES else []


def _first_processes(viewer: Viewer) -> Prepared:
    rows = PeaceProcess.objects.shown_to(viewer).order_by("folded", "pk")
    return prepare(rows.values_list("pk", "name", "countries")[: MOST_CHOICES + 1])
