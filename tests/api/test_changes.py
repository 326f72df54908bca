"""What the changes tell a reader who keeps a copy by them: all of what differs, and nothing of what is hidden."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from peaceinfra.core.models import Change
from processes.models import Actor, PhaseChange, Side
from processes.services import MergeChoices, merge_records, split_record, undo_merge
from secretariats.models import Membership
from tests import factories as make
from tests.api.conftest import Reader
from tests.api.mirrors import Mirror
from tests.api.register import add_parts, one_of_each
from tracks.models import Intermediary, Mediator

pytestmark = pytest.mark.django_db(transaction=True)


def write(record, **values):
    type(record)._base_manager.filter(pk=record.pk).update(**values)


def changes_of(records):
    """{kind of change: what makes it}, in an order in which each still finds what it needs."""
    actor, body, process = records["actors"], records["bodies"], records["processes"]
    linkage, source, mediator = records["linkages"], records["sources"], records["mediators"]
    later = {}

    def keep(name, record):
        later[name] = record

    return {
        "a record is new": lambda: keep("new", make.ActorFactory(name="ကချင်")),
        "a record is edited": lambda: write(process, boundary="All of it"),
        "a record is renamed": lambda: write(actor, name="السلام"),
        "a part is added": lambda: keep("seat", make.SeatFactory(body=body)),
        "a part is edited": lambda: write(later["seat"], start_kind="actual", start="2004"),
        "a part is retired": lambda: write(later["seat"], retired=True),
        "a row of a log is added": lambda: make.PhaseChangeFactory(process=process, position=9, date="2010"),
        "a row of a log is moved": lambda: write(PhaseChange.objects.first(), position=20),
        "an alias is added": lambda: keep("alias", make.ActorNameFactory(actor=actor, name="Another")),
        "an alias is raised": lambda: write(later["alias"], level=3),
        "a claim is added": lambda: keep(
            "claim", make.ClaimFactory(subject=actor, source=source, status="disputed")
        ),
        "a claim is accepted": lambda: write(later["claim"], status="accepted"),
        "an external id is added": lambda: make.ExternalIdFactory(subject=process, value="99"),
        "a side is renamed": lambda: write(Side.objects.first(), name="Another side"),
        "an intermediary is added": lambda: make.IntermediaryFactory(linkage=linkage, actor=later["new"]),
        "an intermediary is raised": lambda: write(later["new"], level=3),
        "an intermediary is lowered": lambda: write(later["new"], level=0),
        "a role is added": lambda: make.RoleFactory(actor=actor, process=process, side="movement"),
        "a level is entered": lambda: write(actor, usual_level="grassroots"),
        "a source is retired": lambda: write(source, retired=True),
        "a source is restored": lambda: write(source, retired=False),
        "a detail is retired": lambda: Mediator.objects.filter(actor=mediator).update(retired=True),
        "a record is retired": lambda: write(actor, retired=True),
        "a record is restored": lambda: write(actor, retired=False),
        "a process is raised": lambda: write(process, level=3),
        "a process is lowered": lambda: write(process, level=0),
        "an actor gets a team": lambda: write(body, team_id=make.TeamFactory().pk),
        "an actor has no team any more": lambda: write(body, team_id=None),
        "a part goes to another record": lambda: write(
            Membership.objects.first(), body=records["support-units"]
        ),
        "a linkage gets another end": lambda: write(linkage, source=later["new"]),
        "two records are merged": lambda: keep(
            "merge", merge_records(body, merged_body(later), MERGED, by=None, reason="one body")
        ),
        "a merge is undone": lambda: undo_merge(later["merge"], by=None, reason="they are two"),
        "a record is split": lambda: keep(
            "split",
            split_record(
                body,
                Actor(name="Split", kind="body", level=0),
                {Membership: memberships_of(body)},
                by=None,
                reason="two",
            ),
        ),
        "a row is erased": lambda: Intermediary.objects.filter(linkage=linkage).delete(),
        "two changes take each other back": lambda: there_and_back(actor),
    }


#: What joins the two goes.
MERGED = MergeChoices(fields={"name": "merged"}, drop_ends=True)


def split_off():
    return Actor(name="Split", kind="body", level=0)


def memberships_of(body):
    return [*Membership.objects.live().filter(body=body).values_list("pk", flat=True)]


def merged_body(later):
    """Another body with all that the records of a body have, and ties to public ones."""
    body = make.BodyActorFactory(name="Büro", kind="body")
    make.MembershipFactory(body=body, member=later["new"])
    make.ClaimFactory(subject=body, field="name", value="Büro", status="accepted")
    make.ExternalIdFactory(subject=body, value="Q1")
    make.ActorNameFactory(actor=body, name="Alias")
    make.LinkageFactory(source=body)
    return body


@transaction.atomic
def there_and_back(actor):
    write(actor, level=4)
    write(actor, level=0)


@pytest.mark.slow
@pytest.mark.parametrize("clearance", [None, 2], ids=["signed out", "an adviser"])
def test_a_copy_is_what_a_pull_in_full_gives_after_each_kind_of_change(clearance):
    records = one_of_each()
    add_parts(records)
    reader = Reader(make.AccountFactory(clearance=clearance) if clearance else None)
    mirror = Mirror(reader, limit=3)
    for name, change in changes_of(records).items():
        change()
        mirror.read()
        assert mirror.differing() == set(), name
    assert mirror.is_whole()


def test_what_was_raised_is_gone_with_all_that_hangs_on_it():
    process = make.PeaceProcessFactory()
    role = make.RoleFactory(process=process)
    other = make.RoleFactory()
    reader = Reader()
    mirror = Mirror(reader)
    write(process, level=3)
    page = reader.read("changes/", cursor=mirror.cursor)
    told = {change["id"]: (change["op"], change["url"]) for change in page["results"]}
    assert told == {process.public_id: ("gone", None), role.public_id: ("gone", None)} | {
        other_id: ("gone", None) for other_id in told if other_id.startswith("sid-")
    }
    assert other.public_id not in told


def test_the_changes_tell_into_what_a_record_was_merged_and_touch_what_moved():
    kept, other, anybody = make.ActorFactory(), make.ActorFactory(), Reader()
    role = make.RoleFactory(actor=other)
    cursor = anybody.read("changes/", start=1)["cursor"]
    merge = merge_records(kept, other, by=None, reason="one")
    told = {change["id"]: change for change in anybody.read("changes/", cursor=cursor)["results"]}
    assert (told[other.public_id]["op"], told[other.public_id]["merged_into"]) == ("gone", kept.public_id)
    assert {told[kept.public_id]["op"], told[role.public_id]["op"]} == {"upsert"}
    cursor = anybody.read("changes/", start=1)["cursor"]
    undo_merge(merge, by=None, reason="two")
    told = {change["id"]: change["op"] for change in anybody.read("changes/", cursor=cursor)["results"]}
    assert told.items() >= {other.public_id: "upsert", role.public_id: "upsert"}.items()


@pytest.fixture
def watched():
    return build_watched()


def build_watched():
    """Public records, beside which hidden ones are written."""
    process = make.PeaceProcessFactory(name="The process")
    government, movement = make.ActorFactory(name="Government"), make.ActorFactory(name="Movement")
    body = make.BodyActorFactory(name="Secretariat")
    make.LinkageFactory(source=government, target=movement, process=process)
    return process, government, movement, body, make.SourceFactory()


def hidden_changes(process, government, movement, body, source):
    """Each in a transaction of its own: what is guarded by level or by a team touches what is public."""
    team = make.TeamFactory()
    for guard in ({"level": 3}, {"level": 0, "team": team}):
        hidden = make.ActorFactory(name="Secret", **guard)
        linkage = make.LinkageFactory(source=government, target=movement, process=process, **guard)
        make.IntermediaryFactory(linkage=linkage, actor=hidden)
        make.ActorNameFactory(actor=government, name="Secret alias", **guard)
        make.RoleFactory(process=process, actor=hidden)
        make.RoleFactory(process=process, actor=government, kind="party", **guard)
        make.MembershipFactory(body=body, member=hidden)
        make.PrincipalFactory(body=body, principal=government, process=process, **guard)
        make.LifecycleChangeFactory(body=body, status="closed", decided_by=hidden)
        make.ClaimFactory(subject=government, source=make.SourceFactory(**guard), polarity="contradicts")
        make.ClaimFactory(subject=government, source=source, status="disputed", **guard)
        make.ExternalIdFactory(subject=government, value="7", **guard)
        make.StanceFactory(actor=hidden, subject=government)
        write(hidden, name="Another secret")
        write(hidden, retired=True)
        write(linkage, purpose="secret")
        with transaction.atomic():
            # Public for a moment, which nobody could see.
            passing = make.ActorFactory(name="Passing", level=0)
            make.MembershipFactory(body=body, member=passing)
            write(passing, **({"level": 3} if "team" not in guard else {"team_id": team.pk}))


def test_hidden_changes_leave_no_trace_for_who_may_not_see_them(watched):
    process, government, movement, body, _source = watched
    reader = Reader()
    start = reader.read("changes/", start=1)["cursor"]
    write(government, description="before")
    make.ActorNameFactory(actor=movement, name="الحركة")
    between = reader.read("changes/", cursor=start)["cursor"]
    addresses = [
        {"start": 1}, {}, {"limit": 1}, {"cursor": start}, {"cursor": start, "limit": 1, "expand": 1},
        {"cursor": between}, {"cursor": between, "expand": 1},
    ]  # fmt: skip

    def answers():
        found = []
        for parameters in addresses:
            with CaptureQueriesContext(connection) as queries:
                response = reader.answer("changes/", **parameters)
            found.append((response.status_code, response.content, len(queries)))
        return found

    reader.read("changes/", start=1)
    before = answers()
    hidden_changes(*watched)
    after = answers()
    assert [told["id"] for told in reader.read("changes/", cursor=between)["results"]] == []
    assert after == before
    write(movement, description="after")
    [change] = reader.read("changes/", cursor=between)["results"]
    assert change["id"] == movement.public_id
    assert process.public_id not in str(change) and body.public_id not in str(change)


def test_who_may_see_them_is_told_of_each(watched):
    reader = Reader(make.AccountFactory(clearance=3))
    mirror = Mirror(reader)
    hidden_changes(*watched)
    mirror.read()
    assert mirror.differing() == set()
    assert watched[1].public_id in mirror.told


def test_several_changes_of_one_record_are_told_as_one():
    actor = make.ActorFactory()
    reader = Reader()
    start = reader.read("changes/", start=1)["cursor"]
    for name in ("first", "second", "third"):
        write(actor, name=name)
    [change] = reader.read("changes/", cursor=start, expand=1)["results"]
    assert (change["op"], change["kind"], change["record"]["name"]) == ("upsert", "act", "third")
    assert change["url"] == change["record"]["url"]
    pages = [reader.read("changes/", cursor=start, limit=1)]
    while pages[-1]["next"]:
        pages.append(reader.client.get(pages[-1]["next"]).json())
    assert [len(page["results"]) for page in pages] == [1, 1, 1]


def test_a_place_is_good_for_one_level_and_one_set_of_teams_with_their_names():
    account = make.AccountFactory(clearance=2)
    team = make.TeamFactory()
    make.TeamGrantFactory(account=account, team=team)
    cursor = Reader(account).read("changes/", start=1)["cursor"]
    assert Reader(account).answer("changes/", cursor=cursor).status_code == 200
    for change in (
        lambda: type(team).objects.filter(pk=team.pk).update(name="Another name"),
        lambda: make.TeamGrantFactory(account=account, team=make.TeamFactory()),
        lambda: type(account).objects.filter(pk=account.pk).update(clearance=3),
    ):
        change()
        account.refresh_from_db()
        response = Reader(account).answer("changes/", cursor=cursor)
        assert response.status_code == 409
        assert "Pull all lists in full again" in response.json()["errors"]["cursor"][0]
        cursor = Reader(account).read("changes/", start=1)["cursor"]
    assert Reader().answer("changes/", cursor=cursor).status_code == 409


def test_a_place_that_is_too_old_is_refused():
    make.ActorFactory()
    reader = Reader()
    cursor = reader.read("changes/", start=1)["cursor"]
    old = timezone.now() - timedelta(days=401)
    Change.objects.exclude(kind="").update(at=old)
    assert reader.answer("changes/", cursor=cursor).status_code == 410
    Change.objects.exclude(kind="").delete()
    assert reader.answer("changes/", cursor=cursor).status_code == 410


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("cursor", "x"),
        ("cursor", "88c531404b8c4ef4bfde9c0ca05b5078"),
        ("limit", "0"),
        ("limit", "1001"),
        ("expand", "2"),
        ("q", "x"),
    ],
)
def test_what_cannot_be_read_is_refused(name, value):
    assert name in Reader().errors("changes/", **{name: value})


def test_the_web_login_reads_the_log_by_its_functions_alone():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_table_privilege('peaceinfra_web', 'core_change', 'SELECT, INSERT, UPDATE, DELETE')"
        )
        assert cursor.fetchone() == (False,)


def test_no_more_queries_for_more_changes():
    reader = Reader()
    counts = []
    for number in (1, 5):
        start = reader.read("changes/", start=1)["cursor"]
        for _ in range(number):
            make.LinkageFactory()
        with CaptureQueriesContext(connection) as queries:
            reader.read("changes/", cursor=start, expand=1)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_change_that_is_not_committed_is_not_passed_over():
    first, second = make.ActorFactory(), make.ActorFactory()
    reader = Reader()
    mirror = Mirror(reader)
    begun, go_on = threading.Event(), threading.Event()

    def slow_write():
        with transaction.atomic():
            write(first, name="written first, saved last")
            begun.set()
            go_on.wait(20)
        connection.close()

    writer = threading.Thread(target=slow_write)
    writer.start()
    begun.wait(20)
    write(second, name="saved meanwhile")
    mirror.read()
    assert mirror.told == []
    go_on.set()
    writer.join()
    mirror.read()
    assert sorted(mirror.told) == sorted([first.public_id, second.public_id])
    assert mirror.differing() == set()


@pytest.mark.slow
def test_of_sixteen_writers_and_a_long_transaction_none_is_missed_and_none_comes_twice():
    writes, reader, seen = 8, Reader(), []
    cursor = reader.read("changes/", start=1)["cursor"]
    actors = make.ActorFactory.create_batch(16)
    over = threading.Event()

    def writer(actor):
        for number in range(writes):
            write(actor, description=str(number))
        connection.close()

    def long_import():
        with transaction.atomic():
            make.ActorFactory.create_batch(20)
            over.wait(60)
        connection.close()

    threads = [
        threading.Thread(target=long_import),
        *(threading.Thread(target=writer, args=[actor]) for actor in actors),
    ]

    def read(cursor):
        while True:
            page = reader.read("changes/", cursor=cursor, limit=1)
            seen.extend(change["id"] for change in page["results"])
            cursor = page["cursor"]
            if page["next"] is None:
                return cursor

    # A transaction in the database of another worker may hold changes back for a moment, here and at the end.
    while len(seen) < len(actors):
        cursor = read(cursor)
    seen.clear()
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads[1:]):
        cursor = read(cursor)
    over.set()
    for thread in threads:
        thread.join()
    expected = sorted([actor.public_id for actor in actors for _ in range(writes)] + new_ones(actors))
    for _reading in range(20):
        cursor = read(cursor)
        if len(seen) >= len(expected):
            break
    assert sorted(seen) == expected


def new_ones(actors):
    return [actor.public_id for actor in Actor.objects.exclude(pk__in=[actor.pk for actor in actors])]
