"""The answers: records by their keys, as a reader is told them, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property, lru_cache

import orjson
from django.db.models import BigIntegerField

from peaceinfra.api.ordering import BY_KEY
from peaceinfra.api.reader.beside import BESIDE, GATHERED, hanging_on, subjects_of
from peaceinfra.api.reader.compiling import (
    Compiling,
    certainty_of,
    compiled_fields,
    is_dated,
    of_object,
)
from peaceinfra.api.reader.following import Following
from peaceinfra.api.reader.queries import branch, by_keys, together
from peaceinfra.api.reader.rows import Row, Rows
from peaceinfra.api.serializers.homes import HOMES
from peaceinfra.core.choices import Level
from peaceinfra.core.models import Team
from peaceinfra.core.prepared import Given, Keys, Prepared, prepare, prepared
from peaceinfra.core.visibility import Viewer

#: Kinds of answers that are kept compiled of what readers choose of the fields. Each list in full and in short, with a
#: day and without, is kept as well, and is not pushed out by them.
MOST_CHOSEN = 128


@dataclass
class Page:
    """What is the same for all rows that are told together, and what was read of other records for them.

    root        the address of the API
    day         that of `as_of`, or None
    on          that day, or today
    teams       the names of the reader's teams by key
    """

    viewer: Viewer
    root: str
    day: date | None
    on: date
    teams: dict[int, str]
    homes = HOMES
    kept: dict = field(default_factory=lambda: defaultdict(dict))
    contested: dict[int, list[str]] = field(default_factory=dict)
    external_ids: dict[int, list[dict]] = field(default_factory=dict)
    subjects: dict[int, Row] = field(default_factory=dict)
    sides: dict = field(default_factory=dict)
    served: dict = field(default_factory=dict)
    _markings: dict = field(default_factory=dict)

    def marking(self, row) -> dict:
        """The marking in force of a row; made once for all that are marked alike."""
        given = (row.effective_level, *row.effective_teams)
        if given not in self._markings:
            self._markings[given] = {
                "level": row.effective_level,
                "tlp": Level.in_force(row).tlp,
                "teams": sorted(self.teams[team] for team in row.effective_teams),
            }
        return self._markings[given]


def team_names(viewer: Viewer) -> dict[int, str]:
    """The names of the reader's own teams: who sees a record is a member of all that guard it."""
    if not viewer.teams:
        return {}
    return dict(prepared(_teams, viewer).rows(teams=viewer.teams))


def _teams(viewer: Viewer) -> Prepared:
    return prepare(Team.objects.filter(pk__any_of=Keys("teams")).values_list("pk", "name"))


@cache
def field_names(serializer) -> tuple[str, ...]:
    """The names of what a serializer tells, in their order."""
    return tuple(serializer().fields)


def reader_of(serializer, model, with_day: bool, names: frozenset[str] | None = None) -> "Reader":
    """What reads records of a model as a serializer tells them, or those of its fields that have these names."""
    return (of_whole if names is None else of_chosen)(serializer, model, with_day, names)


@cache
def of_whole(serializer, model, with_day: bool, names: None) -> "Reader":
    return Reader(serializer, model, with_day, names)


@lru_cache(maxsize=MOST_CHOSEN)
def of_chosen(serializer, model, with_day: bool, names: frozenset[str]) -> "Reader":
    return Reader(serializer, model, with_day, names)


