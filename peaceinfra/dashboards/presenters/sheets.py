"""Tables of parts: one shape for memberships, mandates, stances … Columns without any content are left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from peaceinfra.analysis import derived
from peaceinfra.analysis.facts import ActorFact
from peaceinfra.analysis.part_facts import PartFact
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.core.dates.edtf import parse
from peaceinfra.core.dates.models import EDTFField
from peaceinfra.core.dates.words import day_text, span_text
from peaceinfra.core.registry import models_by_kind
from peaceinfra.dashboards.presenters.addresses import actor_address, page_address
from peaceinfra.dashboards.presenters.evidence import Cites, Sources

#: So many rows of each table a page lists; the API has all.
MOST_ROWS = 100

# Codes that say that nothing is known: a table says so once, by leaving the words out.
_SILENT = {"not_recorded", "unknown", "", None}


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a cell, with the page they lead to. `sign`: that of a function (`glyphs.FUNCTION_GLYPHS`)."""

    words: str
    address: str = ""
    is_fictional: bool = False
    is_muted: bool = False
    is_line: bool = False
    sign: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A row: (heading, pieces) of each cell, its certainty on the chosen day (None for the whole life), its sources."""

    public_id: str
    cells: Sequence[tuple[str, Sequence[Piece]]]
    certainty: Certainty | None
    cites: Cites


@dataclass(frozen=True, slots=True)
class Sheet:
    caption: str
    heads: Sequence[str]
    lines: Sequence[Line]
    is_cut: bool = False
    with_day: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page: its heading, one sentence that answers first, and its tables."""

    ident: str
    title: str
    sheets: Sequence[Sheet]
    reading: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """With what a page is read: its chosen day, today, and its numbered sources."""

    sources: Sources
    day: date | None
    today: date

    def certainty(self, part: PartFact) -> Certainty | None:
        """On the chosen day, within the lives of those it names."""
        if self.day is None or part.dates is None:
            return None
        ends = [part.named.get(end) for end in models_by_kind()[part.kind].envelope]
        lives = [end.dates for end in ends if isinstance(end, ActorFact)]
        return derived.certainty_of(part.dates, self.day, *lives)

    def pieces(self, part: PartFact, name: str) -> list[Piece]:
        """One field of a part in words, with links; nothing where nothing is recorded."""
        named = part.named.get(name)
        if named is not None:
            return [self.name(named)] if named.name else []
        column = models_by_kind()[part.kind]._meta.get_field(name)
        return [Piece(words) for words in words_of(column, getattr(part.values, name))]

    def name(self, named) -> Piece:
        """An actor, a process or another record, with its page."""
        if isinstance(named, ActorFact):
            return Piece(named.name, actor_address(named, self.day), named.is_fictional)
        return Piece(
            named.name, page_address(named.public_id, self.day), getattr(named, "is_fictional", False)
        )


#: A column: the name of a field, or a heading and what stands under it.
Column = str | tuple[str, Callable[[PartFact], list[Piece]]]


def sheet(
    caption: str, parts: Iterable[PartFact], columns: Sequence[Column], reading: Reading
) -> Sheet | None:
    """None where there is nothing to list. On a chosen day what held comes first."""
    parts = list(parts)
    if not parts:
        return None
    shown = [(part, reading.certainty(part)) for part in parts]
    if reading.day:
        shown.sort(key=lambda pair: pair[1] == Certainty.NO)
    heads = [_head(parts[0], column) for column in columns]
    rows = [(part, certainty, [_cell(part, one, reading) for one in columns]) for part, certainty in shown]
    kept = [i for i in range(len(columns)) if i == 0 or any(cells[i] for _part, _certainty, cells in rows)]
    is_dated = parts[0].dates is not None
    when = [_("When")] if is_dated else []
    lines = [
        Line(
            part.public_id,
            [(heads[i], cells[i]) for i in kept] + [(head, [Piece(part.dates.text)]) for head in when],
            certainty,
            reading.sources.cite(part.key),
        )
        for part, certainty, cells in islice(rows, MOST_ROWS)
    ]
    with_day = bool(reading.day) and is_dated
    return Sheet(caption, [heads[i] for i in kept] + when, lines, len(parts) > MOST_ROWS, with_day)


def words_of(column, value) -> list[str]:
    """The value of a field in words; none where it says that nothing is recorded."""
    if isinstance(value, (list, tuple)):
        return [words for one in value for words in words_of(column.base_field, one)] if value else []
    if isinstance(value, bool):
        return [_("yes") if value else _("no")]
    if value in _SILENT:
        return []
    if isinstance(column, EDTFField):
        return [span_text(parse(value))]
    if isinstance(value, date):
        return [day_text(value)]
    return [str(dict(column.flatchoices).get(value, value))]


def part_words(part: PartFact, home: ActorFact) -> str:
    """What a part is called beside others: its kind, and whom it names beside the actor of the page."""
    kind = str(models_by_kind()[part.kind]._meta.verbose_name)
    names = [getattr(part.values, "name", ""), *(one.name for one in part.named.values() if one != home)]
    named = ", ".join(filter(None, names))
    return f"{home.name}, {kind}" + (f": {named}" if named else "")


def language_name(code: str) -> str:
    """The name of a language by its code; the code itself where no name is at hand."""
    if "qaa" <= code <= "qtz":  # kept free by ISO 639 for languages without a code
        return _("a language without a code (%(code)s)") % {"code": code}
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def _head(part: PartFact, column: Column) -> str:
    if isinstance(column, tuple):
        return column[0]
    words = str(models_by_kind()[part.kind]._meta.get_field(column).verbose_name)
    return words[:1].upper() + words[1:]


def _cell(part: PartFact, column: Column, reading: Reading) -> list[Piece]:
    return reading.pieces(part, column) if isinstance(column, str) else column[1](part)
