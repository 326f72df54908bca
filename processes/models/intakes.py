"""Files of the field that somebody brings in: what an import of them would do, and what became of it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.choices import Level
from peaceinfra.core.identity import random_key
from peaceinfra.core.models import Account, Team
from peaceinfra.core.visibility.erasure_plan import How
from peaceinfra.core.visibility.own_work import OwnWork
from processes.choices import IntakeNoteKind, IntakeState


class Intake(models.Model):
    """Files of one source, brought in by a person from the desk.

    A table of a source becomes a batch of its own, so one intake may make several. It is the work of one person: what
    its preview says was found with what that person could see.
    """

    # It goes whole, with its files, where any part of it names what is erased.
    erased_with = (("found", How.WORDS_IN_TEXT), ("differs", How.WORDS_IN_TEXT), ("fault", How.WORDS_IN_TEXT))

    id = random_key()
    account = models.ForeignKey(Account, models.CASCADE, related_name="+", editable=False)
    # The highest clearance and the teams that its account had: who has less of them now does not see it.
    seen_level = models.SmallIntegerField(editable=False)
    seen_teams = ArrayField(models.BigIntegerField(), default=list, editable=False)
    source = models.CharField(_("source"), max_length=10)
    edition = models.CharField(_("edition"), max_length=80, blank=True)
    level = models.SmallIntegerField(_("marking"), choices=Level)
    team = models.ForeignKey(Team, models.PROTECT, related_name="+", null=True, blank=True)
    reason = models.CharField(_("why"), max_length=300)
    state = models.CharField(_("state"), max_length=9, choices=IntakeState, default=IntakeState.CHECKING)
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    # Which check its notes are of: each check writes new ones.
    checks = models.PositiveIntegerField(default=0, editable=False)
    # Why it failed, or why nothing was written.
    fault = models.TextField(blank=True, editable=False)
    # {"tables", "files", …}: what was counted.
    found = models.JSONField(default=dict, editable=False)
    # What differs between the preview and what was written.
    differs = models.JSONField(default=dict, editable=False)
    batches = ArrayField(models.BigIntegerField(), default=list, editable=False)

    class Meta:
        verbose_name = _("intake of files")
        verbose_name_plural = _("intakes of files")
        ordering = ["-made_at", "pk"]
        constraints = [OwnWork()]

    def __str__(self):
        return " ".join(filter(None, (self.source, self.edition)))


class IntakeFile(models.Model):
    """A file of an intake. Its content is kept until the intake ends, its digest as long as that."""

    erased_with = (("content", How.WORDS_IN_FILE), ("name", How.WORDS_IN_TEXT))
    takes_along = ("intake",)

    id = random_key()
    intake = models.ForeignKey(Intake, models.CASCADE, related_name="files")
    # Which table of the source it is.
    part = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField(null=True)

    class Meta:
        verbose_name = _("file of an intake")
        constraints = [
            OwnWork(within="intake"),
            models.UniqueConstraint(fields=["intake", "part"], name="processes_intakefile_once"),
        ]

    def __str__(self):
        return self.name


class IntakeProgress(models.Model):
    """How far the worker is. It is written outside of the transaction of the import, so that others see it."""

    intake = models.OneToOneField(Intake, models.CASCADE, primary_key=True, related_name="progress")
    phase = models.CharField(max_length=200, blank=True)
    done = models.PositiveIntegerField(default=0)
    in_all = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(null=True)
    noted_at = models.DateTimeField(null=True)
    stop = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("progress of an intake")
        constraints = [OwnWork(within="intake")]

    def __str__(self):
        return self.phase


class IntakeNote(models.Model):
    """One line of a preview: a cell that would change, a problem of a cell, or a thing that waits to be matched."""

    erased_with = (
        ("about", How.KEY),
        ("candidates", How.KEYS),
        *((name, How.WORDS_IN_TEXT) for name in ("value", "message", "before", "after")),
    )
    takes_along = ("intake",)

    id = random_key()
    intake = models.ForeignKey(Intake, models.CASCADE, related_name="notes")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=IntakeNoteKind)
    place = models.PositiveIntegerField()
    file = models.CharField(max_length=200, blank=True)
    row = models.PositiveIntegerField(null=True)
    column = models.CharField(max_length=200, blank=True)
    value = models.TextField(blank=True)
    message = models.TextField(blank=True)
    # Of a change: of which record, and its field before and after.
    about = models.BigIntegerField(null=True)
    table = models.CharField(max_length=60, blank=True)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    # Of a thing that waits: the keys of the records that it may be.
    candidates = ArrayField(models.BigIntegerField(), default=list)
    # It was not so when the preview was made.
    is_new = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("note of an intake")
        constraints = [
            OwnWork(within="intake", about="about"),
            models.UniqueConstraint(
                fields=["intake", "number", "kind", "place"], name="processes_intakenote_once"
            ),
        ]

    def __str__(self):
        return self.message or self.column


class IntakeCorrection(models.Model):
    """A row of a file that is not taken (`column` is empty), or another value for a cell."""

    erased_with = (("value", How.WORDS_IN_TEXT),)
    takes_along = ("intake",)

    id = random_key()
    intake = models.ForeignKey(Intake, models.CASCADE, related_name="corrections")
    file = models.CharField(max_length=200)
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=200, blank=True)
    value = models.TextField(blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("correction of a file")
        constraints = [
            OwnWork(within="intake"),
            models.UniqueConstraint(
                fields=["intake", "file", "row", "column"], name="processes_intakecorrection_once"
            ),
        ]

    def __str__(self):
        return f"{self.file} {self.row} {self.column}".strip()
