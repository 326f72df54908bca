"""What a process page says first: who of the local actors has a way to the table, what is quiet, what is missing.

What names the local actors, or counts them by their ways, is a list of targets: below the floor it is left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peaceinfra.analysis import derived
from peaceinfra.analysis.facts import LinkageFact
from peaceinfra.analysis.network.graph import Standing
from peaceinfra.analysis.network.network import Network
from peaceinfra.analysis.network.ties import TieKind
from peaceinfra.analysis.warning import SINGLE_BROKER, UNLINKED, Occasion, listed
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.core.dates.words import day_text
from peaceinfra.core.visibility import recorded_on
from peaceinfra.dashboards.presenters.linkages import freshness_of


@dataclass(frozen=True, slots=True)
class Figure:
    """A heading, the fact, and what more there is to say of it."""

    heading: str
    fact: str
    more: str = ""


def sentence(network: Network, occasion: Occasion) -> str:
    """How the local actors stand to the table, in one sentence.

    "" below the floor, where there are none, where nobody searched for links, and of a process that is over.
    """
    if not (network.local and occasion.allows(UNLINKED)):
        return ""
    numbers = {standing: len(network.locals_that(standing)) for standing in Standing}
    said = "; ".join(
        _words_for(standing, number) % {"n": number} for standing, number in numbers.items() if number
    )
    if occasion.day:
        words = ngettext(
            "Of %(all)s local actor on record, %(said)s.",
            "Of %(all)s local actors on record, %(said)s.",
            len(network.local),
        )
    elif recorded_on():
        words = ngettext(
            "On %(day)s, of %(all)s local actor on record, %(said)s.",
            "On %(day)s, of %(all)s local actors on record, %(said)s.",
            len(network.local),
        )
    else:
        words = ngettext(
            "Today, of %(all)s local actor on record, %(said)s.",
            "Today, of %(all)s local actors on record, %(said)s.",
            len(network.local),
        )
    return words % {"all": len(network.local), "said": said, "day": day_text(occasion.on)}


def _words_for(standing: Standing, number: int) -> str:
    return {
        Standing.THERE: ngettext("%(n)s sits at the table", "%(n)s sit at the table", number),
        Standing.FREE: ngettext(
            "%(n)s reaches the table in more than one way, or is tied to it directly",
            "%(n)s reach the table in more than one way, or are tied to it directly",
            number,
        ),
        Standing.HANGS: ngettext(
            "%(n)s reaches it through one other actor alone",
            "%(n)s reach it through one other actor alone",
            number,
        ),
        Standing.PERHAPS: ngettext(
            "%(n)s reaches it by confirmed ways through one other actor alone",
            "%(n)s reach it by confirmed ways through one other actor alone",
            number,
        ),
        Standing.UNCONFIRMED: ngettext(
            "%(n)s has more than one way, and none that was confirmed lately",
            "%(n)s have more than one way, and none that was confirmed lately",
            number,
        ),
        Standing.NO_WAY: ngettext(
            "%(n)s has no recorded way to it", "%(n)s have no recorded way to it", number
        ),
    }[standing]


def figures(network: Network, held: list[LinkageFact], occasion: Occasion) -> list[Figure]:
    """Linked, hanging on one, gone quiet, missing: as many of them as the reader is told.

    network    that of the day that warnings speak of
    held       the linkages that are shown
    """
    found = [
        _linked(network, occasion),
        _hanging(network, occasion) if SINGLE_BROKER.is_open_to(occasion.viewer) else None,
        _quiet(held, occasion),
        _missing(network, occasion) if UNLINKED.is_open_to(occasion.viewer) else None,
    ]
    return [figure for figure in found if figure]


def _linked(network: Network, occasion: Occasion) -> Figure:
    heading, total = _("Linked"), len(network.local)
    if not total:
        return Figure(heading, _("no local actor on the records you may see"))
    if not UNLINKED.is_open_to(occasion.viewer):
        fact = ngettext("%(n)s local actor on record", "%(n)s local actors on record", total)
        return Figure(heading, fact % {"n": total})
    without = len(network.locals_that(Standing.NO_WAY))
    fact = ngettext(
        "%(n)s of %(all)s local actor with a recorded way to the table",
        "%(n)s of %(all)s local actors with a recorded way to the table",
        total,
    )
    quiet = [
        actor.name
        for standing in (Standing.HANGS, Standing.UNCONFIRMED)
        for actor in network.locals_that(standing)
        if not network.standings[actor.key].is_confirmed
    ]
    more = _("not confirmed lately: %(names)s") % {"names": listed(sorted(quiet))} if quiet else ""
    return Figure(heading, fact % {"n": total - without, "all": total}, more)


def _hanging(network: Network, occasion: Occasion) -> Figure:
    heading = _("Depend on one")
    if occasion.is_over:
        return Figure(heading, _("does not apply: the process is over"))
    if not occasion.allows(SINGLE_BROKER):
        return Figure(heading, _("not researched"))
    hanging = network.locals_that(Standing.HANGS)
    if not hanging:
        return Figure(heading, _("nobody, on the records you may see"))
    fact = ngettext("%(n)s local actor", "%(n)s local actors", len(hanging)) % {"n": len(hanging)}
    through = _("only through %(broker)s: %(names)s")
    said = [
        through % {"broker": network.nodes[broker].name, "names": listed([actor.name for actor in actors])}
        for broker, actors in network.hanging.items()
    ]
    return Figure(heading, fact, listed(said, "; "))


def _quiet(held: list[LinkageFact], occasion: Occasion) -> Figure:
    heading, on = _("Gone quiet"), occasion.on
    current, others = [], []
    for linkage in held:
        (current if freshness_of(linkage, on) else others).append(linkage)
    if not held:
        return Figure(heading, _("no linkage on the records you may see"))
    more = _without_freshness(others, on)
    if occasion.is_over:
        return Figure(heading, _("does not apply: the process is over"), more)
    if not current:
        return Figure(heading, _("does not apply: %(why)s") % {"why": more})
    stale = [linkage for linkage in current if derived.is_overdue(linkage, on)]
    fact = ngettext(
        "%(n)s of %(all)s linkage not confirmed within its review interval",
        "%(n)s of %(all)s linkages not confirmed within their review interval",
        len(current),
    )
    said = "; ".join(filter(None, [_oldest(stale, on), more]))
    return Figure(heading, fact % {"n": len(stale), "all": len(current)}, said)


def _oldest(stale: Iterable[LinkageFact], on) -> str:
    seen = [(day, linkage.key, linkage) for linkage in stale if (day := derived.last_evidence(linkage, on))]
    if not seen:
        return ""
    day, _key, linkage = min(seen)
    return _("longest ago: %(link)s, seen %(date)s") % {
        "link": linkage.label,
        "date": derived.sighting_text(linkage, day),
    }


def _without_freshness(linkages: list[LinkageFact], on) -> str:
    """How many linkages nobody could confirm on a day, and why."""
    ended = sum(derived.has_ended(linkage, on) for linkage in linkages)
    later = sum(derived.has_not_begun(linkage, on) for linkage in linkages)
    parts = []
    if ended:
        parts.append(ngettext("%(n)s linkage is over", "%(n)s linkages are over", ended) % {"n": ended})
    if later:
        words = ngettext("%(n)s linkage has not begun yet", "%(n)s linkages have not begun yet", later)
        parts.append(words % {"n": later})
    return "; ".join(parts)


def _missing(network: Network, occasion: Occasion) -> Figure:
    heading = _("Missing")
    if occasion.is_over:
        return Figure(heading, _("does not apply: the process is over"))
    if not occasion.allows(UNLINKED):
        return Figure(heading, _("not researched"))
    without = [actor.name for actor in network.locals_that(Standing.NO_WAY)]
    unreached = _unreached(network)
    if not without and not unreached:
        return Figure(heading, _("nothing, on the records you may see"))
    counted = [
        (len(without), ngettext("%(n)s local actor", "%(n)s local actors", len(without))),
        (len(unreached), ngettext("%(n)s community", "%(n)s communities", len(unreached))),
    ]
    said = [
        (without, _("no recorded way to the table: %(names)s")),
        (unreached, _("nobody on record reaches: %(names)s")),
    ]
    return Figure(
        heading,
        ", ".join(words % {"n": number} for number, words in counted if number),
        "; ".join(words % {"names": listed(names)} for names, words in said if names),
    )


def _unreached(network: Network) -> list[str]:
    """The communities of which it is said who reaches them, and that nobody on record reaches, by name."""
    reached = {
        held.tie.stops[-1].key
        for held in network.held
        if held.tie.kind == TieKind.REACH and held.way > Certainty.NO
    }
    return sorted(node.name for node in network.nodes.values() if node.community and node.key not in reached)
