"""The real cases of Nepal and Afghanistan: what must be true of them."""

from datetime import date

import pytest

from peaceinfra.core.dates import statuslog
from peaceinfra.core.dates.choices import Certainty
from processes.models import Agreement, Citation, Claim, Event, ExternalId, PeaceProcess, Stance
from secretariats.models import Channel
from tests.datasets.demonstration.cases import (
    actor,
    certain,
    existence,
    on,
    parts_of,
    statements,
    status,
    tasks,
    uncited,
)

pytestmark = [pytest.mark.usefixtures("cases"), pytest.mark.django_db]

COMMITTEE = "High-Level Peace Committee"
SECRETARIAT = "Secretariat of the High-Level Peace Committee"
MINISTRY = "Ministry of Peace and Reconstruction"
COUNCIL = "High Peace Council"
COUNCIL_SECRETARIAT = "Secretariat of the High Peace Council"
DOHA = "Political Office of the Taliban in Doha"


def process(country):
    return PeaceProcess.objects.get(countries=[country])


@pytest.mark.parametrize(("name", "start"), [(COMMITTEE, "2004-08"), (SECRETARIAT, "2004-09")])
def test_nepals_committee_and_its_secretariat_were_set_up_in_2004_by_the_prime_minister(name, start):
    assert (actor(name).start_kind, actor(name).start) == ("actual", start)
    assert actor(name).body_relations.get(kind="established_by").other.name == "Sher Bahadur Deuba"
    assert existence(name, date(2003, 12, 31)) == Certainty.NO
    assert actor(name).principals.get().principal.name == "Government of Nepal"


def test_nepals_committee_was_dissolved_in_2005_and_its_secretariat_worked_on():
    assert status(COMMITTEE, date(2005, 3, 31)) == certain("closed")
    assert existence(COMMITTEE, date(2005, 4, 1)) == Certainty.NO
    assert status(SECRETARIAT, date(2006, 1, 1)) == certain("operational")


def test_nepals_secretariat_became_a_ministry_in_april_2007():
    transformed = actor(SECRETARIAT).lifecycle.last()
    assert (transformed.status, transformed.date_min, transformed.date_max) == (
        "transformed", date(2007, 4, 1), date(2007, 4, 1),
    )  # fmt: skip
    succession = actor(SECRETARIAT).successions.get()
    assert (succession.successor.name, succession.successor.body.form) == (MINISTRY, "ministry")
    assert (succession.start, succession.mandate, succession.functions) == ("2007-04-01", "yes", "yes")
    assert status(SECRETARIAT, date(2021, 1, 1)) == certain("transformed")


def test_for_nepals_talks_of_2001_and_2003_one_source_says_that_there_were_no_structures():
    claims = Claim.objects.filter(subject=process("NP").pk, field__startswith="support_structures")
    found = claims.order_by("start", "polarity").values_list("polarity", "status", "start", "end")
    assert list(found) == [
        ("absent", "accepted", "2001", "2001"),
        ("absent", "accepted", "2003", "2003"),
        # Another source tells of one that was set up in June 2003.
        ("supports", "accepted", "2003-06", ""),
    ]
    talks = Event.objects.filter(process=process("NP"), kind="talks").order_by("start")
    assert [event.start for event in talks] == ["2001", "2003"]


def test_nepals_secretariat_became_a_resource_centre_and_a_way_to_donors():
    assert tasks(SECRETARIAT, "performed") == {"resource_centre", "consultation", "donor_channel"}
    channel = Channel.objects.get(process=process("NP"))
    via = channel.ends.get(part="via")
    assert (channel.directness, via.actor.name) == ("indirect", SECRETARIAT)
    consultation = Event.objects.get(process=process("NP"), kind="consultation")
    assert consultation.held_by.name == SECRETARIAT
    assert consultation.inclusion.get().group == "Civil society"


def test_nepals_accord_of_2006_was_made_by_the_two_parties():
    accord = Agreement.objects.get(process=process("NP"), stage="SubComp")
    assert accord.start == "2006-11-21"
    assert {one.actor.name for one in accord.signatories.all()} == {
        "Government of Nepal",
        "Communist Party of Nepal (Maoist)",
    }
    assert status(SECRETARIAT, date(2006, 11, 21)) == certain("operational")
    assert on(process("NP").phases, date(2006, 11, 21)) == certain("implementation")
    assert on(process("NP").phases, date(2013, 4, 13)) == certain("concluded")


def test_afghanistans_council_had_a_secretariat_before_talks_were_in_sight():
    assert actor(COUNCIL_SECRETARIAT).start == "2010"
    assert actor(COUNCIL_SECRETARIAT).body_relations.get(kind="part_of").other.name == COUNCIL
    assert tasks(COUNCIL_SECRETARIAT, "performed") == {
        "intra_party",
        "confidence_building",
        "prisoner_exchange",
    }
    assert on(process("AF").phases, date(2011, 1, 1)) == certain("exploration")


