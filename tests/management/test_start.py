import os
import socket
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import call_command

from peaceinfra.management.commands.bring_up import Command, is_behind
from peaceinfra.management.starting import refuse_taken


def test_a_taken_port_is_refused_with_the_variable_to_set():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SystemExit, match="make run PORT=8001"):
            refuse_taken("127.0.0.1", port)
    refuse_taken("127.0.0.1", port)


def test_a_port_that_is_no_number_is_refused():
    with pytest.raises(SystemExit, match="Cannot serve on 127.0.0.1:http"):
        refuse_taken("127.0.0.1", "http")


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


@pytest.mark.slow
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


@pytest.mark.slow
@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("postgres://nobody@127.0.0.1:1/none", "connection to server at"),
        ("mysql://nobody@127.0.0.1/none", "The settings need mending"),
    ],
    ids=["no server", "another database"],
)
def test_what_cannot_be_brought_up_is_not_served_and_is_said_once(address, words):
    environ = {**os.environ, "DATABASE_URL": address, "PORT": "0"}
    for name in ("DATABASE_OWNER_URL", "DJANGO_SETTINGS_MODULE"):
        environ.pop(name, None)
    done = subprocess.run(
        [sys.executable, "manage.py", "start"],
        cwd=settings.CHECKOUT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    assert (done.returncode, done.stdout.count(words)) == (1, 1), done.stdout
    assert "Serving" not in done.stdout
