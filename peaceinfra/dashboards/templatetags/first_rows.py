"""The rows of the start page, written in Python as those of other long tables (`record_rows`)."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from peaceinfra.analysis.drawing.glyphs import glyph
from peaceinfra.dashboards.presenters.first_rows import Line, PartyFunctions
from peaceinfra.dashboards.templatetags.record_rows import cell_of, mark, muted, row_of, small
from peaceinfra.dashboards.templatetags.register import bdi, freshness_mark

register = template.Library()


@register.simple_tag
def first_rows(lines: Iterable[Line]) -> SafeString:
    """The body of the table of processes."""
    return mark_safe("".join([f"\n{_row(line)}" for line in lines]))


def _row(line: Line) -> str:
    cells = [
        f'<th role="rowheader" scope="row">{_process(line)}</th>',
        cell_of(_("State"), _state(line)),
        cell_of(_("Linkages between levels"), _links(line)),
        cell_of(_("Last seen"), _last_seen(line)),
        cell_of(_("Early functions"), _functions(line)),
        cell_of(_("Channels"), _channels(line)),
        cell_of(_("To look at"), _matters(line)),
    ]
    return row_of("", cells)


def _link(address: str, words: object, class_: str = "plain") -> str:
    return f'<a class="{class_}" href="{conditional_escape(address)}">{words}</a>'


def _process(line: Line) -> str:
    name = f'<a href="{conditional_escape(line.addresses["process"])}">{bdi(line.facts.name)}</a>'
    fictional = f" {mark('fict', _('fictional'))}" if line.facts.is_fictional else ""
    parties = " · ".join(map(bdi, line.parties)) or _("parties not recorded")
    more = (
        f' <a href="{conditional_escape(line.addresses["parties"])}">{conditional_escape(line.more_parties)}</a>'
        if line.more_parties
        else ""
    )
    return f'<span class="place">{line.number}</span> {name}{fictional}<small>{parties}{more}</small>'


def _state(line: Line) -> str:
    if not line.status:
        return muted(_("not recorded"))
    more = small(bdi(line.more_status)) if line.more_status else ""
    return _link(line.addresses["state"], bdi(line.status), "plain state") + more


def _links(line: Line) -> str:
    words = conditional_escape(line.links)
    said = f"{line.squares} {_link(line.addresses['links'], words)}" if line.is_linked else muted(words)
    return said + small(conditional_escape(line.past_links))


def _last_seen(line: Line) -> str:
    if line.is_over and line.freshest:
        return bdi(line.freshest)
    if line.freshness:
        said = freshness_mark(line.freshness, line.freshest)
        if line.freshness != "stale" and line.freshest:
            said += f" {bdi(line.freshest)}"
        oldest = _("oldest: %(when)s") % {"when": bdi(line.oldest)} if line.oldest else ""
        return said + small(oldest)
    if line.is_linked:
        return _("undated")
    return muted(_("not by this day") if line.past_links else conditional_escape(line.links))


def _functions(line: Line) -> str:
    said = [_functions_of(one, line) for one in line.party_functions]
    said.append(small(conditional_escape(line.more_functions)))
    if line.functions:
        said.append(muted(conditional_escape(line.functions)))
    return "".join(said)


def _functions_of(one: PartyFunctions, line: Line) -> str:
    signs = f'<span class="signs">{one.signs}</span>' if one.drawn else ""
    each = f'<span class="visually-hidden">{conditional_escape(one.each)}</span>' if one.each else ""
    done = _link(line.functions_address, conditional_escape(one.words))
    return f'<span class="fline">{signs}{bdi(one.party.name)}: {done}{each}</span>'


def _channels(line: Line) -> str:
    words = conditional_escape(line.channels)
    return _link(line.addresses["channels"], words) if line.has_channels else muted(words)


def _matters(line: Line) -> str:
    if not line.matters:
        return muted(_("does not apply") if line.is_over else _("none counted"))
    sign = f'<span class="warn">{glyph("g-warn")}</span>'
    return "".join(
        [_link(one.address, f"{sign}{conditional_escape(one.what)}", "plain matter") for one in line.matters]
    )
