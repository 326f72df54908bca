"""The screen of subscriptions: for security officers alone, and silent of what an officer may not read."""

import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from peaceinfra.core import partner_tokens, subscriptions
from peaceinfra.core.models import DeadLetter, Subscription
from peaceinfra.core.visibility import Viewer, viewing
from tests import factories as make
from tests.admin.screens import address, listing, words
from tests.tokens import make_token, officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def mira(client):
    account = officer(username="mira", clearance=2)
    client.force_login(account)
    return account


def subscription(maker, **fields):
    token, _text = make_token(maker, owner="Lake Institute", scopes=["changes"], **fields)
    made, _secret = subscriptions.subscribe(
        token_key=token.key_id,
        series=token.series,
        address="https://atlas.example/changes?key=s3cret",
        root="https://register.example/api/v1/",
        kinds=["lnk"],
        processes=[],
        row=uuid.uuid4(),
        reader="of somebody",
    )
    return made


def letter(of):
    now = timezone.now()
    return DeadLetter.objects.create(
        subscription=of, delivery="msg_1", row=of.row, reader=of.reader, named=["act-1"], attempts=17,
        begun_at=now, given_up_at=now, fault="status 500",
    )  # fmt: skip


def act(client, found, name):
    return client.post(f"/admin/core/subscription/{found.pk}/{name}/", follow=True)


def enqueued():
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, args::text FROM procrastinate_jobs ORDER BY id")
        return cursor.fetchall()


def test_an_officer_sees_a_subscription_without_what_follows_the_path(client, mira):
    found = subscription(mira, level=2)
    for page in (listing(Subscription), address(found)):
        read = words(client.get(page))
        assert "Lake Institute" in read and "https://atlas.example/changes?…" in read
        assert "s3cret" not in read and found.seed not in read


def test_an_officer_tests_pauses_and_lets_go_on(client, mira):
    found = subscription(mira)
    assert "A test is on its way" in words(act(client, found, "test/do"))
    assert enqueued() == [("webhooks.test", f'{{"subscription": {found.pk}}}')]
    assert "paused by a security officer" in words(act(client, found, "pause/do"))
    assert "It goes on" in words(act(client, found, "resume/do"))
    assert Subscription.objects.get().paused == ""
    assert act(client, found, "none-such/do").status_code == 404
    assert client.get(f"/admin/core/subscription/{found.pk}/pause/do/").status_code == 404


def test_a_subscription_is_removed_after_a_question(client, mira):
    found = subscription(mira)
    page = f"/admin/core/subscription/{found.pk}/remove/"
    assert "This cannot be taken back" in words(client.get(page))
    assert Subscription.objects.exists()
    assert "was removed" in words(client.post(page, follow=True))
    assert not Subscription.objects.exists()


def test_letters_that_came_back_are_sent_again_or_dropped(client, mira):
    found = subscription(mira)
    first, second = letter(found), letter(found)
    assert "status 500" in words(client.get(address(found)))
    assert "once more" in words(act(client, found, f"letters/{first.pk}/again"))
    assert enqueued() == [("webhooks.again", f'{{"letter": {first.pk}}}')]
    assert "was dropped" in words(act(client, found, f"letters/{second.pk}/drop"))
    assert [kept.pk for kept in DeadLetter.objects.all()] == [first.pk]
    other = subscription(mira)
    assert act(client, other, f"letters/{first.pk}/drop").status_code == 404


def read(client, page):
    """The page without what differs in each."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", words(client.get(page)))


@pytest.mark.parametrize("above", ["level", "team"])
def test_of_a_token_that_reads_more_than_the_officer_no_time_is_told(client, mira, above):
    maker = officer()
    team = make.TeamGrantFactory(account=maker).team
    found = subscription(maker, **({"level": 3} if above == "level" else {"teams": [team.pk]}))
    pages = listing(Subscription), address(found)
    before = [read(client, page) for page in pages]
    now = timezone.now()
    sent = letter(found)
    Subscription.objects.update(delivered_at=now, failing_since=now, attempts=3, fault="status 500")
    assert [read(client, page) for page in pages] == before
    assert act(client, found, f"letters/{sent.pk}/drop").status_code == 404
    assert "paused by a security officer" in words(act(client, found, "pause/do"))


def test_a_subscription_whose_token_has_ended_says_so(client, mira):
    found = subscription(mira)
    with viewing(Viewer(account=mira.pk)):
        partner_tokens.revoke_token(found.token, reason="lost")
    assert "no token is in force" in words(client.get(listing(Subscription)))


def test_the_screens_say_whether_anything_works_on_the_jobs(client, mira):
    found = subscription(mira)
    for page in (listing(Subscription), address(found)):
        assert "No worker of the jobs was heard" in words(client.get(page))
    with connection.cursor() as cursor:
        cursor.execute("SELECT procrastinate_register_worker_v1()")
    for page in (listing(Subscription), address(found)):
        assert "No worker of the jobs was heard" not in words(client.get(page))


def test_nobody_else_has_these_screens(client, mira):
    found = subscription(mira)
    client.force_login(make.AccountFactory(role="steward", clearance=4))
    pages = [listing(Subscription), address(found), f"/admin/core/subscription/{found.pk}/remove/"]
    assert {client.get(page).status_code for page in pages} == {403}
    assert act(client, found, "pause/do").status_code == 403
    assert Subscription.objects.get().paused == ""


def test_the_list_asks_the_same_number_of_queries_at_one_and_at_five_rows(client, mira):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(listing(Subscription), {"q": "lake"}).status_code == 200
        return len(captured)

    subscription(mira)
    queries()
    few = queries()
    for _row in range(4):
        subscription(mira)
    assert queries() == few
