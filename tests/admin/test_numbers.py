"""Rows in order: counted among the rows that are shown, offered the next number, stored where they belong."""

import pytest

from processes.models import PeaceProcess
from secretariats.models import BodyActor, Channel, Mandate
from tests import factories
from tests.admin.screens import address, errors, listing, row, save, send, shown, words
from tracks.models import Linkage

pytestmark = pytest.mark.django_db


def of_body(actor):
    return address(BodyActor.objects.get(pk=actor.pk))


def positions(rows):
    return list(rows.order_by("position").values_list("position", "status"))


def test_the_two_ends_of_a_new_channel_are_offered_the_first_two_numbers(desk):
    page = shown(desk.get(listing(Channel, "add")))
    assert [page[f"ends-{number}-position"] for number in (0, 1)] == ["1", "2"]


def test_empty_rows_are_offered_the_numbers_after_the_last(desk):
    linkage = factories.LinkageFactory()
    factories.IntermediaryFactory(linkage=linkage)
    page = shown(desk.get(f"{address(linkage)}?rows=2"))
    assert [page[f"intermediaries-{number}-position"] for number in range(3)] == ["1", "2", "3"]


def test_a_new_intermediary_without_a_number_goes_last(desk):
    linkage = factories.LinkageFactory()
    first, second = factories.IntermediaryFactory(linkage=linkage), factories.ActorFactory()
    save(desk, address(linkage), row("intermediaries", 1, actor=second.pk, part="broker", position=""))
    rows = Linkage.objects.get(pk=linkage.pk).intermediaries.order_by("position")
    assert [(via.position, via.actor) for via in rows] == [(1, first.actor), (2, second)]


def test_a_refused_screen_shows_the_number_that_its_message_names(desk):
    body = factories.BodyActorFactory()
    factories.LifecycleChangeFactory(body=body, status="merged")
    changes = row("lifecycle", 1, position="", status="operational", notice="not_recorded")
    response = send(desk, of_body(body), changes)
    assert "“operational” (row 2)" in errors(response)["lifecycle"][0]
    assert shown(response)["lifecycle-1-position"] == "2"


@pytest.fixture
def log(db):
    """A log of three rows, whose second one only a team may see."""
    process = factories.PeaceProcessFactory()
    hidden = factories.ActorFactory(team=factories.TeamFactory())
    factories.MomentumChangeFactory(process=process, position=1, status="collapsed")
    factories.MomentumChangeFactory(process=process, position=2, status="active", decided_by=hidden)
    factories.MomentumChangeFactory(process=process, position=3, status="stalled")
    return process


def test_the_numbers_do_not_tell_of_a_hidden_row(desk, log):
    page = shown(desk.get(address(log)))
    assert [page[f"momenta-{number}-position"] for number in (0, 1)] == ["1", "2"]
    assert "moved" not in words(desk.get(address(log, "history")))


def test_nobody_is_refused_because_of_a_hidden_row(desk, log):
    save(desk, address(log), {"momenta-1-reason": "read again"})
    save(desk, address(log), row("momenta", 2, position="3", status="dormant"))
    assert positions(log.momenta) == [(1, "collapsed"), (2, "active"), (3, "stalled"), (4, "dormant")]


def test_a_step_that_the_writer_makes_is_judged_by_what_they_see(desk, log):
    response = send(desk, address(log), row("momenta", 2, position="3", status="stalled"))
    assert errors(response) == {
        "momenta": [
            "“stalled” (row 3) cannot follow “stalled”. After “stalled” may come: active, collapsed, dormant,"
            " suspended, unknown. If a step between the two is missing, add it; its date may stay empty."
        ]
    }


def test_a_refusal_on_the_screen_of_a_row_names_it_by_its_number_among_those_shown(desk, log):
    last = log.momenta.get(position=3)
    response = send(desk, address(last), {"status": "collapsed"})
    assert "“collapsed” (row 2) cannot follow “collapsed”" in words(response)


def test_of_rows_that_change_places_as_few_are_written_as_can_be(desk):
    process = factories.PeaceProcessFactory()
    for position, status in ((2, "exploration"), (5, "negotiation"), (9, "implementation")):
        factories.PhaseChangeFactory(process=process, position=position, status=status)
    changes = {"phases-0-position": "4", "phases-2-position": "1"}
    save(desk, address(process), changes)
    assert positions(process.phases) == [(0, "implementation"), (1, "negotiation"), (2, "exploration")]
    versions = process.phases.order_by("position").values_list("version", flat=True)
    assert list(versions) == [2, 2, 1]
    assert "moved" in words(desk.get(address(process, "history")))


def test_a_row_comes_between_two_others(desk):
    process = factories.PeaceProcessFactory()
    for position, status in ((1, "exploration"), (2, "implementation")):
        factories.PhaseChangeFactory(process=process, position=position, status=status)
    changes = {"phases-1-position": "3"} | row("phases", 2, position="2", status="negotiation")
    save(desk, address(process), changes)
    rows = PeaceProcess.objects.get().phases.order_by("position")
    assert [(row.status, row.version) for row in rows] == [
        ("exploration", 1),
        ("negotiation", 1),
        ("implementation", 1),
    ]


def test_two_rows_that_were_stored_with_one_place_are_told_apart_by_who_puts_one_between(desk):
    process = factories.PeaceProcessFactory()
    first, last = (
        factories.PhaseChangeFactory(process=process, position=1, status=status)
        for status in ("exploration", "implementation")
    )
    first, last = sorted((first, last), key=lambda row: row.pk)
    save(desk, address(process), {"boundary": "the talks"})
    assert {row.version for row in process.phases.all()} == {1}
    changes = {"phases-1-position": "3"} | row("phases", 2, position="2", status="negotiation")
    save(desk, address(process), changes)
    states = [status for _position, status in positions(process.phases)]
    assert states == [first.status, "negotiation", last.status]


def test_a_mandate_is_numbered_among_those_that_are_shown(desk):
    body = factories.BodyActorFactory()
    factories.MandateFactory(body=body, number=1)
    factories.MandateFactory(body=body, number=2, team=factories.TeamFactory())
    factories.MandateFactory(body=body, number=3)
    page = shown(desk.get(of_body(body)))
    assert [page[f"mandates-{number}-number"] for number in (0, 1)] == ["1", "2"]
    new = {"body": body.pk, "instrument": "decree", "level": "0"}
    save(desk, listing(Mandate, "add"), new)
    assert Mandate.objects.get(instrument="decree").number == 4
