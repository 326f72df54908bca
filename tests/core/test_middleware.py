"""A request sees what its viewer may see, from the view to the last byte, and fails as a whole."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from peaceinfra.settings.logs import WithoutData
from processes.models import Actor
from tests.core import middleware_urls
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


@pytest.fixture
def calls():
    middleware_urls.CALLS.clear()
    yield middleware_urls.CALLS
    middleware_urls.CALLS.clear()


@pytest.mark.parametrize("times", [1, 2, 3])
def test_a_write_that_collides_is_tried_again_as_a_whole(client, calls, times):
    answer = client.post(f"/collide/?times={times}", {"name": "typed"})
    assert (answer.status_code, answer.content) == (200, b"1 1"), "one change of the session, one message"
    assert calls == ["typed"] * times
    assert Actor.objects.count() == 1


def test_a_write_that_goes_on_colliding_is_given_up_after_three_and_keeps_what_was_typed(client, calls):
    answer = client.post("/collide/?times=9", {"name": 'Elder "A"', "box": ["1", "2"]})
    assert (answer.status_code, answer.headers["Retry-After"], len(calls)) == (503, "5", 3)
    text = answer.content.decode()
    assert "Somebody else is changing this now" in text
    assert '<form method="post" action="/collide/?times=9">' in text
    assert '<input type="hidden" name="name" value="Elder &quot;A&quot;">' in text
    assert text.count('name="box"') == 2
    assert Actor.objects.count() == 0


@pytest.mark.parametrize(
    ("state", "status", "words", "wait"),
    [
        ("55P03", 503, "Somebody else is changing this now", "5"),
        ("57014", 503, "This took too long", "60"),
        ("25P03", 503, "This took too long", "60"),
        ("57P01", 503, "The register is not available at the moment", "30"),
        ("53300", 503, "The register is not available at the moment", "30"),
        ("22003", 400, "This request could not be read", None),
    ],
)
def test_what_the_database_refuses_for_a_while_is_answered_in_words(client, state, status, words, wait):
    page, api = client.get(f"/fail-with/{state}/"), client.get(f"/api/fail-with/{state}/")
    assert [answer.status_code for answer in (page, api)] == [status, status]
    assert f"<h1>{words}</h1>" in page.content.decode()
    [[message]] = json.loads(api.content)["errors"].values()
    assert message.startswith(words)
    assert [answer.headers.get("Retry-After") for answer in (page, api)] == [wait, wait]


def test_the_same_saved_twice_is_told_as_that_and_not_as_a_newer_version(client):
    answer = client.get("/write-twice/")
    assert answer.status_code == 409
    assert "The same was saved a moment ago" in answer.content.decode()
    assert "before you</h1>" not in answer.content.decode()


def test_what_breaks_a_rule_of_the_database_is_our_fault_and_the_log_names_the_rule(client, caplog):
    client.raise_request_exception = False
    assert client.get("/write-without-a-kind/?name=Elder%20Amal").status_code == 500
    [record] = [record for record in caplog.records if record.exc_info]
    line = WithoutData("{message}", style="{").format(record)
    assert "SQLSTATE 23502, table processes_actor, column kind; message not logged" in line
    assert "Amal" not in line
