"""What the servers of partners are sent: what the feed tells their token, signed, in order, until it is taken."""

import base64
import hmac
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from peaceinfra.api.webhooks import batches, delivering
from peaceinfra.core import partner_tokens, subscriptions
from peaceinfra.core.models import DeadLetter, Subscription
from peaceinfra.core.recalls import send_recall
from peaceinfra.core.visibility import Viewer, viewing
from processes.models import PeaceProcess
from tests import factories as make
from tests.api.deliveries import HOUR, URL, later, subscribe, token_of, work, write
from tests.receivers import receiver
from tests.tokens import tool

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_machine")]


def test_a_server_is_sent_what_changed_signed_with_the_secret_and_nothing_twice(maker, server):
    before = make.ActorFactory()
    _subscription, told = subscribe(token_of(maker)[1], server.address)
    work()
    assert server.sent == []
    new = make.ActorFactory(name="ကချင်")
    write(before, name="السلام")
    work()
    work()
    [(headers, body, path)] = server.sent
    said = f"{headers['Webhook-Id']}.{headers['Webhook-Timestamp']}.".encode() + body
    key = base64.b64decode(told["secret"].removeprefix("whsec_"))
    signature = base64.b64encode(hmac.digest(key, said, "sha256")).decode()
    assert headers["Webhook-Signature"] == f"v1,{signature}"
    assert abs(int(headers["Webhook-Timestamp"]) - timezone.now().timestamp()) < 30
    assert path == "/changes?key=s3cret"
    [delivery] = server.bodies
    assert (delivery["delivery"], delivery["op"]) == (headers["Webhook-Id"], "changes")
    assert delivery["subscription"] == told["id"]
    urls = {entry["id"]: (entry["op"], entry["url"]) for entry in delivery["entries"]}
    actors = "http://testserver/api/v1/actors"
    assert urls == {record.public_id: ("upsert", f"{actors}/{record.public_id}/") for record in (new, before)}
    assert "ကချင်" not in body.decode() and "السلام" not in body.decode()


def test_of_what_is_above_level_0_the_id_alone_is_sent(maker, server):
    subscribe(token_of(maker, level=2)[1], server.address)
    guarded = make.ActorFactory(level=2)
    work()
    [entry] = server.bodies[0]["entries"]
    assert entry == {"id": guarded.public_id, "kind": "act", "op": "upsert"}


def test_a_recall_is_told_to_the_holder_alone_by_ids_before_what_changed_and_once_it_was_taken(maker, server):
    token, text = token_of(maker, owner="A partner")
    other, other_text = token_of(maker, owner="Another")
    subscribe(text, server.address)
    recalled = make.ActorFactory(name="ကချင်")
    said = {"record": recalled.public_id, "reason": "consent", "task": "delete", "words": "Copies too."}
    with viewing(Viewer(account=maker.pk)):
        send_recall(**said, due_on=timezone.now().date(), accounts={}, tokens=[token.key_id])
        send_recall(**said, due_on=timezone.now().date(), accounts={}, tokens=[other.key_id])
    server.statuses.append(503)
    work()
    assert [body["op"] for body in server.bodies] == ["recalls"]
    later(Subscription.objects.get(), HOUR, "next_at")
    work()
    work()
    _refused, told, changes = server.bodies
    [notice] = tool(text).get("/api/v1/recalls/").json()["results"]
    assert told["recalls"] == [{"id": notice["id"], "record": recalled.public_id}]
    assert told["entries"] == [] and changes["op"] == "changes" and "recalls" not in changes
    assert b"Copies" not in b"".join(body for _headers, body, _path in server.sent)
    # What was sent before somebody subscribed stands in the list.
    subscribe(other_text, server.address)
    work()
    assert len(server.bodies) == 3


def test_the_worker_proves_of_whom_it_asks_recalls(maker):
    token, _text = token_of(maker)
    with pytest.raises(DatabaseError), viewing(Viewer(account=maker.pk)), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM core_recalls_to_send(%s, '-infinity', '')", [token.series])


