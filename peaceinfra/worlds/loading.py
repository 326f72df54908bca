"""Copies the rows of a generated register into the database, with what the triggers would have written.

The triggers compute a row at a time: right for work, slow for a hundred thousand rows. Here they are off for
the length of one transaction; markings in force are joined in Python from the models' own declarations, and
the rows of core.Record and of the history are written a table at a time. `tests/worlds` proves that the
triggers, asked again, change nothing.
"""

from collections import Counter
from contextlib import contextmanager
from functools import cache
from random import Random

from django.contrib.postgres.fields import ArrayField
from django.db import connection, transaction
from django.utils import timezone
from psycopg.types.json import Jsonb

from peaceinfra.core.identity import BITS
from peaceinfra.core.models import Record
from peaceinfra.core.text import FoldedField, folded
from peaceinfra.core.visibility import visibility_of
from peaceinfra.core.visibility.inspection import guarded_models
from peaceinfra.core.visibility.rule import HistoryVisibility
from peaceinfra.worlds.marks import PUBLIC, Mark, joined

BATCH = 50_000


class Table:
    """The rows of one model on their way into its table."""

    def __init__(self, model, now):
        fields = list(model._meta.concrete_fields)
        self.model, self.rows = model, []
        self.columns = [field.column for field in fields]
        self.place = {field.column: index for index, field in enumerate(fields)}
        self.template = [_default(field, now) for field in fields]
        rule = visibility_of(model)
        self.kind = rule.kind if rule else ""
        self.least = Mark(rule.least) if rule else PUBLIC
        through = rule.through if rule else ()
        self.parents = [self.place[model._meta.get_field(name).column] for name in through]
        self.key = self.place[model._meta.pk.column]
        # What is made of several fields is the name here, which no row is without.
        self.folded = [
            (self.place.get(field.source, self.place.get("name")), self.place[field.column])
            for field in fields
            if isinstance(field, FoldedField)
        ]

    def row(self, values: dict) -> list:
        row = self.template.copy()
        for column, value in values.items():
            row[self.place[column]] = value
        for source, copy in self.folded:
            row[copy] = folded(row[source])
        return row


class Loading:
    """One load: `add` rows in any order in which what they point at comes first, `finish` once."""

    def __init__(self, random: Random, lasting):
        """`lasting`: models whose rows are pointed at all along; other marks are forgotten at each `flush`."""
        self.random, self.lasting = random, set(lasting)
        self.now = timezone.now().isoformat()
        self.tables, self.counts = {}, Counter()
        self.marks, self.passing = {}, {}

    def add(self, model, own: Mark = PUBLIC, *, key: int | None = None, lenders=(), **values) -> int:
        """Adds a row; values are given by column. `lenders`: keys whose marking its parts will lend it."""
        table = self.tables.get(model) or self.tables.setdefault(model, Table(model, self.now))
        row = table.row(values)
        key = row[table.key] = key or self.random.getrandbits(BITS) or 1
        place, own = table.place, joined(own, table.least)
        if "level" in place:
            row[place["level"]], row[place["team_id"]] = own.level, own.team
        if "effective_level" in place:
            mark = self._in_force(own, [row[parent] for parent in table.parents], lenders)
            row[place["effective_level"]] = mark.level
            row[place["effective_teams"]] = teams = _array(mark.teams)
            if table.kind:
                marks = self.marks if model in self.lasting else self.passing
                marks[key] = mark
                self._add_record(key, table.kind, mark.level, teams)
        table.rows.append(row)
        if len(table.rows) >= BATCH:
            self._copy_all()
        return key

    def _in_force(self, own, parents, lenders) -> Mark:
        for parent in (*parents, *lenders):
            if parent is not None:
                own = joined(own, self.marks.get(parent) or self.passing[parent])
        return own

    def _add_record(self, key, kind, level, teams):
        table = self.tables.get(Record) or self.tables.setdefault(Record, Table(Record, self.now))
        table.rows.append([*map({"id": key, "kind": kind, "retired": False, "effective_level": level,
                                 "effective_teams": teams}.get, table.columns)])  # fmt: skip

    def flush(self):
        """Copies in what there is, and forgets the marks of what nothing later will point at."""
        self._copy_all()
        self.passing.clear()

    def _copy_all(self):
        """The models in the order of writing: what is pointed at first, as foreign keys are checked at once."""
        for table in sorted(self.tables.values(), key=lambda table: depth(table.model)):
            self._copy(table)

    def _copy(self, table):
        columns = ", ".join(f'"{column}"' for column in table.columns)
        with (
            connection.wrap_database_errors,
            connection.cursor() as cursor,
            cursor.copy(f"COPY {table.model._meta.db_table} ({columns}) FROM STDIN") as copy,
        ):
            for row in table.rows:
                copy.write_row(row)
        self.counts[table.model] += len(table.rows)
        table.rows.clear()

    def finish(self, reason: str):
        """Writes the first version of every row into the history, and tells the planner what there is."""
        self.flush()
        with connection.cursor() as cursor:
            # The planner takes a history without rows for one that stays so, and reads it for each new row.
            cursor.execute("SET LOCAL enable_nestloop = off")
            for model in self.tables:
                if hasattr(model, "events"):
                    cursor.execute(first_versions(model), [Jsonb({"account": None, "reason": reason})])
                    cursor.execute(f"ANALYZE {_events(model)._meta.db_table}")
                cursor.execute(f"ANALYZE {model._meta.db_table}")
            cursor.execute("SET LOCAL enable_nestloop = on")


@cache
def depth(model) -> int:
    """How many foreign keys lead on from the model, one after another; those to its own table not counted."""
    targets = {field.related_model for field in model._meta.concrete_fields if field.is_relation} - {model}
    return 1 + max(map(depth, targets), default=0)


@contextmanager
def triggers_off():
    """A transaction in which the triggers of the guarded tables rest. For the owner of the tables only."""
    tables = [
        model._meta.db_table
        for model in guarded_models()
        if not isinstance(visibility_of(model), HistoryVisibility)
    ]
    with transaction.atomic(), connection.cursor() as cursor:
        # A table cannot be altered while foreign keys wait to be checked on it.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def first_versions(model) -> str:
    """SQL: an event “added” for each row of the model that has no history yet; parameter: the context."""
    events, table = _events(model)._meta, model._meta
    shared = ", ".join(f'"{field.column}"' for field in table.concrete_fields)
    return f"""INSERT INTO {events.db_table}
  ({shared}, pgh_obj_id, pgh_label, pgh_created_at, pgh_context, pgh_context_id)
  SELECT {shared}, {table.pk.column}, 'added', now(), %s, gen_random_uuid() FROM {table.db_table} row
  WHERE NOT EXISTS (SELECT 1 FROM {events.db_table} event WHERE event.pgh_obj_id = row.{table.pk.column})"""


def _events(model):
    return model._meta.get_field("events").related_model


def _default(field, now):
    """What a row has where nothing is said; arrays as PostgreSQL writes them."""
    if field.column == "updated_at":
        return now
    if not field.has_default():
        return "" if field.empty_strings_allowed and not field.null else None
    value = field.get_default()
    return _array(value) if isinstance(field, ArrayField) else value


def _array(values) -> str:
    """Numbers and short codes, as the text of a PostgreSQL array."""
    return f"{{{','.join(map(str, values))}}}"
