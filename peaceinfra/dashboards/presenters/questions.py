"""The questions in words and cells: their groups, and the answer to one as tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from peaceinfra.analysis.collect.grounds import FILTERS, Scope, first_processes
from peaceinfra.analysis.drawing.glyphs import MOST_UNITS
from peaceinfra.analysis.facts import ActorFact
from peaceinfra.analysis.questions.answering import extent_of, finding_of, how_in_words, markings_of
from peaceinfra.analysis.questions.numbers import Number
from peaceinfra.analysis.questions.question import (
    Answer,
    Column,
    Group,
    Question,
    Row,
    Silence,
    Value,
    ValueKind,
    label_of,
)
from peaceinfra.core.choices import Level
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.core.visibility import Viewer
from peaceinfra.dashboards.presenters import cells
from peaceinfra.dashboards.presenters.addresses import actor_address, page_address
from peaceinfra.dashboards.presenters.cells import Cell
from peaceinfra.dashboards.presenters.course import phase_choices
from peaceinfra.dashboards.presenters.filters import Input, inputs_of
from peaceinfra.dashboards.request_params import DayParams
from peaceinfra.dashboards.templatetags.register import certainty_mark

#: So many questions of each group the start page has.
MOST_DOORS = 3


@dataclass(frozen=True, slots=True)
class Door:
    """A question in the list of them."""

    question: Question
    number: Number


@dataclass(frozen=True, slots=True)
class DoorGroup:
    group: Group
    doors: Sequence[Door]


@dataclass(frozen=True, slots=True)
class FirstDoors:
    """The first questions of a group, and how many it has."""

    group: Group
    questions: Sequence[Question]
    total: int


@dataclass(frozen=True, slots=True)
class FindingTable:
    """The rows of one finding; `caption` is "" where the question has no findings.

    certain, confirmed, possible    so many rows, where they have dates: a square is drawn for each
    """

    caption: str
    heads: Sequence[str]
    lines: Sequence[Sequence[tuple[str, Cell]]]
    certain: int = 0
    confirmed: int = 0
    possible: int = 0

    @property
    def has_squares(self) -> bool:
        return 0 < self.certain + self.confirmed + self.possible <= MOST_UNITS


@dataclass(frozen=True, slots=True)
class AnswerWords:
    """The answer to a question as its page shows it.

    extent    how far was looked
    with_squares  whether a table has squares, which need their key
    silent    (why, the records for which the question is not answered)
    marking   the marking of the page in words; "" where all of it is public
    """

    sentence: str
    extent: str
    tables: Sequence[FindingTable]
    with_squares: bool
    silent: Sequence[tuple[str, Cell]]
    how: Sequence[str]
    not_covered: Sequence[str]
    marking: str


def groups_of(questions: Iterable[Question], numbers: dict[str, Number]) -> list[DoorGroup]:
    """The groups that have a question for this reader, in order."""
    questions = list(questions)
    found = [
        DoorGroup(group, [Door(one, numbers[one.slug]) for one in questions if one.group == group])
        for group in Group
    ]
    return [group for group in found if group.doors]


def first_doors(questions: Iterable[Question]) -> list[FirstDoors]:
    """The first questions of each group, for the start page, which reckons none of them."""
    questions = list(questions)
    groups = ((group, [one for one in questions if one.group == group]) for group in Group)
    return [FirstDoors(group, found[:MOST_DOORS], len(found)) for group, found in groups if found]


def inputs_of_scope(scope: Scope) -> list[Input]:
    """The controls: the processes are chosen by name where they are few, else by id; phases in plain words."""
    country, process, phase = inputs_of(scope.found, FILTERS)
    phase = Input(phase.name, phase.label, phase.value, phase_choices(), phase.error)
    named = first_processes(scope.viewer)
    if named:
        choices = [(one.public_id, one.name) for one in named]
        process = Input(process.name, _("process"), process.value, choices, process.error)
    return [process, country, phase]


def answer_in_words(answer: Answer, viewer: Viewer, params: DayParams) -> AnswerWords:
    question = answer.question
    highest = Level.in_force(markings_of(answer).whole)
    by_finding = answer.by_finding.items()
    tables = [_table(question, finding, rows, params) for finding, rows in by_finding if rows]
    return AnswerWords(
        finding_of(answer),
        extent_of(answer),
        tables,
        any(table.has_squares for table in tables),
        _silent(answer, params),
        how_in_words(question),
        [str(words) for words in question.not_covered],
        str(highest.label) if highest > Level.PUBLIC else "",
    )


def _table(question: Question, finding: str, rows: Sequence[Row], params: DayParams) -> FindingTable:
    how_sure = _("How sure")
    # Of what no row says anything the caption has said enough.
    first, *others = question.columns
    columns = [first, *(one for one in others if any(_says(row.values[one.key]) for row in rows))]
    with_certainty = any(row.certainty for row in rows)

    def line_of(row: Row) -> list[tuple[str, Cell]]:
        found = [(str(column.heading), _cell(column, row.values[column.key], params)) for column in columns]
        return [*found, (how_sure, certainty_mark(row.certainty))] if with_certainty else found

    lines = [line_of(row) for row in rows]
    sure = Counter(row.certainty for row in rows)
    return FindingTable(
        question.finding_label(finding),
        [head for head, _cell in lines[0]],
        lines,
        *(sure[certainty] for certainty in (Certainty.CERTAIN, Certainty.CONFIRMED, Certainty.POSSIBLE)),
    )


def _says(value: Value) -> bool:
    return value is not None and value != "" and value != []


def _cell(column: Column, value: Value, params: DayParams) -> Cell:
    if column.kind == ValueKind.RECORD:
        return _record(value, params) if value else cells.muted(_("none recorded"))
    if column.kind == ValueKind.RECORDS:
        return cells.joined(_record(record, params) for record in value) or cells.muted(_("none recorded"))
    if value is None or value == "":
        return cells.muted(_("not recorded"))
    return date_format(value, "j M Y") if column.kind == ValueKind.DAY else cells.said(value)


def _record(record, params: DayParams) -> Cell:
    is_actor = isinstance(record, ActorFact)
    address = actor_address(record, params.day) if is_actor else page_address(record.public_id, params.day)
    cell = cells.linked(address, cells.said(label_of(record)))
    return cells.fictional(cell) if getattr(record, "is_fictional", False) else cell


def _silent(answer: Answer, params: DayParams) -> list[tuple[str, bool, Cell]]:
    found = {why: [one.record for one in answer.unanswered if one.why == why] for why in Silence}
    return [
        (str(why.label), why == Silence.IN_PART, cells.joined(_record(record, params) for record in records))
        for why, records in found.items()
        if records
    ]
