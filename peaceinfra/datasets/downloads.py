"""Single records that have no list in the API, as CSV for people.

The columns of the dataset, the dates in words, the marking of each row. A row that rests only on sources whose licences
do not allow more has its id alone.

A spreadsheet opens it as it is: UTF-8 with a byte order mark, and no cell that it would take for a formula.
It is for reading. What is to be imported again is written by `exporting`.
"""

import re
from collections.abc import Iterator
from datetime import date
from itertools import islice

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _

from peaceinfra.core.choices import Level
from peaceinfra.core.dates.models import Dated, DatedStatus
from peaceinfra.core.filtering import REVIEW_DAYS
from peaceinfra.core.models import Team
from peaceinfra.core.tabular import Table
from peaceinfra.core.visibility import Viewer, as_recorded, streamed
from peaceinfra.datasets import tables
from peaceinfra.datasets.exporting import AT_ONCE, rendered
from peaceinfra.datasets.labels import Labels
from peaceinfra.datasets.lines import line
from processes.choices import Export
from processes.exports import Restriction, restrictions

BYTE_ORDER_MARK = "\ufeff"
# What makes a spreadsheet read a cell as a formula, or run it on into the next one.
ACTIVE = ("=", "+", "-", "@", "\t", "\r")
# Where much of the world writes numbers with a comma, a spreadsheet takes a semicolon for the end of a cell, and a line
# feed for that of a row, whatever quotation marks stand about them: what follows is then a cell of its own.
_BEGINS_INSIDE = re.compile(r"(?<=[;\r\n])(?=[ \t]{0,9}[=+\-@])")


def csv_download(
    table: Table, rows: QuerySet, viewer: Viewer, day: date | None = None, recorded: date | None = None
) -> StreamingHttpResponse:
    """The rows that the viewer may see, in their order, as a file to save.

    rows  of the table's model, filtered as the reader asked
    day   adds the column `certainty` where the records are dated
    recorded  at the end of which day they are read as they were recorded; None is now

    Each portion of rows takes the same number of queries.
    """
    lines = streamed(viewer, lambda: _lines_as_recorded(recorded, table, rows, viewer, day))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    days = [day and day.isoformat(), recorded and f"recorded-{recorded.isoformat()}"]
    name = "-".join(filter(None, [table.name, *days]))
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def header(table: Table, day: date | None) -> list[str]:
    """The columns of the dataset, then those for people; `tlp` is the last."""
    names = list(tables.header(table))
    if issubclass(table.model, (Dated, DatedStatus)):
        names.append("dates_in_words")
    if day and issubclass(table.model, Dated):
        names.append("certainty")
    return [*names, "tlp"]


def _lines_as_recorded(recorded: date | None, *given) -> Iterator[str]:
    with as_recorded(recorded):
        yield from _lines(*given)


def _lines(table, rows, viewer, day) -> Iterator[str]:
    yield BYTE_ORDER_MARK + line(header(table, day))
    teams = dict(Team.objects.filter(pk__in=viewer.teams).values_list("pk", "name"))
    records = _asked(table, rows, viewer, day).iterator(chunk_size=AT_ONCE)
    while portion := list(islice(records, AT_ONCE)):
        labels = Labels({}, lambda model: model.objects.shown_to(viewer), viewer)
        cells = rendered(table, portion, teams, labels)
        restricted = restrictions([record.pk for record in portion], viewer)
        yield "".join(
            line(
                _allowed(
                    [harmless(cell) for cell in [*row, *_for_people(record, day)]], restricted.get(record.pk)
                )
            )
            for record, row in zip(portion, cells, strict=True)
            if record.pk not in restricted or restricted[record.pk].rule != Export.NO
        )


def _allowed(cells: list[str], restriction: Restriction | None) -> list[str]:
    """The cells of a row; only its id, with the licences and sources in the last cell, where no more is allowed."""
    if restriction is None:
        return cells
    why = "; ".join([*restriction.licences, *restriction.sources])
    return [cells[0], *[""] * (len(cells) - 2), _("ids only: %(why)s") % {"why": why}]


def _asked(table, rows, viewer, day):
    rows = rows.shown_to(viewer)
    if day and issubclass(table.model, Dated) and "certainty" not in rows.query.annotations:
        rows = rows.with_certainty(day, REVIEW_DAYS)
    return rows if rows.ordered else rows.order_by("pk")


def _for_people(record, day):
    if isinstance(record, Dated):
        yield record.dates_text
        if day:
            yield record.certainty
    if isinstance(record, DatedStatus):
        yield record.date_text
    yield Level.in_force(record).tlp


def harmless(cell):
    """The cell for a spreadsheet: with an apostrophe before a formula, which is then taken for text."""
    if ";" in cell or "\n" in cell or "\r" in cell:
        cell = _BEGINS_INSIDE.sub("'", cell)
    return f"'{cell}" if cell.startswith(ACTIVE) else cell
