"""A read sheet is tried, and shown as it would be; or written: all of it or nothing."""

import hashlib
from collections import Counter, defaultdict
from copy import copy
from dataclasses import dataclass, field
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from peaceinfra.admin.sheets.kinds import SheetKind
from peaceinfra.admin.sheets.reading import ReadSheet
from peaceinfra.core.choices import Level
from peaceinfra.core.errors import Stale
from peaceinfra.core.models import Record, Team
from peaceinfra.core.screens.finding import screen_of
from peaceinfra.core.screens.wording import Wording, label_references
from peaceinfra.core.visibility import visibility_of
from peaceinfra.datasets import tables
from peaceinfra.proposals.reading import Item
from peaceinfra.proposals.writing import changes_of, note_broken_rules, note_error, parents_first
from processes.admin.entering import reason_from
from processes.choices import BatchKind
from processes.models import Batch, Claim, Source
from processes.services import BatchDetails, RowsRefused, enter_changes
from processes.services.records import changed_fields


class FieldChange(NamedTuple):
    """One field of a record that there is; `is_proposed` where a steward had decided about it."""

    label: str
    was: str
    becomes: str
    is_proposed: bool


@dataclass
class RecordWords:
    """What is saved of one row. `url`: the screen of a record that there is."""

    title: str
    marking: str
    url: str = ""
    changes: list[FieldChange] = field(default_factory=list)


@dataclass
class KindWords:
    """What is saved of one kind."""

    label: str
    added: list[RecordWords] = field(default_factory=list)
    changed: list[RecordWords] = field(default_factory=list)
    unchanged: int = 0


@dataclass
class Outcome:
    """What a sheet did, or would do. `claims`: the statements among what was added."""

    kinds: list[KindWords] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    proposed: int = 0
    markings: list[str] = field(default_factory=list)
    batch: Batch | None = None

    @property
    def added(self) -> int:
        return sum(len(kind.added) for kind in self.kinds)

    @property
    def changed(self) -> int:
        return sum(len(kind.changed) for kind in self.kinds)


class _TakenBack(Exception):
    pass


def digest_of(found: ReadSheet, common, reason: str, accept: bool) -> str:
    """The same for the same sheet about records that are as they were: whether it is what was looked at."""
    stored = sorted(
        (item.stored.pk, item.stored.version) for item in found.read.items if item.stored is not None
    )
    cells = [(row.kind, sorted(row.cells.items())) for row in found.rows]
    return hashlib.sha256(repr((cells, common, reason, accept, stored)).encode()).hexdigest()[:32]


def write_sheet(
    found: ReadSheet,
    kinds: dict[str, SheetKind],
    viewer,
    *,
    by,
    reason: str,
    accept: bool,
    batch: BatchDetails | None,
) -> Outcome | None:
    """Writes all as a batch, and says what was done; without a batch it is tried and taken back.

    None where something is wrong: `found` says what.
    """
    if not found.problems and note_broken_rules(found.read):
        found.note(kinds)
    found.note(kinds)
    if found.is_faulty:
        return None
    how = {"by": by, "reason": reason, "accept": accept, "batch": batch}
    labels = {name: kind.label for name, kind in kinds.items()}
    outcome = None
    try:
        try:
            outcome = _written(found, viewer, labels, **how)
        except IntegrityError:
            # What the database alone holds: row by row, to say which it is.
            outcome = _written(found, viewer, labels, **how, is_checked=False)
    except RowsRefused as refused:
        for record, error in refused.faults:
            error.record = record
            note_error(found.read.faults, found.read.items, error)
    except Stale:
        found.of_source.append(_("Somebody saved one of the records meanwhile. Check again."))
    except ValidationError as error:
        note_error(found.read.faults, found.read.items, error)
    found.note(kinds)
    return None if found.is_faulty else outcome


def batch_of(found: ReadSheet, common, source: Source, viewer) -> BatchDetails:
    """What a sheet says of itself: it is marked as what is new in it, and at least as its source."""
    teams = Team.objects.filter(name=common.team, pk__in=viewer.teams) if common.team else ()
    return BatchDetails(
        reason_from(source),
        source=found.read.sources[0].key,
        level=common.level,
        team=next((team.pk for team in teams), None),
        kind=BatchKind.SHEET,
    )


