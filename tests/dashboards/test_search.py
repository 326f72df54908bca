"""The search of the header: what is found by which words, why, and in which order."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from peaceinfra.analysis.collect import collect_found
from peaceinfra.core.visibility import PUBLIC, viewing
from tests import factories as make
from tests.dashboards.test_pages import text_of

pytestmark = pytest.mark.django_db


def found(text, viewer=PUBLIC) -> list[str]:
    """The labels of what is found, best first."""
    with viewing(viewer):
        hits = collect_found(text, viewer)
    return [hit.subject.label for hit in (*hits.exact, *hits.near)]


def reasons(client, text) -> list[str]:
    """What stands under each of what is found."""
    page = client.get("/search/", {"q": text}).content.decode()
    lines = re.findall(r"<small>(.*?)</small></li>", page)
    return [re.sub("<[^>]+>", "", line).replace("&#x27;", "'") for line in lines]


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Council of the Válley", "valley COUNCIL"),
        ("Council of the Válley", "coun val"),
        ("Council of the Valley", "concil valey"),
        ("Council of the Valley", "coucnil vallley"),
        ("Front", "fornt"),
        ("Front", "fromt"),
        ("Comité de N’Djamena", "ndjamena"),
        ("Comite de Ndjamena", "N'Djamena"),
        ("Sana‘a Committee", "sana'a"),
        ("Rada Łódź", "lodz rada"),
        ("Mara–Kalu process", "kalu-mara"),
        ("U.S. Envoy (former)", "u.s. envoy"),
        ("U.S. Envoy (former)", "envoy u"),
        ("حركة مجتمع السلم", "السلم حركه"),
        ("حركة مجتمع السلم", "مجمتع"),
        ("ငြိမ်းချမ်းရေး ကော်မတီ", "ချမ်းရေး"),
        ("ငြိမ်းချမ်းရေးကော်မတီ", "ငြိမ်းချမ်းရေကော်မတီ"),
        ("和平秘书处", "秘书"),
        ("Rivo Lulune", "rvo lulune"),
        ("Kafa Ras", "ars kafa"),
        ("Kafa Ras", "kafa rus"),
        ("Ras Kfa", "ras kaf"),
        ("Kfa", "kaf"),
        ("Fa", "af"),
        ("ሉኔ ካመ", "ሉኔ መካ"),
        ("መታሪ መኔ", "መታሪ ኔ"),
        ("மெடா சுலு", "மடா சுலு"),
        ("တာနေ လုဒိ", "တာနေ လုိ"),
        ("100% Peace_Group", "100%"),
        ("100% Peace_Group", "peace_group"),
    ],
)
def test_a_name_is_found_by_words_in_any_order_script_and_spelling(name, typed):
    make.ActorFactory(name="Other body")
    make.ActorFactory(name=name)
    assert found(typed) == [name]


@pytest.mark.parametrize("typed", ["", " ", "…", "%", "_", "\\", "'", "((", "x" * 500, "a " * 100])
def test_what_is_no_name_finds_nothing(client, typed):
    make.ActorFactory(name="Other body")
    response = client.get("/search/", {"q": typed})
    assert response.status_code == 200
    assert "Other body" not in text_of(response)


def test_two_letters_wrong_in_a_word_are_another_word():
    make.ActorFactory(name="Council")
    assert found("caumcil") == []


@pytest.mark.parametrize("typed", ["kxa", "kaf rsa", "ka", "ras x", "kafaa"])
def test_a_short_word_alone_or_beside_other_wrong_ones_is_not_guessed(typed):
    make.ActorFactory(name="Kfa Ras")
    assert found(typed) == []


@pytest.mark.parametrize(
    "factory",
    [make.EventFactory, make.AgreementFactory, make.ChannelFactory],
    ids=["event", "agreement", "channel"],
)
def test_hits_whose_process_was_retired_ask_no_more_queries(factory):
    def queries(number):
        for _ in range(number):
            process = make.PeaceProcessFactory()
            factory(name="Lake", process=process)
            type(process).objects.filter(pk=process.pk).update(retired=True)
        with viewing(PUBLIC), CaptureQueriesContext(connection) as captured:
            assert collect_found("lake", PUBLIC).exact
        return len(captured)

    assert queries(1) == queries(4)


def test_the_best_match_stands_first_and_almost_so_written_last(client):
    for name in ("Old Lake Movement", "Lakeside", "Lame", "Lake Movement", "Flakes"):
        make.ActorFactory(name=name)
    assert found("lake") == ["Lake Movement", "Lakeside", "Old Lake Movement", "Flakes", "Lame"]
    said = text_of(client.get("/search/", {"q": "lake"}))
    assert said.index("Flakes") < said.index("Also, with almost the same spelling") < said.index("Lame")


def test_where_a_name_is_just_what_was_typed_no_almost_written_one_is_listed():
    for name in ("Lame", "Lakeside", "Lake"):
        make.ActorFactory(name=name)
    assert found("lake") == ["Lake", "Lakeside"]


def test_a_conflict_is_found_and_leads_to_its_page(client):
    conflict = make.ConflictFactory(name="Lake war")
    assert (
        f'href="/conflicts/{conflict.public_id}/"'
        in client.get("/search/", {"q": "lake war"}).content.decode()
    )


def test_each_result_says_what_it_is_and_why_it_was_found(client):
    process = make.PeaceProcessFactory(name="Comprehensive talks", countries=["NP"])
    make.EventFactory(process=process, place=make.PlaceFactory(name="Pokhara"), name="Round")
    make.AgreementFactory(process=process, name="Accord of Spring")
    actor = make.ActorFactory(name="Lake Movement", kind="armed_organisation")
    make.ActorNameFactory(actor=actor, name="Pani Dal")
    make.ExternalIdFactory(subject=actor, scheme="paax", value="ARM_230")
    make.BodyActorFactory(name="Peace Bureau", countries=["NP"])
    make.SourceFactory(name="Report on Spring")
    make.CommunityFactory(name="Weavers", place=make.PlaceFactory(name="Jumla"))
    assert reasons(client, "nepal") == ["peace process · in Nepal"]
    assert reasons(client, "nepal talks") == ["peace process · in Nepal"]
    assert reasons(client, "bureau nepal") == ["peace secretariat · in Nepal"]
    assert reasons(client, "pokhara") == ["peace process · with an event or agreement in Pokhara"]
    assert reasons(client, "dal") == ["armed organisation · also known as Pani Dal"]
    assert reasons(client, "arm_230") == ["armed organisation · with the id paax ARM_230 in another register"]
    assert reasons(client, "weavers") == ["community"]
    assert reasons(client, "jumla") == ["community · in Jumla"]
    assert reasons(client, "spring") == ["source", "agreement"] or reasons(client, "spring") == [
        "agreement",
        "source",
    ]
    assert reasons(client, actor.public_id.upper()) == ["armed organisation · this is its id here"]


def test_a_mistyped_country_names_its_processes(client):
    make.PeaceProcessFactory(name="Talks", countries=["NP", "LK"])
    assert reasons(client, "Nepla") == ["peace process · in Nepal"]
    assert reasons(client, "sri lanka") == ["peace process · in Sri Lanka"]


def test_the_words_of_two_other_names_are_not_taken_together():
    actor = make.ActorFactory(name="Council")
    make.ActorNameFactory(actor=actor, name="Valley")
    make.ActorNameFactory(actor=actor, name="Hill")
    assert found("valley hill") == []


def test_a_record_found_by_several_names_stands_once_and_with_its_label():
    actor = make.ActorFactory(name="Lake Movement")
    make.ActorNameFactory(actor=actor, name="Movement of the Lake")
    make.ActorNameFactory(actor=actor, name="Lakeside Movement")
    assert found("lake movement") == ["Lake Movement"]


def test_what_is_retired_is_not_found_nor_by_another_name():
    retired = make.ActorFactory(name="Gone body", retired=True)
    make.ActorNameFactory(actor=retired, name="Gone as well")
    make.ActorNameFactory(actor=make.ActorFactory(name="Here"), name="Gone name", retired=True)
    assert found("gone") == []


def test_what_is_renamed_by_whatever_way_is_found_by_its_new_name_alone():
    actor = make.ActorFactory(name="Before")
    type(actor).objects.filter(pk=actor.pk).update(name="Afterwards", folded="afterwards")
    assert (found("before"), found("afterwards")) == ([], ["Afterwards"])
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE processes_actor SET name = 'Later', folded = 'later' WHERE id = %s", [actor.pk]
        )
    assert (found("afterwards"), found("later")) == ([], ["Later"])


def test_fifty_are_listed_and_it_is_said_that_there_are_more(client):
    for number in range(51):
        make.ActorFactory(name=f"Council {number:02}")
    page = client.get("/search/", {"q": "council"})
    assert page.content.decode().count("<small>") == 50
    assert "Only the best fifty are listed." in text_of(page)
    assert found("council")[:2] == ["Council 00", "Council 01"]


def test_a_search_without_an_answer_says_what_to_do_next(client):
    said = text_of(client.get("/search/", {"q": "zzz"}))
    assert "No name on the records you may see holds these words. What you can do: Write fewer words" in said
    assert "Sign in, if you have an account" in said
    client.force_login(make.StewardFactory())
    assert "if you have an account" not in text_of(client.get("/search/", {"q": "zzz"}))


@pytest.mark.parametrize(
    "path", ["/", "/search/?q=lake", "/actors/", "/no-such-page/", "/processes/?as_of=2006-06-30"]
)
def test_every_page_has_the_search_in_its_header_and_keeps_the_day(client, path):
    header = re.search(r"<header.*?</header>", client.get(path).content.decode(), re.DOTALL)[0]
    assert 'action="/search/" role="search"' in header
    assert ('name="as_of" value="2006-06-30"' in header) == ("as_of" in path)


def test_a_search_asks_as_often_for_one_as_for_many(client):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            client.get("/search/", {"q": "lake"})
        return len(asked)

    def more():
        actor = make.ActorFactory(name="Lake body")
        make.ActorNameFactory(actor=make.ActorFactory(name="Other"), name="Lake")
        make.ExternalIdFactory(subject=actor, value="lake")
        make.PeaceProcessFactory(name="Lake talks")

    more()
    once = queries()
    for _ in range(5):
        more()
    assert queries() <= once
