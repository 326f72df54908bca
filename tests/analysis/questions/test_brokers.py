"""Who hangs on one go-between: each local actor of a process in which somebody searched, and nobody of others."""

from datetime import date

import pytest

from peaceinfra.analysis.questions.answering import sentence_of
from peaceinfra.core.dates.choices import Certainty
from tests import factories as make
from tests.dashboards.worlds import LIVED, small_world

pytestmark = pytest.mark.django_db
DAY = date(2006, 6, 30)
SLUG = "who-hangs-on-one"


def found(answer):
    return [
        (
            row.finding,
            row.values["actor"].name,
            [broker.name for broker in row.values["brokers"]],
            row.certainty,
        )
        for row in answer.rows
    ]


def test_elders_hang_on_the_house_that_alone_leads_to_the_mediator(answered):
    small_world()
    answer = answered(SLUG, day=DAY)
    assert found(answer) == [("hangs", "Elders of Lakeside", ["Bridge House"], Certainty.CONFIRMED)]
    assert answer.rows[0].values["last_seen"] == "15 Jan 2006"
    assert sentence_of(answer) == (
        "1 local actor reaches the table through one other actor alone: Elders of Lakeside through Bridge House."
        " Looked at: 1 process."
    )


def test_a_second_way_frees_them_and_a_hidden_one_does_not(answered):
    world = small_world()
    make.LinkageFactory(source=world.elders, target=world.party, process=world.process, level=3, **LIVED)
    assert [row[0] for row in found(answered(SLUG, day=DAY))] == ["hangs"]
    make.LinkageFactory(source=world.elders, target=world.party, process=world.process, **LIVED)
    assert found(answered(SLUG, day=DAY)) == [("free", "Elders of Lakeside", [], Certainty.CERTAIN)]


def test_a_process_in_which_nobody_searched_or_that_is_over_is_neither_a_yes_nor_a_no(answered):
    small_world()
    unsearched = make.PeaceProcessFactory(name="Unsearched talks")
    over = make.PeaceProcessFactory(
        name="Old talks", start="1990", start_kind="actual", end="1995", end_kind="actual"
    )
    make.CoverageNoteFactory(process=over, topic="all", extent="full")
    answer = answered(SLUG)
    assert {(one.record.name, one.why.value) for one in answer.unanswered} == {
        ("Unsearched talks", "not_researched"),
        ("Old talks", "over"),
    }
    assert unsearched.pk not in [row.values["process"].key for row in answer.rows]
    assert "For 2 of them the records do not allow an answer." in sentence_of(answer)


def test_names_in_other_scripts_stand_as_they_are(answered):
    world = small_world()
    elders = make.ActorFactory(
        name="شيوخ البحيرة", kind="community_structure", usual_level="grassroots", **LIVED
    )
    broker = make.ActorFactory(name="တံတားအိမ်", usual_level="middle", **LIVED)
    for source, target in ((elders, broker), (broker, world.mediator)):
        make.LinkageFactory(source=source, target=target, process=world.process, **LIVED)
    assert ("hangs", "شيوخ البحيرة", ["တံတားအိမ်"], Certainty.CERTAIN) in found(answered(SLUG, day=DAY))
