"""Tables of answers hold of a record that rests only on restricted sources no more than their licences allow."""

import csv
import io

import pytest

from tests import factories as make

pytestmark = pytest.mark.django_db
BOTH = {"from": "2005-01-01", "to": "2021-01-01"}
LASTING = {
    "start_kind": "actual",
    "start": "2010",
    "end_kind": "ongoing",
    "end": "2010",
    "last_evidence": "2010",
}


def linkage_on(process, *sources):
    linkage = make.LinkageFactory(process=process, **LASTING)
    for source in sources:
        make.CitationFactory(subject=linkage, source=source)
    return linkage


@pytest.fixture
def tables(client):
    """A function: (rows of the answer to a question, rows of a difference), each {id: row}."""

    def read(process):
        question = client.get(f"/questions/links-not-confirmed/csv/?process={process.public_id}")
        difference = client.get(f"/processes/{process.public_id}/difference/csv/", BOTH)
        contents = b"".join(question.streaming_content), difference.content
        return [list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")))) for content in contents]

    return read


def test_of_an_answer_the_strictest_source_of_its_records_decides_and_a_hidden_one_for_nobody(tables):
    process = make.PeaceProcessFactory()
    ours = make.SourceFactory(licence="cc_by_nc")
    closed = make.SourceFactory(export_override="no", export_reason="asked of us")
    free, hidden = make.SourceFactory(licence="cc_by"), make.SourceFactory(licence="cc_by", level=3)
    whole, reduced = linkage_on(process, free, ours), linkage_on(process, ours)
    _left_out, alone = linkage_on(process, closed), linkage_on(process)
    also_hidden = linkage_on(process, ours, hidden)
    answers, changes = tables(process)

    ids = {row["record.id"]: row for row in changes}
    assert ids.keys() == {row.public_id for row in (whole, reduced, alone, also_hidden)}
    for row in (whole, alone):
        assert ids[row.public_id]["record.label"] and ids[row.public_id]["earliest"] == "2010-01-01"
        assert ids[row.public_id]["reduced.licences"] == ""
    for row in (reduced, also_hidden):
        told = {name for name, value in ids[row.public_id].items() if value}
        assert told == {
            *("because", "kind", "record.id", "from", "to"),
            *("tlp", "reduced.licences", "reduced.sources"),
        }
        assert ids[row.public_id]["reduced.sources"] == ours.public_id

    assert len(answers) == 4
    assert [row["reduced.licences"] for row in answers].count("cc_by_nc") == 2
    for row in answers:
        labels = {name for name, value in row.items() if value and not name.endswith(".id")}
        if row["reduced.licences"]:
            assert labels == {"tlp", "reduced.licences", "reduced.sources"}
        else:
            assert "certainty" in labels and not row["reduced.sources"]
