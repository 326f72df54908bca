"""Relative dates: “not before the ceasefire” narrows a record's own dates and follows the ceasefire's.

A narrowing is derived: it makes no version, no line of history and no newer `updated_at`. And it is followed
over the whole register, also where the writer may not look, by the same two statements whatever hangs on what
was written: nobody learns from a save that something hidden is dated by it.
"""

import json
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext as _

from peaceinfra.core.dates.choices import EndKind, StartKind
from peaceinfra.core.dates.models import Dated, DatedStatus
from peaceinfra.core.dates.validity import Bounds, bounds_of, contradictions
from peaceinfra.core.dates.words import change_text, validity_text
from peaceinfra.core.registry import models_by_kind
from peaceinfra.core.visibility import whole_register
from processes.models import RelativeBound

Start, End = RelativeBound.Bound.START, RelativeBound.Bound.END
NotBefore, NotAfter = RelativeBound.Relation.NOT_BEFORE, RelativeBound.Relation.NOT_AFTER

# The order of `Dated.narrowing`.
PLACES = [(Start, NotBefore), (Start, NotAfter), (End, NotBefore), (End, NotAfter)]

# `touched`: the records named by relative dates that this transaction wrote or whose marking it moved, noted
# by the triggers of RelativeBound. A relative date tells only where every reader of the record may see it
# and its anchor, or dates would betray them.
_READ = """
WITH RECURSIVE hanging(id) AS (
  (SELECT unnest(string_to_array(trim(current_setting('peaceinfra.redated', true)), ' ')::bigint[])
   UNION SELECT unnest(%(entered)s::bigint[])
   UNION SELECT subject_id FROM processes_relativebound WHERE NOT retired AND anchor_id = ANY (%(written)s))
  UNION SELECT b.subject_id FROM processes_relativebound b JOIN hanging h ON b.anchor_id = h.id WHERE NOT b.retired
), relative AS (
  SELECT b.subject_id, b.bound, b.relation, b.anchor_id, b.anchor_bound,
    b.effective_level <= r.effective_level AND b.effective_teams <@ r.effective_teams AS tells
  FROM processes_relativebound b JOIN core_record r ON r.id = b.subject_id
  WHERE NOT b.retired AND b.subject_id IN (SELECT id FROM hanging)
)
SELECT (SELECT json_agg(relative) FROM relative),
  (SELECT json_agg(dated) FROM core_rows(%(tables)s,
    ARRAY(SELECT id FROM hanging UNION SELECT anchor_id FROM relative)) dated),
  string_to_array(trim(current_setting('peaceinfra.redated', true)), ' ')::bigint[]
"""
_WRITE = "SELECT set_config('peaceinfra.redated', '', true), core_derive(%s)"


@dataclass
class DatedRow:
    """A dated record as typed, the days that others lend it now, and the relative dates that speak of it."""

    key: int
    model: type
    typed: tuple[str, str, str, str]
    narrowing: list[date | None] | None
    relative: list[dict] = field(default_factory=list)

    @classmethod
    def of(cls, row: dict) -> "DatedRow":
        model = models_by_kind()[row["kind"]]
        if issubclass(model, DatedStatus):
            kind = StartKind.ACTUAL if row["date"] else StartKind.UNKNOWN
            typed = (kind, row["date"], EndKind.UNKNOWN, "")
        else:
            typed = (row["start_kind"], row["start"], row["end_kind"], row["end"])
        days = row["narrowing"]
        days = [date.fromisoformat(day) if day else None for day in days] if days else None
        return cls(row["id"], model, typed, days)

    @property
    def bounds(self) -> Bounds:
        bounds = bounds_of(*self.typed, self.narrowing)
        if getattr(self.model, "is_of_a_day", False):
            return bounds.of_a_day(self.typed[0], self.typed[2])
        return bounds

    @property
    def text(self) -> str:
        if issubclass(self.model, DatedStatus):
            return change_text(self.typed[1], self.narrowing)
        return validity_text(*self.typed, self.narrowing, self.model.dates_said_as)

    @property
    def change(self) -> dict:
        """What is stored of it, for `core_derive`."""
        bounds = self.bounds
        if issubclass(self.model, DatedStatus):
            days = {"date_min": bounds.start_min, "date_max": bounds.start_max}
        else:
            days = {name: getattr(bounds, name) for name in ("start_min", "start_max", "end_min", "end_max")}
        return {"table": self.model._meta.db_table, "id": self.key, "narrowing": self.narrowing, **days}


