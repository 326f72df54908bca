"""The filters of processes, parties and evidence, for pages and API alike."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters

from peaceinfra.core.filtering import Codes, Countries, PublicIds, RegisterFilterSet, by_status
from processes.choices import (
    ActorKind,
    ActorLevel,
    ClaimStatus,
    Credibility,
    EventKind,
    Momentum,
    Phase,
    Polarity,
    Reliability,
    RoleBasis,
    RoleKind,
    SourceKind,
    Track,
)
from processes.models import (
    Actor,
    Citation,
    Claim,
    Event,
    MomentumChange,
    PeaceProcess,
    PhaseChange,
    Role,
    Source,
)

# How an actor takes part in a process: (what is recorded at the process, its key to the actor).
PARTS = (("roles", "actor"), ("linkages", "source"), ("linkages", "target"), ("bodies_serving", "body"))


class PhaseOrMomentum:
    """The states of both logs of a process as one list: "unknown" is of either."""

    choices = list(dict([*Phase.choices, *Momentum.choices]).items())


class PeaceProcessFilterSet(RegisterFilterSet):
    q = filters.CharFilter(method="by_name", label=_("name"))
    country = Countries(field_name="countries", lookup_expr="overlap", label=_("country"))
    process = PublicIds(PeaceProcess, method="by_process", label=_("process, or part of the process"))
    status = Codes(PhaseOrMomentum, method="by_either", label=_("phase or momentum"))
    phase = Codes(Phase, method="by_phase", label=_("phase"))
    momentum = Codes(Momentum, method="by_momentum", label=_("momentum"))

    class Meta:
        model = PeaceProcess
        fields = []

    def by_name(self, queryset, name, value):
        return queryset.named(value)

    def by_process(self, queryset, name, keys):
        return queryset.filter(Q(pk__in=keys) | Q(parent__in=keys))

    def by_phase(self, queryset, name, values):
        return by_status(queryset, PhaseChange, "process", values, self.viewer, self.day)

    def by_momentum(self, queryset, name, values):
        return by_status(queryset, MomentumChange, "process", values, self.viewer, self.day)

    def by_either(self, queryset, name, values):
        found = self.by_phase(queryset, name, values).values("pk")
        moving = self.by_momentum(queryset, name, values).values("pk")
        return queryset.filter(Q(pk__in=found) | Q(pk__in=moving))


class ActorFilterSet(RegisterFilterSet):
    q = filters.CharFilter(method="by_name", label=_("name"))
    country = Countries(method="by_country", label=_("country, its own or of its processes"))
    process = PublicIds(PeaceProcess, method="by_process", label=_("process"))
    kind = Codes(ActorKind, field_name="kind", label=_("kind"))
    usual_level = Codes(ActorLevel, field_name="usual_level", label=_("usual level"))
    constituency = filters.CharFilter(
        field_name="constituencies", method="by_constituency", label=_("constituency")
    )

    class Meta:
        model = Actor
        fields = []

    def by_name(self, queryset, name, value):
        return queryset.named(value, self.viewer)

    def by_constituency(self, queryset, name, value):
        return queryset.filter(constituencies__contains=[value])

    def by_process(self, queryset, name, keys):
        return queryset.filter(self._taking_part(process__in=keys))

    def by_country(self, queryset, name, codes):
        here = self._taking_part(process__countries__overlap=codes)
        return queryset.filter(Q(countries__overlap=codes) | here)

    def _taking_part(self, **processes):
        """A role, an end of a linkage or a body's service in the processes, as far as the viewer may see."""
        condition = Q()
        for accessor, end in PARTS:
            rows = getattr(PeaceProcess, accessor).rel.related_model.objects.shown_to(self.viewer)
            condition |= Q(pk__in=rows.filter(**processes).values(end))
        return condition


class RoleFilterSet(RegisterFilterSet):
    live_ends = ("actor", "process")

    q = filters.CharFilter(method="by_name", label=_("name of the actor"))
    country = Countries(field_name="process__countries", lookup_expr="overlap", label=_("country"))
    process = PublicIds(PeaceProcess, field_name="process", label=_("process"))
    actor = PublicIds(Actor, field_name="actor", label=_("actor"))
    kind = Codes(RoleKind, field_name="kind", label=_("role"))
    track = Codes(Track, field_name="track", label=_("track"))
    basis = Codes(RoleBasis, field_name="basis", label=_("basis"))
    side = filters.CharFilter(field_name="side", label=_("side"))

    class Meta:
        model = Role
        fields = []

    def by_name(self, queryset, name, value):
        named = Actor.objects.shown_to(self.viewer).named(value, self.viewer)
        return queryset.filter(actor__in=named.values("pk"))


class EventFilterSet(RegisterFilterSet):
    live_ends = ("process",)

    q = filters.CharFilter(field_name="name", lookup_expr="icontains", label=_("name"))
    country = Countries(field_name="process__countries", lookup_expr="overlap", label=_("country"))
    process = PublicIds(PeaceProcess, field_name="process", label=_("process"))
    held_by = PublicIds(Actor, field_name="held_by", label=_("held by"))
    kind = Codes(EventKind, field_name="kind", label=_("kind"))
    track = Codes(Track, field_name="track", label=_("track"))

    class Meta:
        model = Event
        fields = []


class SourceFilterSet(RegisterFilterSet):
    q = filters.CharFilter(method="by_name", label=_("title"))
    kind = Codes(SourceKind, field_name="kind", label=_("kind"))
    reliability = Codes(Reliability, field_name="reliability", label=_("reliability"))

    class Meta:
        model = Source
        fields = []

    def by_name(self, queryset, name, value):
        return queryset.named(value)


class EvidenceFilterSet(RegisterFilterSet):
    """What claims and citations share."""

    live_ends = ("subject", "source")

    subject = PublicIds(field_name="subject", label=_("record"))
    source = PublicIds(Source, field_name="source", label=_("source"))
    credibility = Codes(Credibility, field_name="credibility", label=_("credibility"))


class ClaimFilterSet(EvidenceFilterSet):
    q = filters.CharFilter(field_name="value", lookup_expr="icontains", label=_("value"))
    field = filters.CharFilter(field_name="field", label=_("field"))
    polarity = Codes(Polarity, field_name="polarity", label=_("polarity"))
    status = Codes(ClaimStatus, field_name="status", label=_("status"))

    class Meta:
        model = Claim
        fields = []


class CitationFilterSet(EvidenceFilterSet):
    class Meta:
        model = Citation
        fields = []
