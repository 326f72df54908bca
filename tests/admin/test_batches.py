"""The screens of imports: what an import wrote and what is missing upstream, as far as one may see; undoing it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from peaceinfra.datasets.folders import read_folder
from peaceinfra.datasets.importing import import_rows
from processes.models import Actor, Batch, BatchRow, MissingUpstream
from processes.services import BatchDetails, merge_records, undo_merge
from tests.admin.screens import words
from tests.datasets.conftest import actor, alias, fill
from tests.factories import ActorFactory, AnalystFactory, CitationFactory, StewardFactory

pytestmark = pytest.mark.django_db

LIST = "/admin/processes/batch/"
ARABIC, BURMESE = "الحركة الشعبية", "တိုင်းရင်းသား"
KEYS = [f"act-00000000000x{number}" for number in range(1, 10)]


@pytest.fixture
def edition(tmp_path):
    """A function: imports these actors as an edition, which everybody may know of."""

    def import_edition(number, *rows, level=0, aliases=()):
        for file in tmp_path.glob("*.csv"):
            file.unlink()
        fill(tmp_path, "actors", *rows)
        if aliases:
            fill(tmp_path, "actor_names", *aliases)
        batch = BatchDetails(
            "UCDP Actor", scheme="ucdp", edition=number, level=level, files=(("a.csv", "ab" * 32),)
        )
        build = lambda: read_folder(tmp_path, lambda words: None)  # noqa: E731
        return import_rows(build, by=None, reason=f"import {number}", batch=batch).batch

    return import_edition


def page(batch):
    return f"{LIST}{batch.pk}/change/"


def test_an_import_is_listed_with_what_it_wrote_and_its_files(signed_in, analyst, edition):
    batch = edition("21.1", actor(KEYS[0], ARABIC), aliases=[alias(actor=KEYS[0], name=BURMESE)])
    edition("22.1", actor(KEYS[0], "Changed"))
    client = signed_in(analyst)
    assert ("UCDP Actor 21.1" in (text := words(client.get(LIST))), "UCDP Actor 22.1" in text) == (True, True)
    shown = client.get(page(batch))
    assert [(count.title, count.added, count.changed) for count in shown.context["counts"]] == [
        ("Actors", 1, 0),
        ("Names", 1, 0),
    ]
    assert [(line.label, line.what) for line in shown.context["lines"]] == [
        ("Changed", "added"),
        (f"Changed: {BURMESE}", "added"),
    ]
    assert "ab" * 32 in words(shown)
    narrowed = client.get(page(batch), {"table": "processes.actorname", "action": "added"})
    assert [line.kind for line in narrowed.context["lines"]] == ["name"]
    assert "Undo it as a whole" not in words(shown)


def test_what_one_may_not_see_of_an_import_is_neither_listed_nor_counted(signed_in, edition):
    mixed = edition("21.1", actor(KEYS[0], "Open"), actor(KEYS[1], "Secret", level="4"))
    hidden = edition("22.1", actor(KEYS[0], "Open"), actor(KEYS[2], "More"), level=4)
    client = signed_in(AnalystFactory(clearance=2))
    shown = client.get(page(mixed))
    assert ("Secret" in words(shown), shown.context["total"]) == (False, 1)
    assert client.get(page(hidden)).status_code == 404
    assert "22.1" not in words(client.get(LIST))
    steward = signed_in(StewardFactory(clearance=2))
    steward.post(page(mixed), {"undo": "1", "reason": "the wrong file"})
    assert set(Batch.objects.values_list("state", flat=True)) == {"written"}
    assert "You may not see 1 record of it" in words(steward.get(page(mixed)))


def test_a_steward_looks_at_what_would_be_undone_and_undoes_it(signed_in, steward, edition):
    batch = edition("21.1", actor(KEYS[0], ARABIC), actor(KEYS[1], "Other"))
    client = signed_in(steward)
    assert client.post(page(batch), {"preview": "1"}).context["tried"] == {"done": [("Actors", 2, 0)]}
    assert Actor.objects.live().count() == 2
    assert "This field is required" in words(client.post(page(batch), {"undo": "1", "reason": ""}))
    assert client.post(page(batch), {"undo": "1", "reason": "the wrong file"}).status_code == 302
    batch.refresh_from_db()
    assert (batch.state, batch.undone_by, Actor.objects.live().count()) == ("undone", steward, 0)
    assert set(BatchRow.objects.values_list("version_undone", flat=True)) == {2}
    assert (
        edition("21.1", actor(KEYS[0], ARABIC), actor(KEYS[1], "Other"))
        .rows.filter(action="restored")
        .count()
        == 2
    )


def test_what_stands_in_the_way_of_undoing_is_named_and_nothing_is_written(signed_in, steward, edition):
    batch = edition("21.1", actor(KEYS[0], ARABIC), actor(KEYS[1], "Other"))
    CitationFactory(subject=Actor.objects.get(name=ARABIC), source__name="Ours", locator="page 2")
    client = signed_in(steward)
    for sent in ({"preview": "1"}, {"undo": "1", "reason": "a test"}):
        tried = client.post(page(batch), sent).context["tried"]
        assert [(line.label, line.what) for line in tried["obstacles"]] == [
            ("Ours, page 2", "was added since to what it added")
        ]
    assert Actor.objects.live().count() == 2


def test_a_merge_that_stands_in_the_way_of_undoing_is_called_one(signed_in, steward, edition):
    batch = edition("21.1", actor(KEYS[0], ARABIC), aliases=[alias(actor=KEYS[0], name=BURMESE)])
    merge = merge_records(
        ActorFactory(name="Ours"), Actor.objects.get(name=ARABIC), by=None, reason="the same"
    )
    client = signed_in(steward)
    tried = client.post(page(batch), {"preview": "1"}).context["tried"]
    assert [(line.label, line.what) for line in tried["obstacles"]] == [
        (f"Ours: {BURMESE}", "was moved by a merge since: undo the merge first")
    ]
    undo_merge(merge, by=steward, reason="two things")
    assert "Nothing was undone" not in words(client.post(page(batch), {"preview": "1"}))


def test_an_analyst_does_not_undo(signed_in, analyst, edition):
    batch = edition("21.1", actor(KEYS[0], ARABIC))
    for sent in ({"preview": "1"}, {"undo": "1", "reason": "a test"}):
        assert signed_in(analyst).post(page(batch), sent).status_code == 403
    assert Actor.objects.live().exists()


def test_what_is_missing_upstream_is_kept_or_retired_by_an_analyst(signed_in, analyst, edition):
    rows = [actor(key, f"Actor {key[-1]}") for key in KEYS[:4]]
    edition("21.1", *rows)
    batch = edition("22.1", rows[0])
    client = signed_in(analyst)
    shown = client.get(page(batch))
    assert shown.context["missing_counts"] == [("Actors", 3, 0, 0)]
    first, *others = [line.key for line in shown.context["missing"]]
    assert (
        client.post(page(batch), {"answer": "kept", "reason": "still fights", "missing": [first]}).status_code
        == 302
    )
    assert "Tick at least one" in words(
        client.post(page(batch), {"answer": "kept", "reason": "x", "missing": ["7"]})
    )
    client.post(page(batch), {"answer": "retired", "reason": "merged upstream", "missing": others})
    assert client.get(page(batch)).context["missing_counts"] == [("Actors", 0, 1, 2)]
    assert Actor.objects.live().count() == 2
    assert set(MissingUpstream.objects.values_list("answered_by", flat=True)) == {analyst.pk}


def test_the_page_of_an_import_asks_the_same_number_of_queries_at_one_and_at_nine_rows(
    signed_in, steward, edition
):
    few, many = edition("21.1", actor(KEYS[0])), edition("22.1", *(actor(key, key) for key in KEYS))
    client, asked = signed_in(steward), []
    client.get(page(few))
    for batch in (few, many):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page(batch)).status_code == 200
        asked.append(len(captured))
    assert asked[0] == asked[1]


# --- where a record comes from ---


def test_a_record_and_its_history_say_from_which_import_they_are(signed_in, edition):
    known = edition("21.1", actor(KEYS[0], ARABIC), actor(KEYS[1], "Other"))
    secret = edition("22.1", actor(KEYS[0], BURMESE), level=4)
    record = Actor.objects.get(name=BURMESE)
    for clearance, named in ((2, {known}), (4, {known, secret})):
        client = signed_in(AnalystFactory(clearance=clearance))
        screen = words(client.get(f"/admin/processes/actor/{record.pk}/change/"))
        history = words(client.get(f"/admin/processes/actor/{record.pk}/history/"))
        page = words(client.get(f"/records/{record.public_id}/history/"))
        for batch in (known, secret):
            assert ((f"{batch}, entered on" in screen), (f"in “{batch}”" in history)) == (batch in named,) * 2
            assert (f"<bdi>{batch}</bdi>" in page) == (batch in named)


def test_a_list_of_the_desk_and_of_the_api_is_narrowed_to_an_import(client, signed_in, analyst, edition):
    batch = edition("21.1", actor(KEYS[0], ARABIC))
    edition("22.1", actor(KEYS[1], "Other"))
    asked = {"batch": batch.public_id}
    refused = client.get("/api/v1/actors/", asked)
    assert (refused.status_code, "Sign in to ask" in words(refused)) == (400, True)
    signed_in(analyst)
    [told] = client.get("/api/v1/actors/", asked).json()["results"]
    assert told["name"] == ARABIC
    assert client.get("/api/v1/actors/", {"batch": "bat-0000000000001"}).json()["results"] == []
    assert client.get("/api/v1/actors/", {"batch": "act-0000000000001"}).status_code == 400
    listed = words(client.get("/admin/processes/actor/", asked))
    assert (ARABIC in listed, ">Other<" in listed) == (True, False)
    assert "Other" not in words(client.get("/admin/processes/actor/", {"batch": "bat-0000000000001"}))
