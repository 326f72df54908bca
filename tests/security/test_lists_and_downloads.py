"""What is listed or downloaded is what may be seen, and no answer is derived below the floor."""

import csv
import io

import pytest

from peaceinfra.core.identity import public_id
from peaceinfra.dashboards.lists import LISTS, PROCESSES
from processes.models import Actor, PeaceProcess
from tests import factories as make
from tests.test_non_interference import body_of
from tests.two_worlds import (
    FACILITATOR,
    GOVERNMENT,
    HIDDEN,
    IDS,
    PROCESS,
    SECRETARIAT,
    build_guarded,
    build_public,
    level_guard,
)
from tracks.models import Linkage

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def rows_of(response):
    return list(csv.reader(io.StringIO(body_of(response).decode("utf-8-sig"))))


@pytest.mark.parametrize(
    "query", ["q=secret", "process={hidden_pro}", "process={pro}&country=LK", "country=LK"]
)
def test_a_file_has_the_rows_of_its_list_and_no_more(client, query):
    build_guarded(build_public(), level_guard())
    for one in (PROCESSES, *LISTS):
        asked = query.format(**IDS)
        if "process=" in asked and "process" not in one.filterset.base_filters:
            continue
        if "country=" in asked and "country" not in one.filterset.base_filters:
            continue
        told = client.get(f"/api/v1/{one.slug}/?{asked}").json()["results"]
        names, *rows = rows_of(client.get(f"/{one.slug}.csv?{asked}"))
        assert {row[names.index("id")] for row in rows} == {row["id"] for row in told}, (one.slug, asked)
        assert {row[names.index("marking.tlp")] for row in rows} <= {"TLP:CLEAR"}, one.slug


def targets():
    """A register where each part is public, and what follows from the parts is a list of targets."""
    process = make.PeaceProcessFactory(pk=PROCESS, name="The process")
    make.CoverageNoteFactory(process=process, topic="all")
    party = make.ActorFactory(pk=GOVERNMENT, name="Government")
    make.RoleFactory(process=process, actor=party, side="Government")
    local = make.ActorFactory(pk=FACILITATOR, name="Elders", usual_level="grassroots")
    lonely = make.ActorFactory(name="Youth circle", usual_level="grassroots")
    broker = make.ActorFactory(name="Go-between", usual_level="middle")
    for actor in (local, lonely):
        make.RoleFactory(process=process, actor=actor, kind="insider_mediator")
    make.MediatorFactory(actor=local)
    herders = make.ActorFactory(name="Herders", usual_level="grassroots")
    through = make.LinkageFactory(process=process, source=herders, target=party)
    make.IntermediaryFactory(linkage=through, actor=broker)
    office = make.BodyActorFactory(pk=SECRETARIAT, name="Office")
    make.PeaceSecretariatFactory(actor=office)
    make.PrincipalFactory(body=office, principal=party, process=process)
    make.PostFactory(body=office, kind="outreach_officer")
    make.LinkageFactory(process=process, source=office, target=broker, modality="outreach_officer")
    split = make.ActorFactory(name="Splinter")
    make.LineageFactory(actor=split, origin=party, kind="splinter", start_kind="actual", start="2005")
    make.RoleFactory(process=process, actor=split, side="Others")
    community = make.CommunityFactory(pk=531, name="Lakeside")
    make.ReachFactory(actor=local, community=community)
    make.ReachFactory(actor=local, community=None, armed_actor=party)
    return office, broker, community


# What only readers above the floor are told, in the words of the pages.
DERIVED = [
    "alone.",
    "rests on one post",
    "no recorded tie to anyone",
    "broke away",
    "local actors with a recorded way to the table",
    "no recorded way to it",
    "Depend on one",
    "Missing",
]


def derived_on(client, office, broker, community):
    paths = ["/", "/processes/", f"/processes/{public_id('pro', PROCESS)}/",
             f"/processes/{public_id('pro', PROCESS)}/?as_of=2010-01-01",
             f"/processes/{public_id('pro', PROCESS)}/brief/", f"/actors/{broker.public_id}/",
             f"/secretariats/{office.public_id}/", f"/actors/{public_id('act', FACILITATOR)}/",
             f"/actors/{public_id('act', GOVERNMENT)}/", f"/communities/{community.public_id}/"]  # fmt: skip
    pages = {path: client.get(path) for path in paths}
    assert {page.status_code for page in pages.values()} == {200}
    said = {words for page in pages.values() for words in DERIVED if words in page.content.decode()}
    listed = [
        path for path in paths[-2:] if "Elders" in pages[path].content.decode().partition("Who reaches it")[2]
    ]
    return said, listed


@pytest.mark.parametrize("level", [None, 0, 1])
def test_derived_answers_are_not_given_below_the_floor(client, level):
    parts = targets()
    if level is not None:
        client.force_login(make.AdviserFactory(clearance=level))
    assert derived_on(client, *parts) == (set(), [])


def test_derived_answers_are_given_above_the_floor(client):
    parts = targets()
    client.force_login(make.AdviserFactory(clearance=2))
    said, listed = derived_on(client, *parts)
    assert (said, len(listed)) == (set(DERIVED), 2)


def test_a_body_whose_seat_is_guarded_stays_where_it_was_without_it(client):
    build_public()
    make.SeatFactory(
        body=Actor.objects.get(pk=SECRETARIAT), place=make.PlaceFactory(name="Secret place", level=3)
    )
    for path in ("/", "/bodies/", "/bodies.csv", "/secretariats/{sec}/", "/api/v1/bodies/{sec}/",
                 "/actors/{party}/", "/processes/{pro}/",
                 "/processes/{pro}/brief/", "/api/v1/actors/{sec}/", "/api/v1/processes/{pro}/network/",
                 "/api/v1/functions/", "/linkages/{lnk}/", "/channels/{chn}/", "/search/?q=secretariat"):  # fmt: skip
        response = client.get(path.format(**IDS))
        assert response.status_code == 200, path
        assert b"Secret place" not in body_of(response), path


def test_the_place_of_a_row_in_a_log_does_not_count_guarded_rows(client):
    """Rows are numbered among those that are shown: a gap would tell of the one between."""
    register = build_public()
    process, secretariat = register[0], register[3]
    hidden = make.ActorFactory(level=3)
    make.LifecycleChangeFactory(body=secretariat, position=2, status="closed", date="2004", decided_by=hidden)
    make.LifecycleChangeFactory(body=secretariat, position=3, status="closed", date="2005")
    make.PhaseChangeFactory(process=process, position=2, status="negotiation", date="2003", decided_by=hidden)
    make.PhaseChangeFactory(process=process, position=3, status="implementation", date="2004")
    body = client.get(f"/api/v1/secretariats/{IDS['sec']}/").json()
    told = client.get(f"/api/v1/processes/{IDS['pro']}/").json()
    assert [row["position"] for row in body["lifecycle"]] == [1, 2, 3]
    assert [row["position"] for row in told["phases"]] == [1, 2, 3]


def test_registers_of_the_tests_are_as_guarded_as_they_say():
    build_guarded(build_public(), level_guard())
    assert Actor.objects.get(pk=HIDDEN).effective_level == 3
    assert PeaceProcess.objects.get(pk=PROCESS).effective_level == 0
    assert Linkage.objects.filter(effective_level=0).count() == 1
