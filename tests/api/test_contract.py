"""What partners may rely on: nothing leaves the description that was not declared, and what was is said everywhere."""

import copy
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from peaceinfra.api.contract import declared, hooks, published
from peaceinfra.api.contract.declared import VERSION, Deprecated
from peaceinfra.api.contract.facts import broken, promises
from tests import factories as make

TODAY = date(2027, 1, 1)


@pytest.fixture(scope="module")
def schema():
    return published.made()


@pytest.fixture
def changed(schema):
    return copy.deepcopy(schema)


def test_the_published_description_is_that_of_the_api_and_says_its_version(capsys):
    call_command("api_schema", "--check")
    assert capsys.readouterr().out == f"api-schema.json says what the API says, version {VERSION}.\n"


def test_who_answers_for_it_and_what_is_open_is_said(schema):
    assert schema["info"]["version"] == VERSION
    assert {"contact", "license"} <= set(schema["info"])
    assert [server["url"] for server in schema["servers"]] == ["/"]
    kind = schema["components"]["schemas"]["ActorKind"]
    assert kind["x-extensible-enum"] == kind["enum"]
    assert kind["description"].startswith(hooks.OPEN)


def operation(schema, path="/api/v1/linkages/", method="get"):
    return schema["paths"][path][method]


def parameter(schema, name, path="/api/v1/linkages/"):
    found = operation(schema, path)["parameters"]
    return next(each for each in found if each.get("name") == name)


def remove(schema, name):
    operation(schema)["parameters"].remove(parameter(schema, name))


def fields(schema, name="Linkage"):
    return schema["components"]["schemas"][name]["properties"]


def codes(schema, name="Modality"):
    return schema["components"]["schemas"][name]["enum"]


BREAKING = {
    "a field leaves": (lambda s: fields(s).pop("purpose"), "Linkage.purpose"),
    "a code leaves": (lambda s: codes(s).pop(), "Modality="),
    "a parameter leaves": (lambda s: remove(s, "modality"), "GET /api/v1/linkages/ ?modality"),
    "a code of a parameter leaves": (
        lambda s: parameter(s, "modality")["schema"]["items"]["enum"].pop(),
        "GET /api/v1/linkages/ ?modality=",
    ),
    "a parameter must be given": (
        lambda s: parameter(s, "modality").update(required=True),
        "GET /api/v1/linkages/ ?modality: may be left out",
    ),
    "an address leaves": (lambda s: s["paths"].pop("/api/v1/linkages/"), "GET /api/v1/linkages/"),
    "a status leaves": (
        lambda s: operation(s)["responses"].pop("401"),
        "GET /api/v1/linkages/ 401: application/json",
    ),
    "what is never null can be": (
        lambda s: fields(s)["purpose"].update(nullable=True),
        "Linkage.purpose: never null",
    ),
    "a field is of another type": (
        lambda s: fields(s)["purpose"].update(type="integer"),
        "Linkage.purpose: string",
    ),
    "what is always told is not": (
        lambda s: s["components"]["schemas"]["Linkage"]["required"].remove("purpose"),
        "Linkage.purpose: always told",
    ),
    "fewer rows at once": (
        lambda s: s["components"]["parameters"]["limit"]["schema"].update(maximum=100),
        "GET /api/v1/linkages/ ?limit: at most 500",
    ),
}


@pytest.mark.parametrize(("change", "promise"), BREAKING.values(), ids=BREAKING)
def test_what_leaves_or_is_narrower_breaks_a_promise(schema, changed, change, promise):
    change(changed)
    lost = broken(promises(schema), promises(changed))
    assert any(each.startswith(promise) for each in lost), lost


def test_what_is_new_or_wider_breaks_none(schema, changed):
    fields(changed)["colour"] = {"type": "string"}
    codes(changed).append("by drone")
    changed["components"]["parameters"]["limit"]["schema"]["maximum"] = 1000
    changed["paths"]["/api/v1/colours/"] = copy.deepcopy(changed["paths"]["/api/v1/linkages/"])
    assert broken(promises(schema), promises(changed)) == []


def faults(before, after, version, *entries):
    return published.faults(before, after, TODAY, declared=entries, version=version)


@pytest.fixture
def changelog(tmp_path, settings):
    settings.CHECKOUT = tmp_path
    (tmp_path / "docs").mkdir()

    def says(*versions):
        text = "".join(f"\n## {version} · 2027-01-01\n" for version in versions)
        (tmp_path / "docs" / "api-changelog.md").write_text(text)

    return says


