"""The filters of bodies and peace secretariats, for pages and API alike. Both are actors with a detail."""

from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters

from peaceinfra.core.filtering import Codes, PublicIds, by_status
from processes.filters import ActorFilterSet
from processes.models import Actor
from secretariats.choices import BodyForm, Closeness, Lifecycle
from secretariats.models import Body, LifecycleChange, PeaceSecretariat, Principal


class BodyFilterSet(ActorFilterSet):
    """Bodies of every form; `kind` is the form, as every one of them is an actor of the kind "body"."""

    detail = Body

    kind = Codes(BodyForm, field_name="body__form", label=_("form"))
    status = Codes(Lifecycle, method="by_lifecycle", label=_("state"))
    principal = PublicIds(Actor, method="by_principal", label=_("principal"))
    side = filters.CharFilter(method="by_side", label=_("side"))
    closeness = Codes(Closeness, field_name="body__closeness", label=_("closeness to power"))

    class Meta:
        model = Actor
        fields = []

    @classmethod
    def shown(cls, viewer):
        return super().shown(viewer).filter(pk__in=cls.detail.objects.shown_to(viewer).values("pk"))

    def by_lifecycle(self, queryset, name, values):
        return by_status(queryset, LifecycleChange, "body", values, self.viewer, self.day)

    def by_principal(self, queryset, name, keys):
        return self._serving(queryset, principal__in=keys)

    def by_side(self, queryset, name, value):
        return self._serving(queryset, side=value)

    def _serving(self, queryset, **principals):
        rows = Principal.objects.shown_to(self.viewer).filter(**principals)
        return queryset.filter(pk__in=rows.values("body"))


class PeaceSecretariatFilterSet(BodyFilterSet):
    detail = PeaceSecretariat

    class Meta:
        model = Actor
        fields = []
