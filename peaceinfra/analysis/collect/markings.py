"""Who may read what: the marking in force of records that a page shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from peaceinfra.analysis.collect.parts import always_asked
from peaceinfra.core.models import Record


class Marking(NamedTuple):
    """The marking in force of one record, or the highest of several together."""

    effective_level: int
    effective_teams: Sequence[int]


def collect_markings(keys: Iterable[int], viewer) -> dict[int, int]:
    """{record: its level}, for those the viewer may see; one query."""
    found = collect_whole_markings(keys, viewer)
    return {key: marking.effective_level for key, marking in found.items()}


def collect_whole_markings(keys: Iterable[int], viewer) -> dict[int, Marking]:
    """{record: its level and teams}, for those the viewer may see; one query."""
    rows = Record.objects.visible_to(viewer).filter(pk__in=always_asked(set(keys)))
    return {
        key: Marking(level, teams)
        for key, level, teams in rows.values_list("pk", "effective_level", "effective_teams")
    }


def together(markings: Iterable[Marking]) -> Marking:
    """That of an answer which several records make: the highest level, and every team. Of none: public."""
    level, teams = 0, set()
    for marking in markings:
        level = max(level, marking.effective_level)
        teams.update(marking.effective_teams)
    return Marking(level, sorted(teams))
