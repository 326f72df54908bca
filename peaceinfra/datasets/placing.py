"""From the numbers that a file gives to rows in an order, to places among the rows that are stored."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Model
from django.utils.translation import gettext as _

from peaceinfra.core.numbering import numbering_of, numbers_shown
from peaceinfra.core.places import Placed, places_in_order
from peaceinfra.datasets.folders import Dataset, Row
from processes.models import LogRow
from processes.services.batches import retired_by_undoing

AT_ONCE = 5_000


class _Numbered(NamedTuple):
    """A row of one owner: its number, as it is stored, and what the file says of it, where it does."""

    number: int | Decimal
    stored: Placed
    row: Row | None


class _Sibling(NamedTuple):
    """A stored row: whose it is, whether it was retired, and its place."""

    owner: int
    retired: bool
    placed: Placed


def place_rows(dataset: Dataset) -> None:
    """Gives each row its place. Numbers say only the order: a row that stands between the same others stays.

    A number that is a file's and also another row's is a fault in a log; elsewhere such rows keep their order.
    """
    for table, rows in dataset.rows.items():
        if numbering := numbering_of(table.model):
            for ordered in _by_owner(table.model, numbering, rows):
                if issubclass(table.model, LogRow):
                    _blame_repeated(ordered, numbering.place, dataset)
                places = places_in_order([numbered.stored for numbered in ordered])
                for numbered, place in zip(ordered, places, strict=True):
                    if numbered.row:
                        setattr(numbered.row.record, numbering.place, place)


def _by_owner(model: type[Model], numbering, rows: list[Row]) -> Iterator[list[_Numbered]]:
    """The rows of each owner in their order: those of the file, and those that are stored beside them."""
    owner = model._meta.get_field(numbering.within).attname
    readable = [row for row in rows if not row.faulty & {"id", numbering.place, numbering.within}]
    owners = sorted({getattr(row.record, owner) for row in readable})
    in_file, found = {row.record.pk for row in readable}, defaultdict(list)
    stored, retired = {}, set()
    for start in range(0, len(owners), AT_ONCE):
        portion = owners[start : start + AT_ONCE]
        siblings = [*_siblings(model, owner, numbering.place, portion)]
        numbers = numbers_shown(model, portion, None) if siblings else {}
        gone = [
            sibling.placed.key for sibling in siblings if sibling.retired and sibling.placed.key in in_file
        ]
        gone = [*model._base_manager.filter(pk__among=gone)] if gone else []
        back = retired_by_undoing(model, gone) if gone else set()
        for sibling in siblings:
            key = sibling.placed.key
            if sibling.retired and key not in back:
                retired.add(key)
            elif key in in_file:
                stored[key, sibling.owner] = sibling.placed
            else:
                found[sibling.owner].append(_Numbered(numbers[key], sibling.placed, None))
    for row in readable:
        key, whose = row.record.pk, getattr(row.record, owner)
        if key not in retired:
            number = getattr(row.record, numbering.place)
            found[whose].append(_Numbered(number, stored.get((key, whose), Placed(None, key)), row))
    for siblings in found.values():
        yield sorted(
            siblings,
            key=lambda numbered: (numbered.number, numbered.stored.place is None, *_order(numbered.stored)),
        )


def _siblings(model, owner, place, owners) -> Iterator[_Sibling]:
    """All stored rows of these owners."""
    names = ["pk", owner, "retired", place, "effective_level", "effective_teams"]
    rows = model._base_manager.filter(**{f"{owner}__among": owners}).values_list(*names)
    for key, whose, retired, number, level, teams in rows:
        yield _Sibling(whose, retired, Placed(number, key, level, len(teams)))


def _order(stored):
    return stored.place or 0, stored.key


def _blame_repeated(ordered, field, dataset):
    last = None
    for numbered in ordered:
        if last and last.number == numbered.number and (row := numbered.row or last.row):
            message = _("Two changes have the position %(position)s: number them in the order they happened.")
            dataset.blame(row, field, message % {"position": numbered.number})
        last = numbered
