"""The legend of a drawing: the drawing notes each sign as it draws it, so the legend lists no other and misses none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peaceinfra.analysis.drawing import svg
from peaceinfra.analysis.drawing.looks import BLANK, LOOKS
from peaceinfra.core.dates.choices import Certainty

_WIDTH, _HEIGHT = 36, 18


@dataclass(frozen=True, slots=True)
class LegendItem:
    """A sample and its words. `only`: "wide" or "narrow" where one of the two drawings alone has the sign.

    brief   fewer words, for the signs without which nobody can read the drawing
    """

    sample: SafeString
    words: str
    only: str = ""
    brief: str = ""


@dataclass(slots=True)
class Legend:
    """What one drawing shows: its signs, and for each look of a bar the states that it stands for."""

    signs: set[str] = field(default_factory=set)
    states: dict[str, dict[str, None]] = field(default_factory=dict)

    def add(self, *signs: str) -> None:
        self.signs.update(signs)

    def add_state(self, look: str, words: str) -> None:
        self.states.setdefault(look, {})[words] = None


def dates_sign(certainty: Certainty) -> str:
    """The sign of a line on a map, by how its dates answer; the bars of a drawing of time have others."""
    return f"dates_{certainty}"


def legend_of(wide: Legend, narrow: Legend) -> list[list[LegendItem]]:
    """The signs, then the states, of two drawings of one thing, as they are listed under them."""
    groups = [list(_signs(wide, narrow)), list(_states(wide, narrow))]
    return [items for items in groups if items]


def _signs(wide: Legend, narrow: Legend) -> Iterator[LegendItem]:
    briefly = _in_few_words(wide.signs | narrow.signs)
    for sign in SIGNS:
        if sign in wide.signs | narrow.signs:
            words, sample = SIGNS[sign]
            only = _only(sign in wide.signs, sign in narrow.signs)
            yield LegendItem(_sample(*sample), str(words), only, briefly.get(sign, ""))


def _in_few_words(drawn: set[str]) -> dict[str, str]:
    """{sign: its few words}; where the plain sign of a kind is not drawn, the first of its kind stands for it."""
    found = {}
    for sign, words in BRIEF.items():
        of_kind = [
            other for other in SIGNS if other in drawn and (other == sign or other.startswith(f"{sign}_"))
        ]
        if of_kind:
            found[of_kind[0]] = str(words)
    return found


def _states(wide: Legend, narrow: Legend) -> Iterator[LegendItem]:
    for look in LOOKS:
        words = wide.states.get(look, {}) | narrow.states.get(look, {})
        if words:
            only = _only(look in wide.states, look in narrow.states)
            yield LegendItem(_sample(*_bar(look)), _words(look, words), only)


def _words(look: str, words: dict[str, None]) -> str:
    said = "; ".join(words)
    return _("blank: %(states)s") % {"states": said} if look == BLANK else said


def _only(in_wide: bool, in_narrow: bool) -> str:
    return "" if in_wide and in_narrow else "wide" if in_wide else "narrow"


def _sample(*shapes: str) -> SafeString:
    return mark_safe(
        svg.element(
            "svg", *shapes, width=_WIDTH, height=_HEIGHT, aria_hidden="true", focusable="false", class_="eg"
        )
    )


def _bar(look: str) -> list[str]:
    """A bar of the look; for the blank one the end of a bar."""
    if look == BLANK:
        return [svg.rect(1, 3, 14, 12, "st solid"), svg.line(15, 0, 15, 18, "cap")]
    return [svg.rect(1, 2, 34, 14, f"st {look}")]


def _edge(class_: str, *more: str) -> list[str]:
    return [svg.line(0, 9, 36, 9, f"e {class_}".strip()), *more]


def _channel(class_: str) -> list[str]:
    return [svg.line(0, 9, 36, 9, f"ch {class_}".strip()), svg.line(0, 9, 36, 9, "chin")]


def _tag(letter: str, radius: float) -> list[str]:
    return [
        svg.circle(18, 9, radius - 1, "tag"),
        svg.text(18, 13, letter, "tl", "middle"),
    ]


def _loose(*pieces: tuple[float, float]) -> list[str]:
    return [svg.rect(x, 6, width, 6, "loose solid") for x, width in pieces]


_TICKS = svg.line(0, 9, 36, 9, "ticks")

#: {sign of a drawing of time: (its words, the shapes of its sample)}, in the order of a legend.
TIME_SIGNS: dict[str, tuple] = {
    Certainty.CERTAIN: (gettext_lazy("full height: dates certain"), [svg.rect(1, 2, 34, 14, "st solid")]),
    "unsettled": (
        gettext_lazy("outline around a narrow band: dates certain, statement not settled; see its grade"),
        [svg.rect(1, 2, 34, 14, "st unsettled"), svg.rect(1, 6, 34, 6, "core solid")],
    ),
    Certainty.POSSIBLE: (
        gettext_lazy("part height, broken outline: possible on that day"),
        [svg.rect(1, 9, 34, 7, "st solid p")],
    ),
    "divided": (
        gettext_lazy("divided: one or the other"),
        [svg.rect(1, 2, 34, 7, "st solid p"), svg.rect(1, 9, 34, 7, "st rising p")],
    ),
    "even": (
        gettext_lazy("even dashes: at some time in this span"),
        _loose((1, 9), (14, 9), (27, 9)),
    ),
    "thinning": (gettext_lazy("thinning out: no limit known"), _loose((1, 13), (19, 8), (32, 4))),
    "cap": (gettext_lazy("earliest, latest or known day"), [svg.line(18, 1, 18, 17, "cap")]),
    "sighting": (gettext_lazy("first or last sighting in a source"), [svg.circle(18, 9, 3.5, "evo")]),
    "confirmation": (gettext_lazy("confirmed on this day"), [svg.diamond(18, 9, 5, "evo")]),
    "event": (gettext_lazy("event on a known day"), [svg.diamond(18, 9, 6, "ev")]),
    "bracket": (gettext_lazy("event on an unknown day of this span"), [svg.path("M2 14V7H34V14", "brk")]),
    "open_bracket": (
        gettext_lazy("event on an unknown day, no limit known on one side or both"),
        [svg.path("M2 14V7H34", "brk open")],
    ),
    "earlier": (
        gettext_lazy("began before the time that is drawn"),
        [svg.path("M21 4v10l-7 -5z", "earlier")],
    ),
}

#: The same of the map of a process.
MAP_SIGNS: dict[str, tuple] = {
    "linkage": (gettext_lazy("line with a letter: linkage"), [*_edge("ageing"), *_tag("a", 9)]),
    dates_sign(Certainty.CERTAIN): (gettext_lazy("unbroken: dates certain"), _edge("ageing")),
    dates_sign(Certainty.CONFIRMED): (
        gettext_lazy("long dashes: ongoing, confirmed"),
        _edge("ageing confirmed"),
    ),
    dates_sign(Certainty.POSSIBLE): (gettext_lazy("short dashes: possible"), _edge("ageing possible")),
    "fresh": (gettext_lazy("thick: fresh"), _edge("")),
    "ageing": (gettext_lazy("medium: ageing"), _edge("ageing")),
    "stale": (gettext_lazy("thin, grey: not confirmed in time"), _edge("stale")),
    "over": (
        gettext_lazy("a bar at both ends: over, or not begun; nothing to confirm"),
        [*_edge("over"), svg.path("M3 5.5v7M33 5.5v7", "bar")],
    ),
    "channel": (gettext_lazy("double line with a number: channel, word passes"), _channel("")),
    "channel_partly": (gettext_lazy("broken double line: at times, in part, or perhaps"), _channel("partly")),
    "channel_unknown": (gettext_lazy("thin broken double line: state not known"), _channel("unknown")),
    "channel_cut": (gettext_lazy("dotted double line: cut"), _channel("cut")),
    "channel_closed": (gettext_lazy("pale double line: closed"), _channel("closed")),
    "seat": (gettext_lazy("dots: a seat or a post in a body"), [svg.line(0, 9, 36, 9, "mem")]),
    "seat_possible": (
        gettext_lazy("dots far apart: possible seat or post"),
        [svg.line(0, 9, 36, 9, "mem possible")],
    ),
    "struct": (
        gettext_lazy("thin, with ticks across: serves, is part of, reports to, is hosted by"),
        _edge("struct", _TICKS),
    ),
    "struct_possible": (
        gettext_lazy("the same, dashed: perhaps serves or belongs to"),
        _edge("struct possible", _TICKS),
    ),
    "reach": (gettext_lazy("line without a letter: reaches"), [svg.line(0, 9, 36, 9, "rea")]),
    "reach_trusted": (
        gettext_lazy("thicker: reaches, and is trusted"),
        [svg.line(0, 9, 36, 9, "rea trusted")],
    ),
    "reach_weak": (
        gettext_lazy("dashed: reach possible, past or not described"),
        [svg.line(0, 9, 36, 9, "rea possible")],
    ),
    "changed_new": (gettext_lazy("+ thick: new"), [svg.line(0, 9, 36, 9, "d-new")]),
    "changed_gone": (
        gettext_lazy("− dotted: ended, cut, or perhaps ended"),
        [svg.line(0, 9, 36, 9, "d-gone")],
    ),
    "changed_state": (gettext_lazy("~ dashed double line: another state"), _channel("d-state")),
    "changed_aged": (
        gettext_lazy("? dash and dot: less sure, as our evidence is older"),
        [svg.line(0, 9, 36, 9, "d-aged")],
    ),
    "changed_surer": (gettext_lazy("+ medium: surer than before"), [svg.line(0, 9, 36, 9, "d-surer")]),
    "changed_same": (gettext_lazy("thin, grey: the same on both days"), [svg.line(0, 9, 36, 9, "d-same")]),
    "off": (gettext_lazy("pale: does not hold"), [svg.line(0, 9, 36, 9, "off")]),
    "party": (gettext_lazy("party or mediator"), [svg.rect(12, 3, 12, 12, "n full")]),
    "body": (gettext_lazy("body"), [svg.rect(12, 3, 12, 12, "n")]),
    "person": (gettext_lazy("person or group"), [svg.circle(18, 9, 6, "n")]),
    "forum": (gettext_lazy("forum or platform"), [svg.diamond(18, 9, 7.5, "n")]),
    "community": (
        gettext_lazy("community, or level of society"),
        [svg.path("M11 15L18 3L25 15z", "n")],
    ),
    "folded": (
        gettext_lazy("double sign: several, with their number"),
        [svg.circle(20, 7, 5.5, "n"), svg.circle(17, 10, 5.5, "n")],
    ),
    "possible_actor": (
        gettext_lazy("dashed outline: possible, or over"),
        [svg.rect(12, 3, 12, 12, "n possible")],
    ),
    "broker": (
        gettext_lazy("the only way for some"),
        [svg.circle(18, 9, 8, "ring"), svg.circle(18, 9, 4.5, "n")],
    ),
    "fictional": (gettext_lazy("name in italics: fictional"), [svg.text(14, 13, "a", "ti")]),
}

#: The signs of a map that stand under it always, in few words.
BRIEF = {
    dates_sign(Certainty.CERTAIN): gettext_lazy("dates certain"),
    dates_sign(Certainty.CONFIRMED): gettext_lazy("confirmed"),
    dates_sign(Certainty.POSSIBLE): gettext_lazy("possible"),
    "stale": gettext_lazy("not confirmed in time"),
    "channel": gettext_lazy("channel"),
    "seat": gettext_lazy("seat or post"),
    "struct": gettext_lazy("serves or belongs to"),
    "reach": gettext_lazy("reaches"),
    "broker": gettext_lazy("only way for some"),
    "changed_new": gettext_lazy("new"),
    "changed_gone": gettext_lazy("ended or cut"),
    "changed_state": gettext_lazy("another state"),
    "changed_aged": gettext_lazy("less sure: older evidence"),
    "changed_surer": gettext_lazy("surer"),
    "changed_same": gettext_lazy("the same"),
}

SIGNS = TIME_SIGNS | MAP_SIGNS
