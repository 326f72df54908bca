"""The map in a brief: the drawing, who stands where in words, each linkage with its letter, and its marking."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peaceinfra.analysis.drawing.map_parts import LEVELS, MapNode, VerticalMap, level_name
from peaceinfra.analysis.drawing.vertical_map import draw_vertical_map
from peaceinfra.analysis.network.network import network_on
from peaceinfra.analysis.network.ties import ties_of
from peaceinfra.analysis.process_facts import ProcessFacts
from peaceinfra.analysis.warning import SINGLE_BROKER, UNLINKED, Occasion
from peaceinfra.core.choices import Level
from peaceinfra.dashboards.briefs.content import Picture, Section
from peaceinfra.dashboards.presenters.brief_statements import Statements
from peaceinfra.dashboards.presenters.levels import vertical_map
from peaceinfra.dashboards.presenters.sentences import map_sentence

#: So many linkages are listed under the map: those whose sources are read with the process.
MOST_LISTED = 100


def map_keys(facts: ProcessFacts) -> Iterator[int]:
    """The records that may put somebody on the map."""
    yield from (key for keys in _named_by(facts).values() for key in keys)


def map_section(statements: Statements, occasion: Occasion) -> Section:
    facts, held = statements.facts, statements.held
    network = network_on(facts, occasion.on)
    # Every linkage that is drawn leads to its line here, none to the page of the process.
    local = replace(facts, page=facts.linkages, first_on_page=0)
    drawn, unplaced = vertical_map(local, held, statements.certainties, network, network, occasion)
    more = len(held) - MOST_LISTED
    rest = ngettext(
        "and %(n)s more on the page of the process", "and %(n)s more on the page of the process", more
    )
    return Section(
        "map",
        drawn.title,
        [*statements.drawn()][:MOST_LISTED],
        rest % {"n": more} if more > 0 else "",
        place="map",
        lead=" ".join(
            filter(None, [map_sentence(held, statements.certainties, occasion.on), _unplaced(unplaced)])
        ),
        picture=_picture(statements, drawn) if drawn.nodes else None,
    )


def _picture(statements: Statements, drawn: VerticalMap) -> Picture:
    words = _in_words(drawn.title, drawn.nodes)
    return Picture(draw_vertical_map(drawn), words, _level(statements, drawn.nodes))


def _unplaced(count: int) -> str:
    words = ngettext(
        "%(n)s actor is not drawn: its level is not recorded.",
        "%(n)s actors are not drawn: their level is not recorded.",
        count,
    )
    return words % {"n": count} if count else ""


def _in_words(title: str, nodes: list[MapNode]) -> str:
    """Who stands on which level, for who does not see the drawing."""
    said = []
    for level in LEVELS:
        names = [node.label for node in nodes if node.level == level]
        if names:
            said.append(
                _("%(level)s: %(names)s") % {"level": level_name(level)[0], "names": ", ".join(names)}
            )
    return ". ".join([title, *said]) + "."


def _level(statements: Statements, nodes: list[MapNode]) -> Level:
    """The highest marking of all that is drawn.

    That somebody has a part in the process is as guarded as the least guarded record that says so. Who is a single
    broker, and who has no link, are as guarded as those answers.
    """
    named_by = _named_by(statements.facts)
    highest = max(statements.levels.values(), default=Level.STRICT)
    levels = [statements.level(statements.facts.key, *(linkage.key for linkage in statements.held))]
    for node in nodes:
        key = int(node.key)
        named = min((statements.level(row) for row in named_by.get(key, ())), default=highest)
        levels += [statements.level(key), named]
    levels += [SINGLE_BROKER.floor for node in nodes if node.broker_for]
    levels += [UNLINKED.floor for node in nodes if node.unlinked]
    return Level(max(levels))


def _named_by(facts: ProcessFacts) -> dict[int, list[int]]:
    """{actor: the records of the process that name it}"""
    found = defaultdict(list)
    for role in facts.roles:
        found[role.actor.key].append(role.key)
    for tie in ties_of(facts):
        for node in tie.stops:
            if node.actor:
                found[node.key].append(tie.key)
    return found
