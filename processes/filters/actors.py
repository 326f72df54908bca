"""The filters of actors, and of what they say or do towards others."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters

from peaceinfra.core.filter_fields import UNKNOWN
from peaceinfra.core.filtering import Codes, Countries, DatedFilterSet, PublicIds, with_none
from processes.choices import ActorKind, ActorLevel, Publicity, StanceKind
from processes.filters.bases import RelationFilterSet, taking_part
from processes.models import Actor, PeaceProcess, Stance

# What a stance can be about, apart from the process itself and from actors.
IN_A_PROCESS = ("roles", "channels", "linkages")


class ActorFilterSet(DatedFilterSet):
    q = filters.CharFilter(method="by_name", label=_("name"))
    country = Countries(
        method="by_country", may_be_empty=True, label=_("country, its own or of its processes")
    )
    process = PublicIds(PeaceProcess, may_be_empty=True, method="by_process", label=_("process"))
    kind = Codes(ActorKind, field_name="kind", label=_("kind"))
    usual_level = Codes(ActorLevel, field_name="usual_level", label=_("usual level"))
    constituency = filters.CharFilter(method="by_constituency", label=_("constituency"))

    class Meta:
        model = Actor
        fields = []

    def by_name(self, queryset, name, value):
        return queryset.named(value, self.viewer)

    def by_constituency(self, queryset, name, value):
        return queryset.filter(constituencies__contains=[value])

    def by_process(self, queryset, name, keys):
        def parts(keys):
            return taking_part(self.viewer, process__in=keys)

        return with_none(queryset, keys, parts, taking_part(self.viewer, process__isnull=False))

    def by_country(self, queryset, name, codes):
        own = Q(countries=[]) if UNKNOWN in codes else Q()
        codes = [code for code in codes if code != UNKNOWN]
        here = taking_part(self.viewer, process__countries__overlap=codes)
        return queryset.filter(own | Q(countries__overlap=codes) | here)


class StanceFilterSet(RelationFilterSet):
    """`process` and `country` find what is said of the process, and of roles, channels and linkages in it."""

    live_ends = ("actor", "subject")

    country = Countries(may_be_empty=True, method="by_country", label=_("country"))
    process = PublicIds(PeaceProcess, may_be_empty=True, method="by_process", label=_("process"))
    actor = PublicIds(Actor, field_name="actor", label=_("actor"))
    subject = PublicIds(field_name="subject", label=_("towards"))
    kind = Codes(StanceKind, field_name="kind", label=_("stance"))
    publicity = Codes(Publicity, field_name="publicity", label=_("said"))

    class Meta:
        model = Stance
        fields = []

    def by_process(self, queryset, name, keys):
        return with_none(
            queryset,
            keys,
            lambda keys: Q(subject__in=keys) | self._about(process__in=keys),
            self._of_a_process() | self._about(process__isnull=False),
        )

    def by_country(self, queryset, name, codes):
        def of_countries(**countries):
            of_process = {f"process__{name}": value for name, value in countries.items()}
            return self._of_a_process(**countries) | self._about(**of_process)

        return with_none(
            queryset,
            codes,
            lambda codes: of_countries(countries__overlap=codes),
            of_countries(countries__len__gt=0),
        )

    def _of_a_process(self, **conditions):
        processes = PeaceProcess.objects.shown_to(self.viewer).filter(**conditions)
        return Q(subject__in=processes.values("pk"))

    def _about(self, **processes):
        condition = Q()
        for accessor in IN_A_PROCESS:
            rows = getattr(PeaceProcess, accessor).rel.related_model.objects.shown_to(self.viewer)
            condition |= Q(subject__in=rows.filter(**processes).values("pk"))
        return condition
