"""The filters of conflicts, processes and what actors did in them."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.filtering import Codes, Countries, DatedFilterSet, PublicIds, by_status
from processes.choices import (
    ConflictPart,
    ConflictSide,
    CoverageExtent,
    CoverageTopic,
    Ending,
    Incompatibility,
    Momentum,
    Phase,
    RoleBasis,
    RoleKind,
    Track,
)
from processes.filters.bases import AboutFilterSet, NamedFilterSet, OfProcessFilterSet, RelationFilterSet
from processes.models import (
    Actor,
    Conflict,
    ConflictLink,
    ConflictParty,
    CoverageNote,
    MomentumChange,
    PeaceProcess,
    PhaseChange,
    Role,
    Side,
)


class PhaseOrMomentum:
    """The states of both logs of a process as one list: "unknown" is of either."""

    choices = list(dict([*Phase.choices, *Momentum.choices]).items())


class ConflictFilterSet(NamedFilterSet, DatedFilterSet):
    country = Countries(field_name="countries", lookup_expr="overlap", label=_("country"))
    process = PublicIds(PeaceProcess, method="by_process", label=_("process"))
    incompatibility = Codes(Incompatibility, field_name="incompatibility", label=_("incompatibility"))

    class Meta:
        model = Conflict
        fields = []

    def by_process(self, queryset, name, keys):
        links = ConflictLink.objects.shown_to(self.viewer).filter(process__in=keys)
        return queryset.filter(pk__in=links.values("conflict"))


class ConflictPartyFilterSet(RelationFilterSet, DatedFilterSet):
    live_ends = ("actor", "conflict")

    actor = PublicIds(Actor, field_name="actor", label=_("actor"))
    conflict = PublicIds(Conflict, field_name="conflict", label=_("conflict"))
    country = Countries(field_name="conflict__countries", lookup_expr="overlap", label=_("country"))
    side = Codes(ConflictSide, field_name="side", label=_("side"))
    part = Codes(ConflictPart, field_name="part", label=_("part"))

    class Meta:
        model = ConflictParty
        fields = []


class PeaceProcessFilterSet(NamedFilterSet, DatedFilterSet):
    country = Countries(field_name="countries", lookup_expr="overlap", label=_("country"))
    process = PublicIds(PeaceProcess, method="by_process", label=_("process, or part of the process"))
    conflict = PublicIds(Conflict, method="by_conflict", label=_("conflict"))
    status = Codes(PhaseOrMomentum, may_be_empty=True, method="by_either", label=_("phase or momentum"))
    phase = Codes(Phase, may_be_empty=True, method="by_phase", label=_("phase"))
    momentum = Codes(Momentum, may_be_empty=True, method="by_momentum", label=_("momentum"))
    ending = Codes(Ending, field_name="ending", label=_("how it ended"))

    class Meta:
        model = PeaceProcess
        fields = []

    def by_process(self, queryset, name, keys):
        return queryset.filter(Q(pk__in=keys) | Q(parent__in=keys))

    def by_conflict(self, queryset, name, keys):
        links = ConflictLink.objects.shown_to(self.viewer).filter(conflict__in=keys)
        return queryset.filter(pk__in=links.values("process"))

    def by_phase(self, queryset, name, values):
        return by_status(queryset, PhaseChange, "process", values, self.viewer, self.day)

    def by_momentum(self, queryset, name, values):
        return by_status(queryset, MomentumChange, "process", values, self.viewer, self.day)

    def by_either(self, queryset, name, values):
        found = self.by_phase(queryset, name, values).values("pk")
        moving = self.by_momentum(queryset, name, values).values("pk")
        return queryset.filter(Q(pk__in=found) | Q(pk__in=moving))


class RoleFilterSet(RelationFilterSet, OfProcessFilterSet):
    live_ends = ("actor", "process")

    actor = PublicIds(Actor, field_name="actor", label=_("actor"))
    kind = Codes(RoleKind, field_name="kind", label=_("role"))
    track = Codes(Track, field_name="track", label=_("track"))
    basis = Codes(RoleBasis, field_name="basis", label=_("basis"))
    side = PublicIds(Side, field_name="side", label=_("side"))

    class Meta:
        model = Role
        fields = []


class CoverageNoteFilterSet(AboutFilterSet, OfProcessFilterSet):
    live_ends = named_subjects = ("process",)

    topic = Codes(CoverageTopic, field_name="topic", label=_("topic"))
    extent = Codes(CoverageExtent, field_name="extent", label=_("searched"))

    class Meta:
        model = CoverageNote
        fields = []
