"""A generated register goes out and comes in again: it obeys the rules that an import asks for."""

import pytest
from django.db import transaction

from peaceinfra.datasets.exporting import export_dataset
from peaceinfra.datasets.importing import import_dataset
from peaceinfra.worlds.world import generate
from tracks.models import Linkage

pytestmark = pytest.mark.django_db


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.glob("*.csv")}


def assert_comes_back(linkages, folder):
    with transaction.atomic():
        generate(linkages, seed=7)
        export_dataset(folder / "first", viewer=None)
        transaction.set_rollback(True)
    assert Linkage.objects.count() == 0
    import_dataset(folder / "first", by=None, reason="a round trip")
    assert Linkage.objects.count() == linkages
    export_dataset(folder / "second", viewer=None)
    assert contents(folder / "second") == contents(folder / "first")


@pytest.mark.slow
def test_a_generated_register_of_a_hundred_linkages_comes_back_as_it_was(tmp_path):
    assert_comes_back(100, tmp_path)


@pytest.mark.slow
def test_a_generated_register_of_two_thousand_linkages_comes_back_as_it_was(tmp_path):
    assert_comes_back(2_000, tmp_path)
