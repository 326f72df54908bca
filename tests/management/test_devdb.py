import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from tests.database.conftest import cluster  # noqa: F401 - a fixture

pytestmark = pytest.mark.skipif(
    "EMBEDDED_IN" not in settings.DATABASES["default"], reason="a database of your own is in use"
)


def said(capsys, *arguments):
    call_command("devdb", *arguments)
    return capsys.readouterr().out.splitlines()


@pytest.mark.slow
def test_devdb_shows_stops_and_deletes(cluster, monkeypatch, capsys):  # noqa: F811
    monkeypatch.setitem(connection.settings_dict, "EMBEDDED_IN", cluster.checkout)
    assert said(capsys, "status") == [f"Not running. Data: {cluster.data}"]
    cluster.ensure_running()
    assert said(capsys, "status")[0].endswith(f"is running. Data: {cluster.data}")
    assert said(capsys, "stop") == ["Stopped."]
    assert said(capsys, "stop") == ["Was not running."]
    monkeypatch.setattr("builtins.input", lambda question: "no")
    with pytest.raises(CommandError, match="Nothing was deleted"):
        call_command("devdb", "reset")
    assert cluster.data.exists()
    call_command("devdb", "reset", "--yes")
    assert not cluster.folder.exists()


def test_devdb_says_when_a_database_of_your_own_is_in_use(monkeypatch):
    monkeypatch.delitem(connection.settings_dict, "EMBEDDED_IN")
    with pytest.raises(CommandError, match="no embedded server is in use"):
        call_command("devdb", "status")
