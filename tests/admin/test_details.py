"""What makes a record one of a kind: that it is one is said by its row, though its boxes stay empty."""

from urllib.parse import parse_qsl, urlencode

import pytest
from django.urls import reverse

from processes.models import Actor
from secretariats.models import BodyActor, PeaceSecretariat
from tests import factories
from tests.admin.screens import UNDATED, address, errors, listing, row, save, send, shown, words
from tracks.models import Mediator, SupportUnit

pytestmark = pytest.mark.django_db

MISSING = "Its form is “peace secretariat”, and its section “Peace secretariat” {}."


@pytest.fixture
def body(db):
    """A body whose form is secretariat, without what a secretariat adds."""
    return BodyActor.objects.get(pk=factories.BodyFactory(form="secretariat").pk)


@pytest.mark.parametrize(
    ("section", "model"), [("secretariat", PeaceSecretariat), ("support_unit", SupportUnit)]
)
def test_a_section_that_was_added_is_stored_though_its_boxes_are_empty(desk, body, section, model):
    save(desk, address(body), row(section, 0, is_one="True"))
    assert model.objects.get().pk == body.pk


def test_a_mediator_of_whom_nothing_else_is_known_is_one(desk):
    actor = factories.ActorFactory()
    save(desk, address(actor), row("mediator", 0, is_one="True"))
    assert Mediator.objects.get().pk == actor.pk


@pytest.mark.slow
def test_the_row_that_the_button_adds_is_ticked_and_one_that_the_page_offers_is_not(desk, body):
    inline = desk.get(address(body)).context["inline_admin_formsets"][2]
    assert inline.formset.empty_form["is_one"].as_widget() == (
        '<input type="hidden" name="secretariat-__prefix__-is_one" value="True" id="id_secretariat-__prefix__-is_one">'
    )
    page = desk.get(f"{address(body)}?rows=2")
    assert "secretariat-0-is_one" not in shown(page)
    assert '<input type="checkbox" name="secretariat-0-is_one"' in words(page)
    response = send(desk, f"{address(body)}?rows=2", {"body-0-form": "office"})
    assert (response.status_code, PeaceSecretariat.objects.exists()) == (302, False), errors(response)


def test_a_stored_section_changes_only_by_its_own_boxes(desk, body):
    factories.PeaceSecretariatFactory(actor=body)
    save(desk, address(body), {"secretariat-0-is_one": "", "description": "Known well"})
    assert PeaceSecretariat.objects.get().version == 1


def test_a_secretariat_by_form_alone_becomes_one_when_its_screen_is_saved(desk, body):
    empty = MISSING.format("is empty: save the screen to add it")
    assert ("Not complete", empty) in desk.get(address(body)).context["derived"]
    save(desk, address(body), {"description": "Known well"})
    assert PeaceSecretariat.objects.get().pk == body.pk
    assert "Not complete" not in dict(desk.get(address(body)).context["derived"])


def test_a_new_body_is_listed_as_what_its_form_says(desk):
    new = {"name": "Valley Office", "level": "0", "body-0-form": "support_unit"}
    save(desk, listing(BodyActor, "add"), new)
    assert SupportUnit.objects.get().actor.name == "Valley Office"
    assert not PeaceSecretariat.objects.exists()


@pytest.mark.parametrize("opened_as", [Actor, PeaceSecretariat])
def test_what_opens_on_another_screen_keeps_what_its_address_asks_for(desk, body, opened_as):
    PeaceSecretariat.objects.create(actor_id=body.pk)
    url = reverse(f"admin:{opened_as._meta.label_lower.replace('.', '_')}_change", args=[body.pk])
    filters = urlencode({"q": "office", "level__exact": 0, "kind__exact": "body"})
    query = {"_popup": "1", "section": "secretariat", "_changelist_filters": filters}
    response = desk.get(url, query)
    screen, _mark, said = response.headers["Location"].partition("?")
    assert screen == address(BodyActor.objects.get(pk=body.pk))
    assert dict(parse_qsl(said)) == query | {"_changelist_filters": "q=office&level__exact=0"}
    page = desk.get(response.headers["Location"])
    assert page.status_code == 200 and page.context["is_popup"]


def test_who_saves_a_body_comes_back_to_a_list_that_has_its_filters(desk, body):
    url = reverse("admin:processes_actor_change", args=[body.pk])
    response = desk.get(url, {"_changelist_filters": "kind__exact=body&q=office"})
    saved = send(desk, response.headers["Location"], {"description": "Read again"})
    assert saved.headers["Location"] == f"{listing(BodyActor)}?q=office"
    assert desk.get(saved.headers["Location"]).status_code == 200


def test_a_section_that_was_removed_is_not_added_again(desk, body):
    factories.PeaceSecretariatFactory(actor=body)
    save(desk, address(body), {"secretariat-0-DELETE": "on"})
    save(desk, address(body), {"description": "Known well"})
    assert PeaceSecretariat.objects.get().retired
    removed = MISSING.format("was removed: change the form")
    assert ("Not complete", removed) in desk.get(address(body)).context["derived"]


def test_the_box_says_what_the_actor_is(desk):
    page = words(desk.get(f"{address(factories.ActorFactory())}?rows=2"))
    assert "This actor is a local mediator" in page


@pytest.mark.parametrize("model", [Mediator, PeaceSecretariat, SupportUnit])
def test_a_detail_is_added_from_its_list_and_from_the_home_on_an_empty_screen_of_an_actor(desk, model):
    path = desk.get(listing(model)).context["added_at"]
    assert f'href="{path}"' in words(desk.get(listing(model)))
    assert f'href="{path}"' in words(desk.get("/admin/"))
    url, section = path.split("#")[0], path.split("#")[1].removesuffix("-group")
    page = desk.get(url)
    offered = [rows.formset.prefix for rows in page.context["inline_admin_formsets"] if rows.formset.is_open]
    # What a body is, is asked of every body.
    assert [prefix for prefix in offered if prefix != "body"] == [section]
    assert shown(page)[f"{section}-0-is_one"] == "True"
    kind = {"kind": "individual"} if model is Mediator else {}
    needed = {} if model is Mediator else row("body", 0, form="office")
    save(desk, url, shown(page) | {"name": "Valley elder", "level": "0"} | kind | needed)
    assert model.objects.get().actor.name == "Valley elder"


def test_the_conflicts_in_which_a_body_fights_are_entered_on_its_screen(desk):
    body, conflict = (
        factories.BodyActorFactory(name="Valley Guard"),
        factories.ConflictFactory(name="Valley: land"),
    )
    url = address(BodyActor.objects.get(pk=body.pk))
    entered = UNDATED | {"conflict": str(conflict.pk), "side": "a", "part": "primary", "level": "0"}
    save(desk, url, row("conflict_parts", 0, **entered))
    [party] = body.conflict_parts.all()
    assert (party.conflict, party.side, party.part) == (conflict, "a", "primary")
    assert "Valley: land" in words(desk.get(url))
    assert "Conflicts in which it fights or fought" in words(
        desk.get(f"/actors/{body.public_id}/", follow=True)
    )
