"""Every list as a table: its own columns, the derived ones too, under the names of its JSON."""

import csv
import io
import json

import pytest

from peaceinfra.api.columns import described, fields_of
from peaceinfra.api.files.lists import ListFiles
from peaceinfra.api.root import LISTS
from peaceinfra.api.serializers import ActorSerializer, LinkageSerializer
from peaceinfra.api.tables import head, line_writer
from tests import factories as make
from tests.api.conftest import Reader
from tests.api.register import add_parts, one_of_each


def rows_of(reader, address, **question):
    response = reader.answer(address, **question)
    assert (response.status_code, response["Content-Type"]) == (200, "text/csv; charset=utf-8")
    return list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))


@pytest.mark.slow
def test_every_list_is_a_table_of_the_same_records_with_the_names_of_its_json(db):
    restricted = Reader(make.AccountFactory(clearance=3))
    add_parts(one_of_each())
    make.ActorFactory(name="Hidden", level=4)
    for name in set(LISTS) - {"codelists"}:
        told = restricted.read(f"{name}/")["results"]
        rows = rows_of(restricted, f"{name}/csv/")
        assert [row["id"] for row in rows] == [one["id"] for one in told], name
        assert {column.partition(".")[0] for column in rows[0]} <= {*told[0], "reduced"}, name
        plain = {column for column, value in told[0].items() if isinstance(value, str)}
        assert plain <= set(rows[0]), name


def test_bodies_secretariats_units_mediators_and_processes_have_columns_of_their_own(anybody):
    records = one_of_each()
    add_parts(records)
    make.MomentumChangeFactory(process=records["processes"], position=2, status="moving")
    [process] = rows_of(anybody, "processes/csv/")
    assert {"current_status.phase", "current_status.momentum"} <= set(process)
    assert process["conflicts.conflict.id"] == records["conflicts"].public_id
    [secretariat] = rows_of(anybody, "secretariats/csv/")
    assert {"form", "current_status", "composition", "hybrid", "secretariat.is_first_address"} <= set(
        secretariat
    )
    assert secretariat["composition"] == "unilateral"
    assert secretariat["principals.principal.id"] == records["actors"].public_id
    assert "support_unit.full_time_staff" in rows_of(anybody, "support-units/csv/")[0]
    assert "mediator.languages" in rows_of(anybody, "mediators/csv/")[0]
    assert "as_of.certainty" not in process
    assert rows_of(anybody, "processes/csv/", as_of="2004-01-01")[0]["as_of.certainty"] == "possible"


def test_no_cell_is_a_formula_and_no_page_is_left_out(anybody, monkeypatch):
    monkeypatch.setattr("peaceinfra.api.files.lists.PAGE", 2)
    names = {"=1+1", *(f"Actor {number}" for number in range(4))}
    for name in names:
        make.ActorFactory(name=name)
    assert {row["name"].removeprefix("'") for row in rows_of(anybody, "actors/csv/")} == names
    assert {row["name"] for row in rows_of(anybody, "actors/csv/", q="1+1")} == {"'=1+1"}


@pytest.mark.parametrize("accepted", ["text/csv", "text/html", "application/json", "image/png"])
def test_a_tool_gets_the_table_whatever_it_says_that_it_accepts(db, client, accepted):
    for address in ("/api/v1/bodies/csv/", "/bodies.csv"):
        response = client.get(address, headers={"accept": accepted})
        assert (response.status_code, response["Content-Type"]) == (200, "text/csv; charset=utf-8")
        assert b"".join(response.streaming_content).startswith(b"\xef\xbb\xbfid,")


@pytest.mark.parametrize("question", [{"limit": 1}, {"cursor": ""}, {"kind": "castle"}])
def test_what_a_table_does_not_take_is_refused(anybody, question):
    assert set(anybody.errors("actors/csv/", **question)) == set(question)


@pytest.mark.slow
@pytest.mark.parametrize("followed", [True, False])
def test_a_long_list_that_is_followed_is_the_one_that_is_asked_for_by_portions(
    anybody, cleared, monkeypatch, followed
):
    """And each line is the one that is written of what JSON tells. Hidden rows stand in the middle of both."""
    monkeypatch.setattr("peaceinfra.api.files.lists.PAGE", 2)
    monkeypatch.setattr("peaceinfra.api.files.lists.AT_ONCE", 3)
    if not followed:
        monkeypatch.setattr(ListFiles, "_is_followed", lambda files, rows: False)
    for number in range(12):
        level = 4 if number % 3 == 1 else 0
        linkage = make.LinkageFactory(level=level, source__name=f'=A, "{number}"', purpose="a\nb")
        make.IntermediaryFactory(linkage=linkage, actor__name=f"B {number}")
        make.ClaimFactory(subject=linkage, field="purpose", value=str(number), status="disputed")
        make.ClaimFactory(subject=linkage.source, field="name", value=str(number), status="disputed")
        make.ExternalIdFactory(subject=linkage.source, value=str(number))
        make.IntermediaryFactory(linkage=linkage, level=4)
    for reader in (anybody, cleared):
        for name, serializer in (("linkages", LinkageSerializer), ("actors", ActorSerializer)):
            told = [json.loads(line) for line in read(reader, f"{name}/jsonl/").decode().splitlines()]
            assert [one["id"] for one in told] == [
                one["id"] for one in reader.read(f"{name}/", limit=500)["results"]
            ]
            fields = fields_of(described(serializer), False)
            lines = [head(fields), *map(line_writer(fields), told)]
            assert read(reader, f"{name}/csv/").decode() == "".join(lines)
            assert any(one["contested"] for one in told)


def read(reader, address) -> bytes:
    return b"".join(reader.answer(address).streaming_content)