def test_what_a_token_may_not_see_causes_no_delivery_and_moves_no_place(maker, server):
    one, other, process = make.ActorFactory(), make.ActorFactory(), make.PeaceProcessFactory()
    subscription, _told = subscribe(token_of(maker, level=1)[1], server.address)
    make.LinkageFactory(source=one, target=other, process=process, level=3)
    make.ActorFactory(team=make.TeamFactory())
    assert delivering.is_due(subscription) is False
    work()
    assert server.sent == []
    assert Subscription.objects.get().row == subscription.row


def test_what_is_raised_above_the_token_is_told_as_gone_before_anything_else(maker, server):
    process = make.PeaceProcessFactory()
    role = make.RoleFactory(process=process)
    subscribe(token_of(maker)[1], server.address)
    new = make.ActorFactory()
    write(process, level=3)
    work()
    assert [op for op, _id in server.entries] == ["gone"] * (len(server.entries) - 1) + ["upsert"]
    assert {("gone", process.public_id), ("gone", role.public_id), ("upsert", new.public_id)} <= {
        *server.entries
    }
    assert [entry for entry in server.bodies[0]["entries"] if entry["op"] == "gone"][0].keys() == {
        "id",
        "kind",
        "op",
    }


def test_behind_much_else_what_was_withdrawn_is_sent_first_and_the_rest_in_its_order(
    maker, server, monkeypatch
):
    monkeypatch.setattr(batches, "LARGEST_PAGE", 2)
    withdrawn = make.ActorFactory()
    subscribe(token_of(maker)[1], server.address)
    added = [make.ActorFactory() for _number in range(5)]
    write(withdrawn, level=4)
    work()
    assert server.entries[0] == ("gone", withdrawn.public_id)
    assert [key for op, key in server.entries if op == "upsert"] == [actor.public_id for actor in added]
    assert Subscription.objects.get().attempts == 0
    work()
    assert server.entries.count(("gone", withdrawn.public_id)) == 2  # in its place in the log as well


def test_a_failed_delivery_is_tried_later_under_the_same_id_and_then_in_order(maker):
    with receiver(500, 500) as server:
        subscription, _told = subscribe(token_of(maker)[1], server.address)
        first = make.ActorFactory()
        work()
        work()
        assert len(server.sent) == 1
        waits = []
        for _attempt in range(2):
            state = Subscription.objects.get()
            waits.append((state.next_at - state.tried_at).total_seconds())
            later(subscription, HOUR, "next_at", "tried_at")
            work()
        second = make.ActorFactory()
        work()
    assert 8 <= waits[0] <= 13 and 24 <= waits[1] <= 37
    ids = [body["delivery"] for body in server.bodies]
    assert ids[0] == ids[1] == ids[2] != ids[3]
    assert server.entries == [("upsert", first.public_id)] * 3 + [("upsert", second.public_id)]
    state = Subscription.objects.get()
    assert (state.attempts, state.failing_since, state.fault) == (0, None, "")


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [
        ("7200", 7200),
        (3 * HOUR, 3 * 3600),
        ("99999999999999", 24 * 3600),
        ("3", 10),
        ("soon", 10),
        ("Sun, 06 Nov 1994 08:49:37 GMT", 10),
    ],
)
def test_a_server_is_left_alone_for_as_long_as_it_asks_but_not_for_ever(maker, asked, seconds):
    if isinstance(asked, timedelta):  # the time of day: made here, as each worker names its tests by itself
        asked = format_datetime(datetime.now(UTC) + asked, usegmt=True)
    with receiver(503, headers={"Retry-After": asked}) as server:
        subscribe(token_of(maker)[1], server.address)
        make.ActorFactory()
        work()
    state = Subscription.objects.get()
    wait = (state.next_at - state.tried_at).total_seconds()
    assert 0.7 * seconds <= wait <= 1.3 * seconds


def test_what_changed_before_the_next_attempt_is_sent_as_it_is_then_under_another_id(maker):
    with receiver(500) as server:
        subscription, _told = subscribe(token_of(maker, level=1)[1], server.address)
        actor = make.ActorFactory(level=1)
        work()
        write(actor, level=3)
        later(subscription, HOUR, "next_at", "tried_at")
        work()
    assert server.entries == [("upsert", actor.public_id), ("gone", actor.public_id)]
    assert server.bodies[0]["delivery"] != server.bodies[1]["delivery"]


