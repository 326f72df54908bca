"""A relation joins two different records."""

from functools import cache

from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint, F, Q
from django.utils.translation import gettext as _


class TwoEnds(CheckConstraint):
    """Names two references of a model, or its key and one reference, that must not hold the same record."""

    def __init__(self, first, second, *, name):
        self.ends = (first, second)
        super().__init__(condition=~Q(**{first: F(second)}), name=name)

    def deconstruct(self):
        return f"{type(self).__module__}.{type(self).__name__}", self.ends, {"name": self.name}

    def validate(self, model, instance, exclude=None, using=None):
        """The refusal in words, at the second of the two."""
        if not {*self.ends} & {*(exclude or ())} and (words := self.fault(instance)):
            raise ValidationError({self.ends[1]: words})

    def fault(self, instance) -> str:
        """What is wrong, in words; "" where the two differ."""
        first, second = (type(instance)._meta.get_field(name) for name in self.ends)
        key = getattr(instance, first.attname)
        if not key or key != getattr(instance, second.attname):
            return ""
        if first.primary_key:
            return _("This leads back to the record itself: choose another.")
        words = _("“%(first)s” and “%(second)s” are the same here: choose another for one of the two.")
        return words % {"first": first.verbose_name, "second": second.verbose_name}


def faults_of_ends(instance) -> list[tuple[str, str]]:
    """(field, what is wrong) of a relation whose two ends are the same.

    What leads back to itself by several steps is for the services: they know the steps.
    """
    return [(pair.ends[1], words) for pair in _pairs(type(instance)) if (words := pair.fault(instance))]


def has_ends(model) -> bool:
    """Whether a record of this model joins two others."""
    return bool(_pairs(model))


@cache
def _pairs(model) -> list[TwoEnds]:
    pairs = [constraint for constraint in model._meta.constraints if isinstance(constraint, TwoEnds)]
    return [pair for pair in pairs if pair.ends[0] != model._meta.pk.name]
