"""The filters of events and agreements."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.filtering import Codes, Countries, PublicIds, Truths, with_none
from processes.choices import (
    AgreementScope,
    AgreementStage,
    AgreementStatus,
    EventKind,
    EventMode,
    Settlement,
    Track,
)
from processes.filters.bases import NamedFilterSet, OfProcessFilterSet
from processes.models import (
    Actor,
    Agreement,
    AgreementConflict,
    Conflict,
    Event,
    EventConflict,
    EventProcess,
    Participation,
    PeaceProcess,
    Place,
    Signatory,
)
from processes.selectors import events_within


class HappenedFilterSet(NamedFilterSet, OfProcessFilterSet):
    """What happened in a process or outside of any. `country` is any of its own, of its process, of its conflicts."""

    live_ends = ("process",)
    #: Which of its conflicts it is about, and the key in such a row to the record itself.
    conflict_links: tuple[type, str]

    country = Countries(may_be_empty=True, method="by_country", label=_("country"))
    conflict = PublicIds(Conflict, may_be_empty=True, method="by_conflict", label=_("conflict"))
    place = PublicIds(Place, field_name="place", label=_("place"))

    def by_country(self, queryset, name, codes):
        return with_none(
            queryset,
            codes,
            lambda codes: self.in_countries(overlap=codes),
            self.in_countries(len__gt=0),
        )

    def by_conflict(self, queryset, name, keys):
        return with_none(
            queryset, keys, lambda keys: self.about(conflict__in=keys), self.about(conflict__retired=False)
        )

    def about(self, **conflicts) -> Q:
        model, key = self.conflict_links
        return Q(pk__in=model.objects.shown_to(self.viewer).filter(**conflicts).values(key))

    def in_countries(self, **asked) -> Q:
        """Where the codes of its own, of its main process or of a conflict meet the lookup."""
        [(lookup, value)] = asked.items()
        of_conflict = {f"conflict__countries__{lookup}": value, "conflict__retired": False}
        return (
            Q(**{f"countries__{lookup}": value})
            | Q(**{f"process__countries__{lookup}": value})
            | self.about(**of_conflict)
        )


class EventFilterSet(HappenedFilterSet):
    conflict_links = (EventConflict, "event")

    process = PublicIds(PeaceProcess, may_be_empty=True, method="by_process", label=_("process"))
    held_by = PublicIds(Actor, field_name="held_by", label=_("held by"))
    participant = PublicIds(Actor, method="by_participant", label=_("participant, or for whom one spoke"))
    kind = Codes(EventKind, field_name="kind", label=_("kind"))
    track = Codes(Track, field_name="track", label=_("track"))
    mode = Codes(EventMode, field_name="mode", label=_("held in person or not"))
    agreement_reached = Truths(field_name="agreement_reached", label=_("an agreement was reached"))
    agreement = PublicIds(Agreement, field_name="agreement", label=_("agreement that came of it"))

    class Meta:
        model = Event
        fields = []

    def by_process(self, queryset, name, keys):
        return with_none(
            queryset,
            keys,
            lambda keys: events_within(self.viewer, process__in=keys),
            events_within(self.viewer, process__retired=False),
        )

    def in_countries(self, **asked):
        [(lookup, value)] = asked.items()
        further = {f"process__countries__{lookup}": value, "process__retired": False}
        rows = EventProcess.objects.shown_to(self.viewer).filter(**further)
        return super().in_countries(**asked) | Q(pk__in=rows.values("event"))

    def by_participant(self, queryset, name, keys):
        rows = Participation.objects.shown_to(self.viewer).filter(
            Q(actor__in=keys) | Q(on_behalf_of__in=keys)
        )
        return queryset.filter(pk__in=rows.values("event"))


class AgreementFilterSet(HappenedFilterSet):
    conflict_links = (AgreementConflict, "agreement")

    stage = Codes(AgreementStage, field_name="stage", label=_("stage"))
    status = Codes(AgreementStatus, field_name="status", label=_("status"))
    settlement = Codes(Settlement, field_name="settlement", label=_("how much it settles"))
    scope = Codes(AgreementScope, field_name="scope", label=_("between whom"))
    is_local = Truths(field_name="is_local", label=_("local agreement"))
    signatory = PublicIds(Actor, method="by_signatory", label=_("signatory"))

    class Meta:
        model = Agreement
        fields = []

    def by_signatory(self, queryset, name, keys):
        rows = Signatory.objects.shown_to(self.viewer).filter(actor__in=keys)
        return queryset.filter(pk__in=rows.values("agreement"))
