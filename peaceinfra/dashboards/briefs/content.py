"""What a brief says, as plain data: every word that a form shows, so that no form says more than another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.text import slugify

from peaceinfra.analysis.drawing.svg import Drawing
from peaceinfra.core.choices import Level


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement. `level` is the marking of what it rests on; `cites` numbers of sources.

    sign      the letter by which a drawing names it
    ident     the public id of its record, where a drawing leads to it
    mark      its marking in words; "" in a brief of which everything is public
    """

    words: str
    when: str
    level: Level
    cites: Sequence[int] = ()
    sign: str = ""
    ident: str = ""
    mark: str = ""

    @property
    def is_guarded(self) -> bool:
        return self.level > Level.PUBLIC


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing. `words` say what it shows to who does not see it; `mark` is its marking as of a statement."""

    drawing: Drawing
    words: str
    level: Level
    mark: str = ""

    @property
    def is_guarded(self) -> bool:
        return self.level > Level.PUBLIC

    @property
    def legend_on_paper(self) -> list:
        """The signs of the wide drawing, which is the one that is printed."""
        return [item for items in self.drawing.legend for item in items if item.only != "narrow"]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, a sentence, a drawing, statements; how many more there are, and what is said where there is none.

    place    the id of the part of the process's page where all of them stand
    """

    slug: str
    heading: str
    statements: Sequence[Statement] = ()
    more: str = ""
    empty: str = ""
    place: str = ""
    lead: str = ""
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source that is cited. `about`: how reliable it is, and its licence."""

    number: int
    public_id: str
    name: str
    about: str
    level: Level
    mark: str = ""

    @property
    def is_guarded(self) -> bool:
        return self.level > Level.PUBLIC


@dataclass(frozen=True, slots=True)
class SourceList:
    heading: str
    lines: Sequence[SourceLine]
    empty: str


@dataclass(frozen=True, slots=True)
class Brief:
    """A process on a day.

    level         the marking of the whole: the highest of all that it says and names
    process_level the marking of the process itself: a guarded name stands in no name of a file
    title, lead   what it is, of which day, and its marking
    left_out      which sections were not chosen
    public        how much of it is public
    drawn         the section that is a drawing, which has a sheet of its own
    basis         over what it was computed, and as the records stood when
    origin        words and the address that leads back to it
    """

    public_id: str
    name: str
    is_fictional: bool
    day: date
    record_day: date
    level: Level
    process_level: Level
    title: str
    lead: str
    left_out: str
    sections: Sequence[Section]
    public: Section
    sources: SourceList
    drawn: Section | None
    basis: Sequence[str]
    origin: tuple[str, str]

    def all_sections(self) -> Iterator[Section]:
        """In the order of the brief; the list of sources stands before the drawing."""
        yield from self.sections
        yield self.public
        if self.drawn:
            yield self.drawn

    def file_name(self, ending: str) -> str:
        """Its marking can be read before it is opened. A guarded name, or one in another script, is its public id."""
        name = slugify(self.name)[:60].strip("-") if self.process_level == Level.PUBLIC else ""
        marking = self.level.tlp.replace(":", "-").replace("+", "-")
        return f"brief-{name or self.public_id}-{marking}-{self.day.isoformat()}.{ending}"
