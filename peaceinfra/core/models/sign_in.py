"""What signing in needs beside the account: links, waiting changes, the limit of attempts, the key of the process."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.choices import AccountRole, LinkPurpose
from peaceinfra.core.history import logged
from peaceinfra.core.identity import random_key
from peaceinfra.core.models.accounts import Account


class PasswordLink(models.Model):
    """What the holder of an account is given to set something once: a link for the password, a code for a second
    factor. It is kept as its digest alone.
    """

    id = random_key()
    purpose = models.CharField(max_length=8, choices=LinkPurpose, default=LinkPurpose.PASSWORD)
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    given_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("link for a password")

    def __str__(self):
        return str(self.account)


class AccountChangeQuerySet(models.QuerySet):
    def waiting(self):
        """Changes that nobody confirmed or refused yet."""
        return self.filter(decided_at=None)


class AccountChange(models.Model):
    """A change of an account that needs a second person: who asked for it and why, and who decided."""

    id = random_key()
    account = models.ForeignKey(Account, models.CASCADE, verbose_name=_("account"), related_name="changes")
    field = models.CharField(_("field"), max_length=16)
    value = models.CharField(_("new value"), max_length=800)
    reason = models.CharField(_("reason"), max_length=300)
    asked_by = models.ForeignKey(
        Account, models.SET_NULL, verbose_name=_("requested by"), null=True, related_name="+"
    )
    asked_at = models.DateTimeField(_("requested on"))
    decided_by = models.ForeignKey(
        Account, models.SET_NULL, verbose_name=_("decided by"), null=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided on"), null=True)
    accepted = models.BooleanField(_("confirmed"), default=False)

    objects = AccountChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("waiting change of an account")
        verbose_name_plural = _("waiting changes of accounts")
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(
                name="core_accountchange_waits_once",
                fields=["account", "field"],
                condition=models.Q(decided_at=None),
            )
        ]

    def __str__(self):
        if self.field == "factors":
            return str(_("end the second factor, which is lost"))
        if self.field == "identity":
            _issuer, _space, identifier = self.value.partition(" ")
            if not identifier:
                return str(_("end the sign-in by the provider"))
            return str(_("sign in by the provider as “%(who)s”") % {"who": identifier})
        if self.field == "is_active":
            return str(_("switch the account on") if self.value == "true" else _("switch the account off"))
        if self.field == "role_until":
            return str(_("another last day of the role: %(day)s") % {"day": self.value or _("no end")})
        return _("change the role from %(before)s to %(after)s") % {
            "before": self.account.get_role_display(),
            "after": AccountRole(self.value).label,
        }


@logged()
class ProviderIdentity(models.Model):
    """Who the holder of an account is at the provider of sign-in. It stands in the place of a password.

    An administrator names it by the `identifier`; the first sign-in binds it to the `subject`, by which the provider
    knows the person for good (OpenID Connect Core 1.0, section 2: `iss` and `sub`). `core.accounts` writes it.
    """

    id = random_key()
    account = models.OneToOneField(
        Account, models.CASCADE, verbose_name=_("account"), related_name="identity"
    )
    issuer = models.CharField(_("issuer"), max_length=300)
    identifier = models.CharField(_("identifier at the provider"), max_length=255)
    subject = models.CharField(_("subject"), max_length=255, blank=True)
    first_used_at = models.DateTimeField(_("first used on"), null=True)

    class Meta:
        verbose_name = _("identity at the provider")
        verbose_name_plural = _("identities at the provider")
        constraints = [
            models.UniqueConstraint(
                name="core_provideridentity_one_identifier", fields=["issuer", "identifier"]
            ),
            models.UniqueConstraint(
                name="core_provideridentity_one_subject",
                fields=["issuer", "subject"],
                condition=~models.Q(subject=""),
            ),
        ]

    def __str__(self):
        return self.identifier


class SignInLimit(models.Model):
    """Failed sign-ins of one name or from one address, by a digest: neither is kept as it was typed."""

    key = models.CharField(max_length=64, primary_key=True)
    failures = models.PositiveIntegerField()
    since = models.DateTimeField()

    class Meta:
        verbose_name = _("limit of signing in")

    def __str__(self):
        return self.key


class ActingKey(models.Model):
    """The key by which the database checks who acts; one row, written by `migrate`, read by the owner alone."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    key = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("key of the process")

    def __str__(self):
        return str(self.id)
