"""The lines of the list of processes in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peaceinfra.analysis import derived
from peaceinfra.analysis.collect import ProcessLine
from peaceinfra.analysis.drawing.glyphs import MOST_UNITS
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.core.dates.words import day_text
from peaceinfra.dashboards.presenters.cells import and_more
from peaceinfra.dashboards.presenters.life import State, state_of
from peaceinfra.dashboards.request_params import DayParams

MOST_PARTIES = 6


@dataclass(frozen=True, slots=True)
class Line:
    line: ProcessLine
    states: list[tuple[str, State]]
    certain: int
    confirmed: int
    possible: int
    freshness: str = ""

    @property
    def parties(self) -> list[str]:
        """The first parties by name."""
        return self.line.parties[:MOST_PARTIES]

    @property
    def more_parties(self) -> str:
        """How many more there are."""
        return and_more(len(self.line.parties[MOST_PARTIES:]))

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
        )
        for line in lines
    ]


def overview_sentence(lines: list[Line], day: date | None) -> str:
    """One sentence over the processes of this page: how many had a linkage between levels."""
    linked = sum(line.linkages > 0 for line in lines)
    if not lines:
        return ""
    numbers = {"n": linked, "all": len(lines), "day": day_text(day) if day else ""}
    if day:
        words = ngettext(
            "On %(day)s %(n)s of the %(all)s process below had, or may have had, a linkage between levels.",
            "On %(day)s %(n)s of the %(all)s processes below had, or may have had, a linkage between levels.",
            len(lines),
        )
    else:
        words = ngettext(
            "Of the %(all)s process below, with a recorded linkage between levels: %(n)s.",
            "Of the %(all)s processes below, with a recorded linkage between levels: %(n)s.",
            len(lines),
        )
    return _("%(sentence)s Computed over what you may see.") % {"sentence": words % numbers}


def with_squares(lines: list[Line], day: date | None) -> bool:
    """Whether a line has unit squares, which need their legend."""
    return day is not None and any(0 < line.linkages <= MOST_UNITS for line in lines)
