"""The ties of a process that are neither linkages nor channels: seats, service, posts, reach … as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from peaceinfra.analysis.network.network import Held, Network
from peaceinfra.analysis.network.ties import Node, TieKind
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.dashboards.presenters.cells import Cell, said
from peaceinfra.dashboards.presenters.tables import PageContext

#: So many of them the page lists; the data have all.
MOST_TIES = 30
_APART = {TieKind.LINKAGE, TieKind.CHANNEL}


@dataclass(frozen=True, slots=True)
class TieRow:
    """What joins two, when, and how it held on the chosen day (None for the whole life)."""

    here: Cell
    there: Cell
    kind: str
    when: str
    certainty: Certainty | None


@dataclass(frozen=True, slots=True)
class TieTable:
    rows: Sequence[TieRow]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.rows)


def other_ties(network: Network, page: PageContext) -> TieTable:
    """The first of them, in the order of their kinds."""
    found = [held for held in network.held if held.tie.kind not in _APART]
    return TieTable([_row(held, page) for held in found[:MOST_TIES]], len(found))


def _row(held: Held, page: PageContext) -> TieRow:
    here, *_through, there = held.tie.stops
    return TieRow(
        _name(here, page),
        _name(there, page),
        str(held.tie.kind.label),
        held.tie.fact.dates.text,
        held.certainty if page.day else None,
    )


def _name(node: Node, page: PageContext) -> Cell:
    return page.name(node.actor or node.community) or said(node.name)
