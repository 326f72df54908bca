"""A list of the API as a table: the same names as in JSON, the derived ones too, one line for each record.

Which columns it has is said in `columns`. Each field of the serializer comes to one function that writes its cells.
"""

from collections.abc import Callable, Iterable
from typing import get_args

from django.db.models import Choices
from rest_framework import serializers

from peaceinfra.api.columns import OWNER, columns_of, is_part, named_by, part_tables, told_type
from peaceinfra.api.reader.compiling import Column, Named, Parts
from peaceinfra.api.serializers.common import MarkingSerializer, ReferenceSerializer, ValiditySerializer
from peaceinfra.datasets.downloads import ACTIVE, BYTE_ORDER_MARK, harmless
from peaceinfra.datasets.lines import line

# Between values of one cell, as in the files of a dataset.
SEPARATOR = ";"
CONTENT_TYPE = "text/csv; charset=utf-8"
# So much that many records tell alike is kept in writing while a file is made.
MOST_KEPT = 20_000
# Whether a text `v` holds nothing that a spreadsheet could take for a formula, and needs no quotes. Written out: it is
# asked of each cell, and for a short text a search by a pattern takes four times as long.
_IS_PLAIN = (
    "v[:1] not in active and comma not in v and quote not in v"
    " and semicolon not in v and newline not in v and turn not in v"
)
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
# What `_IS_PLAIN` asks for.
_MARKS = {
    "active": frozenset(ACTIVE),
    "comma": ",",
    "semicolon": ";",
    "quote": '"',
    "newline": "\n",
    "turn": "\r",
}
_is_plain = eval(f"lambda v: {_IS_PLAIN}", _MARKS.copy())
Writer = Callable[[object], str]


class _Codes(dict):
    """{code: its cell} of a field whose values are those of a vocabulary, or none."""

    def __missing__(self, value):
        return _text(value)

    def __call__(self, value):
        return self[value]


def head(fields, tagged: bool = False) -> str:
    """The first line, or the first two, with the mark by which spreadsheets know UTF-8."""
    columns = columns_of(fields)
    tags = line([column.tag for column in columns]) if tagged else ""
    return BYTE_ORDER_MARK + line([column.name for column in columns]) + tags


def line_writer(fields: dict[str, serializers.Field]) -> Callable[[dict], str]:
    """What writes the line of a record: put together once as one function, in which each cell has its place.

    A record may be told in part: what is left out has empty cells.
    """
    made = _names()
    # The fields of which a table has nothing have no cells.
    cells = filter(None, [_written(field, f"told.get({name!r})", made) for name, field in fields.items()])
    exec(f"def write(told):\n    return f'{','.join(cells)}\\n'", made)
    return made["write"]


def row_writer(fields: dict[str, serializers.Field], told_by: dict) -> Callable[[object, object], str]:
    """What writes the line of a row as `line_writer` writes what is told of it, which is not told first.

    told_by     {name: what tells it} of the reader of these fields
    """
    made = _names() | {"named": _named}
    cells = filter(None, [_of_row(field, told_by.get(name), made) for name, field in fields.items()])
    lines = [
        "def write(row, page):",
        "    columns, root = row.__dict__, page.root",
        f"    return f'{','.join(cells)}\\n'",
    ]
    exec("\n".join(lines), made)
    return made["write"]


def _of_row(field, tell, made: dict) -> str:
    """The cells of a field of a row, by what tells it; None tells nothing."""
    if tell is None:
        return "," * (len(columns_of({field.field_name: field})) - 1)
    if type(field) is ValiditySerializer:
        return ",".join(_of_row(each, tell.told.get(name), made) for name, each in field.fields.items())
    if isinstance(tell, Named) and type(field) is ReferenceSerializer:
        other = f'(v := columns["{tell.name}"])'
        return f'{{"," if {other} is None or v.retired else v.__dict__.get("in_line") or named(v, root)}}'
    if isinstance(tell, Column):
        return _written(field, f'columns["{tell.name}"]', made)
    if isinstance(tell, Parts):
        names = named_by(field)
        if not names:
            return ""
        made[name := f"write_{len(made)}"] = _listed_of_rows(
            [tell.part.tell.told[each].name for each in names]
        )
        return f'{{{name}(v, root) if (v := columns["{tell.accessor}"]) else "{_no_cells(names)}"}}'
    made[name := f"tell_{len(made)}"] = tell
    return _written(field, f"{name}(row, page)", made)


def _named(row, root: str) -> str:
    """The cells of a record that is named, kept with it."""
    row.__dict__["in_line"] = text = _reference(row.reference(root))
    return text


def _listed_of_rows(names: list[str]) -> Callable[[list, str], str]:
    """What writes whom the rows of a part name, as `_listed` does of what is told of them."""

    def write(rows, root):
        told = [[_live(row.__dict__[name], root) for row in rows] for name in names]
        return _listed_cells(told)

    return write


def _live(row, root: str) -> dict | None:
    return None if row is None or row.retired else row.reference(root)


def _names() -> dict:
    """What the cells of a line ask for, by name."""
    return {"cell": cell, "text": _text, "nothing": {}} | _MARKS


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
        written = (
            f"v if type(v := {value}) is str and {_IS_PLAIN} else '' if v is None or v == [] else text(v)"
        )
    elif isinstance(writer, _Codes):
        made[name := f"codes_{len(made)}"] = writer
        written = f"{name}[{value}]"
    else:
        made[name := f"write_{len(made)}"] = writer
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
    if vocabulary := _vocabulary_of(field):
        return _Codes({None: ""} | {code: str(code.value) for code in vocabulary})
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


def _vocabulary_of(field) -> type[Choices] | None:
    """That of whose codes a method field tells one."""
    told = told_type(field)
    kinds = (kind for kind in get_args(told) or (told,) if isinstance(kind, type))
    return next((kind for kind in kinds if issubclass(kind, Choices)), None)


def _listed(names: list[str]) -> Writer:
    def write(rows):
        return _listed_cells([[row[name] for row in rows] for name in names]) if rows else _no_cells(names)

    return write


def _listed_cells(named: list[list[dict | None]]) -> str:
    """The cells of those whom rows name, for each name that they have for them."""
    return ",".join(
        quoted(cell([found and found[part] for found in each])) for each in named for part in ("id", "label")
    )


def _no_cells(names: list[str]) -> str:
    return "," * (2 * len(names) - 1)


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
    if _is_plain(text):
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
