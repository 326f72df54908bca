"""A tool that has an answer already is told so, and is told anew as soon as one word of its own answer differs."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import factories as make
from tests.tokens import make_token, officer, tool

ADDRESS = "/api/v1/linkages/"


def tag_of(client, address=ADDRESS):
    return client.get(address).headers["ETag"]


def again(client, tag, address=ADDRESS):
    return client.get(address, headers={"if-none-match": tag})


@pytest.mark.parametrize("address", [ADDRESS, f"{ADDRESS}brief/", f"{ADDRESS}?fields=label&as_of=2005-01-01"])
def test_what_a_tool_has_already_is_not_sent_again(client, db, address):
    make.LinkageFactory()
    tag = tag_of(client, address)
    for _time in range(3):
        response = again(client, tag, address)
        assert (response.status_code, response.content, response.headers["ETag"]) == (304, b"", tag)
    assert again(client, f'"else", {tag}', address).status_code == 304
    assert again(client, '"else"', address).status_code == 200


def test_a_record_is_compared_too_and_head_answers_as_get_does(client, db):
    address = f"{ADDRESS}{make.LinkageFactory().public_id}/"
    tag = tag_of(client, address)
    assert again(client, tag, address).status_code == 304
    head = client.head(address)
    assert (head.status_code, head.content, head.headers["ETag"]) == (200, b"", tag)


def test_nobody_asks_by_a_tag_that_was_not_given_to_them_for_this_answer(client, db):
    make.LinkageFactory()
    nothing = [f"{ADDRESS}?q={word}" for word in ("zzzz", "yyyy")]
    assert again(client, tag_of(client, nothing[0]), nothing[1]).status_code == 200
    for address in (ADDRESS, nothing[0]):
        assert again(client, "*", address).status_code == 200
    account = officer(clearance=0)
    readers = [client, *(tool(make_token(account)[1]) for _number in range(2)), Client()]
    readers[3].force_login(account)
    tags = [tag_of(reader) for reader in readers]
    assert (len(set(tags)), tag_of(Client())) == (4, tags[0])
    assert [again(client, tag).status_code for tag in tags] == [304, 200, 200, 200]


CHANGES = {
    "a name of an end": lambda linkage: rename(linkage.source),
    "an intermediary": lambda linkage: make.IntermediaryFactory(linkage=linkage),
    "a contradiction": lambda linkage: make.ClaimFactory(
        subject=linkage, polarity="contradicts", status="disputed"
    ),
    "a level": lambda linkage: mark(linkage),
}


def rename(actor):
    actor.name = "Another"
    actor.save()


def mark(linkage):
    linkage.level = 4
    linkage.save()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_whatever_changes_in_the_answer_is_told_at_once(client, change):
    linkage = make.LinkageFactory(source__level=0)
    tag = tag_of(client)
    assert [again(client, tag).status_code for _time in range(3)] == [304, 304, 304]
    change(linkage)
    assert again(client, tag).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_what_is_hidden_changes_nothing_and_each_reader_has_answers_of_their_own(client):
    make.LinkageFactory()
    tag = tag_of(client)
    again(client, tag)
    with CaptureQueriesContext(connection) as before:
        again(client, tag)
    make.LinkageFactory(level=3)
    with CaptureQueriesContext(connection) as after:
        assert again(client, tag).status_code == 304
    assert [query["sql"] for query in after] == [query["sql"] for query in before]
    cleared = Client()
    cleared.force_login(make.AccountFactory(clearance=4))
    assert again(cleared, tag).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_what_is_of_a_day_is_told_anew_on_the_next(client, monkeypatch):
    make.LinkageFactory(start_kind="actual", start="2005", last_evidence="2026-11-01", review_days=30)
    tag = tag_of(client)
    assert [again(client, tag).status_code for _time in range(2)] == [304, 304]
    monkeypatch.setattr("peaceinfra.api.viewsets.timezone.localdate", lambda: date(2030, 1, 1))
    assert again(client, tag).status_code == 200


def test_a_refusal_stays_a_refusal(client, db):
    assert client.get(f"{ADDRESS}?colour=red", headers={"if-none-match": "*"}).status_code == 400
    response = client.get(ADDRESS, headers={"if-none-match": "*", "authorization": "Bearer x"})
    assert response.status_code == 401
