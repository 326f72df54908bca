"""The filters of events and agreements."""

from django.utils.translation import gettext_lazy as _

from peaceinfra.core.filtering import Codes, PublicIds, Truths
from processes.choices import AgreementStage, EventKind, Track
from processes.filters.bases import NamedFilterSet, OfProcessFilterSet
from processes.models import Actor, Agreement, Event, Participation, Place, Signatory


class EventFilterSet(NamedFilterSet, OfProcessFilterSet):
    live_ends = ("process",)

    held_by = PublicIds(Actor, field_name="held_by", label=_("held by"))
    participant = PublicIds(Actor, method="by_participant", label=_("participant"))
    place = PublicIds(Place, field_name="place", label=_("place"))
    kind = Codes(EventKind, field_name="kind", label=_("kind"))
    track = Codes(Track, field_name="track", label=_("track"))

    class Meta:
        model = Event
        fields = []

    def by_participant(self, queryset, name, keys):
        rows = Participation.objects.shown_to(self.viewer).filter(actor__in=keys)
        return queryset.filter(pk__in=rows.values("event"))


class AgreementFilterSet(NamedFilterSet, OfProcessFilterSet):
    live_ends = ("process",)

    stage = Codes(AgreementStage, field_name="stage", label=_("stage"))
    is_local = Truths(field_name="is_local", label=_("local agreement"))
    signatory = PublicIds(Actor, method="by_signatory", label=_("signatory"))
    place = PublicIds(Place, field_name="place", label=_("place"))

    class Meta:
        model = Agreement
        fields = []

    def by_signatory(self, queryset, name, keys):
        rows = Signatory.objects.shown_to(self.viewer).filter(actor__in=keys)
        return queryset.filter(pk__in=rows.values("agreement"))
