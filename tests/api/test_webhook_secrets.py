"""By what a delivery is known as ours, and what is left of it: in the log of readings, and in no other log."""

import base64
import hmac
import logging
from datetime import timedelta

import pytest
from django.db import connection

from peaceinfra.api.webhooks import delivering
from peaceinfra.core.models import ReadEntry, Subscription
from tests import factories as make
from tests.api.deliveries import later, subscribe, token_of, work
from tests.receivers import receiver
from tests.tokens import tool

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_machine")]


def test_two_secrets_sign_for_a_day_and_then_one(maker, server):
    text = token_of(maker)[1]
    subscription, told = subscribe(text, server.address)
    first = told["secret"]
    second = tool(text).post(f"{told['url']}secret/").json()
    assert second["secrets"] == 2
    make.ActorFactory()
    work()
    later(subscription, timedelta(days=1), "seed_before_until")
    make.ActorFactory()
    work()
    signatures = []
    for headers, body, _path in server.sent:
        said = f"{headers['Webhook-Id']}.{headers['Webhook-Timestamp']}.".encode() + body
        keys = [base64.b64decode(secret.removeprefix("whsec_")) for secret in (second["secret"], first)]
        made = [f"v1,{base64.b64encode(hmac.digest(key, said, 'sha256')).decode()}" for key in keys]
        signatures.append((headers["Webhook-Signature"].split(), made))
    assert signatures[0][0] == signatures[0][1]
    assert signatures[1][0] == signatures[1][1][:1]


def test_under_another_secret_key_nothing_is_signed_until_there_is_a_new_secret(maker, server, settings):
    text = token_of(maker)[1]
    subscription, told = subscribe(text, server.address)
    make.ActorFactory()
    settings.SECRET_KEY = "another key of the tests"
    delivering.deliver(subscription.pk)
    assert (server.sent, Subscription.objects.get().paused) == ([], "key")
    settings.SECRET_KEY = "a key of the tests, which guards nothing that lasts"
    Subscription.objects.update(key_mark="of another")
    assert tool(text).post(f"{told['url']}resume/").status_code == 400
    assert tool(text).post(f"{told['url']}secret/").json()["secrets"] == 1
    work()
    assert len(server.sent) == 1


def test_a_test_says_nothing_and_how_it_went_is_told(maker):
    with receiver(204, 403) as server:
        text = token_of(maker)[1]
        subscription, told = subscribe(text, server.address)
        faults = []
        for _attempt in range(2):
            assert tool(text).post(f"{told['url']}test/").status_code == 202
            delivering.deliver_test(subscription.pk)
            faults.append(tool(text).get(told["url"]).json()["test_fault"])
    assert faults == ["", "status 403"]
    assert [(body["op"], body["entries"]) for body in server.bodies] == [("test", [])] * 2
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, args::text FROM procrastinate_jobs")
        assert cursor.fetchall() == [("webhooks.test", f'{{"subscription": {subscription.pk}}}')]


def test_what_may_hold_restricted_records_is_noted_before_it_is_sent(maker, server):
    token, text = token_of(maker, level=3)
    subscribe(text, server.address)
    ReadEntry.objects.all().delete()
    make.ActorFactory(level=3)
    work()
    assert [(entry.kind, entry.token) for entry in ReadEntry.objects.all()] == [("api:changes", token.key_id)]


def test_no_log_holds_what_follows_the_path_or_what_was_sent(maker, caplog):
    with receiver(500) as server, caplog.at_level(logging.DEBUG):
        subscribe(token_of(maker)[1], server.address)
        actor = make.ActorFactory(name="SECRETNAME")
        work()
    said = caplog.text
    assert "status 500" in said
    assert not [word for word in ("s3cret", "SECRETNAME", actor.public_id) if word in said]
