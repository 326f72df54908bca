"""What hangs on a record, read one way for every kind: its columns are those of its model.

Reading has two steps, so that a page asks once for all the actors it names: rows first, then facts of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from types import SimpleNamespace
from typing import NamedTuple, get_type_hints

from django.db.models import Field, Model, Q, QuerySet, TextChoices

from peaceinfra.analysis.collect.rows import DATES, DAYS, dates_of
from peaceinfra.analysis.collect.subjects import collect_subjects
from peaceinfra.analysis.facts import ActorFact, Dates, Fact, ProcessName
from peaceinfra.analysis.part_facts import Named, PartFact
from peaceinfra.core.dates.envelope import paths_of
from peaceinfra.core.dates.models import Dated
from peaceinfra.core.dates.validity import Bounds
from peaceinfra.core.identity import public_id
from peaceinfra.core.models import Marked, Record
from peaceinfra.core.prepared import Keys, Prepared, prepare, prepared
from peaceinfra.core.registry import models_by_kind
from peaceinfra.core.visibility import visibility_of
from processes.models import Actor, Agreement, Community, Conflict, Event, PeaceProcess, Place, Side
from secretariats.models import Channel, Mandate, Post

#: So many of one kind are read for a page, which lists the first hundred; the API has all.
MOST_READ = 1000

# The column that names a record that is neither an actor nor a process.
_NAMED_BY = {
    Place: "name",
    Community: "name",
    Event: "name",
    Agreement: "name",
    Conflict: "name",
    Channel: "name",
    Mandate: "instrument",
    Post: "title",
    Side: "name",
}
# The field that says in which place it lies: who may see the one may see the other, by the walls around it.
_LIES_IN = {Community: "place"}
# What is kept about every record, or is read as its dates.
_KEPT = {column.name for column in (*Marked._meta.fields, *Dated._meta.fields)} | {"folded"}


@dataclass(frozen=True, slots=True)
class Hanging:
    """A kind of part and the paths by which it names the record whose page is read; so many of them are read."""

    model: type[Model]
    on: tuple[str, ...]
    most: int | None = MOST_READ

    def rows(self, keys: Iterable[int], viewer) -> list[dict]:
        """As `part_rows` reads them."""
        found = prepared(_hanging, viewer, self).rows(keys=always_asked(keys))
        names = names_read(self.model)
        return [dict(zip(names, row, strict=True)) for row in found]


def _hanging(viewer, hanging: Hanging) -> Prepared:
    condition = Q()
    for path in hanging.on:
        condition |= Q(**{f"{path}__any_of": Keys("keys")})
    rows = parts_in_order(hanging.model, viewer, condition)
    return prepare(rows.values_list(*names_read(hanging.model))[: hanging.most])


@dataclass(frozen=True, slots=True)
class Known:
    """What rows are resolved with: every actor, process and other record that the viewer may see, by key."""

    actors: dict[int, ActorFact]
    processes: dict[int, ProcessName]
    others: dict[int, Named] = field(default_factory=dict)


def always_asked(keys: Iterable[int]) -> list[int]:
    """The keys, or one that no record has: an empty list is not asked for, and a page asks as often for everybody."""
    return list(keys) or [0]


def part_rows(model: type[Model], viewer, condition: Q) -> list[dict]:
    """The parts that the viewer may see, the earliest first, as columns by name; one query."""
    return list(parts_in_order(model, viewer, condition).values(*names_read(model)))


def parts_in_order(model: type[Model], viewer, condition: Q) -> QuerySet:
    by_side = ("side__position", "side__name") if has_side(model) else ()
    by_day = ("start_max", "start_min") if issubclass(model, Dated) else ()
    return model.objects.shown_to(viewer).filter(condition).order_by(*by_side, *by_day, "pk")


@cache
def names_read(model: type[Model]) -> tuple[str, ...]:
    """The columns of a part: its key, what it says, its dates where it has any."""
    return ("pk", *columns_read(model), *(DATES if issubclass(model, Dated) else ()))


def has_side(model: type[Model]) -> bool:
    """Whether its rows stand in the order of the sides of a process."""
    return any(column.related_model is Side for column in _fields(model) if column.name == "side")


def keys_named(model: type[Model], rows: Iterable[dict], by: type[Model]) -> set[int]:
    """The keys of the actors (or processes, or records of any kind) that the rows name."""
    columns = [column.attname for column in _fields(model) if column.related_model is by]
    return {row[column] for row in rows for column in columns} - {None}


def parts_of(model: type[Model], rows: Iterable[dict], known: Known) -> list[PartFact]:
    """Without those that name somebody who was retired: they ended with whom they name."""
    return [part for row in rows if (part := _part(model, row, known))]


def facts_of(fact: type[Fact], rows: Iterable[dict], known: Known, **kept: Mapping[int, object]) -> list:
    """The parts as facts that have their fields by name, each a field of the model.

    kept    {field: {key of the row: value}} for what stands in other tables
    """
    shape, readers, found = _shape(models_by_kind()[fact.prefix]), _readers(fact), []
    for row in rows:
        named = _named(shape, row, known)
        if named is None:
            continue
        fields = {name: read(row, named) for name, read in readers}
        for name, values in kept.items():
            if row["pk"] in values:
                fields[name] = values[row["pk"]]
        found.append(fact(key=row["pk"], dates=_dates(shape, row), **fields))
    return found


def fact_of(fact: type[Fact], part: PartFact) -> Fact:
    """A part as a fact that has its fields by name."""
    columns = _shape(models_by_kind()[fact.prefix]).columns
    row = {attname: getattr(part.values, name) for name, attname in columns}
    return fact(
        key=part.key, dates=part.dates, **{name: read(row, part.named) for name, read in _readers(fact)}
    )


def subjects_of(rows: Iterable[dict], viewer) -> dict[int, Named]:
    """What stances are taken towards, in words; one query, and one a kind of record."""
    records = Record.objects.shown_to(viewer).filter(pk__in=always_asked(keys_of(rows, "subject_id")))
    found = collect_subjects(records, viewer)
    return {
        key: Named(subject.home or subject.public_id, subject.label, key=key)
        for key, subject in found.items()
    }


def keys_of(rows: Iterable[dict], column: str) -> set[int]:
    return {row[column] for row in rows} - {None}


@cache
def columns_read(model: type[Model]) -> tuple[str, ...]:
    """Its own columns, and those that name what is neither an actor nor a process."""
    fields = _fields(model)
    others = [column for column in fields if column.related_model in _NAMED_BY]
    names = [
        f"{other.name}__{column}"
        for other in others
        for column in (_NAMED_BY[other.related_model], "retired")
    ]
    names += [
        f"{other.name}__{_LIES_IN[other.related_model]}__{column}"
        for other in others
        if other.related_model in _LIES_IN
        for column in ("name", "retired")
    ]
    names += [
        column
        for other in others
        for path in _bounding(model, other.name)
        for column in _life_columns(path, model)
    ]
    return tuple([column.attname for column in fields] + names)


@cache
def _bounding(model: type[Model], name: str) -> list[str]:
    """The paths in its envelope that lead by way of one field: of an appointment the post, and the post's body."""
    return (
        [path for path in paths_of(model) if path.split("__")[0] == name] if issubclass(model, Dated) else []
    )


