"""Following: only its owner sees what is followed, and what changed of it is told over what they may see now."""

from copy import deepcopy
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from peaceinfra.analysis.questions import questions_for
from peaceinfra.core.choices import Level
from peaceinfra.core.following import MOST_FOLLOWED, followed
from peaceinfra.core.models import Follow
from peaceinfra.core.visibility import PUBLIC, Viewer, viewing
from peaceinfra.core.visibility.inspection import differences
from processes.models import PeaceProcess
from tests.dashboards.test_pages import text_of
from tests.dashboards.worlds import small_world
from tests.factories import AccountFactory, AdviserFactory, AnalystFactory, EventFactory, PeaceProcessFactory
from tests.shared import module_fixture

pytestmark = pytest.mark.django_db

made = module_fixture(small_world)
LONG_AGO = timezone.now() - timedelta(days=400)


@pytest.fixture
def world(made):
    return deepcopy(made)


def client_of(account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def viewer_of(account) -> Viewer:
    return Viewer(account.clearance, frozenset(), account.pk)


def post(client, action, **fields):
    return client.post("/following/", {"action": action, **fields})


def follows(account, subject, seen_at=LONG_AGO):
    return Follow.objects.create(account=account, subject=subject, seen_at=seen_at)


def page(client, **query) -> str:
    return text_of(client.get("/following/", query))


def test_following_asks_to_sign_in(client, world):
    assert client.get("/following/").status_code == 302
    assert post(client, "follow", subject=world.process.public_id).status_code == 302
    assert not Follow.objects.exists()


def test_a_process_is_followed_and_no_longer_by_a_form_each(world):
    client = client_of(AccountFactory())
    assert "Follow: Talks of Testland" in page(client, add=world.process.public_id)
    assert post(client, "follow", subject=world.process.public_id).status_code == 302
    post(client, "follow", subject=world.process.public_id)
    said = page(client, add=world.process.public_id)
    assert "Talks of Testland" in said and "Follow: Talks" not in said
    assert "Nothing changed that you may see." in said
    post(client, "stop", subject=world.process.public_id)
    assert "You follow nothing yet." in page(client)


def test_what_changed_is_told_until_it_was_looked_at(world):
    account = AccountFactory()
    client = client_of(account)
    follows(account, world.process.public_id)
    answer = client.get("/following/")
    assert "Ceasefire of Testland (Talks of Testland)" in text_of(answer)
    post(client, "seen", until=answer.context["until"])
    assert "Nothing changed that you may see." in page(client)
    # A moment to come is now: nothing is passed over that was not written yet.
    post(client, "seen", until=(timezone.now() + timedelta(days=9)).isoformat())
    assert followed(viewer_of(account))[0].seen_at <= timezone.now()
    for unread in ("", "2026-11-28T10:00", "soon"):
        assert post(client, "seen", until=unread).status_code == 400


def test_only_what_the_reader_may_see_now_is_told_and_the_rest_changes_no_byte(world):
    account = AdviserFactory()
    client = client_of(account)
    follows(account, world.process.public_id)
    hidden = PeaceProcessFactory(name="Quiet talks", level=Level.STRICT)
    before = text_of(client.get("/following/"))
    EventFactory(name="Secret round", process=world.process, level=Level.RESTRICTED)
    follows(account, hidden.public_id)
    EventFactory(name="Round of the quiet", process=hidden)
    assert text_of(client.get("/following/")) == before
    analyst = AnalystFactory()
    follows(analyst, world.process.public_id)
    assert "Secret round" in page(client_of(analyst))


def test_a_process_that_was_raised_is_followed_silently_until_it_comes_back(world):
    account = AdviserFactory()
    follows(account, world.process.public_id)
    PeaceProcess.objects.filter(pk=world.process.pk).update(level=Level.STRICT)
    assert "Talks of Testland" not in page(client_of(account))
    PeaceProcess.objects.filter(pk=world.process.pk).update(level=Level.PUBLIC)
    assert "Talks of Testland" in page(client_of(account))


def test_a_hidden_and_an_absent_subject_cannot_be_followed_alike(world):
    hidden = PeaceProcessFactory(level=Level.STRICT)
    client = client_of(AccountFactory())
    answers = [
        post(client, "follow", subject=subject)
        for subject in (hidden.public_id, "pro-aaaaaaaaaaaaa", "x", "")
    ]
    assert [answer.status_code for answer in answers] == [404] * 4
    assert not Follow.objects.exists()


def test_a_question_is_followed_with_its_number_now_and_then(world):
    account = AdviserFactory()
    client = client_of(account)
    question = questions_for(viewer_of(account))[0]
    assert f"Follow: {question.title}" in page(client, add=question.slug)
    post(client, "follow", subject=question.slug)
    said = page(client)
    assert str(question.title) in said and "at the end of" in said


def test_a_question_below_whose_floor_the_reader_is_cannot_be_followed(world):
    guarded = {q.slug for q in questions_for(Viewer(Level.STRICT))} - {q.slug for q in questions_for(PUBLIC)}
    client = client_of(AccountFactory())
    assert {post(client, "follow", subject=slug).status_code for slug in guarded} == {404}


def test_nobody_reads_or_writes_what_another_follows_even_by_sql(world):
    """The second wall: the web role sees its own rows alone, whatever it asks."""
    ana, ben = AccountFactory(), AnalystFactory()
    row = follows(ana, world.process.public_id)
    with viewing(viewer_of(ben)):
        assert list(Follow.objects.all()) == []
        assert Follow.objects.filter(pk=row.pk).update(subject="x") == 0
        assert Follow.objects.filter(pk=row.pk).delete()[0] == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            Follow.objects.create(account=ana, subject="y", seen_at=LONG_AGO)
    with viewing(PUBLIC):
        assert list(Follow.objects.all()) == []
    with viewing(viewer_of(ana)):
        assert list(Follow.objects.all()) == [row]
        with viewing(viewer_of(ben)):
            assert not Follow.objects.exists()
        assert Follow.objects.exists()


def test_the_wall_of_what_is_followed_is_compared_with_its_declaration():
    def faults():
        return [line for line in differences() if "core_follow" in line]

    assert faults() == []
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_follow DISABLE ROW LEVEL SECURITY")
        assert faults() == ["core_follow: row-level security is switched off"]
        cursor.execute("DROP POLICY core_follow_own ON core_follow")
        assert faults() == ["core_follow: policy core_follow_own is missing"]
        cursor.execute("CREATE POLICY core_follow_own ON core_follow USING (true)")
        cursor.execute("COMMENT ON POLICY core_follow_own ON core_follow IS 'another'")
        assert faults() == ["core_follow: policy core_follow_own differs from its declaration"]


def test_no_more_can_be_followed_than_can_be_read(world):
    account = AccountFactory()
    for number in range(MOST_FOLLOWED):
        follows(account, f"gone-{number}")
    assert post(client_of(account), "follow", subject=world.process.public_id).status_code == 400


def test_the_page_asks_the_database_as_often_for_many_as_for_few(world):
    account = AccountFactory()
    client = client_of(account)

    def queries():
        with CaptureQueriesContext(connection) as asked:
            client.get("/following/")
        return len(asked)

    follows(account, world.process.public_id)
    queries()
    few = queries()
    for _number in range(5):
        follows(account, PeaceProcessFactory().public_id)
        EventFactory(process=world.process)
    assert queries() == few
