"""Every version of every record: who, when and why, read by who may read the record."""

import pytest
from django.db import connection

from peaceinfra.core.history import because
from peaceinfra.core.visibility import Viewer, viewing
from processes.models import Actor
from processes.services import retire_records, save_record
from tests.factories import ActorFactory, AnalystFactory, BodyActorFactory, LinkageFactory

pytestmark = pytest.mark.django_db


def versions(record):
    return [(event.pgh_label, event.name) for event in record.events.all()]


def test_a_change_is_kept_with_who_and_why():
    analyst, actor = AnalystFactory(), ActorFactory(name="before")
    actor.name = "after"
    save_record(actor, by=analyst, reason="the source was misread", seen_version=1)
    last = actor.events.last()
    assert versions(actor) == [("added", "before"), ("changed", "after")]
    assert last.pgh_context == {"account": analyst.pk, "reason": "the source was misread"}


def test_bulk_writes_and_raw_sql_are_kept_too():
    actor = ActorFactory(name="one")
    with because(None, "an operator's command"):
        Actor.objects.filter(pk=actor.pk).update(name="two")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE processes_actor SET name = 'three' WHERE id = %s", [actor.pk])
    assert [event.name for event in actor.events.all()] == ["one", "two", "three"]


def test_a_marking_that_follows_an_end_is_no_version_of_the_linkage():
    linkage = LinkageFactory()
    Actor.objects.filter(pk=linkage.source_id).update(level=3)
    linkage.refresh_from_db()
    assert (linkage.effective_level, linkage.version) == (3, 1)
    assert linkage.events.count() == 1


def test_the_version_is_counted_by_the_database():
    actor = ActorFactory()
    Actor.objects.filter(pk=actor.pk).update(name="second", version=77)
    actor.refresh_from_db()
    assert actor.version == 2


def test_a_version_is_read_as_it_was_marked_then_and_now():
    actor = ActorFactory(name="open", level=0)
    for name, level in (("guarded", 3), ("open again", 0)):
        Actor.objects.filter(pk=actor.pk).update(name=name, level=level)
    events = Actor.events.rel.related_model
    with viewing(Viewer(0)):
        assert list(events.objects.values_list("name", flat=True)) == ["open", "open again"]
    Actor.objects.filter(pk=actor.pk).update(level=4)
    with viewing(Viewer(3)):
        assert events.objects.count() == 0


def test_the_history_of_a_retired_record_stays_readable():
    actor = ActorFactory(name="gone")
    retire_records([actor], by=AnalystFactory(), reason="entered twice")
    with viewing(Viewer(0)):
        assert Actor.objects.shown_to(Viewer(0)).count() == 0
        assert versions(Actor.objects.get(pk=actor.pk)) == [("added", "gone"), ("changed", "gone")]


def test_a_detail_has_a_history_of_its_own():
    body = BodyActorFactory().body
    body.closeness = "inside"
    body.save()
    assert [event.closeness for event in body.events.all()] == ["not_recorded", "inside"]
