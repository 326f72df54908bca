"""The network of the invented process: who has a way to the table, and on whom it hangs."""

from datetime import date

import pytest

from peaceinfra.analysis.collect import collect_process
from peaceinfra.analysis.network.graph import Standing
from peaceinfra.analysis.network.network import network_on
from peaceinfra.core.models import Team
from peaceinfra.core.visibility import PUBLIC, Viewer
from processes.models import PeaceProcess

pytestmark = [pytest.mark.usefixtures("cases"), pytest.mark.django_db]

TODAY = date(2026, 11, 28)

ELDERS = "Council of Elders of Upper Sarn"
HOUSE = "Listening House of Port Omun"
WOMEN = "Women's Peace Circle of Northvale"
YOUTH = "Youth Committee of the Dust Market"
PLATFORM = "Civil Society Platform of Xandoria"


def network(viewer, day=TODAY):
    process = PeaceProcess.objects.get(name__startswith="Xandoria, Government")
    return network_on(collect_process(process.pk, viewer, TODAY), day)


def standings(viewer, day=TODAY):
    """{local actor: how it stands to the table, those on whom it hangs}"""
    found = network(viewer, day)
    return {
        actor.name: (
            found.standings[key].standing,
            [found.nodes[broker].name for broker in found.standings[key].brokers],
        )
        for key, actor in found.local.items()
        if key in found.standings
    }


def test_an_adviser_is_told_who_hangs_on_the_platform_and_who_does_not():
    assert standings(Viewer(2)) == {
        ELDERS: (Standing.HANGS, [PLATFORM]),
        HOUSE: (Standing.HANGS, [PLATFORM]),
        WOMEN: (Standing.FREE, []),
        YOUTH: (Standing.UNCONFIRMED, []),
    }


def test_a_seat_is_a_way_and_a_linkage_not_confirmed_in_time_still_the_only_one():
    found = network(Viewer(2))
    by_name = {actor.name: found.standings[key] for key, actor in found.local.items()}
    assert (by_name[HOUSE].is_confirmed, by_name[ELDERS].is_confirmed) == (True, False)


def test_a_reader_of_a_team_gets_the_ways_that_are_recorded_there():
    cedar = Viewer(3, frozenset({Team.objects.get(name="Cedar").pk}))
    assert standings(cedar)[ELDERS] == (Standing.PERHAPS, ["Convenor of the Dust Market"])


def test_before_the_platform_met_two_hung_on_an_organisation_and_two_had_no_way():
    assert standings(Viewer(2), date(2024, 7, 1)) == {
        ELDERS: (Standing.NO_WAY, []),
        HOUSE: (Standing.NO_WAY, []),
        WOMEN: (Standing.HANGS, ["Bridgeworks Xandoria"]),
        YOUTH: (Standing.HANGS, ["Bridgeworks Xandoria"]),
    }


def test_signed_out_no_way_rests_on_a_guarded_record():
    assert {held.tie.fact.prefix for held in network(PUBLIC).held} >= {"lnk", "mbr", "prn"}
    assert standings(PUBLIC) == {HOUSE: (Standing.HANGS, [PLATFORM])}
