"""Pages whose own part is kept (`core/kept.py`): what stands on every page is made around it for each request.

A template of such a page extends `skeleton`. Its blocks `title`, `head` and `content` rest on what `asked_by` names and
on rows; they hold no form that writes, no message, and no choice of this browser.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from peaceinfra.core.kept import asked_by, kept

_PARTS = ("title", "head", "content")
# No text that somebody entered holds it.
_CUT = secrets.token_hex(16)


def kept_page(
    request: HttpRequest, template: str, around: dict, make: Callable[[], dict], status: int = 200
) -> HttpResponse:
    """The page of a template.

    around  what every page shows: the section, the day; it comes from the request alone
    make    gives the rest of the context; only where the page is not kept
    """

    def made() -> tuple[bytes, ...]:
        context = around | make() | {"skeleton": "kept/parts.html", "cut": _CUT}
        return tuple(part.encode() for part in render_to_string(template, context, request).split(_CUT))

    # Each part is what a template made.
    parts = [mark_safe(part.decode()) for part in kept((template, *asked_by(request)), made)]
    return render(request, "kept/page.html", around | dict(zip(_PARTS, parts, strict=True)), status=status)
