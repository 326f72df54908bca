"""The answer to a question as CSV: every page of it, for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator

from peaceinfra.analysis.collect.grounds import Scope
from peaceinfra.analysis.collect.markings import Marking
from peaceinfra.analysis.questions.answering import answer_page, markings_of
from peaceinfra.analysis.questions.question import Column, Question, Row, ValueKind, label_of
from peaceinfra.core.choices import Level
from peaceinfra.datasets.downloads import BYTE_ORDER_MARK, harmless
from peaceinfra.datasets.lines import line
from processes.choices import Export
from processes.exports import Restriction, restrictions_of_answers

# Between values of one cell, as in the files of a dataset.
SEPARATOR = ";"
#: What is not told of a row whose records rest only on restricted sources: see docs/licences.md.
REDUCED = ("reduced.licences", "reduced.sources")
_RECORDS = (ValueKind.RECORD, ValueKind.RECORDS)


def answer_lines(question: Question, scope: Scope) -> Iterator[str]:
    """A header, then a line for each row; each page takes the same number of queries.

    A record has two columns, its id and its label; after the marking of the row stands on account of which licences
    and sources it has the ids of its records alone.
    """
    yield BYTE_ORDER_MARK + line(header(question))
    after, is_more = None, True
    while is_more:
        answer = answer_page(question, scope, after)
        restricted = restrictions_of_answers(
            [row.rests_on or row.behind for row in answer.rows], scope.viewer
        )
        told = zip(answer.rows, markings_of(answer).rows, restricted, strict=True)
        yield "".join(line(_cells(question, *row)) for row in told if not is_left_out(row[-1]))
        after, is_more = answer.next_after, answer.next_after is not None


def header(question: Question) -> list[str]:
    names = [name for column in question.columns for name in _names(column)]
    return [*names, *(["finding"] if question.findings else []), "certainty", "tlp", *REDUCED]


def _names(column: Column) -> list[str]:
    return [f"{column.key}.id", f"{column.key}.label"] if column.kind in _RECORDS else [column.key]


def is_left_out(restriction: Restriction | None) -> bool:
    return restriction is not None and restriction.rule == Export.NO


def reduced_cells(restriction: Restriction | None) -> list[str]:
    """What stands in the columns of `REDUCED`."""
    if restriction is None:
        return [""] * len(REDUCED)
    return [SEPARATOR.join(restriction.licences), SEPARATOR.join(restriction.sources)]


def _cells(question: Question, row: Row, marking: Marking, restriction: Restriction | None) -> list[str]:
    whole = restriction is None
    cells = [
        cell if whole or name.endswith(".id") else ""
        for column in question.columns
        for name, cell in zip(_names(column), _cells_of(column, row.values[column.key]), strict=True)
    ]
    finding = [row.finding if whole else ""] if question.findings else []
    certainty = row.certainty.value if row.certainty and whole else ""
    tlp = Level.in_force(marking).tlp
    return [*map(harmless, cells), *finding, certainty, tlp, *reduced_cells(restriction)]


def _cells_of(column: Column, value) -> list[str]:
    if column.kind in _RECORDS:
        records = value if column.kind == ValueKind.RECORDS else [value]
        found = [record for record in records or () if record]
        return [
            SEPARATOR.join(record.public_id for record in found),
            SEPARATOR.join(label_of(record) for record in found),
        ]
    return ["" if value is None else str(value)]
