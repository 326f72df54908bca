"""What a warning needs before it is given: the day, a process that is not over, a search, a clearance."""

from datetime import date

import pytest

from peaceinfra.analysis import warning
from peaceinfra.analysis.derived import StatusLog
from peaceinfra.analysis.facts import ChangeFact
from peaceinfra.analysis.network.network import network_on
from peaceinfra.analysis.process_facts import CoverageFact, MandateFact, ProcessFacts
from peaceinfra.analysis.warning import Occasion
from peaceinfra.analysis.warnings import is_over, occasion_of, process_warnings
from peaceinfra.core.choices import Level
from peaceinfra.core.visibility import Viewer
from processes.choices import CoverageExtent, CoverageTopic
from tests.analysis.test_channel_status import party
from tests.analysis.test_derived import LONG, actor, dates

TODAY = date(2026, 1, 1)
KINDS = [one for one in vars(warning).values() if isinstance(one, warning.Kind)]


def note(topic="channels", extent="part", covered=LONG, searched_on=None):
    return CoverageFact(
        71, covered, CoverageTopic(topic), CoverageExtent(extent), None, searched_on, ""
    )  # fmt: skip


def kinds(found):
    return [one.kind.code for one in found]


def process(*coverage, **parts):
    parts = {"roles": [party(1, "north"), party(2, "south")], "coverage": coverage} | parts
    return ProcessFacts(500, "Talks", [], "", LONG, None, actors={1: actor(1), 2: actor(2)}, **parts)


def given(facts, occasion):
    return process_warnings(facts, occasion, network_on(facts, occasion.on))


def warned(facts, day=None, viewer=None):
    return kinds(given(facts, occasion_of(facts, viewer or Viewer(2), day, TODAY)))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_a_kind_of_warning_is_given_only_to_those_above_its_own_floor(kind):
    notes = [note("all")]
    below, above = (Occasion(Viewer(level), None, TODAY, False, notes) for level in (1, kind.floor))
    assert above.allows(kind)
    assert below.allows(kind) is (kind.floor < Level.INTERNAL)


def test_that_something_is_missing_is_said_only_where_somebody_searched_for_it():
    assert warned(process()) == []
    assert warned(process(note("channels", "none"))) == []
    assert warned(process(note("inclusion", "full"))) == []
    assert warned(process(note("channels", "part"))) == ["no_channel"]
    assert warned(process(note("all", "full"))) == ["no_channel", "no_address"]


def test_a_search_speaks_of_the_time_it_covered_and_of_one_review_interval_more():
    facts = process(note(covered=dates("actual", "2001", "actual", "2006")))
    assert warned(facts, date(2004, 1, 1)) == ["no_channel"]
    assert warned(facts, date(2007, 12, 31)) == ["no_channel"]
    assert warned(facts, date(2008, 1, 2)) == []
    assert warned(facts, date(2000, 12, 31)) == []
    assert warned(facts) == []


def test_a_search_without_an_end_reaches_as_far_as_the_day_on_which_it_was_made():
    facts = process(note(covered=dates("actual", "2001"), searched_on=date(2010, 1, 1)))
    assert [warned(facts, date(year, 6, 1)) for year in (2010, 2011, 2012)] == [["no_channel"], [], []]


def test_what_was_not_searched_is_named_once_and_nothing_is_asked_of_a_process_that_is_over():
    asked = [warning.NO_CHANNEL, warning.NO_ADDRESS, warning.SINGLE_BROKER, warning.UNLINKED]
    notes = [note("bodies")]
    assert Occasion(Viewer(2), None, TODAY, False, notes).not_searched(asked) == ["channels", "linkages"]
    assert Occasion(Viewer(1), None, TODAY, False, notes).not_searched(asked) == ["channels"]
    assert Occasion(Viewer(2), None, TODAY, True, notes).not_searched(asked) == []


@pytest.mark.parametrize(
    "life, log, answer",
    [
        (LONG, (), False),
        (dates("actual", "1990", "actual", "2005"), (), True),
        (dates("actual", "1990", "last_cited", "2005"), (), False),
        (LONG, ("concluded",), True),
        (LONG, ("concluded", "unknown"), False),
    ],
)
def test_a_process_is_over_by_its_logs_or_past_its_own_end(life, log, answer):
    rows = [
        ChangeFact("phasechange", n, 500, n, status, "", None, date(2000 + n, 1, 1), date(2000 + n, 1, 1))
        for n, status in enumerate(log)
    ]
    facts = ProcessFacts(500, "Talks", [], "", life, None, phases=StatusLog(rows))
    assert is_over(facts, None, TODAY) is answer
    assert is_over(facts, date(2010, 1, 1), TODAY) is answer


def test_a_process_that_is_over_has_no_missing_contact_points():
    assert warned(process(note("all"))) == ["no_channel", "no_address"]
    collapsed = ChangeFact(
        "momentumchange", 1, 500, 1, "collapsed", "", None, date(2008, 1, 1), date(2008, 1, 1)
    )
    assert warned(process(note("all"), momenta=StatusLog([collapsed]))) == []


def test_a_mandate_that_has_expired_is_not_quoted_as_if_it_were_in_force():
    body = actor(99, name="The office")
    working = ChangeFact(
        "lifecyclechange", 1, 99, 1, "operational", "", None, date(2002, 1, 1), date(2002, 1, 1)
    )

    def mandate(key, held):
        return MandateFact(key, held, body, key, None, "", "", False)

    old, new = mandate(41, dates("actual", "2002", "actual", "2005")), mandate(42, dates("actual", "2006"))
    facts = process(mandates=[old], lifecycles={99: StatusLog([working])})
    facts.actors[99] = body
    assert warned(facts) == []
    assert warned(facts, date(2003, 1, 1)) == ["mandate_stops"]
    facts = process(mandates=[old, new], lifecycles={99: StatusLog([working])})
    facts.actors[99] = body
    found = given(facts, occasion_of(facts, Viewer(), None, TODAY))
    assert [one.rests_on for one in found] == [(42,)]
