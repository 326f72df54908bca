"""Subscriptions of partners' tools: made, paused, tested, removed; and the letters that came back.

Who may do it is asked before: the tool for its own (`api.webhooks`), a security officer for all (`subscription_admin`).
"""

import secrets
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import BooleanField, F, Func
from django.utils import timezone
from django.utils.translation import gettext as _

from peaceinfra.core import jobs, signing
from peaceinfra.core.models import DeadLetter, PartnerToken, Pause, Subscription
from peaceinfra.core.outbound import check_address

#: So many subscriptions a tool has at most.
MOST = 10
#: So long the secret before signs too, after it was replaced.
OVERLAP = timedelta(days=1)
#: The names of what the worker does (`api.webhooks.tasks`).
TEST = "webhooks.test"
AGAIN = "webhooks.again"

#: Of a subscription: whether one of its tokens is in force, as the database says when it sends.
IN_FORCE = Func(
    F("series"),
    template="EXISTS (SELECT FROM core_token_sends_to(%(expressions)s))",
    output_field=BooleanField(),
)


def own(series: int):
    """The subscriptions of the tokens that replaced one another."""
    return Subscription.objects.filter(series=series)


def subscribe(*, token_key: str, series: int, address: str, root: str, kinds, processes, row, reader):
    """(the subscription, its secret), which is told here and never again. Raises ValidationError.

    row, reader     the place in the log of changes after which it is told, and the digest of who reads
    """
    check_address(address)
    if own(series).count() >= MOST:
        raise ValidationError(
            _("This token has %(most)s subscriptions, which is the most. Remove one first."),
            params={"most": MOST},
        )
    seed = signing.new_seed()
    subscription = Subscription.objects.create(
        series=series,
        token=PartnerToken.objects.get(key_id=token_key),
        address=address,
        root=root,
        kinds=sorted(set(kinds)),
        processes=sorted(set(processes)),
        made_at=timezone.now(),
        seed=seed,
        key_mark=signing.key_mark(),
        row=row,
        reader=reader,
    )
    return subscription, signing.secret_of(seed)


def replace_secret(subscription: Subscription) -> str:
    """A new secret; the one before signs beside it for a day, where it can still be made."""
    is_usable = subscription.key_mark == signing.key_mark()
    subscription.seed_before = subscription.seed if is_usable else ""
    subscription.seed_before_until = timezone.now() + OVERLAP if is_usable else None
    subscription.seed, subscription.key_mark = signing.new_seed(), signing.key_mark()
    if subscription.paused == Pause.KEY:
        subscription.paused, subscription.paused_at, subscription.next_at = "", None, None
    subscription.save(
        update_fields=[
            *("seed", "seed_before", "seed_before_until", "key_mark", "paused", "paused_at", "next_at")
        ]
    )
    return signing.secret_of(subscription.seed)


def seeds_of(subscription: Subscription, now: datetime) -> list[str]:
    """Of the secrets that sign now."""
    until = subscription.seed_before_until
    return [subscription.seed, *([subscription.seed_before] if until and now < until else [])]


def pause(subscription: Subscription, why: Pause) -> None:
    """Nothing is sent from now on, and nothing is lost: what changed meanwhile is told when it goes on.

    That of an officer counts also where it is paused already, so that nobody else takes it off.
    """
    own = Subscription.objects.filter(pk=subscription.pk)
    if why != Pause.OFFICER:
        own = own.filter(paused="")
    own.update(paused=why, paused_at=timezone.now())


def resume(subscription: Subscription) -> None:
    """It goes on, and is tried at once, as if nothing had failed. Raises ValidationError.

    Only as it was when it was looked at: what somebody else paused meanwhile stays paused.
    """
    if subscription.paused == Pause.KEY:
        raise ValidationError(_("Its secret cannot be made any more. Replace the secret; then it goes on."))
    Subscription.objects.filter(pk=subscription.pk, paused=subscription.paused).update(
        paused="", paused_at=None, failing_since=None, attempts=0, begun_at=None, next_at=None, fault=""
    )


def remove(subscription: Subscription) -> None:
    subscription.delete()


def ask_for_test(subscription: Subscription) -> None:
    """A signed body that says nothing, sent by the worker; how it went stands in the subscription then.

    Raises ValidationError.
    """
    _check_not_stopped(subscription)
    jobs.enqueue(TEST, once=f"{TEST} {subscription.pk}", subscription=subscription.pk)


def send_again(letter: DeadLetter) -> None:
    """What it named is told again, as it is now, by the worker: once. What is taken is no dead letter any more.

    Raises ValidationError.
    """
    _check_not_stopped(letter.subscription)
    DeadLetter.objects.filter(pk=letter.pk).update(again_at=timezone.now())
    jobs.enqueue(AGAIN, once=f"{AGAIN} {letter.pk}", letter=letter.pk)


def _check_not_stopped(subscription: Subscription) -> None:
    if subscription.paused == Pause.OFFICER:
        raise ValidationError(_("A security officer paused it: nothing is sent before it goes on."))


def drop(letter: DeadLetter) -> None:
    letter.delete()


def new_delivery() -> str:
    return f"msg_{secrets.token_hex(16)}"


# Of the worker


def claim(pk: int, lease: timedelta) -> Subscription | None:
    """The subscription, for who is to deliver it; None while another does, and for one that is paused or removed."""
    now = timezone.now()
    with transaction.atomic():
        free = Subscription.objects.filter(pk=pk, paused="").exclude(claimed_until__gt=now)
        if not free.update(claimed_until=now + lease):
            return None
        return Subscription.objects.filter(pk=pk).first()


def keep(subscription: Subscription, **fields) -> None:
    """Writes what is known of its deliveries, and nothing else: what its owner changed meanwhile stays."""
    for name, value in fields.items():
        setattr(subscription, name, value)
    Subscription.objects.filter(pk=subscription.pk).update(**fields)


def release(subscription: Subscription) -> None:
    Subscription.objects.filter(pk=subscription.pk).update(claimed_until=None)


def is_paused(subscription: Subscription) -> bool:
    """Whether it was paused or removed since it was read."""
    return not Subscription.objects.filter(pk=subscription.pk, paused="").exists()


def worker_heard_at() -> datetime | None:
    """When a worker of the jobs was last heard; None: none is there."""
    with connection.cursor() as cursor:
        return cursor.execute("SELECT max(last_heartbeat) FROM procrastinate_workers").fetchone()[0]


def active():
    """Those that may be sent something, the longest waiting first."""
    return Subscription.objects.filter(paused="").order_by(F("delivered_at").asc(nulls_first=True), "pk")
