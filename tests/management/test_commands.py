"""Commands run by operators."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from peaceinfra.core.models import Account
from peaceinfra.core.visibility.inspection import differences
from peaceinfra.datasets.exporting import export_dataset
from processes.models import Actor, Batch
from tests.factories import AccountFactory, ActorFactory

pytestmark = pytest.mark.django_db


def printed(command, *args):
    out = StringIO()
    call_command(command, *args, stdout=out, stderr=out)
    return out.getvalue()


@pytest.fixture
def demonstration(settings):
    settings.DEMONSTRATION = True


def test_demo_accounts_are_refused_where_the_register_is_no_demonstration():
    with pytest.raises(CommandError, match="no demonstration"):
        printed("demo_accounts")
    assert not Account.objects.exists()


@pytest.mark.usefixtures("demonstration")
def test_demo_accounts_are_one_for_each_role_with_its_clearance(client):
    lines = [line.split() for line in printed("demo_accounts").splitlines()[1:]]
    assert [(name, clearance) for name, _password, _word, clearance in lines] == [
        ("reader", "0"),
        ("adviser", "2"),
        ("analyst", "3"),
        ("steward", "4"),
        ("security", "4"),
        ("administrator", "0"),
    ]
    assert all(client.login(username=name, password=password) for name, password, *_ in lines)
    assert not Account.objects.filter(is_staff=True, role="reader").exists()


@pytest.mark.usefixtures("demonstration")
def test_demo_accounts_given_again_get_new_passwords(client):
    first = printed("demo_accounts").splitlines()[1].split()
    second = printed("demo_accounts").splitlines()[1].split()
    assert first[0] == second[0] == "reader"
    assert not client.login(username="reader", password=first[1])
    assert client.login(username="reader", password=second[1])
    assert Account.objects.count() == 6


def test_check_walls_is_quiet_when_the_database_is_as_declared():
    assert printed("check_walls").endswith("tables are as declared.\n")


def test_check_walls_names_what_differs():
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE processes_role DISABLE ROW LEVEL SECURITY")
    with pytest.raises(CommandError, match="1 differences"):
        printed("check_walls")


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        (
            "GRANT UPDATE (clearance) ON core_account TO peaceinfra_web",
            "core_account: the web role may UPDATE (clearance)",
        ),
        ("GRANT SELECT ON core_account TO peaceinfra_web", "core_account: the web role may SELECT"),
        ("GRANT INSERT ON core_teamgrant TO PUBLIC", "core_teamgrant: the web role may INSERT"),
        (
            "REVOKE UPDATE ON core_account FROM peaceinfra_web; GRANT UPDATE (username, first_name, last_name, email)"
            " ON core_account TO peaceinfra_web",
            "core_account: the web role may not UPDATE (last_login)",
        ),
        (
            "GRANT EXECUTE ON FUNCTION core_account_apply TO peaceinfra_web",
            "function core_account_apply: the web role may execute it",
        ),
        ("DROP TRIGGER a_account_touched ON core_account", "core_account: trigger a_account_touched is missing"),
        (
            "CREATE OR REPLACE FUNCTION core_acting() RETURNS bigint LANGUAGE sql SECURITY DEFINER"
            " SET search_path = pg_catalog, public, pg_temp AS 'SELECT 1::bigint'",
            "function core_acting differs from its declaration",
        ),
        ("UPDATE core_actingkey SET key = 'another'", "core_actingkey: not the key of this SECRET_KEY"),
    ],
)  # fmt: skip
def test_check_walls_names_what_the_web_role_may_do_with_accounts_beyond_its_declaration(statement, words):
    with connection.cursor() as cursor:
        cursor.execute(statement)
    with pytest.raises(CommandError, match="1 differences"):
        printed("check_walls")
    assert words in differences()[0]


def test_the_first_security_officer_is_made_by_a_command(client):
    lines = printed("make_account", "mira", "--role", "security", "--clearance", "4").splitlines()
    assert lines[0] == "mira (security officer, clearance 4) was made."
    assert client.login(username="mira", password=lines[1].removeprefix("Password, shown only now: "))
    account = Account.objects.get()
    assert (account.role, account.clearance, account.is_staff) == ("security", 4, False)
    assert account.events.get().pgh_context == {"account": None, "reason": "manage.py make_account"}


def test_a_lost_password_is_set_by_the_stock_command(client, monkeypatch):
    account = AccountFactory()
    monkeypatch.setattr("getpass.getpass", lambda prompt: "seven tall lanterns")
    call_command("changepassword", account.username, stdout=StringIO())
    assert client.login(username=account.username, password="seven tall lanterns")
    account.refresh_from_db()
    assert account.password_set_at is None


def test_an_account_made_without_a_clearance_reads_public_records():
    printed("make_account", "mira", "--role", "reader")
    assert Account.objects.get().clearance == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["mira", "--role", "reader"], "There is an account “mira” already; nothing was changed."),
        (["omar", "--role", "administrator", "--clearance", "4"], "reads public records only"),
        (["two words", "--role", "reader"], "Enter a valid username."),
        (["omar", "--role", "king"], "invalid choice: 'king'"),
        (["omar", "--role", "reader", "--clearance", "9"], "invalid choice: 9"),
        (["omar"], "--role"),
    ],
)
def test_an_account_that_cannot_be_made_is_refused_in_words(arguments, message):
    printed("make_account", "mira", "--role", "reader")
    with pytest.raises(CommandError, match=message):
        printed("make_account", *arguments)
    assert Account.objects.count() == 1


def test_imports_are_listed_and_undone_by_their_ids(tmp_path):
    name_of = ActorFactory(name="Movement", level=0)
    export_dataset(tmp_path / "one", viewer=None)
    file = tmp_path / "one" / "actors.csv"
    file.write_text(file.read_text().replace("Movement", "الحركة"))
    call_command("import_dataset", tmp_path / "one")
    output = StringIO()
    call_command("batches", stdout=output)
    batch = Batch.objects.get()
    assert output.getvalue().split()[0] == batch.public_id
    assert output.getvalue().endswith("1 rows  one\n")
    for options, name, said in (
        (["--dry-run"], "الحركة", "processes.actor 0 retired 1 put back A dry run: nothing was written."),
        ([], "Movement", "processes.actor 0 retired 1 put back"),
    ):
        output = StringIO()
        call_command("batch_undo", batch.public_id, *options, stdout=output)
        name_of.refresh_from_db()
        assert (name_of.name, " ".join(output.getvalue().split())) == (name, said)
    for text, words in ((batch.public_id, "was undone already"), ("bat-0000000000001", "is no import")):
        with pytest.raises(CommandError, match=words):
            call_command("batch_undo", text)


def test_what_stands_in_the_way_of_undoing_is_named_by_its_id(tmp_path):
    actor = ActorFactory(name="Movement", level=0)
    export_dataset(tmp_path / "one", viewer=None)
    file = tmp_path / "one" / "actors.csv"
    file.write_text(file.read_text().replace("Movement", "Another"))
    call_command("import_dataset", tmp_path / "one", stdout=StringIO())
    Actor.objects.update(description="somebody wrote")
    errors = StringIO()
    with pytest.raises(CommandError, match="Nothing was undone"):
        call_command("batch_undo", Batch.objects.get().public_id, stderr=errors)
    assert errors.getvalue() == f"{actor.public_id} “Another” was changed since\n"
