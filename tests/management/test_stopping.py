"""A command that is stopped while it writes."""

import os
import signal
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from processes.models import Actor
from tests.datasets.conftest import A, B, actor, fill

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_import_that_is_stopped_while_it_writes_has_written_nothing_and_says_so(tmp_path, number):
    fill(tmp_path, "actors", actor(A, "One"), actor(B, "Two"))
    before, written = signal.getsignal(number), []

    def stop_after_the_rows(execute, sql, params, many, context):
        # The new rows are copied in, and what is relative to others is followed.
        if "peaceinfra.redated" in sql and not written:
            written.append(Actor.objects.count())
            os.kill(os.getpid(), number)
        return execute(sql, params, many, context)

    with (
        pytest.raises(CommandError, match="Stopped. Nothing was written."),
        connection.execute_wrapper(stop_after_the_rows),
    ):
        call_command("import_dataset", tmp_path, stdout=StringIO(), stderr=StringIO())
    assert written == [2]
    assert not Actor.objects.exists()
    assert signal.getsignal(number) is before
