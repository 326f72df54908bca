"""Commands run by operators."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from peaceinfra.core.models import Account

pytestmark = pytest.mark.django_db


def printed(command, *args):
    out = StringIO()
    call_command(command, *args, stdout=out, stderr=out)
    return out.getvalue()


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
