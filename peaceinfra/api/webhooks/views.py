"""Subscriptions as the tool of a partner makes, looks at, tests, pauses and removes them: its own, and no others."""

from contextlib import contextmanager

from django.core.exceptions import ValidationError as Refused
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiCallback, OpenApiParameter, extend_schema
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.response import Response

from peaceinfra.api.bases import ByToken, OwnOfToken
from peaceinfra.api.feed import newest_place
from peaceinfra.api.lists import LISTS
from peaceinfra.api.permissions import scope
from peaceinfra.api.root import root_address
from peaceinfra.api.webhooks.serializers import (
    DeadLetterSerializer,
    DeadLettersSerializer,
    DeliverySerializer,
    NewSubscriptionSerializer,
    SubscriptionSecretSerializer,
    SubscriptionSerializer,
    SubscriptionsSerializer,
    letter_told,
    subscription_told,
)
from peaceinfra.core import subscriptions
from peaceinfra.core.choices import TokenScope
from peaceinfra.core.identity import key_in
from peaceinfra.core.models import Pause
from processes.models import PeaceProcess

SUBSCRIPTION = OpenApiParameter("id", str, OpenApiParameter.PATH, description="Such as whs-0f3k….")
LETTER = OpenApiParameter("letter", str, OpenApiParameter.PATH, description="Such as ltr-0f3k….")
FIELDS = ("address", "kinds", "processes")
MOST_CHOSEN = 100


class OwnView(OwnOfToken):
    """An address about the subscriptions of the token that asks."""

    permission_classes = (ByToken, scope(TokenScope.CHANGES))
    # People are told what changed on the pages, and nobody else has any.
    belongs = gettext_lazy(
        "Subscriptions belong to tokens of partners. Send one that has the scope “changes”."
    )

    def subscriptions(self):
        return subscriptions.own(self.request.user.pk)

    def subscription(self, text: str):
        """Absent and somebody else's answer alike."""
        found = self.subscriptions().filter(pk=key_in("whs", text)).first()
        if found is None:
            raise NotFound
        return found


class SubscriptionsView(OwnView):
    """Subscriptions of your token: your server is told what changed, without asking."""

    http_method_names = ["get", "head", "post", "options"]

    @extend_schema(operation_id="subscriptions", responses=SubscriptionsSerializer)
    def get(self, request):
        return Response({"results": [subscription_told(row) for row in self.subscriptions()]})

    @extend_schema(
        operation_id="subscribe",
        request=NewSubscriptionSerializer,
        responses={201: SubscriptionSecretSerializer},
        callbacks=[
            OpenApiCallback(
                name="delivery",
                path="{$request.body#/address}",
                decorator=extend_schema(
                    methods=["POST"],
                    operation_id="delivery",
                    description="Signed as Standard Webhooks say, by Webhook-Id, Webhook-Timestamp and"
                    " Webhook-Signature. Answer with a status of 200 to 299 when you have kept it.",
                    request=DeliverySerializer,
                    responses={204: None},
                ),
            )
        ],
    )
    def post(self, request):
        """A new subscription, from now on. Its secret is in this answer, and in no other."""
        chosen = _read(request.data, request.viewer)
        place = newest_place(request.viewer)
        try:
            made, secret = subscriptions.subscribe(
                token_key=request.user.key_id,
                series=request.user.pk,
                root=root_address(request),
                row=place.row,
                reader=place.reader,
                **chosen,
            )
        except Refused as error:
            raise ValidationError({"address": error.messages}) from None
        told = subscription_told(made) | {"secret": secret}
        return Response(told, status=201, headers={"Location": told["url"]})


class SubscriptionView(OwnView):
    """One subscription of your token."""

    http_method_names = ["get", "head", "delete", "options"]

    @extend_schema(operation_id="subscription", parameters=[SUBSCRIPTION], responses=SubscriptionSerializer)
    def get(self, request, id):
        return Response(subscription_told(self.subscription(id)))

    @extend_schema(operation_id="unsubscribe", parameters=[SUBSCRIPTION], responses={204: None})
    def delete(self, request, id):
        """Nothing is sent any more, and its dead letters are forgotten."""
        subscriptions.remove(self.subscription(id))
        return Response(status=204)


@contextmanager
def refused_of_state():
    """What cannot be done with a subscription as it is now."""
    try:
        yield
    except Refused as error:
        raise ValidationError({"state": error.messages}) from None


class ActionView(OwnView):
    """Something that is done with a subscription."""

    http_method_names = ["post", "options"]

    def answer(self, subscription, status=200, **more):
        subscription.refresh_from_db()
        return Response(subscription_told(subscription) | more, status=status)


