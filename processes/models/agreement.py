from django.db import models
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.choices import INVENTED
from peaceinfra.core.dates.choices import SaidAs
from peaceinfra.core.dates.models import Dated, EDTFField
from peaceinfra.core.ends import TwoEnds
from peaceinfra.core.history import tracked
from peaceinfra.core.models import Guarded
from peaceinfra.core.searched import NameIndex, Searched
from peaceinfra.core.text import LONGEST_NAME, FoldedField
from peaceinfra.core.values import CountryCodeField, ValuesField
from peaceinfra.core.visibility import Visibility
from processes.choices import (
    AgreementLink,
    AgreementScope,
    AgreementStage,
    AgreementStatus,
    Settlement,
    SignatoryPart,
)
from processes.models.actor import Actor
from processes.models.bases import DatedRecord
from processes.models.conflict import Conflict
from processes.models.places import Place
from processes.models.process import PeaceProcess
from processes.querysets import ProcessQuerySet


@tracked
class Agreement(DatedRecord):
    """An agreement, national or local, coded and linked. Its text is kept elsewhere.

    It starts on the day it was signed; its end is the day it was given up or replaced. It may belong to no process:
    UCDP numbers processes without naming them, and many local agreements were made outside of any.
    """

    dates_said_as = SaidAs.AGREEING
    searched = (Searched(), Searched(record="process", named_by="place"))

    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    folded = FoldedField()
    process = models.ForeignKey(
        PeaceProcess,
        models.PROTECT,
        verbose_name=_("process"),
        null=True,
        blank=True,
        related_name="agreements",
        help_text=_("Leave empty where it was made outside of any process, or the process is not known."),
    )
    countries = ValuesField(
        CountryCodeField(max_length=2),
        verbose_name=_("countries"),
        default=list,
        blank=True,
        help_text=_("Leave empty where they are those of its process."),
    )
    stage = models.CharField(
        _("stage (PA-X)"), max_length=7, choices=AgreementStage, default=AgreementStage.UNKNOWN
    )
    status = models.CharField(
        _("status (PA-X)"), max_length=12, choices=AgreementStatus, default=AgreementStatus.UNKNOWN
    )
    settlement = models.CharField(
        _("how much it settles (UCDP)"), max_length=7, choices=Settlement, default=Settlement.UNKNOWN
    )
    scope = models.CharField(
        _("between whom (PA-X)"), max_length=11, choices=AgreementScope, default=AgreementScope.UNKNOWN
    )
    is_local = models.BooleanField(_("local agreement"), null=True, blank=True)
    place = models.ForeignKey(
        Place, models.PROTECT, verbose_name=_("place"), null=True, blank=True, related_name="agreements"
    )
    url = models.URLField(_("address of the text"), max_length=500, blank=True)

    objects = ProcessQuerySet.as_manager()

    class Meta(DatedRecord.Meta):
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        constraints = [*Dated.Meta.constraints, Visibility(kind="agr", through=["process", "place"])]
        indexes = [NameIndex()]

    def __str__(self):
        return self.name

    @property
    def is_fictional(self):
        return INVENTED in self.countries


@tracked
class AgreementConflict(Guarded):
    """An agreement is about a conflict; both ways there may be several."""

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, verbose_name=_("agreement"), related_name="conflict_links"
    )
    conflict = models.ForeignKey(
        Conflict, models.PROTECT, verbose_name=_("conflict"), related_name="agreement_links"
    )

    class Meta:
        verbose_name = _("conflict of an agreement")
        verbose_name_plural = _("conflicts of agreements")
        constraints = [Visibility(kind="agc", through=["agreement", "conflict"])]

    def __str__(self):
        return f"{self.agreement} – {self.conflict}"


@tracked
class AgreementRelation(Guarded):
    """What an agreement does to an earlier one: it renews, amends, implements it."""

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, verbose_name=_("agreement"), related_name="earlier_links"
    )
    kind = models.CharField(_("what it does"), max_length=12, choices=AgreementLink)
    other = models.ForeignKey(
        Agreement, models.PROTECT, verbose_name=_("earlier agreement"), related_name="later_links"
    )

    class Meta:
        verbose_name = _("link between agreements")
        verbose_name_plural = _("links between agreements")
        constraints = [
            TwoEnds("agreement", "other", name="processes_agreementrelation_two_ends"),
            Visibility(kind="agl", through=["agreement", "other"]),
        ]

    def __str__(self):
        return f"{self.agreement} – {self.get_kind_display()} {self.other}"


@tracked
class Signatory(Guarded):
    """Somebody who signed an agreement, as what, and on what condition."""

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, verbose_name=_("agreement"), related_name="signatories"
    )
    actor = models.ForeignKey(
        Actor, models.PROTECT, verbose_name=_("signatory"), related_name="agreements_signed"
    )
    part = models.CharField(_("as"), max_length=12, choices=SignatoryPart, default=SignatoryPart.PARTY)
    condition = models.CharField(
        _("condition"), max_length=300, blank=True, help_text=_("For example: signed with reservation.")
    )
    signed = EDTFField(
        _("signed on"), blank=True, help_text=_("Where it was another day than that of the agreement.")
    )

    class Meta:
        verbose_name = _("signatory")
        verbose_name_plural = _("signatories")
        constraints = [Visibility(kind="sig", through=["agreement", "actor"])]

    def __str__(self):
        return f"{self.actor} – {self.agreement}"