class Reader:
    """A serializer, compiled."""

    def __init__(self, serializer, model, with_day: bool, names: frozenset[str] | None):
        self.model = model
        self.is_chosen = names is not None
        self._made = made = Compiling(model, with_day)
        self.told_by = compiled_fields(serializer(), made.shape, made, names)
        self.is_of_a_day = with_day and "as_of" in self.told_by and is_dated(model)
        if self.is_of_a_day:
            made.add_lives()
        self.tell = of_object(self.told_by)
        self.parts = list(made.parts.items())
        self.gathered, self.subjects = made.gathered, tuple(made.subjects)

    @cached_property
    def columns(self) -> tuple:
        return tuple(self._made.shape.asked())

    @cached_property
    def _build(self):
        return self._made.shape.builder()

    @cached_property
    def _part_builders(self):
        return [(part.shape.builder(), part.shape.readers()) for _accessor, part in self.parts]

    def told(self, keys: Collection[int], filterset, page: Page) -> list[dict]:
        """The records of these keys that the reader of the page is shown, in the order of the keys.

        filterset   says which records of the kind are shown
        """
        return [self.tell(row, page) for row in self.rows(keys, filterset, page)]

    def found_in_order(self, cursor, most: int, filterset, viewer: Viewer) -> list[tuple]:
        """The columns, the key first, of so many of all that is shown, in the order of keys from a place on."""
        direction = cursor and cursor.direction
        query = prepared(_in_order, viewer, self, filterset, direction, is_chosen=self.is_chosen)
        return query.rows(key=cursor and cursor.key, most=most)

    def found_beyond(self, key: int, at_once: int, filterset, viewer: Viewer) -> Iterator[list[tuple]]:
        """The columns of all that is shown beyond a key, in the order of keys, so many at once; of one query that is
        followed to its end, and not asked again for each portion.
        """
        query = prepared(_beyond, viewer, self, filterset, is_chosen=self.is_chosen)
        return query.portions(at_once, key=key)

    def rows(self, keys: Collection[int], filterset, page: Page) -> list[Row]:
        keys = list(keys)
        if not keys:
            return []
        query = prepared(_records, page.viewer, self, filterset, is_chosen=self.is_chosen)
        return self.rows_of(query.rows(keys=keys), keys, page)

    def rows_of(
        self, columns: Iterable[tuple], keys: Collection[int], page: Page, following: Following | None = None
    ) -> list[Row]:
        """The rows of these keys, with what hangs on them, which is asked for by these keys or followed."""
        if not keys:
            return []
        build, kept = self._build, page.kept
        found = {row.id: row for row in (build(values, kept) for values in columns)}
        rows = [found[key] for key in keys if key in found]
        self._add_parts(found, page, following)
        if self.is_of_a_day:
            for row in rows:
                row.certainty = certainty_of(row, page.day)
        self._gather(rows, page, following)
        return rows

    def _add_parts(self, found: dict[int, Row], page: Page, following: Following | None) -> None:
        """Reads what hangs on the records, in one query where it is not followed."""
        asked = [*self.parts, *(name for name in BESIDE if name in self.gathered)]
        if not asked:
            return
        by_branch = following.of(found) if following else self._asked(list(found), page)
        for number, (accessor, part) in enumerate(self.parts):
            self._attach(accessor, part, self._read_parts(number, by_branch[number], page), found, page)
        for number, name in enumerate(asked[len(self.parts) :], len(self.parts)):
            setattr(page, name, BESIDE[name].collected(by_branch[number]))

    def _asked(self, keys: list[int], page: Page) -> dict[int, list[list]]:
        by_branch = defaultdict(list)
        for number, text in self._parts_of(page.viewer).rows(keys=keys):
            by_branch[number].append(orjson.loads(text))
        return by_branch

    def _parts_of(self, viewer) -> Prepared:
        return prepared(_beside, viewer, self, is_chosen=self.is_chosen)

    def _read_parts(self, number: int, lists: list[list], page: Page) -> Iterable[Row]:
        build, readers = self._part_builders[number]
        for values in lists:
            for place, read in readers:
                if values[place] is not None:
                    values[place] = read(values[place])
            yield build(values, page.kept)

    def _attach(self, accessor, part, rows, found, page) -> None:
        hanging = defaultdict(list)
        owner = part.owner.attname
        for row in rows:
            if part.is_of_a_day:
                row.certainty = certainty_of(row, page.day)
                if row.certainty == "no":
                    continue
            hanging[row.__dict__[owner]].append(row)
        for key, record in found.items():
            record.__dict__[accessor] = Rows(part.in_order(hanging[key]) if key in hanging else ())

    def _gather(self, rows: list[Row], page: Page, following: Following | None) -> None:
        followed = following.gathered if following else {}
        for name in self.gathered - BESIDE.keys():
            setattr(page, name, followed[name] if name in followed else GATHERED[name](rows, page.viewer))
        if self.subjects:
            records = [row.__dict__[name] for row in rows for name in self.subjects]
            page.subjects = subjects_of(filter(None, records), page)


def _records(viewer, reader: Reader, filterset) -> Prepared:
    return by_keys(filterset.shown(viewer), "pk", reader.columns)


def _in_order(viewer, reader: Reader, filterset, direction: str | None) -> Prepared:
    rows, backwards = filterset.shown(viewer), direction == "before"
    if direction:
        rows = rows.filter(BY_KEY.beyond(None, Given("key", BigIntegerField()), backwards=backwards))
    query = prepare(BY_KEY.sorted(rows, backwards=backwards).values_list(*reader.columns))
    return Prepared(f"{query.sql} LIMIT %s", (*query.params, Given("most", BigIntegerField())), query.readers)


def _beyond(viewer, reader: Reader, filterset) -> Prepared:
    rows = filterset.shown(viewer).filter(
        BY_KEY.beyond(None, Given("key", BigIntegerField()), backwards=False)
    )
    return prepare(BY_KEY.sorted(rows, backwards=False).values_list(*reader.columns))


def _beside(viewer, reader: Reader) -> Prepared:
    """The parts of records, and the other rows that say something of them, as branches of one query."""
    return together(
        branch(number, by_keys(rows, owner.name, columns), len(columns), texts)
        for number, (rows, owner, columns, texts) in enumerate(hanging_on(reader, viewer))
    )
