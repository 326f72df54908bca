"""Before something new is saved, the screen says what is recorded already under its name, address or external id."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from processes.admin.namesakes import same_address
from processes.models import Actor, Agreement, Event, PeaceProcess, Place, Source
from secretariats.models import BodyActor, Channel
from tests import factories
from tests.admin.screens import REASON, TOKENS, UNDATED, address, listing, opened, row, save, shown, words

pytestmark = pytest.mark.django_db

NEW_SOURCE = {"kind": "report", "reliability": "F", "licence": "none_known"}
NEW = {"name": "Valley Council", "kind": "national_ngo", "level": "0"}
ACTOR = listing(Actor, "add")


def namesakes_on(response) -> list[tuple[str, list[str]]]:
    """[(what is the same, the ids of those that have it)]"""
    assert response.status_code == 200
    found = response.context["namesakes"]
    return [(group.words, [record.id for record in group.records]) for group in found]


def another(response) -> dict:
    """What the button “It is another one: save” sends."""
    value = re.search(
        r'name="_another" value="(\w+)">It is another one: save</button>', words(response)
    ).group(1)
    return {"_another": value}


def send(client, url, changes):
    return client.post(url, opened(client, url) | REASON | changes)


def test_a_name_that_is_recorded_is_asked_about_and_saved_with_one_press(desk):
    namesake = factories.ActorFactory(
        name="VALLEY  Cöuncil", countries=["LK"], start_kind="actual", start="2002"
    )
    response = send(desk, ACTOR, NEW)
    assert namesakes_on(response) == [("1 record has the name “Valley Council”", [namesake.public_id])]
    page = words(response)
    assert f'<a href="{address(namesake)}" target="_blank" rel="noopener">VALLEY  Cöuncil' in page
    assert f"Sri Lanka · {namesake.dates_text}" in page
    assert shown(response)["name"] == "Valley Council" and Actor.objects.count() == 1
    assert desk.post(ACTOR, shown(response) | REASON | another(response)).status_code == 302
    assert Actor.objects.count() == 2


def test_a_name_that_is_only_similar_is_asked_about_with_the_reason(desk):
    similar = factories.ActorFactory(name="Valey Council of Elders (VCE)")
    alias = factories.ActorFactory(name="Somebody else")
    factories.ActorNameFactory(actor=alias, name="Vally Council")
    factories.ActorFactory(name="Hill Council"), factories.ActorFactory(name="Vally Council", level=4)
    desk.force_login(factories.AnalystFactory(clearance=3))
    response = send(desk, ACTOR, NEW)
    [(group, ids)] = namesakes_on(response)
    assert (group, ids) == ("1 record may be the same as “Valley Council”", [alias.public_id])
    assert "similar name: Vally Council" in words(response)
    [(_group, ids)] = namesakes_on(send(desk, ACTOR, NEW | {"name": "Valley Council of Elders"}))
    assert ids == [similar.public_id]
    assert desk.post(ACTOR, shown(response) | REASON | another(response)).status_code == 302


def test_a_government_is_asked_about_under_the_name_of_its_country(desk):
    state = factories.ActorFactory(name="Türkiye", kind="state")
    [(group, ids)] = namesakes_on(send(desk, ACTOR, NEW | {"name": "Government of Turkey", "kind": "state"}))
    assert (group, ids) == ("1 record may be the same as “Government of Turkey”", [state.public_id])


def test_who_says_it_is_another_says_so_of_this_name_only(desk):
    for name in ("Valley Council", "Hill Council"):
        factories.ActorFactory(name=name)
    said = another(send(desk, ACTOR, NEW))
    other = send(desk, ACTOR, NEW | {"name": "Hill Council"} | said)
    assert namesakes_on(other)[0][0] == "1 record has the name “Hill Council”"


def test_all_that_have_the_name_are_counted_and_ten_are_shown(desk):
    for _number in range(3):
        factories.ActorFactory(name="Valley Council")
    assert namesakes_on(send(desk, ACTOR, NEW))[0][0] == "3 records have the name “Valley Council”"
    for _number in range(9):
        factories.ActorFactory(name="Valley Council")
    said, records = namesakes_on(send(desk, ACTOR, NEW))[0]
    assert (said, len(records)) == ("More than 10 records have the name “Valley Council”", 10)


def test_a_label_is_compared_with_other_names_and_another_name_with_labels(desk):
    namesake = factories.ActorNameFactory(name="Valley Council").actor
    assert namesakes_on(send(desk, ACTOR, NEW))[0][1] == [namesake.public_id]
    label = factories.ActorFactory(name="Council of the valley")
    url = address(BodyActor.objects.get(pk=factories.BodyActorFactory(name="Office").pk))
    typed = row("names", 0, name="council of the Valley", kind="alias", level="0", **UNDATED)
    assert namesakes_on(send(desk, url, typed)) == [
        ("1 record has the name “council of the Valley”", [label.public_id]),
        ("1 record may be the same as “council of the Valley”", [namesake.public_id]),
    ]


def test_a_rename_is_asked_about_and_what_is_not_renamed_is_not(desk):
    factories.ActorFactory(name="Valley Council")
    actor = factories.ActorFactory(name="Hill Council")
    twin = factories.ActorFactory(name="Valley Council")
    assert namesakes_on(send(desk, address(actor), {"name": "Valley Council"}))[0][0].startswith(
        "2 records have the name"
    )
    save(desk, address(twin), {"description": "Read again"})
    save(desk, address(twin), {"name": "VALLEY COUNCIL"})
    save(desk, address(actor), {"name": "Hills Council"})


@pytest.mark.parametrize(
    ("model", "make", "typed"),
    [
        (PeaceProcess, factories.PeaceProcessFactory, {}),
        (Place, factories.PlaceFactory, {}),
        (Source, factories.SourceFactory, NEW_SOURCE),
    ],
)
def test_every_kind_with_a_name_is_asked_about(desk, model, make, typed):
    namesake = make(name="Ñame of it")
    typed = typed | {"name": "name OF it", "level": "0"}
    assert namesakes_on(send(desk, listing(model, "add"), typed)) == [
        ("1 record has the name “name OF it”", [namesake.public_id])
    ]


def test_events_agreements_and_channels_are_asked_about(desk):
    process = factories.PeaceProcessFactory()
    ends = [factories.ActorFactory(name=f"End {number}") for number in range(2)]
    channel = {f"ends-{number}-{name}": value for number, end in enumerate(ends)
               for name, value in {"actor": end.pk, "part": "end", "position": number + 1}.items()}  # fmt: skip
    kinds = [
        (Event, factories.EventFactory, {"kind": "talks"}),
        (Agreement, factories.AgreementFactory, {}),
        (Channel, factories.ChannelFactory, channel),
    ]
    for model, make, typed in kinds:
        namesake = make(name="Márch meeting", process=process)
        typed = typed | {"name": "March Meeting", "process": process.pk, "level": "2"}
        assert namesakes_on(send(desk, listing(model, "add"), typed))[0][1] == [namesake.public_id]


def test_a_side_is_compared_with_those_of_its_own_process(desk):
    factories.SideFactory(name="Government")
    process = factories.SideFactory(name="Movement").process
    save(desk, address(process), row("sides", 1, name="Government", position="2", level="0"))
    again = send(desk, address(process), row("sides", 2, name="movement", position="3", level="0"))
    assert namesakes_on(again)[0][0] == "1 record has the name “movement”"


@pytest.mark.parametrize(
    "typed",
    [
        "http://example.org/report/",
        "https://www.example.org/report#page=3",
        "https://EXAMPLE.org:443/report",
        "https://example.org/report?utm_source=mail",
    ],
)
def test_the_address_of_a_source_is_compared_as_what_it_leads_to(desk, typed):
    namesake = factories.SourceFactory(name="A report", url="https://example.org/report")
    factories.SourceFactory(name="Another", url="https://example.org/report?id=2")
    factories.SourceFactory(name="A third", url="https://example.org/reports")
    new = NEW_SOURCE | {"name": "New", "level": "0", "url": typed}
    assert namesakes_on(send(desk, listing(Source, "add"), new)) == [
        (f"1 record has the address “{typed}”", [namesake.public_id])
    ]


def test_addresses_that_lead_elsewhere_differ():
    assert same_address("https://a.org/x?b=2&a=1") == same_address("http://www.A.org/x/?a=1&b=2")
    assert same_address("https://a.org/x") != same_address("https://a.org/X")


def test_an_external_id_is_asked_about_whatever_kind_has_it(desk):
    process = factories.PeaceProcessFactory(name="The talks")
    factories.ExternalIdFactory(subject=process, scheme="pax_process", value="81")
    typed = row("external_ids", 0, scheme="PAX_process", value="81", match="exact", level="0")
    response = send(desk, ACTOR, NEW | typed)
    assert namesakes_on(response) == [("1 record has the external id “PAX_process 81”", [process.public_id])]
    assert desk.post(ACTOR, shown(response) | REASON | another(response)).status_code == 302


def test_a_name_turned_around_is_asked_about_as_the_same_and_one_with_more_words_as_similar(desk):
    actor = factories.ActorFactory(name="Abdul Karim Siraji")
    alias = factories.ActorNameFactory(name="Karim, Sheikh-Abdul")
    younger = factories.ActorFactory(name="Abdul Karim Siraji the younger")
    for name, namesake in [("Siraji, Abdul Karim", actor), ("sheikh abdul karim", alias.actor)]:
        found = namesakes_on(send(desk, ACTOR, NEW | {"name": name}))
        assert found[0] == (f"1 record has the name “{name}”", [namesake.public_id])
        similar = [ids for _words, ids in found[1:]]
        assert similar == ([[younger.public_id]] if namesake is actor else [])
    save(desk, ACTOR, NEW | {"name": "Karim Siraji"})


def test_what_is_retired_or_hidden_is_not_asked_about(desk):
    factories.ActorFactory(name="Valley Council", retired=True)
    factories.ActorFactory(name="Valley Council", team=factories.TeamFactory())
    factories.ActorNameFactory(name="Valley Council", level=0, team=factories.TeamFactory())
    save(desk, ACTOR, NEW)


@pytest.mark.slow
def test_hidden_namesakes_change_neither_the_answer_nor_the_number_of_queries(desk):
    """With a namesake that is seen, and with none."""

    def answer(url, typed):
        base = opened(desk, url) | REASON
        with CaptureQueriesContext(connection) as queries:
            response = desk.post(url, base | typed)
        where = re.sub(r"\d{15,19}", "key", response.headers.get("Location", ""))
        return response.status_code, where, re.sub(TOKENS, "", words(response)), len(queries)

    def answers():
        source = {"name": "Valley", "kind": "report", "level": "0", "url": "http://example.org/r"}
        typed_id = row("external_ids", 0, scheme="pax_process", value="81", match="exact", level="0")
        seen = answer(ACTOR, NEW | {"name": "Hill Council"} | typed_id)
        free = answer(
            ACTOR, NEW | row("names", 0, name="The Valley", kind="alias", level="0", **UNDATED) | typed_id
        )
        free_source = answer(listing(Source, "add"), source | NEW_SOURCE)
        Actor.objects.filter(name="Valley Council", level=0, effective_teams=[]).update(retired=True)
        Source.objects.filter(name="Valley", effective_teams=[]).update(retired=True)
        return seen, free, free_source

    factories.ActorFactory(name="Hill Council")
    factories.ExternalIdFactory(
        subject=factories.ActorFactory(retired=True), scheme="pax_process", value="81"
    )
    answers()
    without = answers()
    assert [status for status, *_rest in without] == [200, 302, 302]
    guard = {"level": 0, "team": factories.TeamFactory()}
    for name in ("Valley Council", "Hill Council", "The Valley"):
        hidden = factories.ActorFactory(name=name, **guard)
        factories.ExternalIdFactory(subject=hidden, scheme="pax_process", value="81")
    factories.ActorNameFactory(name="The Valley", **guard)
    factories.SourceFactory(name="Valley", url="https://example.org/r", **guard)
    assert answers() == without


def test_more_namesakes_ask_no_more_queries(desk):
    def queries():
        base = opened(desk, ACTOR) | REASON | NEW
        with CaptureQueriesContext(connection) as found:
            response = desk.post(ACTOR, base)
        assert response.context["namesakes"]
        return len(found)

    factories.ActorFactory(name="Valley Council")
    queries()
    few = queries()
    for _number in range(5):
        factories.ActorNameFactory(name="Valley Council")
    assert queries() == few
