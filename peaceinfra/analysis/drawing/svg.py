"""A small SVG writer: elements, classes, attributes and escaped text, and nothing else.

Drawings are shown under a content security policy that blocks inline styles, so a style attribute is
refused here and looks come from `register.css` alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from html import escape
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe

from peaceinfra.core.text import xml_text

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*\Z")
_IDENT = re.compile(r"[A-Za-z][A-Za-z0-9_-]*\Z")
_SAFE_LINK = re.compile(r"(?:/(?!/)|#|\?)")
# A drawing holds thousands of texts, and nearly none of them anything to escape or to leave out.
_UNUSUAL = re.compile("[&<>\"'\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class Drawing(NamedTuple):
    """One picture drawn twice: for wide screens and paper (1152 units) and for phones (358 units).

    `legend` holds groups of `legend.LegendItem`: what the pictures show, and nothing else.
    """

    wide: SafeString
    narrow: SafeString
    legend: Sequence[Sequence] = ()

    @property
    def both(self) -> tuple[SafeString, SafeString]:
        return self.wide, self.narrow


def number(value: float) -> str:
    """A coordinate with at most one decimal and no trailing zero: 12, 12.5."""
    return f"{value:.1f}".removesuffix(".0")


def text_content(value: object) -> str:
    """Escaped text for between tags."""
    words = str(value)
    return escape(xml_text(words)) if _UNUSUAL.search(words) else words


@cache
def _name_of(parameter: str) -> str:
    """The attribute that a parameter stands for; a picture has a few dozen of them."""
    name = parameter.rstrip("_").replace("_", "-")
    if name == "style" or name.startswith("on") or not _NAME.match(name):
        raise ValueError(f"not allowed in a drawing: attribute {name!r}")
    return name


def _attribute(parameter: str, value: object) -> str:
    name = _name_of(parameter)
    if name == "href" and not _SAFE_LINK.match(str(value)):
        raise ValueError("a link in a drawing stays on this site")
    shown = number(value) if isinstance(value, (int, float)) else text_content(value)
    return f' {name}="{shown}"'


def element(tag: str, *children: str, **attributes: object) -> str:
    """One element. Children are markup made by this module; attributes that are None or "" are left out.

    Names take underscores for hyphens (`text_anchor`) and a trailing one for keywords (`class_`).
    """
    if not _NAME.match(tag):
        raise ValueError(f"not an element name: {tag!r}")
    return _closed(tag, _attributes(attributes), "".join(children))


def _attributes(attributes: Mapping[str, object]) -> str:
    return "".join([_attribute(n, v) for n, v in attributes.items() if v is not None and v != ""])


def _class(class_: str) -> str:
    return f' class="{text_content(class_)}"' if class_ else ""


def _closed(tag: str, attributes: str, inner: str) -> str:
    return f"<{tag}{attributes}>{inner}</{tag}>" if inner else f"<{tag}{attributes}/>"


def title(words: object) -> str:
    """The words a pointer shows over an element."""
    return f"<title>{text_content(words)}</title>" if words and str(words) else ""


def rect(
    x: float, y: float, width: float, height: float, class_: str, words: object = "", corner: float = 0
) -> str:
    place = f'x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}"'
    shape = f'{place} rx="{number(corner)}"' if corner else place
    return _closed("rect", f" {shape}{_class(class_)}", title(words))


def line(x1: float, y1: float, x2: float, y2: float, class_: str) -> str:
    ends = f'x1="{number(x1)}" y1="{number(y1)}" x2="{number(x2)}" y2="{number(y2)}"'
    return f"<line {ends}{_class(class_)}/>"


def circle(x: float, y: float, radius: float, class_: str, words: object = "") -> str:
    place = f'cx="{number(x)}" cy="{number(y)}" r="{number(radius)}"'
    return _closed("circle", f" {place}{_class(class_)}", title(words))


def path(shape: str, class_: str, words: object = "") -> str:
    return _closed("path", f' d="{text_content(shape)}"{_class(class_)}', title(words))


def diamond(x: float, y: float, radius: float, class_: str, words: object = "") -> str:
    """A square on its corner, the sign of a dated event, a forum or a confirmation."""
    x, y, r = number(x), number(y), number(radius)
    return path(f"M{x} {y}m0 -{r}l{r} {r}l-{r} {r}l-{r} -{r}z", class_, words)


def text(
    x: float,
    y: float,
    words: object,
    class_: str = "",
    anchor: str = "",
    full: object = "",
    parts: Iterable[str] = (),
) -> str:
    """Text at a point; `full` is the whole wording where `words` was shortened, `parts` are markup after it."""
    shown = f' text-anchor="{text_content(anchor)}"' if anchor else ""
    place = f' x="{number(x)}" y="{number(y)}"{_class(class_)}{shown}'
    return _closed("text", place, f"{title(full)}{text_content(words)}{''.join(parts)}")


def tspan(words: object, class_: str = "") -> str:
    return _closed("tspan", _class(class_), text_content(words))


def group(*children: str, **attributes: object) -> str:
    return _closed("g", _attributes(attributes), "".join(children))


def link(url: str, label: object, *children: str, **attributes: object) -> str:
    """A link inside a drawing, named for readers who do not see it."""
    named = {"href": url, "aria_label": label, **attributes}
    return _closed("a", _attributes(named), "".join(children))


def root(
    *,
    width: int,
    height: float,
    name: object,
    ident: str,
    class_: str,
    children: Iterable[str],
    role: str = "img",
) -> SafeString:
    """The svg element, named by its title. Time and levels run left to right in every language."""
    if not _IDENT.match(ident):
        raise ValueError(f"not an id: {ident!r}")
    heading = element("title", text_content(name), id=ident)
    return mark_safe(
        element(
            "svg",
            heading,
            *children,
            class_=f"chart {class_}",
            viewBox=f"0 0 {width} {number(height)}",
            role=role,
            aria_labelledby=ident,
            direction="ltr",
        )
    )
