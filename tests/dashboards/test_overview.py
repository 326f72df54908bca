"""What the first page says beside the processes."""

import re
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.urls import reverse

from peaceinfra.analysis.collect import overview
from peaceinfra.dashboards.templatetags.register import certainty_mark
from processes.models import Actor, Claim, PeaceProcess
from tests.dashboards.test_pages import text_of
from tests.factories import (
    ActorFactory,
    ClaimFactory,
    CoverageNoteFactory,
    PeaceProcessFactory,
    PhaseChangeFactory,
    PrincipalFactory,
)

pytestmark = pytest.mark.django_db


def test_each_process_says_how_certain_it_is_on_the_day(client):
    PeaceProcessFactory(name="A", start_kind="actual", start="2004", end_kind="actual", end="2009")
    PeaceProcessFactory(name="B")
    cells = re.compile(r'data-label="Dates"><div>(.*?)</div>', re.DOTALL)
    page = client.get(reverse("process_list"), {"as_of": "2006-06-30"}).content.decode()
    certain, possible = cells.findall(page)
    assert certain.endswith(f"<small>{certainty_mark('certain')}</small>")
    assert possible.endswith(f"<small>{certainty_mark('possible')}</small>")
    assert "<small>" not in "".join(cells.findall(client.get(reverse("process_list")).content.decode()))


def test_the_bodies_of_a_process_are_counted_on_the_day(client):
    process = PeaceProcessFactory()
    served = {"start_kind": "actual", "start": "2008", "end_kind": "actual", "end": "2009"}
    PrincipalFactory(process=process, **served)
    cell = '<td role="cell" data-label="Bodies"><div>{}</div></td>'
    assert cell.format("1") in client.get(reverse("process_list")).content.decode()
    assert cell.format("1") in client.get(reverse("process_list"), {"as_of": "2008-06-30"}).content.decode()
    none = cell.format('<span class="muted">not researched</span>')
    assert none in client.get(reverse("process_list"), {"as_of": "2006-06-30"}).content.decode()


@pytest.mark.parametrize(
    ("note", "question", "linkages", "bodies"),
    [
        ({}, {}, "not researched", "not researched"),
        ({"topic": "bodies", "extent": "none"}, {}, "not researched", "not researched"),
        ({"topic": "inclusion", "extent": "full"}, {}, "not researched", "not researched"),
        ({"topic": "bodies", "extent": "part"}, {}, "not researched", "none recorded"),
        ({"topic": "linkages", "extent": "full"}, {}, "none recorded", "not researched"),
        ({"topic": "all", "extent": "full"}, {}, "none recorded", "none recorded"),
        ({"topic": "all", "extent": "full"}, {"as_of": "2005-06-30"}, "none recorded", "none recorded"),
        ({"topic": "all", "extent": "full"}, {"as_of": "2009-06-30"}, "not researched", "not researched"),
    ],
)
def test_that_a_process_has_none_is_said_only_where_somebody_looked(client, note, question, linkages, bodies):
    process = PeaceProcessFactory()
    if note:
        ended = {"start_kind": "actual", "start": "2000", "end_kind": "actual", "end": "2005"}
        CoverageNoteFactory(process=process, **note, **ended)
        CoverageNoteFactory(process=process, level=2, **(note | {"topic": "all", "extent": "full"}))
    assert said_of_none(client.get(reverse("process_list"), question)) == [linkages, bodies]


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("support_structures_of_2003", ["none recorded", "a source says none"]),
        ("linkages", ["a source says none", "none recorded"]),
        ("negotiation_support", ["none recorded", "none recorded"]),
    ],
)
def test_that_a_source_says_none_stands_where_the_thing_would(client, field, said):
    process = PeaceProcessFactory()
    CoverageNoteFactory(process=process, topic="all", extent="full")
    claim = ClaimFactory(subject=process, field=field, value="There was none.", polarity="absent")
    assert said_of_none(client.get(reverse("process_list"))) == said
    claim.status = "rejected"
    claim.save()
    assert said_of_none(client.get(reverse("process_list"))) == ["none recorded", "none recorded"]


def said_of_none(page) -> list[str]:
    """What the one line says in place of linkages and of bodies."""
    cells = r'data-label="(?:Linkages between levels|Bodies)"><div><span class="muted">(.*?)</span>'
    return re.findall(cells, page.content.decode())


def lately(client) -> str:
    page = client.get(reverse("home")).content.decode()
    return page[page.index("What changed lately") :]


