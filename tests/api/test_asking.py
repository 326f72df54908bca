"""What every list can be asked: how certain the dates are, short rows, the seat apart, filters of its own."""

import pytest

from tests import factories as make


@pytest.fixture
def linkages(db):
    """Three linkages whose dates are certain, confirmed and possible on 2020-06-01."""
    lasting = {"start_kind": "actual", "start": "1990", "end_kind": "actual", "end": "2030"}
    lives = ("source", "target", "process")
    ends = {f"{end}__{name}": value for end in lives for name, value in lasting.items()}
    for name, dates in {
        "certain": {"start_kind": "actual", "start": "2019", "end_kind": "actual", "end": "2021"},
        "confirmed": {"start_kind": "actual", "start": "2019", "end_kind": "ongoing", "end": "2020-05-01"},
        "possible": {"start_kind": "actual", "start": "2019"},
    }.items():
        make.LinkageFactory(**ends, purpose=name, review_days=60, **dates)


@pytest.mark.parametrize(
    ("certainty", "found"),
    [
        ("certain", {"certain"}),
        ("confirmed", {"certain", "confirmed"}),
        ("possible", {"certain", "confirmed", "possible"}),
    ],
)
def test_certainty_asks_for_at_least_that_on_the_day(anybody, linkages, certainty, found):
    results = anybody.read("linkages/", as_of="2020-06-01", certainty=certainty)["results"]
    assert {one["purpose"] for one in results} == found


def test_certainty_asks_for_a_day(anybody):
    assert anybody.errors("linkages/", certainty="certain") == {
        "certainty": ["Ask for a day too, for example as_of=2006-06-30."]
    }
    assert set(anybody.errors("linkages/", certainty="sure", as_of="2020-06-01")) == {"certainty"}
    assert set(anybody.errors("places/", certainty="certain")) == {"certainty"}


def test_short_rows_have_the_name_and_the_dates_in_words(anybody, linkages):
    [full] = anybody.read("linkages/", as_of="2020-06-01", certainty="certain")["results"]
    [short] = anybody.read("linkages/brief/", as_of="2020-06-01", certainty="certain")["results"]
    assert short == {
        "id": full["id"],
        "url": full["url"],
        "label": full["label"],
        "validity": {"text": full["validity"]["text"]},
        "as_of": {"certainty": "certain"},
    }
    place = make.PlaceFactory(name="Kandy")
    assert anybody.read("places/brief/")["results"] == [
        {
            "id": place.public_id,
            "url": f"http://testserver/api/v1/places/{place.public_id}/",
            "label": "Kandy",
        }
    ]
    assert set(anybody.errors("places/", brief=1)) == {"brief"}


def test_the_next_page_of_short_rows_is_short(anybody):
    for _ in range(2):
        make.PlaceFactory()
    page = anybody.read("places/brief/", limit=1)
    assert set(anybody.client.get(page["next"]).json()["results"][0]) == {"id", "url", "label"}


def test_the_country_of_a_body_is_that_of_its_processes_and_its_seat_is_apart(anybody):
    office = make.BodyActorFactory(name="Political office")
    make.SeatFactory(body=office, place=make.PlaceFactory(country="QA"))
    process = make.PeaceProcessFactory(countries=["AF"])
    make.PrincipalFactory(body=office, process=process)
    make.MandateFactory(body=office)
    assert anybody.labels("bodies/", country="AF") == {"Political office"}
    assert anybody.labels("bodies/", country="QA") == set()
    assert anybody.labels("bodies/", seat_country="QA") == {"Political office"}
    assert anybody.labels("bodies/", seat_country="AF") == set()
    assert len(anybody.labels("mandates/", country="AF")) == 1
    assert anybody.labels("mandates/", country="QA") == set()


def test_yes_and_no_are_asked_apart_from_not_known(anybody):
    for name, is_local in {"local": True, "national": False, "unknown": None}.items():
        make.AgreementFactory(name=name, is_local=is_local)
    assert anybody.labels("agreements/", is_local="true") == {"local"}
    assert anybody.labels("agreements/", is_local="false") == {"national"}
    assert anybody.labels("agreements/", is_local=["true", "false"]) == {"local", "national"}
    assert set(anybody.errors("agreements/", is_local="yes")) == {"is_local"}


def test_reach_and_mediators_are_found_by_language_and_level(anybody, insider):
    reach = make.ReachFactory(community=None, society_level="grassroots", languages=["si", "ta"])
    make.ReachFactory(languages=["en"])
    mediator = make.MediatorFactory(languages=["ta"]).actor
    make.MediatorFactory()
    assert insider.labels("reach/", language=["ta", "fr"]) == {str(reach)}
    assert insider.labels("reach/", society_level="grassroots") == {str(reach)}
    assert anybody.labels("reach/") == set()
    assert anybody.labels("mediators/", language="ta") == {mediator.name}
    [told] = anybody.read("mediators/", language="ta")["results"]
    assert told["mediator"] == {"languages": ["ta"], "approach": ""}


def test_a_function_without_a_process_counts_for_those_of_its_body(anybody):
    function = make.FunctionFactory()
    process = make.PrincipalFactory(body=function.body, process=make.PeaceProcessFactory()).process
    elsewhere = make.FunctionFactory(body=function.body, process=make.PeaceProcessFactory(), task="media")
    found = anybody.read("functions/", process=process.public_id)["results"]
    assert [one["id"] for one in found] == [function.public_id]
    found = anybody.read("functions/", process=elsewhere.process.public_id)["results"]
    assert {one["id"] for one in found} == {function.public_id, elsewhere.public_id}


def test_what_ended_with_a_retired_end_is_left_out_and_an_optional_one_is_null(anybody, insider):
    reach = make.ReachFactory()
    make.CommunityFactory._meta.model.objects.filter(pk=reach.community_id).update(retired=True)
    mandate = make.MandateFactory(mandated_by=make.ActorFactory())
    make.ActorFactory._meta.model.objects.filter(pk=mandate.mandated_by_id).update(retired=True)
    assert insider.read("reach/")["results"] == []
    [told] = anybody.read("mandates/")["results"]
    assert told["mandated_by"] is None


def test_a_support_unit_has_its_policy_and_its_practice_apart(anybody):
    make.SupportUnitFactory(
        full_time_staff=8, has_standby_team=True, roster_above=300, policy_on_local_actors="They are heard."
    )
    [unit] = anybody.read("support-units/", has_standby_team="true")["results"]
    assert unit["support_unit"] == {
        "full_time_staff": 8,
        "has_standby_team": True,
        "standby_themes": [],
        "roster_above": 300,
        "clients": "",
        "policy_on_local_actors": "They are heard.",
        "practice_with_local_actors": "",
    }
    assert "/bodies/" in unit["url"]
    assert unit["secretariat"] is None


def test_the_address_of_a_local_mediator_is_that_of_the_actor(anybody):
    actor = make.MediatorFactory().actor
    [told] = anybody.read("mediators/")["results"]
    assert told["url"] == f"http://testserver/api/v1/actors/{actor.public_id}/"
    assert anybody.read(f"mediators/{actor.public_id}/") == told


def test_a_stance_names_what_it_is_towards(anybody):
    channel = make.ChannelFactory(name="Telephone")
    make.StanceFactory(subject=channel, kind="refuses")
    [told] = anybody.read("stances/")["results"]
    assert told["subject"] == {
        "id": channel.public_id,
        "label": "Telephone",
        "url": f"http://testserver/api/v1/channels/{channel.public_id}/",
        "record": {name: told["subject"][name] for name in ("id", "label", "url")},
        "part": None,
    }
