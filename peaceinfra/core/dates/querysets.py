"""The rule of `validity` as filters on plain date columns, children within the envelope of their ends."""

from datetime import date

from django.db.models import (
    Case,
    CharField,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Value,
    When,
)

from peaceinfra.core.dates.choices import Certainty, EndKind
from peaceinfra.core.dates.envelope import RowsOf


class DatedQuerySet:
    """Filters for a QuerySet of a Dated model. Missing dates never drop a row that is possible.

    It is possible where it and all that its model's `envelope` declares are, certain where they all are; what
    is not recorded, or was retired, sets no limit.
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
        for item in self.model.envelope:
            condition |= _some(self.model, item, _beyond)
        return self.filter(condition)


def _possible(prefix: str, day: date) -> Q:
    return _at_most(f"{prefix}start_min", day) & _at_least(f"{prefix}end_max", day)


def _certain(prefix: str, day: date) -> Q:
    return Q(**{f"{prefix}start_max__lte": day, f"{prefix}end_min__gte": day})


def _at_most(column: str, value) -> Q:
    return Q(**{f"{column}__isnull": True}) | Q(**{f"{column}__lte": value})


def _at_least(column: str, value) -> Q:
    return Q(**{f"{column}__isnull": True}) | Q(**{f"{column}__gte": value})


def _beyond(prefix: str, child) -> Q:
    return Q(**{f"{prefix}start_min__gt": child("start_max")}) | Q(
        **{f"{prefix}end_max__lt": child("end_min")}
    )


def _on_all(model, rule, day: date) -> Q:
    """The rule for the record itself and for each of its ends."""
    condition = rule("", day)
    for item in model.envelope:
        condition &= _every(model, item, lambda prefix: rule(prefix, day))
    return condition


def _every(model, item: str | RowsOf, rule) -> Q:
    """The rule holds for the end, or for each of several; one that is not there sets no limit.

    rule(prefix) is a condition on an end, whose columns begin with `prefix`.
    """
    if isinstance(item, RowsOf):
        return ~Q(Exists(_ends(model, item).exclude(rule(f"{item.key}__"))))
    return rule(f"{item}__") | _absent(model, item)


def _some(model, item: str | RowsOf, rule) -> Q:
    """The rule holds for the end, or for one of several, that is there.

    rule(prefix, child) is a condition as above; `child(column)` is a column of the record itself.
    """
    if isinstance(item, RowsOf):
        return Q(Exists(_ends(model, item).filter(rule(f"{item.key}__", OuterRef))))
    retired = _retired(model, item)
    return rule(f"{item}__", F) & ~retired if retired else rule(f"{item}__", F)


def _ends(model, item: RowsOf):
    """The rows of one record that count. Who sees the record sees them: they lend it their marking."""
    relation = model._meta.get_field(item.accessor)
    rows = relation.related_model._base_manager.filter(
        **{relation.field.name: OuterRef("pk")}, **dict(item.only)
    )
    live = _retired(relation.related_model, "") | _retired(relation.related_model, item.key)
    return rows.exclude(live) if live else rows


def _confirmed(model, day: date, review_days: int | None) -> Q:
    if _has_field(model, "review_days"):
        days = F("review_days")
        # date + integer is a date in PostgreSQL: the day on which the confirmation runs out.
        recent = Q(end_min__gte=ExpressionWrapper(Value(day) - days, output_field=DateField()))
    else:
        # The calendar begins on day 1: nothing is asked of the days before it.
        recent = Q(end_min__gte=date.fromordinal(max(1, day.toordinal() - review_days)))
    return Q(end_kind=EndKind.ONGOING, end_min__lte=day) & recent


def _absent(model, path: str) -> Q:
    """The end sets no limit: it is not there, where a foreign key on the way may be empty, or was retired."""
    if not path:
        return Q()
    optional, related = False, model
    for name in path.split("__"):
        field = related._meta.get_field(name)
        optional, related = optional or field.null, field.related_model
    absent = Q(**{f"{path}__isnull": True}) if optional else Q()
    return absent | _retired(model, path)


def _retired(model, path: str) -> Q:
    """The record at the end of the path was retired; an empty condition where such records cannot be."""
    for name in filter(None, path.split("__")):
        model = model._meta.get_field(name).related_model
    return Q(**{f"{path}__retired" if path else "retired": True}) if _has_field(model, "retired") else Q()


def _has_field(model, name: str) -> bool:
    return any(field.name == name for field in model._meta.get_fields())
