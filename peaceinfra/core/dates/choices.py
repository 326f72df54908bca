"""The kinds of a bound, and the four answers to "did it hold on this day?"."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class StartKind(models.TextChoices):
    """What the typed start is."""

    ACTUAL = "actual", _("the actual start")
    FIRST_CITED = "first_cited", _("the first sighting")
    UNKNOWN = "unknown", _("not known")


class EndKind(models.TextChoices):
    """What the typed end is: for `ongoing` the day of confirmation, for `ended` the day it had ended by."""

    ACTUAL = "actual", _("the actual end")
    LAST_CITED = "last_cited", _("the last sighting")
    ONGOING = "ongoing", _("ongoing, confirmed on")
    ENDED = "ended", _("ended, day unknown; ended by")
    UNKNOWN = "unknown", _("not known")


class SaidAs(models.TextChoices):
    """How the dates of a kind of record are said: a life has a start and an end, an event a day, an agreement a
    day on which it was agreed: not all agreements are signed.
    """

    LIFE = "life"
    DAY = "day"
    AGREEING = "agreeing"


class Certainty(models.TextChoices):
    """How the dates answer for a day, in rising order: no < possible < confirmed < certain.

    It speaks of dates only: whether the claim is true is the matter of its grade.
    """

    NO = "no", _("no")
    POSSIBLE = "possible", _("dates possible")
    CONFIRMED = "confirmed", _("confirmed")
    CERTAIN = "certain", _("dates certain")

    @property
    def rank(self) -> int:
        return _RANKS[self]

    # A text would be ordered by the alphabet ("certain" < "no"), hence all four.
    def __lt__(self, other):
        return _RANKS[self] < _RANKS[other]

    def __le__(self, other):
        return _RANKS[self] <= _RANKS[other]

    def __gt__(self, other):
        return _RANKS[self] > _RANKS[other]

    def __ge__(self, other):
        return _RANKS[self] >= _RANKS[other]


# Asked for tens of thousands of times on a large page: looked up, not counted.
_RANKS = {certainty: rank for rank, certainty in enumerate(Certainty)}
