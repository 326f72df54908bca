"""The real cases of South Africa and Colombia: what must be true of them."""

from datetime import date

import pytest

from peaceinfra.analysis import derived
from peaceinfra.analysis.collect.actor import collect_actor
from peaceinfra.analysis.collect.process import collect_process
from peaceinfra.analysis.evidence import contested_fields
from peaceinfra.analysis.network.network import network_on
from peaceinfra.analysis.warnings import occasion_of, process_warnings
from peaceinfra.core.choices import INVENTED
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.core.visibility import PUBLIC, Viewer
from processes.models import Agreement, Citation, Claim, ExternalId, PeaceProcess, Stance
from secretariats.models import Channel
from tests.datasets.demonstration.cases import (
    actor,
    existence,
    on,
    parts_of,
    statements,
    status,
    tasks,
    uncited,
)

pytestmark = [pytest.mark.usefixtures("cases"), pytest.mark.django_db]

READ_ON = date(2026, 11, 22)

SOUTH_AFRICA = "National Peace Secretariat"
COLOMBIA = "Office of the High Commissioner for Peace"


def process(country):
    return PeaceProcess.objects.get(countries=[country])


def facts(name):
    """What somebody signed out is told of a body."""
    return collect_actor(actor(name).pk, PUBLIC, READ_ON)


def test_south_africas_secretariat_is_multilateral():
    assert {one.side.name for one in actor(SOUTH_AFRICA).principals.all()} == {
        "Government",
        "ANC",
        "Other signatories",
    }
    assert derived.composition(facts(SOUTH_AFRICA).served) == derived.Composition.MULTILATERAL


def test_what_is_said_of_its_neutrality_stands_side_by_side():
    assert statements(actor(SOUTH_AFRICA), "neutrality") == [
        ("accepted", "supports"),
        ("accepted", "supports"),
        ("disputed", "supports"),
    ]
    evidence = facts(SOUTH_AFRICA).evidence[actor(SOUTH_AFRICA).pk]
    assert contested_fields(evidence) == {"neutrality"}


def test_it_began_after_the_accord_that_provides_for_it_and_was_at_work_by_april_1993():
    accord = Agreement.objects.get(name="National Peace Accord")
    assert actor(SOUTH_AFRICA).start_kind == "unknown"
    assert actor(SOUTH_AFRICA).start_min == accord.start_min == date(1991, 9, 14)
    assert existence(SOUTH_AFRICA, date(1991, 9, 13)) == Certainty.NO
    assert existence(SOUTH_AFRICA, date(1992, 6, 1)) == Certainty.POSSIBLE
    assert status(SOUTH_AFRICA, date(1992, 6, 1)).possible_statuses == ("announced", "operational")
    assert existence(SOUTH_AFRICA, date(1993, 4, 30)) == Certainty.POSSIBLE
    assert status(SOUTH_AFRICA, date(1993, 4, 30)).status == "operational"


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        ("Sri Lanka", "military_victory"),
        ("Nepal", "agreement"),
        ("South Africa", "agreement"),
        ("Afghanistan", "military_victory"),
    ],
)
def test_how_a_process_ended_is_what_a_source_says(name, ending):
    ended = PeaceProcess.objects.get(name__startswith=name)
    said = Claim.objects.filter(subject=ended.pk, field="ending", status="accepted", polarity="supports")
    assert ended.ending == ending
    assert set(said.values_list("value", flat=True)) == {ending}


@pytest.mark.parametrize(
    ("name", "authority"),
    [
        ("Liberation Tigers of Tamil Eelam", "United States"),
        ("National Liberation Army", "United States"),
        ("Revolutionary Armed Forces of Colombia", "United States"),
        ("Taliban", "United Nations"),
    ],
)
def test_a_party_on_a_list_of_sanctions_is_not_shown_as_on_none(name, authority):
    assert [listing.authority.name for listing in actor(name).listings.all()] == [authority]


def test_no_ending_is_said_of_a_process_without_a_source_for_it():
    known = PeaceProcess.objects.exclude(ending="unknown").exclude(countries=[INVENTED])
    claimed = Claim.objects.filter(field="ending", status="accepted").values("subject")
    assert not known.exclude(pk__in=claimed).exists()


def test_colombias_office_was_there_by_1994_and_one_source_dates_its_creation_to_about_2000():
    office = actor(COLOMBIA)
    assert (office.start_kind, office.start) == ("first_cited", "1994-09-06")
    assert statements(office, "start") == [("accepted", "supports"), ("disputed", "supports")]
    assert existence(COLOMBIA, date(1994, 9, 5)) == Certainty.POSSIBLE
    assert existence(COLOMBIA, date(1998, 1, 1)) == Certainty.CERTAIN
    assert existence(COLOMBIA, date(2005, 1, 1)) == Certainty.CERTAIN
    assert status(COLOMBIA, date(2005, 1, 1)).status == "operational"


@pytest.mark.parametrize(
    ("president", "start", "end"), [("Álvaro Uribe", "2002", "2010"), ("Iván Duque Márquez", "2018", "2020")]
)
def test_colombia_refused_talks_in_public_and_kept_contact_in_secret(president, start, end):
    stance = Stance.objects.get(condition__contains=president)
    assert (stance.actor.name, stance.kind, stance.publicity) == (
        "Government of Colombia", "refuses", "public",
    )  # fmt: skip
    assert (stance.subject_id, stance.start, stance.end) == (process("CO").pk, start, end)
    channel = Channel.objects.get(name__contains=president)
    assert {end.actor.name for end in channel.ends.all()} == {COLOMBIA, "Armed actors in Colombia"}
    assert (channel.is_secret, channel.disclosed, channel.formality) == (True, "[..2020]", "unknown")
    assert (channel.start_max.year, channel.end_min.year) == (int(start), int(end))


