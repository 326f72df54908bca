"""A brief as page, PDF and document of Word: one content, marked, for the right reader, the same bytes each time."""

import re
import zipfile
from copy import deepcopy
from datetime import date
from io import BytesIO

import pypdf
import pytest
import typst
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags
from docx import Document

from peaceinfra.core.choices import Level
from peaceinfra.dashboards.briefs import paper, pdf, typesetting, word
from peaceinfra.dashboards.presenters.brief import SECTIONS
from processes.choices import Licence
from processes.models import Source
from tests.dashboards.test_pages import text_of
from tests.dashboards.worlds import small_world
from tests.factories import (
    ActorFactory,
    AdviserFactory,
    AnalystFactory,
    LinkageFactory,
    MediatorFactory,
    MembershipFactory,
    PeaceProcessFactory,
    RoleFactory,
    TeamGrantFactory,
)
from tests.shared import module_fixture

pytestmark = pytest.mark.django_db

DAY = {"as_of": "2006-06-30"}
FORMS = ("process_brief", "process_brief_pdf", "process_brief_word")
made = module_fixture(small_world)


@pytest.fixture
def world(made):
    return deepcopy(made)


def ask(client, world, form="process_brief", **query):
    return client.get(reverse(form, args=[world.process.public_id]), DAY | query)


def plain(words: str) -> str:
    """Without white space, marks of direction and places to break: a PDF breaks lines and ends them with hyphens."""
    return re.sub("[\\s\u200b\u2066-\u2069\u00ad]", "", words)


def said_in_pdf(content: bytes) -> str:
    return plain("".join(sheet.extract_text() for sheet in pypdf.PdfReader(BytesIO(content)).pages))


def said_in_word(content: bytes) -> str:
    return plain("".join(paragraph.text for paragraph in Document(BytesIO(content)).paragraphs))


def words_of(brief) -> list[str]:
    """Everything that a brief says."""
    found = [brief.name, brief.lead, brief.left_out, *brief.origin, *brief.basis, brief.sources.heading]
    for section in brief.all_sections():
        found += [section.heading, section.lead, section.more]
        found += [
            words for item in section.statements for words in (item.sign, item.words, item.when, item.mark)
        ]
        found += [] if section.statements else [section.empty]
        if section.picture:
            found += [section.picture.mark, *(str(sign.words) for sign in section.picture.legend_on_paper)]
    found += [words for line in brief.sources.lines for words in (line.name, line.about, line.mark)]
    return [plain(words) for words in found if words]


@pytest.mark.parametrize("reader", [None, AdviserFactory])
def test_page_pdf_and_word_say_the_same(client, world, reader):
    if reader:
        client.force_login(reader())
        LinkageFactory(source=world.elders, target=world.party, process=world.process, level=Level.INTERNAL)
    page = ask(client, world)
    brief = page.context["brief"]
    assert [section.slug for section in brief.sections][:3] == ["status", "speaking", "bodies"]
    assert brief.drawn.picture and [item.sign for item in brief.drawn.statements][:2] == ["a", "b"]
    # The foot of the page says it as every page does.
    everywhere = plain(strip_tags(page.content.decode()).replace("&#x27;", "'"))
    files = (
        said_in_pdf(ask(client, world, "process_brief_pdf").content),
        said_in_word(ask(client, world, "process_brief_word").content),
    )
    for words in words_of(brief):
        assert words in everywhere, words
        assert all(words in said for said in files), words


def test_a_sign_of_the_map_and_its_words_stay_on_one_line_in_word(client, world):
    picture = ask(client, world).context["brief"].drawn.picture
    word = Document(BytesIO(ask(client, world, "process_brief_word").content))
    unbroken = "".join(
        "\u00a0" + str(sign.words).replace(" ", "\u00a0") + "    " for sign in picture.legend_on_paper
    )
    assert unbroken in [paragraph.text for paragraph in word.paragraphs]


