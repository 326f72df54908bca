"""The real case: what an adviser must be told of it on four days."""

from datetime import date

import pytest

from peaceinfra.core.dates import statuslog
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.core.models import Record
from processes.models import Actor, Citation, Claim, Event, ExternalId, PeaceProcess
from tracks.models import Linkage

pytestmark = [pytest.mark.usefixtures("cases"), pytest.mark.django_db]

GOVERNMENT = "Secretariat for the Coordination of the Peace Process"
LTTE = "Peace Secretariat of the LTTE"
MUSLIM_PARTIES = "Peace Secretariat of the Muslim parties"


def body(name):
    return Actor.objects.get(name=name)


def existence(name, day):
    return Actor.objects.with_certainty(day).get(name=name).certainty


def status(name, day):
    return statuslog.status_on([row.entry for row in body(name).lifecycle.live()], day)


def test_in_june_2004_the_governments_secretariat_certainly_worked():
    day = date(2004, 6, 1)
    assert existence(GOVERNMENT, day) == Certainty.CERTAIN
    assert status(GOVERNMENT, day) == statuslog.StatusOn("operational", Certainty.CERTAIN, ("operational",))


def test_in_june_2004_the_ltte_had_its_own_and_that_of_the_muslim_parties_is_possible():
    day = date(2004, 6, 1)
    assert existence(LTTE, day) == Certainty.CERTAIN
    assert status(LTTE, day).status == "operational"
    assert existence(MUSLIM_PARTIES, day) == Certainty.POSSIBLE
    assert status(MUSLIM_PARTIES, day) == statuslog.StatusOn(
        "operational", Certainty.POSSIBLE, ("operational",)
    )


@pytest.mark.parametrize("name", [GOVERNMENT, LTTE])
def test_both_were_possibly_repurposed_in_2008_and_certainly_from_its_last_day(name):
    assert status(name, date(2006, 12, 31)).possible_statuses == ("operational",)
    assert status(name, date(2008, 6, 1)) == statuslog.StatusOn(
        "repurposed", Certainty.POSSIBLE, ("operational", "repurposed")
    )
    assert status(name, date(2008, 12, 31)) == statuslog.StatusOn(
        "repurposed", Certainty.CERTAIN, ("repurposed",)
    )


def test_in_june_2010_the_governments_was_gone_and_the_ltte_s_is_not_certain():
    day = date(2010, 6, 1)
    assert existence(GOVERNMENT, day) == Certainty.NO
    assert status(GOVERNMENT, day) == statuslog.StatusOn("closed", Certainty.CERTAIN, ("closed",))
    assert existence(LTTE, day) == Certainty.POSSIBLE
    assert status(LTTE, day) == statuslog.StatusOn(
        "unknown", Certainty.POSSIBLE, ("repurposed", "unknown")
    )


def test_before_the_ceasefire_and_later_are_read_as_relative_dates():
    ceasefire = Event.objects.get(name="Ceasefire agreement")
    assert body(GOVERNMENT).start_max <= ceasefire.start_min == date(2002, 2, 22)
    assert body(LTTE).start_min == body(GOVERNMENT).start_min == date(2002, 2, 1)
    assert (body(MUSLIM_PARTIES).start_min, body(MUSLIM_PARTIES).start_max) == (date(2002, 2, 1), None)


def test_the_telephone_line_was_opened_after_2002_and_cut_before_the_war_returned():
    line = Linkage.objects.get(modality="hotline", process__name__startswith="Sri Lanka")
    assert (line.start_min, line.end_max) == (date(2003, 1, 1), date(2008, 12, 31))
    contact = Linkage.objects.get(modality="staff_contact")
    assert contact.start_min == date(2003, 1, 1)


def test_the_contested_parity_the_archive_and_two_beginnings_of_the_talks_stand_on_record():
    def polarities(field, **subject):
        claims = Claim.objects.filter(field=field, **subject).order_by("polarity")
        return [claim.polarity for claim in claims]

    talks = Event.objects.get(name="Peace talks")
    assert polarities("parity_of_status") == ["contradicts", "supports"]
    assert polarities("archive_hand_over") == ["absent"]
    assert polarities("start", subject=talks.pk) == ["contradicts", "supports"]


def test_every_fact_rests_on_a_place_in_a_source():
    process = PeaceProcess.objects.get(name__startswith="Sri Lanka")
    unknown_end = body(LTTE).lifecycle.get(status="unknown")
    facts = [
        process,
        *process.roles.all(),
        *process.events_held.all(),
        *process.phases.all(),
        *process.momenta.all(),
        *process.linkages.all(),
        *process.bodies_serving.all(),
        *(row for name in (GOVERNMENT, LTTE, MUSLIM_PARTIES) for row in body(name).lifecycle.all()),
    ]
    uncited = Record.objects.filter(pk__in=[fact.pk for fact in facts], citations=None)
    # What no source tells of is the one kind of statement without a source.
    assert {record.pk for record in uncited} == {unknown_end.pk, process.phases.get(status="unknown").pk}
    assert not Citation.objects.filter(subject__in=[fact.pk for fact in facts], locator="").exists()


def test_the_process_is_tied_to_the_registers_beside_ours():
    process = PeaceProcess.objects.get(name__startswith="Sri Lanka")
    ids = ExternalId.objects.filter(subject=process.pk).order_by("scheme")
    assert [(each.scheme, each.value, each.match) for each in ids] == [
        ("pax_process", "114", "exact"),
        ("ucdp_conflict", "352", "broad"),
    ]
    assert ExternalId.objects.get(scheme="paax", value="ARM_302").subject_id == (
        Actor.objects.get(name="Liberation Tigers of Tamil Eelam").pk
    )
