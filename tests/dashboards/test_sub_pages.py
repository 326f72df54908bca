"""The five pages of a process: how they lead to one another, what each counts, and where parts of the whole stand."""

import re
from copy import deepcopy

import pytest
from django.urls import reverse

from peaceinfra.core.choices import Level
from peaceinfra.dashboards.presenters import tables
from peaceinfra.dashboards.subpages import SUB_PAGES, place_address, sub_page_address
from tests.dashboards.test_pages import address, sub_page, text_of
from tests.dashboards.worlds import many, small_world
from tests.factories import (
    ActorFactory,
    AdviserFactory,
    AgreementFactory,
    ClaimFactory,
    CoverageNoteFactory,
    EventFactory,
    PeaceProcessFactory,
    PhaseChangeFactory,
    RoleFactory,
)
from tests.shared import module_fixture
from tracks.models import Inclusion

pytestmark = pytest.mark.django_db

SLUGS = [page.slug or "detail" for page in SUB_PAGES]


def a_full_process():
    world = small_world()
    many(world, 2)
    return world


made = module_fixture(a_full_process)


@pytest.fixture
def world(made):
    return deepcopy(made)


def tabs_of(response) -> dict[str, tuple[str, str]]:
    """{title: (address, what stands beside it)}"""
    bar = response.content.decode().split('<nav class="tabs"')[1].split("</nav>")[0]
    found = re.findall(r'<a href="([^"]*)"[^>]*>(.*?)(?: <span class="n">(.*?)</span>)?</a>', bar)
    return {title: (where, number) for where, title, number in found}


@pytest.mark.parametrize("slug", SLUGS)
def test_every_sub_page_leads_to_the_others_with_the_same_numbers_and_the_day(client, world, slug):
    here = tabs_of(client.get(sub_page(world.process, slug), {"as_of": "30 June 2006", "ties": "linkage"}))
    base, asked = address(world.process), "?as_of=2006-06-30&amp;ties=linkage"
    assert here == {
        "Picture": (f"{base}{asked}", ""),
        "Over time": (f"{base}time/{asked}", "12 changes"),
        "Parties and bodies": (f"{base}bodies/{asked}", "7 actors"),
        "Agreements, inclusion, support, events": (f"{base}agreements/{asked}", "9 entries"),
        "Evidence and coverage": (f"{base}evidence/{asked}", "3 notes"),
        "Brief": (f"{base}brief/?as_of=2006-06-30", ""),
    }


def test_the_number_of_a_sub_page_is_that_of_the_rows_on_it(client, world):
    tabs = tabs_of(client.get(address(world.process)))
    for slug, title, headings in (
        ("time", "Over time", ["Table of dates"]),
        (
            "agreements",
            "Agreements, inclusion, support, events",
            ["Agreements", "Who takes part, and how", "Support given, asked for or refused", "Events"],
        ),
        ("evidence", "Evidence and coverage", ["What has been researched so far"]),
    ):
        page = client.get(sub_page(world.process, slug)).content.decode()
        said = dict(re.findall(r'<h2>([^<]*?) <span class="n">(\d+)(?: rows?| entr\w+)?</span></h2>', page))
        assert sum(int(said[heading]) for heading in headings) == int(tabs[title][1].split()[0]), slug


def test_what_a_reader_may_not_see_is_not_counted(client, world):
    before = tabs_of(client.get(address(world.process)))
    guarded = {"process": world.process, "level": Level.INTERNAL}
    RoleFactory(actor=ActorFactory(level=Level.INTERNAL), **guarded)
    EventFactory(**guarded), AgreementFactory(**guarded), CoverageNoteFactory(**guarded)
    PhaseChangeFactory(process=world.process, position=7)
    assert {title: number for title, (_where, number) in before.items()} | {"Over time": "13 changes"} == {
        title: number for title, (_where, number) in tabs_of(client.get(address(world.process))).items()
    }
    client.force_login(AdviserFactory())
    after = tabs_of(client.get(address(world.process)))
    assert [number for _where, number in after.values()] == [
        "",
        "14 changes",
        "8 actors",
        "11 entries",
        "4 notes",
        "",
    ]


def test_an_empty_sub_page_is_grey_and_says_whether_somebody_looked(client):
    process = PeaceProcessFactory(name="Bare talks")
    page = client.get(address(process))
    assert [number for _where, number in tabs_of(page).values()] == ["", *["not researched"] * 4, ""]
    assert page.content.decode().count('class="none"') == 4
    CoverageNoteFactory(process=process, topic="bodies", extent="part")
    assert [number for _where, number in tabs_of(client.get(address(process))).values()] == [
        "", "not recorded", "not recorded", "not researched", "1 note", "",
    ]  # fmt: skip


def test_what_is_empty_on_a_sub_page_is_one_line_and_an_address_of_old_still_finds_it(client):
    process = PeaceProcessFactory(name="Bare talks")
    page = client.get(sub_page(process, "agreements")).content.decode()
    assert page.count("<h2>") == 1
    assert re.findall(r'<span id="(\w+)"><bdi>([^<]*)', page) == [
        ("agreements", "No agreement is recorded."),
        ("inclusion", "Nothing about inclusion is recorded."),
        ("support", "No support is recorded."),
        ("events", "No event is recorded."),
    ]


