"""Sections of a screen with many rows: the first stand as boxes to type in, the others as a list.

A browser sends only the rows in which something was changed, and those that it sends may stand at other numbers
than they do by now: somebody else has retired or added rows meanwhile. So rows are recognised by their keys.
"""

from typing import NamedTuple

from django.http import QueryDict

#: So many rows of a section stand as boxes, so many of a whole screen, and so many of each section in any case.
EDITABLE, ON_SCREEN, AT_LEAST = 20, 40, 5
#: So many of the others stand on one page of their list.
LISTED = 50

#: In the address: the key of a row beyond the first that is to be edited; and, after a prefix, the page of its list.
ROW, PAGE = "row", "-page"


class RowBudget:
    """How many rows of a screen stand as boxes, whatever their sections; they ask one after the other."""

    def __init__(self):
        self.left = ON_SCREEN

    def take(self, rows: int) -> int:
        taken = min(rows, EDITABLE, max(self.left, AT_LEAST))
        self.left -= taken
        return taken


class Link(NamedTuple):
    row: object
    address: str


class ListedRows(NamedTuple):
    """One page of the rows that are listed. `first`, `last`: their numbers in the section, counted from 1."""

    links: list[Link]
    first: int
    last: int
    total: int
    before: str
    after: str


def listed_rows(rows, boxes: int, prefix: str, params: QueryDict) -> ListedRows:
    """`rows`: those that do not stand as boxes, of which there are `boxes`."""
    pages = max(1, -(-len(rows) // LISTED))
    given = params.get(prefix + PAGE, "")
    page = min(int(given), pages) if given.isdecimal() and len(given) < 6 and int(given) else 1
    shown = rows[(page - 1) * LISTED : page * LISTED]
    first = boxes + (page - 1) * LISTED + 1

    def at(number):
        return (
            _address(params, {prefix + PAGE: str(number)}, f"{prefix}-group") if 1 <= number <= pages else ""
        )

    links = [Link(row, _address(params, {ROW: str(row.pk)}, f"{prefix}-group")) for row in shown]
    return ListedRows(links, first, first + len(shown) - 1, boxes + len(rows), at(page - 1), at(page + 1))


def _address(params, changes, fragment):
    params = params.copy()
    for name, value in changes.items():
        params[name] = value
    return f"?{params.urlencode()}#{fragment}"


def sent_rows(data, prefix: str, key_name: str) -> dict[str, int]:
    """{key: number} of the stored rows that were sent; empty where the counts of the section are not numbers."""
    initial = data.get(f"{prefix}-INITIAL_FORMS", "")
    numbers = range(int(initial)) if initial.isdecimal() and len(initial) < 6 else ()
    keys = ((data.get(f"{prefix}-{number}-{key_name}"), number) for number in numbers)
    return {key: number for key, number in keys if key}


def renumbered(data, prefix: str, keys: list[str], sent: dict[str, int]):
    """The posted data with the stored rows at the numbers of `keys`, then those sent beside, then the new ones."""
    initial, total = (data.get(f"{prefix}-{name}_FORMS", "") for name in ("INITIAL", "TOTAL"))
    if not (initial.isdecimal() and total.isdecimal() and max(len(initial), len(total)) < 6):
        return data
    kept = [*keys, *(key for key in sent if key not in set(keys))]
    moves = {sent[key]: number for number, key in enumerate(kept) if key in sent}
    moves |= {int(initial) + number: len(kept) + number for number in range(int(total) - int(initial))}
    if all(old == new for old, new in moves.items()) and len(kept) == int(initial):
        return data
    arranged = data.copy()
    numbers = {str(number) for number in moves}
    for name in [name for name in data if name.startswith(f"{prefix}-")]:
        number, _dash, field = name.removeprefix(f"{prefix}-").partition("-")
        if number.isdecimal() and field:
            del arranged[name]
    for name in data:
        number, _dash, field = name.removeprefix(f"{prefix}-").partition("-")
        if name.startswith(f"{prefix}-") and field and number in numbers:
            arranged.setlist(f"{prefix}-{moves[int(number)]}-{field}", data.getlist(name))
    arranged[f"{prefix}-INITIAL_FORMS"] = str(len(kept))
    arranged[f"{prefix}-TOTAL_FORMS"] = str(len(kept) + max(0, int(total) - int(initial)))
    return arranged
