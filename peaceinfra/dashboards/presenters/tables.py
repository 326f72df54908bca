"""Tables of records: one shape for memberships, mandates, stances … The columns of each kind stand in `record_columns`.

A column without any content is left out; where another row has content, an empty cell says that nothing is recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from peaceinfra.analysis import derived
from peaceinfra.analysis.collect.parts import MOST_READ
from peaceinfra.analysis.facts import ActorFact, Dates, Fact, ProcessName
from peaceinfra.analysis.part_facts import Named, PartFact
from peaceinfra.analysis.process_facts import Recorded
from peaceinfra.core.countries import country_name
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.core.dates.models import EDTFField
from peaceinfra.core.dates.words import day_text, span_covered, typed_text
from peaceinfra.core.registry import models_by_kind
from peaceinfra.core.value_words import value_words
from peaceinfra.core.values import CountryCodeField
from peaceinfra.dashboards.presenters.addresses import actor_address, page_address
from peaceinfra.dashboards.presenters.cells import (
    Cell,
    fictional,
    joined,
    linked,
    muted,
    said,
    warning,
    with_small,
)
from peaceinfra.dashboards.presenters.evidence import Cites, Sources
from peaceinfra.dashboards.presenters.list_links import ListLink

#: So many rows of each table a page lists at a time.
MOST_ROWS = 100
#: The parameter that names the row after which its table goes on.
ROWS_AFTER = "rows_after"

# Codes that say that nothing is known: a table says so once, by leaving the words out.
_SILENT = {"not_recorded", "unknown", "", None}


@dataclass(frozen=True, slots=True)
class Row:
    """A row: (heading, cell) of each column, its certainty on the chosen day (None for the whole life), its sources."""

    public_id: str
    cells: Sequence[tuple[str, Cell]]
    certainty: Certainty | None
    cites: Cites


@dataclass(frozen=True, slots=True)
class Table:
    """A table with what stands below it.

    list_link   where all of it is listed
    coverage    how far was searched
    empty       what is said where it has no rows
    before      how many there are before its rows
    more        how many come after them
    """

    caption: str
    heads: Sequence[str] = ()
    rows: Sequence[Row] = ()
    more: int = 0
    with_day: bool = False
    list_link: ListLink | None = None
    coverage: Sequence[str] = ()
    empty: str = ""
    before: int = 0

    @property
    def total(self) -> int:
        return self.before + len(self.rows) + self.more

    @property
    def part(self) -> str:
        """Which of its rows are listed, in words, where that is not all: of the longest tables not all were read."""
        if not (self.before or self.more):
            return ""
        numbers = {"first": self.before + 1, "last": self.before + len(self.rows), "all": self.total}
        if self.total >= MOST_READ:
            return _("Rows %(first)s to %(last)s of at least %(all)s") % numbers
        return _("Rows %(first)s to %(last)s of %(all)s") % numbers

    @property
    def next_after(self) -> str:
        """The row after which the next ones come; "" where these are the last."""
        return self.rows[-1].public_id if self.more else ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page: its heading, one sentence that answers first, and its tables."""

    ident: str
    title: str
    tables: Sequence[Table]
    lead: str = ""

    @property
    def total(self) -> int:
        """How many records its tables list, or lead to."""
        return sum(table.total for table in self.tables)

    @property
    def is_read_on(self) -> bool:
        """Whether one of its tables is shown from a later row on: then it is not folded."""
        return any(table.before for table in self.tables)


@dataclass(frozen=True, slots=True)
class PageContext:
    """What a page has in common: its chosen day, today, and its numbered sources.

    is_fictional    the page is of something invented, so what it names need not be marked so
    names           what those records are called that come by their key alone
    rows_after      the public id of the row after which its table goes on; "" begins each table
    """

    sources: Sources
    day: date | None
    today: date
    is_fictional: bool = False
    names: Mapping[int, str] = field(default_factory=dict)
    rows_after: str = ""

    def certainty(self, record: Fact) -> Certainty | None:
        """The certainty on the chosen day, within the lives around the record; None without a day or dates."""
        if self.day is None or _dates(record) is None:
            return None
        return derived.certainty(record, self.day)

    def cell(self, record: Fact, name: str) -> Cell:
        """One field of a record in words, with links; empty where nothing is recorded."""
        value = record.value_of(name)
        if isinstance(value, (ActorFact, ProcessName, Named)):
            return self.name(value)
        column = models_by_kind()[record.prefix]._meta.get_field(name)
        if column.many_to_one and not isinstance(value, str):
            return said(self.names.get(value))
        return joined(said(words) for words in words_of(column, value))

    def name(self, named: ActorFact | ProcessName | Named | None) -> Cell:
        """An actor, a process or another record, with its page."""
        if named is None or not named.name:
            return ""
        is_actor = isinstance(named, ActorFact)
        address = actor_address(named, self.day) if is_actor else page_address(named.public_id, self.day)
        cell = linked(address, said(named.name))
        is_marked = getattr(named, "is_fictional", False) and not self.is_fictional
        return fictional(cell) if is_marked else cell

    def actors(self, many: Iterable[ActorFact]) -> Cell:
        return joined(map(self.name, many))


