"""What several kinds of records give by one query is what each gives by its own."""

from datetime import date

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from peaceinfra.analysis.collect.belonging import ALONE, WAYS, Around
from peaceinfra.analysis.collect.logs import LIVES, LOGS
from peaceinfra.analysis.collect.network import process_rows
from peaceinfra.analysis.collect.parts import always_asked, part_rows
from peaceinfra.analysis.collect.process_parts import COUNTS, PARTS, SIGNED
from peaceinfra.core.prepared import Keys, prepare, prepared
from peaceinfra.core.registry import models_by_kind
from peaceinfra.core.visibility import PUBLIC, Viewer
from processes.models import Role
from tests.dashboards.worlds import many, small_world
from tests.factories import (
    ActorFactory,
    CoverageNoteFactory,
    FunctionFactory,
    MeansFactory,
    PeaceProcessFactory,
    ReachFactory,
    RoleFactory,
    SideFactory,
)

pytestmark = pytest.mark.django_db

READ = sorted(PARTS.keys() - ALONE)
BESIDE = (*LOGS, LIVES, SIGNED, COUNTS)


def a_register():
    """One of each kind twice, what is guarded in the middle, roles out of the order of their sides."""
    world = small_world()
    many(world, 2)
    process, secretariat = world.process, world.secretariat
    MeansFactory(body=secretariat)
    FunctionFactory(body=secretariat, process=None, start_kind="actual", start="2001")
    FunctionFactory(body=secretariat, process=process, start_kind="actual", start="2003")
    FunctionFactory(body=secretariat, process=process, level=3)
    ReachFactory(actor=world.broker, process=None, level=2, languages=["my", "ar"])
    CoverageNoteFactory(process=process, searched_on=date(2026, 1, 3))
    for position, name in ((2, "ب"), (1, "မြန်မာ"), (None, "")):
        side = SideFactory(process=process, position=position, name=name) if name else None
        RoleFactory(process=process, actor=ActorFactory(), side=side, level=2 if position == 1 else 0)
    return world


def alone(name, viewer, around: Around) -> list[dict]:
    """The rows of one kind by a query of its own, as columns that a part has."""
    wanted = Q()
    for way in WAYS[name]:
        found = Q(**{f"{way.column}__in": always_asked(getattr(around, way.around))})
        for column, values in way.only.items():
            found &= Q(**({f"{column}__isnull": True} if None in values else {f"{column}__in": values}))
        wanted |= found
    return part_rows(models_by_kind()[PARTS[name].prefix], viewer, wanted)


@pytest.mark.parametrize("viewer", [PUBLIC, Viewer(2), Viewer(4)], ids=["public", "adviser", "steward"])
def test_what_one_query_reads_of_all_kinds_is_what_each_gives_alone(viewer):
    process = a_register().process
    rows = process_rows([process.pk], viewer, READ)[process.pk]
    own = {name: alone(name, viewer, rows.around) for name in READ}
    read = {
        name: [{column: row[column] for column in own[name][0]} for row in found]
        for name, found in rows.parts.items()
        if own[name]
    }
    assert read == {name: found for name, found in own.items() if found}
    assert len(read) >= len(READ) - 2


def test_a_process_is_read_in_two_queries_however_much_belongs_to_it():
    process = a_register().process
    for key in (process.pk, PeaceProcessFactory().pk):
        process_rows([key], PUBLIC, PARTS, BESIDE)
        with CaptureQueriesContext(connection) as queries:
            process_rows([key], PUBLIC, PARTS, BESIDE)
        assert len(queries) == 2


def _roles(viewer):
    return prepare(Role.objects.shown_to(viewer).filter(process_id__any_of=Keys("here")).values_list("pk"))


def test_what_is_prepared_for_one_reader_is_never_asked_for_another():
    guarded = RoleFactory(level=2)
    here = [guarded.process_id]
    assert prepared(_roles, Viewer(2)).rows(here=here) == [(guarded.pk,)]
    assert prepared(_roles, PUBLIC).rows(here=here) == []
    assert prepared(_roles, Viewer(2)) is prepared(_roles, Viewer(2, account=7))
    assert prepared(_roles, Viewer(2)) is not prepared(_roles, Viewer(2, frozenset({5})))


def test_no_key_finds_nothing_and_is_still_asked():
    RoleFactory()
    with CaptureQueriesContext(connection) as queries:
        assert prepared(_roles, PUBLIC).rows(here=[]) == []
    assert len(queries) == 1
