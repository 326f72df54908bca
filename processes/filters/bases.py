"""What several lists can be asked alike: a name, a process, a country of the process, the name of an end."""

from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_filters import FilterSet
from django_filters import rest_framework as filters

from peaceinfra.core.filtering import Countries, DatedFilterSet, PublicIds
from peaceinfra.core.models import Record
from peaceinfra.core.registry import models_by_kind
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


def naming(viewer, text: str, key) -> Q:
    """The rows whose foreign key names a record, of one kind or of any, with the words in a name that is shown."""
    models = models_by_kind().values() if key.related_model is Record else [key.related_model]
    condition = Q()
    for model in models:
        rows = model.objects.shown_to(viewer)
        if hasattr(rows, "named"):
            found = rows.named(text, viewer) if model is Actor else rows.named(text)
            condition |= Q(**{f"{key.name}__in": found.values("pk")})
    return condition


class AboutFilterSet(FilterSet):
    """Rows about records of any kind: found by the names of what they are about."""

    named_subjects: tuple[str, ...] = ("subject",)

    q = filters.CharFilter(method="by_subject", label=_("name of a record in it"))

    def by_subject(self, queryset, name, value):
        keys = (queryset.model._meta.get_field(path) for path in self.named_subjects)
        return queryset.filter(reduce(or_, (naming(self.viewer, value, key) for key in keys)))


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
