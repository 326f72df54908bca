"""A list of the API as a table: the same names as in JSON, the derived ones too, one line for each record.

Which columns it has is said in `columns`. Each field of the serializer comes to one function that writes its cells.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from rest_framework import serializers

from peaceinfra.api.columns import OWNER, columns_of, fields_of, is_part, named_by, part_tables
from peaceinfra.api.serializers.common import MarkingSerializer, ReferenceSerializer, ValiditySerializer
from peaceinfra.datasets.downloads import BYTE_ORDER_MARK, harmless
from peaceinfra.datasets.lines import line

# Between values of one cell, as in the files of a dataset.
SEPARATOR = ";"
CONTENT_TYPE = "text/csv; charset=utf-8"
# So many records that others name are kept in writing while a file is made.
MOST_KEPT = 20_000
# What a spreadsheet would take for a formula, or what has to stand in quotes.
_SPECIAL = re.compile(r'\A[=+\-@\t\r]|[,"\r\n]|;[ \t]{0,9}[=+\-@]')
# Fields whose values are codes, numbers, days or ids: none of them is special.
_PLAIN = (
    serializers.ChoiceField,
    serializers.BooleanField,
    serializers.IntegerField,
    serializers.FloatField,
    serializers.DateField,
    serializers.DateTimeField,
)
# Those that are written as Python writes them.
_PRINTED = (serializers.IntegerField, serializers.FloatField, serializers.DateField)
# And so are these, in whatever field they are told: ids and addresses of ours.
_IDENTITY = ("id", "url")
Writer = Callable[[object], str]


def lines(serializer, portions, day, chosen=None, *, tagged=False) -> Iterator[str]:
    """The lines of a file. `portions` gives lists of records as they are told in JSON.

    chosen  the names of what is told; None is all
    tagged  whether a second line has the hashtags of HXL
    """
    fields = fields_of(serializer, day is not None, chosen)
    yield head(fields, tagged)
    write = line_writer(fields)
    for records in portions:
        yield "".join(map(write, records))


def head(fields, tagged: bool = False) -> str:
    """The first line, or the first two, with the mark by which spreadsheets know UTF-8."""
    columns = columns_of(fields)
    tags = line([column.tag for column in columns]) if tagged else ""
    return BYTE_ORDER_MARK + line([column.name for column in columns]) + tags


def line_writer(fields: dict[str, serializers.Field]) -> Callable[[dict], str]:
    """What writes the line of a record: put together once as one function, in which each cell has its place.

    A record may be told in part: what is left out has empty cells.
    """
    made = {"cell": cell, "text": _text, "is_special": _SPECIAL.search, "nothing": {}}
    # The fields of which a table has nothing have no cells.
    cells = filter(None, [_written(field, f"told.get({name!r})", made) for name, field in fields.items()])
    exec(f"def write(told):\n    return f'{','.join(cells)}\\n'", made)
    return made["write"]


def _written(field, value: str, made: dict) -> str:
    """The cells of a field as they stand in the text of the function; "" where it has none."""
    if type(field) is ValiditySerializer:
        first, *others = field.fields.items()
        inner = [(first, f"(part := {value} or nothing)"), *((each, "part") for each in others)]
        return ",".join(_written(each, f"{part}.get({name!r})", made) for (name, each), part in inner)
    writer = writer_of(field)
    if writer is None:
        return ""
    if isinstance(field, _PRINTED):
        written = f"'' if (v := {value}) is None else v"
    elif writer is _plain:
        written = f"v if type(v := {value}) is str else '' if v is None else cell(v)"
    elif writer is _text:
        written = f"v if type(v := {value}) is str and not is_special(v) else '' if v is None or v == [] else text(v)"
    else:
        name = f"write_{len(made)}"
        made[name] = writer
        written = f"{name}({value})"
    return f"{{({written})}}".replace("'", '"')


class PartLines:
    """The lines of the tables of parts: of rows that are told with a record, each with the id of that record first."""

    def __init__(self, fields, has_day: bool):
        tables = part_tables(fields, has_day)
        self.heads = {
            name: BYTE_ORDER_MARK + line([OWNER, *(column.name for column in columns_of(inner))])
            for name, inner in tables.items()
        }
        self._writers = {name: line_writer(inner) for name, inner in tables.items()}

    def of(self, name: str, records: Iterable[dict]) -> str:
        """Those of one part of these records."""
        write = self._writers[name]
        return "".join(f"{record['id']},{write(row)}" for record in records for row in record.get(name) or ())


def writer_of(field) -> Writer | None:
    """What writes the cells of a field, with commas between them; None where it has none."""
    width = len(columns_of({field.field_name or "": field}))
    if not width:
        return None
    if type(field) is ReferenceSerializer:
        return _kept_by(_reference, lambda found: found["id"], ",")
    if isinstance(field, MarkingSerializer):
        inner = _nested(field, width)
        return _kept_by(inner, lambda found: (found["level"], found["tlp"], *found["teams"]), "")
    if is_part(field):
        return _listed(named_by(field))
    if isinstance(field, serializers.Serializer):
        return _nested(field, width)
    if isinstance(field, _PLAIN) or field.field_name in _IDENTITY:
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
    empty = "," * (2 * len(names) - 1)

    def write(rows):
        if not rows:
            return empty
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
    if value is None or value == []:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):  # an id in another register
        return f"{value['scheme']}:{value['value']}"
    if isinstance(value, (list, tuple)):
        return SEPARATOR.join(map(cell, value))
    return str(value)
