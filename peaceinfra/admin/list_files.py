"""A list as it is shown (its filters, columns and order) as CSV or XLSX, at the level of who reads it.

Each row has its public id and its marking; the highest of all stands in the name of the file. What rests only on
sources whose licences do not allow more is reduced to its id, or left out, as in every file.
"""

from __future__ import annotations

from copy import copy
from io import BytesIO

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import display_for_field, label_for_field, lookup_field
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from peaceinfra.admin.list_desk import screen_named
from peaceinfra.core.choices import Level
from peaceinfra.core.reads import record_read
from peaceinfra.datasets.downloads import BYTE_ORDER_MARK, harmless
from peaceinfra.datasets.lines import line
from processes.choices import Export
from processes.exports import restrictions

# So many rows are read at once, and so many has a file at most.
AT_ONCE, MOST_ROWS = 1_000, 20_000
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def list_file(request, label, kind, *, site):
    """GET, with the filters and the order of the list."""
    screen = screen_named(site, request, label)
    if kind not in TYPES:
        raise Http404
    record_read(request, floor=Level.INTERNAL, subject=label)
    try:
        names, rows, highest, is_whole = _table(screen, request)
    except IncorrectLookupParameters:
        raise Http404 from None
    title = capfirst(str(screen.model._meta.verbose_name_plural))
    count = f"{len(rows):,}" if is_whole else _("the first %(number)s of more") % {"number": f"{len(rows):,}"}
    content = _csv(names, rows) if kind == "csv" else _xlsx(title, names, rows, highest, count, request)
    response = HttpResponse(content, content_type=TYPES[kind])
    # A file that was cut says so where nobody can miss it, and where no program takes it for a row.
    part = "" if is_whole else f"-first-{len(rows)}"
    file_name = (
        f"{label.partition('.')[2]}{part}-{Level(highest).tlp.replace(':', '-').replace('+', '-')}.{kind}"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response


def _table(screen, request) -> tuple[list[str], list[list[str]], int, bool]:
    """(the heads, the rows as texts, the highest marking, whether these are all rows)."""
    screen = copy(screen)
    screen.list_per_page = AT_ONCE
    columns = [name for name in screen.get_list_display(request) if name != "marking"]
    heads = [capfirst(str(label_for_field(name, screen.model, screen))) for name in columns]
    rows, highest, page = [], Level.PUBLIC, 1
    # One more than there may be: whether there is one is said.
    while len(rows) <= MOST_ROWS:
        request.GET = request.GET.copy()
        request.GET["p"] = str(page)
        shown = screen.get_changelist_instance(request)
        records = [*shown.result_list]
        restricted = restrictions([record.pk for record in records], request.viewer)
        for record in records:
            restriction = restricted.get(record.pk)
            if restriction is not None and restriction.rule == Export.NO:
                continue
            highest = max(highest, Level.in_force(record))
            rows.append(_row(screen, record, columns, restriction))
        if not shown.page.has_next():
            break
        page += 1
    return ["id", *heads, "tlp"], rows[:MOST_ROWS], highest, len(rows) <= MOST_ROWS


def _row(screen, record, columns, restriction) -> list[str]:
    if restriction is not None:
        why = "; ".join([*restriction.licences, *restriction.sources])
        return [record.public_id, *[""] * len(columns), _("ids only: %(why)s") % {"why": why}]
    cells = [_cell(screen, record, name) for name in columns]
    return [record.public_id, *cells, Level.in_force(record).tlp]


def _cell(screen, record, name) -> str:
    """What the list shows, as text alone."""
    try:
        column, _attribute, value = lookup_field(name, record, screen)
    except ObjectDoesNotExist:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    if column is not None and getattr(column, "flatchoices", None):
        return str(display_for_field(value, column, ""))
    return "" if value is None else strip_tags(str(value).replace("<br>", " ")).strip()


def _csv(heads, rows) -> str:
    return BYTE_ORDER_MARK + "".join(line([harmless(cell) for cell in row]) for row in [heads, *rows])


def _xlsx(title, heads, rows, highest, count, request) -> bytes:
    import xlsxwriter  # noqa: PLC0415 - slow to import, needed for these files only

    stream = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(stream, options | {"strings_to_urls": False})
    bold, quoted = book.add_format({"bold": True}), book.add_format({"quote_prefix": True})
    sheet = book.add_worksheet("List")
    for column, text in enumerate(heads):
        sheet.write_string(0, column, text, bold)
    for number, row in enumerate(rows, start=1):
        for column, text in enumerate(row):
            # What would become a formula when somebody edits it.
            sheet.write_string(number, column, text[:32_767], quoted if harmless(text) != text else None)
    sheet.freeze_panes(1, 1)
    about = book.add_worksheet("About")
    said = [
        (_("List"), title),
        (_("Marking"), Level(highest).tlp),
        (_("Filters"), request.GET.urlencode().replace("&p=1", "")),
        (_("Read on"), timezone.now().date().isoformat()),
        (_("Rows"), count),
        (
            _("Note"),
            _("It holds what its reader may see. Share it only with people cleared for its marking."),
        ),
    ]
    for number, (name, text) in enumerate(said):
        about.write_string(number, 0, name, bold)
        about.write_string(number, 1, text)
    book.close()
    return stream.getvalue()
