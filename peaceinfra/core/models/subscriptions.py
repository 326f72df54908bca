"""Subscriptions of partners' tools to what changed, and the deliveries that their servers did not take."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.history import logged
from peaceinfra.core.identity import public_id, random_key
from peaceinfra.core.models.partner_tokens import PartnerToken


class Pause(models.TextChoices):
    """Why nothing is sent."""

    OWNER = "owner", _("paused by the organisation")
    OFFICER = "officer", _("paused by a security officer")
    FAILING = "failing", _("paused: its server took nothing for five days")
    GONE = "gone", _("paused: its server answered 410, which says that it wants no more")
    KEY = "key", _("paused: the SECRET_KEY of the register was changed; a new secret is needed")


# What changes with every delivery is no history of the subscription, and what signed is in no history.
_UNKEPT = (
    *("seed", "seed_before"),
    *("row", "reader", "looked", "withdrawn", "delivery", "body", "attempts", "begun_at"),
    *("tried_at", "next_at", "failing_since", "fault", "delivered_at", "tested_at", "test_fault"),
    *("claimed_until", "recalled_at"),
)


@logged(omit=_UNKEPT)
class Subscription(models.Model):
    """To which address the tool of a partner is told what changed: of what its token is told by the feed, and no more.

    It belongs to the tokens that replaced one another (`series`), and sends while one of them is in force. It holds no
    secret: what signs is made from `seed` and the SECRET_KEY, so that whoever reads the table can sign nothing.
    """

    id = random_key()
    series = models.BigIntegerField(editable=False)
    token = models.ForeignKey(
        PartnerToken, models.PROTECT, verbose_name=_("made with the token"), related_name="+"
    )
    address = models.CharField(_("address"), max_length=500)
    root = models.CharField(_("address of the API"), max_length=300)
    kinds = ArrayField(models.CharField(max_length=3), verbose_name=_("kinds"), default=list)
    processes = ArrayField(models.BigIntegerField(), verbose_name=_("processes"), default=list)
    made_at = models.DateTimeField(_("made on"))
    paused = models.CharField(_("state"), max_length=8, choices=Pause, blank=True)
    paused_at = models.DateTimeField(null=True)
    seed = models.CharField(max_length=64)
    seed_before = models.CharField(max_length=64, blank=True)
    seed_before_until = models.DateTimeField(null=True)
    # By which it is seen that the SECRET_KEY is still the one with which the secret was made.
    key_mark = models.CharField(max_length=16)

    # The place in the log of changes before which all was delivered, and the digest of the level and teams then.
    row = models.UUIDField()
    reader = models.CharField(max_length=16)
    # Until here it was looked whether something was withdrawn; until here what was withdrawn was delivered.
    looked = models.UUIDField(null=True)
    withdrawn = models.UUIDField(null=True)
    # Recalls that were sent until then were told.
    recalled_at = models.DateTimeField(null=True)
    # The delivery that is tried now: its id, a digest of what it says, how often it was tried.
    delivery = models.CharField(max_length=40, blank=True)
    body = models.CharField(max_length=64, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(_("takes nothing since"), null=True)
    fault = models.CharField(_("last fault"), max_length=80, blank=True)
    delivered_at = models.DateTimeField(_("last delivery"), null=True)
    tested_at = models.DateTimeField(_("last test"), null=True)
    test_fault = models.CharField(max_length=80, blank=True)
    # Who delivers holds it until then, so that one delivers at a time, and who dies holds it no longer.
    claimed_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("subscription of a partner")
        verbose_name_plural = _("subscriptions of partners")
        ordering = ["made_at", "pk"]
        indexes = [models.Index(fields=["series"], name="core_subscription_series")]

    def __str__(self):
        return self.public_id

    @property
    def public_id(self) -> str:
        return public_id("whs", self.pk)


class DeadLetter(models.Model):
    """A delivery that a server did not take within three days: the ids that it named, and nothing of what they are."""

    id = random_key()
    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="dead_letters")
    delivery = models.CharField(_("delivery"), max_length=40)
    row = models.UUIDField()
    reader = models.CharField(max_length=16)
    named = ArrayField(models.CharField(max_length=20))
    attempts = models.PositiveIntegerField(_("attempts"))
    begun_at = models.DateTimeField(_("first tried"))
    given_up_at = models.DateTimeField(_("given up"))
    fault = models.CharField(_("last fault"), max_length=80, blank=True)
    again_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("delivery that was not taken")
        verbose_name_plural = _("deliveries that were not taken")
        ordering = ["given_up_at", "pk"]

    def __str__(self):
        return self.public_id

    @property
    def public_id(self) -> str:
        return public_id("ltr", self.pk)
