"""The filters that pages and API share: they start from what the viewer may see, and from the day."""

from datetime import date

import pytest
from django.http import QueryDict

from peaceinfra.core.visibility import PUBLIC, Viewer
from processes.filters import AgreementFilterSet, PlaceFilterSet, RoleFilterSet
from tests.factories import AgreementFactory, PlaceFactory, ReachFactory, RoleFactory
from tracks.filters import ReachFilterSet

DAY = date(2020, 6, 1)


def found(filterset_class, question="", day=None, viewer=PUBLIC):
    filterset = filterset_class(QueryDict(question), viewer=viewer, day=day)
    assert filterset.is_valid(), filterset.errors
    return set(filterset.qs)


@pytest.fixture
def certain_role(db):
    lasting = {"start_kind": "actual", "start": "1990", "end_kind": "actual", "end": "2030"}
    ends = {f"{end}__{name}": value for end in ("actor", "process") for name, value in lasting.items()}
    return RoleFactory(**ends, **lasting)


def test_certainty_is_asked_of_the_day(certain_role):
    possible = RoleFactory()
    assert found(RoleFilterSet, "certainty=certain", DAY) == {certain_role}
    assert found(RoleFilterSet, "certainty=possible", DAY) == {certain_role, possible}


def test_without_a_day_certainty_leaves_nothing_out(certain_role):
    possible = RoleFactory()
    assert found(RoleFilterSet, "certainty=certain") == {certain_role, possible}


def test_what_has_no_dates_is_not_asked_for_certainty():
    assert "certainty" not in PlaceFilterSet.base_filters
    assert not PlaceFilterSet.is_dated()


def test_an_end_that_was_retired_takes_the_relation_with_it_and_an_empty_one_does_not(db):
    gone, kept = ReachFactory(), ReachFactory(community=None, society_level="grassroots")
    type(gone.community).objects.filter(pk=gone.community_id).update(retired=True)
    assert found(ReachFilterSet, viewer=Viewer(2)) == {kept}
    assert found(ReachFilterSet) == set()


def test_yes_no_and_not_known_are_three_answers(db):
    local, national, unknown = (AgreementFactory(is_local=one) for one in (True, False, None))
    assert found(AgreementFilterSet, "is_local=true") == {local}
    assert found(AgreementFilterSet, "is_local=false") == {national}
    assert found(AgreementFilterSet, "is_local=") == {local, national, unknown}


def test_what_the_viewer_may_not_see_is_in_no_list(db):
    public = PlaceFactory(country="LK")
    PlaceFactory(country="LK", level=1)
    assert found(PlaceFilterSet, "country=lk") == {public}