def _written(found, viewer, labels, *, by, reason, accept, batch, is_checked=True):
    """The outcome of one attempt; of a trial nothing stays."""
    items = [
        item for item in found.read.items if item.stored is None or changed_fields(item.stored, item.record)
    ]
    for item in items:
        item.record = copy(item.record)
    outcome = None
    try:
        with transaction.atomic():
            changes = changes_of(parents_first(items))
            for change in changes:
                change.is_checked = is_checked
            written = enter_changes(changes, by=by, reason=reason, accept=accept, batch=batch)
            connection.check_constraints()
            proposed = {(claim.subject_id, claim.field) for change in changes for claim in change.proposed}
            outcome = _Telling(found, viewer, labels, {id(item) for item in items}, proposed).outcome()
            outcome.batch = written
            if batch is None:
                raise _TakenBack
    except _TakenBack:
        pass
    return outcome


class _Telling:
    """Says what was written, while it is written: labels are read from what is there then, one query a kind."""

    def __init__(self, found, viewer, labels, written, proposed):
        self.found, self.viewer, self.labels = found, viewer, labels
        self.written, self.proposed = written, proposed
        self.wording = Wording(viewer)
        self._read_ahead()

    def _read_ahead(self):
        """The words of the records themselves, and of those that their changed fields name."""
        keys = defaultdict(set)
        for item in self.found.read.items:
            keys[item.table.model].add(item.key)
            for name in self._changed(item):
                column = item.table.model._meta.get_field(name)
                model = column.remote_field.model if column.is_relation else None
                if model and visibility_of(model):
                    values = getattr(item.stored, column.attname), getattr(item.record, column.attname)
                    keys[model] |= {*filter(None, values)}
        for model, wanted in keys.items():
            rows = model._default_manager.visible_to(self.viewer).select_related(*label_references(model))
            rows = rows.in_bulk(wanted)
            self.wording.labels |= {(model, key): str(rows.get(key) or _("not shown")) for key in wanted}

    def _changed(self, item):
        if item.stored is None or id(item) not in self.written:
            return []
        names = changed_fields(item.stored, item.record)
        # What is only proposed was put back in the record.
        proposed = [name for key, name in self.proposed if key == item.key and name in item.fields]
        return [name for name in item.fields if name in {*names, *proposed}]

    def outcome(self) -> Outcome:
        found, outcome, levels = {}, Outcome(proposed=len(self.proposed)), Counter()
        for item in self.found.read.items:
            words = found.setdefault(item.table.name, KindWords(self.labels[item.table.name]))
            if id(item) not in self.written:
                words.unchanged += 1
                continue
            level = getattr(item.record, "effective_level", None)
            levels[level] += level is not None
            record = RecordWords(self.wording.labels[item.table.model, item.key], _marking(level))
            if item.stored is None:
                words.added.append(record)
            else:
                record.url = screen_of(Record(pk=item.key, kind=tables.kind_of(item.table)))
                record.changes = [self._field(item, name) for name in self._changed(item)]
                words.changed.append(record)
            if isinstance(item.record, Claim) and item.stored is None:
                outcome.claims.append(item.record)
        outcome.kinds = [*found.values()]
        outcome.markings = [
            _marking(level) for level in sorted(level for level in levels if level is not None)
        ]
        return outcome

    def _field(self, item: Item, name) -> FieldChange:
        column = item.table.model._meta.get_field(name)
        is_proposed = (item.key, name) in self.proposed
        now = (
            item.fields[name]
            if is_proposed
            else self.wording.words(column, getattr(item.record, column.attname))
        )
        was = self.wording.words(column, getattr(item.stored, column.attname))
        return FieldChange(
            str(capfirst(column.verbose_name)), was or _("empty"), str(now or _("empty")), is_proposed
        )


def _marking(level):
    return "" if level is None else str(Level(level).label)
