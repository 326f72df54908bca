"""What an account keeps at the desk: the columns of its lists, lists with filters under a name, what it edited last."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.identity import random_key
from peaceinfra.core.models.accounts import Account, Team
from peaceinfra.core.visibility import OwnRows
from peaceinfra.core.visibility.erasure_plan import How
from peaceinfra.core.visibility.shared_rows import ALL, TEAM, SharedRows


class Sharing(models.TextChoices):
    """Who finds a saved list, beside who made it."""

    NOBODY = "", _("nobody else")
    OF_TEAM = TEAM, _("a team")
    EVERYBODY = ALL, _("everybody at the desk")


class ListColumns(models.Model):
    """Which columns an account wants to see of the list of one screen, in their order."""

    id = random_key()
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    # Such as “processes.actor”.
    screen = models.CharField(max_length=80)
    columns = ArrayField(models.CharField(max_length=60), default=list)

    class Meta:
        verbose_name = _("columns of a list")
        verbose_name_plural = _("columns of lists")
        constraints = [
            OwnRows(),
            models.UniqueConstraint(fields=["account", "screen"], name="core_listcolumns_once"),
        ]

    def __str__(self):
        return self.screen


class SavedList(models.Model):
    """A list of one screen with its filters and its order, under a name.

    Its filters may name a record by its key: it is shown to who may see all that it names (`core.desk`).
    """

    erased_with = (
        ("query", How.KEYS_IN_TEXT),
        ("query", How.IDS_IN_TEXT),
        ("query", How.WORDS_IN_QUERY),
        ("name", How.WORDS_IN_TEXT),
    )

    id = random_key()
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    screen = models.CharField(max_length=80)
    name = models.CharField(_("name"), max_length=80)
    # As it stands in the address, without the page.
    query = models.CharField(max_length=2000, blank=True)
    shared_with = models.CharField(_("who finds it"), max_length=4, choices=Sharing, blank=True)
    team = models.ForeignKey(Team, models.CASCADE, related_name="+", null=True, blank=True)

    class Meta:
        verbose_name = _("saved list")
        verbose_name_plural = _("saved lists")
        constraints = [
            SharedRows(),
            models.UniqueConstraint(fields=["account", "screen", "name"], name="core_savedlist_once"),
            models.CheckConstraint(
                name="core_savedlist_team",
                condition=models.Q(shared_with=TEAM, team__isnull=False)
                | (~models.Q(shared_with=TEAM) & models.Q(team__isnull=True)),
            ),
        ]

    def __str__(self):
        return self.name


class RecentItem(models.Model):
    """A record that an account edited, by its public id; shown again as long as the account may see it."""

    erased_with = (("subject", How.ID),)

    id = random_key()
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    subject = models.CharField(max_length=24)
    edited_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("recently edited")
        verbose_name_plural = _("recently edited")
        ordering = ["-edited_at", "pk"]
        constraints = [
            OwnRows(),
            models.UniqueConstraint(fields=["account", "subject"], name="core_recentitem_once"),
        ]

    def __str__(self):
        return self.subject
