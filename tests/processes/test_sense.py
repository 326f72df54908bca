"""What makes no sense is refused in words, by every way in: names nobody sees, ties to oneself, codes that are none."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from peaceinfra.core.languages import validate_language
from peaceinfra.core.text import folded
from processes.services import save_record
from processes.services.bulk_faults import faults_in
from secretariats.models import BodyActor, Channel
from tests import factories
from tests.admin.screens import address, errors, listing, save, send

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["\u200b\u200b", "\u2060", "\u3164", "\u00ad \u200e"])
def test_a_name_that_nobody_sees_is_refused(name):
    actor = factories.ActorFactory.build(name=name)
    with pytest.raises(ValidationError) as refused:
        save_record(actor, by=None, reason="test")
    assert refused.value.message_dict["name"] == [
        "This holds only characters that cannot be seen. Write it in letters."
    ]
    assert [fault.field for fault in faults_in([actor])] == ["name"]


def test_text_that_is_turned_around_is_refused_in_any_field():
    actor = factories.ActorFactory.build(name="Valley \u202elicnuoC", description="A \u2066council")
    assert sorted(fault.field for fault in faults_in([actor])) == ["description", "name"]


def test_joiners_of_persian_and_indic_names_are_taken():
    for name in ("می\u200cخواهم", "ක්\u200dෂ"):
        assert [*faults_in([factories.ActorFactory.build(name=name)])] == []


def test_search_leaves_out_what_shows_nothing_and_keeps_the_joiners():
    assert folded("Val\u200bley\ufeff Coun\u00adcil\u200e") == "valley council"
    assert folded("می\u200cخواهم") != folded("میخواهم")


SELVES = [
    (factories.PrincipalFactory, "body", "principal"),
    (factories.MembershipFactory, "body", "member"),
    (factories.BodyRelationFactory, "body", "other"),
    (factories.SuccessionFactory, "predecessor", "successor"),
    (factories.LinkageFactory, "source", "target"),
    (factories.SupportFactory, "giver", "recipient"),
    (factories.LineageFactory, "actor", "origin"),
]


@pytest.mark.parametrize(
    ("factory", "first", "second"), SELVES, ids=lambda one: getattr(one, "__name__", one)
)
def test_nothing_is_tied_to_itself_by_service_or_import(factory, first, second):
    relation = factory()
    setattr(relation, second, getattr(relation, first))
    assert [(fault.field, "are the same here" in fault.message) for fault in faults_in([relation])] == [
        (second, True)
    ]
    with pytest.raises(ValidationError) as refused:
        save_record(relation, by=None, reason="test", seen_version=relation.version)
    assert list(refused.value.message_dict) == [second]


def test_the_screen_of_a_body_says_at_the_row_that_it_is_its_own_principal(client):
    client.force_login(factories.AnalystFactory())
    body = factories.BodyActorFactory()
    factories.PrincipalFactory(body=body)
    url = address(BodyActor.objects.get(pk=body.pk))
    refused = errors(send(client, url, {"principals-0-principal": body.pk}))
    assert refused == {
        "principals-0-principal": [
            "“body” and “principal” are the same here: choose another for one of the two."
        ]
    }


def test_a_channel_does_not_lead_from_an_actor_to_itself(client):
    client.force_login(factories.AnalystFactory())
    actor = factories.ActorFactory()
    ends = {"ends-0-actor": actor.pk, "ends-1-actor": actor.pk}
    refused = errors(send(client, listing(Channel, "add"), {"name": "Line", "medium": "phone"} | ends))
    assert "The same stands here twice: choose another, or remove one of the two." in str(refused)
    assert not Channel.objects.exists()


def test_a_language_by_its_name_is_answered_with_its_code():
    with pytest.raises(ValidationError) as refused:
        validate_language("Acehnese")
    assert refused.value.messages == ["“Acehnese” is no language code. Write ace."]


@pytest.fixture
def desk(client):
    client.force_login(factories.AnalystFactory())
    return client


def test_the_screen_of_a_mediator_names_the_code_without_words_of_the_machine(desk):
    mediator = factories.MediatorFactory(languages=["my"])
    refused = errors(send(desk, address(mediator.actor), {"mediator-0-languages": "my, Acehnese"}))
    assert refused == {"mediator-0-languages": ["“Acehnese” is no language code. Write ace."]}


def test_codes_with_spaces_and_their_words_are_taken(desk):
    body = factories.BodyActorFactory()
    save(
        desk,
        address(BodyActor.objects.get(pk=body.pk)),
        {"countries": "LK , NO,", "constituencies": " women , youth"},
    )
    body.refresh_from_db()
    assert (body.countries, body.constituencies) == (["LK", "NO"], ["women", "youth"])


def test_a_claim_of_a_list_is_refused_by_what_is_wrong_in_it(desk):
    mediator = factories.MediatorFactory(languages=["my"])
    field = type(mediator)._meta.get_field("languages")
    with pytest.raises(ValidationError) as refused:
        field.clean(["my", "Acehnese", "Tamil"], mediator)
    assert refused.value.messages == ["“Acehnese” is no language code. Write ace."]


@pytest.mark.parametrize(
    ("factory", "first", "second"), SELVES, ids=lambda one: getattr(one, "__name__", one)
)
def test_the_database_refuses_a_tie_of_something_to_itself_whoever_writes(factory, first, second):
    relation = factory()
    with pytest.raises(IntegrityError, match="two_ends"):
        type(relation).objects.filter(pk=relation.pk).update(**{second: getattr(relation, first)})


@pytest.mark.parametrize(
    ("factory", "whole"),
    [
        (factories.PeaceProcessFactory, "parent"),
        (factories.PlaceFactory, "parent"),
        (factories.SourceFactory, "stand_in"),
    ],
)
def test_the_database_refuses_a_whole_that_is_its_own_part(factory, whole):
    record = factory()
    with pytest.raises(IntegrityError, match="two_ends"):
        type(record).objects.filter(pk=record.pk).update(**{whole: record.pk})
