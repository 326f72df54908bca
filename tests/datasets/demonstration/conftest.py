"""The register as the committed fixtures fill it, read in once for all tests here: each only adds to it."""

import pytest

from tests.datasets.conftest import FIXTURES, load
from tests.measuring import unmeasured
from tests.shared import for_a_module


def read_in():
    with unmeasured():
        load(FIXTURES)


@pytest.fixture(scope="package")
def cases(django_db_setup, django_db_blocker):
    with for_a_module(django_db_blocker, read_in):
        yield
