"""Queries whose SQL is made once for a reader, and asked again with other keys.

Django takes about a millisecond to put one query together: a page that asks many of them waits longer for their words
than for their answers. Here the words are kept, for each reader apart: what a reader may see is part of them, as
`shown_to` put it there, and is never filled in later. Only keys, and single values such as a day, are.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import TypeVar

import orjson
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.postgresql.psycopg_any import mogrify
from django.db.models import (
    DateField,
    Expression,
    Field,
    ForeignObject,
    Func,
    JSONField,
    Lookup,
    QuerySet,
    Value,
)
from psycopg.sql import Literal

from peaceinfra.core.visibility import Viewer, Visibility

#: So many queries are kept: those of about sixty readers.
MOST_KEPT = 4096
#: And so many of those whose words a reader may choose in thousands of ways: they push out none of the others.
MOST_CHOSEN = 256
# No query has it of itself.
_HERE = secrets.token_hex(16)

# One query, or several.
Made = TypeVar("Made", "Prepared", tuple["Prepared", ...])


@dataclass(frozen=True, slots=True)
class Keys:
    """The place of a list of keys in a prepared query, by the name under which they are given to `rows`."""

    name: str


class Given(Expression):
    """The place of one value in a prepared query, such as a day or a key, by the name under which it is given."""

    def __init__(self, name: str, output_field: Field):
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler, connection):
        return "%s", [self]


@Field.register_lookup
@ForeignObject.register_lookup
class AnyOf(Lookup):
    """`body_id__any_of`: one of the keys that are given when the query is asked; `seen_on__any_of`: one of the days."""

    lookup_name = "any_of"
    prepare_rhs = False

    def as_sql(self, compiler, using):
        sql, params = self.process_lhs(compiler, using)
        kind = "date" if isinstance(self.lhs.output_field, DateField) else "bigint"
        return f"{sql} = ANY(%s::{kind}[])", [*params, self.rhs]


class Line(Func):
    """Columns of a row as one array of JSON, as `packed` takes them."""

    function = "json_build_array"
    output_field = JSONField()


@dataclass(frozen=True, slots=True)
class Prepared:
    """SQL with its parameters, some of which are `Keys` or `Given`; `readers` turn columns into what Django makes of
    them.
    """

    sql: str
    params: tuple
    readers: tuple[tuple[int, Callable], ...] = ()
    _kept: dict[str, list[str]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def rows(self, **given: Collection[int | date] | int | date) -> list[tuple]:
        """The rows for these keys, days and values; one query, however many keys are given, and also for none."""
        with connection.cursor() as cursor:
            cursor.execute(self._text(given))
            found = cursor.fetchall()
        if not self.readers:
            return found
        return [self._read(row) for row in found]

    def portions(self, at_once: int, **given: Collection[int | date] | int | date) -> Iterator[list[tuple]]:
        """`rows` of what may be too much for the memory, so many at once: the query is followed while it runs."""
        with connection.cursor() as cursor:
            # All will be read: the planner would take the way to the first tenth.
            cursor.execute("SELECT set_config('cursor_tuple_fraction', '1', true)")
        with connection.chunked_cursor() as cursor:
            cursor.execute(self.sql, [_value(param, given) for param in self.params])
            while found := cursor.fetchmany(at_once):
                yield [self._read(row) for row in found] if self.readers else found

    def _text(self, given: Mapping) -> str:
        """The SQL with all values in it. The driver takes a millisecond to put hundreds in their places: what is the
        same each time is written once.
        """
        first, *others = self._kept.get("pieces") or self._kept.setdefault("pieces", self._pieces())
        context = connection.connection
        values = (Literal(_value(param, given)).as_string(context) for param in self._open)
        return first + "".join([f"{value}{piece}" for value, piece in zip(values, others, strict=True)])

    @property
    def _open(self) -> list[Keys | Given]:
        return [param for param in self.params if isinstance(param, (Keys, Given))]

    def _pieces(self) -> list[str]:
        """The SQL with its own values, cut where keys and given values come."""
        known = [_HERE if isinstance(param, (Keys, Given)) else param for param in self.params]
        return mogrify(self.sql, known, connection).split(f"'{_HERE}'")

    def _read(self, row: Sequence) -> tuple:
        row = list(row)
        for place, read in self.readers:
            row[place] = read(row[place])
        return tuple(row)


def _value(param, given):
    if isinstance(param, Keys):
        # Written out here: the driver takes many times as long for a list of thousands.
        return f"{{{','.join(map(str, given[param.name]))}}}"
    return given[param.name] if isinstance(param, Given) else param


def prepare(rows: QuerySet) -> Prepared:
    """The query of rows with `values_list`: nothing of it is asked yet."""
    # Itself: what stands for it looks it up each time that it is asked, some hundred times for one query.
    compiler = rows.query.get_compiler(connection=connections[DEFAULT_DB_ALIAS])
    sql, params = compiler.as_sql()
    columns = [column for column, _sql, _alias in compiler.select[: compiler.col_count]]
    converters = compiler.get_converters(columns)
    readers = tuple(
        (place, _reader(functions, expression))
        for place, (functions, expression) in converters.items()
        # A value comes back as it was given.
        if not isinstance(expression, Value)
    )
    return Prepared(sql, tuple(params), readers)


def _reader(functions: Sequence[Callable], expression) -> Callable:
    def read(value):
        for function in functions:
            value = function(value, expression, connection)
        return value

    return read


def union(parts: Iterable[Prepared], order: str) -> Prepared:
    """The rows of several queries of the same columns as one; `order`: numbers of columns, such as "1, 2"."""
    parts = list(parts)
    sql = " UNION ALL ".join(f"({part.sql})" for part in parts)
    params = tuple(param for part in parts for param in part.params)
    return Prepared(f"{sql} ORDER BY {order}", params, parts[0].readers)


def numbers(parts: Iterable[Prepared]) -> Prepared:
    """For each first column of several queries of two, a `Line` of it and the number of different seconds."""
    parts = list(parts)
    sql = " UNION ".join(f"({part.sql})" for part in parts)
    params = tuple(param for part in parts for param in part.params)
    return as_lines(
        Prepared(f"SELECT kind, count(*) FROM ({sql}) AS part(kind, counted) GROUP BY kind", params), 2
    )


def as_lines(query: Prepared, width: int) -> Prepared:
    """A query of so many columns, each row as a `Line`, in the order of the columns; JSON has fewer types than they."""
    columns = ", ".join(f"column_{number}" for number in range(width))
    return Prepared(
        f"SELECT json_build_array({columns}) FROM ({query.sql}) AS part({columns}) ORDER BY {columns}",
        query.params,
    )


def packed(parts: Mapping[str, Prepared]) -> Prepared:
    """The rows of several queries by one: of each a row with its name and a list of its rows in their order.

    parts   {name: a query whose rows are a `Line` each}
    """
    named = "SELECT %s::text, coalesce(json_agg(part.line), '[]')::text FROM ({}) AS part(line)"
    sql = " UNION ALL ".join(named.format(part.sql) for part in parts.values())
    # The queries may be asked side by side: each time the rows come in the same order.
    sql = f"{sql} ORDER BY 1"
    params = tuple(param for name, part in parts.items() for param in (name, *part.params))
    return Prepared(sql, params, ((1, orjson.loads),))


def prepared(make: Callable[..., Made], viewer: Viewer, *about, is_chosen: bool = False) -> Made:
    """What `make(viewer, *about)` prepares, one query or several, kept for this reader and this rule of what is seen.

    is_chosen   the reader chose what the query asks for
    """
    return (_kept_of_chosen if is_chosen else _kept)(make, viewer, Visibility.q, about)


def _made(make, viewer, rule, about) -> Prepared:
    return make(viewer, *about)


_kept = lru_cache(maxsize=MOST_KEPT)(_made)
_kept_of_chosen = lru_cache(maxsize=MOST_CHOSEN)(_made)
