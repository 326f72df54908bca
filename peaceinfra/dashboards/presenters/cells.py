"""The cells of tables and of facts: words, names with their pages, signs. An empty cell: nothing is recorded."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peaceinfra.analysis.drawing.glyphs import glyph
from peaceinfra.dashboards.templatetags.register import bdi, function_mark

Cell = SafeString | str

# Longer words beside a sign are broken into lines.
_SHORT = 24


def said(text: object) -> Cell:
    """Words from a record, set apart from the direction of those around them."""
    return bdi(text) if text else ""


def muted(words: object) -> SafeString:
    return format_html('<span class="muted">{}</span>', words)


def linked(address: str, cell: Cell) -> Cell:
    return format_html('<a href="{}">{}</a>', address, cell) if address else cell


def fictional(cell: Cell) -> SafeString:
    return format_html('{} <span class="mk fict">{}</span>', cell, _("fictional"))


def joined(cells: Iterable[Cell], between: str = ", ") -> Cell:
    return format_html_join(between, "{}", ((cell,) for cell in cells if cell))


def lines(cells: Iterable[Cell]) -> Cell:
    """Each on a line of its own."""
    return format_html_join("", '<span class="d-block">{}</span>', ((cell,) for cell in cells if cell))


def after(words: object, cell: Cell) -> Cell:
    """A cell with the words that lead to it; nothing where it is empty."""
    return format_html("{} {}", words, cell) if cell else ""


def with_small(cell: Cell, *small: Cell) -> Cell:
    """A cell with a second line; what is empty is left out. The second line of nothing is the first."""
    second = joined(small, " · ")
    return format_html("{}<small>{}</small>", cell, second) if cell and second else cell or second


def and_more(count: int, *, at_least: bool = False) -> str:
    """“and 3 more”, or at least so many; "" for none."""
    if not count:
        return ""
    if at_least:
        return ngettext("and at least %(n)s more", "and at least %(n)s more", count) % {"n": count}
    return ngettext("and %(n)s more", "and %(n)s more", count) % {"n": count}


def warning(words: object) -> SafeString:
    return format_html('<span class="mk wrap warn">{}{}</span>', glyph("g-warn"), words)


def function_cell(sign: str, words: str) -> SafeString:
    """How far a function came, in a sign and a word (`statuses.function_mark_of`)."""
    mark = function_mark(sign, words)
    return format_html('<span class="nowrap">{}</span>', mark) if len(words) < _SHORT else mark
