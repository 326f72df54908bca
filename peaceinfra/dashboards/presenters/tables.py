"""The tables of a process page: one way of telling a dated record, whatever its kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from peaceinfra.analysis import derived
from peaceinfra.analysis.facts import ActorFact
from peaceinfra.analysis.process_facts import CoverageFact, ProcessFacts, Recorded
from peaceinfra.core.dates.asof import PARAMETER
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.core.dates.words import span_covered
from peaceinfra.core.filtering import REVIEW_DAYS
from peaceinfra.dashboards.lists import BY_ENDPOINT
from peaceinfra.dashboards.presenters.addresses import actor_address
from peaceinfra.dashboards.presenters.evidence import Cites, Sources
from peaceinfra.templatetags.register import bdi
from processes.choices import CoverageTopic

#: So many rows of each kind a table lists; the API has all.
MOST_ROWS = 100

Cell = SafeString | str


@dataclass(frozen=True, slots=True)
class Line:
    head: Cell
    cells: Sequence[Cell]
    when: str
    certainty: Certainty
    cites: Cites

    def named_cells(self, heads: Sequence[str]) -> list[tuple[str, Cell]]:
        return list(zip(heads[1:], self.cells, strict=True))


@dataclass(frozen=True, slots=True)
class Whole:
    """Addresses of a list; "" where there is none."""

    page: str = ""
    data: str = ""
    csv: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """`lines`: (line, cells with their headings). `whole`: where all of them are listed."""

    caption: str
    heads: Sequence[str]
    lines: Sequence[tuple[Line, list]]
    is_cut: bool
    whole: Whole
    coverage: Sequence[str] = ()


class Teller:
    """Tells the records of one process on one day; sources are numbered in the order in which it tells."""

    def __init__(self, facts: ProcessFacts, sources: Sources, day: date | None):
        self.facts, self.sources, self.day = facts, sources, day

    def table(
        self,
        caption: str,
        heads: Sequence[str],
        records: Iterable[Recorded],
        tell: Callable[[Recorded], Sequence[Cell]],
        *,
        within: Sequence[str] = (),
        kind: str = "",
        topic: CoverageTopic | None = None,
        when: Callable[[Recorded], str] = lambda one: one.dates.text,
    ) -> Table:
        """`tell` gives the cells of a record, the first being its head; `within`: actors it cannot outlive.

        kind    what its lists are named after, such as channel
        when    its dates in words
        """
        records = list(records)
        lines = [self._line(one, tell(one), within, when(one)) for one in records[:MOST_ROWS]]
        return Table(
            caption,
            heads,
            [(line, line.named_cells(heads)) for line in lines],
            len(records) > MOST_ROWS,
            self.whole(kind),
            self.coverage(topic),
        )

    def _line(self, one: Recorded, told: Sequence[Cell], within: Sequence[str], when: str) -> Line:
        lives = [getattr(one, name).dates for name in within if getattr(one, name)]
        certainty = derived.certainty_of(one.dates, self.day, *lives, review_days=REVIEW_DAYS)
        return Line(told[0], told[1:], when, certainty, self.sources.cite(one.key))

    def whole(self, kind: str) -> Whole:
        """The process's rows of a kind, such as channel, as a page, as JSON and as CSV."""
        listed = BY_ENDPOINT.get(kind)
        return Whole(
            self._of_process(listed.route) if listed else "",
            self._of_process(f"api:{kind}-list") if kind else "",
            self._of_process(listed.csv_route) if listed else "",
        )

    def _of_process(self, route: str) -> str:
        try:
            address = f"{reverse(route)}?process={self.facts.public_id}"
        except NoReverseMatch:
            return ""
        return f"{address}&{PARAMETER}={self.day.isoformat()}" if self.day else address

    def coverage(self, topic: CoverageTopic | None) -> list[str]:
        """How far this was searched, in words: “none recorded” and “not researched” are two things."""
        about = [one for one in self.facts.coverage if topic and one.topic in (topic, CoverageTopic.ALL)]
        return [
            _("%(topic)s: %(searched)s.")
            % {
                "topic": one.topic.label,
                "searched": ", ".join(filter(None, (str(one.extent.label), time_covered(one)))),
            }
            for one in about
        ]

    def actor(self, one: ActorFact | None, nothing: str = "") -> Cell:
        if one is None:
            return muted(nothing or _("not recorded"))
        name = format_html('<a href="{}">{}</a>', actor_address(one, self.day), bdi(one.name))
        if not one.is_fictional or self.facts.is_fictional:
            return name
        return format_html('{} <span class="mk fict">{}</span>', name, _("fictional"))

    def actors(self, many: Iterable[ActorFact], nothing: str = "") -> Cell:
        names = format_html_join(", ", "{}", ((self.actor(one),) for one in many))
        return names or muted(nothing or _("not recorded"))


def time_covered(one: CoverageFact) -> str:
    """For which time something was searched; "" where that is not recorded."""
    return span_covered(one.dates.start, one.dates.end)


def muted(words: str) -> SafeString:
    return format_html('<span class="muted">{}</span>', words)


def said(text: object, nothing: str = "") -> Cell:
    """Words from a record, or that nothing is recorded."""
    return bdi(text) if text else muted(nothing or _("not recorded"))


def with_small(cell: Cell, *small: object) -> Cell:
    """A cell with a second line; what is empty is left out."""
    second = format_html_join(" · ", "{}", ((one,) for one in small if one))
    return format_html("{}<small>{}</small>", cell, second) if second else cell


def linked(address: str, cell: Cell) -> Cell:
    return format_html('<a href="{}">{}</a>', address, cell) if address else cell