def follow_dates(records) -> None:
    """After these records were written: narrows anew what hangs on them, and what hangs on that, and so on.

    A relative date stops telling when it, or what it hangs on, was raised by however many steps, and when the
    record it narrows was lowered. One just written that contradicts the record's own dates is refused with a
    ValidationError.
    """
    entered = {record.subject_id for record in records if isinstance(record, RelativeBound)}
    written = {record.pk for record in records if isinstance(record, Dated | DatedStatus)}
    with whole_register(), connection.cursor() as cursor:
        rows, touched = _read(cursor, entered, written)
        moved = _follow(rows, entered, touched - entered, written)
        changes = [rows[key].change for key in sorted(moved)]
        cursor.execute(_WRITE, [json.dumps(changes, default=str)])


def _read(cursor, entered, written):
    """{key: DatedRow} of all that may move and of what it hangs on, and the keys that the triggers noted."""
    arguments = {"entered": sorted(entered), "written": sorted(written), "tables": json.dumps(_tables())}
    bounds, rows, touched = cursor.execute(_READ, arguments).fetchone()
    found = {row["id"]: DatedRow.of(row) for row in rows or ()}
    if entered - found.keys():
        raise ValidationError(_("A record that has no dates cannot be dated by another."))
    for bound in bounds or ():
        # What hangs on a record without dates learns nothing from it.
        if {bound["subject_id"], bound["anchor_id"]} <= found.keys():
            found[bound["subject_id"]].relative.append(bound)
    return found, set(touched or ())


@cache
def _tables() -> dict[str, str]:
    """{kind: table} of all that is dated."""
    return {
        kind: model._meta.db_table
        for kind, model in models_by_kind().items()
        if issubclass(model, Dated | DatedStatus)
    }


def _follow(rows, entered, turned, written) -> set[int]:
    """The keys of the rows whose narrowing changed, each narrowed once: a circle comes to an end."""
    changed = {key for key in entered if _narrow(rows, key, refuse=True)}
    moved, done = changed | written, set(entered)
    changed |= (now := {key for key in turned & rows.keys() if _narrow(rows, key)})
    moved |= now
    while waiting := _hanging_on(rows, moved) - done:
        done |= waiting
        moved = {key for key in waiting if _narrow(rows, key)}
        changed |= moved
    return changed


def _hanging_on(rows, keys) -> set[int]:
    return {key for key, row in rows.items() if any(bound["anchor_id"] in keys for bound in row.relative)}


def _narrow(rows, key, refuse=False) -> bool:
    """Whether the row's narrowing changed. A contradicting day is left out of its dates, or refused."""
    row, narrowing = rows[key], [None] * len(PLACES)
    for bound in row.relative:
        if bound["tells"]:
            place = PLACES.index((bound["bound"], bound["relation"]))
            day = _day(rows[bound["anchor_id"]], bound)
            narrowing[place] = _tighter(narrowing[place], day, bound["relation"])
    narrowing = narrowing if any(narrowing) else None
    if row.narrowing == narrowing:
        return False
    row.narrowing = narrowing
    if refuse and contradictions(*row.typed, narrowing):
        message = _(
            "The relative date contradicts the dates of the record itself (%(dates)s). Correct one of them."
        )
        raise ValidationError(message % {"dates": row.text})
    return True


def _day(anchor, bound) -> date | None:
    """The day the anchor lends: its earliest for “not before”, its latest for “not after”; None if open."""
    side = "min" if bound["relation"] == NotBefore else "max"
    # A change of state has one day, which stands where others have their start.
    which = Start if issubclass(anchor.model, DatedStatus) else bound["anchor_bound"]
    return getattr(anchor.bounds, f"{which}_{side}")


def _tighter(this, other, relation) -> date | None:
    days = [day for day in (this, other) if day]
    if not days:
        return None
    return max(days) if relation == NotBefore else min(days)
