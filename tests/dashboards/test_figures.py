"""The first figures of a process: who has a way to the table, who hangs on one, what is quiet, what is missing."""

from datetime import date

import pytest

from peaceinfra.analysis.collect import collect_process
from peaceinfra.analysis.network.network import network_on
from peaceinfra.analysis.warnings import occasion_of
from peaceinfra.core.visibility import Viewer
from peaceinfra.dashboards.presenters.figures import figures, sentence
from tests.factories import (
    ActorFactory,
    CommunityFactory,
    CoverageNoteFactory,
    LinkageFactory,
    MomentumChangeFactory,
    PeaceProcessFactory,
    ReachFactory,
    RoleFactory,
)

pytestmark = pytest.mark.django_db

TODAY = date(2026, 1, 1)
ADVISER = Viewer(2)
LASTING = {"start_kind": "actual", "start": "2020", "end_kind": "ongoing", "end": "2025-12"}
QUIET = LASTING | {"end": "2021-03"}


@pytest.fixture
def process():
    """Talks with one party; the Elders and the Women reach it through the Platform, the Youth not at all."""
    process = PeaceProcessFactory(**LASTING)
    CoverageNoteFactory(process=process, topic="all", extent="full", start_kind="actual", start="2000")
    party = RoleFactory(
        process=process, kind="party", basis="both", actor=ActorFactory(name="Party", **LASTING), **LASTING
    ).actor
    platform = ActorFactory(name="Platform", usual_level="middle", **LASTING)
    LinkageFactory(source=platform, target=party, process=process, **LASTING)
    for name, dates in (("Elders", LASTING), ("Women", QUIET)):
        local = ActorFactory(name=name, usual_level="grassroots", **LASTING)
        LinkageFactory(source=local, target=platform, process=process, **dates)
    youth = ActorFactory(name="Youth", usual_level="grassroots", **LASTING)
    RoleFactory(process=process, kind="messenger", actor=youth, **LASTING)
    camp, herders = (CommunityFactory(name=name, **LASTING) for name in ("Camp", "Herders"))
    ReachFactory(actor=youth, community=herders, process=process, quality="trusted", level=2, **LASTING)
    ReachFactory(actor=youth, community=camp, process=process, quality="none", level=2, **LASTING)
    return process


def first_screen(process, viewer=ADVISER, day=None):
    """({heading: (fact, more)}, the sentence)"""
    facts = collect_process(process.pk, viewer, TODAY)
    occasion = occasion_of(facts, viewer, day, TODAY)
    network = network_on(facts, occasion.on)
    found = figures(network, facts.linkages, occasion)
    return {figure.heading: (figure.fact, figure.more) for figure in found}, sentence(network, occasion)


def test_they_say_who_has_a_way_who_hangs_on_one_what_is_quiet_and_what_is_missing(process):
    assert first_screen(process) == (
        {
            "Linked": (
                "2 of 3 local actors with a recorded way to the table",
                "not confirmed lately: Women",
            ),
            "Depend on one": ("2 local actors", "only through Platform: Elders, Women"),
            "Gone quiet": (
                "1 of 3 linkages not confirmed within their review interval",
                "longest ago: Women – Platform, seen Mar 2021",
            ),
            "Missing": (
                "1 local actor, 1 community",
                "no recorded way to the table: Youth; nobody on record reaches: Camp",
            ),
        },
        "Today, of 3 local actors on record, 2 reach it through one other actor alone; "
        "1 has no recorded way to it.",
    )


def test_below_the_floor_what_names_or_counts_ways_is_left_out(process):
    found, said = first_screen(process, Viewer(1))
    assert found == {
        "Linked": ("3 local actors on record", ""),
        "Gone quiet": (
            "1 of 3 linkages not confirmed within their review interval",
            "longest ago: Women – Platform, seen Mar 2021",
        ),
    }
    assert said == ""


def test_on_a_day_they_are_of_that_day(process):
    found, said = first_screen(process, day=date(2021, 6, 1))
    assert found["Linked"] == ("2 of 3 local actors with a recorded way to the table", "")
    assert said.startswith("Of 3 local actors on record, 2 reach it")


def test_of_a_process_that_is_over_nobody_is_said_to_be_missing(process):
    MomentumChangeFactory(process=process, status="collapsed", date="2024")
    found, said = first_screen(process)
    over = "does not apply: the process is over"
    assert [found[name][0] for name in ("Depend on one", "Gone quiet", "Missing")] == [over] * 3
    assert said == ""


def test_where_nobody_searched_for_links_it_is_not_said_that_one_is_missing(process):
    process.coverage_notes.update(retired=True)
    found, said = first_screen(process)
    assert [found[name] for name in ("Depend on one", "Missing")] == [("not researched", "")] * 2
    assert said == ""


def test_without_local_actors_it_is_said_so():
    found, said = first_screen(PeaceProcessFactory(**LASTING))
    assert found["Linked"] == ("no local actor on the records you may see", "")
    assert said == ""
