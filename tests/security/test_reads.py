"""The log of readings: what is noted, in one statement, by whom it can be read, and that nothing is shown without."""

from datetime import timedelta

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from peaceinfra.core.models import ReadEntry
from peaceinfra.core.visibility import Viewer, viewing
from peaceinfra.core.visibility.acting import prove_acting
from peaceinfra.core.visibility.inspection import differences
from tests import factories as make
from tests.core.walls.test_web_login import web_connection
from tests.test_non_interference import answers
from tests.tokens import make_token, officer
from tests.two_worlds import IDS, build_guarded_twice, build_public

pytestmark = pytest.mark.django_db


def reader(clearance=2, **columns):
    client = Client()
    account = make.AdviserFactory(clearance=clearance, **columns)
    client.force_login(account)
    return client, account


def entries():
    rows = ReadEntry.objects.order_by("kind", "subject")
    return [(row.kind, row.subject, row.level) for row in rows]


def test_a_list_of_targets_is_noted_with_who_and_the_day_and_nothing_of_what_was_asked():
    client, account = reader()
    address = "/questions/who-hangs-on-one/?country=LK&as_of=2005-01-01"
    assert client.get(address).status_code == 200
    [entry] = ReadEntry.objects.all()
    assert (entry.day, entry.account, entry.by, entry.token) == (timezone.localdate(), account, "session", "")
    assert entries() == [("question", "who-hangs-on-one", None)]
    assert {field.name for field in ReadEntry._meta.fields} == {
        "id", "day", "account", "by", "token", "kind", "subject", "level",
    }  # fmt: skip


def test_each_way_to_a_list_of_targets_is_noted_and_what_has_no_floor_is_not():
    process = make.PeaceProcessFactory()
    client, _account = reader()
    own = f"/processes/{process.public_id}/"
    api = f"/api/v1/processes/{process.public_id}/"
    noted = [own, f"{own}evidence/", f"{own}brief/", f"{own}brief.docx", f"{own}paths/", f"{own}difference/",
             f"{own}difference/csv/", f"{api}difference/?from=2001-01-01&to=2002-01-01",
             f"{api}network/", f"{api}network/gexf/", f"{api}network/graphml/", f"{api}network/kumu/",
             "/api/v1/reach/", "/api/v1/reach/csv/",
             "/questions/who-hangs-on-one/csv/", "/api/v1/questions/who-hangs-on-one/"]  # fmt: skip
    for number, address in enumerate(noted, 1):
        response = client.get(address)
        assert response.status_code == 200, address
        response.getvalue()
        assert ReadEntry.objects.count() == number, address
    for address in (
        f"{own}time/",
        f"{own}bodies/",
        "/",
        "/questions/",
        "/linkages/",
        "/questions/parity/",
        api,
    ):
        assert client.get(address).status_code == 200
    assert ReadEntry.objects.count() == len(noted)


def test_who_is_below_the_floor_is_told_nothing_of_it_and_nothing_is_noted():
    process = make.PeaceProcessFactory()
    for address in (f"/processes/{process.public_id}/", f"/api/v1/processes/{process.public_id}/network/"):
        assert Client().get(address).status_code == 200
    assert Client().get("/questions/who-hangs-on-one/").status_code == 404
    assert entries() == []


def test_who_is_cleared_for_restricted_records_is_noted_with_the_level_of_the_record():
    guarded, public = make.ActorFactory(level=3), make.ActorFactory()
    client, _account = reader(3)
    for actor in (guarded, public):
        assert client.get(f"/api/v1/actors/{actor.public_id}/").status_code == 200
    assert client.get("/linkages/?q=secret").status_code == 200
    assert client.get("/glossary/").status_code == 200
    assert client.get("/actors/act-0000000000001/").status_code == 404
    of_records = [("api:actor-detail", guarded.public_id, 3), ("api:actor-detail", public.public_id, 0)]
    assert entries() == [*sorted(of_records), ("linkages_list", "", None)]