def test_each_sheet_and_the_name_of_the_file_carry_the_highest_marking(client, world):
    LinkageFactory(source=world.elders, target=world.party, process=world.process, level=Level.RESTRICTED)
    client.force_login(AnalystFactory())
    answer = ask(client, world, "process_brief_pdf")
    assert answer["Content-Disposition"] == (
        'attachment; filename="brief-talks-of-testland-TLP-AMBER-STRICT-2006-06-30.pdf"'
    )
    sheets = pypdf.PdfReader(BytesIO(answer.content)).pages
    assert len(sheets) >= 2 and all("TLP:AMBER+STRICT" in sheet.extract_text() for sheet in sheets)
    answer = ask(client, world, "process_brief_word")
    assert "TLP-AMBER-STRICT-2006-06-30.docx" in answer["Content-Disposition"]
    for section in Document(BytesIO(answer.content)).sections:
        assert "TLP:AMBER+STRICT" in section.header.paragraphs[0].text
        assert "TLP:AMBER+STRICT" in section.footer.paragraphs[0].text


def test_every_statement_is_marked_where_one_is_guarded_and_none_where_all_is_public(client, world):
    assert not any(item.mark for item in ask(client, world).context["brief"].sections[0].statements)
    LinkageFactory(source=world.elders, target=world.party, process=world.process, level=Level.INTERNAL)
    client.force_login(AdviserFactory())
    brief = ask(client, world).context["brief"]
    marks = [item.mark for section in brief.all_sections() for item in section.statements]
    assert set(marks) == {"public (TLP:CLEAR)", "internal (TLP:AMBER)"}


def test_the_map_is_as_guarded_as_that_somebody_has_a_part_in_the_process(client, world):
    """The elder and the secretariat are public; that she sits in it is not."""
    elder = MediatorFactory(
        actor__name="An elder", actor__usual_level="grassroots", actor__level=0, level=0
    ).actor
    MembershipFactory(member=elder, body=world.secretariat, level=Level.RESTRICTED)
    client.force_login(AnalystFactory())
    brief = ask(client, world).context["brief"]
    assert "An elder" in brief.drawn.picture.words
    assert brief.drawn.picture.level == brief.level == Level.RESTRICTED


def test_a_guarded_process_marks_its_brief_and_is_not_named_in_the_name_of_the_file(client):
    process = PeaceProcessFactory(name="Quiet talks", level=Level.INTERNAL)
    client.force_login(AdviserFactory())
    address = reverse("process_brief_word", args=[process.public_id])
    named = client.get(address, DAY)["Content-Disposition"]
    assert named == f'attachment; filename="brief-{process.public_id}-TLP-AMBER-2006-06-30.docx"'


@pytest.mark.parametrize("form", FORMS[1:])
def test_what_may_be_said_publicly_is_what_somebody_who_is_not_signed_in_gets(client, world, form):
    LinkageFactory(source=world.elders, target=world.party, process=world.process, level=Level.INTERNAL)
    ActorFactory(name="Somebody else")
    signed_out = ask(client, world, form, audience="public").content
    client.force_login(AdviserFactory())
    assert ask(client, world, form, audience="public").content == signed_out
    assert ask(client, world, form).content != signed_out


def test_what_no_public_record_tells_is_no_warning_of_what_may_be_said_publicly(client, world):
    front = ActorFactory(name="Front")
    RoleFactory(
        process=world.process, actor=front, side="front", kind="party", start_kind="actual", start="2000"
    )
    said = "No open channel is recorded between"
    assert said not in text_of(ask(client, world))
    client.force_login(AdviserFactory())
    assert said in text_of(ask(client, world))
    assert said not in text_of(ask(client, world, audience="public"))


def test_the_page_offers_both_files_whichever_is_shown(client, world):
    client.force_login(AdviserFactory())
    for shown in ({}, {"audience": "public"}):
        page = ask(client, world, **shown).content.decode()
        own, public = re.findall(r'href="[^"]*brief\.pdf\?([^"]*)"', page)
        assert ("audience" in own, "audience=public" in public) == (False, True)
    client.logout()
    assert len(re.findall(r"brief\.pdf", ask(client, world).content.decode())) == 1


