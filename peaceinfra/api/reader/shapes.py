"""Which columns an answer takes, of a model and of the records that it names, and how rows are made of them."""

from collections.abc import Callable, Iterator
from itertools import count

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models.functions import Cast

from peaceinfra.api.reader.rows import day_in, row_class
from peaceinfra.core.dates.envelope import paths_of
from peaceinfra.core.dates.models import Dated
from peaceinfra.core.models import Record
from peaceinfra.core.numbering import is_place
from processes.models import Actor, Note

BOUNDS = ("start_min", "start_max", "end_min", "end_max")
# {(model, its columns): the number under which rows of this shape are kept}
_slots: dict[tuple, int] = {}
_numbers = count()


class Shape:
    """The columns of a model that are read, and the shapes of the records that are read with it."""

    def __init__(self, model: type[models.Model]):
        self.model = model
        self.columns: dict[str, None] = {}
        self.records: dict[str, Shape] = {}
        if model is Record:
            self.columns["kind"] = None

    def read(self, path: str) -> None:
        """A column of the model or, with `__`, of a record that it names."""
        name, _sep, rest = path.partition("__")
        field = self.model._meta.get_field(name)
        if rest:
            self.record(field.name).read(rest)
        elif field.is_relation:
            self.record(field.name)
        else:
            self.columns[field.attname] = None

    def record(self, name: str) -> "Shape":
        """The shape of a record that it names, or of a detail of it."""
        if name not in self.records:
            field = self.model._meta.get_field(name)
            if field.concrete:
                self.columns[field.attname] = None
            self.records[name] = shape = Shape(field.related_model)
            shape.columns["retired"] = None
        return self.records[name]

    def at(self, path: str) -> "Shape":
        shape = self
        for name in path.split("__"):
            shape = shape.record(name)
        return shape

    def label(self) -> None:
        """What its words are made of."""
        self.read_by(self.model.__str__)

    def reference(self) -> None:
        """What others name it by: its label and its address."""
        self.label()
        if self.model in (Actor, Note):
            self.read("kind")

    def read_by(self, function: Callable) -> None:
        """The columns that a function of the model asks its record for, by the names that stand in it."""
        names = function.__code__.co_names
        for name in names:
            made = getattr(self.model, name, None)
            if name == "public_id":
                continue  # of every row
            if isinstance(made, property):
                self.read_by(made.fget)
            elif field := self._field(name.removeprefix("get_").removesuffix("_display")):
                self.read(field.name)
                if field.is_relation:
                    self._read_of(self.record(field.name), names)

    def _read_of(self, shape: "Shape", names) -> None:
        """Of a record that is named, its words, and what else a function asks it for."""
        shape.label()
        for name in names:
            if name != "kind" and (field := shape._field(name)) and not field.is_relation:
                shape.read(name)

    def _field(self, name: str):
        try:
            field = self.model._meta.get_field(name)
        except FieldDoesNotExist:
            return None
        return field if field.concrete and name != "id" else None

    def bounds(self) -> None:
        if issubclass(self.model, Dated):
            self.columns |= dict.fromkeys(BOUNDS)

    def lives(self) -> None:
        """Its own dates, and those within whose lives it is answered."""
        if not issubclass(self.model, Dated):
            return
        self.bounds()
        self.read("end_kind")
        if any(field.name == "review_days" for field in self.model._meta.concrete_fields):
            self.read("review_days")
        for path in paths_of(self.model):
            self.at(path).bounds()

    def paths(self, prefix: str = "") -> Iterator[str]:
        """The columns as they are asked for, in the order in which `builder` takes them."""
        yield from (f"{prefix}{name}" for name in self.columns)
        for name, shape in self.records.items():
            yield from shape.paths(f"{prefix}{name}__")

    def fields(self) -> Iterator[models.Field]:
        """The fields of `paths`."""
        yield from map(self.model._meta.get_field, self.columns)
        for shape in self.records.values():
            yield from shape.fields()

    def asked(self) -> list:
        """`paths` as they are asked for: days and times as text, of which the driver need not make objects."""
        return [
            Cast(path, models.TextField()) if isinstance(field, models.DateField) else path
            for path, field in zip(self.paths(), self.fields(), strict=True)
        ]

    def builder(self) -> Callable:
        """`build(values, kept)`: the row of these values; `kept` holds the records that were named before."""
        return _builder(self, 0)[0]

    def readers(self) -> list[tuple[int, Callable]]:
        """(place, function) of the columns that JSON has no form of."""
        found = ((place, _reader(field)) for place, field in enumerate(self.fields()))
        return [(place, read) for place, read in found if read]

    def texts(self) -> set[int]:
        """The places of the columns that JSON would not tell exactly."""
        return {place for place, field in enumerate(self.fields()) if is_place(field)}


def _builder(shape: Shape, start: int) -> tuple[Callable, int]:
    kind, names = row_class(shape.model), tuple(shape.columns)
    stop = end = start + len(names)
    related = []
    for name, other in shape.records.items():
        build, following = _builder(other, end)
        field = shape.model._meta.get_field(name)
        key_at = start + names.index(field.attname) if field.concrete else None
        present_at = end + list(other.columns).index("retired")
        signature = (other.model, *other.paths())
        slot = _slots.setdefault(signature, next(_numbers))
        related.append((name, key_at, present_at, build, slot))
        end = following

    def build(values, kept):
        row = object.__new__(kind)
        own = row.__dict__
        own.update(zip(names, values[start:stop], strict=True))
        for name, key_at, present_at, build_other, slot in related:
            if values[present_at] is None:
                own[name] = None
            elif key_at is None:
                own[name] = build_other(values, kept)
            else:
                key, known = values[key_at], kept[slot]
                other = known.get(key)
                if other is None:
                    other = known[key] = build_other(values, kept)
                    other.__dict__["id"] = key
                own[name] = other
        return row

    return build, end


def _reader(field) -> Callable | None:
    if isinstance(getattr(field, "base_field", None), models.DateField):
        return lambda days: [day and day_in(day) for day in days]
    return None
