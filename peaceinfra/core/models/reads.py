"""The log of what was read."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.choices import Level
from peaceinfra.core.identity import ALPHABET, LENGTH, random_key
from peaceinfra.core.models.accounts import Account
from peaceinfra.core.visibility import AppendedRows

#: What is read of no single record: a list, a file, the feed.
OF_NO_RECORD = ~models.Q(subject__regex=rf"^[a-z]{{3}}-[{ALPHABET}]{{{LENGTH}}}$")


class ReadBy(models.TextChoices):
    """How the reader was known."""

    SESSION = "session", _("signed in")
    TOKEN = "token", _("token of a partner")


class ReadEntry(models.Model):
    """An answer that somebody was given: a list of targets, or one that may hold restricted records.

    Who, on which day, which answer and of what; no content, and nothing of what was searched or filtered for.
    `core.reads` writes it. The level is that of the record read, in force when it was read; empty for other answers.
    """

    id = random_key()
    day = models.DateField(_("day"))
    account = models.ForeignKey(
        Account, models.PROTECT, verbose_name=_("account"), null=True, related_name="+"
    )
    by = models.CharField(_("reader"), max_length=8, choices=ReadBy)
    token = models.CharField(_("token"), max_length=32, blank=True)
    kind = models.CharField(_("what was read"), max_length=80)
    subject = models.CharField(_("of what"), max_length=120, blank=True)
    level = models.PositiveSmallIntegerField(_("level of the record"), choices=Level, null=True)

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("log of readings")
        # The keys are random: of one day no order is told.
        ordering = ["-day", "pk"]
        constraints = [AppendedRows()]
        indexes = [
            models.Index(fields=["-day", "id"], name="core_readentry_day"),
            # For the report on who may know a record: readings of it, and those of lists.
            models.Index(fields=["subject", "day"], name="core_readentry_subject"),
            models.Index(fields=["day"], name="core_readentry_of_lists", condition=OF_NO_RECORD),
        ]

    def __str__(self):
        return f"{self.day}: {self.kind} {self.subject}".rstrip()