def test_a_withdrawal_does_not_wait_for_the_next_attempt(maker):
    with receiver(500) as server:
        actor = make.ActorFactory()
        subscription, _told = subscribe(token_of(maker)[1], server.address)
        make.ActorFactory()
        work()
        Subscription.objects.update(next_at=timezone.now() + 8 * HOUR)
        make.ActorFactory()
        later(subscription, timedelta(minutes=1), "tried_at")
        work()
        assert len(server.sent) == 1
        write(actor, level=4)
        work()
    assert len(server.sent) == 2
    assert server.entries[1] == ("gone", actor.public_id)


def test_after_three_days_a_delivery_is_a_dead_letter_and_what_follows_is_sent(maker):
    with receiver(500, 500) as server:
        text = token_of(maker)[1]
        subscription, told = subscribe(text, server.address)
        actor, raised = make.ActorFactory(), make.ActorFactory()
        work()
        later(subscription, 73 * HOUR, "next_at", "tried_at", "begun_at", "failing_since")
        work()
        [letter] = tool(text).get(told["dead_letters"]).json()["results"]
        assert (letter["entries"], letter["attempts"], letter["last_fault"]) == (2, 2, "status 500")
        following = make.ActorFactory()
        write(raised, level=3)
        later(subscription, HOUR, "next_at", "tried_at")
        server.forget()
        work()
        assert server.entries == [("gone", raised.public_id), ("upsert", following.public_id)]
        server.forget()
        assert tool(text).post(f"{letter['url']}send-again/").status_code == 202
        delivering.deliver_again(DeadLetter.objects.get().pk)
    assert server.entries == [("gone", raised.public_id), ("upsert", actor.public_id)]
    assert server.bodies[0]["delivery"] == letter["delivery"]
    assert not DeadLetter.objects.exists()


def test_a_dead_letter_that_is_not_taken_again_stays_and_can_be_dropped(maker):
    with receiver(500, 500, 503) as server:
        text = token_of(maker)[1]
        subscription, told = subscribe(text, server.address)
        make.ActorFactory()
        work()
        later(subscription, 73 * HOUR, "next_at", "tried_at", "begun_at", "failing_since")
        work()
        [letter] = DeadLetter.objects.all()
        delivering.deliver_again(letter.pk)
        assert len(server.sent) == 2  # nobody asked for it
        tool(text).post(f"{told['dead_letters']}{letter.public_id}/send-again/")
        Subscription.objects.update(paused="officer")
        delivering.deliver_again(letter.pk)
        delivering.deliver_test(subscription.pk)
        assert len(server.sent) == 2  # a security officer stopped it
        assert tool(text).post(f"{told['dead_letters']}{letter.public_id}/send-again/").status_code == 400
        Subscription.objects.update(paused="")
        delivering.deliver_again(letter.pk)
        [found] = tool(text).get(told["dead_letters"]).json()["results"]
        assert (found["attempts"], found["last_fault"], found["is_being_sent"]) == (3, "status 503", False)
        assert tool(text).delete(found["url"]).status_code == 204
        assert tool(text).get(told["dead_letters"]).json() == {"results": []}


def test_a_subscription_that_takes_nothing_for_five_days_is_paused_and_goes_on_where_it_stood(maker):
    with receiver(500, 500) as server:
        text = token_of(maker)[1]
        subscription, told = subscribe(text, server.address)
        actor = make.ActorFactory()
        work()
        later(subscription, 121 * HOUR, "next_at", "tried_at", "failing_since")
        work()
        state = tool(text).get(told["url"]).json()
        assert (state["state"], state["why"], state["last_fault"]) == ("paused", "failing", "status 500")
        later(subscription, HOUR, "next_at")
        work()
        assert len(server.sent) == 2
        assert tool(text).post(f"{told['url']}resume/").json()["state"] == "active"
        work()
    assert server.entries[-1] == ("upsert", actor.public_id)


