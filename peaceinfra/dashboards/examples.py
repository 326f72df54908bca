"""The drawings of the page on dates: one uncertain life each, drawn by the same rule as every other."""

from datetime import date

from django.utils.translation import gettext as _

from peaceinfra.analysis.drawing.timeline import Group, Row, Span4, Timeline, draw_timeline
from peaceinfra.core.dates.validity import bounds_of
from peaceinfra.core.dates.words import validity_text

# (start kind, start, end kind, end)
_LIVES = [
    ("actual", "2002-02-22", "actual", "2009-05-18"),
    ("actual", "2004", "actual", "2007~"),
    ("first_cited", "2004-02", "last_cited", "2007-03"),
    ("actual", "2003-06", "ongoing", "2008-05-01"),
    ("actual", "2003", "ended", "2008-12-31"),
    ("unknown", "", "unknown", ""),
]


def date_examples() -> list[tuple]:
    """(what is typed, how it reads, its drawing)"""
    return [_example(number, life) for number, life in enumerate(_LIVES, 1)]


def _example(number: int, life: tuple) -> tuple:
    start_kind, start, end_kind, end = life
    bounds = bounds_of(*life)
    span = Span4(bounds.start_min, bounds.start_max, bounds.end_min, bounds.end_max, start_kind, end_kind)
    words = validity_text(*life)
    timeline = Timeline(
        words,
        [Group("", [Row(_("example %(n)s") % {"n": number}, items=[span])])],
        start=date(2001, 1, 1),
        end=date(2011, 1, 1),
        ident=f"example-{number}",
    )
    return start or _("nothing"), end or _("nothing"), words, draw_timeline(timeline)
