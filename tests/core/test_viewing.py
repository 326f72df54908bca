"""The viewer's context in the database: what it shows, how it nests, and that it fails closed."""

import pytest
from django.db import ProgrammingError, connection, transaction

from peaceinfra.core.models import Record
from peaceinfra.core.visibility import Viewer, streamed, viewing, whole_register
from processes.models import Actor
from tests.factories import ActorFactory, TeamFactory

pytestmark = pytest.mark.django_db


def labels():
    return sorted(Actor.objects.values_list("name", flat=True))


@pytest.fixture
def register():
    team = TeamFactory()
    for level in range(5):
        ActorFactory(name=f"level {level}", level=level)
    ActorFactory(name="team only", level=1, team=team)
    return team


def test_the_database_shows_what_the_viewer_may_see(register):
    with viewing(Viewer(2)):
        assert labels() == ["level 0", "level 1", "level 2"]
    with viewing(Viewer(1, frozenset({register.pk}))):
        assert labels() == ["level 0", "level 1", "team only"]


def test_a_team_does_not_lift_the_level(register):
    with viewing(Viewer(0, frozenset({register.pk}))):
        assert labels() == ["level 0"]


def test_an_inner_viewer_ends_with_its_block(register):
    with viewing(Viewer(3)):
        with viewing(Viewer(0)):
            assert labels() == ["level 0"]
        assert labels() == ["level 0", "level 1", "level 2", "level 3"]


def test_an_inner_viewer_ends_also_when_its_block_fails(register):
    with viewing(Viewer(1)):
        with pytest.raises(ZeroDivisionError), viewing(Viewer(4)):
            raise ZeroDivisionError
        assert labels() == ["level 0", "level 1"]


def test_the_whole_register_is_seen_by_bookkeeping_only_inside_its_block(register):
    with viewing(Viewer(0)):
        with whole_register():
            assert len(labels()) == 6
        assert labels() == ["level 0"]


def test_the_web_role_without_a_viewer_sees_not_even_public_records(register):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE peaceinfra_web")
        assert labels() == []
        transaction.set_rollback(True)


def test_a_stream_reads_inside_its_own_viewing(register):
    rows = streamed(Viewer(1), lambda: Actor.objects.order_by("level", "name").values_list("name", flat=True))
    assert list(rows) == ["level 0", "level 1"]


def test_the_web_role_cannot_delete_a_record(register):
    with pytest.raises(ProgrammingError, match="permission denied"), viewing(Viewer(4)):
        Actor.objects.all()._raw_delete("default")


def test_the_web_role_cannot_write_history_or_core_record(register):
    actor = Actor.objects.get(name="level 0")
    with pytest.raises(ProgrammingError, match="permission denied"), viewing(Viewer(4)):
        actor.events.update(name="forged")
    with pytest.raises(ProgrammingError, match="permission denied"), viewing(Viewer(4)):
        Record.objects.update(effective_level=0)


def test_nobody_writes_a_record_above_the_own_clearance(register):
    with pytest.raises(ProgrammingError, match="row-level security"), viewing(Viewer(2)):
        Actor.objects.create(name="too high", kind="state", level=3)
    with pytest.raises(ProgrammingError, match="row-level security"), viewing(Viewer(2)):
        Actor.objects.filter(name="level 0").update(level=3)


def test_a_hidden_and_an_absent_end_are_refused_alike(register):
    hidden, absent = Actor.objects.get(name="level 4").pk, 12345
    messages = set()
    for key in (hidden, absent):
        with pytest.raises(ProgrammingError) as refusal, viewing(Viewer(2)):
            ActorFactory._meta.model.names.rel.related_model.objects.create(actor_id=key, name="x", level=0)
        messages.add(str(refusal.value))
    assert messages == {'new row violates row-level security policy for table "processes_actorname"'}
