"""The batch of an import or of a sheet: who entered what, from where, and each record that it wrote."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import islice

from django.db import connection
from django.db.models import Model

from peaceinfra.core.choices import Level
from peaceinfra.core.history import because
from peaceinfra.core.identity import new_id
from peaceinfra.core.models import Record, TeamGrant
from peaceinfra.core.visibility.acting import prove_acting
from peaceinfra.core.visibility.context import acting_account
from processes.choices import BatchAction, BatchKind, BatchState, Licence
from processes.models import Batch, BatchRow
from processes.services.bulk import is_walled, tell_planner

_THIS_TRANSACTION = "SELECT pg_current_xact_id()::text"
_NOTE_ROWS = """INSERT INTO processes_batchrow
    (id, batch_id, record_id, model, action, version_before, version_after)
  SELECT id, %(batch)s, key, model, action, before, after
  FROM unnest(%(ids)s::bigint[], %(keys)s::bigint[], %(models)s::text[], %(actions)s::text[], %(before)s::int[],
    %(after)s::int[]) r (id, key, model, action, before, after)"""
AT_ONCE = 5_000


@dataclass(frozen=True)
class BatchDetails:
    """What an import or a sheet says of itself.

    title    what is entered, in words: “UCDP Actor”, the name of a folder
    files    (name, SHA-256) of each file that was read
    scheme   the register it comes from, such as `ucdp`: what it said last is kept, and compared with what it says now
    scope    the part of that register, where parts are imported apart: what one does not name is not missing
    edition  as the register calls it: “22.1”
    source   the key of the Source that stands for it; the import may add that itself
    level    who is told where the records come from, and team, the key of one who alone is
    kind     whether files were read, or a sheet was filled
    """

    title: str
    files: tuple[tuple[str, str], ...] = ()
    scheme: str = ""
    scope: str = ""
    edition: str = ""
    source: int | None = None
    licence: str = Licence.NONE_KNOWN
    level: int = Level.RESTRICTED
    team: int | None = None
    kind: str = BatchKind.IMPORT


@dataclass(frozen=True, slots=True)
class WrittenRow:
    """A record as an import wrote it, from one version (None: a new record) to another."""

    model: type[Model]
    key: int
    action: BatchAction
    before: int | None = None
    after: int = 1


def write_batch(
    key: int,
    details: BatchDetails,
    rows: Iterable[WrittenRow],
    size: int,
    *,
    by,
    reason: str,
    teams: Iterable[int] = (),
) -> Batch:
    """Notes what was just written in this transaction, under a key that the history of its records names already.

    teams  the keys of the teams that were made for it
    """
    batch = Batch(
        pk=key,
        kind=details.kind,
        title=details.title[:200],
        source_id=details.source,
        scheme=details.scheme,
        scope=details.scope,
        edition=details.edition[:80],
        licence=details.licence,
        files=[{"name": name, "sha256": digest} for name, digest in details.files],
        account=by,
        reason=reason[:300],
        level=details.level,
        team_id=details.team,
        added_teams=sorted(teams),
        size=size,
        written_in=this_transaction(),
    )
    with because(by, reason):
        batch.save(force_insert=True)
    if is_walled(BatchRow):
        _note_rows(batch, rows)
    else:
        _copy_rows(batch, rows)
        tell_planner(BatchRow, size)
    return batch


def undone_teams() -> set[int]:
    """The keys of teams that only imports which were undone made, and that nobody and no live record has."""
    made = {state: set() for state in BatchState}
    for state, teams in Batch.objects.exclude(added_teams=[]).values_list("state", "added_teams"):
        made[state].update(teams)
    left = made[BatchState.UNDONE] - made[BatchState.WRITTEN]
    if not left:
        return left
    used = Record.objects.filter(retired=False, effective_teams__overlap=sorted(left))
    left -= {team for teams in used.values_list("effective_teams", flat=True) for team in teams}
    return left - set(TeamGrant.objects.filter(team__in=left).values_list("team", flat=True))


def versions_of(model: type[Model], keys: list[int]) -> dict[int, int]:
    """{key: version} as they are stored."""
    return dict(model._base_manager.filter(pk__among=keys).values_list("pk", "version"))


def retired_by_undoing(model: type[Model], retired: list[Model]) -> set[int]:
    """The keys of those that the undoing of an import retired, and nobody touched since: no person decided it."""
    undone = BatchRow.objects.filter(
        model=model_name(model), record__among=[record.pk for record in retired], version_undone__isnull=False
    )
    versions = set(undone.values_list("record", "version_undone"))
    return {record.pk for record in retired if (record.pk, record.version) in versions}


def this_transaction() -> str:
    """Its number, as rows say it that are written in it alone. The database is shown who acts in it."""
    with connection.cursor() as cursor:
        if (account := acting_account()) is not None:
            prove_acting(cursor, account)
        return cursor.execute(_THIS_TRANSACTION).fetchone()[0]


@cache
def model_name(model: type[Model]) -> str:
    """As rows of a batch name it."""
    return model._meta.concrete_model._meta.label_lower


def _copy_rows(batch, rows):
    """As `_note_rows`, where the database takes rows without showing them to a reader: half the work."""
    columns = "id, batch_id, record_id, model, action, version_before, version_after"
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(f"COPY processes_batchrow ({columns}) FROM STDIN") as copy,
    ):
        for portion in _portions(rows):
            copy.write("".join(_line(batch, row) for row in portion))


def _line(batch, row):
    before = "\\N" if row.before is None else row.before
    model, action = model_name(row.model), row.action.value
    return f"{new_id()}\t{batch.pk}\t{row.key}\t{model}\t{action}\t{before}\t{row.after}\n"


def _note_rows(batch, rows):
    with connection.cursor() as cursor:
        for portion in _portions(rows):
            values = {
                "batch": batch.pk,
                "ids": [new_id() for _row in portion],
                "keys": [row.key for row in portion],
                "models": [model_name(row.model) for row in portion],
                "actions": [str(row.action) for row in portion],
                "before": [row.before for row in portion],
                "after": [row.after for row in portion],
            }
            cursor.execute(_NOTE_ROWS, values)


def _portions(rows):
    rows = iter(rows)
    while portion := [*islice(rows, AT_ONCE)]:
        yield portion
