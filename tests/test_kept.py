"""Answers that are kept: the same bytes as without it, at once another where a row read is another, and bounded."""

import re
from copy import deepcopy
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from peaceinfra.core import kept as keeping
from peaceinfra.core.choices import Level
from peaceinfra.core.kept import kept, room
from peaceinfra.core.models import ReadEntry
from peaceinfra.core.visibility import viewing
from processes.models import Actor
from tests.dashboards.test_pages import address
from tests.dashboards.worlds import many, small_world
from tests.factories import ActorFactory, AdviserFactory, LinkageFactory, RoleFactory
from tests.shared import module_fixture

pytestmark = pytest.mark.django_db

MOST = 8 * 2**20


def a_world():
    world = small_world()
    many(world, 2)
    return world


made = module_fixture(a_world)


@pytest.fixture
def world(made):
    return deepcopy(made)


@pytest.fixture(autouse=True)
def keeps(settings):
    room.clear()
    settings.KEPT_ANSWERS = MOST
    yield
    room.clear()


def adviser(**columns) -> Client:
    client = Client()
    client.force_login(AdviserFactory(**columns))
    return client


def pages(world) -> list[str]:
    own = address(world.process)
    return ["/", f"{own}?as_of=2003-05-01", *(f"{own}{slug}" for slug in ("", "time/", "bodies/", "agreements/")),
            f"{own}evidence/", f"/api/v1{own}network/", f"/api/v1{own}network/?as_of=2003-05-01"]  # fmt: skip


def read(client, where: str) -> str:
    """The answer, without what is made for each request: the token of its forms, and the time it took."""
    response = client.get(where)
    assert response.status_code == 200
    return re.sub(r'(csrfmiddlewaretoken" value=")[^"]+', r"\1", response.content.decode())


