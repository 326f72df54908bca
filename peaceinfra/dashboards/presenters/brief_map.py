"""The map in a brief: the drawing, who stands where in words, each linkage with its letter, and its marking."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peaceinfra.analysis.drawing.network_map import draw_network_map
from peaceinfra.analysis.facts import LinkageFact
from peaceinfra.analysis.network.folding import folded
from peaceinfra.analysis.network.network import network_on
from peaceinfra.analysis.network.plan import Plan, Row
from peaceinfra.analysis.network.ties import ties_of
from peaceinfra.analysis.process_facts import ProcessFacts
from peaceinfra.analysis.warning import SINGLE_BROKER, UNLINKED, Occasion
from peaceinfra.core.choices import Level
from peaceinfra.dashboards.briefs.content import Picture, Section
from peaceinfra.dashboards.presenters.addresses import page_address
from peaceinfra.dashboards.presenters.brief_statements import Statements
from peaceinfra.dashboards.presenters.linkages import row_address
from peaceinfra.dashboards.presenters.network_map import Picture as NetworkPicture
from peaceinfra.dashboards.presenters.network_map import picture_of
from peaceinfra.dashboards.presenters.sentences import map_sentence

#: So many linkages are listed under the map: those whose sources are read with the process.
MOST_LISTED = 100


def map_keys(facts: ProcessFacts) -> Iterator[int]:
    """The records that may put somebody on the map, and the communities on it."""
    yield from (key for keys in _named_by(facts).values() for key in keys)
    yield from (reach.community.key for reach in facts.reaches if reach.community)


def map_section(statements: Statements, occasion: Occasion) -> Section:
    facts, held = statements.facts, statements.held
    network = network_on(facts, occasion.on)
    # A linkage that is listed leads to its line here, any other to the page of the process.
    listed = {linkage.key for linkage in held[:MOST_LISTED]}
    places = {linkage.key: place for place, linkage in enumerate(facts.linkages)}

    def address(linkage: LinkageFact) -> str:
        if linkage.key in listed:
            return f"#{linkage.public_id}"
        return row_address(facts, places[linkage.key], occasion.day)

    found = picture_of(
        facts, network, network, occasion, address, page_address(facts.public_id, occasion.day)
    )
    more = len(held) - MOST_LISTED
    rest = ngettext(
        "and %(n)s more on the page of the process", "and %(n)s more on the page of the process", more
    )
    return Section(
        "map",
        found.look.title,
        statements.drawn(MOST_LISTED),
        rest % {"n": more} if more > 0 else "",
        place="map",
        lead=map_sentence(held, statements.certainties, occasion.on),
        picture=_picture(statements, found) if found.plan.marks else None,
    )


def _picture(statements: Statements, found: NetworkPicture) -> Picture:
    drawing = draw_network_map(folded(found.plan), found.look)
    return Picture(drawing, _in_words(found), _level(statements, found))


def _in_words(found: NetworkPicture) -> str:
    """Who stands on which row, for who does not see the drawing."""
    said = []
    for row in Row:
        names = [mark.label for mark in found.plan.marks if mark.row == row]
        if names:
            name = " ".join(filter(None, found.look.rows[row]))
            said.append(_("%(level)s: %(names)s") % {"level": name, "names": ", ".join(names)})
    return ". ".join([found.look.title, *said]) + "."


def _level(statements: Statements, found: NetworkPicture) -> Level:
    """The highest marking of all that is drawn, also of what did not hold on the day.

    That somebody has a part in the process is as guarded as the least guarded record that says so. Who is a single
    broker, and who has no link, are as guarded as those answers.
    """
    named_by = _named_by(statements.facts)
    highest = max(statements.levels.values(), default=Level.STRICT)
    levels = [statements.level(statements.facts.key, *_drawn_records(found.plan))]
    nodes = [node for mark in found.plan.marks for node in mark.nodes]
    for node in nodes:
        if node.actor:
            named = min((statements.level(row) for row in named_by.get(node.key, ())), default=highest)
            levels += [statements.level(node.key), named]
        elif node.community:
            levels.append(statements.level(node.key))
    looks = [found.look.marks[node.key] for node in nodes]
    if any(look.has_ring for look in looks):
        levels.append(SINGLE_BROKER.floor)
    if any(mark.is_alone for mark in found.plan.marks) or any(look.tells_who_lacks for look in looks):
        levels.append(UNLINKED.floor)
    return Level(max(levels))


def _drawn_records(plan: Plan) -> set[int]:
    return {tie.key for line in plan.lines for tie in line.ties}


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
