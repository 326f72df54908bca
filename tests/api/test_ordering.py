"""Lists by name and by last change: every record once, whatever the script, and nothing of what is hidden."""

import pytest

from processes.models import Actor
from tests import factories as make
from tests.api.conftest import Reader

NAMES = ["Zu", "abbé", "Abbe", "abbe", "السلام", "အောင်", "ကချင်", "Émile", "10", "Łódź"]
HIDDEN = "abbe"


@pytest.fixture
def named(db):
    """Actors with and without namesakes; the hidden ones stand among them."""
    found = []
    for name in NAMES:
        found.append(make.ActorFactory(name=name))
        make.ActorFactory(name=name, level=3)
    return found


def pages(reader, address, way="next", **question):
    """All results page by page, each page as it was told; and the last answer."""
    answer, found = reader.read(address, **question), []
    while True:
        found.append([row["label"] for row in answer["results"]])
        if not answer[way]:
            return found, answer
        answer = reader.client.get(answer[way]).json()


@pytest.mark.parametrize("sign", ["", "-"])
def test_a_list_by_name_tells_every_record_once_in_any_script_and_there_and_back(named, anybody, sign):
    by_name = sorted(named, key=lambda actor: (actor.folded, actor.pk), reverse=bool(sign))
    expected = [actor.name for actor in by_name]
    forth, last = pages(anybody, "actors/", order=f"{sign}name", limit=3)
    assert sum(forth, []) == expected
    back = [[row["label"] for row in last["results"]]]
    while last["previous"]:
        last = anybody.client.get(last["previous"]).json()
        back.insert(0, [row["label"] for row in last["results"]])
    assert back == forth
    assert pages(anybody, "actors/brief/", order=f"{sign}name", limit=3)[0] == forth


@pytest.mark.parametrize("sign", ["", "-"])
def test_a_list_by_last_change_goes_by_the_time_that_is_told(named, anybody, sign):
    named[2].description = "written again"
    named[2].save()
    expected = [name for name in NAMES if name != "Abbe"] + ["Abbe"]
    forth, _last = pages(anybody, "actors/", order=f"{sign}updated_at", limit=3)
    assert sum(forth, []) == (expected[::-1] if sign else expected)


def test_a_file_is_in_the_order_that_is_asked_for(named, anybody):
    listed = [row["id"] for row in anybody.read("actors/", order="-name")["results"]]
    lines = b"".join(anybody.answer("actors/csv/", order="-name", fields="id").streaming_content)
    assert [line.split(",")[0] for line in lines.decode("utf-8-sig").splitlines()] == ["id", *listed]


def test_what_is_hidden_moves_nothing(anybody, db):
    for name in NAMES:
        make.ActorFactory(name=name)
    before = {order: anybody.read("actors/", order=order, limit=2) for order in ("name", "-updated_at")}
    for name in NAMES:
        make.ActorFactory(name=f"{name} 2", level=3)
    assert {order: anybody.read("actors/", order=order, limit=2) for order in before} == before


def test_a_place_counts_for_its_order_and_reader_and_while_its_record_is_called_so(named, anybody):
    address = anybody.read("actors/", order="name", limit=2)["next"]
    cursor = address.rpartition("cursor=")[2]
    for order in ("-name", "updated_at", ""):
        assert set(anybody.errors("actors/", order=order, limit=2, cursor=cursor)) == {"cursor"}
    assert Reader(make.AccountFactory(clearance=4)).client.get(address).status_code == 400
    assert anybody.client.get(address).status_code == 200
    second = Actor.objects.filter(level=0).order_by("folded", "pk")[1]
    second.name = "Renamed"
    second.save()
    assert anybody.client.get(address).json()["errors"].keys() == {"cursor"}


def test_an_order_that_a_list_does_not_have_is_refused_with_those_that_it_has(anybody, db):
    assert anybody.errors("linkages/", order="name") == {
        "order": ["“name” is no order of this list. Write one of: updated_at, -updated_at."]
    }
    for order in ("pk", "level", "-"):
        assert set(anybody.errors("actors/", order=order)) == {"order"}
    assert set(anybody.errors("codelists/", order="name")) == {"order"}
