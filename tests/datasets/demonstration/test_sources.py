"""What the fixtures say of real cases names a source, or says that there is none."""

import re

import pytest
from django.conf import settings

from peaceinfra.core.choices import INVENTED
from peaceinfra.datasets.lines import read_lines

# What is said with its own source, tells how the register is ordered, or tells more about a record that is cited.
NOT_CITED = {
    "citations",
    "claims",
    "sources",
    "derivations",
    "coverage_notes",
    "sides",
    "notes",
    "teams",
    "bodies",
    "peace_secretariats",
    "support_units",
    "mediators",
}

INVENTED_KINDS = {"demonstration", "contact", "interview"}

FORMS = {
    "pax_agreement": r"\d+",
    "pax_process": r"\d+",
    "ucdp_agreement": r"\d+",
    "ucdp_conflict": r"\d+",
    "ucdp_actor": r"\d+",
    "gwno": r"\d{1,3}",
    "paax": r"[A-Z]{3}_\d+",
}


def rows_of(name):
    """Rows of a file of the fixtures, as {column: text}."""
    (_, header), *lines = read_lines(settings.CHECKOUT / "fixtures" / f"{name}.csv")
    return [dict(zip(header, cells, strict=True)) for _, cells in lines]


@pytest.fixture(scope="module")
def tables():
    return {path.stem: rows_of(path.stem) for path in (settings.CHECKOUT / "fixtures").glob("*.csv")}


def invented(tables):
    """Ids of all that is of the invented country, or of something that is."""
    rows = [row for name, rows in tables.items() if name not in NOT_CITED for row in rows]
    found = {row["id"] for row in rows if INVENTED in (row.get("countries"), row.get("country"))}
    while more := {row["id"] for row in rows if found & set(row.values())} - found:
        found |= more
    return found


def is_unknown(row):
    """A state that no source tells of: it says so."""
    return row.get("status") == "unknown" and bool(row["reason"])


def test_nothing_real_hangs_on_what_is_invented(tables):
    real = {"LK", "NP", "ZA", "PH", "CO", "AF", "MM"}
    found = invented(tables)
    assert [row["name"] for row in tables["actors"] if row["id"] in found and row["countries"] in real] == []


def test_every_row_rests_on_a_place_in_a_source_or_says_that_no_source_tells(tables):
    cited = {citation["subject"] for citation in tables["citations"]}
    claimed = {claim["subject"] for claim in tables["claims"]}
    fine = cited | claimed | invented(tables)
    bare = [
        (name, row["id"])
        for name, rows in tables.items()
        for row in rows
        if name not in NOT_CITED and row["id"] not in fine and not is_unknown(row)
    ]
    assert bare == []


def test_every_citation_and_claim_says_where_in_its_source(tables):
    assert [row["id"] for name in ("citations", "claims") for row in tables[name] if not row["locator"]] == []


def test_every_public_source_of_a_real_case_can_be_found(tables):
    real = [row for row in tables["sources"] if row["level"] == "0" and row["kind"] not in INVENTED_KINDS]
    assert [row["name"] for row in real if not row["publisher"]] == []
    assert {row["kind"] for row in real if not row["url"]} <= {"dataset"}


def test_external_ids_have_the_form_of_their_register(tables):
    known = [row for row in tables["external_ids"] if row["scheme"] != "demonstration"]
    assert {row["scheme"] for row in known} == set(FORMS)
    assert [row for row in known if not re.fullmatch(FORMS[row["scheme"]], row["value"])] == []


def test_an_id_of_a_register_stands_for_one_thing_where_it_is_exact(tables):
    kinds = {}
    for row in tables["external_ids"]:
        if row["match"] == "exact":
            kinds.setdefault((row["scheme"], row["value"], row["subject"][:3]), set()).add(row["subject"])
    assert {key for key, subjects in kinds.items() if len(subjects) > 1} == set()


def test_no_local_person_of_a_real_country_is_in_the_fixtures(tables):
    mediators = {row["id"] for row in tables["mediators"]}
    people = {
        row["name"]
        for row in tables["actors"]
        if INVENTED not in row["countries"] and (row["id"] in mediators or row["kind"] == "individual")
    }
    assert people == {"Sher Bahadur Deuba"}


def test_the_words_of_the_fixtures_are_plain(tables):
    words = re.compile(r"widely regarded|at hand|in the field|on the ground", re.IGNORECASE)
    found = [
        (name, row["id"], text)
        for name, rows in tables.items()
        if name != "sources"
        for row in rows
        for column, text in row.items()
        if column
        in {"reason", "description", "value", "remark", "purpose", "summary", "condition", "outcome"}
        and words.search(text)
    ]
    assert found == []
