"""A hidden record of any kind is in no list and at no address; who may see it finds it at both."""

import pytest

from peaceinfra.api import addresses
from tests.api.conftest import Reader
from tests.api.register import one_of_each
from tests.factories import ActorFactory, SourceFactory
from tests.shared import module_fixture

ABSENT = "0000000000001"
ENDPOINTS = sorted({*addresses.ENDPOINTS.values(), addresses.BODIES, *addresses.SUBSETS})
UNDATED = {"places", "sources", "citations", "external-ids", "relative-bounds", "remarks", "derivations"} | {
    *("consents", "safe-contacts", "threat-notes")
}


def lists_and_what_is_hidden():
    """{list: its answer to somebody signed out while nothing was recorded}, and {list: a record that is hidden}."""
    empty = {name: Reader().answer(f"{name}/").content for name in ENDPOINTS}
    return empty, one_of_each(level=3)


hidden = module_fixture(lists_and_what_is_hidden)
internal = module_fixture(lambda: one_of_each("Ottoline", level=1))


@pytest.mark.parametrize("name", ENDPOINTS)
def test_a_hidden_record_is_nowhere_and_a_cleared_reader_sees_it(anybody, cleared, hidden, name):
    empty, records = hidden
    record = records[name]
    assert anybody.answer(f"{name}/").content == empty[name]
    assert anybody.answer(f"{name}/{record.public_id}/").status_code == 404
    assert record.public_id in {one["id"] for one in cleared.read(f"{name}/")["results"]}
    assert cleared.read(f"{name}/{record.public_id}/")["label"] == str(record)


@pytest.mark.parametrize("name", ENDPOINTS)
def test_hidden_absent_and_malformed_ids_answer_alike(anybody, internal, name):
    record = internal[name]
    prefix = record.public_id[:3]
    other = ActorFactory() if prefix != "act" else SourceFactory()
    wrong = [f"{prefix}-{ABSENT}", f"{prefix}-{'z' * 13}", other.public_id, "7", "0", "-", "act-", "é"]
    for suffix in ("", "?as_of=2004-01-01") if name not in UNDATED else ("",):
        refused = anybody.answer(f"{name}/{record.public_id}/{suffix}")
        for public_id in wrong:
            absent = anybody.answer(f"{name}/{public_id}/{suffix}")
            assert (absent.status_code, absent.content, absent.headers) == (
                404,
                refused.content,
                refused.headers,
            )
