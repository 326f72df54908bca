"""Small signs beside words: unit squares for counts, function marks, and the symbols of `svg_defs.html`."""

from __future__ import annotations

from django.utils.safestring import SafeString, mark_safe

from peaceinfra.analysis.drawing import svg

#: Symbols drawn as a short line; all others are about as wide as high.
LINE_GLYPHS = frozenset({"g-certain", "g-possible", "g-confirmed"})
GLYPHS = LINE_GLYPHS | {
    "g-fresh",
    "g-ageing",
    "g-stale",
    "g-warn",
    "g-contested",
    "g-broker",
    "f-perf",
    "f-possible",
    "f-mand",
    "f-claim",
    "f-block",
    "f-none",
    "f-nothing",
    "f-signal",
    "f-signal-possible",
    "f-contrary",
}
_UNIT = 13
MOST_UNITS = 24


def glyph(name: str) -> SafeString:
    """One symbol of `svg_defs.html`, silent for screen readers: a word always stands beside it."""
    if name not in GLYPHS:
        raise ValueError(f"no such sign: {name!r}")
    class_ = "g line" if name in LINE_GLYPHS else "g"
    use = svg.element("use", href=f"#{name}")
    return mark_safe(svg.element("svg", use, class_=class_, aria_hidden="true", focusable="false"))


def unit_squares(certain: int, confirmed: int, possible: int, quiet: int = 0) -> SafeString:
    """One square for each link: filled certain, half-filled confirmed, dashed possible, a small grey one quiet.

    They stand beside the numbers, never instead of them; more than `MOST_UNITS` are not drawn.
    """
    total = certain + confirmed + possible + quiet
    if not 0 < total <= MOST_UNITS:
        return mark_safe("")
    classes = ["f-perf"] * certain + ["f-half"] * confirmed + ["f-poss"] * possible + ["f-quiet"] * quiet
    width = total * _UNIT + 1
    squares = [_square(i * _UNIT + 1, class_) for i, class_ in enumerate(classes)]
    return mark_safe(
        svg.element(
            "svg",
            *squares,
            class_="mini",
            viewBox=f"0 0 {width} 14",
            width=width,
            height=14,
            aria_hidden="true",
        )
    )


def _square(x: float, class_: str) -> str:
    if class_ == "f-half":
        return svg.rect(x, 2, 10, 10, "f-open") + svg.rect(x, 7, 10, 5, "f-perf")
    if class_ == "f-quiet":
        return svg.rect(x + 2, 4, 6, 6, class_)
    return svg.rect(x, 2, 10, 10, class_)
