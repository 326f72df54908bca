"""The search of the bar finds any record by name, alias or id, among what its reader may see."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from peaceinfra.core.screens import matches
from tests import factories
from tests.admin.screens import words

pytestmark = pytest.mark.django_db

URL = "/admin/search/"


def found(desk, text) -> list[str]:
    """The ids of what is found, in the order of the page."""
    kinds = desk.get(URL, {"q": text}).context["kinds"]
    return [hit.id for kind in kinds for hit in kind.hits]


@pytest.mark.parametrize("text", ["valley council", "COUNCIL valley", "cóunc val", "  Valley   Council "])
def test_words_are_found_in_any_order_case_and_accent(desk, text):
    actor = factories.ActorFactory(name="Council of the Válley")
    factories.ActorFactory(name="Council of the Hill")
    assert found(desk, text) == [actor.public_id]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("حركة مجتمع السلم", "السلم حركه"),
        ("کمیته صلح", "كميته"),
        ("ငြိမ်းချမ်းရေး ကော်မတီ", "ကော်မတီ ငြိမ်းချမ်းရေး"),
    ],
)
def test_names_in_other_scripts_are_found_as_they_are_typed(desk, name, text):
    actor = factories.ActorNameFactory(name=name).actor
    assert found(desk, text) == [actor.public_id]


def test_the_words_of_two_names_are_not_taken_together(desk):
    actor = factories.ActorFactory(name="Council")
    factories.ActorNameFactory(actor=actor, name="Valley")
    factories.ActorNameFactory(actor=actor, name="Hill")
    assert found(desk, "valley hill") == []


def test_every_kind_with_a_name_is_found_by_it(desk):
    process = factories.PeaceProcessFactory(name="Other talks")
    makers = (
        factories.PeaceProcessFactory, factories.ConflictFactory, factories.PlaceFactory, factories.CommunityFactory,
        factories.SourceFactory, factories.BodyActorFactory,
    )  # fmt: skip
    records = [make(name="Ñorthern lake") for make in makers]
    for make in (
        factories.EventFactory,
        factories.AgreementFactory,
        factories.ChannelFactory,
        factories.SideFactory,
    ):
        records.append(make(name="Ñorthern lake", process=process))
    assert {*found(desk, "lake northern")} == {record.public_id for record in records}


def test_what_joins_actors_is_found_by_their_names_and_aliases(desk):
    role = factories.RoleFactory(actor=factories.ActorFactory(name="Movement"))
    factories.ActorNameFactory(actor=role.actor, name="Front of the hills")
    assert role.public_id in found(desk, "hills front") and role.public_id in found(desk, "movement")


def test_a_record_is_found_by_its_id_and_by_that_of_another_register(desk):
    process = factories.PeaceProcessFactory(name="Talks")
    factories.ExternalIdFactory(subject=process, scheme="pax_process", value="P-81")
    for text in (
        process.public_id,
        process.public_id.upper(),
        "p-81",
        "pax_process:P-81",
        " PAX_process : p-81 ",
    ):
        assert found(desk, text) == [process.public_id], text


def test_hits_tell_kind_country_and_dates(desk):
    actor = factories.ActorFactory(
        name="Valley Council", kind="national_ngo", countries=["LK", "XK"], start_kind="actual", start="2002",
        end_kind="actual", end="2008",
    )  # fmt: skip
    hit = desk.get(URL, {"q": "valley"}).context["kinds"][0].hits[0]
    assert (hit.id, hit.name) == (actor.public_id, "Valley Council")
    assert hit.line == f"national NGO · Sri Lanka, Kosovo · {actor.dates_text}"
    box = desk.get("/admin/records/", {"term": "valley"}).json()["results"]
    assert [result["text"] for result in box] == [f"Valley Council ({hit.line})"]


def test_a_choice_box_tells_namesakes_apart(desk):
    for country in ("LK", "NP"):
        factories.ActorFactory(name="Valley Council", kind="national_ngo", countries=[country])
    asked = {"app_label": "processes", "model_name": "role", "field_name": "actor", "term": "council valley"}
    texts = [result["text"] for result in desk.get("/admin/autocomplete/", asked).json()["results"]]
    assert sorted(texts) == [
        "Valley Council (national NGO · Nepal)",
        "Valley Council (national NGO · Sri Lanka)",
    ]


def test_nothing_found_says_what_to_do_next(desk):
    page = words(desk.get(URL, {"q": "valley"}))
    assert "Nothing is found by “valley” among the records that you may see." in page
    assert '<li><a href="/admin/processes/actor/add/">' in page
    assert "Write words of a name" in words(desk.get(URL))


def test_more_than_a_page_shows_leads_to_the_list(desk):
    for number in range(21):
        factories.ActorFactory(name=f"Valley {number}")
    kind = desk.get(URL, {"q": "valley"}).context["kinds"][0]
    assert (len(kind.hits), kind.more) == (20, "/admin/processes/actor/?q=valley")
    assert "Valley 20" in words(desk.get(kind.more))


@pytest.mark.slow
def test_what_is_hidden_is_not_found_and_asks_no_more_queries(desk):
    def answer(text):
        with CaptureQueriesContext(connection) as queries:
            page = words(desk.get(URL, {"q": text}))
        return re.sub(r'value="\w{64}"', "", page), len(queries)

    texts = ("valley", "81", "nothing at all")
    factories.ActorFactory(name="Valley")
    [answer(text) for text in texts]
    without = [answer(text) for text in texts]
    guard = {"level": 0, "team": factories.TeamFactory()}
    hidden = factories.ActorFactory(name="Valley", **guard)
    factories.ActorNameFactory(name="Valley", **guard)
    factories.ExternalIdFactory(subject=hidden, value="81")
    assert [answer(text) for text in texts] == without


def test_more_hits_ask_no_more_queries(desk):
    def queries():
        with CaptureQueriesContext(connection) as found:
            desk.get(URL, {"q": "valley"})
        return len(found)

    def make():
        factories.RoleFactory(actor__name="Valley Council")
        factories.PlaceFactory(name="Valley", parent=factories.PlaceFactory(name="Valleys"))
        factories.EventFactory(name="Valley talks")

    make()
    queries()
    few = queries()
    for _number in range(4):
        make()
    assert queries() == few


def test_kinds_of_which_nothing_can_be_found_are_not_asked(desk):
    """Names and ids of all kinds are asked for in one query. Of joined kinds a support has words of its own."""
    factories.RoleFactory(actor__name="Valley Council")
    with CaptureQueriesContext(connection) as queries:
        assert found(desk, "valley nowhere") == []
    tables = [table for query in queries for table in re.findall(r'^SELECT .*? FROM "(\w+)"', query["sql"])]
    assert {table for table in tables if not table.startswith(("core_", "django_"))} == {"tracks_inclusion"}
    (names,) = [query["sql"] for query in queries if "UNION ALL" in query["sql"]]
    assert 'FROM "processes_actor"' in names and 'FROM "processes_externalid"' in names


@pytest.mark.parametrize("most", [1, 2000])
def test_a_word_that_very_many_names_have_finds_the_same(desk, monkeypatch, most):
    monkeypatch.setattr(matches, "MOST", most)
    process = factories.PeaceProcessFactory(name="Hill talks")
    roles = [
        factories.RoleFactory(actor__name=f"Valley {word}", process=process)
        for word in ("Lake", "Hill", "Sea")
    ]
    for role in roles[:2]:
        factories.ActorNameFactory(actor=role.actor, name="Shore people")
        factories.ExternalIdFactory(subject=role.actor, scheme="paax", value="7")
    answers = {text: found(desk, text) for text in ("valley", "hill valley", "people shore", "paax:7")}
    lake, hill, sea = ([role.actor.public_id, role.public_id] for role in roles)
    assert answers == {
        "valley": [hill[0], lake[0], sea[0], hill[1], lake[1], sea[1]],
        "hill valley": [hill[0], hill[1], lake[1], sea[1]],
        "people shore": [hill[0], lake[0], hill[1], lake[1]],
        "paax:7": [hill[0], lake[0]],
    }


def test_those_who_do_not_edit_do_not_search_here(signed_in):
    assert signed_in(factories.AccountFactory(role="administrator")).get(URL).status_code == 403


def test_evidence_is_searched_by_record_or_source(desk):
    citation = factories.CitationFactory(
        subject=factories.ActorFactory(name="Valley Council"),
        source=factories.SourceFactory(name="A long report"),
    )
    url = "/admin/processes/citation/"
    for text in ("council valley", "report long"):
        page = desk.get(url, {"q": text})
        assert [row.pk for row in page.context["cl"].result_list] == [citation.pk]
    assert "Search by record or source" in words(page)
    assert not desk.get(url, {"q": "council report"}).context["cl"].result_list


def test_the_box_of_a_side_offers_those_of_the_process_that_is_chosen(desk):
    side, other = (factories.SideFactory(name="Government") for _number in range(2))
    asked = {"app_label": "processes", "model_name": "role", "field_name": "side", "term": ""}

    def offered(**more):
        results = desk.get("/admin/autocomplete/", asked | more).json()["results"]
        return {int(result["id"]) for result in results}

    assert offered(within=side.process_id) == {side.pk}
    assert offered() == offered(within="") == offered(within="x") == {side.pk, other.pk}
    assert offered(within=12) == set()
    page = words(desk.get("/admin/processes/role/add/"))
    assert 'data-field-name="side"' in page and 'data-within="process"' in page
