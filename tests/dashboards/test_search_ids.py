"""The search finds records by their ids in other registers, and only those that its reader may see."""

import csv
import re

import pytest
from django.conf import settings

from tests import factories as make
from tests.dashboards.test_pages import text_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("typed", ["ARM_532", "arm_532", "paax:ARM_532", "PAAX: arm_532"])
def test_a_record_is_found_by_its_id_in_another_register(client, typed):
    actor = make.ActorFactory(name="Lake Movement")
    make.ExternalIdFactory(subject=actor, scheme="paax", value="ARM_532")
    make.ExternalIdFactory(subject=make.ActorFactory(name="Hill Movement"), scheme="paax", value="ARM_5321")
    response = client.get("/search/", {"q": typed})
    assert "Lake Movement state · with the id paax ARM_532 in another register" in text_of(response)
    assert f'href="/actors/{actor.public_id}/"' in response.content.decode()
    assert "Hill Movement" not in text_of(response)


def test_an_id_of_another_register_that_is_hidden_or_on_a_hidden_record_finds_nothing(client):
    make.ExternalIdFactory(subject=make.ActorFactory(name="Lake Movement"), value="H-1", level=3)
    make.ExternalIdFactory(subject=make.ActorFactory(name="Hill Movement", level=3), value="H-2")
    empty = client.get("/search/", {"q": "H-0"}).content.decode()
    for typed in ("H-1", "H-2"):
        assert client.get("/search/", {"q": typed}).content.decode().replace(typed, "H-0") == empty
    client.force_login(make.StewardFactory())
    assert "Lake Movement" in text_of(client.get("/search/", {"q": "H-1"}))
    assert "Hill Movement" in text_of(client.get("/search/", {"q": "H-2"}))


def test_what_has_no_page_of_its_own_is_shown_on_the_page_it_stands_on(client):
    role = make.RoleFactory(process=make.PeaceProcessFactory(name="Lake talks"))
    make.ExternalIdFactory(subject=role, scheme="wikidata", value="Q1")
    found = client.get("/search/?q=wikidata:Q1").content.decode()
    assert f'href="/processes/{role.process.public_id}/"' in found


def test_the_ids_given_as_examples_are_those_of_open_records_of_the_demonstration(client):
    examples = re.search(r"such as (\S+) or (\w+):(\w+)\.", text_of(client.get("/search/"))).groups()
    with (settings.CHECKOUT / "fixtures" / "external_ids.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["level"] == "0"]
    assert examples[0] in {row["value"] for row in rows}
    assert examples[1:] in {(row["scheme"], row["value"]) for row in rows}
