"""Subscriptions as a tool makes them, and what the worker does with them, without a worker."""

from datetime import timedelta

from peaceinfra.api.webhooks import delivering
from peaceinfra.core import subscriptions
from peaceinfra.core.models import Subscription
from tests.tokens import make_token, tool

URL = "/api/v1/subscriptions/"
HOUR = timedelta(hours=1)


def token_of(maker, **fields):
    return make_token(maker, **{"scopes": ["read", "changes"]} | fields)


def subscribe(text, address, **chosen):
    """(the subscription, what was answered)"""
    answer = tool(text).post(URL, {"address": address, **chosen}, content_type="application/json")
    assert answer.status_code == 201, answer.content
    return Subscription.objects.latest("made_at"), answer.json()


def work() -> None:
    """What the worker does each ten seconds, twice: where a transaction of another database of the server ends in the
    moment of asking, what came after it is told at the next time.
    """
    for _time in range(2):
        for subscription in subscriptions.active():
            if delivering.is_due(subscription):
                delivering.deliver(subscription.pk)


def write(record, **values):
    type(record)._base_manager.filter(pk=record.pk).update(**values)


def later(subscription, by, *names):
    """As if this time had passed since."""
    Subscription.objects.filter(pk=subscription.pk).update(
        **{name: getattr(Subscription.objects.get(pk=subscription.pk), name) - by for name in names}
    )
