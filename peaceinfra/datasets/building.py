"""From the cells of a row to the record that they say. What a table needs is looked up once, not for each row."""

from collections.abc import Iterator, Mapping

from django.db.models.base import ModelState
from django.utils.translation import gettext as _

from peaceinfra.core.identity import UnknownId, new_id, parse_public_id, public_id
from peaceinfra.core.tabular import Table
from peaceinfra.datasets import tables
from peaceinfra.datasets.cells import BadCell

#: So many texts of a column are remembered with what they mean: codes and dates come again and again.
REMEMBERED = 5_000
_SHARED = (str, int, float, bool, type(None))


class Cells(Mapping):
    """The cells of a row by column. All rows of a file share the names."""

    __slots__ = ("_places", "_texts")

    def __init__(self, places: dict[str, int], texts: tuple[str, ...]):
        self._places, self._texts = places, texts

    def __getitem__(self, name: str) -> str:
        return self._texts[self._places[name]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def get(self, name: str, default=None):
        place = self._places.get(name)
        return default if place is None else self._texts[place]


class _Parsed:
    """One column whose text is a value."""

    def __init__(self, column, place, slot):
        self.column, self.place, self.slot = column, place, slot
        self.known = {}

    def value(self, text):
        """Raises BadCell."""
        if text in self.known:
            value = self.known[text]
            return [*value] if type(value) is list else value
        value = self.column.parse(text)
        if len(self.known) < REMEMBERED:
            self.known[text] = [*value] if type(value) is list else value
        return value


class Builder:
    """Makes the records of one file, whose first line is `header`. Faults go to `dataset.blame`."""

    def __init__(self, table: Table, header: list[str], dataset):
        self.table, self.dataset, self.model = table, dataset, table.model
        self.places = {name: place for place, name in enumerate(header)}
        fields = self.model._meta.concrete_fields
        self.attnames = [field.attname for field in fields]
        slots = {name: slot for slot, name in enumerate(self.attnames)}
        self.template = [field.get_default() for field in fields]
        #: Lists and what is computed are each record's own.
        self.own = [
            (slot, field.get_default)
            for slot, field in enumerate(fields)
            if field.has_default() and not isinstance(self.template[slot], _SHARED)
        ]
        columns = [column for column in tables.columns(table) if column.name in self.places]
        self.parsed = [
            _Parsed(column, self.places[column.name], slots[column.field.attname])
            for column in columns
            if not (tables.is_team(column) or column.is_reference)
        ]
        self.references = [
            (column, self.places[column.name], slots[column.field.attname], kinds)
            for column in tables.references(table)
            if column.name in self.places
            for kinds in [tables.kinds_referred_to(table, column)]
        ]
        own = self.model._meta.pk
        self.key_slot, self.is_detail = slots[own.attname], own.is_relation

    def build(self, row) -> None:
        """Sets `row.record` from its cells. A bad cell leaves the field's default in its place."""
        texts = row.cells._texts
        if "\x00" in "".join(texts):
            self._blame_nul(row)
        values = self.template.copy()
        for slot, default in self.own:
            values[slot] = default()
        values[self.key_slot] = None
        for parsed in self.parsed:
            try:
                values[parsed.slot] = parsed.value(texts[parsed.place])
            except BadCell as error:
                self.dataset.blame(row, parsed.column.name, str(error))
        for column, place, slot, kinds in self.references:
            if key := self._key(row, column, texts[place], kinds):
                row.references[column.name] = values[slot] = key
        if not self.is_detail:
            values[self.key_slot] = self._own_key(row)
        elif values[self.key_slot] is None:
            values[self.key_slot] = new_id()
        row.record = self._record(values)

    def _record(self, values):
        """As the model would make it, without a call for each of its fields."""
        record = self.model.__new__(self.model)
        record._state = ModelState()
        record.__dict__.update(zip(self.attnames, values, strict=True))
        return record

    def _blame_nul(self, row):
        for name, text in row.cells.items():
            if "\x00" in text:
                self.dataset.blame(row, name, _("holds a character that text cannot have (NUL). Remove it."))

    def _own_key(self, row):
        """The key of the id; a fresh one in place of a bad id, so that the row can be checked on."""
        kind = tables.kind_of(self.table)
        text = row.cells["id"]
        if not text:
            message = _("is empty. For a new record write a new id, such as %(id)s.")
            self.dataset.blame(row, "id", message % {"id": public_id(kind, new_id())})
            return new_id()
        return self._parsed(row, "id", text, (kind,)) or new_id()

    def _key(self, row, column, text, kinds):
        if not text:
            if not column.field.null:
                self.dataset.blame(row, column.name, _("is empty. Write the id of a record."))
            return None
        return self._parsed(row, column.name, text, kinds)

    def _parsed(self, row, name, text, kinds):
        try:
            prefix, key = parse_public_id(text)
        except UnknownId:
            example = public_id(kinds[0], new_id())
            message = _("is not an id. An id has a prefix, a hyphen and 13 characters, such as %(example)s.")
            self.dataset.blame(row, name, message % {"example": example})
            return None
        if prefix not in kinds:
            message = _("is an id of another kind. Here stands an id that begins with: %(kinds)s.")
            self.dataset.blame(row, name, message % {"kinds": ", ".join(kinds)})
            return None
        return key
