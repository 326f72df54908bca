"""A brief as PDF: A4, tagged, with the marking on each sheet; the map on a sheet of its own."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from peaceinfra.dashboards.briefs import typesetting
from peaceinfra.dashboards.briefs.content import Brief, Section, Statement
from peaceinfra.dashboards.briefs.paper import FONT, on_paper


def written(brief: Brief) -> bytes:
    content = _content(brief)
    missing = typesetting.shapeless(typesetting.strings_in(content))
    content = typesetting.set_in_words(content, missing)
    if missing:
        words = _("[…] stands for words that no font on the server can set (%(scripts)s). The page has them.")
        content["note"] = words % {"scripts": ", ".join(typesetting.scripts_of(missing))}
    return typesetting.typeset(content, brief.record_day)


def _content(brief: Brief) -> dict:
    return {
        "language": get_language() or "en",
        "font": FONT,
        "title": brief.title,
        "name": brief.name,
        "fictional": _("fictional") if brief.is_fictional else "",
        "marking": brief.level.tlp,
        "day": [brief.record_day.year, brief.record_day.month, brief.record_day.day],
        "lead": brief.lead,
        "left_out": brief.left_out,
        "sections": [_section(section) for section in (*brief.sections, brief.public)],
        "drawn": _section(brief.drawn) if brief.drawn else None,
        "sources": {
            "heading": brief.sources.heading,
            "empty": brief.sources.empty,
            "lines": [
                {"number": line.number, "name": line.name, "about": line.about, **_mark(line)}
                for line in brief.sources.lines
            ],
        },
        "origin": list(brief.origin),
        "basis": " ".join(brief.basis),
        "note": "",
    }


def _section(section: Section) -> dict:
    picture = section.picture
    return {
        "heading": section.heading,
        "lead": section.lead,
        "statements": [_statement(statement) for statement in section.statements],
        "more": section.more,
        "empty": "" if section.statements else section.empty,
        "picture": picture
        and {
            "drawing": on_paper(picture.drawing.wide),
            "words": picture.words,
            "legend": [
                {"drawing": on_paper(item.sample), "words": item.words} for item in picture.legend_on_paper
            ],
            **_mark(picture),
        },
    }


def _statement(statement: Statement) -> dict:
    return {
        "sign": statement.sign,
        "words": statement.words,
        "when": statement.when,
        "cites": list(statement.cites),
        **_mark(statement),
    }


def _mark(item) -> dict:
    return {"mark": item.mark, "guarded": item.is_guarded}
