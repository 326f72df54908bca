"""Filters of dated, guarded records."""

from collections import defaultdict

from django.db.models import Count, Q, TextField, Value
from django.db.models.functions import Cast, Coalesce, NullIf

from peaceinfra.core.dates.querysets import DatedQuerySet
from peaceinfra.core.querysets import GuardedQuerySet
from peaceinfra.core.text import words_in
from processes.choices import SETTLED, ClaimStatus, Polarity
from processes.contested import COLUMNS, differing_fields, statement_of


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
    def standing(self):
        """What still speaks: not rejected or superseded, of a record and a source that were not retired."""
        return self.filter(subject__retired=False, source__retired=False).exclude(status__in=SETTLED)

    def contested(self):
        """What these claims disagree on: rows of `subject` and `field`, with how many hold, deny and dispute it,
        and how many give a value that cannot hold beside another.

        The rule of `processes.contested`; values are compared by it alone, with one query.
        """
        claims = self.standing()
        differing = Q(pk__in=claims._differing())
        return (
            claims.order_by()
            .values("subject", "subject__kind", "field")
            .annotate(
                disputed=Count("pk", filter=Q(status=ClaimStatus.DISPUTED)),
                held=Count("pk", filter=Q(polarity=Polarity.SUPPORTS)),
                denied=Count("pk", filter=~Q(polarity=Polarity.SUPPORTS)),
                differing=Count("pk", filter=differing),
            )
            .filter(Q(disputed__gt=0) | Q(held__gt=0, denied__gt=0) | Q(differing__gt=0))
        )

    def _differing(self) -> list[int]:
        """The supporting claims on fields of which values are given that cannot both hold."""
        value = Coalesce(NullIf("value", Value("")), Cast("value_record_id", TextField()))
        several = (
            self.filter(polarity=Polarity.SUPPORTS)
            .order_by()
            .values("subject", "field")
            .annotate(values_said=Count(value, distinct=True))
            .filter(values_said__gt=1)
        )
        said, keys = defaultdict(list), defaultdict(list)
        rows = self.filter(subject__in=several.values("subject"), polarity=Polarity.SUPPORTS)
        for key, subject, *columns in rows.values_list("pk", "subject_id", *COLUMNS):
            statement = statement_of(columns)
            said[subject].append(statement)
            keys[subject, statement.field].append(key)
        return [
            key
            for subject, found in said.items()
            for field in differing_fields(found)
            for key in keys[subject, field]
        ]
