"""The map of a process in words: how its marks and ties stand on a day, and where each of them leads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peaceinfra.analysis.drawing.map_looks import MapLook
from peaceinfra.analysis.drawing.network_map import draw_network_map
from peaceinfra.analysis.facts import LinkageFact
from peaceinfra.analysis.network.folding import folded, part_of
from peaceinfra.analysis.network.network import Network, network_on
from peaceinfra.analysis.network.plan import Plan, Row, Shape, plan_of
from peaceinfra.analysis.network.ties import NodeKey
from peaceinfra.analysis.process_facts import ProcessFacts
from peaceinfra.analysis.warning import UNLINKED, Occasion
from peaceinfra.core.dates.words import day_text
from peaceinfra.dashboards.presenters.addresses import query_of
from peaceinfra.dashboards.presenters.map_marks import mark_looks
from peaceinfra.dashboards.presenters.map_ties import row_on_page, tie_looks


@dataclass(frozen=True, slots=True)
class Picture:
    """A map before it is folded and drawn: what stands on it, and how that looks on the day."""

    plan: Plan
    look: MapLook


@dataclass(frozen=True, slots=True)
class NetworkMap:
    """The map on the page of a process: its drawings, their key, and of what it is a part; "" where it is all."""

    wide: SafeString
    narrow: SafeString
    legend: Sequence[Sequence]
    part: str = ""


def network_map(
    facts: ProcessFacts, shown: Network, current: Network, occasion: Occasion, part: str = ""
) -> NetworkMap:
    """The picture of the process on its own page; arguments as of `picture_of`.

    part    the key of a folded mark: those whom it stands for, and who is tied to them
    """
    address = row_on_page(facts, occasion.day)
    found = picture_of(facts, shown, current, occasion, address, "#linkages")
    chosen = part_of(found.plan, part) if part else None
    if chosen:
        plan, mark = chosen
        return NetworkMap(*draw_network_map(folded(plan), found.look), mark.label)

    def opens(key: NodeKey) -> str:
        return query_of(occasion.day, part=str(key)) + "#map"

    return NetworkMap(*draw_network_map(folded(found.plan), replace(found.look, opens=opens)))


def picture_of(
    facts: ProcessFacts,
    shown: Network,
    current: Network,
    occasion: Occasion,
    address: Callable[[LinkageFact], str],
    more_url: str,
) -> Picture:
    """What is drawn of a process.

    shown      the network of the chosen day, or of the whole life; places are always those of the whole life
    current    that of the day that warnings speak of: who hangs on whom is its
    address    where a linkage is told of; `more_url`: where everything is
    """
    whole = shown if shown.day is None else network_on(facts, None)
    # To whom nobody is tied is a list of targets: below the floor there is no lane that names them.
    plan = plan_of(facts, whole, with_lane=UNLINKED.is_open_to(occasion.viewer))
    nodes = [node for mark in plan.marks for node in mark.nodes]
    look = MapLook(
        _title(shown.day),
        "map",
        marks=mark_looks(facts, nodes, plan, whole, shown, current, occasion),
        ties=tie_looks(whole, shown, plan.tags, occasion, address),
        rows=dict(row_names(plan)),
        more_url=more_url,
    )
    return Picture(plan, look)


def _title(day: date | None) -> str:
    if day is None:
        return _("Who is tied to whom, all dates")
    return _("Who is tied to whom on %(day)s") % {"day": day_text(day)}


def row_names(plan: Plan) -> Iterable[tuple[Row, tuple[str, str]]]:
    top = [mark for mark in plan.marks if mark.row == Row.PARTIES]
    yield Row.PARTIES, (_("Parties"), _beside_parties(top))
    yield Row.BODIES, (_("Their bodies"), "")
    yield Row.JOINT, (_("Joint bodies"), "")
    yield Row.MIDDLE, (_("Middle level"), "")
    yield Row.UNKNOWN, (_("Level"), _("not recorded"))
    yield Row.LOCAL, (_("Local level"), "")
    yield Row.COMMUNITIES, (_("Communities"), "")


def _beside_parties(top) -> str:
    if any(mark.shape != Shape.PARTY for mark in top):
        return _("and others at the top")
    return ngettext("and mediators", "and mediators", len(top)) if len(top) > 1 else ""
