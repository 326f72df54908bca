"""The committed fixtures come out as they went in, and a second run changes nothing."""

import pytest

from peaceinfra.datasets.exporting import export_dataset
from tests.datasets.conftest import FIXTURES, contents, load

pytestmark = [pytest.mark.usefixtures("cases"), pytest.mark.django_db]


def test_the_fixtures_come_out_byte_for_byte_as_they_went_in(folder):
    export_dataset(folder, viewer=None)
    assert contents(folder) == contents(FIXTURES)


def test_rows_stand_in_the_order_of_their_ids(folder):
    export_dataset(folder, viewer=None)
    ids = [text.split(",")[0] for text in (folder / "citations.csv").read_text().splitlines()[1:]]
    assert ids == sorted(ids)


def test_the_fixtures_are_idempotent():
    assert {counts[:2] for counts in load(FIXTURES).values()} == {(0, 0)}