def test_of_a_guarded_process_nothing_may_be_said_publicly(client):
    process = PeaceProcessFactory(name="Quiet talks", level=Level.INTERNAL)
    addresses = [reverse(form, args=[process.public_id]) for form in FORMS]
    assert [client.get(address, {"audience": "public"}).status_code for address in addresses] == [404] * 3
    client.force_login(AdviserFactory())
    page = client.get(addresses[0], {"audience": "public"})
    assert "Nothing may be said publicly: the process itself is protected." in text_of(page)
    assert "Quiet talks" not in text_of(page)
    assert [client.get(address, {"audience": "public"}).status_code for address in addresses[1:]] == [404] * 2


def test_sections_are_chosen_and_what_was_left_out_is_said(client, world):
    brief = ask(client, world, section=["bodies", "map"]).context["brief"]
    assert [section.slug for section in brief.all_sections()] == ["bodies", "public", "map"]
    assert brief.left_out.startswith("Sections that were not chosen: Status; Who speaks to whom;")
    assert ask(client, world).context["brief"].left_out == ""
    said = said_in_pdf(ask(client, world, "process_brief_pdf", section="status").content)
    assert "Sectionsthatwerenotchosen" in said and "Linkagesbylevel" not in said


def test_a_section_that_there_is_none_of_is_refused_by_name_with_those_that_there_are(client, world):
    page = ask(client, world, section=["bodies", "none-such"])
    assert page.status_code == 400
    assert "none-such" in text_of(page) and "bodies" in text_of(page)


def test_only_sources_of_what_is_shown_are_listed_and_they_are_numbered_from_one(client, world):
    brief = ask(client, world, section="status").context["brief"]
    assert brief.sources.lines == []
    brief = ask(client, world, section="warnings", as_of="2010-01-01").context["brief"]
    cited = {n for section in brief.all_sections() for item in section.statements for n in item.cites}
    assert cited == {line.number for line in brief.sources.lines} == {1}


def test_each_source_is_named_with_its_grade_and_its_licence(client, world):
    Source.objects.update(licence=Licence.CC_BY_NC, reliability="B")
    brief = ask(client, world, section="warnings", as_of="2010-01-01").context["brief"]
    assert [line.about for line in brief.sources.lines] == ["B: usually reliable source. Licence: CC BY-NC"]


HOSTILE = '#import "x" $x^2$ *b* _i_ \\ `c` @ref <lab> // /* = #panic("no") &amp; <script>'


@pytest.mark.parametrize(
    "name",
    [HOSTILE, "W" * 300, "مجلس شيوخ البحيرة", "ကရင်အမျိုးသားအစည်းအရုံး", "\u0001a\u000bb", "ᚠ\U0001f54a\ue000"],
)
def test_no_name_is_read_as_markup_or_breaks_a_form(client, world, name):
    world.elders.name = name
    type(world.elders).objects.filter(pk=world.elders.pk).update(name=name)
    made_pdf = ask(client, world, "process_brief_pdf")
    made_word = ask(client, world, "process_brief_word")
    assert made_pdf.status_code == made_word.status_code == 200
    assert len(pypdf.PdfReader(BytesIO(made_pdf.content)).pages) == 2
    if name == HOSTILE:
        assert plain(HOSTILE) in said_in_pdf(made_pdf.content)
    if name.isprintable():
        assert plain(name) in said_in_word(made_word.content)


def test_words_that_no_font_can_set_are_left_out_as_wholes_and_that_is_said(client, world, monkeypatch):
    type(world.elders).objects.filter(pk=world.elders.pk).update(name="ကရင် Elders of ကရင် Lakeside")
    own_fonts = typst.Fonts(include_system_fonts=False)
    monkeypatch.setattr(typesetting, "fonts", lambda: own_fonts)
    typesetting.has_shape.cache_clear()
    said = said_in_pdf(ask(client, world, "process_brief_pdf").content)
    typesetting.has_shape.cache_clear()
    assert plain("[…] Elders of […] Lakeside") in said
    assert plain("[…] stands for words that no font on the server can set (Myanmar).") in said


