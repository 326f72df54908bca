"""What hangs on a record by its dates, and is hidden, shows neither in the work of a save nor in its traces."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from peaceinfra.core.visibility import Viewer, viewing
from processes.models import Actor, Event
from processes.services import restore_records, retire_records, save_record
from tests import factories as make

pytestmark = pytest.mark.django_db

CEASEFIRE = {"start_kind": "actual", "start": "2002-02-22", "end_kind": "actual", "end": "2002-02-22"}


def statements_of(write) -> int:
    with CaptureQueriesContext(connection) as queries:
        write()
    return len(queries)


def statements_of_saving_a_ceasefire(hidden: int) -> int:
    """By an analyst who sees public records, where `hidden` records of several kinds are dated by it, in chains."""
    ceasefire = make.EventFactory(**CEASEFIRE)
    before = ceasefire
    for number in range(hidden):
        factory = (make.ActorFactory, make.EventFactory, make.LinkageFactory)[number % 3]
        record = factory(start_kind="actual", start="2002", level=3)
        make.RelativeBoundFactory(subject=record, anchor=before, relation="not_before")
        before = record
    analyst = make.AnalystFactory()

    def write():
        seen = Event.objects.get(pk=ceasefire.pk)
        seen.start = seen.end = "2002-02-23"
        save_record(seen, by=analyst, reason="corrected")

    with viewing(Viewer(0)):
        return statements_of(write)


def test_a_save_asks_as_much_whatever_is_hidden_behind_its_dates():
    assert {statements_of_saving_a_ceasefire(hidden) for hidden in (0, 1, 5, 20)} == {
        statements_of_saving_a_ceasefire(0)
    }


def test_a_retired_and_a_restored_record_ask_as_much_whatever_is_hidden():
    analyst, asked = make.AnalystFactory(), []
    for hidden in (0, 3):
        ceasefire = make.EventFactory(**CEASEFIRE)
        for _ in range(hidden):
            record = make.ActorFactory(start_kind="actual", start="2002", level=3)
            make.RelativeBoundFactory(subject=record, anchor=ceasefire, relation="not_before")
        with viewing(Viewer(0)):
            seen = Event.objects.get(pk=ceasefire.pk)
            asked.append(
                (
                    statements_of(lambda seen=seen: retire_records([seen], by=analyst, reason="a twin")),
                    statements_of(
                        lambda seen=seen: restore_records(
                            [Event.objects.get(pk=seen.pk)], by=analyst, reason="no twin"
                        )
                    ),
                )
            )
    assert asked[0] == asked[1]


def test_raising_what_narrowed_a_public_record_leaves_no_trace_on_it():
    public, ceasefire = (
        make.ActorFactory(start_kind="actual", start="2002-02"),
        make.EventFactory(**CEASEFIRE),
    )
    save_record(
        make.RelativeBoundFactory.build(subject_id=public.pk, anchor_id=ceasefire.pk, relation="not_after"),
        by=None,
        reason="Theme 1",
    )

    def traces():
        stored = Actor.objects.get(pk=public.pk)
        return stored.version, stored.updated_at, stored.events.count()

    narrowed, before = Actor.objects.get(pk=public.pk).start_max, traces()
    ceasefire.refresh_from_db()
    ceasefire.level = 3
    save_record(ceasefire, by=make.AnalystFactory(), reason="a secret meeting")
    assert (narrowed.day, Actor.objects.get(pk=public.pk).start_max.day) == (22, 28)
    assert traces() == before == (1, before[1], 1)


def test_raw_sql_that_raises_an_anchor_is_followed_by_the_next_save_of_the_same_transaction():
    public, ceasefire = (
        make.ActorFactory(start_kind="actual", start="2002-02"),
        make.EventFactory(**CEASEFIRE),
    )
    bound = make.RelativeBoundFactory.build(
        subject_id=public.pk, anchor_id=ceasefire.pk, relation="not_after", level=0
    )
    save_record(bound, by=None, reason="Theme 1")
    Event.objects.filter(pk=ceasefire.pk).update(level=3)
    save_record(make.ActorFactory.build(level=0), by=None, reason="another record")
    assert Actor.objects.get(pk=public.pk).start_max.day == 28


def test_a_typed_date_is_still_a_version_and_a_line_of_history():
    actor = make.ActorFactory(start_kind="actual", start="2002")
    actor.start = "2003"
    saved = save_record(actor, by=None, reason="corrected")
    assert (saved.version, saved.events.count()) == (2, 2)
