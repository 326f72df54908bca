"""Filters of linkages."""

from datetime import date

from django.db.models import DateField, ExpressionWrapper, F, Q, Value
from django.db.models.functions import Coalesce

from processes.querysets import DatedGuardedQuerySet

#: The order of who was seen last the longest ago; what was never seen on a known day stands first. It has an index.
SEEN_LONGEST_AGO = Coalesce("seen_on", Value(date.min))


class LinkageQuerySet(DatedGuardedQuerySet):
    def overdue_on(self, day: date):
        """It can have held then, and was not seen within the review interval: the rule of `derived.is_overdue`."""
        return self.filter(self.unseen_on(day)).possible_on(day)

    @staticmethod
    def unseen_on(day: date) -> Q:
        """Not seen within the review interval before the day, nor after it."""
        # date - integer is a date in PostgreSQL: the first day on which a sighting still counts.
        since = ExpressionWrapper(Value(day) - F("review_days"), output_field=DateField())
        return Q(seen_on=None) | Q(seen_on__lt=since)
