"""Each list is asked for one of two alike: it finds the one that the question names."""

import pytest

from tests.api.register import add_parts, one_of_each
from tests.shared import for_a_module

QUESTIONS = [
    ("processes", {"conflict": "conflicts"}),
    ("processes", {"country": "LK"}),
    ("conflicts", {"process": "processes"}),
    ("conflicts", {"q": "zephyrine", "country": "LK", "incompatibility": "unknown"}),
    ("actors", {"process": "processes", "q": "zephyrine"}),
    ("bodies", {"principal": "actors", "member": "actors", "form": "secretariat"}),
    ("secretariats", {"country": "LK"}),
    ("support-units", {"process": "processes"}),
    ("mediators", {"q": "elder", "process": "processes"}),
    ("roles", {"q": "zephyrine", "side": "sides", "country": "LK"}),
    ("stances", {"process": "processes"}),
    ("stances", {"country": "LK", "actor": "actors", "subject": "processes", "kind": "objects"}),
    ("mandates", {"body": "bodies", "process": "processes", "mandated_by": "actors"}),
    ("functions", {"body": "bodies", "party": "actors", "task": "note_taking", "state": "performed"}),
    ("functions", {"process": "processes", "country": "LK", "mandate": "mandates"}),
    ("memberships", {"body": "bodies", "member": "actors", "member_class": "state", "role": "member"}),
    ("memberships", {"country": "LK", "on_behalf_of": "mediators", "q": "zephyrine"}),
    ("posts", {"body": "bodies", "kind": "director", "country": "LK"}),
    ("channels", {"actor": "actors", "medium": "unknown", "status": "open", "quality": "not_recorded"}),
    (
        "reach",
        {"community": "communities", "actor": "mediators", "process": "processes", "quality": "unknown"},
    ),
    ("inclusion", {"actor": "mediators", "forum": "bodies", "event": "events", "modality": "observer"}),
    ("deployments", {"giver": "support-units", "recipient": "bodies", "kind": "adviser", "country": "LK"}),
    ("events", {"participant": "actors", "held_by": "bodies", "place": "places", "q": "talks"}),
    ("agreements", {"signatory": "actors", "stage": "unknown", "place": "places", "q": "accord"}),
    ("communities", {"place": "places", "country": "LK", "q": "village"}),
    ("places", {"country": "LK", "q": "zephyrine"}),
    ("coverage-notes", {"process": "processes", "extent": "full", "country": "LK"}),
    ("linkages", {"intermediary": "mediators", "country": "LK", "q": "elder"}),
    ("claims", {"subject": "actors", "source": "sources", "credibility": "2"}),
]


@pytest.fixture(scope="module")
def registers(django_db_setup, django_db_blocker):
    """One of each kind, with all that hangs on it, and one more of each."""

    def build():
        records = one_of_each()
        records["sides"] = records["roles"].side
        add_parts(records)
        return records, one_of_each("Ottoline")

    with for_a_module(django_db_blocker, build) as registers:
        yield registers


@pytest.mark.parametrize(("name", "question"), QUESTIONS)
def test_a_list_finds_what_it_is_asked_for_and_nothing_else(insider, registers, name, question):
    records, others = registers
    asked = {key: records[value].public_id if value in records else value for key, value in question.items()}
    found = {one["id"] for one in insider.read(f"{name}/", **asked)["results"]}
    assert records[name].public_id in found
    names_a_record = any(value in records or key == "q" for key, value in question.items())
    assert (others[name].public_id in found) is not names_a_record
