"""Marks of the register in templates: a sign and a word, never a sign alone."""

from __future__ import annotations

import datetime as dt

from django import template
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peaceinfra.analysis.drawing import glyphs
from peaceinfra.core.dates.asof import PARAMETER, RECORDED
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.core.identity import parse_public_id
from peaceinfra.dashboards.presenters.addresses import page_address
from peaceinfra.dashboards.subpages import place_address, sub_page_address
from processes.services import open_requests

register = template.Library()
# No column has room for a longer word.
_LONG_WORD = 40

_CERTAINTIES = {
    Certainty.CERTAIN: ("g-certain", gettext_lazy("dates certain")),
    Certainty.CONFIRMED: ("g-confirmed", gettext_lazy("confirmed")),
    Certainty.POSSIBLE: ("g-possible", gettext_lazy("possible")),
}


@register.simple_tag
def glyph(name: str) -> SafeString:
    """`{% glyph "g-warn" %}`: one sign; write the word after it."""
    return glyphs.glyph(name)


@register.simple_tag(takes_context=True)
def open_requests_of(context, public_id: str) -> list:
    """The requests to make the record of a page less protected that wait for a steward."""
    _kind, key = parse_public_id(public_id)
    return [*open_requests(key, context["request"].viewer)]


@register.simple_tag
def unit_squares(certain: int = 0, confirmed: int = 0, possible: int = 0, quiet: int = 0) -> SafeString:
    return glyphs.unit_squares(certain, confirmed, possible, quiet)


@register.simple_tag
def function_mark(sign: str, words: str) -> SafeString:
    """How far a function came (`presenters.statuses`): its sign and its words; without a sign, nothing is recorded."""
    if not sign:
        return format_html('<span class="muted">{}</span>', words)
    return format_html('<span class="mk wrap">{}{}</span>', glyphs.glyph(sign), words)


@register.simple_tag
def certainty_mark(
    certainty: str | None, confirmed_on: dt.date | None = None, at_any_time: bool = False
) -> SafeString:
    """certain, confirmed (with its day where given), possible, or "no" for what did not hold on the day.

    at_any_time   no day is chosen: it is answered whether it existed on any
    """
    if certainty is None or certainty == Certainty.NO:
        return format_html('<span class="mk muted">{}</span>', _("not on this day"))
    sign, word = _CERTAINTIES[Certainty(certainty)]
    if at_any_time and certainty == Certainty.CERTAIN:
        word = _("yes, on at least one day")
    if certainty == Certainty.CONFIRMED and confirmed_on:
        word = format_html(_("confirmed {}"), day(confirmed_on))
    return format_html('<span class="mk {}">{}{}</span>', str(certainty), glyphs.glyph(sign), word)


@register.simple_tag
def freshness_mark(freshness: str, last_evidence: str = "") -> SafeString:
    """fresh, ageing, or stale: old evidence is not a dead link, so stale reads "not confirmed since …"."""
    if freshness == "stale":
        words = _("evidence undated")
        if last_evidence:
            words = format_html(_("not confirmed since {}"), bdi(last_evidence))
    else:
        words = {"fresh": _("fresh"), "ageing": _("ageing")}[freshness]
    return format_html('<span class="mk {}">{}{}</span>', freshness, glyphs.glyph(f"g-{freshness}"), words)


@register.simple_tag(takes_context=True)
def page_url(context, home: str, public_id: str = "") -> str:
    """`{% page_url subject.home subject.public_id %}`: where a record stands, with the chosen day; "" if nowhere."""
    return place_address(home, public_id, context.get("as_of"))


@register.simple_tag(takes_context=True)
def process_place(context, process: str, place: str) -> str:
    """`{% process_place process.public_id "bodies" %}`: a part of a process on its sub-page, with the chosen day."""
    return sub_page_address(process, place, context.get("as_of"))


@register.simple_tag
def page_recorded_on(public_id: str, moment: dt.datetime) -> str:
    """The page of a record as it was recorded at the end of the day of a save; "" for a kind without one."""
    address = page_address(public_id)
    return f"{address}?{RECORDED}={localtime(moment).date().isoformat()}" if address else ""


@register.simple_tag(takes_context=True)
def query_with(context, **changes) -> str:
    """The query string of this page with some parameters changed; None or "" leaves one out.

    A page of results does not survive a changed question: `cursor` and `page` are dropped unless given.
    """
    return _query_string(context, changes)


@register.simple_tag(takes_context=True)
def same_query(context, **changes) -> str:
    """The query string of this list, changed as by `query_with`, for another address; "" where there is none.

    What the list does not know and passed over is left out: another address may refuse it.
    """
    unknown = context["request"].GET.keys() - {*context["filter_names"], PARAMETER}
    query = _query_string(context, dict.fromkeys(unknown) | changes)
    return "" if query == "?" else query


def _query_string(context, changes: dict) -> str:
    query = context["request"].GET.copy()
    for parameter, name in ((PARAMETER, "as_of"), (RECORDED, "recorded")):
        if query.get(parameter) and context.get(name):
            # A day in words is read by pages, and not by other tools.
            query[parameter] = context[name].isoformat()
    for stale in ("cursor", "page"):
        query.pop(stale, None)
    for name, value in changes.items():
        if value is None or value == "":
            query.pop(name, None)
        else:
            query[name] = value.isoformat() if isinstance(value, dt.date) else str(value)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def carried_query(context) -> str:
    """The query string of this page for one beside it, which has the day and whatever else it was asked with in common,
    and no place in a list; "" where there is none.
    """
    query = _query_string(context, {"linkages_after": None})
    return "" if query == "?" else query


@register.simple_tag(takes_context=True)
def query_pairs(context, *without: str) -> list[tuple[str, str]]:
    """Name and value of every query parameter but the named ones, for hidden inputs."""
    request = context.get("request")
    if request is None:
        return []
    left_out = {*without, "cursor", "page"}
    return [(name, value) for name, values in request.GET.lists() if name not in left_out for value in values]


@register.filter
def day(value: dt.date | None) -> str | SafeString:
    """A day as 22 Feb 2002, set apart so that it keeps its order in right-to-left text."""
    return bdi(date_format(value, "j M Y")) if value else ""


@register.filter
def bdi(value: object) -> SafeString:
    """Any text set apart from the direction of the text around it; a very long word in it may be broken anywhere."""
    words = conditional_escape(value)
    is_long = len(words) > _LONG_WORD and any(len(word) > _LONG_WORD for word in words.split())
    return mark_safe(f'<bdi class="long">{words}</bdi>' if is_long else f"<bdi>{words}</bdi>")
