"""Filters of dated, guarded records."""

from django.db.models import Q

from peaceinfra.core.dates.querysets import DatedQuerySet
from peaceinfra.core.querysets import GuardedQuerySet
from peaceinfra.core.text import folded


class DatedGuardedQuerySet(DatedQuerySet, GuardedQuerySet):
    """Records that hold for a time: `visible_to`, `live`, `shown_to`, `possible_on`, `certain_on` …"""


class ActorQuerySet(DatedGuardedQuerySet):
    def named(self, text, viewer):
        """Actors with the text in their label, or in a name the viewer may see: any script, any case."""
        term = folded(text)
        by_name = self.model.names.rel.related_model.objects.shown_to(viewer).filter(folded__contains=term)
        return self.filter(Q(folded__contains=term) | Q(pk__in=by_name.values("actor")))


class NamedQuerySet(GuardedQuerySet):
    """Records that have a name and no dates."""

    def named(self, text):
        """Those with the text in their name: any script, any case."""
        return self.filter(folded__contains=folded(text))


class ProcessQuerySet(NamedQuerySet, DatedGuardedQuerySet):
    """Records that have a name and hold for a time."""