def test_the_same_content_gives_the_same_bytes_and_no_time_of_day(client, world):
    for form, ending in zip(FORMS[1:], ("pdf", "docx"), strict=True):
        first, again = (ask(Client(), world, form).content for _time in range(2))
        assert first == again, ending
    assert {info.date_time for info in zipfile.ZipFile(BytesIO(first)).infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_pdf_is_tagged_and_has_title_language_and_the_day_of_the_records(client, world):
    content = ask(client, world, "process_brief_pdf").content
    document = pypdf.PdfReader(BytesIO(content))
    root = document.trailer["/Root"]
    assert document.metadata.title == "Brief: Talks of Testland"
    assert root["/Lang"] == "en" and root["/MarkInfo"]["/Marked"]
    assert b"pdfuaid" in document.trailer["/Root"]["/Metadata"].get_data()
    day = ask(client, world).context["brief"].record_day
    assert document.metadata["/CreationDate"].startswith(f"D:{day:%Y%m%d}000000")


def test_a_day_that_cannot_be_read_is_explained_by_the_page_and_no_file_is_made(client, world):
    for form in FORMS:
        answer = ask(client, world, form, as_of="31.6.2006")
        assert answer.status_code == 400 and "is not a day" in text_of(answer)


def test_a_file_asks_the_database_as_often_as_the_page_however_much_there_is(client, world):
    def queries():
        counts = []
        for form in FORMS:
            with CaptureQueriesContext(connection) as asked:
                ask(client, world, form)
            counts.append(len(asked))
        return counts

    queries()
    few = queries()
    for number in range(5):
        LinkageFactory(
            source=ActorFactory(name=f"Village {number}"), target=world.broker, process=world.process
        )
    assert queries() == few
    assert few[1] == few[2] <= few[0]


def test_drawings_on_paper_have_the_looks_of_the_style_sheet_in_the_colours_of_paper():
    sheet = paper.style_sheet()
    assert ".e.stale{stroke: #555; stroke-width: 1.25;}" in sheet
    assert "var(" not in sheet and "display" not in sheet
    # Every kind of line and node that the map draws has its looks.
    for look in (
        ".e{",
        ".e.possible{",
        ".e.confirmed{",
        ".n{",
        ".n.full{",
        ".ring{",
        ".tag{",
        ".chart .halo{",
    ):
        assert look in sheet, look


def test_the_forms_need_nothing_but_the_content(client, world):
    brief = ask(client, world).context["brief"]
    assert pdf.written(brief) == ask(client, world, "process_brief_pdf").content
    assert word.written(brief) == ask(client, world, "process_brief_word").content
    assert brief.file_name("pdf").endswith("-2006-06-30.pdf") and brief.day == date(2006, 6, 30)
    assert set(SECTIONS) >= {section.slug for section in brief.sections}


@pytest.mark.parametrize("form", FORMS)
def test_what_is_for_a_team_is_not_called_public(client, world, form):
    """A record at the lowest level that one team needs to know is for those people only."""
    grant = TeamGrantFactory(account=AdviserFactory())
    LinkageFactory(
        source=world.elders, target=world.party, process=world.process, level=Level.PUBLIC, team=grant.team
    )
    client.force_login(grant.account)
    brief = ask(client, world).context["brief"]
    assert brief.level == Level.INTERNAL and "public records" not in brief.public.lead
    named = ask(client, world, form).get("Content-Disposition", "TLP-AMBER")
    assert "TLP-AMBER" in named


@pytest.mark.parametrize("form", FORMS)
def test_the_first_and_the_last_day_there_is_can_be_asked_for(client, world, form):
    for day in ("0001-01-01", "0001-03-01"):
        assert ask(client, world, form, as_of=day).status_code == 200
