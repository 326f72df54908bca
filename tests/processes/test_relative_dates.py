"""“Before the ceasefire” narrows a record's dates, follows the ceasefire, and never betrays it."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from peaceinfra.core.visibility import Viewer, viewing
from processes.models import Event, RelativeBound
from processes.services import retire_records, save_record
from tests.factories import (
    ActorFactory,
    AnalystFactory,
    EventFactory,
    LifecycleChangeFactory,
    RelativeBoundFactory,
)

pytestmark = pytest.mark.django_db

CEASEFIRE = {"start_kind": "actual", "start": "2002-02-22", "end_kind": "actual", "end": "2002-02-22"}


@pytest.fixture
def analyst():
    return AnalystFactory()


def relate(subject, anchor, relation="not_after", bound="start"):
    return RelativeBound(subject_id=subject.pk, anchor_id=anchor.pk, relation=relation, bound=bound, level=0)


def start_of(record):
    record.refresh_from_db()
    return record.start_min, record.start_max


def test_a_start_before_the_ceasefire_ends_with_the_ceasefire(analyst):
    secretariat = ActorFactory(start_kind="actual", start="2002-02")
    save_record(relate(secretariat, EventFactory(**CEASEFIRE)), by=analyst, reason="Theme 1")
    assert start_of(secretariat) == (date(2002, 2, 1), date(2002, 2, 22))


def test_it_follows_when_the_other_record_moves(analyst):
    secretariat, ceasefire = ActorFactory(start_kind="actual", start="2002-02"), EventFactory(**CEASEFIRE)
    save_record(relate(secretariat, ceasefire), by=analyst, reason="Theme 1")
    ceasefire.start = ceasefire.end = "2002-02-10"
    save_record(ceasefire, by=analyst, reason="corrected")
    assert start_of(secretariat) == (date(2002, 2, 1), date(2002, 2, 10))


def test_it_follows_along_a_chain_and_in_a_circle(analyst):
    first = ActorFactory(start_kind="actual", start="2002-02-05")
    second, third = (ActorFactory(start_kind="actual", start="2002") for _ in range(2))
    save_record(relate(second, first, "not_before"), by=analyst, reason="soon after")
    save_record(relate(third, second, "not_before"), by=analyst, reason="later")
    save_record(relate(first, third, "not_after"), by=analyst, reason="first of all")
    first.refresh_from_db()
    first.start = "2002-03-01"
    save_record(first, by=analyst, reason="corrected")
    assert start_of(third) == (date(2002, 3, 1), date(2002, 12, 31))


def test_it_no_longer_narrows_when_retired(analyst):
    secretariat = ActorFactory(start_kind="actual", start="2002-02")
    bound = save_record(relate(secretariat, EventFactory(**CEASEFIRE)), by=analyst, reason="Theme 1")
    retire_records([bound], by=analyst, reason="misread")
    assert start_of(secretariat) == (date(2002, 2, 1), date(2002, 2, 28))


def test_a_change_of_state_can_be_dated_against_an_event(analyst):
    row = LifecycleChangeFactory(date="2002-02")
    save_record(relate(row, EventFactory(**CEASEFIRE)), by=analyst, reason="Theme 1")
    row.refresh_from_db()
    assert (row.date_min, row.date_max) == (date(2002, 2, 1), date(2002, 2, 22))
    assert row.date_text == "Feb 2002, not after 22 Feb 2002"


def test_one_that_contradicts_the_record_itself_is_refused(analyst):
    secretariat = ActorFactory(start_kind="actual", start="2003")
    with pytest.raises(ValidationError, match="contradicts the dates of the record itself"):
        save_record(relate(secretariat, EventFactory(**CEASEFIRE)), by=analyst, reason="Theme 1")
    assert RelativeBound.objects.count() == 0


def test_a_guarded_event_does_not_show_in_the_dates_of_a_public_record():
    public = ActorFactory(start_kind="actual", start="2002-02")
    guarded = EventFactory(**CEASEFIRE, level=3)
    RelativeBoundFactory(subject=public, anchor=guarded, relation="not_after")
    save_record(relate(public, guarded), by=None, reason="from a contact")
    assert start_of(public) == (date(2002, 2, 1), date(2002, 2, 28))


def test_what_the_writer_may_not_see_follows_all_the_same(analyst):
    hidden = ActorFactory(start_kind="actual", start="2002-02", level=4)
    ceasefire = EventFactory(**CEASEFIRE)
    save_record(relate(hidden, ceasefire), by=None, reason="Theme 1")
    with viewing(Viewer(0)):
        seen = Event.objects.get(pk=ceasefire.pk)
        seen.start = seen.end = "2002-02-10"
        save_record(seen, by=analyst, reason="corrected")
    assert start_of(hidden) == (date(2002, 2, 1), date(2002, 2, 10))
