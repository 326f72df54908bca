from django.db import models
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.choices import INVENTED
from peaceinfra.core.dates.models import Dated
from peaceinfra.core.ends import TwoEnds
from peaceinfra.core.history import tracked
from peaceinfra.core.languages import validate_language, validate_script
from peaceinfra.core.models import Marked
from peaceinfra.core.searched import NameIndex, Searched
from peaceinfra.core.text import LONGEST_NAME, FoldedField
from peaceinfra.core.values import CountryCodeField, ValuesField
from peaceinfra.core.visibility import Visibility
from processes.choices import ActorKind, ActorLevel, Cohesion, LineageKind, NameKind
from processes.models.bases import DatedRecord
from processes.querysets import ActorQuerySet


@tracked
class Actor(Dated, Marked):
    """Anyone or anything that acts in a peace process: a state, an armed organisation, a body, a person.

    One actor is one record; what it does is a dated role. `name` is the label under which the record may
    be shown; a protected person's other names carry markings of their own. The dates are its existence.
    """

    searched = (Searched(countries="beside"),)
    called_by = "name"
    # A person; an organisation has no private life, and its history is others' too.
    erasable_where = f"t.kind = '{ActorKind.INDIVIDUAL}'"

    name = models.CharField(
        _("label"), max_length=LONGEST_NAME, help_text=_("The name under which it is shown.")
    )
    folded = FoldedField()
    kind = models.CharField(_("kind"), max_length=24, choices=ActorKind)
    usual_level = models.CharField(
        _("usual level"), max_length=12, choices=ActorLevel, default=ActorLevel.UNKNOWN
    )
    countries = ValuesField(
        CountryCodeField(max_length=2), verbose_name=_("countries"), default=list, blank=True
    )
    constituencies = ValuesField(
        models.CharField(max_length=40), verbose_name=_("constituencies"), default=list, blank=True
    )
    cohesion = models.CharField(
        _("cohesion of command"), max_length=12, choices=Cohesion, default=Cohesion.NOT_RECORDED
    )
    description = models.TextField(_("description"), blank=True)

    objects = ActorQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("actor")
        verbose_name_plural = _("actors")
        constraints = [*Dated.Meta.constraints, Visibility(kind="act")]
        indexes = [NameIndex()]

    def __str__(self):
        return self.name

    @property
    def is_fictional(self):
        return INVENTED in self.countries

    @property
    def is_erasable(self):
        return self.kind == ActorKind.INDIVIDUAL

    @property
    def is_body(self):
        return self.kind == ActorKind.BODY


@tracked
class ActorName(DatedRecord):
    """A name of an actor in some language and script, marked apart: a real name may be secret, a label not.

    The dates say when it was called so, where that is known.
    """

    envelope = ()
    searched = (Searched(record="actor"),)
    called_by = "name"
    erasable_where = "true"

    actor = models.ForeignKey(Actor, models.PROTECT, verbose_name=_("actor"), related_name="names")
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    folded = FoldedField()
    kind = models.CharField(_("kind"), max_length=10, choices=NameKind, default=NameKind.ALIAS)
    language = models.CharField(
        _("language (ISO 639)"), max_length=12, blank=True, validators=[validate_language]
    )
    script = models.CharField(_("script (ISO 15924)"), max_length=4, blank=True, validators=[validate_script])

    class Meta(DatedRecord.Meta):
        verbose_name = _("name")
        verbose_name_plural = _("names")
        constraints = [*Dated.Meta.constraints, Visibility(kind="nam", through=["actor"])]
        indexes = [NameIndex()]

    def __str__(self):
        return self.name


@tracked
class Lineage(DatedRecord):
    """How one actor came from another: splinter, merger, renaming and so on, dated."""

    envelope = ()

    actor = models.ForeignKey(Actor, models.PROTECT, verbose_name=_("actor"), related_name="origins")
    origin = models.ForeignKey(Actor, models.PROTECT, verbose_name=_("came from"), related_name="offspring")
    kind = models.CharField(_("kind"), max_length=16, choices=LineageKind)

    class Meta(DatedRecord.Meta):
        verbose_name = _("lineage")
        verbose_name_plural = _("lineages")
        constraints = [
            *Dated.Meta.constraints,
            TwoEnds("actor", "origin", name="processes_lineage_two_ends"),
            Visibility(kind="lng", through=["actor", "origin"]),
        ]

    def __str__(self):
        return f"{self.actor} – {self.get_kind_display()} {self.origin}"


@tracked
class Listing(DatedRecord):
    """An actor on a list of terrorist organisations or sanctions: by whom, on what ground, with what exemption."""

    envelope = ("actor",)

    actor = models.ForeignKey(Actor, models.PROTECT, verbose_name=_("actor"), related_name="listings")
    authority = models.ForeignKey(
        Actor, models.PROTECT, verbose_name=_("listed by"), related_name="listings_made"
    )
    instrument = models.CharField(_("instrument"), max_length=300, blank=True)
    exemption = models.CharField(
        _("exemption"), max_length=300, blank=True, help_text=_("For example for travel to talks.")
    )

    class Meta(DatedRecord.Meta):
        verbose_name = _("listing")
        verbose_name_plural = _("listings")
        constraints = [*Dated.Meta.constraints, Visibility(kind="lst", through=["actor", "authority"])]

    def __str__(self):
        return f"{self.actor} – {self.authority}"
