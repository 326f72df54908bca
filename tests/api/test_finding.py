"""What is found in every list by its words, and by what is not recorded."""

import pytest

from peaceinfra.api.root import LISTS
from tests import factories as make
from tests.api.register import one_of_each


def ids(answer):
    return {row["id"] for row in answer["results"]}


@pytest.mark.slow
def test_every_list_of_records_is_searched_by_words(cleared):
    records = one_of_each("Záhir")
    one_of_each("Other")
    for name in sorted(set(LISTS) - {"codelists", "claims", "remarks"}):
        found = ids(cleared.read(f"{name}/", q="zahir"))
        assert records[name].public_id in found, name
        assert ids(cleared.read(f"{name}/", q="zahir other")) == set(), name
        assert len(found) < len(ids(cleared.read(f"{name}/"))), name


def test_a_name_that_is_hidden_finds_no_statement_about_its_record(anybody, cleared):
    actor = make.ActorFactory(name="Mayor")
    make.ActorNameFactory(actor=actor, name="Falcon", level=3)
    citation = make.CitationFactory(subject=actor)
    assert ids(cleared.read("citations/", q="falcon")) == {citation.public_id}
    assert ids(anybody.read("citations/", q="falcon")) == set()
    assert ids(anybody.read("citations/", q="mayor")) == {citation.public_id}


def test_dates_that_are_not_known_are_asked_for_by_the_same_word(anybody, db):
    known = make.PeaceProcessFactory(start_kind="actual", start="2001", end_kind="ongoing", end="2005")
    unknown = make.PeaceProcessFactory()
    assert ids(anybody.read("processes/", start_kind="unknown")) == {unknown.public_id}
    assert ids(anybody.read("processes/", start_kind="actual", end_kind="ongoing")) == {known.public_id}
    assert len(ids(anybody.read("processes/", end_kind=["unknown", "ongoing"]))) == 2
    assert set(anybody.errors("processes/", start_kind="ongoing")) == {"start_kind"}
    assert set(anybody.errors("places/", start_kind="unknown")) == {"start_kind"}


@pytest.fixture
def bodies(db):
    """Bodies of a process with a country, of one without, of none, and of one that is hidden."""
    processes = {
        "placed": make.PeaceProcessFactory(countries=["MM"]),
        "unplaced": make.PeaceProcessFactory(countries=[]),
        "hidden": make.PeaceProcessFactory(countries=["LK"], level=3),
        "none": None,
    }
    found = {name: make.BodyActorFactory(name=name) for name in processes}
    for name, process in processes.items():
        if process:
            make.PrincipalFactory(body=found[name], process=process)
        make.MandateFactory(body=found[name])
    make.SeatFactory(body=found["placed"], place=make.PlaceFactory(country="QA"))
    make.SeatFactory(body=found["unplaced"], place=make.PlaceFactory(country=""))
    return found


def test_what_hangs_on_a_process_is_asked_for_without_one_and_what_is_hidden_is_none(
    bodies, anybody, cleared
):
    assert anybody.labels("bodies/", country="unknown") == {"unplaced", "none", "hidden"}
    assert anybody.labels("bodies/", country=["unknown", "MM"]) == set(bodies)
    assert cleared.labels("bodies/", country="unknown") == {"unplaced", "none"}
    assert anybody.labels("bodies/", process="unknown") == {"none", "hidden"}
    assert cleared.labels("bodies/", process="unknown") == {"none"}
    assert anybody.labels("bodies/", seat_country="unknown") == {"unplaced", "none", "hidden"}
    of_body = {row["body"]["label"] for row in anybody.read("mandates/", country="unknown")["results"]}
    assert of_body == {"unplaced", "none", "hidden"}
    of_body = {row["body"]["label"] for row in cleared.read("mandates/", process="unknown")["results"]}
    assert of_body == {"none"}


def test_a_stance_towards_something_of_no_process_is_asked_for_by_the_same_word(anybody, db):
    process = make.PeaceProcessFactory(countries=["MM"])
    towards = {
        "process": process,
        "channel": make.ChannelFactory(process=process),
        "actor": make.ActorFactory(),
    }
    stances = {name: make.StanceFactory(subject=subject).public_id for name, subject in towards.items()}
    for question in ({"process": "unknown"}, {"country": "unknown"}):
        assert ids(anybody.read("stances/", **question)) == {stances["actor"]}
    found = ids(anybody.read("stances/", country="MM"))
    assert found == {stances["process"], stances["channel"]}
