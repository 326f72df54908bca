"""The page of what can be taken as data."""

import re
from pathlib import Path

import drf_spectacular_sidecar
import pytest
from django.urls import reverse

from peaceinfra.api.root import LISTS as ENDPOINTS
from peaceinfra.dashboards.data_catalogue import OF_ALL, catalogue
from peaceinfra.dashboards.lists import LISTS, PROCESSES
from peaceinfra.dashboards.views.data import EXAMPLE
from peaceinfra.datasets.dictionary import dictionary
from tests.factories import BodyActorFactory, PeaceProcessFactory, PrincipalFactory

pytestmark = pytest.mark.django_db


def test_every_list_of_the_api_is_offered_with_a_sentence_and_addresses_that_answer(client):
    found = catalogue()
    assert sorted(entry.name for entry in found) == ENDPOINTS
    assert [entry.name for entry in found if not re.fullmatch(r"[A-Z].*[.…]", entry.holds)] == []
    for entry in found:
        for address in filter(None, (entry.json, entry.page, entry.csv)):
            assert client.get(address, {"limit": 1} if address == entry.json else {}).status_code == 200


def test_every_list_that_has_a_page_is_offered_as_a_page_and_as_a_table():
    offered = {entry.page for entry in catalogue() if entry.page}
    assert offered == {reverse(record_list.route) for record_list in (PROCESSES, *LISTS)}
    assert [entry.name for entry in catalogue() if not entry.csv] == []
    assert [entry.name for entry in catalogue() if not entry.xlsx] == ["codelists"]


def test_a_chosen_day_is_carried_to_the_lists_that_have_dates_alone(client):
    page = client.get(reverse("data"), {"as_of": "2005-01-01"}).content.decode()
    for entry in catalogue():
        assert (f'href="{entry.json}?as_of=2005-01-01"' in page) == entry.is_dated
        assert client.get(entry.json, {"as_of": "2005-01-01"} if entry.is_dated else {}).status_code == 200


def test_the_example_finds_what_it_says(client):
    body, later = (BodyActorFactory(name=name, start=start, start_kind="actual") for name, start in
                   (("Office", "2004"), ("Later office", "2010")))  # fmt: skip
    for office in (body, later):
        PrincipalFactory(body=office, process=PeaceProcessFactory(countries=["NP"]))
    page = client.get(reverse("data")).content.decode()
    address = re.search(r'href="(/api/v1/bodies/\?[^"]+)"', page)[1].replace("&amp;", "&")
    assert [result["label"] for result in client.get(address).json()["results"]] == ["Office"]


def test_the_page_explains_every_parameter_of_the_example_and_every_filter_of_all_lists(client):
    page = client.get(reverse("data")).content.decode()
    explained = set(", ".join(re.findall(r'<dt class="mono">([\w, ]+)</dt>', page)).split(", "))
    assert {*OF_ALL, *EXAMPLE} <= explained


def test_the_data_dictionary_is_read_as_text(client):
    answer = client.get(reverse("data_dictionary"))
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode() == dictionary()


def test_the_main_menu_leads_to_the_page_and_not_to_the_scripts_of_the_api(client):
    menu = re.search(r"<nav aria-label=\"Main\">.*?</nav>", client.get("/").content.decode(), re.DOTALL)[0]
    assert f'href="{reverse("data")}"' in menu
    assert reverse("api:docs") not in menu


def test_the_size_of_the_interactive_page_is_as_told():
    folder = Path(drf_spectacular_sidecar.__file__).parent / "static/drf_spectacular_sidecar/swagger-ui-dist"
    files = ("swagger-ui-bundle.js", "swagger-ui-standalone-preset.js", "swagger-ui.css")
    assert round(sum((folder / name).stat().st_size for name in files) / 1e6) == 2


def test_a_list_without_dates_leads_to_data_without_a_day(client):
    PeaceProcessFactory()
    page = client.get(reverse("sources_list"), {"as_of": "2005-01-01", "q": "a"}).content.decode()
    assert f'href="{reverse("api:source-list")}?q=a"' in page
    assert f'href="{reverse("sources_csv")}?as_of=2005-01-01&amp;q=a"' in page
