"""The vocabularies: public, whole, and each says what it is."""

from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from peaceinfra.api.codelists import CODELISTS
from processes.models import MissingUpstream


def test_a_vocabulary_has_its_codes_with_their_labels_in_order(anybody):
    told = anybody.read("codelists/incompatibility/")
    assert told == {
        "id": "incompatibility",
        "url": "http://testserver/api/v1/codelists/incompatibility/",
        "label": "incompatibility",
        "description": "What the parties to a conflict disagree on (after UCDP).",
        "codes": [
            {"code": "government", "label": "government", "order": 1},
            {"code": "territory", "label": "territory", "order": 2},
            {"code": "both", "label": "government and territory", "order": 3},
            {"code": "inter_group", "label": "between groups", "order": 4},
            {"code": "unknown", "label": "not recorded", "order": 5},
        ],
    }


def test_all_vocabularies_are_listed_and_each_says_what_it_is(anybody):
    results = anybody.read("codelists/")["results"]
    assert {one["id"] for one in results} == set(CODELISTS)
    assert [one["id"] for one in results if not one["description"]] == []
    assert {"actor_kind", "lifecycle", "modality", "level", "certainty", "freshness"} <= set(CODELISTS)


def test_every_vocabulary_of_a_column_is_listed():
    codes = {tuple(map(str, one.values)) for one in CODELISTS.values()}
    labels, work = {"processes", "secretariats", "tracks"}, {MissingUpstream}
    for model in set(apps.get_models()) - work:
        for field in model._meta.fields:
            if model._meta.app_label in labels and field.choices and "RelativeBound" not in model.__name__:
                assert tuple(str(code) for code, _label in field.choices if code != "") in codes, field


def test_vocabularies_come_in_pages_like_other_lists(anybody):
    first = anybody.read("codelists/", limit=2)
    second = anybody.client.get(first["next"]).json()
    names = [one["id"] for one in first["results"] + second["results"]]
    assert names == list(CODELISTS)[:4]
    assert first["previous"] is None
    assert anybody.client.get(second["previous"]).json() == first
    last = anybody.read("codelists/", limit=500)
    assert (last["next"], len(last["results"])) == (None, len(CODELISTS))


def test_a_vocabulary_in_short_is_its_name_and_address(anybody):
    assert anybody.read("codelists/brief/", limit=1)["results"] == [
        {"id": "level", "url": "http://testserver/api/v1/codelists/level/", "label": "level"}
    ]


def test_vocabularies_read_no_record_and_take_no_filter(anybody):
    with CaptureQueriesContext(connection) as captured:
        anybody.read("codelists/")
    assert not [query for query in captured if 'FROM "' in query["sql"]]
    assert list(anybody.errors("codelists/", q="phase", limit=1)) == ["q"]
    assert list(anybody.errors("codelists/", limit="all")) == ["limit"]
    assert list(anybody.errors("codelists/phase/", limit=1)) == ["limit"]
    assert anybody.answer("codelists/nothing/").status_code == 404
    assert anybody.client.post("/api/v1/codelists/").status_code == 405