def test_something_leaves_only_when_it_was_declared_in_time_and_with_a_new_major_version(
    schema, changed, changelog
):
    changelog(VERSION, "99.0.0")
    fields(changed).pop("purpose")
    changed["components"]["schemas"]["Linkage"]["required"].remove("purpose")
    said = {each.partition(": left")[0] for each in faults(schema, changed, "99.0.0")}
    assert "Linkage.purpose" in said
    late = Deprecated("Linkage.purpose", date(2026, 1, 1), date(2027, 6, 1), "nothing")
    assert faults(schema, changed, "99.0.0", late)
    over = Deprecated("Linkage.purpose", date(2026, 1, 1), date(2026, 12, 1), "nothing")
    assert faults(schema, changed, "99.0.0", over) == []
    assert "raise the major version" in faults(schema, changed, VERSION, over)[0]
    with pytest.raises(ValueError, match="less than 180 days"):
        Deprecated("Linkage.purpose", date(2026, 1, 1), date(2026, 2, 1), "nothing")


def test_a_promise_is_taken_back_at_once_only_with_its_reason_and_a_new_major_version(
    schema, changed, changelog
):
    changelog(VERSION, "99.0.0")
    fields(changed)["purpose"]["nullable"] = True
    known = {"Linkage.purpose: never null": "The purpose of some is not known."}
    assert "was not declared" in faults(schema, changed, "99.0.0")[0]
    assert published.faults(schema, changed, TODAY, taken_back=known, version="99.0.0") == []
    assert "raise the major" in published.faults(schema, changed, TODAY, taken_back=known, version=VERSION)[0]


def test_what_is_new_asks_for_a_version_and_a_line_in_the_changelog(schema, changed, changelog):
    fields(changed)["colour"] = {"type": "string"}
    first, second, third = map(int, VERSION.split("."))
    minor = f"{first}.{second + 1}.0"
    changelog(VERSION, f"{first}.{second}.{third + 1}", minor)
    assert "raise the minor version" in faults(schema, changed, f"{first}.{second}.{third + 1}")[0]
    assert faults(schema, changed, minor) == []
    assert "does not say what is new" in faults(schema, changed, "99.0.0")[0]
    fields(schema_of_words := copy.deepcopy(schema))["purpose"]["description"] = "Why."
    assert "The words are others" in faults(schema, schema_of_words, VERSION)[0]


@pytest.mark.slow
def test_the_command_writes_nothing_that_breaks_a_promise(schema, changed, changelog):
    changelog(VERSION)
    codes(changed).append("a code that was published and is not there")
    published.file().write_text(text := published.normal_form(changed))
    for options in ([], ["--check"]):
        with pytest.raises(CommandError, match="Modality=a code that was published"):
            call_command("api_schema", *options)
    assert published.file().read_text() == text


LEAVES = (
    Deprecated("GET /api/v1/linkages/ ?kind", date(2026, 12, 1), date(2027, 7, 1), "modality"),
    Deprecated("Place.name", date(2026, 11, 1), date(2027, 8, 1), "label"),
    Deprecated("GET /api/v1/sources/{id}/", date(2026, 12, 1), date(2027, 7, 1), "the list, by id"),
)


def test_what_was_declared_is_said_in_headers_where_it_is_used(anybody, monkeypatch):
    source = make.SourceFactory()
    monkeypatch.setattr(declared, "DECLARED", LEAVES)
    for address in ("linkages/?kind=meeting", f"sources/{source.public_id}/"):
        headers = anybody.client.head(f"/api/v1/{address}").headers
        assert headers["Deprecation"] == "@1796083200"
        assert headers["Sunset"] == "Thu, 01 Jul 2027 00:00:00 GMT"
        assert headers["Link"] == '<http://testserver/api/v1/docs/>; rel="deprecation"; type="text/html"'
    assert anybody.answer("places/")["Deprecation"] == "@1793491200"
    for address in ("linkages/", "linkages/?modality=meeting", "sources/", "actors/", "me/"):
        assert not {"Deprecation", "Sunset", "Link"} & set(anybody.answer(address).headers), address


def test_what_was_declared_is_marked_in_the_description(monkeypatch):
    monkeypatch.setattr(declared, "DECLARED", LEAVES)
    marked = published.made()
    kind = parameter(marked, "kind")
    assert kind["deprecated"] is True
    assert kind["description"].endswith(
        "Deprecated since 2026-12-01, gone from 2027-07-01 on. Instead: modality"
    )
    assert "deprecated" not in parameter(marked, "kind", "/api/v1/actors/")
    assert fields(marked, "Place")["name"]["deprecated"] is True
    assert operation(marked, "/api/v1/sources/{id}/")["deprecated"] is True
    assert "deprecated" not in operation(marked)
