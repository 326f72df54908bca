"""The page of two days: both side by side, and the changes in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peaceinfra.analysis.collect import TwoDays
from peaceinfra.analysis.drawing.svg import Drawing
from peaceinfra.analysis.network.difference import ABSENT, Answer, Change, What
from peaceinfra.analysis.network.network import Network
from peaceinfra.analysis.network.ties import TieKind
from peaceinfra.analysis.process_facts import ProcessFacts
from peaceinfra.analysis.warnings import occasion_of
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.core.dates.words import day_text, typed_text
from peaceinfra.core.visibility import Viewer
from peaceinfra.dashboards.presenters.addresses import tie_address
from peaceinfra.dashboards.presenters.changes import Change as RecordChange
from peaceinfra.dashboards.presenters.difference_map import difference_map
from peaceinfra.dashboards.presenters.figures import figures
from peaceinfra.dashboards.presenters.linkages import certainty_of
from peaceinfra.dashboards.presenters.process_time import changes_beside_ties
from peaceinfra.dashboards.presenters.summary import addresses, status
from secretariats.choices import ChannelState

#: {how it changed: its sign, a word for it}
WORDS = {
    What.BEGAN: ("+", gettext_lazy("began")),
    What.ENDED: ("−", gettext_lazy("ended")),
    What.STATE: ("~", gettext_lazy("changed its state")),
    What.BECAME_CERTAIN: ("+", gettext_lazy("is certain on the second day")),
    What.MAY_HAVE_ENDED: ("−", gettext_lazy("may have ended")),
    What.LESS_SURE: ("?", gettext_lazy("still confirmed, but not certain any more")),
    What.LAPSED: ("?", gettext_lazy("not confirmed any more")),
    What.WENT_STALE: ("?", gettext_lazy("not seen for longer than its review time")),
    What.SEEN_AGAIN: ("+", gettext_lazy("seen again")),
    What.ENTERED: ("+", gettext_lazy("not told of this day then, told now")),
    What.TAKEN_OUT: ("−", gettext_lazy("told of this day then, not now")),
    What.CORRECTED: ("~", gettext_lazy("told otherwise now")),
}
_FRESHNESS = {
    "fresh": gettext_lazy("evidence fresh"),
    "ageing": gettext_lazy("evidence ageing"),
    "stale": gettext_lazy("evidence old"),
}


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """When, what and how: `address` is where the record stands."""

    when: str
    sign: str
    name: str
    kind: str
    what: str
    address: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class SideBySide:
    heading: str
    first: str
    second: str
    differs: str


def difference_page(two: TwoDays, viewer: Viewer, days: tuple[date, date], today: date) -> dict:
    """The template's words. Floors hold for each day by itself: what is not told of one has no row."""
    return {
        "facts": two.facts,
        "side_by_side": _side_by_side(two, viewer, days, today),
        "world": _rows(two.found.world),
        "evidence": _rows(two.found.evidence),
        "learnt": _rows(two.found.learnt),
        "beside_ties": [(change.when, change.what) for change in beside_ties(two.facts, *days)],
        "vertical": _drawing(two, viewer, days, today),
        "ties_of_both": len(_keys(two.first) & _keys(two.second)),
    }


def beside_ties(facts: ProcessFacts, first: date, second: date) -> list[RecordChange]:
    """All that can have begun, ended or changed between the days, the oldest first."""
    found = [
        change
        for change in changes_beside_ties(facts)
        if (change.first or change.last)
        and (change.first or date.min) <= second
        and first < (change.last or date.max)
    ]
    found.sort(key=lambda change: (change.first or date.min, change.last or date.max))
    return found


def _drawing(two: TwoDays, viewer: Viewer, days: tuple[date, date], today: date) -> Drawing:
    """Both days over the places of the whole life; what we learnt of the first day stands in its list alone."""
    changes = [*two.found.world, *two.found.evidence]
    occasion = occasion_of(two.facts, viewer, days[1], today)
    return difference_map(two.facts, two.first, two.second, changes, occasion)


def _keys(network: Network) -> set[int]:
    return {held.tie.key for held in network.held}


def _rows(changes: Iterable[Change]) -> list[ChangeRow]:
    return [_row(change) for change in changes]


def _row(change: Change) -> ChangeRow:
    sign, words = WORDS[change.what]
    return ChangeRow(
        when_of(change),
        sign,
        change.name,
        str(change.kind.label),
        str(words),
        tie_address(change.tie),
        _answer_words(change.kind, change.before),
        _answer_words(change.kind, change.after),
    )


def when_of(change: Change) -> str:
    """As precisely as it was typed; the days of a log as it tells them."""
    dates = change.fact.dates
    if change.days == (None, None):
        return ""
    if change.what in (What.BEGAN, What.BECAME_CERTAIN) and dates.start:
        return typed_text(dates.start)
    if change.what in (What.ENDED, What.MAY_HAVE_ENDED) and dates.end:
        return typed_text(dates.end)
    first, last = change.days
    if first == last or not (first and last):
        return day_text(first or last)
    return _("%(first)s to %(last)s") % {"first": day_text(first), "last": day_text(last)}


def _answer_words(kind: TieKind, answer: Answer) -> str:
    if answer == ABSENT:
        return _("not there")
    said = [str(Certainty(answer.certainty).label)]
    if answer.states:
        said.insert(0, _(" or ").join(str(ChannelState(state).label) for state in answer.states))
    if answer.freshness:
        said.append(str(_FRESHNESS[answer.freshness]))
    return ", ".join(said)


def _side_by_side(two: TwoDays, viewer: Viewer, days: tuple[date, date], today: date) -> list[SideBySide]:
    columns = [
        _column(facts, network, viewer, day, today) if facts else {}
        for facts, network, day in zip((two.of_first, two.facts), (two.first, two.second), days, strict=True)
    ]
    nothing = _("nothing recorded")
    return [
        SideBySide(heading, first, second, "" if first == second else _("differs"))
        for heading in (columns[1] or columns[0])
        for first, second in [(columns[0].get(heading, nothing), columns[1].get(heading, nothing))]
    ]


def _column(facts: ProcessFacts, network: Network, viewer: Viewer, day: date, today: date) -> dict[str, str]:
    """{heading: what it says of the day}"""
    occasion = occasion_of(facts, viewer, day, today)
    held = [link for link in facts.linkages if certainty_of(link, day, today) > Certainty.NO]
    found = [status(facts, day, today)]
    found += [(figure.heading, figure.fact, figure.more) for figure in figures(network, held, occasion)]
    found += [_channels(network), addresses(facts, occasion)]
    return {str(heading): "; ".join(filter(None, (str(fact), str(more)))) for heading, fact, more in found}


def _channels(network: Network) -> tuple[str, str, str]:
    """How many of the channels of the day let word pass."""
    ways: dict[int, Certainty] = {}
    for held in network.held:
        if held.tie.kind == TieKind.CHANNEL:
            ways[held.tie.key] = max(held.way, ways.get(held.tie.key, Certainty.NO))
    passing = sum(way > Certainty.NO for way in ways.values())
    words = _("%(n)s of %(all)s") % {"n": passing, "all": len(ways)} if ways else _("none recorded")
    return _("Channels by which word can pass"), words, ""
