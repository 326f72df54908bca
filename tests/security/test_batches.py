"""What an import is said to have written is seen by who may see it, and cannot be forged by the login that serves."""

import psycopg
import pytest

from peaceinfra.core.visibility import PUBLIC, Viewer, viewing
from peaceinfra.datasets.folders import read_folder
from peaceinfra.datasets.importing import import_rows
from processes.models import Actor, Batch, BatchRow, MissingUpstream, Upstream
from processes.services import BatchDetails
from tests.core.walls.test_web_login import as_viewer, web  # noqa: F401 - a fixture
from tests.datasets.conftest import A, B, actor, fill
from tests.factories import AccountFactory, TeamFactory

transactional = pytest.mark.django_db(transaction=True)

BATCH = (
    "INSERT INTO processes_batch (id, title, scheme, scope, edition, licence, files, reason, state, size, undo_reason,"
    " written_in, undone_in, level, account_id, version, retired, effective_level, effective_teams) VALUES (7, 'UCDP',"
    " '', '', '', 'cc_by', '[]', 'forged', 'written', 1, '', pg_current_xact_id()::text, '', 0, {account}, 1, false, 0,"
    " '{{}}')"
)
ROW = (
    "INSERT INTO processes_batchrow (id, batch_id, record_id, model, action, version_after)"
    " VALUES (8, {batch}, 2, 'processes.actor', 'added', 1)"
)


def imported(folder, *rows, level=0, edition="1"):
    fill(folder, "actors", *rows)
    batch = BatchDetails("Register", scheme="reg", edition=edition, level=level)
    return import_rows(
        lambda: read_folder(folder, lambda words: None), by=None, reason="a test", batch=batch
    ).batch


@pytest.fixture
def batch(tmp_path):
    return imported(tmp_path, actor(A, "Open"), actor(B, "Other"))


FORGED = [
    "UPDATE processes_batch SET title = 'UCDP'",
    "UPDATE processes_batch SET account_id = NULL",
    "UPDATE processes_batch SET state = 'undone', undone_by_id = {account}, undone_in = pg_current_xact_id()::text",
    "DELETE FROM processes_batch",
    "DELETE FROM processes_batchrow",
    "UPDATE processes_batchrow SET version_after = 9",
    # It is not the transaction that undoes the batch.
    "UPDATE processes_batchrow SET version_undone = 5",
    "UPDATE processes_upstream SET cells = '{{}}'",
    "DELETE FROM processes_upstream",
    BATCH,
    BATCH.replace("{account}", "NULL"),
    ROW.replace("{batch}", "{key}"),
    "INSERT INTO processes_batchevent SELECT * FROM processes_batchevent",
]


@transactional
def test_the_web_login_forges_no_import(web, batch):  # noqa: F811
    account = AccountFactory(role="steward", clearance=4)
    for statement in FORGED:
        as_viewer(web, "4")
        # Who is only named is not who acts.
        web.execute("SELECT set_config('peaceinfra.account', %s, true)", [str(account.pk)])
        web.execute("SELECT set_config('peaceinfra.acting', %s, true)", [f"{account.pk}:{'0' * 64}"])
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            web.execute(statement.format(account=account.pk, key=batch.pk))
        web.rollback()


pytestmark = pytest.mark.django_db


def seen(viewer):
    """The keys of records that are told by rows of imports, by both walls, which agree."""
    by_rule = {
        model: set(model.objects.visible_to(viewer).values_list("record", flat=True))
        for model in (BatchRow, Upstream, MissingUpstream)
    }
    with viewing(viewer):
        by_policy = {model: set(model.objects.values_list("record", flat=True)) for model in by_rule}
    assert by_rule == by_policy
    return by_rule


def test_a_row_is_seen_by_who_sees_its_batch_and_its_record(tmp_path):
    team = TeamFactory()
    imported(tmp_path, actor(A, "Open"), actor(B, "Secret", level="3"))
    imported(tmp_path, actor(A, "Open"), edition="2", level=2)
    assert seen(PUBLIC) == {BatchRow: {1}, Upstream: {1}, MissingUpstream: set()}
    assert seen(Viewer(2)) == {BatchRow: {1}, Upstream: {1}, MissingUpstream: set()}
    assert seen(Viewer(3)) == {BatchRow: {1, 2}, Upstream: {1, 2}, MissingUpstream: {2}}
    Batch.objects.filter(edition="1").update(team=team)
    assert seen(Viewer(3))[BatchRow] == set()
    assert seen(Viewer(3, frozenset({team.pk})))[BatchRow] == {1, 2}


def test_what_was_guarded_when_a_source_said_it_is_not_told_when_the_record_no_longer_is(tmp_path):
    imported(tmp_path, actor(A, "The true name", level="3"))
    Actor.objects.update(name="A cover name", level=0)
    assert seen(PUBLIC) == {BatchRow: {1}, Upstream: set(), MissingUpstream: set()}
    assert seen(Viewer(3))[Upstream] == {1}
