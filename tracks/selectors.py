"""Questions about linkages that the database answers alone."""

from datetime import date

from django.db.models import Case, DateField, F, Func, Q, QuerySet, Value, When
from django.db.models.functions import Greatest

from peaceinfra.core.dates.choices import EndKind
from tracks.models import Linkage


class FirstDay(Func):
    """The first day named in a typed date; NULL where it names none."""

    template = r"to_date(substring(%(expressions)s from '\d{4}(?:-\d\d){0,2}'), 'YYYY-MM-DD')"
    output_field = DateField()


class DaysBefore(Func):
    """A day, so many days before another."""

    template, arg_joiner = "(%(expressions)s)", "::date - "
    output_field = DateField()


def linkages_not_seen_of_late(viewer, today: date) -> QuerySet[Linkage]:
    """Linkages without a sighting within their review interval, the longest unseen first; not those that ended.

    A close reading of `analysis.derived.is_overdue`, which decides about each: a page of it is all that is asked.
    """
    sighted_at_end = Q(end_kind__in=[EndKind.LAST_CITED, EndKind.ONGOING])
    end = Case(When(sighted_at_end, then=F("end")), default=Value(""))
    since = DaysBefore(Value(today), F("review_days"))
    return (
        Linkage.objects.shown_to(viewer)
        .filter(source__retired=False, target__retired=False)
        .exclude(end_max__lt=today)
        .annotate(seen=Greatest(FirstDay(F("last_evidence")), FirstDay(F("start")), FirstDay(end)))
        .filter(Q(seen=None) | Q(seen__lt=since))
        .order_by(F("seen").asc(nulls_first=True), "pk")
    )
