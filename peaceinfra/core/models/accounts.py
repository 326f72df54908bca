from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.choices import AccountRole, Level
from peaceinfra.core.history import logged
from peaceinfra.core.identity import random_key


class AccountManager(UserManager):
    """Accounts are made without any superuser: nobody stands above the rule."""

    def create_superuser(self, *args, **kwargs):
        raise ValueError("Nobody is a superuser here: use `manage.py make_account` or the accounts screen.")


@logged(omit=("password", "last_login"))
class Account(AbstractUser):
    """A person who signs in: a role (what they may do) and a clearance (what they may read)."""

    id = random_key()
    role = models.CharField(_("role"), max_length=16, choices=AccountRole, default=AccountRole.READER)
    clearance = models.PositiveSmallIntegerField(_("clearance"), choices=Level, default=Level.PUBLIC)
    is_superuser = False
    groups = None
    user_permissions = None

    objects = AccountManager()

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.CheckConstraint(
                name="core_account_clearance_known", condition=Q(clearance__lte=Level.STRICT)
            ),
            models.CheckConstraint(
                name="core_account_administrator_reads_public_only",
                condition=~Q(role=AccountRole.ADMINISTRATOR) | Q(clearance=Level.PUBLIC),
                violation_error_message=_("An administrator manages accounts and reads public records only."),
            ),
        ]

    def has_perm(self, perm, obj=None):
        """Django's own permissions are not used: `core.roles` says who may do what."""
        return False

    def has_module_perms(self, app_label):
        return False


class Team(models.Model):
    """A circle that needs to know. Names should not speak: they are shown to members and security officers."""

    id = random_key()
    name = models.CharField(_("name"), max_length=80, unique=True)

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ["name"]

    def __str__(self):
        return self.name


class TeamGrantQuerySet(models.QuerySet):
    def in_force(self, today):
        """Grants that have not expired on the day."""
        return self.filter(Q(expires_on=None) | Q(expires_on__gte=today))


@logged()
class TeamGrant(models.Model):
    """Membership of a team: who, until when, why, and who granted it."""

    id = random_key()
    account = models.ForeignKey(
        Account, models.CASCADE, verbose_name=_("account"), related_name="team_grants"
    )
    team = models.ForeignKey(Team, models.CASCADE, verbose_name=_("team"), related_name="grants")
    expires_on = models.DateField(_("expires on"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300)
    granted_by = models.ForeignKey(
        Account, models.SET_NULL, verbose_name=_("granted by"), null=True, blank=True, related_name="+"
    )

    objects = TeamGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("team membership")
        verbose_name_plural = _("team memberships")
        constraints = [models.UniqueConstraint(fields=["account", "team"], name="core_one_grant_per_team")]

    def __str__(self):
        return f"{self.account} – {self.team}"
