from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.dates.models import EDTFField
from peaceinfra.core.history import tracked
from peaceinfra.core.identity import random_key
from peaceinfra.core.models import Account, Marked, Record
from peaceinfra.core.querysets import GuardedQuerySet, SeenWithQuerySet
from peaceinfra.core.visibility import SeenWith, Visibility
from peaceinfra.core.visibility.erasure_plan import How
from peaceinfra.core.visibility.own_rows import ACCOUNT
from peaceinfra.core.visibility.seen_with import ACTS_AS
from processes.choices import MatchGround, MatchVerdict
from processes.models.merges import Merge
from processes.models.process import PeaceProcess


class JudgementQuerySet(GuardedQuerySet):
    def holding(self, viewer=None):
        """Those that hold, as far as the viewer may see them (None is the owner, who reads all).

        A judgement *same* with a record that was retired since holds no longer, unless the record was merged.
        """
        rows = self.live() if viewer is None else self.shown_to(viewer)
        merged = Merge.objects.live().filter(merged=OuterRef("record"))
        return rows.filter(Q(record=None) | Q(record__retired=False) | Exists(merged))

    def standing(self, viewer=None):
        """One of each thing: of two the one of who saw more, then the newer."""
        rows = self.holding(viewer).order_by("scheme", "value", "-effective_level", "-judged_at", "pk")
        return rows.distinct("scheme", "value")


@tracked
class Judgement(Marked):
    """What an analyst found an incoming thing to be: a record of the register, something new, or not yet known.

    It is kept by the id that the thing has in its source, so that the next edition finds it. It is work, not a part
    of the register: it has no public id. Who may not see the record does not see the judgement, and may then judge
    for themselves: so there can be several of one thing, of which `standing` takes one.
    """

    nothing_without = ("record",)
    erased_with = ((("scheme", "value"), How.OUTSIDE_ID),)

    scheme = models.CharField(_("register"), max_length=40)
    value = models.CharField(_("id there"), max_length=120)
    verdict = models.CharField(_("judgement"), max_length=5, choices=MatchVerdict)
    record = models.ForeignKey(
        Record, models.PROTECT, verbose_name=_("record"), related_name="+", null=True, blank=True
    )
    account = models.ForeignKey(
        Account, models.PROTECT, verbose_name=_("judged by"), related_name="+", null=True, editable=False
    )
    judged_at = models.DateTimeField(_("judged on"), db_default=Now(), editable=False)
    why = models.CharField(_("why"), max_length=300, blank=True)

    objects = JudgementQuerySet.as_manager()

    class Meta:
        verbose_name = _("judgement of a match")
        verbose_name_plural = _("judgements of matches")
        constraints = [
            Visibility(through=["record"]),
            models.CheckConstraint(
                name="processes_judgement_of_a_record",
                condition=Q(verdict=MatchVerdict.SAME, record__isnull=False)
                | ~Q(verdict=MatchVerdict.SAME) & Q(record__isnull=True),
            ),
            # Of each record and marking once: what a reader may not see stands in the way of nobody. By the typed
            # marking: two of them may come to be seen by the same readers when their record is marked higher.
            models.UniqueConstraint(
                name="processes_judgement_once",
                fields=["scheme", "value", "record", "level", "team"],
                condition=Q(retired=False),
                nulls_distinct=False,
            ),
        ]

    def __str__(self):
        return f"{self.scheme} {self.value}"


class OpenMatchQuerySet(GuardedQuerySet):
    def of_thing(self, scheme: str, value: str):
        """All that wait for one incoming thing, that of who saw most first."""
        return self.filter(scheme=scheme, value=value).order_by("-effective_level", "-effective_teams", "pk")


@tracked
class OpenMatch(Marked):
    """An incoming thing that may be a record of the register, kept until an analyst judged it.

    It stands once for all who may see it: where one is hidden from who brings the same thing in, theirs waits beside
    it. A judgement is of the thing, and settles both.

    Of two records of the register that may be the same, the one is the incoming thing of the other: the scheme is
    then `REGISTER`, the value both their ids. `record` is what it was recorded as meanwhile.
    """

    # It is found again where its source names it again.
    nothing_without = ("record",)
    erased_with = (
        (("scheme", "value"), How.OUTSIDE_ID),
        ("value", How.IDS_IN_TEXT),
        ("external_ids", How.OUTSIDE_IDS),
    )

    #: The scheme of pairs inside the register.
    REGISTER = "register"

    scheme = models.CharField(_("register"), max_length=40)
    value = models.CharField(_("id there"), max_length=120)
    kind = models.CharField(max_length=3)
    names = ArrayField(models.CharField(max_length=500), verbose_name=_("names"))
    category = models.CharField(_("kind"), max_length=24, blank=True)
    countries = ArrayField(
        models.CharField(max_length=2), verbose_name=_("countries"), default=list, blank=True
    )
    # [[register, id], …]
    external_ids = models.JSONField(_("external ids"), default=list)
    start = EDTFField(_("start"))
    end = EDTFField(_("end"))
    process = models.ForeignKey(
        PeaceProcess, models.PROTECT, verbose_name=_("process"), related_name="+", null=True, blank=True
    )
    record = models.ForeignKey(
        Record, models.PROTECT, verbose_name=_("recorded as"), related_name="+", null=True, blank=True
    )

    objects = OpenMatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("match to judge")
        verbose_name_plural = _("matches to judge")
        constraints = [
            Visibility(through=["process", "record"]),
            # Of two that are alike in all by which they are guarded, who sees one sees both.
            models.UniqueConstraint(
                name="processes_openmatch_once",
                fields=["scheme", "value", "process", "record", "level", "team"],
                condition=Q(retired=False),
                nulls_distinct=False,
            ),
        ]

    def __str__(self):
        return self.names[0]


class MatchReason(models.Model):
    """One ground for which a record may be what an open match is: derived, made anew by each run of the matcher.

    It is seen by who sees the record and what it rests on: a candidate that is found by a secret name alone is none
    for who may not see the name.
    """

    # The names of what may be the same as what is erased are as good as its own.
    takes_along = ("match",)

    id = random_key()
    match = models.ForeignKey(OpenMatch, models.CASCADE, related_name="reasons")
    record = models.ForeignKey(Record, models.PROTECT, related_name="+")
    ground = models.CharField(max_length=12, choices=MatchGround)
    points = models.SmallIntegerField()
    # A name, an external id or a role of it; the record itself where the ground is its own.
    evidence = models.ForeignKey(Record, models.PROTECT, related_name="+")
    # The same of the incoming thing, where that is a record of the register; else the record again.
    own_evidence = models.ForeignKey(Record, models.PROTECT, related_name="+")

    objects = SeenWithQuerySet.as_manager()

    class Meta:
        verbose_name = _("reason for a match")
        verbose_name_plural = _("reasons for matches")
        constraints = [
            models.UniqueConstraint(
                name="processes_matchreason_once",
                fields=["match", "record", "ground", "evidence", "own_evidence"],
            ),
            SeenWith(
                through=["match", "record", "evidence", "own_evidence"],
                # Who imports files from the desk adds reasons to matches that are new.
                added=f"{ACTS_AS.name}({ACCOUNT})",
            ),
        ]

    def __str__(self):
        return self.get_ground_display()
