"""The lines of the list of processes in words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

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
from peaceinfra.dashboards.presenters.life import State, state_of
from peaceinfra.dashboards.presenters.summary import ending_words
from peaceinfra.dashboards.request_params import DayParams
from processes.choices import CoverageTopic

MOST_PARTIES = 6


@dataclass(frozen=True, slots=True)
class Line:
    """`no_linkages`, `no_bodies`: what is said where none are recorded."""

    line: ProcessLine
    states: list[tuple[str, State]]
    certain: int
    confirmed: int
    possible: int
    freshness: str = ""
    ending: str = ""
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
            [
                (name, state)
                for name, log in ((_("phase"), line.phases), (_("momentum"), line.momenta))
                if (state := state_of(log, params.day, line.process))
            ],
            line.vertical[Certainty.CERTAIN.value],
            line.vertical[Certainty.CONFIRMED.value],
            line.vertical[Certainty.POSSIBLE.value],
            derived.freshness(line.freshest, line.review_days, params.on) if line.freshest else "",
            _ending(line, params),
            none_in_words(line.searches, CoverageTopic.LINKAGES, params.day, line.absent),
            none_in_words(line.searches, CoverageTopic.BODIES, params.day, line.absent),
        )
        for line in lines
    ]


def _ending(line: ProcessLine, params: DayParams) -> str:
    """How it ended, of one that is over by the day."""
    course = derived.Course(line.process, line.phases, line.momenta)
    return ending_words(line.process.ending) if course.is_over(params.day, params.today) else ""


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
