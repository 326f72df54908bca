"""Numbers of rows that tell of a hidden row between."""

from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from django.db.models import F
from django.test import Client

from peaceinfra.core.numbering import numbering_of
from peaceinfra.core.visibility import PUBLIC
from peaceinfra.datasets.exporting import export_dataset
from tests import factories as make
from tests import test_non_interference_of_places as places
from tests.security.mutants import Mutant


def later_row():
    """The third row of a public log whose second row is guarded; its evidence names it by its label."""
    body = make.BodyActorFactory()
    hidden = make.ActorFactory(level=3)
    make.LifecycleChangeFactory(body=body, position=1)
    make.LifecycleChangeFactory(body=body, position=2, status="suspended", decided_by=hidden)
    row = make.LifecycleChangeFactory(body=body, position=3, status="closed")
    return row, make.CitationFactory(subject=row)


def text(path, account=None):
    client = Client()
    if account:
        client.force_login(account)
    response = client.get(path)
    return b"".join(response).decode() if response.streaming else response.content.decode()


def give_places(rows, place):
    for row in rows:
        row.shown_number = int(Decimal(getattr(row, place)))


def check_files():
    row, citation = later_row()
    assert f",{row.body.name},2,closed," in text(f"/records/{row.public_id}.csv")
    assert f",{row.public_id},closed,{row.body.public_id}," in text(f"/records/{citation.public_id}.csv")
    with TemporaryDirectory() as folder:
        export_dataset(Path(folder), viewer=PUBLIC)
        assert f"{row.body.name} – 2 – closed" in (Path(folder) / "citations.csv").read_text()


def check_history():
    row, _citation = later_row()
    history = text(f"/records/{row.public_id}/history/", make.AnalystFactory(clearance=2))
    assert "closed" in history and "osition" not in history


def check_api():
    row, _citation = later_row()
    log = Client().get(f"/api/v1/bodies/{row.body.public_id}/").json()["lifecycle"]
    assert [one["position"] for one in log] == [1, 2]


def stored_place(self, record):
    return getattr(record, numbering_of(type(record)).place)


def by_place(rows):
    return rows.annotate(shown_number=F(numbering_of(rows.model).place))


def counted(rows):
    """What the register did once: whoever stands behind a new row is numbered anew."""
    return [Decimal(number) for number, _row in enumerate(rows, 1)]


def check_screens():
    places.check_silent_in_storage(places.by_screen(make.StewardFactory(clearance=4)))


def check_imports():
    with TemporaryDirectory() as folder:
        places.check_silent_in_storage(places.by_files(Path(folder)))


LEAK = "A1"
MUTANTS = [
    Mutant(
        "a hidden row on a screen moves those behind it",
        lambda: patch("processes.admin.formsets.places_in_order", counted),
        check_screens,
    ),
    Mutant(
        "a hidden row of a file moves those behind it",
        lambda: patch("peaceinfra.datasets.placing.places_in_order", counted),
        check_imports,
    ),
    Mutant(
        "a visible row makes way for a hidden one",
        lambda: patch("peaceinfra.core.places.Placed.rank", property(lambda row: (-row.teams, -row.level))),
        check_screens,
    ),
    Mutant(
        "a file tells the stored place of a row",
        lambda: patch("peaceinfra.datasets.labels.Numbers.of", stored_place),
        check_files,
    ),
    Mutant(
        "rows are numbered by their stored places",
        lambda: patch("peaceinfra.core.numbering.numbered", by_place),
        check_files,
    ),
    Mutant(
        "a history tells the stored place of a row",
        lambda: patch("peaceinfra.analysis.collect.history.is_place", lambda field: False),
        check_history,
    ),
    Mutant(
        "the API tells the stored place of a row",
        lambda: patch("peaceinfra.api.reader.compiling.give_numbers", give_places),
        check_api,
    ),
]
