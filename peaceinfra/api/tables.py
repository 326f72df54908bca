"""A list of the API as a table: the same names as in JSON, the derived ones too, one line for each record.

What is nested in JSON has a dot in its name (`validity.start`), another record is told by its id and its label, and
a list of values stands in one cell. Rows that are told as parts have no place in a table, but for whom they name
where that makes the record: the ends of a channel, who signed, whom a body serves.

The columns are those of the serializer, and each of its fields comes to one function that writes its cells.
"""

import re
from collections.abc import Callable, Iterator

from rest_framework import serializers

from peaceinfra.api.serializers.common import (
    AsOfSerializer,
    MarkingSerializer,
    ReferenceSerializer,
)
from peaceinfra.datasets.downloads import BYTE_ORDER_MARK, harmless
from peaceinfra.datasets.lines import line

# Between values of one cell, as in the files of a dataset.
SEPARATOR = ";"
CONTENT_TYPE = "text/csv; charset=utf-8"
# So many records that others name are kept in writing while a file is made.
MOST_KEPT = 20_000
# What a spreadsheet would take for a formula, or what has to stand in quotes.
_SPECIAL = re.compile(r'\A[=+\-@\t\r]|[,"\r\n]')
# Fields whose values are codes, numbers, days or ids: none of them is special.
_PLAIN = (
    serializers.ChoiceField,
    serializers.BooleanField,
    serializers.IntegerField,
    serializers.DateField,
    serializers.DateTimeField,
)
Writer = Callable[[object], str]


def file_name(own: str, day, extension: str = "csv") -> str:
    """The header by which a browser saves the file under a name, on a chosen day with the day."""
    name = "-".join(filter(None, [own, day and day.isoformat()]))
    return f'attachment; filename="{name}.{extension}"'


def lines(serializer, portions, day, chosen=None) -> Iterator[str]:
    """The lines of a file. `portions` gives lists of records as they are told in JSON.

    chosen  the names of what is told; None is all
    """
    fields = {
        name: field
        for name, field in serializer.fields.items()
        if (chosen is None or name in chosen) and not (isinstance(field, AsOfSerializer) and day is None)
    }
    names = [".".join(path) for name, field in fields.items() for path in _paths(field, (name,))]
    yield BYTE_ORDER_MARK + line(names)
    # The fields of which a table has nothing have no cells.
    writers = [(name, writer) for name, field in fields.items() if (writer := writer_of(field))]
    for records in portions:
        yield "".join(",".join([write(record[name]) for name, write in writers]) + "\n" for record in records)


def _paths(field, path) -> Iterator[tuple[str, ...]]:
    """The way to each value of a field that has a column, through the answer in JSON."""
    if isinstance(field, serializers.ListSerializer):
        for other in getattr(field.child, "in_table", ()):
            yield from ((*path, other, "id"), (*path, other, "label"))
    elif isinstance(field, serializers.Serializer):
        for name, inner in field.fields.items():
            if not (isinstance(field, ReferenceSerializer) and name == "url"):
                yield from _paths(inner, (*path, name))
    else:
        yield path


def writer_of(field) -> Writer | None:
    """What writes the cells of a field, with commas between them; None where it has none."""
    width = len(list(_paths(field, ("",))))
    if not width:
        return None
    if type(field) is ReferenceSerializer:
        return _kept_by(_reference, lambda found: found["id"], ",")
    if isinstance(field, MarkingSerializer):
        inner = _nested(field, width)
        return _kept_by(inner, lambda found: (found["level"], found["tlp"], *found["teams"]), "")
    if isinstance(field, serializers.ListSerializer):
        return _listed(list(field.child.in_table))
    if isinstance(field, serializers.Serializer):
        return _nested(field, width)
    if isinstance(field, _PLAIN):
        return _plain
    return _text


def _nested(field, width: int) -> Writer:
    inner = [(name, writer) for name, each in field.fields.items() if (writer := _inner(field, name, each))]
    empty = "," * (width - 1)

    def write(value):
        return empty if value is None else ",".join([each(value.get(name)) for name, each in inner])

    return write


def _inner(field, name, each) -> Writer | None:
    return None if isinstance(field, ReferenceSerializer) and name == "url" else writer_of(each)


def _listed(names: list[str]) -> Writer:
    def write(rows):
        named = [[row[name] for row in rows] for name in names]
        return ",".join(
            quoted(cell([found and found[part] for found in each]))
            for each in named
            for part in ("id", "label")
        )

    return write


def _kept_by(write: Writer, key: Callable, empty: str) -> Writer:
    """The writer, which writes what is the same once."""
    kept: dict = {}

    def write_once(value):
        if value is None:
            return empty
        name = key(value)
        text = kept.get(name)
        if text is None:
            if len(kept) >= MOST_KEPT:
                kept.clear()
            text = kept[name] = write(value)
        return text

    return write_once


def _reference(found) -> str:
    return f"{quoted(found['id'])},{quoted(found['label'])}"


def _plain(value) -> str:
    return value if type(value) is str else cell(value)


def _text(value) -> str:
    return quoted(value if type(value) is str else cell(value))


def quoted(text: str) -> str:
    """A cell as it stands in the file: harmless to spreadsheets, in quotes where it needs them."""
    if not _SPECIAL.search(text):
        return text
    return line([harmless(text)])[:-1]


def cell(value) -> str:
    """A value in one cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):  # an id in another register
        return f"{value['scheme']}:{value['value']}"
    if isinstance(value, (list, tuple)):
        return SEPARATOR.join(map(cell, value))
    return str(value)