def written_on(model, day):
    """The clock of the records of a model set to a day, as if they had been written then."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {model._meta.db_table} DISABLE TRIGGER USER")
        model.objects.update(updated_at=datetime(*day, 12, tzinfo=UTC))
        cursor.execute(f"ALTER TABLE {model._meta.db_table} ENABLE TRIGGER USER")


def test_many_records_of_one_day_are_one_line_and_what_was_changed_later_stays_visible(client):
    PeaceProcessFactory(name="Talks of Testland")
    ActorFactory.create_batch(11)
    written_on(Actor, (2026, 3, 1))
    written_on(PeaceProcess, (2026, 3, 1))
    ActorFactory(name="Later office")
    part = lately(client)
    assert "12 records entered or changed on 1 Mar 2026" in part
    assert "peace processes: 1, actors: 11" in part
    assert part.index("Later office") < part.index("12 records")
    assert "Talks of Testland" not in part


def test_few_records_of_one_day_are_named(client):
    PeaceProcessFactory(name="Talks of Testland")
    ActorFactory(name="Office")
    part = lately(client)
    assert "Talks of Testland" in part and "Office" in part
    assert "records entered or changed on" not in part


def test_of_the_records_of_a_day_those_are_counted_that_the_reader_may_see(client):
    PeaceProcessFactory()
    ActorFactory.create_batch(11)
    ActorFactory.create_batch(7, level=2)
    assert "12 records entered or changed on" in lately(client)
    assert "actors: 11" in lately(client)


def test_more_records_than_are_looked_at_are_not_counted_exactly(client, monkeypatch):
    monkeypatch.setattr(overview, "LOOKED_AT", 11)
    PeaceProcessFactory()
    ActorFactory.create_batch(13)
    assert "12 records or more entered or changed on" in lately(client)


def test_the_first_page_says_how_a_process_ended_and_not_of_one_that_goes_on(client):
    over = PeaceProcessFactory(name="Talks of Testland", ending="military_victory")
    PhaseChangeFactory(process=over, status="concluded", date="2009-05-18")
    assert "Ended on 18 May 2009 by military victory" in client.get(reverse("home")).content.decode()
    before = client.get(reverse("home"), {"as_of": "2008-06-30"}).content.decode()
    assert "by military victory" not in before
    assert "by military victory" in client.get(reverse("home"), {"as_of": "2010-06-30"}).content.decode()


def test_the_list_says_that_a_source_says_none_where_it_speaks_of_the_day(client):
    process = PeaceProcessFactory(name="Talks of Testland")
    dated = {"start_kind": "actual", "start": "2003", "end_kind": "actual", "end": "2003"}
    ClaimFactory(subject=process, field="support", value="No structure.", polarity="absent", **dated)
    said = f'<a href="/processes/{process.public_id}/#absences">A source says what there was not: 1 statement</a>'
    assert said in client.get(reverse("process_list")).content.decode()
    assert (
        "says what there was not"
        in client.get(reverse("process_list"), {"as_of": "2003-06-30"}).content.decode()
    )
    other = client.get(reverse("process_list"), {"as_of": "2006-06-30"}).content.decode()
    assert "says what there was not" not in other
    Claim.objects.update(status="rejected")
    assert "says what there was not" not in client.get(reverse("process_list")).content.decode()


def names_on(client, **query) -> list[str]:
    """The processes of the start page, in their order."""
    page = client.get(reverse("home"), query).content.decode()
    return re.findall(r'<span class="place">\d+</span> <a [^>]*>(?:<bdi>)?([^<]+)', page)


def test_what_was_researched_and_may_go_on_stands_first_then_by_name(client):
    ended = {"end_kind": "actual", "end": "2005"}
    for name, researched, dates in (
        ("A never looked at", None, {}),
        ("B looked at without result", "none", {}),
        ("C over", "full", ended),
        ("D under way", "part", {}),
        ("E looked at in secret", None, {}),
        ("F over, never looked at", None, ended),
    ):
        process = PeaceProcessFactory(name=name, **dates)
        if researched:
            CoverageNoteFactory(process=process, extent=researched)
        if name.startswith("E"):
            CoverageNoteFactory(process=process, extent="full", level=3)
    assert [name[0] for name in names_on(client)] == ["D", "C", "A", "B", "E", "F"]
    assert [name[0] for name in names_on(client, as_of="2003-06-30")] == ["C", "D", "A", "B", "E", "F"]


def test_the_start_page_filters_its_processes_and_pages_in_its_own_order(client):
    for number in range(51):
        PeaceProcessFactory(name=f"Talks {number:02}", countries=["NP"] if number == 7 else ["LK"])
    CoverageNoteFactory(process=PeaceProcess.objects.get(name="Talks 50"), extent="full")
    assert names_on(client, country="Nepal") == ["Talks 07"]
    assert names_on(client, q="50 talks") == ["Talks 50"]
    first = client.get(reverse("home"))
    assert names_on(client)[:2] == ["Talks 50", "Talks 00"]
    cursor = re.search(r'href="\?cursor=([^"&]+)"', first.content.decode())[1]
    assert names_on(client, cursor=cursor) == ["Talks 49"]
    assert "No process matches" in text_of(client.get(reverse("home"), {"q": "zzz"}))
    assert client.get(reverse("home"), {"country": "LKX"}).status_code == 400


def test_the_start_page_says_what_it_is_and_has_three_doors(client):
    def doors():
        page = client.get(reverse("home")).content.decode()
        assert "Who connects local mediators with peace talks?" in page
        return re.findall(r'href="([^"]+)"', re.search(r'<p class="waysin">.*?</p>', page, re.DOTALL)[0])

    assert doors() == ["/how-to-read/", "/glossary/"]
    PeaceProcessFactory(name="Real")
    invented = PeaceProcessFactory(name="Invented", countries=["XA"])
    assert doors() == [f"/processes/{invented.public_id}/", "/how-to-read/", "/glossary/"]
