"""Undoing a batch as a whole: what it added is retired, what it changed is put back, or nothing is written."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Model
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peaceinfra.core.errors import NotAllowed
from peaceinfra.core.history import because
from peaceinfra.core.models import Record
from peaceinfra.core.roles import may
from peaceinfra.core.visibility import visibility_of
from peaceinfra.core.visibility.locks import lock_markings, lock_rows
from processes.choices import BatchAction, BatchKind, BatchState
from processes.models import Batch, BatchRow, LogRow, MergeItem, Upstream
from processes.services import rules
from processes.services.batches import model_name, this_transaction
from processes.services.bulk import Refused, write_records
from processes.services.bulk_faults import RecordFault, faults_in
from processes.services.effects import models_of_register
from processes.services.records import KEPT, changed_fields, check_may_edit
from processes.services.relative_dates import follow_dates

AT_ONCE = 5_000
#: What a change that is put back brings back, or retires again.
_PUT_BACK = (BatchAction.CHANGED, BatchAction.RESTORED)


class Obstacle(NamedTuple):
    """A record that stands in the way, and why."""

    model: type[Model]
    key: int
    why: str


class NotUndone(Exception):
    """Nothing was written. `words` speaks of the batch as a whole, `obstacles` of single records."""

    def __init__(self, words: str = "", obstacles: list[Obstacle] = ()):
        self.words, self.obstacles = words, list(obstacles)
        super().__init__(words)


class _NotWritten(Exception):
    """Ends a dry run."""


def undo_batch(batch: Batch, *, by, reason: str, dry_run: bool = False) -> dict[str, Counter]:
    """Undoes a batch; returns {model, as its rows name it: Counter of "retired" and "put back"}.

    Raises NotAllowed, ValidationError (no reason), NotUndone. A dry run tries it and takes it back.
    """
    if by is not None and not may_undo(by, batch):
        raise NotAllowed
    check_may_edit(by, reason)
    try:
        with transaction.atomic():
            done = _undo(batch, by, reason)
            if dry_run:
                raise _NotWritten
    except _NotWritten:
        pass
    return done


def may_undo(account, batch: Batch) -> bool:
    """Stewards undo any; who filled a sheet undoes that one, as they may retire and put back each row of it."""
    is_own = batch.kind == BatchKind.SHEET and batch.account_id == account.pk
    return may(account, "undo_imports") or (is_own and may(account, "edit"))


def hindrance(batch: Batch) -> str:
    """Why this batch cannot be undone at all, in words; "" where only single records may stand in the way."""
    if batch.state == BatchState.UNDONE:
        return _("It was undone already.")
    if batch.state != BatchState.WRITTEN:
        return _("It wrote nothing that could be undone.")
    hidden = batch.size - BatchRow.objects.filter(batch=batch).count()
    if hidden > 0:
        words = ngettext(
            "You may not see %(number)s record of it: somebody who may see all of it has to undo it.",
            "You may not see %(number)s records of it: somebody who may see all of it has to undo it.",
            hidden,
        )
        return words % {"number": hidden}
    later = Batch.objects.filter(
        scheme=batch.scheme, scope=batch.scope, state=BatchState.WRITTEN, made_at__gt=batch.made_at
    )
    if batch.scheme and (newest := later.order_by("-made_at").first()):
        return _("A later edition was imported from the same source: undo “%(later)s” first.") % {
            "later": newest
        }
    return ""


def obstacles_of(batch: Batch) -> list[Obstacle]:
    """The records that were worked on since: written again, or that somebody hung on what the import added."""
    return [*_written_since(batch), *_hung_since(batch)]


def _undo(batch, by, reason):
    lock_markings(alone=True)
    batch = Batch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if words := hindrance(batch):
        raise NotUndone(words)
    keys = _keys_by_model(batch)
    lock_rows([(model, key) for model, found in keys.items() for key in found])
    if obstacles := obstacles_of(batch):
        raise NotUndone(_words_of_obstacles(), obstacles)
    batch.state, batch.undone_by, batch.undone_at, batch.undo_reason = (
        BatchState.UNDONE,
        by,
        Now(),
        reason[:300],
    )
    batch.undone_in = this_transaction()
    why = _("undoing of “%(batch)s”: %(reason)s") % {"batch": batch, "reason": reason}
    with because(by, why[:300]):
        batch.save(update_fields=["state", "undone_by", "undone_at", "undone_in", "undo_reason"])
        for model in keys:
            _note_versions(batch, model)
        done = {model_name(model): Counter(retired=_retire_added(batch, model)) for model in keys}
        put_back = list(_put_back(batch, keys))
        try:
            _check(batch, put_back)
            write_records([], put_back, by=by, reason=why[:300])
        except Refused as error:
            raise NotUndone(
                _words_of_obstacles(),
                [Obstacle(type(fault.record), fault.record.pk, fault.message) for fault in error.faults],
            ) from None
        follow_dates(put_back)
    for record in put_back:
        done[model_name(type(record))]["put back"] += 1
    Upstream.objects.filter(batch_key=batch.pk).update(undone=True)
    return done


def _words_of_obstacles():
    return _("Somebody worked on records of it since. Nothing was undone.")


def _keys_by_model(batch) -> dict[type[Model], list[int]]:
    found = defaultdict(list)
    for name, key in BatchRow.objects.filter(batch=batch).order_by("record").values_list("model", "record"):
        found[apps.get_model(name)].append(key)
    return found


# --- what stands in the way ---

_CHANGED_SINCE = """SELECT r.record_id, r.version_after, t.retired FROM processes_batchrow r
  JOIN {table} t ON t.{key} = r.record_id
  WHERE r.batch_id = %(batch)s AND r.model = %(model)s AND t.version <> r.version_after
    AND NOT (t.retired AND r.action = 'added') ORDER BY r.record_id"""


def _written_since(batch) -> Iterator[Obstacle]:
    """Records in another version than the import left them. One that it added and a person retired is gone anyway."""
    names = BatchRow.objects.filter(batch=batch).order_by("model").values_list("model", flat=True).distinct()
    for name in names:
        model = apps.get_model(name)
        statement = _CHANGED_SINCE.format(table=model._meta.db_table, key=model._meta.pk.column)
        with connection.cursor() as cursor:
            rows = cursor.execute(statement, {"batch": batch.pk, "model": name}).fetchall()
        changed = [key for key, _version, _retired in rows]
        later, merged = _later_imports(batch, name, changed), _merged(changed)
        as_left = _as_left(model, {key: left for key, left, _retired in rows if key not in later})
        for key, _version, is_retired in rows:
            if key in as_left:
                continue
            if key in later:
                why = _("was changed since by “%(batch)s”") % {"batch": later[key]}
            elif key in merged:
                why = _("was moved by a merge since: undo the merge first")
            else:
                why = _("was retired since") if is_retired else _("was changed since")
            yield Obstacle(model, key, why)


def _later_imports(batch, name, keys) -> dict[int, str]:
    rows = BatchRow.objects.filter(model=name, record__in=keys, batch__made_at__gt=batch.made_at)
    rows = rows.filter(batch__state=BatchState.WRITTEN).select_related("batch").order_by("batch__made_at")
    return {row.record_id: str(row.batch) for row in rows}


def _as_left(model, left: dict[int, int]) -> set[int]:
    """Those that say again what they said in the version that the batch left, such as after an undone merge."""
    found = set()
    for portion in _portions(sorted(left)):
        versions = _versions(model, {key: left[key] for key in portion})
        for key, record in model._base_manager.in_bulk([*versions]).items():
            is_alike = versions[key].retired == record.retired and not changed_fields(versions[key], record)
            found |= {key} if is_alike else set()
    return found


def _merged(keys) -> set[int]:
    """Those that a merge of two records moved, and that was not undone."""
    items = MergeItem.objects.filter(row__in=keys, merge__retired=False)
    return set(items.values_list("row", flat=True))


_HUNG = """SELECT '{label}', m.{key} FROM {table} m JOIN processes_batchrow r ON r.record_id = m.{column}
  WHERE r.batch_id = %(batch)s AND r.action = 'added' AND {pointed_at} AND NOT m.retired
    AND NOT EXISTS (SELECT 1 FROM processes_batchrow x
      WHERE x.batch_id = %(batch)s AND x.record_id = m.{key} AND x.model = '{label}')"""


def _hung_since(batch) -> Iterator[Obstacle]:
    statement = "\nUNION\n".join(_hanging_statements()) + "\nORDER BY 1, 2"
    with connection.cursor() as cursor:
        rows = cursor.execute(statement, {"batch": batch.pk}).fetchall()
    for name, key in rows:
        yield Obstacle(apps.get_model(name), key, _("was added since to what it added"))


def _hanging_statements() -> Iterator[str]:
    """One for each reference to a record: rows that are not of the batch and point at what it added."""
    models = models_of_register()
    addressable = ", ".join(f"'{model_name(model)}'" for model in models if visibility_of(model).kind)
    for model in models:
        for field in model._meta.concrete_fields:
            if not field.is_relation or not (rule := visibility_of(field.related_model)):
                continue
            of_any = field.related_model is Record
            pointed_at = f"IN ({addressable})" if of_any else f"= '{model_name(field.related_model)}'"
            if rule.stored and not of_any:
                continue
            yield _HUNG.format(
                label=model_name(model),
                key=model._meta.pk.column,
                table=model._meta.db_table,
                column=field.column,
                pointed_at=f"r.model {pointed_at}",
            )


# --- what is done ---


def _retire_added(batch, model) -> int:
    """Those that are not retired already. By one statement: the triggers keep the history of each."""
    added = BatchRow.objects.filter(batch=batch, model=model_name(model), action=BatchAction.ADDED)
    rows = model._base_manager.filter(pk__in=added.values("record"), retired=False)
    return rows.order_by().update(retired=True)


def _put_back(batch, keys) -> Iterator[Model]:
    """Changed records with the values from before, by their history."""
    for model in keys:
        rows = BatchRow.objects.filter(batch=batch, model=model_name(model), action__in=_PUT_BACK)
        before = dict(rows.values_list("record", "version_before"))
        for portion in _portions(sorted(before)):
            versions = _versions(model, {key: before[key] for key in portion})
            for key, record in model._base_manager.in_bulk(portion).items():
                if key not in versions:
                    raise NotUndone(
                        _("You may not see what a record was before: somebody who may has to undo it.")
                    )
                _take(record, versions[key])
                yield record


def _versions(model, wanted: dict[int, int]) -> dict[int, Model]:
    """{key: the row of history of that version}; the last one, where its marking moved meanwhile."""
    events = model._meta.get_field("events").related_model
    rows = events.objects.filter(pgh_obj__in=wanted, version__in={*wanted.values()}).order_by("pgh_id")
    return {row.pgh_obj_id: row for row in rows if row.version == wanted[row.pgh_obj_id]}


def _take(record, version):
    for field in record._meta.concrete_fields:
        if not field.primary_key and (field.name not in KEPT or field.name == "retired"):
            setattr(record, field.attname, getattr(version, field.attname))


def _check(batch, put_back):
    """The rules of the records as they are again, and of the logs that lost rows."""
    faults = list(faults_in([record for record in put_back if not record.retired], rested={}))
    names = BatchRow.objects.filter(batch=batch).values_list("model", flat=True).distinct()
    for model in map(apps.get_model, names):
        if issubclass(model, LogRow):
            faults += _log_faults(batch, model)
    if faults:
        raise Refused(faults)


def _log_faults(batch, model) -> Iterator[RecordFault]:
    owner = rules.owner_field(model).attname
    rows = BatchRow.objects.filter(batch=batch, model=model_name(model), action=BatchAction.ADDED)
    owners = model._base_manager.filter(pk__in=rows.values("record")).values(owner)
    logs = defaultdict(list)
    for row in model._base_manager.filter(**{f"{owner}__in": owners}, retired=False):
        logs[getattr(row, owner)].append(row)
    for log in logs.values():
        yield from _faults_of_log(model, log)


def _faults_of_log(model, log):
    try:
        rules.check_log(model, log, are_stored=True)
    except ValidationError as error:
        yield RecordFault(log[-1], "", " ".join(error.messages))


_NOTE = """UPDATE processes_batchrow r SET version_undone = t.version + 1 FROM {table} t
  WHERE t.{key} = r.record_id AND r.batch_id = %s AND r.model = %s AND r.action <> 'changed' AND NOT t.retired"""


def _note_versions(batch, model):
    """In which version the undoing leaves what it retires: while it is so, no person retired it."""
    with connection.cursor() as cursor:
        statement = _NOTE.format(table=model._meta.db_table, key=model._meta.pk.column)
        cursor.execute(statement, [batch.pk, model_name(model)])


def _portions(keys):
    return (keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE))
