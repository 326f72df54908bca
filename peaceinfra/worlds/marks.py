"""Markings, joined as the database's triggers join them: the highest level, and every team."""

from functools import lru_cache
from random import Random
from typing import NamedTuple


class Mark(NamedTuple):
    """A level and the teams that need to know, in rising order. An own marking has one team at most."""

    level: int = 0
    teams: tuple[int, ...] = ()

    @property
    def team(self) -> int | None:
        return self.teams[0] if self.teams else None


PUBLIC = Mark()


@lru_cache(maxsize=65536)
def joined(mark: Mark, other: Mark) -> Mark:
    """The marking in force of a record that touches both."""
    if other == PUBLIC:
        return mark
    return Mark(max(mark.level, other.level), tuple(sorted({*mark.teams, *other.teams})))


def wheel(random: Random, teams: list[int], public: float) -> list[Mark]:
    """A thousand own markings to draw from: `public` of them free for all, the others of every level.

    One in three of the others is a team's. The first teams have more than the last ones.
    """
    free = round(1000 * public)
    levels = random.choices([1, 2, 3, 4], weights=[40, 30, 20, 10], k=1000 - free)
    own = [Mark(level, (teams[int(len(teams) * random.random() ** 2)],)) for level in levels[::3]]
    return [PUBLIC] * free + own + [Mark(level) for index, level in enumerate(levels) if index % 3]