def queries(client, where: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        client.get(where)
    return len(asked)


@pytest.mark.slow
def test_a_kept_answer_is_to_the_byte_the_one_that_is_made_and_takes_one_query_for_all(world, settings):
    client, saved = adviser(clearance=Level.INTERNAL), {}
    settings.KEPT_ANSWERS = 0
    plain = {where: read(client, where) for where in pages(world)}
    settings.KEPT_ANSWERS = MOST
    for where, expected in plain.items():
        first = queries(client, where)
        assert read(client, where) == expected
        saved[where] = first - queries(client, where)
    assert len(room) == len(plain)
    assert min(saved.values()) >= 3, saved


def test_what_is_of_one_request_is_never_kept(world):
    client = adviser()
    for where in pages(world):
        client.get(where)
    assert not [entry for entry in room.entries() if b"csrfmiddlewaretoken" in b"".join(entry.answer)]
    assert "Sign out" in read(client, pages(world)[0])


def test_a_row_that_changes_gives_the_new_answer_at_once_and_so_does_its_marking(world):
    client, picture = adviser(), address(world.process)
    network = f"/api/v1{picture}network/"
    before = [read(client, where) for where in (picture, network)]
    world.broker.name = "House of Bridges"
    world.broker.save()
    renamed = [read(client, where) for where in (picture, network)]
    assert all("Bridge House" in page for page in before)
    assert all("House of Bridges" in page and "Bridge House" not in page for page in renamed)
    world.broker.level = Level.STRICT
    world.broker.save()
    assert not any("House of Bridges" in read(client, where) for where in (picture, network))


def test_what_is_entered_or_retired_is_seen_at_once(world):
    client, picture = adviser(), address(world.process)
    network = f"/api/v1{picture}network/"
    before = read(client, picture), read(client, network)
    newcomer = ActorFactory(name="ဒေသခံ ပွဲစား", usual_level="grassroots", level=0)
    linkage = LinkageFactory(source=newcomer, target=world.broker, process=world.process, level=0)
    assert newcomer.name in read(client, picture)
    assert newcomer.name in read(client, network)
    linkage.delete()
    newcomer.delete()
    assert (read(client, picture), read(client, network)) == before


def test_what_a_reader_may_not_see_leaves_their_answer_kept(world):
    client, signed_out, own = adviser(clearance=Level.PARTNER), Client(), address(world.process)
    questions = [(client, own), (client, f"/api/v1{own}network/"), (signed_out, f"{own}bodies/")]
    asked = {question: read(*question) for question in questions}
    kept_at_best = {key: queries(*key) for key in asked}
    hidden = ActorFactory(name="Hidden elder", usual_level="grassroots", level=Level.RESTRICTED)
    RoleFactory(actor=hidden, process=world.process, kind="party", level=Level.RESTRICTED)
    LinkageFactory(source=hidden, target=world.broker, process=world.process, level=Level.RESTRICTED)
    assert {key: queries(*key) for key in asked} == kept_at_best
    assert {key: read(*key) for key in asked} == asked


def test_each_reader_has_answers_of_their_own(world):
    ActorFactory(name="Elder of the hills", level=Level.INTERNAL)
    elder = Actor.objects.get(name="Elder of the hills")
    LinkageFactory(source=elder, target=world.broker, process=world.process, level=Level.INTERNAL)
    network = f"/api/v1{address(world.process)}network/"
    cleared, public = adviser(clearance=Level.INTERNAL), adviser(clearance=Level.PUBLIC)
    for _again in range(2):
        assert elder.name in read(cleared, network)
        assert elder.name not in read(public, network)
        assert elder.name not in read(Client(), network)
    assert len(room) == 3


def test_an_account_learns_from_the_time_of_an_answer_nothing_of_what_another_read(world):
    network = f"/api/v1{address(world.process)}network/"
    first, second = adviser(clearance=Level.INTERNAL), adviser(clearance=Level.INTERNAL)
    alone = queries(second, network)
    room.clear()
    queries(first, network)
    assert queries(second, network) == alone


def test_the_clearance_that_an_account_loses_is_lost_for_its_next_page(world):
    account = AdviserFactory(clearance=Level.INTERNAL)
    hidden = ActorFactory(name="Elder of the hills", level=Level.INTERNAL)
    LinkageFactory(source=hidden, target=world.broker, process=world.process, level=Level.INTERNAL)
    client, network = Client(), f"/api/v1{address(world.process)}network/"
    client.force_login(account)
    assert hidden.name in read(client, network)
    type(account).objects.filter(pk=account.pk).update(clearance=Level.PUBLIC)
    client.force_login(type(account).objects.get(pk=account.pk))
    assert hidden.name not in read(client, network)


def test_on_another_day_the_answer_is_that_of_the_day(world, monkeypatch):
    client, picture = adviser(), address(world.process)
    today = read(client, picture)
    monkeypatch.setattr(timezone, "localdate", lambda *of: date(2041, 1, 1))
    later = read(client, picture)
    assert later != today
    room.clear()
    assert read(client, picture) == later


def test_a_kept_list_of_targets_is_noted_each_time_it_is_read(world):
    client = adviser(clearance=Level.INTERNAL)
    for _again in range(3):
        read(client, address(world.process))
        read(client, f"/api/v1{address(world.process)}network/")
    assert ReadEntry.objects.filter(subject=world.process.public_id).count() == 6


def test_no_more_is_kept_than_there_is_room_for_and_the_oldest_goes_first(settings):
    settings.KEPT_ANSWERS = 80_000
    given = []

    def ask(number: int, size: int = 4_000):
        def make():
            given.append(number)
            return (bytes(size),)

        return kept(("question", number), make)

    for number in range(100):
        ask(number)
        assert room.size <= settings.KEPT_ANSWERS
    assert room.size == sum(entry.size for entry in room.entries())
    given.clear()
    ask(99), ask(0)
    assert given == [0]
    ask(1000, size=settings.KEPT_ANSWERS // keeping.LARGEST_PART)
    ask(1000, size=settings.KEPT_ANSWERS // keeping.LARGEST_PART)
    assert given == [0, 1000, 1000]


@pytest.mark.parametrize(
    "work",
    [
        lambda: list(Actor.objects.order_by("pk").values_list("pk").iterator(chunk_size=1)),
        lambda: Actor.objects.update(retired=True),
        lambda: viewing_somebody(),
    ],
    ids=["read piece by piece", "written", "another viewer"],
)
def test_what_does_more_than_read_at_once_is_not_kept(work):
    ActorFactory()
    kept("question", lambda: (bytes(work() is None),))
    assert len(room) == 0


def viewing_somebody():
    from peaceinfra.core.visibility import PUBLIC  # noqa: PLC0415

    with viewing(PUBLIC):
        return Actor.objects.count()


def test_a_query_with_a_sign_of_percent_asks_what_it_asked():
    def make():
        with connection.cursor() as cursor:
            for given in (["SELECT '50%'"], ["SELECT '50%%'", ()], ["SELECT '50%%' || %s", ["!"]]):
                cursor.execute(*given)
                answers.extend(cursor.fetchone())
        return (b"made",)

    answers = []
    kept("question", make), kept("question", make)
    assert answers == ["50%", "50%", "50%!"]


def test_what_fails_leaves_nothing():
    with pytest.raises(ZeroDivisionError):
        kept("question", lambda: (1 / 0,))
    assert len(room) == 0
    assert Client().get("/processes/pro-0000000000000/").status_code == 404
    assert len(room) == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SELECT 'x' WHERE false", "SELECT ''"),
        ("SELECT '', ''", "SELECT '', NULL"),
        ("SELECT 'a', 'b'", "SELECT 'ab', ''"),
        ("SELECT '' UNION ALL SELECT ''", "SELECT ''"),
        ("SELECT 1, 'é'", "SELECT 1, 'e'"),
    ],
)
def test_rows_that_differ_have_another_digest(one, other):
    found = keeping._found([one, other])
    assert found[one] != found[other]
    assert keeping._found([other, one]) == found
