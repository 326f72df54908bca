"""From the cells of a row to the record that they say. What a table needs is looked up once, not for each row."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import repeat

from django.db.models.expressions import DatabaseDefault
from django.utils.translation import gettext as _

from peaceinfra.core.identity import UnknownId, new_id, parse_public_id, public_id
from peaceinfra.core.tabular import Table
from peaceinfra.datasets import tables
from peaceinfra.datasets.cells import BadCell
from peaceinfra.datasets.rows import record_of

#: So many texts of a column are remembered with what they mean: codes and dates come again and again.
REMEMBERED = 5_000
NUL = "\x00"
_NOTHING = ("", None)
_SHARED = (str, int, float, bool, type(None), DatabaseDefault)


class Cells(Mapping):
    """The cells of a row by column. All rows of a file share the names; the texts are kept as one, which is a third."""

    __slots__ = ("_places", "_packed")

    def __init__(self, places: dict[str, int], texts: Sequence[str]):
        packed = NUL.join(texts)
        self._places = places
        self._packed = packed if packed.count(NUL) == len(texts) - 1 else tuple(texts)

    @property
    def hold_nul(self) -> bool:
        """Whether a text has the one character that no text of the register can have."""
        return type(self._packed) is tuple

    def _texts(self):
        return self._packed if self.hold_nul else self._packed.split(NUL)

    def __getitem__(self, name: str) -> str:
        return self._texts()[self._places[name]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def get(self, name: str, default=None):
        place = self._places.get(name)
        return default if place is None else self._texts()[place]


class _Parsed:
    """One column whose text is a value: each text is read once."""

    def __init__(self, column, place, slot, default):
        self.column, self.place, self.slot, self.default = column, place, slot, default
        self.known, self.bad, self.are_lists = {}, {}, False

    def values(self, texts: Sequence[str]) -> list:
        """What the texts mean; the default in place of those of which `bad` says what is wrong."""
        if len(self.known) > REMEMBERED:
            self.known.clear()
        self.bad.clear()
        for text in {*texts} - self.known.keys():
            try:
                self.known[text] = value = self.column.parse(text)
            except BadCell as error:
                self.bad[text] = str(error)
            else:
                self.are_lists = self.are_lists or type(value) is list
        if self.bad or self.are_lists:
            return [self._own(text) for text in texts]
        return [*map(self.known.__getitem__, texts)]

    def _own(self, text):
        if text in self.bad:
            return self.default()
        value = self.known[text]
        return [*value] if type(value) is list else value


class Builder:
    """Makes the records of one file, whose first line is `header`. Faults go to `dataset.blame`."""

    def __init__(self, table: Table, header: list[str], dataset):
        self.table, self.dataset, self.model = table, dataset, table.model
        self.places = {name: place for place, name in enumerate(header)}
        fields = self.model._meta.concrete_fields
        self.attnames = [field.attname for field in fields]
        slots = {name: slot for slot, name in enumerate(self.attnames)}
        self.defaults = [field.get_default for field in fields]
        self.template = [default() for default in self.defaults]
        #: Lists and what is computed are each record's own.
        self.own = [
            (slot, field.get_default)
            for slot, field in enumerate(fields)
            if field.has_default() and not isinstance(self.template[slot], _SHARED)
        ]
        columns = [column for column in tables.columns(table) if column.name in self.places]
        self.parsed = [
            _Parsed(column, self.places[column.name], slot, self.defaults[slot])
            for column in columns
            if not (column.is_reference or tables.is_team(column))
            for slot in [slots[column.field.attname]]
        ]
        self.references = [
            (column, self.places[column.name], slots[column.field.attname], kinds)
            for column in tables.references(table)
            if column.name in self.places
            for kinds in [tables.kinds_referred_to(table, column)]
        ]
        own = self.model._meta.pk
        self.key_slot, self.is_detail = slots[own.attname], own.is_relation
        self.known_keys = {}

    def build(self, rows: list, texts: list[Sequence[str]]) -> None:
        """Sets `record` of each row from the texts of its cells. A bad one leaves the field's default in its place."""
        if not rows:
            return
        for row in rows:
            if row.cells.hold_nul:
                self._blame_nul(row)
        by_place = [*zip(*texts, strict=True)]
        values = [repeat(value, len(rows)) for value in self.template]
        for slot, default in self.own:
            values[slot] = [default() for _row in rows]
        for parsed in self.parsed:
            values[parsed.slot] = parsed.values(by_place[parsed.place])
            if parsed.bad:
                self._blame_bad(rows, parsed, by_place[parsed.place])
        values[self.key_slot] = repeat(None, len(rows))
        for column, place, slot, kinds in self.references:
            keys = self._keys(rows, column, by_place[place], kinds)
            for row, key in zip(rows, keys, strict=True):
                if key:
                    row.references[column.name] = key
            default = None if slot == self.key_slot else self.template[slot]
            values[slot] = [key or default for key in keys]
        if not self.is_detail:
            values[self.key_slot] = self._own_keys(rows, by_place[self.places["id"]])
        else:
            values[self.key_slot] = [key or new_id() for key in values[self.key_slot]]
        for row, of_row in zip(rows, zip(*values, strict=True), strict=True):
            row.record = record_of(self.model, self.attnames, of_row)

    def _blame_bad(self, rows, parsed, texts):
        for row, text in zip(rows, texts, strict=True):
            if text in parsed.bad:
                self.dataset.blame(row, parsed.column.name, parsed.bad[text])

    def _blame_nul(self, row):
        for name, text in row.cells.items():
            if NUL in text:
                self.dataset.blame(row, name, _("holds a character that text cannot have (NUL). Remove it."))

    def _own_keys(self, rows, texts):
        """The keys of the ids; a fresh one in place of a bad id, so that the row can be checked on."""
        kind = tables.kind_of(self.table)
        for row, text in zip(rows, texts, strict=True):
            if not text:
                message = _("is empty. For a new record write a new id, such as %(id)s.")
                self.dataset.blame(row, "id", message % {"id": public_id(kind, new_id())})
                yield new_id()
            else:
                yield self._key(row, "id", text, (kind,)) or new_id()

    def _keys(self, rows, column, texts, kinds):
        """The keys of the ids that a column refers to; None of those that are empty or bad."""
        if len(self.known_keys) > REMEMBERED:
            self.known_keys.clear()
        for text in {*texts} - self.known_keys.keys():
            with suppress(UnknownId):
                self.known_keys[text] = parse_public_id(text)
        found = []
        for row, text in zip(rows, texts, strict=True):
            prefix, key = self.known_keys.get(text, _NOTHING)
            if prefix in kinds:
                found.append(key)
                continue
            found.append(None)
            if text:
                self._key(row, column.name, text, kinds)
            elif not column.field.null:
                self.dataset.blame(row, column.name, _("is empty. Write the id of a record."))
        return found

    def _key(self, row, name, text, kinds):
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