def test_a_server_that_wants_no_more_is_sent_no_more(maker):
    with receiver(410) as server:
        text = token_of(maker)[1]
        _subscription, told = subscribe(text, server.address)
        make.ActorFactory()
        work()
    state = tool(text).get(told["url"]).json()
    assert (state["state"], state["why"]) == ("paused", "gone")


def test_no_server_is_followed_elsewhere_and_one_that_is_not_there_is_tried_again(maker, server):
    with receiver(302) as redirecting:
        subscribe(token_of(maker)[1], redirecting.address)
        make.ActorFactory()
        work()
    assert [path for _headers, _body, path in redirecting.sent] == ["/changes?key=s3cret"]
    assert Subscription.objects.get().fault == "status 302"
    Subscription.objects.update(next_at=None)
    work()
    assert Subscription.objects.get().fault == "no connection"


@pytest.mark.parametrize("how", ["revoked", "ended", "its maker is switched off"])
def test_a_token_that_counts_no_more_is_sent_nothing_from_that_moment(maker, server, how):
    token, text = token_of(maker)
    subscription, _told = subscribe(text, server.address)
    make.ActorFactory()
    assert delivering.is_due(subscription)
    if how == "revoked":
        with viewing(Viewer(account=maker.pk)):
            partner_tokens.revoke_token(token, reason="it was lost")
    elif how == "ended":
        write(token, made_at=timezone.now() - HOUR, expires_at=timezone.now())
    else:
        write(maker, is_active=False)
    delivering.deliver(subscription.pk)
    delivering.deliver_test(subscription.pk)
    work()
    assert server.sent == []


def test_a_token_in_the_place_of_another_goes_on_with_its_subscriptions(maker, server):
    token, text = token_of(maker)
    subscribe(text, server.address)
    with viewing(Viewer(account=maker.pk)):
        ends = timezone.now() + timedelta(days=9)
        _new, text = partner_tokens.rotate_token(
            token, expires_at=ends, overlap=timedelta(0), reason="yearly"
        )
    actor = make.ActorFactory()
    work()
    assert server.entries == [("upsert", actor.public_id)]
    assert len(tool(text).get(URL).json()["results"]) == 1


def test_a_reader_who_may_see_less_is_told_to_pull_in_full_and_not_one_id(maker, server):
    subscribe(token_of(maker, level=3)[1], server.address)
    make.ActorFactory(level=3)
    write(maker, clearance=1)
    work()
    assert [(body["op"], body["entries"]) for body in server.bodies] == [("pull_in_full", [])]
    actor = make.ActorFactory()
    work()
    assert server.entries == [("upsert", actor.public_id)]


def test_who_was_away_longer_than_the_log_is_kept_is_told_to_pull_in_full(maker, server):
    subscription, _told = subscribe(token_of(maker)[1], server.address)
    make.ActorFactory()
    work()
    server.forget()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_change WHERE kind <> ''")
    work()
    work()
    assert [(body["op"], body["entries"]) for body in server.bodies] == [("pull_in_full", [])]


def test_kinds_and_processes_choose_and_what_is_gone_is_told_of_every_process(maker, server):
    process, other = make.PeaceProcessFactory(), make.PeaceProcessFactory()
    subscribe(token_of(maker)[1], server.address, kinds=["rol"], processes=[process.public_id])
    within, without = make.RoleFactory(process=process), make.RoleFactory(process=other)
    work()
    assert server.entries == [("upsert", within.public_id)]
    write(PeaceProcess.objects.get(pk=other.pk), level=3)
    work()
    assert server.entries[1:] == [("gone", without.public_id)]
    make.ActorFactory()
    work()
    assert len(server.sent) == 2
    assert delivering.is_due(Subscription.objects.get()) is False


def test_one_delivers_at_a_time_and_who_died_holds_nothing_for_long(maker, server):
    subscription, _told = subscribe(token_of(maker)[1], server.address)
    make.ActorFactory()
    assert subscriptions.claim(subscription.pk, delivering.LEASE)
    delivering.deliver(subscription.pk)
    work()
    assert server.sent == []
    later(subscription, delivering.LEASE, "claimed_until")
    work()
    assert len(server.sent) == 1
