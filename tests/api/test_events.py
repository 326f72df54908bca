"""Events of several processes or of none, who spoke for whom, agreements beside each other: pages, API, both walls."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from peaceinfra.analysis.collect import collect_process, collect_processes
from peaceinfra.core.choices import Level
from peaceinfra.core.visibility import PUBLIC
from processes.models import Event
from tests import factories as make
from tests.dashboards.test_pages import text_of
from tests.shared import module_fixture

pytestmark = pytest.mark.django_db


def build():
    """A meeting of two processes and a hidden one; a call outside of any; two accords of which one is of no process."""
    first = make.PeaceProcessFactory(name="Harbour talks", countries=["LY"])
    second = make.PeaceProcessFactory(name="Desert talks", countries=["TD"])
    hidden = make.PeaceProcessFactory(name="Quiet talks", countries=["NE"], level=Level.RESTRICTED)
    conflict = make.ConflictFactory(name="The war in Darfur", countries=["SD"])
    quiet = make.ConflictFactory(name="A quiet conflict", countries=["ML"], level=Level.RESTRICTED)
    state = make.ActorFactory(name="Türkiye", kind="state")
    envoy = make.ActorFactory(name="ن. ن.", kind="individual")
    other = make.ActorFactory(name="ဒေါ်အေးအေး", kind="individual")
    accord = make.AgreementFactory(
        name="Accord of the wells", process=None, countries=["SD"], status="unilateral"
    )
    meeting = make.EventFactory(
        name="Meeting in two processes", process=first, start_kind="actual", start="2004-05", agreement=accord
    )
    make.EventProcessFactory(event=meeting, process=second)
    make.EventProcessFactory(event=meeting, process=hidden)
    make.EventConflictFactory(event=meeting, conflict=quiet)
    make.ParticipationFactory(event=meeting, actor=envoy, part="mediator", on_behalf_of=state)
    make.ParticipationFactory(event=meeting, actor=other, part="third_party")
    call = make.EventFactory(
        name="Call outside of any process",
        process=None,
        countries=["SS"],
        mode="phone",
        number_of_parties="2+",
        agreement_reached=False,
    )
    make.EventConflictFactory(event=call, conflict=conflict)
    secret = make.EventFactory(name="Secret call", process=None, countries=["SS"], level=Level.RESTRICTED)
    make.EventProcessFactory(event=secret, process=second)
    later = make.AgreementFactory(name="Accord renewed", process=first, settlement="partial", scope="intra")
    make.AgreementRelationFactory(agreement=later, kind="renews", other=accord)
    make.AgreementConflictFactory(agreement=accord, conflict=conflict)
    make.SignatoryFactory(agreement=accord, actor=state, condition="with reservation", signed="2005-01")
    return SimpleNamespace(**locals())


world = module_fixture(build)


def names(reader, address, **asked):
    return sorted(row["name"] for row in reader.read(address, **asked)["results"])


MEETING, CALL = "Meeting in two processes", "Call outside of any process"


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (lambda world: {"process": world.first.public_id}, [MEETING]),
        (lambda world: {"process": world.second.public_id}, [MEETING]),
        (lambda world: {"process": world.hidden.public_id}, []),
        (lambda world: {"process": "unknown"}, [CALL]),
        (lambda world: {"process": [world.second.public_id, "unknown"]}, [CALL, MEETING]),
        (lambda world: {"country": "TD"}, [MEETING]),
        (lambda world: {"country": ["NE", "ML"]}, []),
        (lambda world: {"country": "SD"}, [CALL]),
        (lambda world: {"country": "SS"}, [CALL]),
        (lambda world: {"conflict": world.conflict.public_id}, [CALL]),
        (lambda world: {"conflict": world.quiet.public_id}, []),
        (lambda world: {"conflict": "unknown"}, [MEETING]),
        (lambda world: {"participant": world.state.public_id}, [MEETING]),
        (lambda world: {"mode": "phone"}, [CALL]),
        (lambda world: {"agreement_reached": "false"}, [CALL]),
        (lambda world: {"agreement": world.accord.public_id}, [MEETING]),
    ],
)
def test_an_event_is_found_by_what_a_reader_may_see_of_its_processes_conflicts_and_countries(
    world, anybody, asked, found
):
    assert names(anybody, "events/", **asked(world)) == found


def test_who_may_see_the_hidden_process_finds_the_event_by_it(world, cleared):
    assert names(cleared, "events/", process=world.hidden.public_id) == [MEETING]
    assert names(cleared, "events/", process=world.second.public_id) == [MEETING, "Secret call"]
    [secret] = cleared.read("events/", id=world.secret.public_id)["results"]
    assert secret["process"] is None
    assert [row["process"]["label"] for row in secret["further_processes"]] == ["Desert talks"]


def test_an_event_tells_its_further_processes_and_for_whom_a_person_spoke(world, anybody, cleared):
    address = f"events/{world.meeting.public_id}/"
    told = anybody.read(address)
    assert [row["process"]["label"] for row in told["further_processes"]] == ["Desert talks"]
    assert told["conflicts"] == []
    assert [
        (row["actor"]["label"], row["part"], row["on_behalf_of"] and row["on_behalf_of"]["label"])
        for row in sorted(told["participants"], key=lambda row: row["part"])
    ] == [("ن. ن.", "mediator", "Türkiye"), ("ဒေါ်အေးအေး", "third_party", None)]
    assert len(cleared.read(address)["further_processes"]) == 2


def test_the_page_of_each_process_lists_the_event_and_counts_it(world, client):
    for process, expected in ((world.first, True), (world.second, True)):
        page = text_of(client.get(f"/processes/{process.public_id}/agreements/"))
        assert (MEETING in page) == expected
        assert "Secret call" not in page
    assert client.get(f"/processes/{world.hidden.public_id}/agreements/").status_code == 404


def test_what_changed_of_an_event_stands_in_the_feed_of_each_of_its_processes(world, client):
    for process in (world.first, world.second):
        feed = client.get(f"/processes/{process.public_id}/feed.atom").content.decode()
        assert MEETING in feed and "Secret call" not in feed


def test_the_network_of_each_process_tells_who_met(world, anybody):
    for process in (world.first, world.second):
        edges = anybody.read(f"processes/{process.public_id}/network/")["edges"]
        assert [edge["kind"] for edge in edges] == ["met"]


def test_the_page_of_an_event_says_for_whom_one_spoke_and_what_came_of_it(world, client):
    page = text_of(client.get(f"/events/{world.meeting.public_id}/"))
    assert "ن. ن., for Türkiye" in page
    assert "Desert talks" in page
    assert "Accord of the wells" in page
    assert "Quiet talks" not in page and "A quiet conflict" not in page
    outside = text_of(client.get(f"/events/{world.call.public_id}/"))
    for words in ("2 or more", "by telephone", "South Sudan", "The war in Darfur"):
        assert words in outside
    assert client.get(f"/events/{world.secret.public_id}/").status_code == 404


def test_the_page_of_a_state_lists_where_a_person_spoke_for_it(world, client):
    page = text_of(client.get(f"/actors/{world.state.public_id}/"))
    assert "Events at which a person spoke for it" in page and MEETING in page


def test_the_page_of_a_conflict_lists_its_events_and_agreements(world, client):
    page = text_of(client.get(f"/conflicts/{world.conflict.public_id}/"))
    assert CALL in page and "Accord of the wells" in page


def test_an_agreement_of_no_process_says_what_renews_it_and_on_what_condition_one_signed(
    world, client, anybody
):
    told = anybody.read(f"agreements/{world.accord.public_id}/")
    assert (told["process"], told["status"], told["countries"]) == (None, "unilateral", ["SD"])
    [later] = told["later"]
    assert (later["kind"], later["agreement"]["label"]) == ("renews", "Accord renewed")
    [signed] = told["signatories"]
    assert (signed["condition"], signed["signed"]) == ("with reservation", "2005-01")
    [earlier] = anybody.read(f"agreements/{world.later.public_id}/")["earlier"]
    assert earlier["other"]["label"] == "Accord of the wells"
    page = text_of(client.get(f"/agreements/{world.accord.public_id}/"))
    for words in ("with reservation", "signed: Jan 2005", "renews", MEETING):
        assert words in page


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"process": "unknown"}, ["Accord of the wells"]),
        ({"status": "unilateral"}, ["Accord of the wells"]),
        ({"country": "SD"}, ["Accord of the wells"]),
        ({"country": "LY"}, ["Accord renewed"]),
        ({"settlement": "partial", "scope": "intra"}, ["Accord renewed"]),
    ],
)
def test_agreements_are_found_by_their_codes_and_countries(world, anybody, asked, found):
    assert names(anybody, "agreements/", **asked) == found


def test_an_event_is_read_alike_from_each_of_its_processes(world):
    """Also its narrowed dates, its place, who held it, and what it says of the day."""
    place = make.PlaceFactory(name="Bir Tawil")
    held = make.EventFactory(
        name="After the ceasefire",
        process=world.first,
        place=place,
        held_by=world.state,
        mode="hybrid",
        start_kind="actual",
        start="2003",
        narrowing=[date(2003, 2, 2), None, None, None],
    )
    make.EventProcessFactory(event=held, process=world.second)
    make.EventProcessFactory(event=held, process=world.first)
    kept = {}
    for process in (world.first, world.second):
        facts = collect_process(process.pk, PUBLIC, date(2006, 1, 1))
        [kept[process.pk]] = [event for event in facts.events if event.key == held.pk]
        assert kept[process.pk].process.key == process.pk
    own, further = kept.values()
    assert own.dates == further.dates and own.dates.narrowing[0] == date(2003, 2, 2)
    assert replace(own, process=None) == replace(further, process=None)


def test_several_processes_are_read_at_once_each_with_its_events(world):
    keys = [world.first.pk, world.second.pk]
    one, other = collect_processes(keys, PUBLIC, ("events",))
    assert [event.name for event in one.events] == [event.name for event in other.events] == [MEETING]


def test_a_page_of_a_place_costs_the_same_with_many_events(client):
    place = make.PlaceFactory()

    def fill(number):
        for event in make.EventFactory.create_batch(number, process=None, place=place):
            make.EventProcessFactory(event=event)
        make.CoordinatesFactory.create_batch(number, place=place, level=0)

    fill(1)
    with CaptureQueriesContext(connection) as few:
        client.get(f"/places/{place.public_id}/")
    fill(8)
    with CaptureQueriesContext(connection) as many:
        client.get(f"/places/{place.public_id}/")
    assert len(few) == len(many)


def test_an_event_names_no_agreement_where_none_was_reached(world):
    event = make.EventFactory.build(process=world.first, agreement=world.accord, agreement_reached=False)
    with pytest.raises(ValidationError, match="one was reached"):
        event.validate_constraints()


@pytest.mark.parametrize("number", ["2", "0", "24+"])
def test_a_number_of_those_who_took_part_may_be_open(number):
    Event(number_of_parties=number).clean_fields(exclude=["name", "kind"])


@pytest.mark.parametrize("number", ["+", "02", "two", "-1", "2 +", "99999"])
def test_other_words_are_no_number_of_those_who_took_part(number):
    with pytest.raises(ValidationError) as refused:
        Event(number_of_parties=number).clean_fields(exclude=["name", "kind"])
    assert set(refused.value.message_dict) == {"number_of_parties"}


def test_the_search_finds_an_event_of_no_process_by_its_place(anybody):
    place = make.PlaceFactory(name="Zarqan springs")
    event = make.EventFactory(name="A meeting", process=None, place=place)
    page = text_of(anybody.client.get("/search/", {"q": "Zarqan"}))
    assert "A meeting" in page
    assert event.public_id in anybody.client.get("/search/", {"q": "Zarqan"}).content.decode()
