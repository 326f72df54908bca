"""A list of the API as a table: the same names as in JSON, the derived ones too, one line for each record.

What is nested in JSON has a dot in its name (`validity.start`), another record is told by its id and its label, and
a list of values stands in one cell. Rows that are told as parts have no place in a table, but for whom they name
where that makes the record: the ends of a channel, who signed, whom a body serves.
"""

from rest_framework import serializers

from peaceinfra.api.serializers.common import AsOfSerializer, ReferenceSerializer
from peaceinfra.datasets.downloads import BYTE_ORDER_MARK, harmless
from peaceinfra.datasets.lines import line

# Between values of one cell, as in the files of a dataset.
SEPARATOR = ";"
CONTENT_TYPE = "text/csv; charset=utf-8"


def file_name(own: str, day) -> str:
    """The header by which a browser saves the table under a name, on a chosen day with the day."""
    name = "-".join(filter(None, [own, day and day.isoformat()]))
    return f'attachment; filename="{name}.csv"'


def lines(serializer, pages, day):
    """The lines of a file. `pages` gives lists of records as they are told in JSON."""
    columns = list(columns_of(serializer, day))
    yield BYTE_ORDER_MARK + line([".".join(path) for path in columns])
    for records in pages:
        yield "".join(line([harmless(_cell(_at(record, path))) for path in columns]) for record in records)


def columns_of(serializer, day, path=()):
    """The way to each value that has a column, through the answer in JSON."""
    for name, field in serializer.fields.items():
        here = (*path, name)
        if isinstance(field, AsOfSerializer) and day is None:
            continue
        if isinstance(field, serializers.ListSerializer):
            for other in getattr(field.child, "in_table", ()):
                yield from ((*here, other, "id"), (*here, other, "label"))
        elif isinstance(field, serializers.Serializer):
            yield from columns_of(field, day, here)
        elif not (isinstance(serializer, ReferenceSerializer) and name == "url"):
            yield here


def _at(value, path):
    for number, name in enumerate(path):
        if isinstance(value, list):
            return [_at(item, path[number:]) for item in value]
        if value is None:
            return None
        value = value.get(name)
    return value


def _cell(value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):  # an id in another register
        return f"{value['scheme']}:{value['value']}"
    if isinstance(value, (list, tuple)):
        return SEPARATOR.join(map(_cell, value))
    return str(value)