def test_afghanistans_council_and_its_secretariat_were_dissolved_in_2019_for_a_ministry():
    for name in (COUNCIL, COUNCIL_SECRETARIAT):
        assert status(name, date(2019, 7, 27)) == certain("closed")
        assert existence(name, date(2019, 7, 28)) == Certainty.NO
        successor = actor(name).successions.get().successor
        assert (successor.name, successor.body.form) == ("State Ministry for Peace, Afghanistan", "ministry")


def test_afghanistans_agreement_of_2020_was_made_without_the_government():
    agreement = Agreement.objects.get(process=process("AF"))
    assert agreement.start == "2020-02-29"
    assert {one.actor.name for one in agreement.signatories.all()} == {"United States", "Taliban"}


def test_the_doha_office_is_one_body_with_all_its_transitions():
    assert [(row.status, row.date) for row in actor(DOHA).lifecycle.all()] == [
        ("operational", "2013-06-18"),
        ("temporarily_closed", "[2013-06-18..2013-07-09]"),
        ("operational", ""),
        ("low_profile", "[2013-06-18..2014-12-31]"),
        ("operational", "2015"),
        ("unknown", "2017"),
        ("operational", "2018"),
        ("unknown", "[2021..]"),
    ]
    assert actor(DOHA).secretariat.is_first_address is True
    assert (actor(DOHA).body.form, actor(DOHA).seats.get().place.name) == ("political_office", "Doha")


def test_the_doha_office_certainly_worked_during_the_direct_talks_and_not_certainly_later():
    assert status(DOHA, date(2019, 6, 1)) == certain("operational")
    assert existence(DOHA, date(2019, 6, 1)) == Certainty.CERTAIN
    assert status(DOHA, date(2014, 12, 31)).status == "low_profile"
    assert status(DOHA, date(2012, 12, 31)).status is None
    assert existence(DOHA, date(2012, 12, 31)) == Certainty.NO
    assert existence(DOHA, date(2021, 6, 1)) == Certainty.POSSIBLE
    assert status(DOHA, date(2021, 6, 1)) == statuslog.StatusOn(
        "unknown", Certainty.POSSIBLE, ("operational", "unknown")
    )


def test_the_government_objected_to_its_flag_and_its_name():
    stance = Stance.objects.get(subject=actor(DOHA).pk, kind="objects")
    assert stance.actor.name == "Government of Afghanistan"
    assert "flag" in stance.condition
    assert "Islamic Emirate of Afghanistan" in stance.condition


def test_it_reopened_under_guarantees_of_those_whom_the_source_does_not_name():
    reopened = actor(DOHA).lifecycle.get(position=3)
    assert reopened.decided_by is None
    assert statements(reopened, "reason") == [("accepted", "supports")]
    assert Claim.objects.get(subject=reopened.pk).value.startswith("It worked again after guarantees")
    guarantees = Stance.objects.get(subject=actor(DOHA).pk, kind="guarantees")
    assert (guarantees.actor.kind, guarantees.actor.countries) == ("coalition", [])


def test_it_took_part_in_the_direct_talks_and_no_source_says_that_it_led_them():
    assert tasks(DOHA, "performed") == {"accessibility", "other_parties", "revitalising"}


def test_two_governments_supported_it_and_pugwash_facilitated_informal_talks():
    givers = actor(DOHA).support_received.values_list("giver__name", flat=True)
    assert set(givers) == {"United States", "Qatar"}
    informal = Event.objects.get(process=process("AF"), kind="talks")
    assert (informal.start, informal.end) == ("2015", "2016")
    assert informal.participations.get(part="mediator").actor.name == (
        "Pugwash Conferences on Science and World Affairs"
    )
    track_two = Event.objects.get(process=process("AF"), track="2")
    assert (track_two.start_min, track_two.end_max) == (date(2013, 6, 18), date(2015, 12, 31))


def test_its_posts_are_recorded_without_persons():
    assert [post.kind for post in actor(DOHA).posts.all()] == ["spokesperson"]
    assert not any(post.appointments.exists() for post in actor(DOHA).posts.all())


@pytest.mark.parametrize(
    ("country", "expected"),
    [
        ("NP", {("pax_process", "81", "close"), ("ucdp_conflict", "269", "broad")}),
        (
            "AF",
            {
                ("pax_process", "2", "related"),
                ("pax_process", "168", "related"),
                ("ucdp_conflict", "333", "broad"),
            },
        ),
    ],
)
def test_the_processes_are_tied_to_the_registers_beside_ours(country, expected):
    ids = ExternalId.objects.filter(subject=process(country).pk)
    assert set(ids.values_list("scheme", "value", "match")) == expected


def test_the_taliban_have_an_id_in_each_register_and_none_that_stands_in_no_file():
    ids = ExternalId.objects.filter(subject=actor("Taliban").pk).order_by("scheme", "value")
    assert [(each.scheme, each.value, each.match) for each in ids] == [
        ("paax", "ARM_931", "exact"),
        ("ucdp_actor", "303", "exact"),
    ]


@pytest.mark.parametrize("country", ["NP", "AF"])
def test_every_fact_rests_on_a_place_in_a_source(country):
    facts = parts_of(process(country))
    assert uncited(facts) == set()
    assert not Citation.objects.filter(subject__in=[fact.pk for fact in facts], locator="").exists()
