import pgtrigger
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.dates.models import Dated, EDTFField
from peaceinfra.core.ends import TwoEnds
from peaceinfra.core.history import tracked
from peaceinfra.core.models import Guarded, Marked, Record
from peaceinfra.core.searched import BY_IDENTIFIER, NameIndex, Searched
from peaceinfra.core.text import LONGEST_NAME, FoldedField
from peaceinfra.core.visibility import Visibility
from processes.choices import (
    ClaimStatus,
    Credibility,
    Export,
    Licence,
    Match,
    Polarity,
    Reliability,
    SourceKind,
)
from processes.licences import exported
from processes.querysets import ClaimQuerySet, NamedQuerySet
from processes.titles import title_of

# Solid ink: an accepted claim of this credibility or better.
SOLID = Credibility.POSSIBLE

# How a record is kept, which no source speaks of: a claim on it would lower a marking, or publish a note.
# The place in an order is the register's own.
UNCLAIMED = {"level", "team", "position", "number"}


@tracked
class Source(Marked):
    """Where a statement comes from. A guarded source may be cited in public by a sanitised stand-in."""

    searched = (Searched(),)
    called_by = "name"
    erasable_where = "true"

    name = models.CharField(
        _("title"),
        max_length=LONGEST_NAME,
        blank=True,
        help_text=_(
            "Leave it empty for what has no title, such as a report on the radio. Then write its address, or who"
            " published it and when."
        ),
    )
    folded = FoldedField(source="title")
    kind = models.CharField(_("kind"), max_length=14, choices=SourceKind)
    authors = models.CharField(_("authors"), max_length=300, blank=True)
    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    published = EDTFField(_("published"), blank=True)
    url = models.URLField(_("address"), max_length=500, blank=True)
    reliability = models.CharField(_("reliability"), max_length=1, choices=Reliability, default=Reliability.F)
    licence = models.CharField(
        _("licence"),
        max_length=14,
        choices=Licence,
        default=Licence.NONE_KNOWN,
        help_text=_("From it follows how much of what rests only on this source may leave in files."),
    )
    terms = models.CharField(
        _("note on its terms"),
        max_length=200,
        blank=True,
        help_text=_("As the source says them: version of the licence, who gave permission, when, for what."),
    )
    export_override = models.CharField(
        _("may be exported"),
        max_length=5,
        choices=Export,
        blank=True,
        help_text=_("Leave empty: the licence decides. Choose only where the terms say something else."),
    )
    export_reason = models.CharField(
        _("why not as the licence says"),
        max_length=300,
        blank=True,
        help_text=_("For example: permission of 3 May 2026, for reading only."),
    )
    stand_in = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("cited in public as"),
        null=True,
        blank=True,
        related_name="stands_for",
        help_text=_("For a guarded source: the source, such as “trusted contact”, that public records cite."),
    )

    objects = NamedQuerySet.as_manager()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        constraints = [
            TwoEnds("id", "stand_in", name="processes_source_two_ends"),
            models.CheckConstraint(
                name="processes_source_can_be_named",
                condition=~Q(name="") | ~Q(url="") | ~Q(publisher="") & ~Q(published=""),
            ),
            models.CheckConstraint(
                name="processes_source_reason_of_override",
                condition=Q(export_override="", export_reason="")
                | ~Q(export_override="") & ~Q(export_reason=""),
            ),
            Visibility(kind="src", through=["stand_in"]),
        ]
        indexes = [NameIndex()]

    def __str__(self):
        return self.title

    @property
    def title(self) -> str:
        """Its title, or the words that stand for one."""
        return title_of(self.name, self.publisher, self.published, self.url)

    @property
    def may_be_exported(self) -> Export:
        """How much of what rests only on it may leave in files: what was decided here, else as its licence says."""
        return exported(self.licence, self.kind, self.export_override)

    def clean(self):
        super().clean()
        if not (self.name or self.url or (self.publisher and self.published)):
            message = _(
                "Write its title. Where it has none, write its address, or who published it and when."
            )
            raise ValidationError({"name": message})
        if self.export_override and not self.export_reason:
            raise ValidationError({"export_reason": _("Say why this differs from what the licence says.")})
        if self.export_reason and not self.export_override:
            message = _("Choose what may be exported, or leave the reason empty too.")
            raise ValidationError({"export_override": message})


@tracked
class Derivation(Guarded):
    """A source draws on another: two sources of one origin are one voice."""

    source = models.ForeignKey(Source, models.PROTECT, verbose_name=_("source"), related_name="derivations")
    origin = models.ForeignKey(Source, models.PROTECT, verbose_name=_("draws on"), related_name="derived")

    class Meta:
        verbose_name = _("derivation")
        verbose_name_plural = _("derivations")
        constraints = [
            TwoEnds("source", "origin", name="processes_derivation_two_ends"),
            Visibility(kind="dvn", through=["source", "origin"]),
        ]

    def __str__(self):
        return f"{self.source} – {self.origin}"


class Evidence(models.Model):
    """Where in a source, when it was read, and how credible the statement is."""

    locator = models.CharField(_("where in the source"), max_length=200, blank=True)
    accessed = models.DateField(_("read on"), null=True, blank=True)
    credibility = models.PositiveSmallIntegerField(
        _("credibility"), choices=Credibility, default=Credibility.UNJUDGED
    )

    class Meta:
        abstract = True

    @property
    def grade(self) -> str:
        """Admiralty grade, such as B2."""
        return f"{self.source.reliability}{self.credibility}"


