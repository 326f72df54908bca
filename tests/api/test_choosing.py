"""Just what a tool needs: some of the fields, some of the records by their ids, in an address or sent as JSON."""

import pytest

from peaceinfra.api.reader.reading import field_names
from peaceinfra.api.serializers import LinkageSerializer
from peaceinfra.core.prepared import MOST_CHOSEN, _kept, _kept_of_chosen
from tests import factories as make
from tests.shared import module_fixture
from tests.tokens import make_token, officer, tool


class World:
    def __init__(self):
        self.actors = [make.ActorFactory(name=name) for name in ("Ba", "السلام", "မြန်မာ")]
        self.hidden = make.ActorFactory(name="Hidden", level=4)
        self.linkage = make.LinkageFactory(source=self.actors[0], target=self.actors[1])
        make.IntermediaryFactory(linkage=self.linkage, actor=self.actors[2])


world = module_fixture(World)


def ids(*records):
    return [record.public_id for record in records]


def test_only_the_chosen_fields_are_told_and_they_say_what_they_always_say(world, anybody):
    [whole] = anybody.read("linkages/")["results"]
    [part] = anybody.read("linkages/", fields="label,freshness,intermediaries")["results"]
    assert part == {name: whole[name] for name in ("id", "label", "freshness", "intermediaries")}
    [rest] = anybody.read("linkages/", omit=["label,freshness", "intermediaries"])["results"]
    assert rest == {name: value for name, value in whole.items() if name == "id" or name not in part}
    [both] = anybody.read("linkages/", fields="label,url", omit="label", as_of="2005-01-01")["results"]
    assert both == {"id": whole["id"], "url": whole["url"]}


@pytest.mark.parametrize("name", ["composition", "hybrid", "current_status", "as_of"])
def test_what_is_derived_is_the_same_where_its_grounds_are_not_told(name, anybody, db):
    body = make.BodyActorFactory()
    make.PrincipalFactory(body=body, process=make.RoleFactory(kind="party").process)
    make.MembershipFactory(body=body, member_class="state")
    make.MembershipFactory(body=body, member_class="ngo", start_kind="actual", start="2010")
    make.LifecycleChangeFactory(body=body, status="announced", date="2001", position=1)
    make.LifecycleChangeFactory(body=body, status="operational", date="2002", position=2)
    address = f"bodies/{body.public_id}/"
    for day in ("2001-06-30", "2012-01-01"):
        whole = anybody.read(address, as_of=day)
        assert anybody.read(address, as_of=day, fields=name) == {"id": whole["id"], name: whole[name]}


def test_what_readers_choose_pushes_out_nothing_that_all_ask_for(world, anybody):
    anybody.read("linkages/")
    _kept_of_chosen.cache_clear()  # other tests may have filled it
    kept = _kept.cache_info().currsize
    for name in field_names(LinkageSerializer):
        anybody.read("linkages/", fields=name)
    assert _kept.cache_info().currsize == kept
    assert 0 < _kept_of_chosen.cache_info().currsize <= MOST_CHOSEN


def test_a_name_that_is_told_nowhere_is_refused_with_those_that_are(anybody, db):
    errors = anybody.errors("places/", fields="name,colour", omit="shape", limit=0)
    assert set(errors) == {"fields", "omit", "limit"}
    assert "“colour”" in errors["fields"][0]
    assert "parent, country" in errors["omit"][0]
    assert set(anybody.errors("places/brief/", fields="id")) == {"fields"}


def test_a_table_has_the_chosen_columns_and_those_that_say_what_a_licence_takes_out(world, anybody):
    response = anybody.answer("linkages/csv/", fields="source,modality")
    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    assert lines == [
        "id,source.id,source.label,modality,reduced.kind,reduced.licences,reduced.sources",
        f"{world.linkage.public_id},{ids(world.actors[0])[0]},Ba,unknown,,,",
    ]


def test_a_hidden_id_is_as_one_that_is_not_there(world, anybody, cleared):
    asked = ids(*world.actors[:2], world.hidden)
    found = anybody.read("actors/", id=asked)
    assert {actor["id"] for actor in found["results"]} == set(asked[:2])
    assert anybody.read("actors/", id=[*asked[:2], "act-7zzzzzzzzzzzz"]) == found
    assert len(cleared.read("actors/", id=asked)["results"]) == 3


def test_what_is_no_id_of_the_list_and_too_many_ids_are_refused(world, anybody):
    text = "“{0}” is not an id here. An id looks like lnk-0123456789abc."
    for wrong in (world.actors[0].public_id, "lnk-1"):
        assert anybody.errors("linkages/", id=wrong) == {"id": [text.format(wrong)]}
    many = [world.linkage.public_id] * 501
    assert anybody.errors("linkages/", id=many) == {"id": ["Ask for at most 500 ids at once."]}


def sent(reader, address, **question):
    return reader.client.post(f"/api/v1/{address}", question, content_type="application/json")


def test_a_question_that_is_sent_is_answered_as_one_in_an_address_page_by_page(world, anybody):
    question = {"id": ids(*world.actors, world.hidden), "fields": ["name"], "limit": 2}
    first = sent(anybody, "actors/query/", **question).json()
    assert first["results"] == anybody.read("actors/", **question)["results"]
    address = first["next"].partition("/api/v1/")[2]
    second = sent(anybody, address, **question).json()
    assert (len(second["results"]), second["next"]) == (1, None)
    assert set(sent(anybody, address, **question | {"q": "Ba"}).json()["errors"]) == {"cursor"}


@pytest.mark.parametrize(
    ("question", "refused"),
    [({"colour": "red"}, {"colour"}), ({"id": {"a": 1}}, {"id"}), ({"id": [None], "q": 1.5}, {"id", "q"})],
)
def test_what_is_sent_and_cannot_be_read_is_refused_by_name(anybody, db, question, refused):
    response = sent(anybody, "actors/query/", **question)
    assert (response.status_code, set(response.json()["errors"])) == (400, refused)


def test_nothing_else_can_be_sent(anybody, db):
    assert sent(anybody, "actors/", q="Ba").status_code == 405
    assert sent(anybody, "me/").status_code == 405
    response = anybody.client.post("/api/v1/actors/query/", "[1", content_type="application/json")
    assert (response.status_code, set(response.json()["errors"])) == (400, {"request"})


def test_rows_that_a_token_reads_by_a_question_count_and_those_it_has_already_do_not(world):
    client = tool(make_token(officer(), daily_rows=10)[1])
    response = client.post(
        "/api/v1/actors/query/", {"id": ids(*world.actors)}, content_type="application/json"
    )
    assert (len(response.json()["results"]), response.headers["RateLimit"][:11]) == (3, '"rows";r=7;')
    listed = client.get("/api/v1/linkages/")
    assert listed.headers["RateLimit"].startswith('"rows";r=6;')
    again = client.get("/api/v1/linkages/", headers={"if-none-match": listed.headers["ETag"]})
    assert (again.status_code, again.headers["RateLimit"][:11]) == (304, '"rows";r=6;')
    assert client.get("/api/v1/linkages/jsonl/").status_code == 403
