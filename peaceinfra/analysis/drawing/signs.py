"""Which signs a drawing of time uses, so that the legend under it lists no others."""

from __future__ import annotations

import re
from collections import Counter

from peaceinfra.analysis.drawing.spans import STATUS_CLASSES

_SHAPE = re.compile(r'<(rect|line|circle|path)( [^>]*?)class="([^"]*)"')
_PLACE = re.compile(r' x="([^"]*)".* width="([^"]*)"')

#: {class: the sign it draws}
_SINGLE = {"cap": "cap", "ev": "event", "brk": "bracket", "earlier": "earlier"}


def signs_of(markup: str) -> set[str]:
    """full, outline, part, divided, even, thinning, cap, sighting, confirmed, event, bracket, earlier;
    and the status classes of the bars.
    """
    found: set[str] = set()
    possible: Counter = Counter()
    for tag, place, classes in _SHAPE.findall(markup):
        names = classes.split()
        if names[:1] in (["st"], ["loose"]):
            found |= _of_bar(names)
            if "p" in names:
                possible[_PLACE.search(place).groups()] += 1
        elif "evo" in names:
            found.add("sighting" if tag == "circle" else "confirmed")
        else:
            found |= {_SINGLE[name] for name in names if name in _SINGLE}
    return found | ({"divided"} if max(possible.values(), default=0) > 1 else set())


def _of_bar(names: list[str]) -> set[str]:
    states = {name for name in names if name in STATUS_CLASSES}
    if names[0] == "loose":
        return states | {"even" if "even" in names else "thinning"}
    return states | {"part" if "p" in names else "outline" if "o" in names else "full"}