#: The cell of a record under a heading.
CellMaker = Callable[[Fact, PageContext], Cell]


@dataclass(frozen=True, slots=True)
class Column:
    """What stands under a heading.

    head        or a function of the chosen day that gives it; "" for what the model calls the field it is named after
    nothing     what an empty cell says, where that is an answer: such a column is never left out
    """

    cell: CellMaker
    head: str | Callable[[date | None], str] = ""
    nothing: str = ""


def make_table(
    caption: str,
    records: Iterable[Fact],
    page: PageContext,
    columns: Mapping[str, Column],
    *,
    is_dated: bool = True,
    list_link: ListLink | None = None,
    coverage: Sequence[str] = (),
    empty: str = "",
) -> Table | None:
    """The records as a table, on a chosen day what held first; None where there is nothing to list or to say."""
    records = list(records)
    if not records:
        return Table(caption, empty=empty, coverage=coverage) if empty or coverage else None
    is_dated = is_dated and _dates(records[0]) is not None
    placed = _placed(records, page, is_dated)
    before = _place_after(placed, page.rows_after)
    shown, more = placed[before : before + MOST_ROWS], len(placed[before + MOST_ROWS :])
    cells = [[column.cell(record, page) for column in columns.values()] for record, _certainty in shown]
    kept = [at for at, column in enumerate(columns.values()) if at == 0 or column.nothing or _has(cells, at)]
    heads = [_head(records[0], name, column, page.day) for name, column in columns.items()]
    nothing = [muted(column.nothing or _("not recorded")) for column in columns.values()]
    when = [_("When")] if is_dated else []
    rows = [
        Row(
            record.public_id,
            [(heads[at], found[at] or nothing[at]) for at in kept]
            + [(head, with_small(said(when_of(record)), _beyond(record))) for head in when],
            certainty,
            page.sources.cite(record.key),
        )
        for (record, certainty), found in zip(shown, cells, strict=True)
    ]
    return Table(
        caption, [heads[at] for at in kept] + when, rows, more,
        bool(page.day) and is_dated, list_link, coverage, before=before,
    )  # fmt: skip


def _place_after(placed: Sequence[tuple[Fact, Certainty | None]], public_id: str) -> int:
    """How many rows come before those to list. A row that is not there, or was the last, begins the table anew."""
    places = (at for at, (record, _certainty) in enumerate(placed, 1) if record.public_id == public_id)
    found = next(places, 0) if public_id else 0
    return found if found < len(placed) else 0


def _placed(
    records: Iterable[Fact], page: PageContext, is_dated: bool
) -> list[tuple[Fact, Certainty | None]]:
    """The records with their certainty on the chosen day, what held on it first."""
    found = [(record, page.certainty(record) if is_dated else None) for record in records]
    return sorted(found, key=lambda pair: pair[1] == Certainty.NO) if page.day else found


def _has(cells: Sequence[Sequence[Cell]], at: int) -> bool:
    """Whether a column has any content."""
    return any(row[at] for row in cells)


def when_of(record: Fact) -> str:
    """Its dates in words: of a search the time it covered, of an event its day, of an agreement when it was signed."""
    dates = record.dates
    if record.prefix == "cov":
        return span_covered(dates.start, dates.end) or dates.text
    return dates.said_as(models_by_kind()[record.prefix].dates_said_as)


def _beyond(record: Fact) -> Cell:
    """A certain contradiction between its dates and a life around it: it is said, and nothing is refused."""
    names = derived.exceeded_by(record)
    return warning(_("beyond the recorded dates of %(names)s") % {"names": ", ".join(names)}) if names else ""


def words_of(column, value) -> list[str]:
    """The value of a field in words; none where it says that nothing is recorded."""
    if isinstance(column, CountryCodeField) and value:
        return [country_name(value)]
    if isinstance(value, (list, tuple)):
        return [words for item in value for words in words_of(column.base_field, item)] if value else []
    if value in _SILENT:
        return []
    if isinstance(column, EDTFField):
        return [typed_text(value)]
    if isinstance(value, date):
        return [day_text(value)]
    return [value_words(column, value)]


def part_words(part: Recorded | PartFact, home: ActorFact) -> str:
    """What a part is called beside others: its kind, and whom it names beside the actor of the page."""
    kind = str(models_by_kind()[part.prefix]._meta.verbose_name)
    names = [part.own_name, *(other.name for other in part.others() if other != home)]
    named = ", ".join(filter(None, names))
    return f"{home.name}, {kind}" + (f": {named}" if named else "")


def _dates(record: Fact) -> Dates | None:
    """Those of a change of state, say, are no life."""
    return getattr(record, "dates", None)


def _head(record: Fact, name: str, column: Column, day: date | None) -> str:
    head = column.head(day) if callable(column.head) else column.head
    words = str(head or models_by_kind()[record.prefix]._meta.get_field(name).verbose_name)
    return words[:1].upper() + words[1:]
