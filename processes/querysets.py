"""Filters of dated, guarded records."""

from django.db.models import Count, Q

from peaceinfra.core.dates.querysets import DatedQuerySet
from peaceinfra.core.querysets import GuardedQuerySet
from peaceinfra.core.text import words_in
from processes.choices import SETTLED, ClaimStatus, Polarity


class DatedGuardedQuerySet(DatedQuerySet, GuardedQuerySet):
    """Records that hold for a time: `visible_to`, `live`, `shown_to`, `possible_on`, `certain_on` …"""


class ActorQuerySet(DatedGuardedQuerySet):
    def named(self, text, viewer):
        """Actors with the words in their label, or in one name the viewer may see: any order, script and case."""
        said = words_in("folded", text)
        by_name = self.model.names.rel.related_model.objects.shown_to(viewer).filter(said)
        return self.filter(said | Q(pk__in=by_name.values("actor")))


class NamedQuerySet(GuardedQuerySet):
    """Records that have a name and no dates."""

    def named(self, text):
        """Those with the words in their name: any order, any script, any case."""
        return self.filter(words_in("folded", text))


class ProcessQuerySet(NamedQuerySet, DatedGuardedQuerySet):
    """Records that have a name and hold for a time."""


class ClaimQuerySet(DatedGuardedQuerySet):
    def contested(self):
        """What these claims disagree on: rows of `subject` and `field`, with how many hold, deny and dispute it.

        The rule of `derived.contested_fields`, followed by the database.
        """
        return (
            self.filter(subject__retired=False, source__retired=False)
            .exclude(status__in=SETTLED)
            .order_by()
            .values("subject", "subject__kind", "field")
            .annotate(
                disputed=Count("pk", filter=Q(status=ClaimStatus.DISPUTED)),
                held=Count("pk", filter=Q(polarity=Polarity.SUPPORTS)),
                denied=Count("pk", filter=~Q(polarity=Polarity.SUPPORTS)),
            )
            .filter(Q(disputed__gt=0) | Q(held__gt=0, denied__gt=0))
        )
