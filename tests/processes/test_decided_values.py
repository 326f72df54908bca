"""A value that a steward decided changes only by a decision, through whichever door."""

import pytest

from peaceinfra.core.history import because
from processes.models import Actor, Claim, Event
from processes.services import Change, Statement, accept_claim, save_record, save_records
from tests.admin.screens import address, send, words
from tests.factories import (
    ActorFactory,
    AnalystFactory,
    ClaimFactory,
    EventFactory,
    SourceFactory,
    StewardFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def analyst():
    return AnalystFactory()


@pytest.fixture
def decided():
    """An actor whose kind a steward decided."""
    actor = ActorFactory(kind="state")
    claim = ClaimFactory(subject=actor, field="kind", value="igo", status="proposed")
    accept_claim(claim, by=StewardFactory(), reason="better source")
    return Actor.objects.get(pk=actor.pk)


def claims_of(record):
    return set(Claim.objects.filter(subject=record.pk).values_list("field", "value", "status"))


def test_an_analysts_value_is_proposed_and_all_else_is_saved(decided, analyst):
    decided.kind, decided.description = "armed_organisation", "New words"
    change = Change(decided, statement=Statement(SourceFactory()))
    save_records([change], by=analyst, reason="another report")
    stored = Actor.objects.get(pk=decided.pk)
    assert (stored.kind, stored.description) == ("igo", "New words")
    assert claims_of(stored) == {
        ("kind", "igo", "accepted"),
        ("kind", "armed_organisation", "proposed"),
        ("description", "New words", "accepted"),
    }
    assert [claim.value for claim in change.proposed] == ["armed_organisation"]


def test_a_change_of_nothing_else_makes_no_version(decided, analyst):
    decided.kind = "armed_organisation"
    stored = save_record(decided, by=analyst, reason="another report", statement=Statement(SourceFactory()))
    assert (stored.kind, stored.version) == ("igo", 2)


def test_a_steward_decides_by_saving(decided):
    decided.kind = "armed_organisation"
    save_record(decided, by=StewardFactory(), reason="better still", statement=Statement(SourceFactory()))
    assert claims_of(decided) == {("kind", "igo", "superseded"), ("kind", "armed_organisation", "accepted")}


def test_what_an_analysts_own_edit_gave_may_be_corrected_by_analysts(analyst):
    actor = ActorFactory(kind="state")
    for kind in ("igo", "armed_organisation"):
        actor.kind = kind
        save_record(actor, by=analyst, reason="read again", statement=Statement(SourceFactory()))
    assert claims_of(actor) == {("kind", "igo", "superseded"), ("kind", "armed_organisation", "accepted")}


def test_a_date_is_kept_together_with_its_kind(analyst):
    event = EventFactory(start_kind="actual", start="2003")
    with because(StewardFactory(), "decided"):
        ClaimFactory(subject=event, field="start", value="2003")
    event.start_kind, event.start = "first_cited", "2004"
    save_record(event, by=analyst, reason="another report", statement=Statement(SourceFactory()))
    stored = Event.objects.get(pk=event.pk)
    assert (stored.start_kind, stored.start, str(stored.start_min)) == ("actual", "2003", "2003-01-01")
    assert claims_of(event) == {
        ("start", "2003", "accepted"),
        ("start", "2004", "proposed"),
        ("start_kind", "first_cited", "proposed"),
    }


def test_the_screen_says_that_the_value_is_proposed(client, decided, analyst):
    client.force_login(analyst)
    changes = {"kind": "armed_organisation", "from_source": SourceFactory().pk}
    response = send(client, address(decided), changes)
    page = words(client.get(response.url))
    assert "A steward decided about: kind." in page and "yours is now a proposed claim" in page
    assert Actor.objects.get(pk=decided.pk).kind == "igo"
