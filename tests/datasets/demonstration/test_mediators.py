"""The real cases of bodies that several share, and of those who support mediation: what must be true of them."""

from datetime import date

import pytest

from peaceinfra.analysis import derived
from peaceinfra.analysis.collect.actor import collect_actor
from peaceinfra.analysis.evidence import contested_fields
from peaceinfra.analysis.functions import unperformed_tasks
from peaceinfra.core.choices import INVENTED
from peaceinfra.core.models import Record
from peaceinfra.core.visibility import PUBLIC
from processes.models import Actor, Agreement, Claim, ExternalId, PeaceProcess, Stance
from secretariats.choices import FunctionState
from tests.datasets.demonstration.cases import statements
from tracks.models import Linkage, SupportUnit

pytestmark = [pytest.mark.usefixtures("cases"), pytest.mark.django_db]

READ_ON = date(2026, 11, 22)

MPC = "Myanmar Peace Centre"
NRPC = "National Reconciliation and Peace Centre"
JOINT_OFFICE = "Joint office of the ceasefire signatory groups"
COMMITTEE = "Joint Monitoring Committee"
CONTACT_GROUP = "International Contact Group for Mindanao"
MSU = "United Nations Mediation Support Unit"
NETWORK = "Mediation Support Network"
EU_SUPPORT = "Mediation support of the European External Action Service"


def body(name):
    return Actor.objects.get(name=name)


def facts(name):
    """What somebody signed out is told of a body."""
    return collect_actor(body(name).pk, PUBLIC, READ_ON)


def contested(name):
    return contested_fields(facts(name).evidence[body(name).pk])


def related(name, kind):
    """Names of what a body is related to in one way."""
    return {relation.other.name for relation in body(name).body_relations.filter(kind=kind)}


def tasks(name, state):
    return set(body(name).functions.filter(state=state).values_list("task", flat=True))


def claims(name, field):
    """(polarity, status, value) of the claims on one field of a body, in order."""
    rows = Claim.objects.filter(subject=body(name).pk, field=field).order_by("polarity", "status", "value")
    return list(rows.values_list("polarity", "status", "value"))


def test_the_peace_centre_of_2012_was_replaced_in_2016():
    assert (body(MPC).start, body(MPC).end) == ("2012", "2016")
    succession = body(MPC).successions.get()
    assert (succession.successor.name, succession.start) == (NRPC, "2016")
    assert [(row.status, row.date) for row in body(MPC).lifecycle.all()] == [
        ("operational", "2012"),
        ("closed", "2016"),
    ]


def test_its_successor_performs_less_than_it_was_told_to():
    assert tasks(NRPC, FunctionState.MANDATED) == {"connection", "logistics"}
    assert tasks(NRPC, FunctionState.PERFORMED) == {"logistics"}
    assert unperformed_tasks(body(NRPC).functions.all()) == ["connection"]
    assert body(NRPC).means.get().competence == "weak"


def test_the_joint_office_serves_eight_groups_of_one_side():
    office = facts(JOINT_OFFICE)
    assert office.actor.dates.start == "2017"
    assert {served.principal.name for served in office.principals} == {
        "All Burma Students' Democratic Front",
        "Arakan Liberation Party",
        "Chin National Front",
        "Democratic Karen Benevolent Army",
        "Karen National Liberation Army – Peace Council",
        "Karen National Union",
        "Pa-O National Liberation Organisation",
        "Restoration Council of Shan State",
    }
    assert derived.composition(office.served) == derived.Composition.ONE_SIDE


def test_its_principals_are_those_that_signed_the_ceasefire_beside_the_government():
    served = {principal.principal for principal in body(JOINT_OFFICE).principals.all()}
    agreement = Agreement.objects.get(name="Nationwide Ceasefire Agreement")
    signed = {signatory.actor for signatory in agreement.signatories.all()}
    assert signed == served | {body("Government of Myanmar")}
    assert related(JOINT_OFFICE, "established_by") == {actor.name for actor in served}


def test_it_stands_near_the_bodies_it_coordinates_with_and_follows_informal_help():
    assert related(JOINT_OFFICE, "co_located_with") == {NRPC, COMMITTEE}
    assert {link.target.name for link in body(JOINT_OFFICE).linkages_out.all()} == {NRPC, COMMITTEE}
    predecessor = body(JOINT_OFFICE).predecessions.get()
    assert (predecessor.is_informal, predecessor.functions) == (True, "part")


def test_some_donors_objected_to_it():
    stance = Stance.objects.get(subject=body(JOINT_OFFICE).pk)
    assert (stance.kind, stance.actor.roles.get().kind) == ("objects", "donor")


def test_the_contact_group_is_hybrid_of_four_states_and_four_organisations():
    members = body(CONTACT_GROUP).memberships.all()

    def sitting_as(member_class):
        return {membership.member.name for membership in members if membership.member_class == member_class}

    assert sitting_as("state") == {"United Kingdom", "Japan", "Türkiye", "Saudi Arabia"}
    assert sitting_as("ngo") == {
        "Conciliation Resources",
        "Muhammadiyah",
        "The Asia Foundation",
        "Centre for Humanitarian Dialogue",
    }
    assert len(members) == 8
    assert derived.hybrid(members)
    assert not derived.hybrid(body(NETWORK).memberships.all())


def test_both_parties_set_it_up_and_it_serves_both():
    parties = {"Government of the Philippines", "Moro Islamic Liberation Front"}
    assert related(CONTACT_GROUP, "established_by") == parties
    assert {one.principal.name for one in facts(CONTACT_GROUP).principals} == parties
    assert derived.composition(facts(CONTACT_GROUP).served) == derived.Composition.MULTILATERAL


