"""Where coverage is measured, each second quick test is, each worker's too, and long proofs are not."""

import sys

import pytest


@pytest.fixture(scope="module")
def traced_in_fixtures():
    return sys.gettrace() is not None


@pytest.fixture
def measured(pytestconfig):
    return pytestconfig.pluginmanager.hasplugin("_cov")


@pytest.mark.slow
def test_a_long_proof_and_its_fixtures_are_not_traced(traced_in_fixtures):
    assert sys.gettrace() is None
    assert not traced_in_fixtures


def test_a_quick_test_after_it_is_traced_where_coverage_is_measured(measured):
    assert (sys.gettrace() is not None) == measured


@pytest.mark.parametrize("time", ["first", "second"])
def test_the_next_quick_test_is_not_traced(time):
    assert sys.gettrace() is None


@pytest.mark.parametrize("time", ["first", "second"])
def test_the_one_after_that_is_traced_once(time, measured):
    assert (sys.gettrace() is not None) == (measured and time == "first")