@tracked
class Citation(Evidence, Marked):
    """A record rests on a place in a source, as a whole."""

    subject = models.ForeignKey(Record, models.PROTECT, verbose_name=_("record"), related_name="citations")
    source = models.ForeignKey(Source, models.PROTECT, verbose_name=_("source"), related_name="citations")

    class Meta:
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        constraints = [Visibility(kind="cit", through=["subject", "source"])]

    def __str__(self):
        return f"{self.source}, {self.locator}" if self.locator else str(self.source)


@tracked
class Claim(Dated, Evidence, Marked):
    """A statement about one field of a record: what a source says, contradicts, or says is absent.

    Contradictions stand side by side. A field with claims changes only by accepting one. The dates say
    when the stated value held, where the source says so.
    """

    nothing_without = ("value_record",)
    erasable_where = "true"

    subject = models.ForeignKey(Record, models.PROTECT, verbose_name=_("record"), related_name="claims")
    field = models.CharField(_("field"), max_length=40)
    value = models.TextField(_("value"), blank=True)
    value_record = models.ForeignKey(
        Record,
        models.PROTECT,
        verbose_name=_("value, where it is a record"),
        null=True,
        blank=True,
        related_name="claimed_as_value",
        help_text=_(
            "Of a field that names another record. The claim is seen by who may see that record too."
        ),
    )
    polarity = models.CharField(_("polarity"), max_length=12, choices=Polarity, default=Polarity.SUPPORTS)
    status = models.CharField(_("status"), max_length=12, choices=ClaimStatus, default=ClaimStatus.PROPOSED)
    source = models.ForeignKey(Source, models.PROTECT, verbose_name=_("source"), related_name="claims")

    objects = ClaimQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        indexes = [models.Index(fields=["-updated_at", "id"], name="processes_claim_newest")]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                name="processes_claim_one_value", condition=Q(value="") | Q(value_record=None)
            ),
            Visibility(kind="clm", through=["subject", "source", "value_record"]),
        ]

    def __str__(self):
        value = self.value or (self.value_record.public_id if self.value_record_id else "")
        return f"{self.field}: {value}" if value else self.field

    def clean(self):
        super().clean()
        if self.field in UNCLAIMED:
            message = _("“%(field)s” is not a field of this record.") % {"field": self.field}
            raise ValidationError({"field": message})


@tracked
class ExternalId(Marked):
    """The same or a related thing in another register (UCDP, PA-X, PAA-X, MEND …); many to many."""

    searched = (BY_IDENTIFIER,)
    identified_by = ("scheme", "value")
    erasable_where = "true"

    subject = models.ForeignKey(Record, models.PROTECT, verbose_name=_("record"), related_name="external_ids")
    scheme = models.CharField(_("register"), max_length=40)
    value = models.CharField(_("id there"), max_length=120)
    match = models.CharField(_("match"), max_length=8, choices=Match, default=Match.EXACT)

    class Meta:
        verbose_name = _("external id")
        verbose_name_plural = _("external ids")
        constraints = [Visibility(kind="ext", through=["subject"])]
        indexes = [models.Index(Lower("value"), name="processes_externalid_value")]

    def __str__(self):
        return f"{self.scheme} {self.value}"


def _noting_what_is_redated(operation):
    """Notes, for this transaction, whose dates hang on rows that were written or whose marking followed another.

    `services.relative_dates` reads the note and empties it.
    """
    changed = "SELECT subject_id FROM fresh" + (
        " UNION SELECT subject_id FROM stale" if operation == "update" else ""
    )
    return pgtrigger.Trigger(
        name=f"redates_on_{operation}",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation={"insert": pgtrigger.Insert, "update": pgtrigger.Update}[operation],
        referencing=pgtrigger.Referencing(new="fresh", old="stale" if operation == "update" else None),
        func=f"""
            PERFORM set_config('peaceinfra.redated', coalesce(current_setting('peaceinfra.redated', true), '')
              || coalesce((SELECT string_agg(' ' || subject_id, '') FROM ({changed}) changed), ''), true);
            RETURN NULL;
        """,
    )


@tracked
class RelativeBound(Marked):
    """A start or end known only against another dated record: “before the ceasefire”, “soon after”.

    It narrows the record's four dates, and follows when the other record's dates change.
    """

    #: Whose dates it narrows, and by what it tells them.
    narrows = ("subject", "anchor")

    class Bound(models.TextChoices):
        START = "start", _("start")
        END = "end", _("end")

    class Relation(models.TextChoices):
        NOT_BEFORE = "not_before", _("not before")
        NOT_AFTER = "not_after", _("not after")

    subject = models.ForeignKey(
        Record, models.PROTECT, verbose_name=_("record"), related_name="relative_bounds"
    )
    bound = models.CharField(_("bound"), max_length=5, choices=Bound)
    relation = models.CharField(_("relation"), max_length=10, choices=Relation)
    anchor = models.ForeignKey(
        Record, models.PROTECT, verbose_name=_("other record"), related_name="anchored"
    )
    anchor_bound = models.CharField(_("its bound"), max_length=5, choices=Bound, default=Bound.START)

    class Meta:
        verbose_name = _("relative date")
        verbose_name_plural = _("relative dates")
        constraints = [Visibility(kind="rel", through=["subject", "anchor"])]
        triggers = [_noting_what_is_redated("insert"), _noting_what_is_redated("update")]

    def __str__(self):
        return f"{self.get_bound_display()} {self.get_relation_display()}"
