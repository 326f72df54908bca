from collections.abc import Collection
from datetime import date
from functools import cache

from django.contrib.auth.hashers import check_password, is_password_usable
from django.contrib.auth.models import AbstractUser, UserManager
from django.db import connection, models, transaction
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.choices import AccountRole, Level
from peaceinfra.core.history import logged
from peaceinfra.core.identity import random_key
from peaceinfra.core.prepared import Given, Prepared, prepare
from peaceinfra.core.text import check_readable
from peaceinfra.core.visibility.acting import proof_of, transaction_of


class AccountManager(UserManager):
    """Accounts are made without any superuser: nobody stands above the rule.

    The web login cannot read the column of passwords, so no query asks for it unless it is named.
    """

    def get_queryset(self):
        return super().get_queryset().defer("password")

    def create_superuser(self, *args, **kwargs):
        raise ValueError("Nobody is a superuser here: use `manage.py make_account` or the accounts screen.")


@logged(omit=("password", "last_login", "session_version"))
class Account(AbstractUser):
    """A person who signs in: a role (what they may do) and a clearance (what they may read).

    `core.accounts` changes role, clearance and password, by functions of the database; the web login cannot.
    """

    id = random_key()
    role = models.CharField(_("role"), max_length=16, choices=AccountRole, default=AccountRole.READER)
    role_until = models.DateField(
        _("last day of the role"),
        null=True,
        blank=True,
        help_text=_("After this day the account does what a reader does. Empty: no end."),
    )
    clearance = models.PositiveSmallIntegerField(_("clearance"), choices=Level, default=Level.PUBLIC)
    clearance_until = models.DateField(
        _("last day of the clearance"),
        null=True,
        blank=True,
        help_text=_("After this day the account reads public records only. Empty: no end."),
    )
    password_set_at = models.DateTimeField(
        _("password set by its holder"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Empty when somebody else touched the password or the name since."),
    )
    session_version = models.PositiveIntegerField(default=0, editable=False)
    is_superuser = False
    groups = None
    user_permissions = None
    #: Its grants as (team, last day), where they were read with it.
    grants_read: Collection[tuple[int, date | None]] | None = None

    objects = AccountManager()

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        base_manager_name = "objects"
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

    def clean(self):
        super().clean()
        # It stands in history as who did something.
        check_readable(self.username)

    def check_password(self, raw_password):
        return check_password(raw_password, self._stored_password())

    def _stored_password(self) -> str:
        """Asks the database for the one password that is to be compared; it shows no other way."""
        with transaction.atomic(), connection.cursor() as cursor:
            proof = proof_of(f"password of {self.pk}", transaction_of(cursor))
            cursor.execute("SELECT core_account_password_of(%s, %s)", [self.pk, proof])
            (stored,) = cursor.fetchone()
        return stored or ""

    def has_usable_password(self):
        return is_password_usable(self._stored_password())

    def _get_session_auth_hash(self, secret=None):
        """What a session keeps and is compared with: other after a change of password, role, clearance or teams.

        Django makes it of the password, which is not read here; this is the one method it asks.
        """
        value = f"{self.pk}:{self.session_version}"
        return salted_hmac("peaceinfra.core.Account", value, secret=secret, algorithm="sha256").hexdigest()

    def role_on(self, day: date) -> str:
        """Its role, of which nothing but a reader's is left after its last day."""
        return AccountRole.READER if _has_ended(self.role_until, day) else self.role

    def clearance_on(self, day: date) -> int:
        """Its clearance, of which nothing is left after its last day."""
        return Level.PUBLIC if _has_ended(self.clearance_until, day) else self.clearance

    def teams_on(self, day: date) -> frozenset[int]:
        """The teams that its grants are for, of those in force on a day."""
        grants = self.grants_read if self.grants_read is not None else _grants().rows(account=self.pk)
        return frozenset(team for team, expires_on in grants if not _has_ended(expires_on, day))

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

    def clean(self):
        check_readable(self.name)


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

    class Meta:
        verbose_name = _("team membership")
        verbose_name_plural = _("team memberships")
        constraints = [models.UniqueConstraint(fields=["account", "team"], name="core_one_grant_per_team")]

    def __str__(self):
        return f"{self.account} – {self.team}"


def _has_ended(last_day: date | None, day: date) -> bool:
    return last_day is not None and last_day < day


@cache
def _grants() -> Prepared:
    grants = TeamGrant.objects.filter(account=Given("account", models.BigIntegerField()))
    return prepare(grants.values_list("team_id", "expires_on"))
