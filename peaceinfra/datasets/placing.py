"""From the numbers that a file gives to rows in an order, to places among the rows that are stored."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Model
from django.utils.translation import gettext as _

from peaceinfra.core.numbering import numbering_of, numbers_shown
from peaceinfra.core.places import Placed, places_in_order
from peaceinfra.datasets.folders import Dataset
from peaceinfra.datasets.rows import Rows
from processes.models import LogRow
from processes.services.batches import retired_by_undoing

AT_ONCE = 5_000


class _Numbered(NamedTuple):
    """A row of one owner: its number, as it is stored, and its place in the file, where it stands there."""

    number: int | Decimal
    stored: Placed
    place: int | None


class _Said(NamedTuple):
    """What a row of the file says, and its place in it."""

    place: int
    key: int
    owner: int
    number: int | Decimal


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
        numbering, found = numbering_of(table.model), {}
        if numbering is None:
            continue
        for ordered in _by_owner(table.model, numbering, rows):
            if issubclass(table.model, LogRow):
                _blame_repeated(ordered, numbering.place, rows, dataset)
            places = places_in_order([numbered.stored for numbered in ordered])
            for numbered, place in zip(ordered, places, strict=True):
                found[numbered.place] = place
        for portion in rows.portions():
            for row in portion:
                if row.place in found:
                    setattr(row.record, numbering.place, found[row.place])
            portion.keep()


def _said(rows: Rows, numbering) -> Iterator[_Said]:
    """What the rows say that can be put in an order."""
    owner = rows.table.model._meta.get_field(numbering.within).attname
    needed = {"id", numbering.place, numbering.within}
    for first, records in rows.records():
        for place, record in enumerate(records, first):
            if not rows.faults.get(place, frozenset()) & needed:
                yield _Said(place, record.pk, getattr(record, owner), getattr(record, numbering.place))


def _by_owner(model: type[Model], numbering, rows: Rows) -> Iterator[list[_Numbered]]:
    """The rows of each owner in their order: those of the file, and those that are stored beside them."""
    owner = model._meta.get_field(numbering.within).attname
    readable = [*_said(rows, numbering)]
    owners = sorted({said.owner for said in readable})
    in_file, found = {said.key for said in readable}, defaultdict(list)
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
    for place, key, whose, number in readable:
        if key not in retired:
            found[whose].append(_Numbered(number, stored.get((key, whose), Placed(None, key)), place))
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


def _blame_repeated(ordered, field, rows, dataset):
    last = None
    for numbered in ordered:
        place = last.place if last and numbered.place is None else numbered.place
        if last and last.number == numbered.number and place is not None:
            message = _("Two changes have the position %(position)s: number them in the order they happened.")
            dataset.blame(rows.at(place), field, message % {"position": numbered.number})
        last = numbered
