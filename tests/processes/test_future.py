"""What was seen, confirmed or read lies in the past, by whichever door it comes."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from peaceinfra.core.dates.future import faults_of_future, sightings_after
from processes.models import PhaseChange, Source
from processes.services import rules
from processes.services.records import save_record
from tests.factories import AccountFactory, ActorFactory, CitationFactory, LinkageFactory

TODAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("fields", "at_fault"),
    [
        ({"last_evidence": "2062-11"}, ["last_evidence"]),
        ({"end_kind": "ongoing", "end": "2026-11-30"}, ["end"]),
        ({"end_kind": "last_cited", "end": "2027"}, ["end"]),
        ({"start_kind": "first_cited", "start": "[2027..]"}, ["start"]),
        ({"end_kind": "ongoing", "end": "2026-11-29"}, []),
        ({"end_kind": "ongoing", "end": "2026"}, []),
        ({"last_evidence": "[..2030]"}, []),
        ({"start_kind": "actual", "start": "2041", "end_kind": "actual", "end": "2042"}, []),
        ({"end_kind": "ended", "end": "2030"}, []),
    ],
)
def test_a_sighting_beyond_tomorrow_is_refused_and_a_plan_is_not(fields, at_fault):
    linkage = LinkageFactory.build(source=None, target=None, process=None, **fields)
    assert [field for field, _message in sightings_after(linkage, TODAY)] == at_fault


@pytest.mark.parametrize(
    ("fields", "at_fault"),
    [
        ({"start_kind": "actual", "start": "2099"}, ["start"]),
        ({"start_kind": "actual", "start": "2046"}, []),
        ({"start_kind": "actual", "start": "2047"}, ["start"]),
        ({"start_kind": "actual", "start": "[2030..2099]"}, []),
        ({"end_kind": "actual", "end": "2099-01"}, ["end"]),
        ({"end_kind": "ended", "end": "2099"}, ["end"]),
        ({"end_kind": "ongoing", "end": "2099"}, ["end"]),
    ],
)
def test_a_plan_beyond_twenty_years_is_refused_as_a_year_mistyped(fields, at_fault):
    linkage = LinkageFactory.build(source=None, target=None, process=None, **fields)
    assert [field for field, _message in faults_of_future(linkage, TODAY)] == at_fault


def test_a_change_of_state_beyond_twenty_years_and_a_source_of_the_future_are_refused():
    change, source = PhaseChange(date="2099"), Source(published="2027")
    assert [[field for field, _words in faults_of_future(row, TODAY)] for row in (change, source)] == [
        ["date"],
        ["published"],
    ]


@pytest.mark.django_db
def test_a_start_far_in_the_future_is_not_saved_and_said_with_what_to_do():
    actor = ActorFactory(start_kind="actual", start="2099")
    with pytest.raises(ValidationError) as refused:
        save_record(actor, by=AccountFactory(role="analyst", clearance=4), reason="a test")
    year = timezone.now().year + 20
    assert refused.value.message_dict["start"] == [
        "2099 is very far in the future: is the year right? A plan may be dated up to "
        f"{year}; write a later one in a note."
    ]


@pytest.mark.django_db
def test_the_rule_holds_for_what_a_form_and_an_import_write():
    later = timezone.now().date() + timedelta(days=400)
    seen = ActorFactory(end_kind="ongoing", end=later.isoformat())
    read = CitationFactory(accessed=later)
    faults = rules.faults_between([seen, read])
    assert [(record, field) for record, field, _message in faults] == [(seen, "end"), (read, "accessed")]
    seen.name = "Another name"
    with pytest.raises(ValidationError) as refused:
        save_record(seen, by=AccountFactory(role="analyst", clearance=4), reason="a test")
    assert list(refused.value.message_dict) == ["end"]
