"""A source without a title: what it is called everywhere, and that it can always be named."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from peaceinfra.datasets.exporting import export_dataset
from processes.models import Actor, Citation, Source
from processes.titles import title_of
from tests import factories as make
from tests.admin import sheets
from tests.admin.screens import errors, listing, save, send, words
from tests.dashboards.test_pages import text_of
from tests.datasets.conftest import contents, fill, load
from tests.shared import module_fixture

pytestmark = pytest.mark.django_db

BROADCAST = "untitled, Radio ရခိုင်, 3 May 2004"
PAGE = "untitled, news.example"


class World:
    def __init__(self):
        self.actor = make.ActorFactory(name="Movement")
        self.broadcast = make.SourceFactory(name="", publisher="Radio ရခိုင်", published="2004-05-03")
        self.page = make.SourceFactory(name="", url="https://www.news.example/a?b=1")
        for source in (self.broadcast, self.page):
            make.CitationFactory(subject=self.actor, source=source)
        make.SourceFactory(name="", url="https://hidden.example/", level=3)


world = module_fixture(World)


@pytest.mark.parametrize(
    "name, publisher, published, url, title",
    [
        ("A report", "Radio", "2004", "https://a.example/", "A report"),
        ("", "Radio", "2004", "https://a.example/", "untitled, Radio, 2004"),
        ("", "Radio", "[2003..2005]", "", "untitled, Radio, between 2003 and 2005"),
        ("", "", "2004-05~", "https://www.a.example/x", "untitled, a.example, about May 2004"),
        ("", "", "", "http://[not an address", "untitled"),
        ("", "", "spring", "https://a.example:8080", "untitled, a.example, spring"),
    ],
)
def test_what_has_no_title_is_called_by_who_published_it_and_when(name, publisher, published, url, title):
    assert title_of(name, publisher, published, url) == title


@pytest.mark.parametrize(
    "given", [{}, {"publisher": "Radio"}, {"published": "2004"}, {"authors": "Somebody"}]
)
def test_a_source_that_nothing_names_is_refused_by_the_form_and_by_the_database(given):
    source = Source(kind="media", level=0, **given)
    with pytest.raises(ValidationError) as refused:
        source.full_clean()
    assert list(refused.value.error_dict) == ["name"]
    with pytest.raises(IntegrityError), transaction.atomic():
        source.save()


def test_pages_lists_and_the_search_call_it_so_and_no_link_is_empty(client, world):
    own = client.get(f"/sources/{world.broadcast.public_id}/")
    assert f"<title>{BROADCAST}" in words(own) and own.context["source"].title == BROADCAST
    for address in (
        f"/actors/{world.actor.public_id}/",
        "/sources/",
        "/search/?q=news.example",
        "/search/?q=ရခိုင်",
    ):
        page = client.get(address)
        assert BROADCAST in text_of(page) or PAGE in text_of(page), address
        assert not re.search("<a [^>]*>(<bdi>)?\\s*(</bdi>)?</a>", words(page)), address
        assert "hidden.example" not in words(page)


def test_the_api_and_its_files_tell_the_words_as_its_label_and_an_empty_name(client, world):
    found = client.get(f"/api/v1/sources/{world.page.public_id}/").json()
    assert (found["name"], found["label"]) == ("", PAGE)
    citations = client.get(f"/api/v1/citations/?source={world.broadcast.public_id}").json()["results"]
    assert [row["source"]["label"] for row in citations] == [BROADCAST]
    rows = b"".join(client.get("/api/v1/sources/csv/").streaming_content).decode()
    assert PAGE in rows and BROADCAST in rows and "hidden.example" not in rows
    assert [row["label"] for row in client.get("/api/v1/sources/?q=news").json()["results"]] == [PAGE]


def test_the_desk_takes_it_lists_it_and_asks_for_what_is_missing(client, world):
    client.force_login(make.AnalystFactory())
    desk = client
    new = {"name": "", "kind": "media", "reliability": "C", "licence": "none_known", "level": "0"}
    asked = errors(send(desk, listing(Source, "add"), new | {"publisher": "Radio"}))
    assert asked == {
        "name": ["Write its title. Where it has none, write its address, or who published it and when."]
    }
    save(desk, listing(Source, "add"), new | {"publisher": "Radio", "published": "2011"})
    assert "untitled, Radio, 2011</a>" in words(desk.get(listing(Source)))
    rows = [("actors", {"name": "Council", "kind": "other actor"})]
    sheets.save(desk, sheets.sheet(None, *rows, name="", kind="media", url="https://b.example/9"))
    council = Actor.objects.get(name="Council")
    assert str(Citation.objects.get(subject=council.pk).source) == "untitled, b.example"


def test_a_file_with_one_comes_in_and_goes_out_as_it_was(tmp_path):
    folder = tmp_path / "dataset"
    folder.mkdir()
    source = {
        "id": "src-0000000000001",
        "kind": "media",
        "url": "https://c.example/",
        "licence": "none_known",
    }
    fill(folder, "sources", source | {"name": "", "reliability": "F", "stand_in_label": ""})
    fill(folder, "actors", {"id": "act-0000000000002", "name": "Movement", "kind": "other"})
    cited = {
        "subject": "act-0000000000002",
        "subject_label": "Movement",
        "source_label": "untitled, c.example",
    }
    fill(
        folder, "citations", {"id": "cit-0000000000003", "source": source["id"], "credibility": "6", **cited}
    )
    load(folder)
    export_dataset(tmp_path / "again", viewer=None)
    again = contents(tmp_path / "again")
    for name, text in contents(folder).items():
        # Those of the world above stand there too.
        assert set(text.splitlines()) <= set(again[name].splitlines()), name
