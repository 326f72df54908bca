"""A date narrowed by another record says something of it: only to those who may see the other."""

from datetime import date

import pytest

from processes.models import RelativeBound
from processes.services import accept_claim, save_record
from tests import factories as make

pytestmark = pytest.mark.django_db

CEASEFIRE = {"start_kind": "actual", "start": "2002-02-22", "end_kind": "actual", "end": "2002-02-22"}
OPEN, NARROWED = (date(2002, 2, 1), date(2002, 2, 28)), (date(2002, 2, 1), date(2002, 2, 22))


@pytest.fixture
def public():
    return make.ActorFactory(start_kind="actual", start="2002-02")


def relate(subject, anchor, **marking):
    bound = RelativeBound(
        subject_id=subject.pk,
        anchor_id=anchor.pk,
        relation="not_after",
        bound="start",
        **{"level": 0} | marking,
    )
    return save_record(bound, by=None, reason="Theme 1")


def start_of(record):
    record.refresh_from_db()
    return record.start_min, record.start_max


def test_a_guarded_relative_date_between_two_public_records_does_not_show(public):
    relate(public, make.EventFactory(**CEASEFIRE), level=3)
    assert start_of(public) == OPEN
    relate(public, make.EventFactory(**CEASEFIRE), team=make.TeamFactory())
    assert start_of(public) == OPEN


def test_a_relative_date_that_is_raised_later_stops_telling(public):
    bound = relate(public, make.EventFactory(**CEASEFIRE))
    assert start_of(public) == NARROWED
    bound.level = 3
    save_record(bound, by=make.AnalystFactory(), reason="a contact said so")
    assert start_of(public) == OPEN


def test_an_anchor_that_is_raised_later_stops_telling(public):
    ceasefire = make.EventFactory(**CEASEFIRE)
    relate(public, ceasefire)
    ceasefire.level = 3
    save_record(ceasefire, by=make.AnalystFactory(), reason="a secret meeting")
    assert start_of(public) == OPEN


def test_an_anchor_whose_process_is_raised_stops_telling_and_tells_again(public):
    ceasefire = make.EventFactory(**CEASEFIRE)
    relate(public, ceasefire)
    process = ceasefire.process
    process.level = 3
    save_record(process, by=make.AnalystFactory(), reason="a secret process")
    assert start_of(public) == OPEN
    process.level = 0
    save_record(process, by=None, reason="published")
    assert start_of(public) == NARROWED


def test_an_anchor_whose_intermediary_is_guarded_stops_telling(public):
    linkage = make.LinkageFactory(**CEASEFIRE)
    relate(public, linkage)
    assert start_of(public) == NARROWED
    through = make.IntermediaryFactory.build(linkage=linkage, actor=make.ActorFactory(level=3))
    save_record(through, by=make.AnalystFactory(), reason="he carried it")
    assert start_of(public) == OPEN


def test_a_record_that_is_lowered_does_not_take_guarded_dates_along():
    record = make.ActorFactory(start_kind="actual", start="2002-02", level=3)
    relate(record, make.EventFactory(**CEASEFIRE, level=3), level=3)
    assert start_of(record) == NARROWED
    record.level = 0
    save_record(record, by=None, reason="published")
    assert start_of(record) == OPEN


def test_dates_follow_an_accepted_claim(public):
    ceasefire = make.EventFactory(**CEASEFIRE)
    relate(public, ceasefire)
    claim = make.ClaimFactory(subject=ceasefire, field="start", value="2002-02-10", status="proposed")
    accept_claim(claim, by=make.StewardFactory(), reason="better source")
    assert start_of(public) == (date(2002, 2, 1), date(2002, 2, 10))


def test_the_reason_for_raising_one_record_is_not_told_of_the_other(public):
    ceasefire = make.EventFactory(**CEASEFIRE)
    relate(public, ceasefire)
    ceasefire.level = 3
    analyst = make.AnalystFactory()
    save_record(ceasefire, by=analyst, reason="the mediator X was there")
    said = [event.pgh_context for event in public.events.order_by("pgh_id")]
    assert not [one for one in said if one and ("X" in one["reason"] or one["account"] == analyst.pk)]
    assert ceasefire.events.order_by("pgh_id").last().pgh_context["reason"] == "the mediator X was there"