def test_no_answer_that_tells_a_record_is_left_out_of_the_log_by_what_cannot_be_read_in_its_address():
    """A page that says that its day is none (400) still shows the record."""
    guarded, process = make.ActorFactory(level=3, name="Guarded"), make.PeaceProcessFactory(level=3)
    agreement = make.AgreementFactory(process=process)
    client, _account = reader(3)
    own = f"/processes/{process.public_id}/"
    pages = [f"/actors/{guarded.public_id}/", f"/records/{guarded.public_id}/history/", "/search/", own, f"{own}brief/",
             f"{own}paths/", f"{own}difference/", "/compare/", "/", "/questions/who-hangs-on-one/", "/linkages/",
             "/processes/", "/agreements/", f"/agreements/{agreement.public_id}/"]  # fmt: skip
    unnoted = set()
    for page in pages:
        before = ReadEntry.objects.count()
        response = client.get(f"{page}?as_of=zz&q=Guarded")
        if ReadEntry.objects.count() == before:
            unnoted.add((page, response.status_code))
    assert unnoted == set()
    assert client.get(f"/actors/{guarded.public_id}/?recorded=zz").status_code == 400
    assert client.get("/linkages/?kind=zz").status_code == 400
    assert ReadEntry.objects.count() == len(pages) + 2


def test_a_screen_of_the_admin_is_noted_with_its_record():
    actor = make.ActorFactory(level=3)
    client = Client()
    client.force_login(make.StewardFactory(clearance=3))
    assert client.get(f"/admin/processes/actor/{actor.pk}/change/").status_code == 200
    assert entries() == [("admin:processes_actor_change", actor.public_id, 3)]


def test_one_statement_writes_what_a_request_is_noted_with():
    client, _account = reader(3)
    process = make.PeaceProcessFactory()
    client.get("/")
    with CaptureQueriesContext(connection) as queries:
        client.get(f"/processes/{process.public_id}/")
    assert sum("core_readentry" in query["sql"] for query in queries) == 1


@pytest.mark.django_db(transaction=True)
def test_a_page_that_only_reads_is_noted_after_it_was_made():
    process = make.PeaceProcessFactory()
    client, _account = reader()
    assert client.get(f"/processes/{process.public_id}/paths/").status_code == 200
    assert entries() == [("process_paths", process.public_id, 0)]


@pytest.mark.django_db(transaction=True)
def test_who_reads_the_answer_to_a_write_that_was_taken_back_is_noted():
    client = Client()
    client.force_login(make.StewardFactory())
    sent = {"action": "edit_several", "_selected_action": ["no number"]}
    assert client.post("/admin/processes/actor/", sent).status_code == 400
    assert entries() == [("admin:processes_actor_changelist", "", None)]


def test_what_cannot_be_noted_is_not_shown():
    process = make.PeaceProcessFactory(name="Talks of the lake")
    client, _account = reader()
    with connection.cursor() as cursor:
        cursor.execute("REVOKE INSERT ON core_readentry FROM peaceinfra_web")
    page = client.get(f"/processes/{process.public_id}/")
    assert page.status_code == 503 and b"Talks of the lake" not in page.content
    assert b"Nothing is shown without it." in page.content
    data = client.get(f"/api/v1/processes/{process.public_id}/network/")
    assert data.status_code == 503 and list(data.json()) == ["errors"]
    assert client.get(f"/processes/{process.public_id}/time/").status_code == 200
    assert Client().get(f"/processes/{process.public_id}/").status_code == 200


@pytest.mark.slow
def test_the_same_reading_in_two_worlds_writes_the_same():
    register = build_public()
    client, _account = reader()
    paths = ["/processes/{pro}/", "/processes/{hidden_pro}/", "/questions/who-hangs-on-one/", "/communities/{com}/",
             "/actors/{act}/", "/actors/{party}/", "/api/v1/reach/", "/api/v1/processes/{pro}/network/",
             "/linkages/{hidden_lnk}/"]  # fmt: skip
    answers(client, paths)
    ReadEntry.objects.all().delete()
    answers(client, paths)
    without = entries()
    build_guarded_twice(register)
    ReadEntry.objects.all().delete()
    answers(client, paths)
    assert without and entries() == without
    assert not any(
        IDS["hidden_pro"] in subject or IDS["hidden_lnk"] in subject for _kind, subject, _level in without
    )


