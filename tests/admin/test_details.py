"""What makes a record one of a kind: that it is one is said by its row, though its boxes stay empty."""

import pytest

from secretariats.models import BodyActor, PeaceSecretariat
from tests import factories
from tests.admin.screens import address, errors, row, save, send, shown, words
from tracks.models import Mediator, SupportUnit

pytestmark = pytest.mark.django_db

MISSING = "Its form is “peace secretariat”. To list it as one, add the section “Peace secretariat”."


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


def test_the_row_that_the_button_adds_is_ticked_and_one_that_the_page_offers_is_not(desk, body):
    inline = desk.get(address(body)).context["inline_admin_formsets"][2]
    assert inline.formset.empty_form["is_one"].as_widget() == (
        '<input type="hidden" name="secretariat-__prefix__-is_one" value="True" id="id_secretariat-__prefix__-is_one">'
    )
    page = desk.get(f"{address(body)}?rows=2")
    assert "secretariat-0-is_one" not in shown(page)
    assert '<input type="checkbox" name="secretariat-0-is_one"' in words(page)
    response = send(desk, f"{address(body)}?rows=2", {})
    assert (response.status_code, PeaceSecretariat.objects.exists()) == (302, False), errors(response)


def test_a_stored_section_changes_only_by_its_own_boxes(desk, body):
    factories.PeaceSecretariatFactory(actor=body)
    save(desk, address(body), {"secretariat-0-is_one": "", "description": "Known well"})
    assert PeaceSecretariat.objects.get().version == 1


def test_a_secretariat_by_form_alone_is_told_to_be_incomplete(desk, body):
    saved = desk.post(address(body), shown(desk.get(address(body))) | {"reason": "read again"}, follow=True)
    assert [str(message) for message in saved.context["messages"]][0] == MISSING
    assert ("Not complete", MISSING) in desk.get(address(body)).context["derived"]
    save(desk, address(body), row("secretariat", 0, is_one="True"))
    assert "Not complete" not in dict(desk.get(address(body)).context["derived"])