@cache
def _fields(model: type[Model]) -> list:
    return [
        column
        for column in model._meta.concrete_fields
        if column.name not in _KEPT and not column.primary_key
    ]


@cache
def _life_columns(path: str, model: type[Model]) -> list[str]:
    """The name of what bounds a record by way of another, whether it was retired, and its days."""
    for name in path.split("__"):
        model = model._meta.get_field(name).related_model
    return [f"{path}__{column}" for column in (_NAMED_BY.get(model, "name"), "retired", *DAYS)]


def _lives(reference, row: dict) -> list[tuple[str, Bounds]]:
    found = [
        [row[column] for column in _life_columns(path, reference.model)]
        for path in _bounding(reference.model, reference.name)
    ]
    return [
        (name or str(reference.verbose_name), Bounds(*days))
        for name, is_retired, *days in found
        if not is_retired
    ]


@cache
def _readers(fact: type[Fact]) -> list[tuple[str, Callable]]:
    """(field, how it is read), by its type: a code, the key or the name of another record, whom it names, a value."""
    model, types = models_by_kind()[fact.prefix], get_type_hints(fact)
    own = {column.name: column for column in model._meta.concrete_fields}
    return [
        (declared.name, _reader(own[declared.name], types[declared.name]))
        for declared in fields(fact)
        if declared.name in own and declared.name not in ("key", "dates")
    ]


