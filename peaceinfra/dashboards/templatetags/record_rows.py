"""The rows of long tables, written in Python: a template takes several times as long for each of their cells.

They read as the template that has them would: every value is escaped, and set apart where it was typed by somebody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from peaceinfra.analysis.drawing.glyphs import glyph
from peaceinfra.analysis.facts import ActorFact, EvidenceFact, Through
from peaceinfra.dashboards.presenters.addresses import actor_pages, record_page
from peaceinfra.dashboards.presenters.evidence import Cites
from peaceinfra.dashboards.presenters.linkages import LinkageRow
from peaceinfra.dashboards.presenters.tables import Table
from peaceinfra.dashboards.subpages import sub_page_address
from peaceinfra.dashboards.templatetags.register import bdi, certainty_mark, freshness_mark

register = template.Library()


class Page(NamedTuple):
    """What all rows of a page have in common.

    query           the day that links to records carry along, escaped
    actor_page      where the page of an actor stands
    is_fictional    all of it is invented, so that no name says so by itself
    """

    query: str
    actor_page: Callable[[ActorFact], str]
    is_fictional: bool
    day: object = None
    with_process: bool = False


def _page(context) -> Page:
    return Page(
        conditional_escape(context.get("record_query", "")),
        actor_pages(),
        getattr(context.get("facts"), "is_fictional", False),
        context.get("as_of"),
        bool(context.get("with_process")),
    )


@register.simple_tag(takes_context=True)
def actor_name(context, actor: ActorFact) -> SafeString:
    """The name of an actor as a link to its page."""
    return mark_safe(_actor(actor, _page(context)))


@register.simple_tag(takes_context=True)
def source_cites(context, cites: Cites) -> SafeString:
    """What one statement rests on: each source to be opened, with the grades and places in it."""
    return mark_safe(_cites(cites, _page(context)))


@register.simple_tag(takes_context=True)
def table_rows(context, table: Table) -> SafeString:
    """The body of a table of records."""
    page = _page(context)
    return mark_safe("\n".join([_table_row(row, table, page) for row in table.rows]))


@register.simple_tag(takes_context=True)
def linkage_rows(context, linkages: Iterable[tuple[LinkageRow, Cites]]) -> SafeString:
    """The body of a table of linkages; where a page has those of several processes, each names its own."""
    page = _page(context)
    return mark_safe("\n".join([_linkage_row(row, cites, page) for row, cites in linkages]))


def _actor(actor: ActorFact, page: Page) -> str:
    name = f'<a href="{page.actor_page(actor)}{page.query}">{bdi(actor.name)}</a>'
    return f"{name} {mark('fict', _('fictional'))}" if actor.is_fictional and not page.is_fictional else name


def _cites(cites: Cites, page: Page) -> str:
    if not cites:
        return muted(_("no source recorded"))
    return "".join([_source(number, places, page) for number, places in cites])


def _source(number: int, places: list[EvidenceFact], page: Page) -> str:
    source = places[0].source
    address = f"{record_page('source_detail', source.public_id)}{page.query}"
    link = (
        f' <a href="{conditional_escape(source.url)}" rel="noreferrer">{_("Read the source")}</a>'
        if source.url
        else ""
    )
    return (
        f'<details class="src"><summary>{_("Source %(number)s") % {"number": number}}</summary>'
        f'<p><cite><a href="{address}">{bdi(source.name)}</a></cite>, '
        f"{conditional_escape(source.get_reliability_display())}.{link}</p>"
        f"{''.join([_place(place) for place in places])}</details>"
    )


def _place(cite: EvidenceFact) -> str:
    locator = f": {bdi(cite.locator)}" if cite.locator else ""
    grade = f'<span class="grade">{conditional_escape(cite.grade)}</span>'
    return f"<p>{grade} {conditional_escape(cite.get_credibility_display())}{locator}</p>"


def _table_row(row, table: Table, page: Page) -> str:
    anchor = f' id="{row.public_id}"' if row.public_id else ""
    (_head, first), *others = row.cells
    cells = [f'<th role="rowheader" scope="row">{conditional_escape(first)}</th>']
    cells += [cell_of(head, conditional_escape(cell)) for head, cell in others]
    if table.with_day:
        cells.append(cell_of(_("On this day"), certainty_mark(row.certainty)))
    cells.append(cell_of(_("Source"), _cites(row.cites, page)))
    return row_of(anchor, cells)


def _linkage_row(row: LinkageRow, cites: Cites, page: Page) -> str:
    linkage = row.linkage
    address = f"{record_page('linkage_detail', linkage.public_id)}{page.query}"
    form = (
        f'<a href="{address}">{conditional_escape(linkage.modality_label)}</a>'
        f'<small><span class="nowrap">{conditional_escape(row.orientation.label)}</span> · '
        f'<span class="nowrap">{conditional_escape(linkage.track_label)}</span></small>'
    )
    contested = f" {mark('contested', glyph('g-contested') + _('contested'))}" if row.is_contested else ""
    cells = [
        cell_of(_("Form"), form),
        cell_of(_("When"), f"{bdi(linkage.dates.text)}{contested}"),
        cell_of(
            _("On this day"), certainty_mark(row.certainty, row.confirmed_on, at_any_time=page.day is None)
        ),
        cell_of(_("Confirmation"), _confirmation(row)),
        cell_of(_("Source"), _cites(cites, page)),
    ]
    cells.insert(0, f'<th role="rowheader" scope="row">{_linkage_name(row, page)}</th>')
    return row_of(f' id="{linkage.public_id}"', cells)


def _linkage_name(row: LinkageRow, page: Page) -> str:
    linkage = row.linkage
    letter = f'<span class="ix">{row.letter}</span>' if row.letter else ""
    through = ", ".join([_stop(stop, page) for stop in linkage.through])
    process = ""
    if page.with_process and linkage.process:
        where = sub_page_address(linkage.process.public_id, linkage.public_id, page.day)
        process = f'<small><a href="{conditional_escape(where)}">{bdi(linkage.process.name)}</a></small>'
    ends = f"{_actor(linkage.source, page)} – {_actor(linkage.target, page)}"
    return f"{letter}{ends}{small(through)}{process}"


def _stop(stop: Through, page: Page) -> str:
    sole = f", {_('sole carrier')}" if stop.is_sole_carrier else ""
    return f"{_('by way of')} {_actor(stop.actor, page)} ({conditional_escape(stop.part_label)}{sole})"


def _confirmation(row: LinkageRow) -> str:
    """How fresh the evidence is, and when it was seen last, and seen again."""
    if not row.freshness:
        return muted(conditional_escape(row.without_freshness))
    if row.seen_again and not row.seen_on:
        first = _("first seen %(day)s") % {"day": bdi(row.seen_again_text)}
        return f"{muted(_('no evidence by this day'))}<small>{first}</small>"
    said = freshness_mark(row.freshness, row.seen_text)
    if row.freshness != "stale" and row.seen_on:
        said += f"<small>{_('last evidence %(day)s') % {'day': bdi(row.seen_text)}}</small>"
    if row.seen_again:
        said += f"<small>{_('seen again %(day)s') % {'day': bdi(row.seen_again_text)}}</small>"
    return said


def row_of(attributes: str, cells: Iterable[str]) -> str:
    """Each cell begins a line, so that the text of a page without its marks has room between them."""
    inside = "\n".join(cells)
    return f'<tr role="row"{attributes}>{inside}</tr>'


def cell_of(head: str, inside: str) -> str:
    return f'<td role="cell" data-label="{conditional_escape(head)}"><div>{inside}</div></td>'


def small(inside: str) -> str:
    return f"<small>{inside}</small>" if inside else ""


def muted(words: str) -> str:
    return f'<span class="muted">{words}</span>'


def mark(kind: str, inside: str) -> str:
    return f'<span class="mk {kind}">{inside}</span>'