def test_it_began_between_the_agreement_on_it_and_the_end_of_2009():
    group = body(CONTACT_GROUP)
    assert (group.start_min, group.start_max) == (date(2009, 9, 15), date(2009, 12, 31))
    assert Agreement.objects.get(name__contains="Contact Group").start_min == group.start_min


def test_sources_differ_on_its_start_and_on_one_member():
    assert contested(CONTACT_GROUP) == {"start", "memberships"}
    assert claims(CONTACT_GROUP, "start") == [
        ("supports", "accepted", "2009"),
        ("supports", "accepted", "[2009-09-15..2009-12-31]"),
        ("supports", "disputed", "2009-09-15"),
        ("supports", "disputed", "2009-12"),
    ]
    others = [value for _, status, value in claims(CONTACT_GROUP, "memberships") if status == "disputed"]
    assert len(others) == 2
    assert all("Sant'Egidio" in value for value in others)
    seat = body(CONTACT_GROUP).memberships.get(member__name="The Asia Foundation")
    assert statements(seat, "seat") == [
        ("accepted", "supports"),
        ("disputed", "supports"),
        ("disputed", "supports"),
    ]


def test_a_source_that_says_another_thing_is_not_said_to_deny_it():
    denials = Claim.objects.filter(polarity="contradicts").exclude(source__kind="demonstration")
    assert not denials.exists()


def test_the_un_unit_has_eight_staff_and_a_standby_team_and_a_roster_above_three_hundred():
    unit = SupportUnit.objects.get(actor=body(MSU))
    assert (unit.full_time_staff, unit.has_standby_team, unit.roster_above) == (8, True, 300)
    assert unit.standby_themes == [
        "constitution writing",
        "power-sharing",
        "security",
        "gender",
        "natural resources",
    ]
    assert unit.policy_on_local_actors != unit.practice_with_local_actors != ""
    assert body(MSU).start == "2006"
    assert related(MSU, "part_of") == {"United Nations Department of Political Affairs"}


def test_it_reaches_local_communities_through_the_network_and_in_no_process():
    linkage = body(MSU).linkages_out.get()
    carried = [(via.actor.name, via.part) for via in linkage.intermediaries.all()]
    assert carried == [(NETWORK, "proxy")]
    assert (linkage.process, linkage.modality, linkage.target.usual_level) == (
        None,
        "ngo_proxy",
        "grassroots",
    )
    members = {membership.member.name for membership in body(NETWORK).memberships.all()}
    assert members == {"Centre for Humanitarian Dialogue", "CMI", "Swisspeace"}
    given = set(body(MSU).support_given.values_list("kind", flat=True))
    assert given == {"adviser", "briefing", "training", "logistics", "process_design"}


def test_the_eu_has_no_institutionalised_mechanism_and_says_so():
    assert [polarity for polarity, *_ in claims(EU_SUPPORT, "vertical_coordination")] == ["absent"]
    assert related(EU_SUPPORT, "modelled_on") == {MSU}
    unit = SupportUnit.objects.get(actor=body(EU_SUPPORT))
    assert (unit.full_time_staff, unit.has_standby_team, unit.roster_above) == (None, None, None)
    assert unit.policy_on_local_actors != unit.practice_with_local_actors != ""


def test_its_outreach_is_ad_hoc_and_hangs_on_one_post_without_a_name():
    post = body(EU_SUPPORT).posts.get()
    assert (post.kind, post.appointments.count()) == ("outreach_officer", 0)
    linkage = body(EU_SUPPORT).linkages_out.get()
    assert (linkage.modality, linkage.formality) == ("outreach_officer", "ad_hoc")
    assert linkage.gave == ["access", "networks", "legitimacy", "information"]


def test_every_fact_of_these_cases_is_public_and_rests_on_a_place_in_a_source():
    names = [MPC, NRPC, JOINT_OFFICE, COMMITTEE, CONTACT_GROUP, MSU, NETWORK, EU_SUPPORT]
    parts = [
        "principals",
        "body_relations",
        "lifecycle",
        "functions",
        "mandates",
        "memberships",
        "means",
        "posts",
    ]
    parts += ["linkages_out", "support_given", "roles"]
    records = [body(name) for name in names]
    records += [part for one in list(records) for name in parts for part in getattr(one, name).all()]
    # What no source tells of is the one kind of statement without a source.
    known = [record.pk for record in records if getattr(record, "status", "") != "unknown"]
    rows = Record.objects.filter(pk__in=known)
    assert not rows.filter(citations=None).exists()
    assert not rows.exclude(effective_level=0).exists()


def test_the_processes_are_tied_to_the_registers_beside_ours():
    def ids(start):
        process = PeaceProcess.objects.get(name__startswith=start)
        keys = [process.pk, *process.conflict_links.values_list("conflict", flat=True)]
        return set(ExternalId.objects.filter(subject__in=keys).values_list("scheme", "value"))

    assert ids("Philippines") == {("pax_process", "90"), ("ucdp_conflict", "308")}
    assert ids("Myanmar") == {
        ("pax_process", "80"),
        ("ucdp_conflict", "221"),
        ("ucdp_conflict", "222"),
        ("ucdp_conflict", "264"),
    }


def test_no_person_and_no_named_local_actor_of_a_real_country_is_linked_to_anybody():
    real = Linkage.objects.exclude(source__countries=[INVENTED])
    ends = Actor.objects.filter(
        pk__in=[*real.values_list("source", flat=True), *real.values_list("target", flat=True)]
    )
    assert not ends.filter(kind="individual").exists()
    assert {actor.countries == [] for actor in ends.filter(usual_level="grassroots")} == {True}
