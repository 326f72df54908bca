"""Tokens by which the tools of partners sign in to the API, and what was read with them on each day."""

from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.choices import Level, TokenScope
from peaceinfra.core.history import logged
from peaceinfra.core.identity import random_key
from peaceinfra.core.models.accounts import Account
from peaceinfra.core.text import check_readable

#: What every token begins with, so that people and programs that search for lost secrets recognise one.
PREFIX = "pit"


class PartnerTokenManager(models.Manager):
    """The web login cannot read the column of digests, so no query asks for it unless it is named."""

    def get_queryset(self):
        return super().get_queryset().defer("digest")


@logged(omit=("digest", "last_used_on"))
class PartnerToken(models.Model):
    """What the tool of a partner may read, until when and from where. The token itself is kept as a digest alone.

    Never more than its maker may read, whatever stands here: the database compares them at each use
    (`visibility.token_sql`). `core.partner_tokens` makes and ends tokens, by functions; the web login cannot.
    """

    id = random_key()
    key_id = models.CharField(_("token"), max_length=12, unique=True, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    owner = models.CharField(_("organisation"), max_length=120, validators=[check_readable])
    purpose = models.CharField(_("purpose"), max_length=200, validators=[check_readable])
    level = models.PositiveSmallIntegerField(_("highest level"), choices=Level, default=Level.PUBLIC)
    teams = ArrayField(models.BigIntegerField(), verbose_name=_("teams"), default=list, blank=True)
    scopes = ArrayField(models.CharField(max_length=16, choices=TokenScope), verbose_name=_("what it may do"))
    networks = ArrayField(models.CharField(max_length=50), verbose_name=_("networks"))
    daily_rows = models.PositiveIntegerField(_("rows a day"), validators=[MinValueValidator(1)])
    made_by = models.ForeignKey(Account, models.PROTECT, verbose_name=_("made by"), related_name="+")
    made_at = models.DateTimeField(_("made on"))
    expires_at = models.DateTimeField(_("ends"))
    last_used_on = models.DateField(_("last used"), null=True)
    revoked_by = models.ForeignKey(
        Account, models.PROTECT, verbose_name=_("revoked by"), null=True, related_name="+"
    )
    revoked_at = models.DateTimeField(_("revoked on"), null=True)
    # The key of the first token of those that replaced one another: they share one budget.
    series = models.BigIntegerField(editable=False)

    objects = PartnerTokenManager()

    class Meta:
        verbose_name = _("token of a partner")
        verbose_name_plural = _("tokens of partners")
        ordering = ["owner", "-made_at"]
        base_manager_name = "objects"
        constraints = [
            models.CheckConstraint(
                name="core_partnertoken_level_known", condition=Q(level__lte=Level.STRICT)
            ),
            models.CheckConstraint(
                name="core_partnertoken_scopes_known",
                condition=Q(scopes__contained_by=list(TokenScope.values)) & Q(scopes__len__gt=0),
            ),
            models.CheckConstraint(
                name="core_partnertoken_ends_within_a_year",
                condition=Q(expires_at__lte=F("made_at") + timedelta(days=366)),
            ),
        ]

    def __str__(self):
        return f"{PREFIX}_{self.key_id}"

    @property
    def is_in_force(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now()


class TokenUse(models.Model):
    """How many rows were read on a day, in UTC, with the tokens of one series."""

    id = random_key()
    series = models.BigIntegerField()
    day = models.DateField()
    rows = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = _("use of a token")
        constraints = [models.UniqueConstraint(name="core_tokenuse_once_a_day", fields=["series", "day"])]

    def __str__(self):
        return f"{self.day}: {self.rows}"
