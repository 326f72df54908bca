"""The difference of two days as a table for a spreadsheet: every change that the page lists, with its marking."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from peaceinfra.analysis.collect import TwoDays
from peaceinfra.analysis.collect.difference import collect_markings_of
from peaceinfra.analysis.collect.markings import Marking, together
from peaceinfra.analysis.network.difference import ABSENT, Answer, Change
from peaceinfra.analysis.network.ties import keys_of
from peaceinfra.core.choices import Level
from peaceinfra.core.registry import models_by_kind
from peaceinfra.core.visibility import Viewer
from peaceinfra.dashboards.presenters.changes import Change as RecordChange
from peaceinfra.dashboards.presenters.difference import WORDS, beside_ties, when_of
from peaceinfra.datasets.downloads import BYTE_ORDER_MARK, harmless
from peaceinfra.datasets.lines import line
from peaceinfra.datasets.questions import REDUCED, SEPARATOR, is_left_out, reduced_cells
from processes.exports import restrictions_of_answers

_OF_AN_ANSWER = ("certainty", "word_passes", "states", "freshness")
#: `because` says whether the world changed, only our evidence did, or we learnt something since.
HEADER = (
    *("because", "kind", "what", "what_in_words", "record.id", "record.label"),
    *("when", "earliest", "latest", "from", "to", "recorded"),
    *(f"{side}.{name}" for side in ("before", "after") for name in _OF_AN_ANSWER),
    "tlp",
    *REDUCED,
)
#: What is told of a change that may not be told whole.
_IDS_ONLY = ("because", "kind", "record.id", "from", "to", "recorded")


@dataclass(frozen=True, slots=True)
class _Row:
    """A change, what it says of both days, and the records that mark it."""

    cells: list[str]
    answers: list[str]
    keys: list[int]


def difference_lines(
    two: TwoDays, days: tuple[date, date], recorded: date | None, viewer: Viewer
) -> Iterator[str]:
    """A header, then a line for each change in the order of the page: the ties first, then what is beside them."""
    rows = [*_ties(two), *map(_beside, beside_ties(two.facts, *days))]
    markings = collect_markings_of((key for row in rows for key in row.keys), viewer, recorded)
    of_both = [day.isoformat() if day else "" for day in (*days, recorded)]
    yield BYTE_ORDER_MARK + line([*HEADER])
    for row, restriction in zip(
        rows, restrictions_of_answers([row.keys for row in rows], viewer), strict=True
    ):
        if is_left_out(restriction):
            continue
        cells = [*row.cells, *of_both, *row.answers]
        if restriction:
            cells = [cell if name in _IDS_ONLY else "" for name, cell in zip(HEADER, cells, strict=False)]
        yield line([harmless(cell) for cell in [*cells, _tlp(row, markings), *reduced_cells(restriction)]])


def _tlp(row: _Row, markings: dict[int, Marking]) -> str:
    return Level.in_force(together(markings[key] for key in row.keys if key in markings)).tlp


def _ties(two: TwoDays) -> Iterator[_Row]:
    parts = {"world": two.found.world, "evidence": two.found.evidence, "learnt": two.found.learnt}
    for because, changes in parts.items():
        yield from (_tie(change, because) for change in changes)


def _tie(change: Change, because: str) -> _Row:
    words = str(WORDS[change.what][1])
    named = [because, change.kind.value, change.what.value, words, change.fact.public_id, change.name]
    answers = [*_answer(change.before), *_answer(change.after)]
    return _Row([*named, when_of(change), *map(_day, change.days)], answers, [*keys_of(change)])


def _beside(change: RecordChange) -> _Row:
    """What began, ended or changed that is no tie: a state, an event, an agreement, a role, the process itself."""
    fact = change.fact
    kind = models_by_kind()[fact.prefix]._meta.model_name
    named = ["world", kind, "", change.what, fact.public_id, getattr(fact, "name", "")]
    dated = [change.when, _day(change.first), _day(change.last)]
    return _Row([*named, *dated], [""] * 2 * len(_OF_AN_ANSWER), [fact.key])


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _answer(answer: Answer) -> list[str]:
    if answer == ABSENT:
        return [""] * len(_OF_AN_ANSWER)
    return [answer.certainty.value, answer.way.value, SEPARATOR.join(answer.states), answer.freshness or ""]
