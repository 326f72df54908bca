"""Rows of any model: what a reader would otherwise have to type is drawn by chance, what is given stands."""

from functools import cache
from random import Random

from django.contrib.postgres.fields import ArrayField
from django.db import models

from peaceinfra.core.dates.models import Dated
from peaceinfra.core.models import Marked
from peaceinfra.worlds import dates
from peaceinfra.worlds.loading import Loading
from peaceinfra.worlds.marks import PUBLIC, Mark

# Drawn together with the dates, and with the marking.
ELSEWHERE = {"start_kind", "end_kind", "level"}


class Rows:
    """Adds rows: codes, answers, dates and the own marking are drawn."""

    def __init__(self, random: Random, loading: Loading, own: list[Mark]):
        self.random, self.loading, self.own = random, loading, own
        self.spells = dates.validities(random, 2000, 1990, 2024)

    def pick(self, values):
        return values[int(self.random.random() * len(values))]

    def happens(self, chance: float) -> bool:
        return self.random.random() < chance

    def some(self, *numbers) -> range:
        """A range of as many turns as one of these numbers, drawn by chance."""
        return range(self.pick(numbers))

    def add(self, model, mark: Mark | None = None, *, lenders=(), **values) -> int:
        """Adds a row and returns its key; values by column. See `Loading.add`."""
        row = {column: self.pick(options) for column, options in choices_of(model)}
        if issubclass(model, Dated):
            row |= self.pick(self.spells)
        if mark is None:
            mark = self.pick(self.own) if issubclass(model, Marked) else PUBLIC
        return self.loading.add(model, mark, lenders=lenders, **(row | values))

    def add_log(self, model, first: str, years: tuple[int, int], most: int, **owner):
        """The rows of a status log that begins with the state `first` in one of those years."""
        for row in dates.log(self.random, model.transitions, first, years, most):
            self.add(model, **(row | owner))


@cache
def choices_of(model) -> list[tuple[str, list]]:
    """(column, what to choose from) for each column of the model that has a vocabulary or says yes or no."""
    found = []
    for field in model._meta.concrete_fields:
        if field.name in ELSEWHERE or not field.editable:
            continue
        if isinstance(field, models.BooleanField):
            found.append((field.column, [None, None, True, False] if field.null else [False, False, True]))
        elif isinstance(field, ArrayField) and field.base_field.choices:
            codes = [code for code, _ in field.base_field.flatchoices]
            found.append((field.column, ["{}", *(f"{{{code}}}" for code in codes), f"{{{','.join(codes)}}}"]))
        elif field.choices:
            found.append((field.column, [code for code, _ in field.flatchoices]))
    return found
