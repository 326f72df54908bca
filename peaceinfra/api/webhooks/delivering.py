"""Deliveries: signed, in order, at least once, and only while the token of the subscription is in force.

Nothing is read from one attempt to the next but the ids of what was named. The network is asked outside of any
transaction.
"""

import hashlib
import logging
import random
from datetime import timedelta

from django.utils import timezone

from peaceinfra.api.rendering import as_json
from peaceinfra.api.webhooks.batches import (
    CHANGES,
    PULL,
    RECALLS,
    TEST,
    Batch,
    batch_of_letter,
    is_behind,
    next_batch,
    withdrawn_since,
)
from peaceinfra.core import outbound, partner_tokens, signing, subscriptions
from peaceinfra.core.models import DeadLetter, Pause, Subscription
from peaceinfra.core.reads import write_reads_by_token
from peaceinfra.core.visibility import Viewer, viewing

logger = logging.getLogger(__name__)

#: Longer than an attempt can take: who died holds a subscription no longer.
LEASE = timedelta(minutes=2)
#: After the first failure, then three times as long each time, and never more than a third of a day.
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=10), timedelta(hours=8)
#: So long one delivery is tried, and so long a subscription may take nothing.
TRIED_FOR, FAILING_FOR = timedelta(days=3), timedelta(days=5)
#: What was withdrawn is tried at once, whatever failed before, but not more often than this.
LEAST_WAIT = timedelta(seconds=30)
GONE_STATUS = 410


def is_due(subscription: Subscription) -> bool:
    """Whether there is something to be told now, or to be passed over. One look into the feed, as its reader."""
    now = timezone.now()
    if subscription.claimed_until and subscription.claimed_until > now:
        return False
    sender = partner_tokens.sends_to(subscription.series)
    if sender is None:
        return False
    with viewing(sender[1], of_one_moment=True):
        if subscription.next_at is None or subscription.next_at <= now:
            return is_behind(subscription, sender[1])
        return _is_withdrawn_meanwhile(subscription, now)


def _is_withdrawn_meanwhile(subscription: Subscription, now) -> bool:
    """Whether, while it waits after a failure, something was withdrawn that it was not tried with."""
    if subscription.tried_at and now - subscription.tried_at < LEAST_WAIT:
        return False
    gone, _last = withdrawn_since(subscription.looked or subscription.row)
    return bool(gone)


def deliver(pk: int) -> None:
    """All that there is, one delivery after the other, until one is not taken."""
    subscription = subscriptions.claim(pk, LEASE)
    if subscription is None:
        return
    try:
        while _deliver_next(subscription):
            subscriptions.keep(subscription, claimed_until=timezone.now() + LEASE)
    finally:
        subscriptions.release(subscription)


def _deliver_next(subscription: Subscription) -> bool:
    """Whether there may be more to deliver now."""
    sender = partner_tokens.sends_to(subscription.series)
    if sender is None or subscriptions.is_paused(subscription):
        return False
    if subscription.key_mark != signing.key_mark():
        subscriptions.pause(subscription, Pause.KEY)
        return False
    token, viewer = sender
    with viewing(viewer, of_one_moment=True):
        batch = next_batch(subscription, viewer)
    if batch is None:
        return False
    if batch.op == CHANGES and not batch.entries:
        # All of it is of kinds and processes that are not subscribed to.
        subscriptions.keep(subscription, **batch.after)
        return batch.is_more
    delivery = _delivery_of(subscription, batch)
    _note(token, viewer, batch.reads)
    answer = _send(subscription, delivery, batch)
    if answer.is_taken:
        _taken(subscription, batch)
        return batch.is_more
    return _not_taken(subscription, batch, answer)


def _delivery_of(subscription: Subscription, batch: Batch) -> str:
    """The id of the delivery: that of the attempt before, where the same is said; what says other things is another."""
    body = hashlib.sha256(as_json([batch.op, batch.entries, batch.recalls])).hexdigest()
    now = timezone.now()
    fields = {
        "tried_at": now,
        "attempts": subscription.attempts + 1,
        "begun_at": subscription.begun_at or now,
    }
    if body != subscription.body:
        fields |= {"body": body, "delivery": subscriptions.new_delivery()}
    subscriptions.keep(subscription, looked=batch.looked, **fields)
    return subscription.delivery


