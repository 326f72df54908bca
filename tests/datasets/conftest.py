"""Folders of small files, and the register as the committed fixtures fill it."""

import pytest
from django.conf import settings
from django.db import transaction

from peaceinfra.datasets.faults import FaultyDataset
from peaceinfra.datasets.importing import import_dataset

FIXTURES = settings.CHECKOUT / "fixtures"


@pytest.fixture
def folder(tmp_path):
    """An empty folder for files of a dataset."""
    path = tmp_path / "dataset"
    path.mkdir()
    return path


@pytest.fixture
def register(db):
    """The register with both demonstration cases in it."""
    load(FIXTURES)


@pytest.fixture(scope="module")
def cases(django_db_setup, django_db_blocker):
    """The same, read in once for all tests of a module: for modules whose every test only adds to it."""
    with django_db_blocker.unblock(), transaction.atomic():
        load(FIXTURES)
        yield
        transaction.set_rollback(True)


def load(path, **options):
    """{table name: (added, changed, unchanged)} of an import by a command."""
    counts = import_dataset(path, by=None, reason="a test", **options)
    return {count.table.name: (count.added, count.changed, count.unchanged) for count in counts}


def faults_of(path):
    """(file, row, column, value) and message of every fault of a folder that cannot be imported."""
    with pytest.raises(FaultyDataset) as caught:
        load(path)
    return [
        ((fault.file, fault.row, fault.column, fault.value), fault.message) for fault in caught.value.faults
    ]


def put(folder, name, *rows):
    """Writes `name.csv` from rows of text, the header first."""
    (folder / f"{name}.csv").write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
