"""What a state can look like in a drawing of time: a fill that is known by its shapes, never by its colour.

Each look but the blank and the solid one is a pattern `p-<look>` of `svg_defs.html`.
"""

from __future__ import annotations

BLANK = ""
SOLID = "solid"
#: So many states are possible that their lanes are too thin to be told apart.
SEVERAL = "grid"

#: In the order of a legend: what prepares, what works, what works less, what rests, what went another way.
LOOKS = (
    "dots",
    "rings",
    "posts",
    SOLID,
    "bricks",
    "holes",
    "blocks",
    "rising",
    "pauses",
    "waves",
    "falling",
    "chevrons",
    "crosses",
    "queries",
    BLANK,
    SEVERAL,
)
