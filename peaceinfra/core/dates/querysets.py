"""The rule of `validity` as filters on plain date columns, children within the envelope of their ends."""

from datetime import date
from itertools import permutations

from django.db.models import Case, CharField, DateField, ExpressionWrapper, F, Q, Value, When

from peaceinfra.core.dates.choices import Certainty, EndKind


class DatedQuerySet:
    """Filters for a QuerySet of a Dated model. Missing dates never drop a row that is possible.

    The model's `envelope` names the paths of foreign keys to the Dated records it cannot outlive: it is
    possible where they all are, certain where they all are. An empty optional key sets no limit.
    """

    def possible_on(self, day: date):
        """What held on the day, or can have held."""
        return self.filter(_on_all(self.model, _possible, day))

    def certain_on(self, day: date):
        """What certainly held on the day."""
        return self.filter(_on_all(self.model, _certain, day))

    def with_certainty(self, day: date, review_days: int | None = None):
        """Each row with `certainty`: certain, confirmed, possible or no.

        *Confirmed* uses the row's own `review_days`, where the model has that field, else the argument.
        """
        possible = _on_all(self.model, _possible, day)
        whens = [When(_on_all(self.model, _certain, day), then=Value(Certainty.CERTAIN.value))]
        if review_days or _has_field(self.model, "review_days"):
            confirmed = possible & _confirmed(self.model, day, review_days)
            whens.append(When(confirmed, then=Value(Certainty.CONFIRMED.value)))
        whens.append(When(possible, then=Value(Certainty.POSSIBLE.value)))
        return self.annotate(
            certainty=Case(*whens, default=Value(Certainty.NO.value), output_field=CharField())
        )

    def beyond_ends(self):
        """What certainly began before one of its ends did, or ended after it: see `Bounds.goes_beyond`."""
        condition = Q(pk__in=[])
        for path in self.model.envelope:
            condition |= Q(start_max__lt=F(f"{path}__start_min")) | Q(end_min__gt=F(f"{path}__end_max"))
        return self.filter(condition)

    def overlapping(self, start: date, end: date):
        """What held on some day from `start` to `end`, or can have."""
        return self.filter(_overlapping(self.model, start, end, "start_min", "end_max", certain=False))

    def certainly_overlapping(self, start: date, end: date):
        """What certainly held on some day from `start` to `end`."""
        return self.filter(_overlapping(self.model, start, end, "start_max", "end_min", certain=True))


def _possible(prefix: str, day: date) -> Q:
    return _at_most(f"{prefix}start_min", day) & _at_least(f"{prefix}end_max", day)


def _certain(prefix: str, day: date) -> Q:
    return Q(**{f"{prefix}start_max__lte": day, f"{prefix}end_min__gte": day})


def _at_most(column: str, value) -> Q:
    return Q(**{f"{column}__isnull": True}) | Q(**{f"{column}__lte": value})


def _at_least(column: str, value) -> Q:
    return Q(**{f"{column}__isnull": True}) | Q(**{f"{column}__gte": value})


def _on_all(model, rule, day: date) -> Q:
    """The rule for the record itself and for each of its ends."""
    condition = rule("", day)
    for path in model.envelope:
        condition &= rule(f"{path}__", day) | _absent(model, path)
    return condition


def _confirmed(model, day: date, review_days: int | None) -> Q:
    if _has_field(model, "review_days"):
        days = F("review_days")
        # date + integer is a date in PostgreSQL: the day on which the confirmation runs out.
        recent = Q(end_min__gte=ExpressionWrapper(Value(day) - days, output_field=DateField()))
    else:
        # The calendar begins on day 1: nothing is asked of the days before it.
        recent = Q(end_min__gte=date.fromordinal(max(1, day.toordinal() - review_days)))
    return Q(end_kind=EndKind.ONGOING, end_min__lte=day) & recent


def _overlapping(model, start: date, end: date, start_column: str, end_column: str, *, certain: bool) -> Q:
    """Each of the record and its ends meets the window, and each two of them meet one another."""
    prefixes = {"": ""} | {path: f"{path}__" for path in model.envelope}
    condition = Q()
    for path, prefix in prefixes.items():
        first, last = f"{prefix}{start_column}", f"{prefix}{end_column}"
        meets = Q(**{f"{first}__lte": end, f"{last}__gte": start})
        condition &= (meets if certain else _at_most(first, end) & _at_least(last, start)) | _absent(
            model, path
        )
    for (path, prefix), (other_path, other) in permutations(prefixes.items(), 2):
        first, last = f"{prefix}{start_column}", F(f"{other}{end_column}")
        meets = Q(**{f"{first}__lte": last})
        if not certain:
            meets |= Q(**{f"{first}__isnull": True}) | Q(**{f"{other}{end_column}__isnull": True})
        condition &= meets | _absent(model, path) | _absent(model, other_path)
    return condition


def _absent(model, path: str) -> Q:
    """The end is not there: asked only where a foreign key on the way may be empty."""
    if not path:
        return Q()
    optional = False
    for name in path.split("__"):
        field = model._meta.get_field(name)
        optional, model = optional or field.null, field.related_model
    return Q(**{f"{path}__isnull": True}) if optional else Q()


def _has_field(model, name: str) -> bool:
    return any(field.name == name for field in model._meta.get_fields())
