from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import CheckConstraint, Q
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.history import tracked
from peaceinfra.core.models import Marked
from peaceinfra.core.visibility import Visibility
from processes.choices import CoordinatePrecision
from processes.models.places import Place


@tracked
class Coordinates(Marked):
    """Where a place lies, in decimal degrees of WGS 84, marked apart: a place may be public and its point guarded.

    A place may have several, each as exact as it may be shown to its readers; none is made of another.
    """

    place = models.ForeignKey(Place, models.PROTECT, verbose_name=_("place"), related_name="coordinates")
    latitude = models.FloatField(
        _("latitude"),
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
        help_text=_("Decimal degrees, south of the equator with a minus: 6.9271."),
    )
    longitude = models.FloatField(
        _("longitude"),
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
        help_text=_("Decimal degrees, west of Greenwich with a minus: 79.8612."),
    )
    precision = models.CharField(
        _("precision"), max_length=8, choices=CoordinatePrecision, default=CoordinatePrecision.UNKNOWN
    )

    class Meta:
        verbose_name = _("coordinates")
        verbose_name_plural = _("coordinates")
        constraints = [
            CheckConstraint(
                condition=Q(latitude__range=(-90, 90)),
                name="processes_coordinates_latitude",
                violation_error_message=_("The latitude is between -90 and 90."),
            ),
            CheckConstraint(
                condition=Q(longitude__range=(-180, 180)),
                name="processes_coordinates_longitude",
                violation_error_message=_("The longitude is between -180 and 180."),
            ),
            Visibility(kind="geo", through=["place"]),
        ]

    def __str__(self):
        return f"{self.latitude}, {self.longitude}"
