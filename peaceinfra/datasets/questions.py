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

# Between values of one cell, as in the files of a dataset.
SEPARATOR = ";"
_RECORDS = (ValueKind.RECORD, ValueKind.RECORDS)


def answer_lines(question: Question, scope: Scope) -> Iterator[str]:
    """A header, then a line for each row; each page takes the same number of queries.

    A record has two columns, its id and its label; the last column is the marking of the row.
    """
    yield BYTE_ORDER_MARK + line(header(question))
    after, is_more = None, True
    while is_more:
        answer = answer_page(question, scope, after)
        marked = zip(answer.rows, markings_of(answer).rows, strict=True)
        yield "".join(line(_cells(question, row, marking)) for row, marking in marked)
        after, is_more = answer.next_after, answer.next_after is not None


def header(question: Question) -> list[str]:
    names = [name for column in question.columns for name in _names(column)]
    return [*names, *(["finding"] if question.findings else []), "certainty", "tlp"]


def _names(column: Column) -> list[str]:
    return [f"{column.key}.id", f"{column.key}.label"] if column.kind in _RECORDS else [column.key]


def _cells(question: Question, row: Row, marking: Marking) -> list[str]:
    cells = [cell for column in question.columns for cell in _cells_of(column, row.values[column.key])]
    finding = [row.finding] if question.findings else []
    certainty = row.certainty.value if row.certainty else ""
    return [*map(harmless, cells), *finding, certainty, Level.in_force(marking).tlp]


def _cells_of(column: Column, value) -> list[str]:
    if column.kind in _RECORDS:
        records = value if column.kind == ValueKind.RECORDS else [value]
        found = [record for record in records or () if record]
        return [
            SEPARATOR.join(record.public_id for record in found),
            SEPARATOR.join(label_of(record) for record in found),
        ]
    return ["" if value is None else str(value)]
