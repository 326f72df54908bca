"""What other records say of those of a page: read beside their parts, or after them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

import orjson
from django.db import models
from django.db.models import QuerySet, Window
from django.db.models.functions import RowNumber

from peaceinfra.analysis.collect.sides import collect_all_sides
from peaceinfra.api import facts
from peaceinfra.api.reader.queries import branch, by_keys, together
from peaceinfra.api.reader.rows import Row
from peaceinfra.api.reader.shapes import Shape
from peaceinfra.api.serializers.homes import HOMES
from peaceinfra.core.identity import public_id
from peaceinfra.core.prepared import Keys, Prepared, prepared
from peaceinfra.core.registry import models_by_kind
from processes.contested import COLUMNS, contested_fields, statement_of
from processes.models import Claim, ExternalId

_OWN_ID = ("subject_id", "pk", "scheme", "value", "match")


class Hanging(NamedTuple):
    """Rows that hang on records by the foreign key `owner`, and the columns of them that are read.

    texts   the places of columns whose numbers have more digits than JSON keeps
    """

    rows: QuerySet
    owner: models.ForeignKey
    columns: Sequence[str]
    texts: Collection[int] = ()


class Contested:
    """The fields on which sources contradict one another."""

    @staticmethod
    def hanging(viewer) -> Hanging:
        claims = Claim.objects.shown_to(viewer).filter(source__retired=False)
        return Hanging(claims, _key(Claim), ("subject_id", *COLUMNS))

    @staticmethod
    def collected(lists) -> dict[int, list[str]]:
        stated = defaultdict(list)
        for subject, *columns in lists:
            columns[6:] = [day and date.fromisoformat(day) for day in columns[6:]]
            stated[subject].append(statement_of(columns))
        return {subject: sorted(contested_fields(said)) for subject, said in stated.items()}


class ExternalIds:
    """Their ids in other registers."""

    @staticmethod
    def hanging(viewer) -> Hanging:
        place = Window(RowNumber(), order_by=["scheme", "value", "pk"])
        rows = ExternalId.objects.shown_to(viewer).order_by().annotate(place=place)
        return Hanging(rows, _key(ExternalId), ("place", *_OWN_ID))

    @staticmethod
    def collected(lists) -> dict[int, list[dict]]:
        found = defaultdict(list)
        for _place, subject, key, *told in sorted(lists):
            own = dict(zip(("scheme", "value", "match"), told, strict=True))
            found[subject].append({"id": public_id("ext", key)} | own)
        return found


def _key(model) -> models.ForeignKey:
    return model._meta.get_field("subject")


#: {attribute of a page: what is read beside the parts for it}
BESIDE = {"contested": Contested, "external_ids": ExternalIds}
#: {attribute of a page: function of its rows and the viewer}
GATHERED = {"sides": facts.sides, "served": facts.served}
#: {attribute of a page: function of the viewer that reads the same for all rows that there are}
GATHERED_OF_ALL = {"sides": collect_all_sides}


def hanging_on(reader, viewer) -> Iterator[Hanging]:
    """What is read beside the rows of a reader: their parts, in the order of the reader, and what `BESIDE` names."""
    for _accessor, part in reader.parts:
        yield Hanging(part.rows(viewer), part.owner, list(part.shape.paths()), part.shape.texts())
    for name, read in BESIDE.items():
        if name in reader.gathered:
            yield read.hanging(viewer)


def subjects_of(records: Iterable[Row], page) -> dict[int, Row]:
    """{key: row} of records of any kind, each with the record that tells it; one query."""
    by_kind = defaultdict(set)
    for record in records:
        by_kind[record.kind].add(record.id)
    if not by_kind:
        return {}
    kinds = sorted(by_kind)
    query = together(
        branch(number, prepared(_subjects, page.viewer, kind), len(_columns(kind)))
        for number, kind in enumerate(kinds)
    )
    found = {}
    for number, text in query.rows(**by_kind):
        build, readers = _building(kinds[number])
        values = orjson.loads(text)
        for place, read in readers:
            values[place] = values[place] and read(values[place])
        row = build(values, page.kept)
        found[row.id] = row
    return found


@cache
def _shape(kind: str) -> Shape:
    """What a reference takes, and where it is told: a part leads to the record that tells it."""
    shape = Shape(models_by_kind()[kind])
    shape.columns |= dict.fromkeys(("id", "retired"))
    shape.reference()
    for way, _part in HOMES.get(shape.model, ()):
        shape.record(way).reference()
    return shape


@cache
def _columns(kind: str) -> list[str]:
    return list(_shape(kind).paths())


@cache
def _building(kind: str) -> tuple:
    return _shape(kind).builder(), _shape(kind).readers()


def _subjects(viewer, kind: str) -> Prepared:
    rows = _shape(kind).model.objects.shown_to(viewer)
    return by_keys(rows, "pk", _columns(kind), Keys(kind))
