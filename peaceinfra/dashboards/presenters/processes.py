"""The lines of the list of processes in words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peaceinfra.analysis import derived
from peaceinfra.analysis.collect import ProcessLine
from peaceinfra.analysis.counting import counted
from peaceinfra.analysis.drawing.glyphs import MOST_UNITS
from peaceinfra.analysis.warning import none_in_words
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.core.dates.words import day_text
from peaceinfra.dashboards.presenters.cells import and_more
from peaceinfra.dashboards.presenters.course import course_words
from peaceinfra.dashboards.request_params import DayParams
from processes.choices import CoverageTopic

MOST_PARTIES = 6


@dataclass(frozen=True, slots=True)
class Line:
    """`status`, `more_status`: where the talks stand; `no_linkages`, `no_bodies`: said where none are recorded."""

    line: ProcessLine
    status: str
    more_status: str
    certain: int
    confirmed: int
    possible: int
    freshness: str = ""
    no_linkages: str = ""
    no_bodies: str = ""

    @property
    def parties(self) -> list[str]:
        """The first parties by name."""
        return self.line.parties[:MOST_PARTIES]

    @property
    def more_parties(self) -> str:
        """How many more there are."""
        return and_more(len(self.line.parties[MOST_PARTIES:]))

    @property
    def absences(self) -> str:
        """That sources say of something that there was none, which is more than that none is recorded."""
        n = len(self.line.absent)
        words = ngettext(
            "a source says what there was not: %(n)s statement",
            "sources say what there was not: %(n)s statements",
            n,
        )
        return words % {"n": n} if n else ""

    @property
    def best_link(self) -> Certainty:
        """How surely a linkage between levels held on the day: as the surest of them."""
        if self.certain:
            return Certainty.CERTAIN
        return Certainty.CONFIRMED if self.confirmed else Certainty.POSSIBLE

    @property
    def linkages(self) -> int:
        return self.line.vertical.total()


def lines_in_words(lines: list[ProcessLine], params: DayParams) -> list[Line]:
    return [
        Line(
            line,
            *_status(line, params),
            line.vertical[Certainty.CERTAIN.value],
            line.vertical[Certainty.CONFIRMED.value],
            line.vertical[Certainty.POSSIBLE.value],
            derived.freshness(line.freshest, line.review_days, params.on) if line.freshest else "",
            none_in_words(line.searches, CoverageTopic.LINKAGES, params.day, line.absent),
            none_in_words(line.searches, CoverageTopic.BODIES, params.day, line.absent),
        )
        for line in lines
    ]


def _status(line: ProcessLine, params: DayParams) -> tuple[str, str]:
    course = derived.Course(line.process, line.phases, line.momenta)
    words, more = course_words(course, line.process.ending, params.day, params.today)
    return capfirst(words), more


def overview_sentence(lines: list[Line], day: date | None) -> str:
    """One or two sentences over the processes of this page: how many there are, how many with a linkage between
    levels. Of a day they are counted as the lines say: by certainty, each apart.
    """
    if not lines:
        return ""
    linked = [line for line in lines if line.linkages > 0]
    if day:
        return _sentence_of_day(lines, linked, day)
    words = ngettext(
        "%(n)s of this %(all)s process has a recorded link between levels of society, as between local "
        "actors and the official talks.",
        "%(n)s of these %(all)s processes have a recorded link between levels of society, as between local "
        "actors and the official talks.",
        len(lines),
    )
    said = words % {"n": len(linked), "all": len(lines)}
    return _("%(sentence)s Computed over what you may see.") % {"sentence": said}


def _sentence_of_day(lines: list[Line], linked: list[Line], day: date) -> str:
    held = ngettext(
        "%(all)s process is listed for %(day)s: %(counts)s.",
        "%(all)s processes are listed for %(day)s: %(counts)s.",
        len(lines),
    ) % {
        "all": len(lines),
        "day": day_text(day),
        "counts": counted(Counter(Certainty(line.line.process.certainty) for line in lines)),
    }
    if not linked:
        between = _("None has a recorded link between levels of society on that day.")
    else:
        between = ngettext(
            "%(n)s has a recorded link between levels of society, as between local actors and the official"
            " talks: %(counts)s.",
            "%(n)s have a recorded link between levels of society, as between local actors and the official"
            " talks: %(counts)s.",
            len(linked),
        ) % {"n": len(linked), "counts": counted(Counter(line.best_link for line in linked))}
    return _("%(held)s %(between)s Computed over what you may see.") % {"held": held, "between": between}


def with_squares(lines: list[Line], day: date | None) -> bool:
    """Whether a line has unit squares, which need their legend."""
    return day is not None and any(0 < line.linkages <= MOST_UNITS for line in lines)