def test_the_secret_of_the_world_is_no_secret_of_the_register():
    assert set(Channel.objects.filter(process=process("CO")).values_list("effective_level", flat=True)) == {0}


@pytest.mark.parametrize("directness", ["direct", "indirect"])
def test_other_channels_to_armed_actors_and_to_mediators_stayed_open(directness):
    channel = Channel.objects.get(process=process("CO"), directness=directness)
    assert (channel.formality, channel.start_kind) == ("both", "unknown")
    assert {(end.actor.name, end.part) for end in channel.ends.all()} == {
        (COLOMBIA, "end"),
        ("Armed actors in Colombia", "end"),
        ("Facilitators and mediators, Colombia", "end"),
    }


def test_colombias_mandate_possibly_goes_on_when_talks_stop():
    mandate = actor(COLOMBIA).mandates.get()
    assert mandate.continues_when_suspended is True
    assert statements(mandate, "continues_when_suspended") == [("accepted", "supports")]


def test_colombias_office_leads_talks_and_keeps_them_possible():
    assert tasks(COLOMBIA, "performed") == {
        "process_design",
        "leading_talks",
        "humanitarian_access",
        "revitalising",
        "third_parties",
        "other_parties",
    }
    assert on(process("CO").phases, date(2011, 6, 1)).status == "exploration"
    assert on(process("CO").phases, date(2013, 6, 1)).status == "negotiation"


@pytest.mark.parametrize(
    ("name", "value", "stage"),
    [
        ("Comprehensive Agreement on the Bangsamoro", "881", "Imp"),
        ("Framework Agreement on the Bangsamoro", "867", "SubPar"),
        ("Final agreement to end the conflict and build a stable peace", "1845", "SubComp"),
        ("General agreement to end the conflict and build a stable peace", "786", "Pre"),
        ("Method and subjects of the talks (communiqué 8 of the national table)", "1133", "Pre"),
        ("Timetable for the future of the peace process", "157", "Pre"),
        ("Nationwide Ceasefire Agreement", "1436", "Cea"),
    ],
)
def test_agreements_have_their_id_and_stage_of_pa_x(name, value, stage):
    agreement = Agreement.objects.get(name=name)
    ids = ExternalId.objects.filter(subject=agreement.pk, scheme="pax_agreement")
    assert (agreement.stage, list(ids.values_list("value", "match"))) == (stage, [(value, "exact")])


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("National Liberation Army", {("ARM_195", "exact")}),
        ("All Burma Students' Democratic Front", {("ARM_814", "exact")}),
        ("Arakan Liberation Party", {("ARM_758", "exact")}),
        ("Democratic Karen Benevolent Army", {("ARM_819", "exact")}),
        ("Restoration Council of Shan State", {("ARM_756", "close"), ("ARM_816", "close")}),
        ("Malaysia", {("CON_12", "exact")}),
        ("Community of Sant'Egidio", {("NGO_95", "exact")}),
    ],
)
def test_actors_have_their_ids_of_paa_x(name, expected):
    ids = ExternalId.objects.filter(subject=actor(name).pk, scheme="paax")
    assert set(ids.values_list("value", "match")) == expected


@pytest.mark.parametrize(
    ("country", "expected"),
    [
        ("ZA", {("pax_process", "105", "exact"), ("ucdp_conflict", "345", "broad")}),
        (
            "CO",
            {("ucdp_conflict", "289", "broad")}
            | {
                ("pax_process", value, "narrow")
                for value in ("99", "100", "101", "144", "176", "177", "183", "184", "185", "186")
            },
        ),
    ],
)
def test_the_processes_are_tied_to_the_registers_beside_ours(country, expected):
    ids = ExternalId.objects.filter(subject=process(country).pk)
    assert set(ids.values_list("scheme", "value", "match")) == expected


@pytest.mark.parametrize("country", ["ZA", "CO"])
def test_every_fact_rests_on_a_place_in_a_source(country):
    known = parts_of(process(country))
    assert uncited(known) == set()
    assert not Citation.objects.filter(subject__in=[fact.pk for fact in known], locator="").exists()


def warnings_of(name, day, today=READ_ON):
    """What a reader of clearance 2 is warned of on the page of a process."""
    viewer = Viewer(2)
    found = collect_process(PeaceProcess.objects.get(name__startswith=name).pk, viewer, day or today)
    occasion = occasion_of(found, viewer, day, today)
    return [one.what for one in process_warnings(found, occasion, network_on(found, occasion.on))]


def test_in_colombia_no_missing_channel_is_said_beside_the_contact_that_was_kept():
    for day in (date(2009, 1, 1), date(2019, 6, 1), None):
        assert [words for words in warnings_of("Colombia", day) if "channel" in words] == []


def test_processes_that_ended_long_ago_are_not_said_to_lack_a_contact_today():
    for name in ("Nepal", "South Africa", "Colombia", "Sri Lanka"):
        assert [words for words in warnings_of(name, None) if "contact person" in words] == [], name


def test_the_office_of_the_envoy_is_a_third_partys_and_the_desk_of_the_government_its_own():
    assert derived.composition(facts("Office of the Joint Envoy for Xandoria").served) == "third_party"
    assert derived.composition(facts("Peace Desk of the Government of Xandoria").served) == "unilateral"