def _reader(column, kind: type) -> Callable[[dict, dict], object]:
    """From a row and whom it names."""
    name, attname = column.name, column.attname
    if isinstance(kind, type) and issubclass(kind, TextChoices):
        return lambda row, _named: kind(row[attname])
    if not column.many_to_one or kind is int:
        return lambda row, _named: row[attname]
    if kind is str:
        return lambda _row, named: named[name].name if name in named else ""
    return lambda _row, named: named.get(name)


class _Reference(NamedTuple):
    """A column that names another record; `is_needed`: without it a row is not told."""

    name: str
    attname: str
    is_needed: bool
    model: type[Model]
    column: Field


@dataclass(frozen=True, slots=True)
class _Shape:
    """What is the same for all rows of a model."""

    kind: str
    columns: list[tuple[str, str]]
    references: list[_Reference]
    is_dated: bool


@cache
def _shape(model: type[Model]) -> _Shape:
    fields = _fields(model)
    return _Shape(
        _kind(model),
        [(column.name, column.attname) for column in fields],
        [
            _Reference(column.name, column.attname, not column.null, column.related_model, column)
            for column in fields
            if column.many_to_one
        ],
        issubclass(model, Dated),
    )


def _part(model: type[Model], row: dict, known: Known) -> PartFact | None:
    shape = _shape(model)
    named = _named(shape, row, known)
    if named is None:
        return None
    values = SimpleNamespace(**{name: row[attname] for name, attname in shape.columns})
    return PartFact(shape.kind, row["pk"], values, named, _dates(shape, row))


def _named(shape: _Shape, row: dict, known: Known) -> dict[str, ActorFact | ProcessName | Named] | None:
    """{field: whom or what the row names}; None where one without which it is not told was retired."""
    named = {}
    for name, attname, is_needed, model, column in shape.references:
        key = row[attname]
        if key is None:
            continue
        found = known.actors.get(key) if model is Actor else _found(column, row, known)
        if found is not None:
            named[name] = found
        elif is_needed:
            return None
    return named


def _dates(shape: _Shape, row: dict) -> Dates | None:
    return dates_of([row[name] for name in DATES]) if shape.is_dated else None


@cache
def _kind(model: type[Model]) -> str:
    return visibility_of(model).kind


def _found(column, row: dict, known: Known) -> ProcessName | Named | None:
    """Of a column that names another record than an actor."""
    key = row[column.attname]
    if column.related_model is PeaceProcess:
        return known.processes.get(key)
    if column.related_model in _NAMED_BY:
        if row[f"{column.name}__retired"]:
            return None
        name = row[f"{column.name}__{_NAMED_BY[column.related_model]}"]
        words = public_id(_kind(column.related_model), key), str(name or "")
        return Named(*words, _lives(column, row), key, _lies_in(column, row))
    return known.others.get(key)


def _lies_in(column, row: dict) -> str:
    """The name of the place in which it lies; "" where none is recorded."""
    if column.related_model not in _LIES_IN:
        return ""
    path = f"{column.name}__{_LIES_IN[column.related_model]}"
    return "" if row[f"{path}__retired"] else row[f"{path}__name"] or ""
