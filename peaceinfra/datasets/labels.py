"""What stands in an `x_label` column: in plain words, which record an id means, in one language."""

from collections.abc import Iterable

from django.db.models import Model
from django.utils.translation import override

from peaceinfra.core.models import Record
from peaceinfra.core.numbering import is_place, numbering_of, numbers_shown
from peaceinfra.core.registry import instances
from peaceinfra.datasets import tables

BETWEEN = " – "


class Numbers:
    """The numbers of rows that stand in an order, as a viewer is told them (None: among all rows)."""

    def __init__(self, viewer=None):
        self._viewer, self._known = viewer, {}

    def fetch(self, records: Iterable[Model]) -> None:
        """Reads what these need, one query a kind."""
        owners = {}
        for record in records:
            numbering = numbering_of(type(record))
            if numbering and record.pk not in self._known:
                owner = type(record)._meta.get_field(numbering.within).attname
                owners.setdefault(type(record), set()).add(getattr(record, owner))
        for model, keys in owners.items():
            self._known |= numbers_shown(model, keys, self._viewer)

    def of(self, record: Model) -> int | None:
        number = self._known.get(record.pk)
        if number is None and self._viewer is None:
            # A row of a file, which says its number itself.
            return getattr(record, numbering_of(type(record)).place)
        return number


class Labels:
    """Labels of the records whose keys are given; `at_hand` are records that need not be read.

    viewer  who is told the numbers of rows; without one, they are counted among all rows
    read    narrows what is read of a model
    """

    def __init__(self, at_hand: dict[int, Model], read=None, viewer=None):
        self.known = at_hand
        self.numbers = Numbers(viewer)
        self._read = read
        self._told = {}

    def fetch(self, keys) -> None:
        """Reads what the labels of these keys need, one query a kind and step."""
        wanted, done = set(keys), set()
        while wanted := wanted - self._told.keys():
            missing = wanted - self.known.keys()
            if missing:
                found = instances(Record.objects.filter(pk__in=missing), self._read)
                self.numbers.fetch(found.values())
                self.known |= found
            done |= wanted
            wanted = {
                key for owner in wanted & self.known.keys() for key in _named_in(self.known[owner])
            } - done

    def of(self, key: int) -> str:
        """The label of one record; the record must have been fetched."""
        if key not in self._told:
            record = self.known[key]
            table = tables.table_of(type(record))
            self._told[key] = BETWEEN.join(filter(None, (self._part(record, name) for name in table.label)))
        return self._told[key]

    def is_word(self, key: int | None, text: str) -> bool:
        """Whether this is the label of a record whose words were kept."""
        return self._told.get(key) == text

    def keep_words_of(self, record: Model) -> None:
        """Of a record that is at hand now, the label alone is kept. What that names was at hand before."""
        self.known[record.pk] = record
        self._told.pop(record.pk, None)
        self.of(record.pk)
        del self.known[record.pk]

    def named(self, key: int | None) -> tuple[str, str]:
        """The id and the label of one record; both empty for no record, and for one that was not found."""
        return (self.known[key].public_id, self.of(key)) if key in self.known else ("", "")

    def _part(self, record, name):
        if isinstance(getattr(type(record), name, None), property):
            # Words that are made of several fields.
            with override(None):
                return getattr(record, name)
        field = record._meta.get_field(name)
        value = self.numbers.of(record) if is_place(field) else getattr(record, field.attname)
        if field.is_relation:
            return self.of(value) if value in self.known or value in self._told else ""
        return "" if value is None else str(value)


def _named_in(record):
    """Keys of the records that a record's own label names."""
    for name in tables.table_of(type(record)).label:
        if isinstance(getattr(type(record), name, None), property):
            continue
        field = record._meta.get_field(name)
        if field.is_relation and (key := getattr(record, field.attname)):
            yield key
