"""Who may read what: the marking in force of records that a page shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from peaceinfra.core.choices import Level
from peaceinfra.core.models import Record
from peaceinfra.core.prepared import Keys, Line, Prepared, packed, prepare, prepared


class Marking(NamedTuple):
    """The marking in force of one record, or the highest of several together."""

    effective_level: int
    effective_teams: Sequence[int]


def collect_markings(keys: Iterable[int], viewer) -> dict[int, Level]:
    """{record: how far it may travel}, for those the viewer may see; one query."""
    found = collect_whole_markings(keys, viewer)
    return {key: Level.in_force(marking) for key, marking in found.items()}


def collect_whole_markings(keys: Iterable[int], viewer) -> dict[int, Marking]:
    """{record: its level and teams}, for those the viewer may see; one query."""
    [(_all, rows)] = prepared(_markings, viewer).rows(records=set(keys))
    return {key: Marking(level, teams) for key, level, teams in rows}


def _markings(viewer) -> Prepared:
    rows = Record.objects.visible_to(viewer).filter(pk__any_of=Keys("records"))
    lines = rows.order_by("pk").values_list(Line("pk", "effective_level", "effective_teams"))
    return packed({"markings": prepare(lines)})


def together(markings: Iterable[Marking]) -> Marking:
    """That of an answer which several records make: the highest level, and every team. Of none: public."""
    level, teams = 0, set()
    for marking in markings:
        level = max(level, marking.effective_level)
        teams.update(marking.effective_teams)
    return Marking(level, sorted(teams))
