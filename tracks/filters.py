"""The filters of linkages, support, local mediators and inclusion, for pages and API alike."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.filtering import Codes, Languages, PublicIds, Truths
from processes.choices import ActorLevel, Track
from processes.filters import ActorFilterSet, OfProcessFilterSet, RelationFilterSet
from processes.models import Actor, Community, Event
from secretariats.filters import BodyFilterSet
from tracks.choices import (
    Direction,
    Formality,
    Frequency,
    Gave,
    InclusionModality,
    Modality,
    ReachQuality,
    SupportAnswer,
    SupportKind,
    Weight,
)
from tracks.models import Inclusion, Intermediary, Linkage, Mediator, Reach, Support, SupportUnit


class LinkageFilterSet(RelationFilterSet, OfProcessFilterSet):
    live_ends = ("source", "target")

    actor = PublicIds(Actor, method="by_actor", label=_("an end or an intermediary"))
    source = PublicIds(Actor, field_name="source", label=_("from"))
    target = PublicIds(Actor, field_name="target", label=_("to"))
    intermediary = PublicIds(Actor, method="by_intermediary", label=_("intermediary"))
    kind = Codes(Modality, field_name="modality", label=_("form"))
    modality = Codes(Modality, field_name="modality", label=_("form"))
    direction = Codes(Direction, field_name="direction", label=_("direction"))
    formality = Codes(Formality, field_name="formality", label=_("formality"))
    frequency = Codes(Frequency, field_name="frequency", label=_("frequency"))
    track = Codes(Track, field_name="track", label=_("track"))
    gave = Codes(Gave, field_name="gave", lookup_expr="overlap", label=_("what it gave"))

    class Meta:
        model = Linkage
        fields = []

    def by_end(self, queryset, name, value):
        named = Actor.objects.shown_to(self.viewer).named(value, self.viewer)
        return queryset.filter(self._through(named.values("pk")))

    def by_actor(self, queryset, name, keys):
        return queryset.filter(self._through(keys))

    def by_intermediary(self, queryset, name, keys):
        return queryset.filter(pk__in=self._carried(keys))

    def _through(self, actors):
        return Q(source__in=actors) | Q(target__in=actors) | Q(pk__in=self._carried(actors))

    def _carried(self, actors):
        return Intermediary.objects.shown_to(self.viewer).filter(actor__in=actors).values("linkage")


class SupportUnitFilterSet(BodyFilterSet):
    detail = SupportUnit

    has_standby_team = Truths(field_name="support_unit__has_standby_team", label=_("has a standby team"))

    class Meta:
        model = Actor
        fields = []


class SupportFilterSet(RelationFilterSet, OfProcessFilterSet):
    live_ends = named_ends = ("giver", "recipient")

    giver = PublicIds(Actor, field_name="giver", label=_("given by"))
    recipient = PublicIds(Actor, field_name="recipient", label=_("given to"))
    requested_by = PublicIds(Actor, field_name="requested_by", label=_("asked for by"))
    kind = Codes(SupportKind, field_name="kind", label=_("kind"))
    answer = Codes(SupportAnswer, field_name="answer", label=_("outcome"))

    class Meta:
        model = Support
        fields = []


class MediatorFilterSet(ActorFilterSet):
    """Actors with the detail of a local mediator."""

    language = Languages("mediator__languages", lookup_expr="overlap", label=_("language (ISO 639)"))

    class Meta:
        model = Actor
        fields = []

    @classmethod
    def shown(cls, viewer):
        return super().shown(viewer).filter(pk__in=Mediator.objects.shown_to(viewer).values("pk"))


class ReachFilterSet(RelationFilterSet, OfProcessFilterSet):
    live_ends = ("actor", "community", "armed_actor")
    named_ends = ("actor", "armed_actor")

    actor = PublicIds(Actor, field_name="actor", label=_("actor"))
    community = PublicIds(Community, field_name="community", label=_("community"))
    armed_actor = PublicIds(Actor, field_name="armed_actor", label=_("armed actor"))
    society_level = Codes(ActorLevel, field_name="society_level", label=_("level of society"))
    quality = Codes(ReachQuality, field_name="quality", label=_("quality"))
    language = Languages("languages", lookup_expr="overlap", label=_("language (ISO 639)"))

    class Meta:
        model = Reach
        fields = []


class InclusionFilterSet(RelationFilterSet, OfProcessFilterSet):
    live_ends = ("process", "actor", "forum")
    named_ends = ("actor", "forum")

    actor = PublicIds(Actor, field_name="actor", label=_("who"))
    forum = PublicIds(Actor, field_name="forum", label=_("in the forum or body"))
    event = PublicIds(Event, field_name="event", label=_("at the event"))
    modality = Codes(InclusionModality, field_name="modality", label=_("by way of"))
    weight = Codes(Weight, field_name="weight", label=_("weight in decisions"))

    class Meta:
        model = Inclusion
        fields = []
