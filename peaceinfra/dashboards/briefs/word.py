"""A brief as a document of Word: the marking at the head and foot of each sheet, the map on a sheet of its own."""

from __future__ import annotations

import re
import zipfile
from datetime import datetime, time
from functools import lru_cache
from io import BytesIO

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from peaceinfra.core.text import xml_text
from peaceinfra.dashboards.briefs import typesetting
from peaceinfra.dashboards.briefs.content import Brief, Picture, Section, Statement
from peaceinfra.dashboards.briefs.paper import on_paper

GREY = RGBColor(0x4D, 0x53, 0x59)
INK = RGBColor(0x17, 0x19, 0x1C)
# Arabic, Hebrew, Syriac, Thaana, NKo and their forms of presentation.
_LETTERS = "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]+"
_RIGHT_TO_LEFT = re.compile(rf"({_LETTERS}(?:\s+{_LETTERS})*)")
# The first day that an archive can name: the bytes do not tell when it was made.
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
# So high that the signs and the ties of a map have room below it.
_TALLEST, _WIDEST = Mm(100), Mm(265)


def written(brief: Brief) -> bytes:
    document = Document()
    _set_up(document, brief)
    heading = _paragraph(document, "Heading1")
    _add(heading, brief.name)
    if brief.is_fictional:
        _add(heading, f" {_('fictional')}", italic=True, size=9)
    _add(document.add_paragraph(), brief.lead, bold=True)
    if brief.left_out:
        _add(document.add_paragraph(), brief.left_out, size=8)
    for section in (*brief.sections, brief.public):
        _write_section(document, section)
    _write_sources(document, brief)
    _add(document.add_paragraph(), " ".join(brief.origin), size=8)
    _add(document.add_paragraph(), " ".join(brief.basis), size=8)
    if brief.drawn:
        _turn_sheet(document)
        _write_section(document, brief.drawn)
    packed = BytesIO()
    document.save(packed)
    return _without_clock(packed)


def _set_up(document, brief: Brief) -> None:
    """Title, language, the days of the records, the sheet, and what stands on each."""
    about, moment = document.core_properties, datetime.combine(brief.record_day, time())
    about.title, about.language = xml_text(brief.title), get_language() or "en"
    about.subject, about.author, about.comments = (
        brief.level.tlp,
        _("Register of peace-process infrastructure"),
        "",
    )
    about.created = about.modified = moment
    normal = document.styles["Normal"]
    normal.font.size, normal.font.name = Pt(10), "Calibri"
    normal.paragraph_format.space_after = Pt(3)
    normal.element.rPr.append(_element("w:lang", "w:val", about.language))
    for level, size in ((1, 17), (2, 11.5)):
        style = document.styles[f"Heading {level}"]
        style.font.size, style.font.color.rgb, style.font.name = Pt(size), INK, "Calibri"
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(8), Pt(3)
    for name in ("Header", "Footer"):
        # The number of a sheet is written by the program that shows it, in the size of the style.
        document.styles[name].font.size = Pt(8)
        document.styles[name].paragraph_format.space_after = Pt(6)
    document.styles["List Bullet"].paragraph_format.space_after = Pt(2)
    sheet = document.sections[0]
    sheet.page_width, sheet.page_height = Mm(210), Mm(297)
    sheet.left_margin = sheet.right_margin = sheet.top_margin = sheet.bottom_margin = Mm(16)
    _add(sheet.header.paragraphs[0], f"{brief.title} · ", size=8)
    _add(sheet.header.paragraphs[0], brief.level.tlp, bold=True, size=8)
    foot = sheet.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _add(foot, f"{brief.level.tlp} · ", bold=True, size=8)
    _add_field(foot, "PAGE")
    _add(foot, " / ", size=8)
    _add_field(foot, "NUMPAGES")


def _paragraph(document, style: str):
    """A paragraph of the style of this id; by its name it would be looked for among all styles, each time."""
    paragraph = document.add_paragraph()
    paragraph._p.style = style
    return paragraph


def _turn_sheet(document) -> None:
    """What follows stands on sheets turned on their side, with the same head and foot."""
    sheet = document.add_section(WD_SECTION.NEW_PAGE)
    sheet.orientation = WD_ORIENT.LANDSCAPE
    sheet.page_width, sheet.page_height = sheet.page_height, sheet.page_width


