"""What stands beside the map of a process in long lists, written in Python as other long tables (`record_rows`)."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from peaceinfra.analysis.drawing.legend import LegendItem
from peaceinfra.dashboards.presenters.summary import Connection
from peaceinfra.dashboards.presenters.ties_table import TieRow
from peaceinfra.dashboards.templatetags.record_rows import cell_of
from peaceinfra.dashboards.templatetags.register import bdi, certainty_mark

register = template.Library()


@register.simple_tag
def legend_items(items: Iterable[LegendItem]) -> SafeString:
    """What each sign means."""
    return mark_safe("".join([f"{_item(item, item.words)}\n" for item in items]))


@register.simple_tag
def brief_legend_items(legend: Iterable[Iterable[LegendItem]]) -> SafeString:
    """In few words, of the signs that have them."""
    return mark_safe("".join([_item(item, item.brief) for items in legend for item in items if item.brief]))


def _item(item: LegendItem, words: str) -> str:
    only = f' class="{item.only}"' if item.only else ""
    return f"<li{only}>{item.sample}{conditional_escape(words)}</li>"


@register.simple_tag(takes_context=True)
def way_items(context, connections: Iterable[Connection]) -> SafeString:
    """Who speaks to whom, how, and in which state."""
    day = context.get("as_of")
    return mark_safe("".join([_way(one, one.certainty.label if day else "") for one in connections]))


def _way(one: Connection, held: str) -> str:
    state = one.state or held
    said = f", {conditional_escape(state)}" if state else ""
    return f"<li><b>{bdi(one.who)}</b>: {bdi(one.how)}{said}</li>"


@register.simple_tag(takes_context=True)
def tie_rows(context, rows: Iterable[TieRow]) -> SafeString:
    """The body of the table of ties that are neither linkages nor channels."""
    heads = _("To whom"), _("Tie"), _("When"), _("On this day")
    with_day = bool(context.get("as_of"))
    return mark_safe("".join([_tie(row, heads, with_day) for row in rows]))


def _tie(row: TieRow, heads: tuple[str, ...], with_day: bool) -> str:
    inside = [conditional_escape(row.there), conditional_escape(row.kind), bdi(row.when)]
    if with_day:
        inside.append(certainty_mark(row.certainty))
    cells = "".join(map(cell_of, heads, inside))
    head = f'<th role="rowheader" scope="row">{conditional_escape(row.here)}</th>'
    return f'<tr role="row">{head}{cells}</tr>\n'
