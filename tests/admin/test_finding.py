"""A box that asks for a record of any kind takes its name, where that is one alone among what is seen."""

import pytest

from peaceinfra.core.screens.labels import full_label
from processes.models import Stance
from tests import factories
from tests.admin.screens import errors, listing, save, send

pytestmark = pytest.mark.django_db

URL = listing(Stance, "add")


def stance(towards):
    return {"actor": factories.ActorFactory().pk, "kind": "tolerates", "subject": towards, "level": "0"}


@pytest.mark.parametrize("text", ["Office of the Valley", " office of the valley", "of the vall"])
def test_a_name_that_one_alone_bears_is_taken(desk, text):
    body = factories.BodyActorFactory(name="Office of the Valley")
    factories.BodyActorFactory(name="Council of the Lake")
    save(desk, URL, stance(text))
    assert Stance.objects.get().subject_id == body.pk


def test_a_whole_name_is_taken_though_many_others_hold_it(desk):
    for number in range(6):
        factories.ActorFactory(name=f"A Valley {number}")
    valley = factories.ActorFactory(name="Valley")
    save(desk, URL, stance("valley"))
    assert Stance.objects.get().subject_id == valley.pk


def test_what_a_stance_does_not_speak_of_does_not_stand_in_the_way(desk):
    process = factories.PeaceProcessFactory(name="Valley talks")
    factories.SourceFactory(name="Valley talks")
    save(desk, URL, stance("Valley talks"))
    assert Stance.objects.get().subject_id == process.pk


def test_a_name_that_two_bear_is_answered_with_their_ids(desk):
    two = [factories.ActorFactory(name="Valley Council") for _number in range(2)]
    message = errors(send(desk, URL, stance("Valley Council")))["subject"][0]
    assert message.startswith("Several records are found by this. Write the id of one: ")
    assert all(f"{full_label(one)}: {one.public_id}" in message for one in two)


def test_a_hidden_name_and_one_that_nobody_bears_are_answered_alike(desk):
    factories.ActorFactory(name="Quiet Council", team=factories.TeamFactory())
    said = [errors(send(desk, URL, stance(name)))["subject"][0] for name in ("Quiet Council", "Empty Chair")]
    words = "No record is found by “{}”. Write its name as it is recorded, or the id from its screen."
    assert said == [words.format("Quiet Council"), words.format("Empty Chair")]


def test_a_hidden_bearer_does_not_make_a_name_ambiguous(desk):
    factories.ActorFactory(name="Valley Council", team=factories.TeamFactory())
    council = factories.ActorFactory(name="Valley Council")
    save(desk, URL, stance("Valley Council"))
    assert Stance.objects.get().subject_id == council.pk
