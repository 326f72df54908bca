"""A request sees what its viewer may see, from the view to the last byte, and fails as a whole."""

from datetime import timedelta

import pytest
from django.utils import timezone

from processes.models import Actor
from tests.factories import (
    AccountFactory,
    ActorFactory,
    AdviserFactory,
    AnalystFactory,
    TeamGrantFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.middleware_urls")]


@pytest.fixture
def register():
    for level in range(5):
        ActorFactory(name=f"level {level}", level=level)


def seen_by(client, account=None):
    if account:
        client.force_login(account)
    return client.get("/labels/").json()


def test_who_is_not_signed_in_sees_public_records(client, register):
    assert seen_by(client) == ["level 0"]


def test_an_account_sees_up_to_its_clearance(client, register):
    assert seen_by(client, AdviserFactory()) == ["level 0", "level 1", "level 2"]


def test_an_account_that_was_closed_sees_public_records(client, register):
    assert seen_by(client, AnalystFactory(is_active=False)) == ["level 0"]


@pytest.mark.parametrize(("days", "seen"), [(-1, []), (0, ["guarded"]), (None, ["guarded"])])
def test_a_grant_counts_until_it_expires(client, days, seen):
    expires_on = None if days is None else timezone.now().date() + timedelta(days=days)
    grant = TeamGrantFactory(account=AccountFactory(clearance=1), expires_on=expires_on)
    ActorFactory(name="guarded", level=1, team=grant.team)
    assert seen_by(client, grant.account) == seen


def test_the_rendering_of_a_template_is_inside_too(client, register):
    assert client.get("/rendered/").status_code == 200


def test_a_stream_is_read_as_its_viewer(client, register):
    client.force_login(AdviserFactory())
    assert b"".join(client.get("/stream/").streaming_content) == b"level 0;level 1;level 2;"


def test_a_view_that_fails_leaves_nothing_behind(client):
    client.raise_request_exception = False
    assert client.get("/write-and-fail/").status_code == 500
    assert Actor.objects.count() == 0


def test_writing_to_a_hidden_and_to_an_absent_record_answers_alike(client):
    hidden = ActorFactory(level=4)
    answers = [client.get(f"/write-to/{key}/") for key in (hidden.pk, 12345)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content


def test_writing_above_the_own_clearance_is_refused(client):
    assert client.get("/write-too-high/").status_code == 404
    assert Actor.objects.count() == 0
