"""What is overdue is one rule, asked of facts by pages and of the database by lists: both give the same."""

from datetime import date

import pytest

from peaceinfra.analysis import derived
from peaceinfra.analysis.collect.lists import linkages_by_key
from peaceinfra.core.visibility import Viewer
from tests.factories import ActorFactory, LinkageFactory, PeaceProcessFactory
from tracks.models import Linkage

pytestmark = pytest.mark.django_db

DAYS = [
    date(2005, 12, 31),
    date(2006, 1, 1),
    date(2006, 12, 31),
    date(2007, 1, 1),
    date(2007, 1, 2),
    date(2020, 1, 1),
]
DATES = [
    {},
    {"last_evidence": "2006-01-01"},
    {"last_evidence": "2006"},
    {"last_evidence": "[..2006]"},
    {"start_kind": "actual", "start": "2006~"},
    {"start_kind": "first_cited", "start": "2004", "last_evidence": "2006-01"},
    {"start_kind": "actual", "start": "2004", "end_kind": "ongoing", "end": "2006-01-01"},
    {"start_kind": "actual", "start": "2004", "end_kind": "last_cited", "end": "[2006-01-01..]"},
    {"start_kind": "actual", "start": "2004", "end_kind": "actual", "end": "2006-12-31"},
    {"start_kind": "actual", "start": "2004", "end_kind": "ended", "end": "2007-01-01"},
    {"start_kind": "actual", "start": "2006-12-31"},
    {"start_kind": "first_cited", "start": "2007-01-01"},
]


def test_the_database_and_the_rule_agree_on_every_form_of_date():
    over = PeaceProcessFactory(start_kind="actual", start="1990", end_kind="actual", end="2006-12-31")
    closed = ActorFactory(start_kind="actual", start="1990", end_kind="actual", end="2006-06-30")
    later = ActorFactory(start_kind="actual", start="2007-01-01")
    for dates in DATES:
        LinkageFactory(**dates)
        LinkageFactory(review_days=1, **dates)
        LinkageFactory(source=closed, **dates)
        LinkageFactory(process=over, **dates)
        LinkageFactory(target=later, **dates)
    viewer = Viewer(4)
    facts = linkages_by_key(list(Linkage.objects.values_list("pk", flat=True)), viewer)
    assert len(facts) == 5 * len(DATES)
    for day in DAYS:
        asked = set(Linkage.objects.overdue_on(day).values_list("pk", flat=True))
        assert asked == {key for key, one in facts.items() if derived.is_overdue(one, day)}, day


def test_the_last_sighting_is_the_newest_day_that_is_known():
    linkage = LinkageFactory(
        start_kind="actual", start="2004", end_kind="ongoing", end="2006-05", last_evidence="2005"
    )
    assert Linkage.objects.get(pk=linkage.pk).seen_on == date(2006, 5, 1)
    linkage.end_kind, linkage.end = "actual", "2008"
    linkage.save()
    assert Linkage.objects.get(pk=linkage.pk).seen_on == date(2005, 1, 1)
