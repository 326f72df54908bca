"""The real case: what an adviser must be told of it on four days."""

from datetime import date

import pytest

from peaceinfra.core.dates import statuslog
from peaceinfra.core.dates.choices import Certainty
from processes.models import Actor, Citation, Conflict, Event, ExternalId, PeaceProcess, Stance
from secretariats.choices import EARLY_FUNCTIONS
from secretariats.models import Channel
from tests.datasets.demonstration.cases import actor as body
from tests.datasets.demonstration.cases import (
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

GOVERNMENT = "Secretariat for the Coordination of the Peace Process"
LTTE = "Peace Secretariat of the LTTE"
MUSLIM_PARTIES = "Peace Secretariat of the Muslim parties"


def process():
    return PeaceProcess.objects.get(name__startswith="Sri Lanka")


def ends(channel):
    return [end.actor.name for end in channel.ends.order_by("position")]


def test_in_june_2004_the_governments_secretariat_certainly_worked():
    day = date(2004, 6, 1)
    assert existence(GOVERNMENT, day) == Certainty.CERTAIN
    assert status(GOVERNMENT, day) == certain("operational")


def test_in_june_2004_the_ltte_had_its_own_and_that_of_the_muslim_parties_is_possible():
    day = date(2004, 6, 1)
    assert existence(LTTE, day) == Certainty.CERTAIN
    assert status(LTTE, day).status == "operational"
    assert existence(MUSLIM_PARTIES, day) == Certainty.POSSIBLE
    assert status(MUSLIM_PARTIES, day) == statuslog.StatusOn(
        "operational", Certainty.POSSIBLE, ("operational",)
    )


@pytest.mark.parametrize("name", [GOVERNMENT, LTTE])
def test_both_were_possibly_repurposed_in_2008(name):
    assert status(name, date(2006, 12, 31)).possible_statuses == ("operational",)
    assert status(name, date(2008, 6, 1)) == statuslog.StatusOn(
        "repurposed", Certainty.POSSIBLE, ("operational", "repurposed")
    )


def test_from_the_last_day_of_2008_the_governments_was_certainly_repurposed_and_the_ltte_s_at_least_that():
    day = date(2008, 12, 31)
    assert status(GOVERNMENT, day) == certain("repurposed")
    assert status(LTTE, day) == statuslog.StatusOn("closed", Certainty.POSSIBLE, ("repurposed", "closed"))


def test_the_ltte_s_was_last_written_of_in_june_2008_and_called_defunct_when_the_war_ended():
    assert existence(LTTE, date(2008, 6, 4)) == Certainty.CERTAIN
    assert existence(LTTE, date(2009, 1, 1)) == Certainty.POSSIBLE
    assert status(LTTE, date(2009, 5, 18)) == certain("closed")


@pytest.mark.parametrize("name", [GOVERNMENT, LTTE])
def test_in_june_2010_both_were_gone(name):
    day = date(2010, 6, 1)
    assert existence(name, day) == Certainty.NO
    assert status(name, day) == certain("closed")


def test_before_the_ceasefire_and_later_are_read_as_relative_dates():
    ceasefire = Event.objects.get(name="Ceasefire agreement")
    assert body(GOVERNMENT).start_max <= ceasefire.start_min == date(2002, 2, 22)
    assert body(LTTE).start_min == body(GOVERNMENT).start_min == date(2002, 2, 6)
    assert body(MUSLIM_PARTIES).start == "2004"


def test_the_staffs_of_the_two_secretariats_were_on_cordial_terms_in_2003():
    channel = Channel.objects.get(name="Contacts between the staffs of the two secretariats")
    assert (channel.quality, channel.formality, channel.directness) == ("cordial", "informal", "direct")
    assert ends(channel) == [GOVERNMENT, LTTE]
    assert (channel.start, channel.start_min) == ("2003", date(2003, 1, 1))
    assert (channel.end_kind, channel.end_max) == ("ended", date(2009, 12, 31))
    assert on(channel.states, date(2006, 12, 31)) == certain("open")
    assert on(channel.states, date(2009, 1, 1)).status == "unknown"


def test_the_telephone_line_was_opened_after_2002_and_cut_before_the_war_returned():
    line = Channel.objects.get(medium="phone", process=process())
    assert ends(line) == [GOVERNMENT, LTTE]
    assert (line.start_min, line.end_max) == (date(2003, 1, 1), date(2008, 12, 31))


def test_its_cut_has_no_known_day_yet_it_sorts_and_shows_against_the_talks():
    line = Channel.objects.get(medium="phone", process=process())
    assert [(row.status, row.date) for row in line.states.all()] == [("open", ""), ("cut", "")]
    cut, stalled = line.states.get(status="cut"), process().momenta.get(status="stalled")
    assert (cut.date_min, cut.date_max) == (stalled.date_min, date(2008, 12, 31))
    assert on(line.states, date(2006, 6, 1)) == statuslog.StatusOn("cut", Certainty.POSSIBLE, ("open", "cut"))
    assert on(line.states, date(2008, 12, 31)).status == "cut"
    assert on(process().momenta, date(2005, 6, 1)) == certain("stalled")
    assert on(process().momenta, date(2006, 6, 1)).possible_statuses == ("stalled", "active")


def test_the_governments_closed_at_short_notice_and_its_archive_was_not_preserved():
    assert body(GOVERNMENT).lifecycle.get(status="closed").notice == "short"
    assert body(GOVERNMENT).archive_handovers.get().state == "not_preserved"
    assert not body(LTTE).archive_handovers.exists()


def test_other_bodies_took_up_part_of_its_work_later_on_an_unknown_day():
    succession = body(GOVERNMENT).successions.get()
    assert (succession.is_informal, succession.functions, succession.archive) == (True, "part", "no")
    assert (succession.start_kind, succession.start_min, succession.start_max) == (
        "unknown", date(2009, 7, 31), None,
    )  # fmt: skip
    assert succession.mandate == succession.staff == succession.premises == succession.budget == "unknown"


def test_the_four_early_functions_of_each_side_are_told_apart():
    assert set(EARLY_FUNCTIONS) <= tasks(GOVERNMENT, "signalled", "performed")
    assert tasks(LTTE, "contested") == {"commitment"}
    # What the source tells of both secretariats at once is recorded of both: nothing looks one-sided.
    assert tasks(GOVERNMENT, "performed") == tasks(LTTE, "performed")
    assert set(EARLY_FUNCTIONS) - tasks(LTTE, "performed") == {"commitment"}
    assert tasks(GOVERNMENT, "mandated") == {"accessibility", "other_parties"}


def test_the_ltte_s_followed_within_the_year_and_was_there_when_its_staff_was_met():
    assert (body(LTTE).start_kind, body(LTTE).start) == ("actual", "2002")
    assert (body(LTTE).start_min, body(LTTE).start_max) == (date(2002, 2, 6), date(2002, 12, 31))
    assert existence(LTTE, date(2003, 1, 1)) == Certainty.CERTAIN


def test_what_the_muslim_parties_wanted_to_signal_is_their_claim():
    assert tasks("Peace Secretariat of the Muslim parties", "claimed") == {"commitment"}


@pytest.mark.parametrize("name", [GOVERNMENT, LTTE])
def test_both_worked_for_the_war_of_2007_to_2008_under_no_mandate(name):
    propaganda = body(name).functions.get(task="propaganda")
    assert (propaganda.state, propaganda.start, propaganda.mandate) == ("performed", "[2007..2008]", None)


@pytest.mark.parametrize("name", [GOVERNMENT, LTTE])
def test_each_had_a_director_whom_nobody_names(name):
    post = body(name).posts.get(kind="director")
    assert (post.start_kind, post.start) == ("first_cited", "2003")
    assert not post.appointments.exists()


def test_the_ltte_s_was_the_counterpart_of_the_governments():
    tie = body(LTTE).body_relations.get(kind="counterpart_of")
    assert tie.other.name == GOVERNMENT


def test_two_sub_committees_served_both_sides():
    names = set(Actor.objects.filter(body__form="committee", countries=["LK"]).values_list("name", flat=True))
    assert names == {
        "Sub-committee on Immediate Humanitarian and Rehabilitation Needs in the North and East",
        "Sub-committee on Gender Issues",
    }
    for name in names:
        assert {one.side.name for one in body(name).principals.all()} == {"Government", "LTTE"}


def test_the_wish_for_parity_is_a_stance_that_is_contested():
    stance = Stance.objects.get(actor__name="Liberation Tigers of Tamil Eelam")
    assert (stance.kind, stance.subject_id) == ("demands", body(LTTE).pk)
    assert statements(stance, "condition") == [("accepted", "supports"), ("disputed", "supports")]


def test_sources_differ_on_when_the_talks_began():
    talks = Event.objects.get(name="Peace talks")
    assert talks.start == "2002-09"
    assert statements(talks, "start") == [("accepted", "supports"), ("disputed", "supports")]


def test_the_ceasefire_is_an_agreement_that_both_made_and_norway_helped_to_make():
    agreement = process().agreements.get()
    assert (agreement.start, agreement.stage) == ("2002-02-22", "Cea")
    assert {(one.actor.name, one.part) for one in agreement.signatories.all()} == {
        ("Government of Sri Lanka", "party"),
        ("Liberation Tigers of Tamil Eelam", "party"),
        ("Norway", "third_party"),
    }


def test_it_says_how_far_it_was_searched():
    assert dict(process().coverage_notes.values_list("topic", "extent")) == {
        "bodies": "part",
        "channels": "part",
        "agreements": "part",
        "local": "none",
        "inclusion": "none",
    }


def test_every_fact_rests_on_a_place_in_a_source():
    facts = [
        *parts_of(process()),
        *(row for name in (GOVERNMENT, LTTE) for row in body(name).successions.all()),
    ]
    # What no source tells of is the one kind of statement without a source: `parts_of` leaves it out.
    assert uncited(facts) == set()
    assert not Citation.objects.filter(subject__in=[fact.pk for fact in facts], locator="").exists()


def test_the_process_is_tied_to_the_registers_beside_ours():
    ids = ExternalId.objects.filter(subject=process().pk).order_by("scheme")
    assert [(each.scheme, each.value, each.match) for each in ids] == [
        ("pax_process", "114", "exact"),
        ("ucdp_conflict", "352", "broad"),
    ]
    conflict = Conflict.objects.get(process_links__process=process())
    assert (conflict.incompatibility, conflict.territory) == ("territory", "Eelam")
    assert ExternalId.objects.get(subject=conflict.pk, scheme="ucdp_conflict").match == "exact"
    assert ExternalId.objects.get(scheme="paax", value="ARM_302").subject_id == (
        Actor.objects.get(name="Liberation Tigers of Tamil Eelam").pk
    )
