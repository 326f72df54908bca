"""What a serializer comes to: functions that tell a row, and the columns and parts that they take.

A field of ours says itself what it comes to, by its method `compiled(shape, compiling)`. A method field names with
`reads` what it asks its row for. All other fields tell a column.
"""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from operator import attrgetter

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from rest_framework import serializers

from peaceinfra.api.reader.rows import Row
from peaceinfra.api.reader.shapes import Shape
from peaceinfra.core.dates.envelope import RowsOf, bounding_records
from peaceinfra.core.dates.models import Dated
from peaceinfra.core.dates.validity import certainty_on
from peaceinfra.core.filtering import REVIEW_DAYS
from peaceinfra.core.numbering import numbering_of

# (row, page) to what JSON can hold
Teller = Callable[[Row, object], object]


def reads(*paths: str, lives: bool = False, log: str = "", parts: Mapping | None = None, gathered: str = ""):
    """What a method field asks its row for.

    lives       its dates, and those of the records within whose lives it is answered
    log         the rows of this log, for the state by it
    parts       {accessor: columns} of other parts
    gathered    what of other records is read for the whole page: an attribute of `reading.Page`
    """
    parts = dict(parts or {}) | ({log: ("status", "date_min", "date_max")} if log else {})

    def declare(method):
        method.reads = (paths, lives, parts, gathered)
        return method

    return declare


class Compiling:
    """What is found while the fields of a serializer are gone through: for rows of a model, with a day or without.

    gathered    what of other records is read for a page
    subjects    the fields that name a record of any kind
    """

    def __init__(self, model: type[models.Model], with_day: bool):
        self.shape, self.with_day = Shape(model), with_day
        self.shape.columns["id"] = None
        self.parts: dict[str, Part] = {}
        self.gathered: set[str] = set()
        self.subjects: dict[str, None] = {}

    def part(self, accessor: str, child=None) -> "Part":
        """The rows under an accessor; `child` is the serializer that tells them, where they are told."""
        if accessor not in self.parts:
            self.parts[accessor] = Part(self, accessor)
        if child:
            self.parts[accessor].tell_as(child, self)
        return self.parts[accessor]

    def add_lives(self) -> None:
        """The parts by which the model's envelope leads to records."""
        for item in getattr(self.shape.model, "envelope", ()):
            if isinstance(item, RowsOf):
                shape = self.part(item.accessor).shape
                shape.record(item.key).bounds()
                for name, _value in item.only:
                    shape.read(name)


class Part:
    """Rows that are told with the record they belong to.

    With a day, dated ones carry their certainty, and those that certainly did not hold are left out. What names
    somebody who was retired ended with them.
    """

    def __init__(self, compiling: Compiling, accessor: str):
        relation = compiling.shape.model._meta.get_field(accessor)
        self.model, self.owner = relation.related_model, relation.field
        self.shape = Shape(self.model)
        self.shape.columns |= dict.fromkeys(("id", self.owner.attname))
        self.numbering = numbering_of(self.model)
        if self.numbering:
            self.shape.read(self.numbering.place)
        named = [field for field in self.model._meta.concrete_fields if field.many_to_one and not field.null]
        self.live = [f"{field.name}__retired" for field in named if field != self.owner]
        self.is_of_a_day = compiling.with_day and is_dated(self.model)
        if self.is_of_a_day:
            self.shape.lives()
        self.tell: Teller | None = None

    def tell_as(self, serializer, compiling: Compiling) -> None:
        self.tell = of_object(compiled_fields(serializer, self.shape, compiling))

    def rows(self, viewer):
        return self.model.objects.shown_to(viewer).filter(**dict.fromkeys(self.live, False))

    def in_order(self, rows: Iterable[Row]) -> list[Row]:
        """The rows of one record, with the numbers by which they are told."""
        if not self.numbering:
            return sorted(rows, key=attrgetter("id"))
        place = self.numbering.place
        found = sorted(rows, key=lambda row: (Decimal(row.__dict__[place]), row.id))
        give_numbers(found, place)
        return found


def give_numbers(rows: list[Row], place: str) -> None:
    """Counts the rows of one record, of those that the reader is shown, in their order; no place is told."""
    for number, row in enumerate(rows, 1):
        row.shown_number = number


