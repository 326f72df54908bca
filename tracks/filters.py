"""The filters of linkages, for pages and API alike."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters

from peaceinfra.core.filtering import Codes, Countries, PublicIds, RegisterFilterSet
from processes.choices import Track
from processes.models import Actor, PeaceProcess
from tracks.choices import Direction, Formality, Frequency, Modality
from tracks.models import Intermediary, Linkage


class LinkageFilterSet(RegisterFilterSet):
    live_ends = ("source", "target")

    q = filters.CharFilter(method="by_name", label=_("name of an end or an intermediary"))
    country = Countries(field_name="process__countries", lookup_expr="overlap", label=_("country"))
    process = PublicIds(PeaceProcess, field_name="process", label=_("process"))
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

    class Meta:
        model = Linkage
        fields = []

    def by_name(self, queryset, name, value):
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