@pytest.mark.parametrize(
    ("place", "slug"),
    [
        ("map", "detail"),
        ("absences", "detail"),
        ("channels", "time"),
        ("time", "time"),
        ("parties", "bodies"),
        ("bodies", "bodies"),
        ("functions", "bodies"),
        ("mediators", "bodies"),
        ("support", "agreements"),
        ("agreements", "agreements"),
        ("inclusion", "agreements"),
        ("coverage", "evidence"),
        ("warnings", "evidence"),
        ("contested", "evidence"),
        ("sources", "evidence"),
    ],
)
def test_each_part_of_a_process_that_an_address_names_stands_where_it_leads(client, world, place, slug):
    if place == "absences":
        ClaimFactory(subject=world.process, field="support", value="None.", polarity="absent")
    page, anchor = sub_page_address(world.process.public_id, place).split("#")
    assert page == sub_page(world.process, slug)
    assert f' id="{anchor}"' in client.get(page).content.decode()


def test_a_record_that_stands_on_a_sub_page_is_found_there_by_its_own_id(client, world):
    process = world.process
    for record, slug in (
        (process.roles.first(), "bodies"),
        (process.phases.first(), "time"),
        (process.coverage_notes.first(), "evidence"),
        (Inclusion.objects.filter(process=process).first(), "agreements"),
        (process.linkages.first(), "detail"),
    ):
        page, anchor = place_address(process.public_id, record.public_id).split("#")
        assert page == sub_page(process, slug)
        assert f'id="{anchor}"' in client.get(page).content.decode(), slug


def test_headings_that_fold_say_how_much_is_in_them(client, world):
    for slug in SLUGS[1:]:
        page = client.get(sub_page(world.process, slug)).content.decode()
        headings = re.findall(r'<details class="fold"><summary><h2>(.*?)</h2>', page)
        assert headings and all(
            re.search(r'<span class="n">\d+( rows?| entry| entries)?</span>$', one) for one in headings
        ), slug


def test_the_picture_has_the_network_as_files_beside_its_tables(client, world):
    page = client.get(address(world.process), {"as_of": "2006-06-30"}).content.decode()
    for route in ("process-network", "process-graphml", "process-gexf"):
        where = reverse(f"api:{route}", args=[world.process.public_id])
        assert f'href="{where}?as_of=2006-06-30"' in page
    assert "The same as tables: 6 linkages, 2 channels, " in text_of(
        client.get(address(world.process), {"as_of": "2006-06-30"})
    )


def test_the_picture_has_at_most_three_warnings_and_all_of_them_stand_with_the_evidence(client, world):
    client.force_login(AdviserFactory())
    page = client.get(address(world.process)).content.decode()
    assert page.split('id="now"')[1].split("</section>")[0].count("<li><svg") <= 3
    assert "was closed at short notice" not in page
    assert f'href="{sub_page(world.process, "evidence")}#warnings"' in page
    assert "was closed at short notice" in client.get(sub_page(world.process, "evidence")).content.decode()


def test_a_word_at_a_tick_of_the_line_of_time_leads_to_its_day(client, world):
    page = client.get(address(world.process)).content.decode()
    strip = page.split('class="timestrip"')[1].split("</figure>")[0]
    assert '<a href="?as_of=2002-02-22#map"' in strip
    assert "talks: active" in strip and ">2004</text>" in strip
    plays = re.search(r'data-next="([^"]*)"', page)[1]
    assert plays.startswith("?as_of=") and plays.endswith("#map")
    assert 'type="button" hidden' in page


def test_a_long_table_says_which_rows_it_lists_and_leads_to_the_others(client, monkeypatch):
    monkeypatch.setattr(tables, "MOST_ROWS", 2)
    process = PeaceProcessFactory()
    rows = [
        EventFactory(process=process, name=f"Round {number}", start_kind="actual", start=str(2001 + number))
        for number in range(5)
    ]
    shown, address = [], f"/processes/{process.public_id}/agreements/"
    said = ["Rows 1 to 2 of 5", "Rows 3 to 4 of 5", "Rows 5 to 5 of 5"]
    query = ""
    for words in said:
        page = client.get(address + query).content.decode()
        assert words in page
        shown += [row.public_id for row in rows if f'id="{row.public_id}"' in page]
        following = re.search(r'href="(\?rows_after=[^"#]+)#rows"', page)
        query = following[1] if following else ""
    assert sorted(shown) == sorted(row.public_id for row in rows) and not query
    assert '<details class="fold" open>' in page and "First rows" in page
    for absent in ("evt-0000000000001", "nonsense", EventFactory(process=process, level=3).public_id):
        assert "Rows 1 to 2 of 5" in client.get(f"{address}?rows_after={absent}").content.decode()


def test_what_was_researched_is_told_for_the_day_that_is_asked(client):
    process = PeaceProcessFactory()
    for years, note in ((("2001", "2003"), "Early papers"), (("2020", "2022"), "Later papers")):
        CoverageNoteFactory(
            process=process, start_kind="actual", start=years[0], end_kind="actual", end=years[1], remark=note
        )
    address = f"/processes/{process.public_id}/evidence/"
    then = client.get(f"{address}?as_of=2002-06-01").content.decode()
    assert "Early papers" in then and "Later papers" not in then
    assert "1 note on research speaks of other times only" in then
    before = client.get(f"{address}?as_of=1990-01-01").content.decode()
    assert "No research that speaks of this day is recorded." in before
    whole = client.get(address).content.decode()
    assert "Early papers" in whole and "Later papers" in whole and "other times only" not in whole
