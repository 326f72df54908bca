"""The way back from a page, its place in the menu, its heading and its data: from where the page lives."""

import re

import pytest
from django.urls import reverse

from peaceinfra.dashboards.presenters.addresses import page_address
from tests import factories as make
from tests.dashboards.test_pages import text_of

pytestmark = pytest.mark.django_db


def crumb(client, record) -> list[str]:
    page = client.get(page_address(record.public_id), {"as_of": "2005-01-01"}, follow=True).content.decode()
    return re.findall(r'<a href="([^"]+)"', re.search(r'<p class="crumb">.*?</p>', page)[0])


def menu(client, record) -> str:
    page = client.get(page_address(record.public_id), follow=True).content.decode()
    return re.search(r'aria-current="page">([^<]+)<', page.split('aria-label="Main"')[1])[1]


def list_of(name) -> str:
    return reverse(f"{name}_list") + "?as_of=2005-01-01"


@pytest.mark.parametrize(
    ("made", "slug", "place"),
    [
        (lambda: make.SupportUnitFactory().actor, "support-units", "Bodies"),
        (lambda: make.PeaceSecretariatFactory().actor, "secretariats", "Bodies"),
        (lambda: make.BodyActorFactory(), "bodies", "Bodies"),
        (lambda: make.MediatorFactory().actor, "mediators", "Linkages"),
        (lambda: make.ActorFactory(), "actors", "Actors"),
        (lambda: make.ConflictFactory(), "conflicts", "Processes"),
        (lambda: make.CommunityFactory(), "communities", "Linkages"),
        (lambda: make.ChannelFactory(process=None), "channels", "Linkages"),
        (lambda: make.SourceFactory(), "sources", "Sources"),
    ],
)
def test_a_page_of_no_process_leads_back_to_the_list_of_its_kind(client, made, slug, place):
    record = made()
    assert crumb(client, record) == [list_of(slug)]
    assert menu(client, record) == place


def test_a_page_of_one_process_leads_back_to_it_and_the_menu_marks_the_list_it_is_in(client):
    process = make.PeaceProcessFactory()
    body = make.PrincipalFactory(process=process).body
    for record, place in (
        (body, "Bodies"),
        (make.ChannelFactory(process=process), "Linkages"),
        (make.EventFactory(process=process), "Processes"),
    ):
        assert crumb(client, record) == [
            reverse("process_list") + "?as_of=2005-01-01",
            reverse("process_detail", args=[process.public_id]) + "?as_of=2005-01-01",
        ]
        assert menu(client, record) == place


def test_a_strand_leads_back_to_its_process(client):
    whole = make.PeaceProcessFactory()
    strand = make.PeaceProcessFactory(parent=whole)
    assert crumb(client, strand)[1:] == [
        reverse("process_detail", args=[whole.public_id]) + "?as_of=2005-01-01"
    ]


def test_the_page_of_an_actor_leads_to_the_data_of_the_narrowest_list_it_is_in(client):
    unit = make.SupportUnitFactory().actor
    page = client.get(page_address(unit.public_id)).content.decode()
    address = reverse("api:support-unit-detail", args=[unit.public_id])
    assert f'href="{address}"' in page
    assert client.get(address).json()["support_unit"] is not None


def test_an_acronym_stands_in_the_heading_unless_the_name_says_it(client):
    unit, office = (make.ActorFactory(name=name) for name in ("Mediation Unit", "Office of the LTTE"))
    make.ActorNameFactory(actor=unit, name="MU", kind="acronym")
    make.ActorNameFactory(actor=unit, name="HIDDEN", kind="acronym", level=3)
    make.ActorNameFactory(actor=unit, name="Unit of Mediation", kind="alias")
    make.ActorNameFactory(actor=office, name="LTTE", kind="acronym")
    page = client.get(page_address(unit.public_id))
    assert re.search(r"<h1>.*</h1>", page.content.decode())[0] == (
        '<h1><bdi>Mediation Unit</bdi> (<abbr title="Mediation Unit"><bdi>MU</bdi></abbr>)</h1>'
    )
    assert "Office of the LTTE" in text_of(client.get(page_address(office.public_id)))
    assert "<abbr" not in client.get(page_address(office.public_id)).content.decode()
