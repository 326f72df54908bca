"""The test vectors that partners implement against: our own code gives them, and the page shows them."""

import json
from datetime import date
from pathlib import Path
from types import SimpleNamespace as Owner

import pytest
from django.core.exceptions import ValidationError

from peaceinfra.analysis import derived
from peaceinfra.core.dates.edtf import DateError, parse
from peaceinfra.core.dates.statuslog import Entry, StatusOn, check_order, lives, status_on
from peaceinfra.core.dates.validity import Bounds, bounds_of, certainty_on, overlap
from peaceinfra.core.dates.words import understood_as, validity_text

DOCS = Path(__file__).parents[2] / "docs"
VECTORS = json.loads((DOCS / "dates-vectors.json").read_text())
PAGE = (DOCS / "dates.md").read_text()
KINDS = ("start_kind", "start", "end_kind", "end")


def each(section):
    """The vectors of a section, named in the report by their own name or text."""
    return pytest.mark.parametrize(
        "vector",
        VECTORS[section],
        ids=lambda vector: vector if isinstance(vector, str) else vector.get("name", vector.get("text")),
    )


def day(text: str | None) -> date | None:
    return text and date.fromisoformat(text)


def bounds(columns) -> Bounds:
    return Bounds(*map(day, columns))


def entries(rows) -> list[Entry]:
    spans = [parse(text) if text else None for text, _status in rows]
    return [
        Entry(position, status, span and span.earliest, span and span.latest)
        for position, ((_text, status), span) in enumerate(zip(rows, spans, strict=True), start=1)
    ]


@each("dates")
def test_a_date(vector):
    span = parse(vector["text"])
    assert (span.earliest, span.latest) == (day(vector["earliest"]), day(vector["latest"]))
    assert span.text == vector["text"]
    assert understood_as(vector["text"]) == vector["words"]


@each("refused_dates")
def test_a_date_that_is_refused(vector):
    with pytest.raises(DateError):
        parse(vector)


@each("validities")
def test_a_validity(vector):
    typed = [vector[key] for key in KINDS]
    narrowing = tuple(map(day, vector["narrowing"]))
    four = bounds_of(*typed, narrowing)
    assert four == bounds(vector["columns"])
    assert validity_text(*typed, narrowing) == vector["words"]
    assert {text: four.on(day(text)).value for text in vector["on"]} == vector["on"]


@each("refused_validities")
def test_a_validity_that_is_refused(vector):
    with pytest.raises(ValidationError) as refusal:
        bounds_of(*[vector[key] for key in KINDS])
    assert list(refusal.value.message_dict) == [vector["field"]]


@each("confirmed")
def test_a_confirmation(vector):
    four = bounds_of(*[vector[key] for key in KINDS])
    answers = {
        text: certainty_on(
            day(text), four, end_kind=vector["end_kind"], review_days=vector["review_days"]
        ).value
        for text in vector["on"]
    }
    assert answers == vector["on"]


@each("children")
def test_a_child_within_its_ends(vector):
    clipped = bounds(vector["child"]).clip(*map(bounds, vector["ends"]))
    assert {text: clipped.on(day(text)).value for text in vector["on"]} == vector["on"]


@each("overlaps")
def test_an_overlap(vector):
    assert overlap(*map(bounds, vector["validities"])).value == vector["answer"]


@each("status_logs")
def test_a_status_log(vector):
    rows = entries(vector["rows"])
    check_order(rows)
    assert lives(rows) == [bounds(columns) for columns in vector["lives"]]
    assert {text: said(status_on(rows, day(text))) for text in vector["on"]} == vector["on"]


@each("owned_logs")
def test_a_status_log_within_the_life_of_its_owner(vector):
    rows, owner = entries(vector["rows"]), Owner(bounds=bounds(vector["owner"]), end_kind="")
    assert {text: said(derived.status(rows, day(text), owner)) for text in vector["on"]} == vector["on"]


def said(answer: StatusOn) -> dict:
    return {
        "status": answer.status,
        "certainty": answer.certainty.value,
        "possible_statuses": list(answer.possible_statuses),
    }


@each("refused_logs")
def test_a_status_log_that_is_refused(vector):
    with pytest.raises(ValidationError):
        check_order(entries(vector["rows"]))


# The page


def code(text: str | None) -> str:
    return f"`{text}`" if text else "–"


def answers(on: dict) -> str:
    return ", ".join(f"{text} {answer}" for text, answer in on.items())


def four_columns(columns) -> str:
    return " · ".join(text or "–" for text in columns)


def log_answers(on: dict) -> str:
    return "; ".join(
        f"{text} {answer['status'] or '–'}, {answer['certainty']}: {states(answer)}"
        for text, answer in on.items()
    )


def states(answer: dict) -> str:
    return ", ".join(answer["possible_statuses"]) or "–"


def typed(vector) -> str:
    words = f"{vector['start_kind']} {code(vector['start'])}, {vector['end_kind']} {code(vector['end'])}"
    return words.replace("unknown –", "unknown")


def narrowed(vector) -> str:
    names = ("start not before", "start not after", "end not before", "end not after")
    return "".join(f", {name} {text}" for name, text in zip(names, vector["narrowing"], strict=True) if text)


ROWS = {
    "dates": lambda v: [code(v["text"]), v["earliest"] or "–", v["latest"] or "–", v["words"]],
    "refused_dates": lambda v: [code(v)],
    "validities": lambda v: [
        v["name"], typed(v) + narrowed(v), four_columns(v["columns"]), v["words"], answers(v["on"]),
    ],
    "refused_validities": lambda v: [v["name"], typed(v), v["field"]],
    "confirmed": lambda v: [v["name"], typed(v), str(v["review_days"]), answers(v["on"])],
    "children": lambda v: [
        v["name"], four_columns(v["child"]), "; ".join(map(four_columns, v["ends"])), answers(v["on"]),
    ],
    "overlaps": lambda v: [v["name"], "; ".join(map(four_columns, v["validities"])), v["answer"]],
    "status_logs": lambda v: [
        v["name"],
        ", ".join(f"{code(text)} {status}" for text, status in v["rows"]),
        "; ".join(map(four_columns, v["lives"])),
        log_answers(v["on"]),
    ],
    "owned_logs": lambda v: [
        v["name"],
        four_columns(v["owner"]),
        ", ".join(f"{code(text)} {status}" for text, status in v["rows"]),
        log_answers(v["on"]),
    ],
    "refused_logs": lambda v: [v["name"], ", ".join(f"{code(text)} {status}" for text, status in v["rows"])],
}  # fmt: skip


def row(section: str, vector) -> str:
    return f"| {' | '.join(ROWS[section](vector))} |"


@pytest.mark.parametrize("section", VECTORS)
def test_the_page_shows_every_vector(section):
    missing = [row(section, vector) for vector in VECTORS[section] if row(section, vector) not in PAGE]
    assert missing == []