def seen_by(account, proven=True):
    with viewing(Viewer(account.clearance, account=account.pk)), connection.cursor() as cursor:
        if proven:
            prove_acting(cursor, account.pk)
        return ReadEntry.objects.count()


def test_the_database_shows_the_log_to_who_is_proven_to_be_a_security_officer():
    client, account = reader()
    client.get("/questions/who-hangs-on-one/")
    guard, administrator = officer(), make.AccountFactory(role="administrator")
    # A proof holds until the transaction ends, which here is the test.
    assert [seen_by(guard, proven=False), seen_by(account), seen_by(administrator)] == [0, 0, 0]
    assert seen_by(guard) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "statement", ["UPDATE core_readentry SET subject = ''", "DELETE FROM core_readentry"]
)
def test_the_web_login_changes_and_deletes_no_entry(statement):
    with web_connection() as web, pytest.raises(psycopg.errors.InsufficientPrivilege):
        web.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_the_web_login_adds_entries_in_no_other_name():
    account, other = make.AdviserFactory(), make.AdviserFactory()
    add = """INSERT INTO core_readentry (id, day, account_id, by, token, kind, subject)
        VALUES (%s, current_date, %s, 'session', '', 'question', 'x')"""
    with web_connection() as web:
        web.execute("SELECT set_config('peaceinfra.account', %s, true)", [str(account.pk)])
        web.execute(add, [1, account.pk])
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            web.execute(add, [2, other.pk])


def test_a_policy_that_is_not_as_declared_is_found():
    assert differences() == []
    with connection.cursor() as cursor:
        cursor.execute("DROP POLICY core_readentry_log_read ON core_readentry")
    assert differences() == ["core_readentry: policy core_readentry_log_read is missing"]


def test_the_officer_reads_it_on_a_screen_with_filters_and_nobody_else_does():
    client, account = reader(username="mira")
    client.get("/questions/who-hangs-on-one/")
    desk = Client()
    desk.force_login(officer())
    page = desk.get("/admin/core/readentry/?q=mira&of=questions").content.decode()
    assert "who-hangs-on-one" in page and "mira" in page
    assert "who-hangs-on-one" not in desk.get("/admin/core/readentry/?of=ways").content.decode()
    for factory in (make.AnalystFactory, make.StewardFactory):
        other = Client()
        other.force_login(factory())
        assert other.get("/admin/core/readentry/").status_code == 403


def test_the_screen_asks_as_many_questions_for_many_entries_as_for_one():
    desk = Client()
    desk.force_login(officer())

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert desk.get("/admin/core/readentry/").status_code == 200
        return len(queries)

    reader()[0].get("/questions/who-hangs-on-one/")
    cost()
    few = cost()
    for _ in range(4):
        reader()[0].get("/questions/who-hangs-on-one/")
    assert cost() == few


def test_what_is_older_than_it_is_to_be_kept_is_taken_out(settings, capsys):
    settings.READ_LOG_DAYS = 30
    account = make.AdviserFactory()
    for days in (29, 31):
        day = timezone.localdate() - timedelta(days=days)
        ReadEntry.objects.create(day=day, account=account, by="session", kind="question", subject=str(days))
    call_command("forget_reads")
    assert entries() == [("question", "29", None)]
    assert "1 entries" in capsys.readouterr().out


def test_what_a_token_reads_is_noted_with_the_token():
    process = make.PeaceProcessFactory()
    token, text = make_token(officer(), level=2)
    headers = {"Authorization": f"Bearer {text}"}
    assert Client().get(f"/api/v1/processes/{process.public_id}/network/", headers=headers).status_code == 200
    [entry] = ReadEntry.objects.all()
    assert (entry.by, entry.token, entry.account) == ("token", token.key_id, None)
    assert (entry.kind, entry.subject) == ("api:process-network", process.public_id)
