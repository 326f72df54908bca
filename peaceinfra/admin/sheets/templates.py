"""Templates of a sheet to be filled in elsewhere: a CSV of one kind, or a workbook with a tab for each."""

import csv
import io

from django.http import Http404, HttpResponse

from peaceinfra.admin.sheets.kinds import SheetKind, kinds_for
from peaceinfra.admin.sheets.upload import tag_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# So many rows of a tab offer the words of a column, and a tab has so long a name at most.
_OFFERED, _LONGEST_TITLE = 1_000, 31
# Of a tab with the words of columns: it is hidden, and not read back.
_WORDS = "words"


def template_for(request) -> HttpResponse:
    """GET ?kind= → its CSV; without it → a workbook of all kinds."""
    kinds = kinds_for(request.viewer)
    name = request.GET.get("kind", "")
    if not name:
        return _download(workbook_of([*kinds.values()]), XLSX, "sheet.xlsx")
    if name not in kinds:
        raise Http404
    return _download(csv_of(kinds[name]), "text/csv; charset=utf-8", f"{name}.csv")


def _download(content, form, name):
    response = HttpResponse(content, content_type=form)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def csv_of(kind: SheetKind) -> bytes:
    """The heads of columns and their hashtags. The mark at its start lets spreadsheets see that it is UTF-8."""
    text = io.StringIO(newline="")
    lines = csv.writer(text)
    lines.writerow(column.label for column in kind.columns)
    lines.writerow(tag_of(kind, column) for column in kind.columns)
    return text.getvalue().encode("utf-8-sig")


def workbook_of(kinds: list[SheetKind]) -> bytes:
    """A tab for each kind: heads with their help, hashtags, and lists of the words that a column takes."""
    import xlsxwriter  # noqa: PLC0415 - slow to import, needed for these files only

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        head, tag = book.add_format({"bold": True}), book.add_format({"font_color": "#4d5359"})
        tabs = [(kind, book.add_worksheet(_title(kind))) for kind in kinds]
        words = book.add_worksheet(_WORDS)
        words.hide()
        used = 0
        for kind, tab in tabs:
            tab.freeze_panes(2, 0)
            for place, column in enumerate(kind.columns):
                tab.write_string(0, place, column.label + (" *" if column.is_needed else ""), head)
                tab.write_string(1, place, tag_of(kind, column), tag)
                tab.set_column(place, place, max(len(column.label) + 3, 12))
                if column.help:
                    tab.write_comment(0, place, column.help)
                if column.choices:
                    words.write_column(0, used, column.words)
                    _offer(tab, place, used, len(column.words))
                    used += 1
    return file.getvalue()


def _title(kind):
    return kind.label[:_LONGEST_TITLE]


def _offer(tab, place, used, count):
    from xlsxwriter.utility import xl_range_abs  # noqa: PLC0415 - as above

    source = f"={_WORDS}!{xl_range_abs(0, used, count - 1, used)}"
    # Several words may stand in a cell, or a code: what is offered is no must.
    rule = {"validate": "list", "source": source, "error_type": "information", "show_error": False}
    tab.data_validation(2, place, _OFFERED, place, rule)
