"""Which columns a list has as a table, whatever file it stands in: one rule for CSV, XLSX and their descriptions.

What is nested in JSON has a dot in its name (`validity.start`), another record is told by its id and its label, and a
list of values stands in one cell. Rows that are told as parts are a table of their own (`part_tables`); in the table of
their records stand the records that they name (`ends.actor.id`), in their order, in one cell.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import get_origin

from rest_framework import serializers

from peaceinfra.api.serializers.common import AsOfSerializer, ReferenceSerializer

#: The first column of a table of parts: the id of the record with which they are told.
OWNER = "record"
#: Of every table, whatever is chosen: the licences on account of which a line has no more than an id.
REDUCED = "reduced"
# An attribute of HXL.
_ATTRIBUTE = re.compile("[a-z][a-z0-9_]*")
# What fits where no tag of HXL does.
_META = "#meta"
# Names of ours that HXL has another word for.
_SAID_IN_HXL = {"label": "name"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    field       what tells its values: that of the value itself
    path        the way to it through the answer in JSON
    is_listed   whether several values stand in one cell
    tag         its hashtag in the Humanitarian Exchange Language (HXL)
    """

    field: serializers.Field
    path: tuple[str, ...]
    is_listed: bool
    tag: str

    @property
    def name(self) -> str:
        return ".".join(self.path)

    def value(self, record: dict):
        """Its value in a record as it is told in JSON; of what is listed, a list."""
        return _at(record, self.path)


def fields_of(serializer, has_day: bool, chosen=None) -> dict[str, serializers.Field]:
    """{name: field} of what is told.

    chosen  the names of what is asked for; None is all
    """
    return {
        name: field
        for name, field in serializer.fields.items()
        if (chosen is None or name in chosen or name == REDUCED)
        and not (isinstance(field, AsOfSerializer) and not has_day)
    }


@cache
def described(serializer_class) -> serializers.Serializer:
    """A serializer as the description of what it tells: the same one for as long as the process runs."""
    return serializer_class()


def columns_of(fields: dict[str, serializers.Field]) -> list[Column]:
    """Those of fields of a serializer that is `described`."""
    return [column for name, field in fields.items() for column in _columns_of(field, name)]


@cache
def _columns_of(field: serializers.Field, name: str) -> tuple[Column, ...]:
    return tuple(_columns(field, (name,), False, tag_of(field.parent, name)))


def part_tables(
    fields: dict[str, serializers.Field], has_day: bool
) -> dict[str, dict[str, serializers.Field]]:
    """{name of a part: its fields} of the rows that are told with a record."""
    return {name: fields_of(field.child, has_day) for name, field in fields.items() if is_part(field)}


def is_part(field) -> bool:
    return isinstance(field, serializers.ListSerializer)


def named_by(part: serializers.ListSerializer) -> list[str]:
    """The names under which the rows of a part name other records."""
    return [name for name, field in part.child.fields.items() if type(field) is ReferenceSerializer]


def tag_of(serializer, name: str) -> str:
    """The hashtag that a serializer declares in `hxl` for one of its fields."""
    return _declared(serializer, name) or f"{_META}{_attribute(name)}"


def _declared(serializer, name: str) -> str | None:
    return next(
        (base.hxl[name] for base in type(serializer).__mro__ if name in vars(base).get("hxl", ())), None
    )


def _columns(field, path, is_listed: bool, tag: str) -> Iterator[Column]:
    if is_part(field):
        for name in named_by(field):
            inner = field.child.fields[name]
            yield from _columns(inner, (*path, name), True, f"{tag}{_attribute(name)}")
    elif isinstance(field, serializers.Serializer):
        for name, inner in field.fields.items():
            if not (isinstance(field, ReferenceSerializer) and name == "url"):
                further = _declared(field, name) or f"{tag}{_attribute(name)}"
                yield from _columns(inner, (*path, name), is_listed, further)
    else:
        yield Column(field, path, is_listed or _is_list(field), tag)


def told_type(field: serializers.Field):
    """What a method field says that it tells; None of other fields."""
    if not isinstance(field, serializers.SerializerMethodField):
        return None
    return getattr(field.parent, field.method_name).__annotations__.get("return")


def _is_list(field) -> bool:
    told = told_type(field)
    return isinstance(field, serializers.ListField) or is_part(told) or get_origin(told) is list


def _attribute(name: str) -> str:
    name = _SAID_IN_HXL.get(name, name)
    return f"+{name}" if _ATTRIBUTE.fullmatch(name) else ""


def _at(value, path: Iterable[str]):
    for place, name in enumerate(path):
        if value is None:
            return None
        if isinstance(value, list):
            return [_at(each, path[place:]) for each in value]
        value = value.get(name)
    return value
