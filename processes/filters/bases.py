"""What several lists can be asked alike: a name, a process, a country of the process, the name of an end."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_filters import FilterSet
from django_filters import rest_framework as filters

from peaceinfra.core.filtering import Countries, DatedFilterSet, PublicIds
from processes.models import Actor, PeaceProcess

# How an actor takes part in a process: (what is recorded at the process, its key to the actor).
PARTS = (
    ("roles", "actor"),
    ("linkages", "source"),
    ("linkages", "target"),
    ("bodies_serving", "body"),
    ("functions", "body"),
    ("support", "giver"),
    ("support", "recipient"),
    ("reach", "actor"),
    ("inclusion", "actor"),
)


def taking_part(viewer, **processes) -> Q:
    """The actors with a part in processes (conditions on `process`), as far as the viewer may see the part."""
    condition = Q()
    for accessor, end in PARTS:
        rows = getattr(PeaceProcess, accessor).rel.related_model.objects.shown_to(viewer)
        condition |= Q(pk__in=rows.filter(**processes).values(end))
    return condition


class NamedFilterSet(FilterSet):
    """Records with a name of their own."""

    q = filters.CharFilter(method="by_name", label=_("name"))

    def by_name(self, queryset, name, value):
        return queryset.named(value)


class OfProcessFilterSet(DatedFilterSet):
    """Records that belong to one process. `country` is any of the process's countries."""

    process = PublicIds(PeaceProcess, field_name="process", label=_("process"))
    country = Countries(field_name="process__countries", lookup_expr="overlap", label=_("country"))


class RelationFilterSet(DatedFilterSet):
    """Records that join actors: found by a name of one of the `named_ends`."""

    named_ends: tuple[str, ...] = ("actor",)

    q = filters.CharFilter(method="by_end", label=_("name of an actor in it"))

    def by_end(self, queryset, name, value):
        named = Actor.objects.shown_to(self.viewer).named(value, self.viewer).values("pk")
        condition = Q()
        for end in self.named_ends:
            condition |= Q(**{f"{end}__in": named})
        return queryset.filter(condition)
