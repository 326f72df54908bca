"""Within whose lives a dated record is answered: declared once on its model, followed in SQL and in Python.

An envelope is a tuple. Each of its items is the path of a foreign key (`source`, `post__body`), or `RowsOf`, where
several rows name one record each (the ends of a channel). What is not recorded, or was retired, sets no limit.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Model


@dataclass(frozen=True)
class RowsOf:
    """Rows that name a record each.

    accessor    the name under which the rows hang on the record
    key         the foreign key in a row
    only        (field, value) of the rows that count
    """

    accessor: str
    key: str
    only: tuple[tuple[str, str], ...] = ()

    def records_of(self, record: Model) -> Iterator[Model]:
        for row in getattr(record, self.accessor).all():
            if is_live(row) and all(getattr(row, name) == value for name, value in self.only):
                yield getattr(row, self.key)


def bounding_records(record: Model) -> list[Model]:
    """The records within whose lives this one is answered; not those that were retired."""
    found = []
    for item in record.envelope:
        found += _records_at(record, item)
    return [end for end in found if end is not None and is_live(end)]


def paths_of(model: type[Model]) -> list[str]:
    """The foreign keys in the envelope of a model: what `select_related` reads for it."""
    return [item for item in model.envelope if isinstance(item, str)]


def rows_read_for(model: type[Model]) -> list[str]:
    """What `prefetch_related` reads for it."""
    return [f"{item.accessor}__{item.key}" for item in model.envelope if isinstance(item, RowsOf)]


def is_live(record: Model) -> bool:
    return not getattr(record, "retired", False)


def _records_at(record: Model, item: str | RowsOf) -> Iterable[Model | None]:
    if isinstance(item, RowsOf):
        return item.records_of(record)
    if "__" not in item:
        return [getattr(record, item)]
    found = record
    for name in item.split("__"):
        found = found and getattr(found, name)
    return [found]
