"""Drawings for paper: a drawing gets its looks from the style sheet of the pages, as it is printed by a browser.

A style sheet in the drawing itself is needed where there is no page around it. It is read from `register.css`, so that
a line looks the same on a page and in a file.
"""

from __future__ import annotations

import re
from functools import cache

from django.conf import settings

# Looks of drawings stand in this section of the style sheet; in the last but one, the colours of paper.
_CHARTS = re.compile(r"/\* -+ 8 charts -+ \*/(.*?)/\* -+ 9 ", re.DOTALL)
_PAPER = re.compile(r"@media print \{.*?:root[^{]*\{(.*?)\}", re.DOTALL)
_SECTION_OF_PRINT = re.compile(r"/\* -+ 11 print -+ \*/(.*)", re.DOTALL)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_TOKEN = re.compile(r"(--[\w-]+):\s*([^;}]+)")
_USE = re.compile(r"var\((--[\w-]+)\)")
# What only a browser understands, or what is for links, which paper does not have.
_NOT_ON_PAPER = re.compile(r"@|:|\ba\b|\.hit")
# Looks of shapes and letters; how a page lays a drawing out is not for the drawing.
_LOOKS = re.compile(r"\b(?:fill|stroke|font-(?:size|style|weight))\b")
_LAYOUT = re.compile(r"url\(|display")
# Letters with a halo of the colour of paper, which keeps lines off them.
_HALO = re.compile(r'<text ([^>]*class=")([^"]*)\bhalo\b([^"]*"[^>]*)>(.*?)</text>', re.DOTALL)
FONT = "Libertinus Serif"


@cache
def style_sheet() -> str:
    """The rules for drawings with the colours of paper."""
    text = (settings.CHECKOUT / "static" / "css" / "register.css").read_text()
    # The light ones come first, those of paper last.
    tokens = dict(reversed(_TOKEN.findall(text)))
    tokens |= dict(_TOKEN.findall(_PAPER.search(_SECTION_OF_PRINT.search(text)[1])[1]))
    charts = _COMMENT.sub("", _CHARTS.search(text)[1])
    # Rules in a condition are for screens.
    charts = re.sub(r"@[^{}]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", charts)
    rules = [
        f"{selector.strip()}{{{_resolved(body, tokens)}}}"
        for selector, body in _RULE.findall(charts)
        if _LOOKS.search(body) and not _NOT_ON_PAPER.search(selector) and not _LAYOUT.search(body)
    ]
    return "".join([f'text{{font-family:"{FONT}"}}', ".hit{fill:none;stroke:none}", *rules])


def _resolved(body: str, tokens: dict[str, str]) -> str:
    while _USE.search(body):
        body = _USE.sub(lambda use: tokens[use[1]].strip(), body)
    return " ".join(body.split())


def on_paper(drawing: str) -> str:
    """One svg element as a file of its own."""
    head, sign, rest = drawing.partition(">")
    rest = _HALO.sub(_haloed, rest)
    return f'{head} xmlns="http://www.w3.org/2000/svg"{sign}<style>{style_sheet()}</style>{rest}'


def _haloed(letters: re.Match) -> str:
    """The halo, and the letters above it: drawn letter by letter, each halo would rub out the letter before."""
    start, before, after, words = letters.groups()
    return f"{letters[0]}<text {start}{before}{after}>{words}</text>"
