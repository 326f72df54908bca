"""A sheet as it is shown: kinds with their columns, rows with their boxes, a page of them at a time."""

from typing import NamedTuple

from peaceinfra.admin.sheets.kinds import SheetColumn, SheetKind
from peaceinfra.admin.sheets.reading import Problem
from peaceinfra.admin.sheets.rows import ON_PAGE, Rows, SheetRow


class Cell(NamedTuple):
    """One box. `name` is also its id; `fault`: what is wrong with it."""

    name: str
    column: SheetColumn
    value: str
    fault: str


class ShownRow(NamedTuple):
    """`number` is that among the rows of its kind, as people call it; `fault`: of the row as a whole."""

    row: SheetRow
    number: int
    cells: list[Cell]
    fault: str


class ShownKind(NamedTuple):
    """The rows of a kind that stand on the page; `shows_all`: whether something stands in a rare column."""

    kind: SheetKind
    rows: list[ShownRow]
    shows_all: bool


class Grid(NamedTuple):
    """A page of the sheet. `held`: the rows of the other pages, as a text."""

    kinds: list[ShownKind]
    held: str
    next_place: int
    page: int
    pages: int


def grid_of(rows: Rows, kinds: dict[str, SheetKind], problems: list[Problem] = (), page: int = 1) -> Grid:
    """The page with the first problem, where there are any, or the one that is asked for."""
    numbers = numbers_of(rows)
    ordered = [row for of_kind in rows.of_kind().values() for row in of_kind]
    pages = max((len(ordered) - 1) // ON_PAGE + 1, 1)
    if problems:
        page = ordered.index(problems[0].row) // ON_PAGE + 1
    page = min(max(page, 1), pages)
    shown = ordered[(page - 1) * ON_PAGE : page * ON_PAGE]
    faults = {(problem.row.place, problem.column): problem.message for problem in problems}
    found: dict[str, list[ShownRow]] = {}
    for row in shown:
        cells = [
            Cell(
                row.box(column.name),
                column,
                row.cells.get(column.name, ""),
                faults.get((row.place, column.name), ""),
            )
            for column in kinds[row.kind].columns
        ]
        shown_row = ShownRow(row, numbers[row.place], cells, faults.get((row.place, ""), ""))
        found.setdefault(row.kind, []).append(shown_row)
    of_kinds = [ShownKind(kinds[name], group, _shows_all(group)) for name, group in found.items()]
    return Grid(of_kinds, rows.held({row.place for row in shown}), rows.next_place, page, pages)


def numbers_of(rows: Rows) -> dict[int, int]:
    """{place: number among the rows of its kind}."""
    return {row.place: number for group in rows.of_kind().values() for number, row in enumerate(group, 1)}


def _shows_all(group):
    return any(cell.column.is_rare and (cell.value or cell.fault) for row in group for cell in row.cells)
