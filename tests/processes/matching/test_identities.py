"""Certain by an id and a name, by this source's own id, or by a judgement; else candidates, with reasons."""

import pytest
from django.db import IntegrityError, transaction

from peaceinfra.core.visibility import Viewer
from processes.matching import Incoming, identities
from processes.models import Judgement
from tests.factories import (
    ActorFactory,
    ActorNameFactory,
    AgreementFactory,
    ExternalIdFactory,
    PeaceProcessFactory,
    RoleFactory,
)

pytestmark = pytest.mark.django_db


def incoming(*names, **more):
    return Incoming("field", "1", **({"kind": "act"} | more), names=names)


def identity_of(thing, viewer=None):
    return identities([thing], viewer)[thing.key]


def grounds(identity):
    return [{str(reason.ground) for reason in candidate.reasons} for candidate in identity.candidates]


def test_an_id_and_an_equal_name_are_certain_together_and_neither_alone():
    actor = ActorFactory(name="Free Valley Movement", kind="armed_organisation")
    ExternalIdFactory(subject=actor, scheme="ucdp_actor", value="7")
    both = incoming("The Free Valley Movement (FVM)", external_ids=(("UCDP_actor", "7"),))
    assert identity_of(both).record == actor.pk
    other_name = identity_of(incoming("Ministry of Fish", external_ids=(("ucdp_actor", "7"),)))
    assert (other_name.record, grounds(other_name)) == (None, [{"same_id"}])
    name_alone = identity_of(incoming("Free Valley Movement"))
    assert (name_alone.record, grounds(name_alone)) == (None, [{"same_name"}])


def test_an_id_on_two_records_is_certain_of_neither():
    for _ in range(2):
        ExternalIdFactory(subject=ActorFactory(name="Valley Army"), scheme="ucdp_actor", value="7")
    identity = identity_of(incoming("Valley Army", external_ids=(("ucdp_actor", "7"),)))
    assert identity.record is None
    assert grounds(identity) == [{"same_id", "same_name"}] * 2


def test_the_own_id_of_the_source_is_certain_whatever_the_name():
    actor = ActorFactory(name="Valley Army")
    ExternalIdFactory(subject=actor, scheme="field", value="1")
    assert identity_of(incoming("Something else")).record == actor.pk


def test_a_close_match_of_the_own_id_and_the_id_of_another_kind_of_record_are_not_certain():
    process = PeaceProcessFactory()
    ExternalIdFactory(subject=process, scheme="field", value="1")
    assert identity_of(incoming("Valley Army")).record is None
    ExternalIdFactory(subject=ActorFactory(), scheme="field", value="1", match="close")
    assert grounds(identity_of(incoming("Valley Army"))) == [{"same_id"}]


def test_what_was_judged_keeps_its_answer_and_later_leaves_it_open():
    actor, other = ActorFactory(name="Valley Army"), ActorFactory(name="Valley Forces")
    judgement = Judgement.objects.create(
        scheme="field", value="1", verdict="same", record_id=other.pk, level=0
    )
    assert identity_of(incoming("Valley Army")).record == other.pk
    other.retired = True
    other.save()
    assert identity_of(incoming("Valley Army")).record is None
    Judgement.objects.filter(pk=judgement.pk).update(verdict="new", record=None)
    assert identity_of(incoming("Valley Army")).candidates == ()
    Judgement.objects.filter(pk=judgement.pk).update(verdict="later")
    assert identity_of(incoming("Valley Army")).candidates[0].record == actor.pk


def test_a_judgement_of_same_names_a_record_and_stands_once():
    for fields in ({"verdict": "same"}, {"verdict": "new", "record_id": ActorFactory().pk}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Judgement.objects.create(scheme="field", value="1", level=0, **fields)
    Judgement.objects.create(scheme="field", value="1", verdict="new", level=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        Judgement.objects.create(scheme="field", value="1", verdict="later", level=0)


def test_the_best_candidates_come_first_and_five_at_most():
    actors = [ActorFactory(name=f"Valley Army {letter}") for letter in "ABCDEF"]
    exact = ActorFactory(name="Army, Valley", countries=["NP"])
    abroad = ActorFactory(name="Army of the Valley", countries=["LK"])
    identity = identity_of(incoming("Valley Army", countries=("NP",)))
    assert len(identity.candidates) == 5
    assert identity.candidates[0].record == exact.pk
    assert grounds(identity)[:2] == [{"same_name", "country"}, {"same_name", "not_country"}]
    assert identity.candidates[1].record == abroad.pk
    assert {candidate.record for candidate in identity.candidates[2:]} <= {actor.pk for actor in actors}


def test_nothing_is_proposed_where_only_the_country_and_the_kind_are_the_same():
    ActorFactory(name="Ministry of Fish", kind="state", countries=["LK"])
    assert identity_of(incoming("Valley Army", countries=("LK",), category="state")).candidates == ()


def test_dates_and_processes_speak_for_an_actor_and_against_it():
    process = PeaceProcessFactory()
    actor = ActorFactory(name="Valley Army", start_kind="actual", start="1990", end_kind="actual", end="1995")
    RoleFactory(actor=actor, process=process, kind="party")
    there = identity_of(incoming("Valley Army", start="1994", process=process.pk))
    assert grounds(there) == [{"same_name", "dates", "process"}]
    assert grounds(identity_of(incoming("Valley Army", start="2001"))) == [{"same_name", "not_dates"}]
    assert grounds(identity_of(incoming("Valley Army", start="no date"))) == [{"same_name"}]


def test_agreements_of_one_day_and_process_are_proposed_with_less_alike_names():
    process = PeaceProcessFactory()
    agreement = AgreementFactory(
        name="Ceasefire accord of Geneva", process=process, start_kind="actual", start="2005-08-15"
    )
    AgreementFactory(name="Humanitarian protocol", process=process, start_kind="actual", start="2005-08-16")
    thing = incoming("Geneva declaration", kind="agr", start="2005-08-15", process=process.pk)
    identity = identity_of(thing)
    assert [candidate.record for candidate in identity.candidates] == [agreement.pk]
    assert grounds(identity) == [{"similar_name", "day", "process"}]


def test_what_is_hidden_from_who_imports_is_no_candidate_and_takes_no_place():
    viewer = Viewer(1)
    shown = [ActorFactory(name=f"Valley Army {n}", level=1).pk for n in range(5)]
    for _ in range(20):
        ActorFactory(name="Valley Army", level=3)
    protected = ActorFactory(name="Mediator B", level=0, kind="individual")
    ActorNameFactory(actor=protected, name="Valley Army", level=4)
    assert sorted(c.record for c in identity_of(incoming("Valley Army"), viewer).candidates) == sorted(shown)
    assert len(identity_of(incoming("Valley Army")).candidates) == 5


def test_an_empty_register_and_no_names_give_no_candidates():
    assert identity_of(incoming("Valley Army")).candidates == ()
    assert identity_of(incoming("")).candidates == ()
    assert identities([]) == {}
