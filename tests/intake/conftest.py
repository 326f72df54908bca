"""Small files like those of the field, and what an import of one does."""

import csv
import io
import json
from contextlib import contextmanager

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from processes.models import Citation, ExternalId


@pytest.fixture
def write(tmp_path):
    """Writes a CSV file and gives its path."""

    def written(name, header, *rows, encoding="utf-8", delimiter=","):
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=delimiter).writerows([header.split("|"), *rows])
        path = tmp_path / name
        path.write_bytes(text.getvalue().encode(encoding))
        return path

    return written


@pytest.fixture
def run(tmp_path):
    """Runs a command; gives its report."""

    def ran(command, *arguments, **options):
        report = tmp_path / "report.json"
        silent = {"stdout": io.StringIO(), "stderr": io.StringIO()}
        call_command(command, *map(str, arguments), report=report, **silent, **options)
        return json.loads(report.read_text())

    return ran


@pytest.fixture
def refused(run, tmp_path):
    """Runs a command that writes nothing; gives its faults."""

    def ran(command, *arguments, **options):
        with pytest.raises(CommandError, match="Nothing was written"):
            run(command, *arguments, **options)
        return json.loads((tmp_path / "report.json").read_text())["faults"]

    return ran


def written(report):
    """{table: (added, changed, unchanged)}"""
    return {
        name: (count["added"], count["changed"], count["unchanged"])
        for name, count in report["tables"].items()
    }


def ids_of(record):
    """(register, id, match) of a record."""
    return sorted(ExternalId.objects.live().filter(subject=record.pk).values_list("scheme", "value", "match"))


def cited(record):
    """(source, locator) of the citations of a record."""
    rows = Citation.objects.live().filter(subject=record.pk)
    return sorted(rows.values_list("source__name", "locator"))


def warned(report):
    """(row, column, value) of each warning."""
    return [(warning["row"], warning["column"], warning["value"]) for warning in report["warnings"]]


@contextmanager
def rolled_back():
    """What is written inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