class PauseView(ActionView):
    @extend_schema(
        operation_id="pause", parameters=[SUBSCRIPTION], request=None, responses=SubscriptionSerializer
    )
    def post(self, request, id):
        """Nothing is sent until you resume; what changes meanwhile is told then."""
        subscription = self.subscription(id)
        subscriptions.pause(subscription, Pause.OWNER)
        return self.answer(subscription)


class ResumeView(ActionView):
    @extend_schema(
        operation_id="resume", parameters=[SUBSCRIPTION], request=None, responses=SubscriptionSerializer
    )
    def post(self, request, id):
        """It goes on, and is tried at once. What a security officer paused, only they resume."""
        subscription = self.subscription(id)
        if subscription.paused == Pause.OFFICER:
            raise ValidationError({"state": [_("A security officer paused it. Ask them.")]})
        with refused_of_state():
            subscriptions.resume(subscription)
        return self.answer(subscription)


class TestView(ActionView):
    @extend_schema(
        operation_id="test", parameters=[SUBSCRIPTION], request=None, responses={202: SubscriptionSerializer}
    )
    def post(self, request, id):
        """A signed body without entries is sent at once. `tested_at` and `test_fault` say how it went."""
        subscription = self.subscription(id)
        with refused_of_state():
            subscriptions.ask_for_test(subscription)
        return self.answer(subscription, 202)


class SecretView(ActionView):
    @extend_schema(
        operation_id="replace_secret",
        parameters=[SUBSCRIPTION],
        request=None,
        responses=SubscriptionSecretSerializer,
    )
    def post(self, request, id):
        """A new secret, in this answer and in no other. The one before signs beside it for a day."""
        subscription = self.subscription(id)
        secret = subscriptions.replace_secret(subscription)
        return self.answer(subscription, secret=secret)


class DeadLettersView(OwnView):
    """Deliveries that your server did not take within three days."""

    @extend_schema(operation_id="dead_letters", parameters=[SUBSCRIPTION], responses=DeadLettersSerializer)
    def get(self, request, id):
        letters = self.subscription(id).dead_letters.select_related("subscription")
        return Response({"results": [letter_told(letter) for letter in letters]})


class LetterView(OwnView):
    http_method_names = ["delete", "options"]

    def letter(self, id, letter):
        letters = self.subscription(id).dead_letters.select_related("subscription")
        found = letters.filter(pk=key_in("ltr", letter)).first()
        if found is None:
            raise NotFound
        return found

    @extend_schema(operation_id="drop_letter", parameters=[SUBSCRIPTION, LETTER], responses={204: None})
    def delete(self, request, id, letter):
        """It is forgotten, and not sent."""
        subscriptions.drop(self.letter(id, letter))
        return Response(status=204)


class SendAgainView(LetterView):
    http_method_names = ["post", "options"]

    @extend_schema(
        operation_id="send_again",
        parameters=[SUBSCRIPTION, LETTER],
        request=None,
        responses={202: DeadLetterSerializer},
    )
    def post(self, request, id, letter):
        """What it named is sent once more, as it is now. When your server took it, the letter is gone."""
        found = self.letter(id, letter)
        with refused_of_state():
            subscriptions.send_again(found)
        found.refresh_from_db()
        return Response(letter_told(found), status=202)


def _read(data, viewer) -> dict:
    """What a new subscription chooses. Raises ValidationError with every fault at once."""
    if not isinstance(data, dict):
        raise ValidationError({"request": [_("Send an object with “address”, “kinds” and “processes”.")]})
    errors = {name: [_("This field is unknown.")] for name in data if name not in FIELDS}
    address, kinds, processes = data.get("address"), data.get("kinds", []), data.get("processes", [])
    if not isinstance(address, str) or not address:
        errors["address"] = [_("Write the address of your server.")]
    for name, values in (("kinds", kinds), ("processes", processes)):
        is_list = isinstance(values, list) and all(isinstance(value, str) for value in values)
        if not is_list or len(values) > MOST_CHOSEN:
            errors[name] = [_("Write a list of at most %(most)s texts.") % {"most": MOST_CHOSEN}]
    if "kinds" not in errors and (strange := [kind for kind in kinds if kind not in LISTS]):
        words = _("There is no kind “%(kind)s”. Write three letters by which ids begin: %(known)s.")
        errors["kinds"] = [words % {"kind": strange[0], "known": ", ".join(sorted(LISTS))}]
    keys = []
    if "processes" not in errors and processes:
        keys = [key_in("pro", text) for text in processes]
        shown = PeaceProcess.objects.shown_to(viewer).filter(pk__in=keys).values_list("pk", flat=True)
        if set(keys) != set(shown):
            errors["processes"] = [_("One of these is no process, or you may not see it.")]
    if errors:
        raise ValidationError(errors)
    return {"address": address, "kinds": kinds, "processes": keys}
