"""Who may know a record: readings by nearness, the clearance of readers on the day, markings, editions, silences."""

import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from peaceinfra.analysis.exposure.answers import answer_words
from peaceinfra.analysis.exposure.readers import Cleared, Marked, Membership, Reader, Readers
from peaceinfra.analysis.exposure.report import editions_with
from peaceinfra.analysis.exposure.surfaces import may_hold, surface_of
from peaceinfra.core import reads
from peaceinfra.core.choices import Level
from peaceinfra.core.models import ReadEntry
from peaceinfra.core.models.reads import OF_NO_RECORD
from peaceinfra.core.visibility import Viewer, viewing
from peaceinfra.core.visibility.acting import prove_acting
from tests import factories as make
from tests.admin.screens import words
from tests.tokens import make_token, officer

pytestmark = pytest.mark.django_db

NOW = timezone.now()
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
TODAY = NOW.date()


def at(days):
    return NOW + timedelta(days=days)


@pytest.mark.parametrize(
    ("kind", "surface"),
    [
        ("actor_detail", "page"),
        ("record_history", "history"),
        ("api:actor-list", "api"),
        ("api:actor-table", "file"),
        ("api:export", "file"),
        ("api:changes", "feed"),
        ("admin:processes_actor_change", "screen"),
        ("admin:list_file", "file"),
        ("process_brief_pdf", "brief"),
        ("api:process-network", "answer"),
        ("api:process-gexf", "file"),
    ],
)
def test_an_answer_is_told_by_where_it_was_given(kind, surface):
    assert surface_of(kind) == surface


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("admin:waiting", "what waits to be done"),
        ("admin:processes_actor_changelist", "list of actors"),
        ("admin:processes_claim_accept", "claim, to be accepted"),
        ("api:support-unit-table-description", "what the columns of support units are"),
        ("bodies_csv", "table of support structures (CSV)"),
        ("source_detail", "source"),
        ("admin:of_an_earlier_version", "admin:of_an_earlier_version"),
    ],
)
def test_which_screen_it_was_is_said_in_words(kind, words):
    assert answer_words(kind) == words


def names_of_routes(resolver, space=""):
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from names_of_routes(pattern, f"{pattern.namespace}:" if pattern.namespace else space)
        elif pattern.name:
            yield space + pattern.name


def test_every_answer_that_is_noted_has_words():
    names = {*names_of_routes(get_resolver())} - reads._WITHOUT_RECORDS
    assert len(names) > 800
    assert [name for name in sorted(names) if answer_words(name) == name] == []


@pytest.mark.parametrize(
    ("kind", "holds"),
    [
        ("api:actor-list", True),
        ("actors_csv", True),
        ("admin:processes_actor_changelist", True),
        ("api:linkage-list", False),
        ("admin:tracks_linkage_changelist", False),
        ("api:export", True),
        ("search", True),
        ("api:changes", True),
        ("admin:core_account_changelist", False),
    ],
)
def test_a_list_of_another_kind_cannot_have_held_it_and_an_export_of_all_can(kind, holds):
    assert may_hold(kind, frozenset({"act"})) is holds


@pytest.mark.parametrize(
    ("days", "could"),
    [(-9, False), (-8, True), (-6, True), (-5, True), (-4, False), (-2, True), (0, False)],
)
def test_a_reader_could_read_what_they_were_cleared_for_on_the_day(days, could):
    """Cleared for 3 eight days ago, until two days ago; the record was strict from five to three days ago."""
    reader = Reader(account=1)
    readers = Readers({reader: [Cleared(at(-8), Level.RESTRICTED, at(-2).date())]}, {})
    none = frozenset()
    markings = [Marked(at(-30), 3, none), Marked(at(-5), 4, none), Marked(at(-3), 3, none)]
    assert readers.could_read(reader, markings, at(days).date()) is could


def test_a_reader_of_a_team_needs_to_have_been_its_member_on_the_day():
    reader = Reader(account=1)
    cleared = {reader: [Cleared(at(-30), Level.STRICT)]}
    readers = Readers(cleared, {reader: [Membership(at(-20), 7, at(-10).date())]})
    markings = [Marked(at(-30), 2, frozenset({7}))]
    assert [readers.could_read(reader, markings, at(-day).date()) for day in (25, 15, 5)] == [
        False,
        True,
        False,
    ]


def noted(kind, subject="", *, account=None, token="", days=0, level=None):
    return ReadEntry.objects.create(
        account=account, token=token, by="token" if token else "session",
        kind=kind, subject=subject, day=at(days).date(), level=level,
    )  # fmt: skip