def _send(subscription: Subscription, delivery: str, batch: Batch) -> outbound.Answer:
    now = timezone.now()
    said = {
        "delivery": delivery,
        "subscription": subscription.public_id,
        "op": batch.op,
        "entries": batch.entries,
    }
    if batch.op == RECALLS:
        said["recalls"] = batch.recalls
    body = as_json(said)
    seeds = subscriptions.seeds_of(subscription, now)
    headers = signing.signed_headers(delivery, int(now.timestamp()), body, seeds)
    return outbound.post(subscription.address, body, headers | {"User-Agent": "peaceinfra-webhooks"})


def _note(token: str, viewer: Viewer, reads) -> None:
    """Before it is sent: what cannot be noted is not told."""
    if reads:
        with viewing(viewer):
            write_reads_by_token(token, reads)


def _taken(subscription: Subscription, batch: Batch) -> None:
    subscriptions.keep(
        subscription, delivered_at=timezone.now(), **_AS_NEW, failing_since=None, **batch.after
    )


# Of the next delivery nothing was tried yet.
_AS_NEW = {"attempts": 0, "begun_at": None, "next_at": None, "fault": "", "delivery": "", "body": ""}


def _not_taken(subscription: Subscription, batch: Batch, answer: outbound.Answer) -> bool:
    """Tried again later; given up after three days; paused after five, or where the server wants no more."""
    now = timezone.now()
    since = subscription.failing_since or now
    subscriptions.keep(subscription, fault=answer.words, failing_since=since)
    logger.warning("Webhook %s: attempt %s: %s", subscription, subscription.attempts, answer.words)
    if answer.status == GONE_STATUS:
        subscriptions.pause(subscription, Pause.GONE)
    elif now - since >= FAILING_FOR:
        subscriptions.pause(subscription, Pause.FAILING)
    if batch.op == CHANGES and now - subscription.begun_at >= TRIED_FOR:
        _give_up(subscription, batch, now)
    else:
        subscriptions.keep(subscription, next_at=now + max(wait_after(subscription.attempts), answer.wait))
    return False


def wait_after(attempts: int) -> timedelta:
    """With a fifth more or less, so that what failed together does not come back together."""
    wait = min(FIRST_WAIT * 3 ** min(attempts - 1, 10), LONGEST_WAIT)
    return wait * random.uniform(0.8, 1.2)


def _give_up(subscription: Subscription, batch: Batch, now) -> None:
    DeadLetter.objects.create(
        subscription=subscription,
        delivery=subscription.delivery,
        row=subscription.row,
        reader=subscription.reader,
        named=[entry["id"] for entry in batch.entries],
        attempts=subscription.attempts,
        begun_at=subscription.begun_at,
        given_up_at=now,
        fault=subscription.fault,
    )
    subscriptions.keep(subscription, **_AS_NEW | {"next_at": now + wait_after(1)}, **batch.after)


def deliver_again(pk: int) -> None:
    """A dead letter, once more; it is taken away when it was taken."""
    letter = DeadLetter.objects.select_related("subscription").filter(pk=pk).exclude(again_at=None).first()
    if letter is None:
        return
    subscription = letter.subscription
    sender = partner_tokens.sends_to(subscription.series)
    if sender is None or subscription.key_mark != signing.key_mark() or subscription.paused == Pause.OFFICER:
        return
    token, viewer = sender
    with viewing(viewer, of_one_moment=True):
        batch = batch_of_letter(letter, viewer)
    answer = outbound.Answer(204)
    if batch.entries or batch.op == PULL:
        _note(token, viewer, batch.reads)
        answer = _send(subscription, letter.delivery, batch)
    if answer.is_taken:
        letter.delete()
    else:
        DeadLetter.objects.filter(pk=pk).update(
            again_at=None, fault=answer.words, attempts=letter.attempts + 1
        )


def deliver_test(pk: int) -> None:
    """A signed body without entries: it tells nothing, so it asks for no token in force but for the owner's wish."""
    subscription = Subscription.objects.filter(pk=pk).first()
    if subscription is None or subscription.paused == Pause.OFFICER:
        return None
    if partner_tokens.sends_to(subscription.series) is None:
        return None
    if subscription.key_mark != signing.key_mark():
        return subscriptions.pause(subscription, Pause.KEY)
    answer = _send(subscription, subscriptions.new_delivery(), Batch(TEST, []))
    subscriptions.keep(subscription, tested_at=timezone.now(), test_fault=answer.words)