def compiled_fields(serializer, shape: Shape, compiling: Compiling, names=None) -> dict[str, Teller]:
    """{name: what tells it} of the fields of a serializer, or of those with these names."""
    found = {
        name: compiled(field, shape, compiling)
        for name, field in serializer.fields.items()
        if names is None or name in names
    }
    return {name: tell for name, tell in found.items() if tell is not None}


def compiled(field: serializers.Field, shape: Shape, compiling: Compiling) -> Teller | None:
    """What tells a field; None where it has no place in this answer."""
    if isinstance(field, serializers.ListSerializer):
        part = compiling.part(field.source, field.child)
        return Parts(field.source, part)
    if hasattr(field, "compiled"):
        return field.compiled(shape, compiling)
    if isinstance(field, serializers.SerializerMethodField):
        return _by_method(getattr(field.parent, field.method_name), shape, compiling)
    return _column(field.source, shape)


class Column:
    """Tells a column as it was read."""

    def __init__(self, name: str):
        self.name = name

    def __call__(self, row, page):
        return row.__dict__[self.name]


class Named:
    """Tells the record that a row names; None once it was retired."""

    def __init__(self, name: str):
        self.name = name

    def __call__(self, row, page):
        found = row.__dict__[self.name]
        return None if found is None or found.retired else found.reference(page.root)


class Parts:
    """Tells the rows under an accessor."""

    def __init__(self, accessor: str, part: Part):
        self.accessor, self.part = accessor, part

    def __call__(self, row, page):
        one = self.part.tell
        return [one(other, page) for other in row.__dict__[self.accessor]]


def of_object(told: dict[str, Teller]) -> Teller:
    """What tells all of these by their names (`told`): written out as a function, with each column in its place.

    The names are those of fields in serializers. A copy of an object that has them all is filled, as one that grows
    is made anew several times.
    """
    tellers = {f"tell_{place}": tell for place, tell in enumerate(told.values())}
    lines = [
        f"    told[{name!r}] = columns[{tell.name!r}]"
        if isinstance(tell, Column)
        else f"    told[{name!r}] = {function}(row, page)"
        for name, (function, tell) in zip(told, tellers.items(), strict=True)
    ]
    source = [
        "def tell(row, page):",
        "    told, columns = empty.copy(), row.__dict__",
        *lines,
        "    return told",
    ]
    made = {"empty": dict.fromkeys(told), **tellers}
    exec("\n".join(source), made)
    made["tell"].told = told
    return made["tell"]


def certainty_of(row: Row, day) -> str:
    """How a dated row held on a day, within the lives that its model declares."""
    lives = [record.bounds for record in bounding_records(row)]
    review_days = getattr(row, "review_days", REVIEW_DAYS)
    answer = certainty_on(day, row.bounds, envelopes=lives, end_kind=row.end_kind, review_days=review_days)
    return answer.value


def _by_method(method, shape: Shape, compiling: Compiling) -> Teller:
    paths, lives, parts, gathered = method.reads
    for path in paths:
        if path == "reference":
            shape.reference()
        else:
            shape.read(path)
    if lives:
        shape.lives()
    for accessor, columns in parts.items():
        for name in columns:
            compiling.part(accessor).shape.read(name)
    if gathered:
        compiling.gathered.add(gathered)
    return method


def _column(source: str, shape: Shape) -> Teller:
    if source == "__str__":
        shape.label()
        return lambda row, page: str(row)
    if "." in source:
        record, _dot, name = source.partition(".")
        shape.record(record).read(name)
        return lambda row, page: (found := row.__dict__[record]) and getattr(found, name)
    if source not in ("public_id", "shown_number"):
        try:
            field = shape.model._meta.get_field(source)
        except FieldDoesNotExist:
            shape.read_by(getattr(shape.model, source).fget)
        else:
            shape.read(field.name)
            if isinstance(field, models.DateTimeField):
                return lambda row, page: time_in_json(row.__dict__[source])
            return Column(source)
    get = attrgetter(source)
    return lambda row, page: get(row)


def time_in_json(text: str) -> str:
    """A time as the database writes it, in UTC, as JSON has it: with six digits after the second, or none."""
    time = text[11:].partition("+")[0]
    return f"{text[:10]}T{time if len(time) == 8 else time.ljust(15, '0')}Z"


def is_dated(model: type[models.Model]) -> bool:
    return issubclass(model, Dated)