def signed_in(account):
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture
def world():
    me, reader, weak = (
        officer(clearance=4),
        make.AnalystFactory(clearance=3),
        make.AdviserFactory(clearance=1),
    )
    person = make.ActorFactory(kind="individual", level=3, name="Elder of the ford")
    other = make.ActorFactory(level=3, name="Somebody else")
    role = make.RoleFactory(actor=person)
    token, _text = make_token(me, level=3, owner="A partner")
    low, _text = make_token(me, level=1, owner="A low partner")
    noted("actor_detail", person.public_id, account=reader, level=3)
    noted("actor_detail", person.public_id, account=reader, level=3)
    noted("process_bodies", role.process.public_id, account=reader)
    noted("actor_detail", other.public_id, account=reader)
    noted("api:actor-list", token=token.key_id)
    noted("api:changes", token=low.key_id)
    noted("api:actor-list", account=weak)
    noted("api:linkage-list", token=token.key_id)
    return {"me": me, "reader": reader, "person": person, "other": other, "role": role, "token": token}


def rows_of(response):
    return [(row.who, row.nearness, row.kind, row.times) for row in response.context["exposure"].readings]


def test_the_report_names_who_was_given_it_and_who_may_have_been_and_nobody_else(world):
    page = signed_in(world["me"]).get(reverse("admin:exposure", args=[world["person"].public_id]))
    key, name = world["token"].key_id, world["reader"].username
    assert rows_of(page) == [
        (name, "itself", "actor_detail", 2),
        (name, "around", "process_bodies", 1),
        (f"A partner ({key})", "listed", "api:actor-list", 1),
    ]
    text = words(page)
    assert "page: actor" in text and "API: list of actors" in text and "actor_detail" not in text
    assert "It was never public" in text and "anybody cleared for it may have read it" in text


def test_the_markings_are_told_with_when_it_was_public(world):
    person = world["person"]
    for level in (0, 2):
        person.level = level
        person.save()
    exposure = (
        signed_in(world["me"]).get(reverse("admin:exposure", args=[person.public_id])).context["exposure"]
    )
    assert [marked.level for marked in exposure.markings] == [3, 0, 2]
    assert exposure.public_spans == [(TODAY, TODAY)]


def test_the_file_holds_the_same_and_no_formula(world):
    reader = make.AnalystFactory(clearance=3, username="=cmd")
    noted("actor_detail", world["person"].public_id, account=reader)
    response = signed_in(world["me"]).get(reverse("admin:exposure_file", args=[world["person"].public_id]))
    text = response.content.decode()
    assert "'=cmd" in text and "\n=cmd" not in text and "not recorded" in text
    assert response["Content-Disposition"].endswith('-TLP-RED.csv"')


@pytest.mark.parametrize("role", ["analyst", "steward", "administrator"])
def test_nobody_but_an_officer_reads_a_report(world, role):
    client = signed_in(make.AccountFactory(role=role))
    for name in ("exposure", "exposure_file"):
        assert client.get(reverse(f"admin:{name}", args=[world["person"].public_id])).status_code in (
            302,
            403,
        )
    assert client.get(reverse("admin:exposures")).status_code in (302, 403)


def test_a_record_that_the_officer_may_not_see_is_absent_for_them(world):
    team = make.TeamFactory()
    hidden, absent = make.ActorFactory(level=2, team=team), "act-0000000000009"
    client = signed_in(world["me"])
    answers = [client.get(reverse("admin:exposure", args=[key])) for key in (hidden.public_id, absent)]
    assert [answer.status_code for answer in answers] == [404, 404]
    asked = [
        TOKEN.sub("", words(client.get(reverse("admin:exposures"), {"record": key})).replace(key, ""))
        for key in (hidden.public_id, absent)
    ]
    assert asked[0] == asked[1] and "none that you may see" in asked[0]


def test_the_past_of_accounts_is_told_to_officers_alone(world):
    with connection.cursor() as cursor:
        prove_acting(cursor, world["reader"].pk)
        for function in ("core_account_clearances", "core_account_memberships"):
            cursor.execute(f"SELECT * FROM {function}(%s)", [[world["reader"].pk]])
            assert cursor.fetchall() == []


def test_releases_that_hold_it_and_withdrawn_ones_that_held_it_are_named(tmp_path, settings):
    settings.RELEASES = tmp_path
    for name in ("first", "first.1", "second"):
        (tmp_path / name).mkdir()
    (tmp_path / "first" / "withdrawn.json").write_text(json.dumps({"replaced_by": "first.1"}))
    (tmp_path / "first.1" / "tombstones.jsonl").write_text('{"id": "act-0000000000009"}\n')
    (tmp_path / "second" / "actors.jsonl").write_text('{"id": "act-0000000000009"}\n')
    found = [(edition.name, edition.is_withdrawn) for edition in editions_with("act-0000000000009")]
    assert found == [("first", True), ("second", False)]
    assert editions_with("act-0000000000008") == []


def test_readings_of_other_records_are_not_looked_at():
    """Also under the policy by which the officer reads them."""
    me = officer(clearance=4)
    with viewing(Viewer(4, account=me.pk)), connection.cursor() as cursor:
        prove_acting(cursor, me.pk)
        # As it is where there are many.
        cursor.execute("SET LOCAL enable_seqscan = off")
        of_it = ReadEntry.objects.filter(subject__in=["act-0000000000001", "pro-0000000000002"]).explain()
        of_lists = ReadEntry.objects.filter(OF_NO_RECORD).explain()
    assert "core_readentry_subject" in of_it and "core_readentry_of_lists" in of_lists
