"""What other records say of those of a page: read beside their parts, or after them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cache

import orjson
from django.db.models import Window
from django.db.models.functions import RowNumber

from peaceinfra.api import facts
from peaceinfra.api.reader.queries import KEYS, branch, by_keys, together
from peaceinfra.api.reader.rows import Row
from peaceinfra.api.reader.shapes import Shape
from peaceinfra.api.serializers.homes import HOMES
from peaceinfra.core.identity import public_id
from peaceinfra.core.prepared import Keys, Prepared, prepare, prepared
from peaceinfra.core.registry import models_by_kind
from processes.contested import COLUMNS, contested_fields, statement_of
from processes.models import Claim, ExternalId

_OWN_ID = ("subject_id", "pk", "scheme", "value", "match")


class Contested:
    """The fields on which sources contradict one another."""

    @staticmethod
    def query(viewer):
        claims = Claim.objects.shown_to(viewer).filter(source__retired=False)
        return by_keys(claims, "subject", ("subject_id", *COLUMNS)), 1 + len(COLUMNS)

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
    def query(viewer):
        place = Window(RowNumber(), order_by=["scheme", "value", "pk"])
        rows = ExternalId.objects.shown_to(viewer).filter(subject__any_of=KEYS).order_by()
        return prepare(rows.annotate(place=place).values_list("place", *_OWN_ID)), 1 + len(_OWN_ID)

    @staticmethod
    def collected(lists) -> dict[int, list[dict]]:
        found = defaultdict(list)
        for _place, subject, key, *told in sorted(lists):
            own = dict(zip(("scheme", "value", "match"), told, strict=True))
            found[subject].append({"id": public_id("ext", key)} | own)
        return found


#: {attribute of a page: what is read beside the parts for it}
BESIDE = {"contested": Contested, "external_ids": ExternalIds}
#: {attribute of a page: function of its rows and the viewer}
GATHERED = {"sides": facts.sides, "served": facts.served}


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
