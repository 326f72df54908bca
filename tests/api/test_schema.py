"""What the endpoints answer is what the OpenAPI schema says, no field more and no field less."""

from itertools import product

import pytest
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator

from peaceinfra.analysis.questions import QUESTIONS
from peaceinfra.api import addresses
from peaceinfra.api.root import LISTS
from tests.api.register import add_parts, one_of_each
from tests.factories import IntermediaryFactory, RoleFactory, TeamGrantFactory
from tests.shared import for_a_module
from tests.tokens import make_token, officer, tool

UNDATED = {
    *("places", "sources", "citations", "codelists"),
    *("external-ids", "relative-bounds", "remarks", "derivations"),
    *("consents", "safe-contacts", "threat-notes"),
}


def strict(schema):
    """OpenAPI 3.0 in the words of JSON Schema: `nullable` allows null, and an object has no other fields."""
    if isinstance(schema, list):
        return [strict(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    told = {name: strict(one) for name, one in schema.items() if name != "nullable"}
    if "properties" in told:
        told.setdefault("additionalProperties", False)
    return {"anyOf": [told, {"type": "null"}]} if schema.get("nullable") is True else told


@pytest.fixture(scope="module")
def schema():
    return strict(SchemaGenerator().get_schema(request=None, public=True))


def check(schema, path, answer):
    described = schema["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    errors = Draft202012Validator({"components": schema["components"], **described}).iter_errors(answer)
    assert [f"{error.json_path}: {error.message[:200]}" for error in errors] == []


@pytest.fixture(scope="module")
def records(django_db_setup, django_db_blocker):
    def build():
        records = one_of_each()
        add_parts(records)
        return records

    with for_a_module(django_db_blocker, build) as records:
        yield records


FILES = [
    "places/csv/",
    "places/xlsx/",
    "places/jsonl/",
    "places/geojson/",
    "places/about/",
    "places/csv/about/",
]


@pytest.mark.parametrize("address", [*FILES, "codelists/csv/", "export/"])
def test_files_are_described_with_the_type_that_they_have(insider, records, schema, address):
    described = schema["paths"][f"/api/v1/{address}"]["get"]["responses"]["200"]["content"]
    assert set(described) == {insider.answer(address)["Content-Type"].partition(";")[0]}


@pytest.mark.parametrize("file", ["graphml", "gexf", "kumu"])
def test_files_of_a_network_are_described_with_the_type_that_they_have(insider, records, schema, file):
    described = schema["paths"]["/api/v1/processes/{id}/network/" + file + "/"]["get"]["responses"]["200"][
        "content"
    ]
    response = insider.answer(f"processes/{records['processes'].public_id}/network/{file}/")
    assert set(described) == {response["Content-Type"]}


def test_what_a_file_is_about_is_as_described(insider, records, schema):
    check(schema, "/api/v1/places/about/", insider.read("places/about/"))


@pytest.mark.parametrize("name", LISTS)
def test_lists_and_records_are_as_described(cleared, records, schema, name):
    questions = [{}] if name in UNDATED else [{}, {"as_of": "2004-06-01"}]
    for question, address in product(questions, (f"{name}/", f"{name}/brief/")):
        answer = cleared.read(address, **question)
        assert answer["results"]
        check(schema, f"/api/v1/{address}", answer)
    key = records[name].public_id if name in records else "phase"
    check(schema, f"/api/v1/{name}/{{id}}/", cleared.read(f"{name}/{key}/"))


def test_a_network_is_as_described(anybody, schema):
    process = IntermediaryFactory().linkage.process
    RoleFactory(process=process)
    for question in ({}, {"as_of": "2004-06-01"}):
        answer = anybody.read(f"processes/{process.public_id}/network/", **question)
        check(schema, "/api/v1/processes/{id}/network/", answer)


def test_a_difference_is_as_described(anybody, schema):
    process = IntermediaryFactory(linkage__start_kind="actual", linkage__start="2003").linkage.process
    days = {"from": "2002-01-01", "to": "2004-01-01", "recorded": "2004-01-01"}
    for question in (days, {name: days[name] for name in ("from", "to")}):
        answer = anybody.read(f"processes/{process.public_id}/difference/", **question)
        assert answer["world"] or answer["learnt"]
        check(schema, "/api/v1/processes/{id}/difference/", answer)


def test_questions_and_answers_are_as_described(insider, records, schema):
    check(schema, "/api/v1/questions/", insider.read("questions/"))
    for question in QUESTIONS:
        answer = insider.read(f"questions/{question.slug}/", as_of="2004-06-01")
        check(schema, "/api/v1/questions/{slug}/", answer)


def test_the_reader_is_as_described(anybody, insider, schema):
    maker = officer()
    team = TeamGrantFactory(account=maker).team
    for client in (anybody.client, insider.client, tool(make_token(maker, level=2, teams=[team.pk])[1])):
        check(schema, "/api/v1/me/", client.get("/api/v1/me/").json())


RECORDS = {*addresses.ENDPOINTS.values(), addresses.BODIES, *addresses.SUBSETS}


def test_every_address_says_in_the_schema_how_it_refuses(schema):
    for path, described in schema["paths"].items():
        expected = {"200", "400", "401", "default"}
        free = ("/api/v1/me/", "/api/v1/schema/", "/api/v1/codelists/", "/api/v1/releases/")
        if path != "/api/v1/" and not path.startswith(free):
            # What tokens write and look at of their own counts for no row.
            own = ("/api/v1/subscriptions/", "/api/v1/recalls/")
            expected |= {"403"} if path.startswith(own) else {"403", "429"}
        if "{" in path:
            expected |= {"404"}
        if path.split("/")[3] in RECORDS and "{id}" in path:
            # It was merged into another.
            expected |= {"301"}
        for method, operation in described.items():
            answered = set(operation["responses"])
            if method == "get" or path.endswith("/query/"):
                assert answered == expected | ({"415"} if method == "post" else set()), path
            else:
                assert expected - {"200"} <= answered and min(answered) < "300", (path, method)


def test_the_schema_is_yaml_or_in_the_format_asked_for(anybody):
    plain = anybody.answer("schema/")
    assert plain["Content-Type"].startswith("application/vnd.oai.openapi")
    assert anybody.answer("schema/", format="yaml").content == plain.content
    assert "/api/v1/actors/" in anybody.read("schema/", format="json")["paths"]
    assert anybody.errors("schema/", format="xml") == {"format": ["Write one of: json, yaml."]}
