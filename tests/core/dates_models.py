"""Three dated models of the tests' own: a body, a linkage within two of them, and a log."""

from django.db import models

from peaceinfra.core.dates.models import Dated, DatedStatus
from peaceinfra.core.dates.querysets import DatedQuerySet


class ThingQuerySet(DatedQuerySet, models.QuerySet):
    pass


class Thing(Dated):
    """Anything with a life of its own."""

    objects = ThingQuerySet.as_manager()

    class Meta(Dated.Meta):
        app_label = "dates_of_tests"


class Tie(Dated):
    """A relation of two things, in the course of a third that may be missing."""

    envelope = ("source", "target", "course")

    source = models.ForeignKey(Thing, models.CASCADE, related_name="+")
    target = models.ForeignKey(Thing, models.CASCADE, related_name="+")
    course = models.ForeignKey(Thing, models.CASCADE, related_name="+", null=True)
    review_days = models.PositiveIntegerField(null=True)

    objects = ThingQuerySet.as_manager()

    class Meta(Dated.Meta):
        app_label = "dates_of_tests"


class Change(DatedStatus):
    """A row of a thing's log."""

    thing = models.ForeignKey(Thing, models.CASCADE, related_name="changes")
    status = models.CharField(max_length=20)

    class Meta(DatedStatus.Meta):
        app_label = "dates_of_tests"
