"""The vertical map of a process: who stands on which level, and by which recorded linkages they are joined."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from itertools import pairwise

from django.utils.translation import gettext as _

from peaceinfra.analysis import derived
from peaceinfra.analysis.drawing.map_parts import LEVELS, MapEdge, MapNode, VerticalMap
from peaceinfra.analysis.drawing.vertical_map import MOST_EDGES
from peaceinfra.analysis.facts import ActorFact, LinkageFact
from peaceinfra.analysis.network.network import AT_THE_TABLE, Network, local_actors, table_of
from peaceinfra.analysis.process_facts import ProcessFacts
from peaceinfra.analysis.warning import SINGLE_BROKER, UNLINKED, Occasion
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.core.dates.words import day_text
from peaceinfra.dashboards.presenters.addresses import actor_address, query_of
from peaceinfra.dashboards.presenters.linkages import freshness_of, letter
from processes.choices import Track
from secretariats.choices import BodyForm
from secretariats.lifecycle import GONE

_FORUMS = {BodyForm.NETWORK, BodyForm.PLATFORM, BodyForm.CENTRE}


def vertical_map(
    facts: ProcessFacts,
    held: list[LinkageFact],
    certainties: dict[int, Certainty],
    shown: Network,
    current: Network,
    occasion: Occasion,
) -> tuple[VerticalMap, int]:
    """The map of the linkages that `held`, and how many actors it leaves out as their level is not recorded.

    shown      the network of the chosen day, or of the whole life
    current    that of the day that warnings speak of: the brokers are its
    """
    table = table_of(facts)
    day = occasion.day
    hanging = current.hanging if occasion.allows(SINGLE_BROKER) else {}
    alone = {actor.key for actor in shown.unlinked} if UNLINKED.is_open_to(occasion.viewer) else set()
    actors = _actors_on(facts, held, day)
    placed = {key: level for key, actor in actors.items() if (level := _level(actor, table))}
    at_table = {role.actor.key for role in facts.roles if role.kind in AT_THE_TABLE}
    served = defaultdict(set)
    for principal in facts.principals:
        served[principal.body.key].add(principal.principal.key)
    nodes = [
        MapNode(
            str(key),
            actors[key].name,
            level,
            _shape(actors[key], at_table),
            possible=_is_possible(actors[key], facts, day),
            fictional=actors[key].is_fictional,
            broker_for=len(hanging.get(key, ())),
            unlinked=key in alone,
            url=actor_address(actors[key], day),
            parent=_parent(key, served[key], placed),
        )
        for key, level in placed.items()
    ]
    edges = list(_edges(facts, held, certainties, placed, day, occasion.today))
    return VerticalMap(_title(day), nodes, edges), len(actors) - len(placed)


def _title(day: date | None) -> str:
    if day is None:
        return _("Linkages by level, all dates")
    return _("Linkages by level on %(day)s") % {"day": day_text(day)}


def _actors_on(facts: ProcessFacts, held: Iterable[LinkageFact], day: date | None) -> dict[int, ActorFact]:
    """Who is drawn: those at the table, local actors, bodies, and all stops of a linkage."""
    actors = {
        role.actor.key: role.actor
        for role in facts.roles
        if role.kind in AT_THE_TABLE and derived.certainty(role, day) > Certainty.NO
    }
    for principal in facts.principals:
        serves = derived.certainty(principal, day) > Certainty.NO
        if serves and not _is_gone(principal.body, facts, day):
            actors[principal.body.key] = principal.body
    return (
        actors | local_actors(facts, day) | {actor.key: actor for linkage in held for actor in linkage.stops}
    )


def _level(actor: ActorFact, table: set[int]) -> str:
    """Its usual level; who sits at the official table stands at the top if nothing else is recorded."""
    if actor.level in LEVELS:
        return actor.level
    return "top" if actor.key in table else ""


def _shape(actor: ActorFact, at_table: set[int]) -> str:
    if actor.form in _FORUMS:
        return "forum"
    if actor.form:
        return "body"
    return "party" if actor.key in at_table else "person"


def _is_possible(actor: ActorFact, facts: ProcessFacts, day: date | None) -> bool:
    """Drawn with a dashed outline: dates are recorded, and leave open whether it was there on the day."""
    if day is None:
        return False
    log = facts.lifecycles.get(actor.key)
    if log:
        return log.on(day, actor.dates).certainty == Certainty.POSSIBLE
    bounds = actor.dates.bounds
    is_dated = any((bounds.start_min, bounds.start_max, bounds.end_min, bounds.end_max))
    return is_dated and bounds.on(day) == Certainty.POSSIBLE


def _is_gone(body: ActorFact, facts: ProcessFacts, day: date | None) -> bool:
    """Not yet there, or certainly closed, on the day."""
    if day is None or body.key not in facts.lifecycles:
        return False
    answer = facts.lifecycles[body.key].on(day, body.dates)
    return answer.status is None or (answer.certainty == Certainty.CERTAIN and answer.status in GONE)


def _parent(key: int, served: set[int], placed: dict[int, str]) -> str | None:
    """The party a body serves alone, where both stand on the same level."""
    principal = next(iter(served)) if len(served) == 1 else None
    return str(principal) if principal in placed and placed[principal] == placed[key] else None


def _edges(facts, held, certainties, placed, day, today) -> Iterable[MapEdge]:
    places = {linkage.key: place for place, linkage in enumerate(facts.linkages)}
    # A fuller map is drawn as counts, which need no letters.
    with_letters = len(held) <= MOST_EDGES
    for linkage in held:
        place = places[linkage.key]
        certainty = certainties[linkage.key].value
        freshness = freshness_of(linkage, day or today) or "stale"
        track = str(linkage.track_label) if with_letters and linkage.track != Track.UNKNOWN else ""
        url = _row_address(facts, place, day) if with_letters else ""
        stops = [actor.key for actor in linkage.stops if actor.key in placed]
        for source, target in pairwise(stops):
            yield MapEdge(str(source), str(target), letter(place), certainty, freshness, track, url)


def _row_address(facts: ProcessFacts, place: int, day: date | None) -> str:
    """The row of a linkage: on this page, or on the page that starts with it."""
    anchor = f"#{facts.linkages[place].public_id}"
    if facts.first_on_page <= place < facts.first_on_page + len(facts.page):
        return anchor
    after = {"linkages_after": facts.linkages[place - 1].public_id} if place else {}
    return query_of(day, **after) + anchor
