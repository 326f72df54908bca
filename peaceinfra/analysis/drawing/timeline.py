"""Status logs, intervals and events on one axis of days, drawn as SVG for wide screens and for phones.

How doubt is drawn is `lanes.py`; this room lays out rows, words and the line of the chosen day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from peaceinfra.analysis.drawing import svg
from peaceinfra.analysis.drawing.axis import Axis, range_of
from peaceinfra.analysis.drawing.legend import Legend, legend_of
from peaceinfra.analysis.drawing.lettering import isolated, shortened, width_of, wrapped
from peaceinfra.analysis.drawing.rowparts import Layers, draw_row_parts
from peaceinfra.analysis.drawing.spans import Group, Mark, OnDay, Phase, Row, Span4, Timeline

__all__ = ["Group", "Mark", "OnDay", "Phase", "Row", "Span4", "Timeline", "draw_timeline"]


#: So many lines a name may take: who is linked to whom must be read without opening anything.
NAME_LINES = 4


@dataclass(frozen=True, slots=True)
class Layout:
    """Measures of one of the two drawings, in drawing units (1:1 in pixels where it is shown)."""

    suffix: str
    class_: str
    width: int
    left: float
    right: float
    bar: float
    words: float | None = None
    names_beside: bool = False


@dataclass(slots=True)
class Canvas:
    """What is drawn below and above the line of the chosen day."""

    axis: Axis
    layout: Layout
    legend: Legend
    y: float = 0
    under: list[str] = field(default_factory=list)
    bars: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)

    def add(self, layers: Layers) -> None:
        self.bars += layers.bars
        self.labels += layers.labels


def draw_timeline(timeline: Timeline) -> svg.Drawing:
    """Both drawings. Their ids are `<ident>-w` and `<ident>-n`: `ident` must be unique on its page."""
    words = 984 if timeline.as_of else None
    wide = Layout("w", "wide", 1152, 232, 966 if timeline.as_of else 1150, 24, words, True)
    narrow = Layout("n", "narrow", 358, 2, 356, 22)
    legends = Legend(), Legend()
    return svg.Drawing(
        _draw(timeline, wide, legends[0]), _draw(timeline, narrow, legends[1]), legend_of(*legends)
    )


def _draw(timeline: Timeline, layout: Layout, legend: Legend) -> svg.SafeString:
    start, end, dated = range_of(timeline)
    canvas = Canvas(Axis(layout.left, layout.right, start, end, dated), layout, legend)
    first_line = 50 if timeline.as_of and not layout.words else 24
    canvas.y = first_line + 4
    for group in timeline.groups:
        _draw_group(canvas, group)
    if not timeline.groups:
        canvas.labels.append(svg.text(layout.left, canvas.y + 14, _("nothing recorded"), "t2"))
        canvas.y += 28
    bottom = canvas.y
    return svg.root(
        width=layout.width,
        height=bottom + 4,
        name=timeline.title,
        ident=f"{timeline.ident}-{layout.suffix}",
        class_=layout.class_,
        children=[
            *_grid(canvas, first_line, bottom),
            *canvas.under,
            *canvas.bars,
            *_chosen_day(canvas, timeline, bottom),
            *canvas.labels,
        ],
    )


def _grid(canvas: Canvas, first_line: float, bottom: float) -> Iterator[str]:
    for day, words in canvas.axis.ticks():
        x = canvas.axis.x(day)
        yield svg.line(x, first_line - 4, x, bottom, "axis")
        if x + 3 + width_of(words) <= canvas.layout.right + 6:
            yield svg.text(x + 3, first_line - 8, words, "t2 ts")


def _chosen_day(canvas: Canvas, timeline: Timeline, bottom: float) -> Iterator[str]:
    """One line through all rows, tied to the heading of the column that says the state in words."""
    if timeline.as_of is None:
        return
    x, layout = canvas.axis.x(timeline.as_of), canvas.layout
    heading = _("On %(day)s") % {"day": date_format(timeline.as_of, "j F Y")}
    shown = canvas.axis.start <= timeline.as_of < canvas.axis.end
    flag_width = layout.width - layout.words if layout.words else width_of(heading, 13, bold=True) + 16
    flag_x = layout.words or min(max(x - flag_width / 2, 0), layout.width - flag_width)
    yield svg.rect(flag_x, 2, flag_width, 20, "asofflag")
    yield svg.text(flag_x + 8, 16.5, shortened(heading, flag_width - 8, 13, bold=True), "inv")
    if shown:
        yield svg.line(x, 22, x, bottom, "asofline")
        yield svg.path(f"M{svg.number(x - 5)} 22h10l-5 7z", "asofflag")
        if layout.words:
            yield svg.line(x, 21.5, layout.words, 21.5, "asofline")


def _draw_group(canvas: Canvas, group: Group) -> None:
    if group.label:
        canvas.y += 22
        label = shortened(group.label, canvas.layout.width, 13, bold=True)
        full = _if_cut(label, group.label)
        canvas.labels.append(svg.text(0, canvas.y - 5, isolated(label), "tb halo", full=full))
        canvas.under.append(svg.line(0, canvas.y + 0.5, canvas.layout.width, canvas.y + 0.5, "groupline"))
    canvas.y += 8
    for row in group.rows:
        (_draw_row_beside if canvas.layout.names_beside else _draw_row_below)(canvas, row)
    canvas.y += 6


def _draw_row_beside(canvas: Canvas, row: Row) -> None:
    """A row with its name beside the bars, and the words of the chosen day at the other end."""
    layers = draw_row_parts(row, canvas.axis, canvas.y, canvas.layout.bar, canvas.legend, label_lines=3)
    canvas.add(layers)
    name = _lines(row.label, row.sublabel, canvas.layout.left - 16, 0, "")
    words = _on_day_lines(canvas, row.on_day_words)
    top = layers.first_bar + canvas.layout.bar / 2
    tallest = 0.0
    for lines in (name, words):
        # Centred on the bar, but never above the row.
        y = max(top - 15 * len(lines) / 2 + 12, canvas.y + 12)
        for i, (x, shown, class_, full) in enumerate(lines):
            canvas.labels.append(svg.text(x, y + 15 * i, isolated(shown), class_, full=full))
        tallest = max(tallest, y + 15 * (len(lines) - 1) + 6)
    canvas.y = max(layers.bottom, tallest) + 10


def _on_day_lines(canvas: Canvas, on_day: OnDay | None) -> list[tuple[float, str, str, str]]:
    if on_day is None or canvas.layout.words is None:
        return []
    room = canvas.layout.width - canvas.layout.words
    return _lines(on_day.words, on_day.note, room, canvas.layout.words, "tb" if on_day.certain else "")


def _lines(words: str, note: str, room: float, x: float, class_: str) -> list[tuple[float, str, str, str]]:
    """A name on up to four lines and a note on one, as (x, words, class, full words where shortened)."""
    first = wrapped(words, room * (0.92 if class_ else 1), NAME_LINES, 13)
    full = _if_cut(" ".join(first), " ".join(words.split()))
    lines = [(x, line, class_, full) for line in first]
    short = shortened(note, room)
    return lines + ([(x, short, "t2 ts", _if_cut(short, note))] if short else [])


def _draw_row_below(canvas: Canvas, row: Row) -> None:
    """A row whose name stands on its own line above the bars, with the words of the chosen day after it."""
    room = canvas.layout.width
    beside = row.on_day_words.words if row.on_day_words else row.sublabel
    class_ = "tb" if row.on_day_words and row.on_day_words.certain else "t2"
    *before, label = wrapped(row.label, room / 1.15, NAME_LINES, 12) or [""]
    full = _if_cut(" ".join([*before, label]), " ".join(row.label.split()))
    for line in before:
        canvas.y += 13
        canvas.labels.append(svg.text(0, canvas.y, isolated(line), "tb ts halo", full=full))
        canvas.y += 2
    used = width_of(label, 12, bold=True) + 10
    canvas.y += 13
    name = svg.tspan(isolated(label), "tb")
    if beside and used + width_of(beside, 12, bold=class_ == "tb") <= room:
        name += svg.element("tspan", svg.text_content(isolated(beside)), dx=8, class_=class_)
        beside = ""
    canvas.labels.append(svg.element("text", svg.title(full) + name, x=0, y=canvas.y, class_="ts halo"))
    if beside:
        canvas.y += 15
        short = shortened(beside, room, 12, bold=class_ == "tb")
        full = _if_cut(short, beside)
        canvas.labels.append(svg.text(0, canvas.y, isolated(short), f"{class_} ts halo", full=full))
    layers = draw_row_parts(row, canvas.axis, canvas.y + 4, canvas.layout.bar, canvas.legend, label_lines=3)
    canvas.add(layers)
    canvas.y = layers.bottom + 12


def _if_cut(shown: str, full: str) -> str:
    return "" if shown == full else full
