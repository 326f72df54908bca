"""Two migrations of one database do not meet."""

import threading

import pytest
from django.db import connection

from peaceinfra.management.commands.migrate import MIGRATING, alone

pytestmark = pytest.mark.django_db


def test_a_second_one_says_that_it_waits_and_begins_when_the_first_ends():
    first, said = connection.copy(), []
    with first.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATING])
    ending = threading.Timer(0.3, first.connection.close)
    ending.start()
    with alone(connection, said.append):
        third = connection.copy()
        with third.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [MIGRATING])
            assert cursor.fetchone() == (False,)
        third.close()
    assert said == ["Another migrate is at work on this database: waiting until it ends …"]
    ending.join()


def test_alone_it_says_nothing_and_leaves_no_lock():
    said = []
    for _ in range(2):
        with alone(connection, said.append):
            pass
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [MIGRATING])
        assert cursor.fetchone() == (True,)
    other.close()
    assert said == []
