"""A copy proves that it is right by a hash of each kind, which it makes of itself."""

import hashlib
import json

import pytest

from peaceinfra.api.digest import OneAtATime
from peaceinfra.api.exceptions import Refusal
from peaceinfra.api.lists import LISTS
from tests import factories as make
from tests.api.conftest import Reader
from tests.api.mirrors import pulled
from tests.api.register import add_parts, one_of_each
from tests.two_worlds import GOVERNMENT, build_guarded_twice, build_public, stored

pytestmark = pytest.mark.django_db


def digests(reader, **parameters):
    response = reader.answer("digest/", **parameters)
    assert response.status_code == 200
    return json.loads(b"".join(response.streaming_content))["digests"]


def digests_of(records):
    """By the recipe of docs/feed.md, written once more by hand."""
    found = {kind: hashlib.sha256() for kind in LISTS}
    for key in sorted(records):
        record = dict(records[key])
        record.pop("freshness", None)
        line = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        found[key[:3]].update(line.encode() + b"\n")
    return {kind: made.hexdigest() for kind, made in found.items()}


@pytest.mark.slow
def test_a_copy_makes_the_same_hashes_of_itself():
    add_parts(one_of_each())
    make.ActorFactory(name="မြန်မာ", description="“tab\t”, \\ and السلام")
    insider = Reader(make.AccountFactory(clearance=2))
    for reader in (Reader(), insider):
        assert digests(reader) == digests_of(pulled(reader))
    assert digests(Reader())["rch"] == hashlib.sha256().hexdigest() != digests(insider)["rch"]


def test_of_one_kind_alone():
    make.LinkageFactory()
    assert digests(Reader(), kind="lnk") == {"lnk": digests(Reader())["lnk"]}
    assert "kind" in Reader().errors("digest/", kind="xxx")


@pytest.mark.slow
def test_it_differs_by_what_the_reader_sees_alone():
    register = build_public()
    reader, cleared = Reader(), Reader(make.AccountFactory(clearance=3))
    before, before_of_cleared = digests(reader), digests(cleared)
    build_guarded_twice(register)
    assert digests(reader) == before
    assert digests(cleared) != before_of_cleared
    make.ActorNameFactory(actor=stored(type(register[1]), GOVERNMENT))
    assert digests(reader)["act"] != before["act"]


def test_one_stranger_at_a_time():
    stranger = Reader()
    answer = stranger.answer("digest/")
    refused = Reader().answer("digest/")
    assert (refused.status_code, refused["Retry-After"]) == (429, "30")
    assert Reader(make.AccountFactory(clearance=2)).answer("digest/").status_code == 200
    b"".join(answer.streaming_content)
    assert stranger.client.head("/api/v1/digest/").status_code == 200
    assert digests(stranger)


def test_the_turn_of_a_stranger_ends_also_where_nobody_reads_the_answer():
    def lines():
        yield "line"

    OneAtATime(lines()).close()
    left = OneAtATime(lines())
    with pytest.raises(Refusal):
        OneAtATime(lines())
    del left
    OneAtATime(lines()).close()
