"""The changes before and after a day, and what they are."""

from datetime import date

from peaceinfra.analysis.facts import ChangeFact
from peaceinfra.core.dates.choices import SaidAs
from peaceinfra.dashboards.presenters.changes import (
    Change,
    Moment,
    dated_changes,
    fact_changes,
    log_changes,
    moments_of,
    steps,
)
from tests.analysis.test_derived import dates, linkage

TODAY = date(2026, 1, 1)


def change(status, place, first, last):
    return ChangeFact("lifecyclechange", place, 1, place, status, "", None, first, last)


def test_a_known_day_says_what_changed_and_a_vague_one_from_when_and_by_when():
    log = [
        change("operational", 1, date(2002, 2, 5), date(2002, 2, 5)),
        change("closed", 2, date(2009, 1, 1), date(2009, 12, 31)),
    ]
    assert moments_of(log_changes("Secretariat", log)) == [
        Moment(date(2002, 2, 5), "Secretariat: operational", "Secretariat: operational"),
        Moment(date(2009, 1, 1), "from then on possibly: Secretariat: closed"),
        Moment(date(2009, 12, 31), "by then: Secretariat: closed", "Secretariat: closed"),
    ]


def test_a_start_and_an_end_are_changes_and_sightings_are_none():
    assert list(dated_changes("Office", dates("actual", "2004-05-06", "last_cited", "2008"))) == [
        Change(date(2004, 5, 6), date(2004, 5, 6), "start of Office", "6 May 2004")
    ]
    assert list(dated_changes("Office", dates("first_cited", "2004", "actual", "2008-03-01"))) == [
        Change(date(2008, 3, 1), date(2008, 3, 1), "end of Office", "1 Mar 2008")
    ]
    assert list(dated_changes("Office", dates("unknown", "", "unknown", ""))) == []


def test_a_relation_is_called_by_its_ends():
    link = linkage(dates("actual", "2004-05-06"))
    assert list(fact_changes(link)) == [
        Change(date(2004, 5, 6), date(2004, 5, 6), f"start of {link.label}", "6 May 2004", link)
    ]


def test_a_meeting_of_one_time_does_not_end_apart_from_it():
    month = dates("actual", "2026-04", "actual", "2026-04")
    assert list(dated_changes("Round", month, SaidAs.DAY)) == [
        Change(date(2026, 4, 1), date(2026, 4, 30), "Round", "Apr 2026")
    ]
    longer = dates("actual", "2026-04-01", "actual", "2026-04-05")
    assert [change.what for change in dated_changes("Round", longer, SaidAs.DAY)] == ["Round", "end of Round"]
    assert [change.what for change in dated_changes("Office", month)] == ["start of Office", "end of Office"]


def test_the_steps_lead_to_the_nearest_changes_and_say_what_they_are():
    changes = [
        Change(date(2004, 1, 1), date(2004, 1, 1), "talks: suspended"),
        Change(date(2006, 1, 1), date(2006, 1, 1), "Phone line: cut"),
        Change(date(2006, 1, 1), date(2006, 1, 1), "Office ends"),
        Change(date(2006, 1, 1), date(2006, 1, 1), "Office ends"),
        Change(date(2006, 1, 1), date(2006, 1, 1), "Envoy ends"),
    ]
    assert steps(changes, date(2005, 1, 1), TODAY) == {
        "earlier_change": date(2004, 1, 1),
        "earlier_words": "talks: suspended",
        "later_change": date(2006, 1, 1),
        "later_words": "Phone line: cut, and 2 more changes",
    }
    assert steps(changes, None, TODAY) == {
        "earlier_change": date(2006, 1, 1),
        "earlier_words": "Phone line: cut, and 2 more changes",
        "later_change": None,
        "later_words": "",
    }
    assert steps([], None, TODAY)["earlier_words"] == ""
