"""Subscriptions, dead letters and deliveries as the schema describes them, and as they are told."""

from django.utils import timezone
from rest_framework import serializers

from peaceinfra.api.lists import LISTS
from peaceinfra.core.choices import DeliveryOp, SubscriptionState
from peaceinfra.core.identity import public_id
from peaceinfra.core.models import DeadLetter, Pause, Subscription
from peaceinfra.core.subscriptions import seeds_of


class NewSubscriptionSerializer(serializers.Serializer):
    """`kinds` and `processes` choose; without them all is told that the token may see."""

    address = serializers.URLField(max_length=500, help_text="Of your server: https, a public address.")
    kinds = serializers.ListField(
        child=serializers.ChoiceField(choices=sorted(LISTS)),
        required=False,
        help_text="First letters of ids.",
    )
    processes = serializers.ListField(
        child=serializers.CharField(),
        required=False,
        help_text="Ids of processes. What is gone is told of every process.",
    )


class SubscriptionSerializer(NewSubscriptionSerializer):
    """A subscription of your token. `last_fault` and `test_fault` are empty where nothing failed."""

    id = serializers.CharField()
    url = serializers.URLField()
    state = serializers.ChoiceField(choices=SubscriptionState.choices)
    why = serializers.ChoiceField(choices=Pause.choices, allow_null=True, help_text="Why it is paused.")
    made_at = serializers.DateTimeField()
    delivered_at = serializers.DateTimeField(allow_null=True, help_text="The last delivery that was taken.")
    failing_since = serializers.DateTimeField(allow_null=True)
    attempts = serializers.IntegerField(help_text="Of the delivery that is tried now.")
    next_attempt_at = serializers.DateTimeField(allow_null=True)
    last_fault = serializers.CharField()
    tested_at = serializers.DateTimeField(allow_null=True)
    test_fault = serializers.CharField()
    secrets = serializers.IntegerField(help_text="How many sign now: two for a day after one was replaced.")
    dead_letters = serializers.URLField()


class SubscriptionsSerializer(serializers.Serializer):
    results = SubscriptionSerializer(many=True)


class SubscriptionSecretSerializer(SubscriptionSerializer):
    """With the secret, which is told once."""

    secret = serializers.CharField(help_text="“whsec_” and the key of the HMAC in Base64.")


class DeadLetterSerializer(serializers.Serializer):
    """A delivery that your server did not take within three days."""

    id = serializers.CharField()
    url = serializers.URLField()
    delivery = serializers.CharField(help_text="The Webhook-Id with which it was sent.")
    entries = serializers.IntegerField(help_text="How many records it named.")
    attempts = serializers.IntegerField()
    first_tried_at = serializers.DateTimeField()
    given_up_at = serializers.DateTimeField()
    last_fault = serializers.CharField()
    is_being_sent = serializers.BooleanField(help_text="It was asked for again, and is being sent.")


class DeadLettersSerializer(serializers.Serializer):
    results = DeadLetterSerializer(many=True)


class DeliveryEntrySerializer(serializers.Serializer):
    """A record that is told otherwise than before. `url` and `at` are given for public records alone."""

    id = serializers.CharField()
    kind = serializers.CharField()
    op = serializers.ChoiceField(choices=["upsert", "gone"])
    url = serializers.URLField(required=False)
    at = serializers.DateTimeField(required=False)


class DeliveryRecallSerializer(serializers.Serializer):
    """A recall that your token finds in `recalls/`, and the record that it is about."""

    id = serializers.CharField()
    record = serializers.CharField()


class DeliverySerializer(serializers.Serializer):
    """What is sent to your server. With “pull_in_full” your copy cannot be kept by changes: pull all lists again."""

    delivery = serializers.CharField()
    subscription = serializers.CharField()
    op = serializers.ChoiceField(choices=DeliveryOp.choices)
    entries = DeliveryEntrySerializer(many=True)
    recalls = DeliveryRecallSerializer(many=True, required=False, help_text="With “recalls” alone.")


def subscription_told(subscription: Subscription) -> dict:
    url = f"{subscription.root}subscriptions/{subscription.public_id}/"
    return {
        "id": subscription.public_id,
        "url": url,
        "address": subscription.address,
        "kinds": subscription.kinds,
        "processes": [public_id("pro", key) for key in subscription.processes],
        "state": SubscriptionState.PAUSED if subscription.paused else SubscriptionState.ACTIVE,
        "why": subscription.paused or None,
        "made_at": subscription.made_at,
        "delivered_at": subscription.delivered_at,
        "failing_since": subscription.failing_since,
        "attempts": subscription.attempts,
        "next_attempt_at": subscription.next_at,
        "last_fault": subscription.fault,
        "tested_at": subscription.tested_at,
        "test_fault": subscription.test_fault,
        "secrets": len(seeds_of(subscription, timezone.now())),
        "dead_letters": f"{url}dead-letters/",
    }


def letter_told(letter: DeadLetter) -> dict:
    subscription = letter.subscription
    letters = f"{subscription.root}subscriptions/{subscription.public_id}/dead-letters/"
    return {
        "id": letter.public_id,
        "url": f"{letters}{letter.public_id}/",
        "delivery": letter.delivery,
        "entries": len(letter.named),
        "attempts": letter.attempts,
        "first_tried_at": letter.begun_at,
        "given_up_at": letter.given_up_at,
        "last_fault": letter.fault,
        "is_being_sent": letter.again_at is not None,
    }
