import socket
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from peaceinfra.management.commands.start import Command, is_behind


def test_a_taken_port_is_refused_with_the_variable_to_set():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match="make run PORT=8001"):
            Command().refuse_taken("127.0.0.1", port)
    Command().refuse_taken("127.0.0.1", port)


def test_a_port_that_is_no_number_is_refused():
    with pytest.raises(CommandError, match="Cannot serve on 127.0.0.1:http"):
        Command().refuse_taken("127.0.0.1", "http")


@pytest.mark.django_db
def test_a_migrated_database_is_not_behind():
    assert is_behind() is False


@pytest.mark.django_db
def test_a_database_may_be_prepared_again(capsys):
    call_command("prepare_database")
    assert "role, logins and extensions are there" in capsys.readouterr().out


def test_nobody_is_made_superuser():
    command = [sys.executable, "manage.py", "createsuperuser"]
    done = subprocess.run(command, cwd=settings.CHECKOUT, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Nobody is a superuser here")


@pytest.mark.django_db
def test_the_first_start_loads_the_fixtures_and_makes_accounts_and_the_second_only_serves(capsys, settings):
    settings.DEMONSTRATION = True
    Command().set_up()
    first = [line for line in capsys.readouterr().out.splitlines() if line.startswith("·")]
    Command().set_up()
    second = [line for line in capsys.readouterr().out.splitlines() if line.startswith("·")]
    assert [line.partition(" (")[0] for line in first[1:]] == [
        "· Loading fixtures/",
        "· Making demonstration accounts",
    ]
    assert second == first[:1]