def _write_section(document, section: Section) -> None:
    _add(_paragraph(document, "Heading2"), section.heading)
    if section.lead:
        _add(document.add_paragraph(), section.lead)
    if section.picture:
        _write_picture(document, section.picture)
    for statement in section.statements:
        _write_statement(_paragraph(document, "ListBullet"), statement)
    if section.empty and not section.statements:
        _add(document.add_paragraph(), section.empty, color=GREY)
    if section.more:
        _add(document.add_paragraph(), section.more, size=8)


def _write_statement(paragraph, statement: Statement) -> None:
    if statement.sign:
        _add(paragraph, f"{statement.sign} ", bold=True)
    _add(paragraph, statement.words)
    if statement.when:
        _add(paragraph, f" {statement.when}", color=GREY)
    for number in statement.cites:
        _add(paragraph, f" [{number}]", size=8)
    _write_mark(paragraph, statement)


def _write_mark(paragraph, item) -> None:
    if item.mark:
        _add(paragraph, f" [{item.mark}]", bold=item.is_guarded, size=8)


def _write_picture(document, picture: Picture) -> None:
    """A document of Word holds no SVG that all programs show: it gets the drawing as dots."""
    if picture.mark:
        _write_mark(document.add_paragraph(), picture)
    shape = document.add_paragraph().add_run().add_picture(BytesIO(_dots(picture.drawing.wide)))
    ratio = min(_WIDEST / shape.width, _TALLEST / shape.height)
    shape.width, shape.height = int(shape.width * ratio), int(shape.height * ratio)
    _describe(shape, picture.words)
    # A line may end between two signs, not between a sign and its words.
    signs = document.add_paragraph()
    for sign in picture.legend_on_paper:
        shape = signs.add_run().add_picture(BytesIO(_sign_dots(sign.sample)), height=Pt(11))
        _describe(shape, sign.words)
        _add(signs, "\u00a0" + str(sign.words).replace(" ", "\u00a0") + "    ", size=8)


def _dots(drawing: str) -> bytes:
    laid_out = on_paper(drawing)
    missing = typesetting.shapeless(sign["words"] for sign in laid_out["letters"])
    return typesetting.raster(typesetting.set_in_words(laid_out, missing))


#: The signs of a legend are the same in each document.
_sign_dots = lru_cache(maxsize=128)(_dots)


def _describe(shape, words: str) -> None:
    """What a picture shows, for who does not see it."""
    about = shape._inline.docPr
    about.set("descr", xml_text(words))


def _write_sources(document, brief: Brief) -> None:
    _add(_paragraph(document, "Heading2"), brief.sources.heading)
    for line in brief.sources.lines:
        paragraph = document.add_paragraph()
        _add(paragraph, f"[{line.number}] ", size=8)
        _add(paragraph, line.name)
        _add(paragraph, f" {line.about}", color=GREY)
        _write_mark(paragraph, line)
    if not brief.sources.lines:
        _add(document.add_paragraph(), brief.sources.empty, color=GREY)


def _add(paragraph, words: str, *, bold=None, italic=None, size: float | None = None, color=None) -> None:
    """Words as runs of one direction each: a name written from right to left says so to Word."""
    for place, part in enumerate(_RIGHT_TO_LEFT.split(xml_text(words))):
        if not part:
            continue
        run = paragraph.add_run(part)
        run.bold, run.italic, run.font.rtl = bold, italic, True if place % 2 else None
        if size:
            run.font.size = Pt(size)
        if color is not None:
            run.font.color.rgb = color


def _add_field(paragraph, code: str) -> None:
    """The number of the sheet, or of all: Word fills it in."""
    run = paragraph.add_run()
    run.font.size = Pt(8)
    for kind in ("begin", "end"):
        run._r.append(_element("w:fldChar", "w:fldCharType", kind))
        if kind == "begin":
            instruction = OxmlElement("w:instrText")
            instruction.text = code
            run._r.append(instruction)


def _element(name: str, attribute: str, value: str):
    element = OxmlElement(name)
    element.set(qn(attribute), value)
    return element


def _without_clock(packed: BytesIO) -> bytes:
    """The same archive with one time for all of its files: the same content gives the same bytes."""
    out = BytesIO()
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name, _FIRST_DAY)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            new.writestr(info, old.read(name))
    return out.getvalue()
