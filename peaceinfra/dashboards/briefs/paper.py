"""Drawings for paper: a drawing gets its looks from the style sheet of the pages, as it is printed by a browser.

A style sheet in the drawing itself is needed where there is no page around it. It is read from `register.css`, so that
a line looks the same on a page and in a file.
"""

from __future__ import annotations

import re
from functools import cache
from html import unescape

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
_LETTERS = re.compile(r"<text([^>]*)>(.*?)</text>", re.DOTALL)
_TITLE = re.compile(r"<title[^>]*>.*?</title>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
_LOOK_OF_LETTERS = re.compile(r"\.(?:chart|eg) (?:text)?(?:\.(\w+))?")
_DECLARATION = re.compile(r"([\w-]+):\s*([^;]+)")
#: The family that comes with typst.
FONT = "Libertinus Serif"
#: What a template calls the markup of a drawing, which is no text.
SHAPES = "svg"


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
    return "".join([".hit{fill:none;stroke:none}", *rules])


def _resolved(body: str, tokens: dict[str, str]) -> str:
    while _USE.search(body):
        body = _USE.sub(lambda use: tokens[use[1]].strip(), body)
    return " ".join(body.split())


def on_paper(drawing: str) -> dict:
    """A drawing as `brief.typ` takes it: its shapes as SVG, and its words beside them, each with its place and look.

    typst sets the words: in an SVG it breaks scripts whose letters join or stack.
    """
    head, sign, rest = drawing.partition(">")
    attributes = dict(_ATTRIBUTE.findall(head))
    width, height = attributes.get("viewBox", "").split()[2:] or (attributes["width"], attributes["height"])
    shapes = _TITLE.sub("", _LETTERS.sub("", rest))
    return {
        SHAPES: f'{head} xmlns="http://www.w3.org/2000/svg"{sign}<style>{style_sheet()}</style>{shapes}',
        "width": float(width),
        "height": float(height),
        "letters": [_letters(*found.groups()) for found in _LETTERS.finditer(rest)],
    }


def _letters(head: str, content: str) -> dict:
    attributes = dict(_ATTRIBUTE.findall(head))
    classes = attributes.get("class", "").split()
    look = {}
    for name in ("", *classes):
        look |= _looks_of_letters().get(name, {})
    return {
        "words": unescape(_TAG.sub("", _TITLE.sub("", content))),
        "x": float(attributes["x"]),
        "y": float(attributes["y"]),
        "share": {"middle": 0.5, "end": 1}.get(attributes.get("text-anchor"), 0),
        "size": float(look["font-size"].removesuffix("px")),
        "bold": look.get("font-weight") == "700",
        "italic": look.get("font-style") == "italic",
        "fill": look["fill"],
        "halo": "halo" in classes,
    }


@cache
def _looks_of_letters() -> dict[str, dict[str, str]]:
    """{class of a text: its declarations}; those of every text under ""."""
    looks: dict[str, dict[str, str]] = {}
    for selectors, body in _RULE.findall(style_sheet()):
        for selector in selectors.split(","):
            if found := _LOOK_OF_LETTERS.fullmatch(selector.strip()):
                looks.setdefault(found[1] or "", {}).update(_DECLARATION.findall(body))
    return looks
