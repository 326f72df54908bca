"""The functions by which alone the log of changes is read. They decide who is served which row.

`core_changes` serves a row to who may see the record now and could see what changed of it, before or after; and to who
lost the record by this very change. It leaves out the transactions that are not all over: no later row can then come
before one that was served. Every other row leaves no trace: neither in what is returned, nor in where a page ends.
"""

from __future__ import annotations

from peaceinfra.core.visibility import sql
from peaceinfra.core.visibility.account_functions import OwnersFunction
from peaceinfra.core.visibility.changes import Declaration, Shown, declared

#: So many rows are served at once, however many are asked for.
MOST_ROWS = 1001
_SETTINGS = {"plan_cache_mode": "force_generic_plan"}
# What a reader of this level and these teams sees of a marking.
_SEES = "(c.{when}_level <= reader_level AND (c.{when}_teams = '{{}}' OR c.{when}_teams <@ reader_teams))"
_BEFORE, _AFTER = _SEES.format(when="before"), _SEES.format(when="after")

_SERVED = f"""CASE WHEN @shown THEN CASE
        WHEN c.is_content OR c.via = c.key THEN {_BEFORE} OR {_AFTER}
        ELSE {_BEFORE} <> {_AFTER} END
      ELSE c.via = c.key AND {_BEFORE} AND NOT {_AFTER} END"""

# Of the transactions that were running when this one began to read, the oldest. Those of other databases, which
# the same server runs, write nothing here: they are left out while it is known that they are theirs. What this
# transaction wrote itself is not over either, and no snapshot names it.
_OLDEST_RUNNING = """SELECT x FROM pg_snapshot_xip(pg_current_snapshot()) x WHERE NOT EXISTS (
    SELECT FROM pg_locks l JOIN pg_stat_activity a USING (pid) JOIN pg_database d ON d.oid = a.datid
    WHERE l.locktype = 'transactionid' AND l.granted AND l.mode = 'ExclusiveLock'
      AND d.datname <> current_database() AND l.transactionid::text::bigint = x::text::bigint & 4294967295
  ) ORDER BY x LIMIT 1"""

_FINISHED = f"""finished xid8 := least(
    coalesce(({_OLDEST_RUNNING}), pg_snapshot_xmax(pg_current_snapshot())), pg_current_xact_id_if_assigned());"""

_READER = f"""
DECLARE
  reader_level int := {sql.LEVEL};
  reader_teams bigint[] := {sql.TEAMS};
  {_FINISHED}
"""

_CHANGES = """
#variable_conflict use_column@reader  place core_change%ROWTYPE;
BEGIN
  SELECT * INTO place FROM core_change p WHERE p.id = after_row;
  RETURN QUERY SELECT f.id, f.kind::text, f.key, f.at, f.is_gone
    FROM generate_series(0, reader_level) l (level) CROSS JOIN LATERAL (
      SELECT c.*, NOT @shown AS is_gone FROM core_change c
      WHERE c.level = l.level AND (c.xid, c.key, c.via) > (place.xid, place.key, place.via)
        AND c.xid < finished AND c.kind <> '' AND @served
      ORDER BY c.xid, c.key, c.via LIMIT least(most, @most)
    ) f
    ORDER BY f.xid, f.key, f.via LIMIT least(most, @most);
END """

_NEWEST = """@readerBEGIN
  RETURN coalesce((
    SELECT f.id FROM generate_series(0, reader_level) l (level) CROSS JOIN LATERAL (
      SELECT c.* FROM core_change c
      WHERE c.level = l.level AND c.xid < finished AND c.kind <> '' AND @served
      ORDER BY c.xid DESC, c.key DESC, c.via DESC LIMIT 1
    ) f
    ORDER BY f.xid DESC, f.key DESC, f.via DESC LIMIT 1
  ), core_change_beginning());
END """

_BEGINNING = """
BEGIN
  RETURN (SELECT c.id FROM core_change c WHERE c.kind = '' ORDER BY c.xid LIMIT 1);
END """

# The place of the beginning does not grow old: what was taken away since made a new beginning.
_TIME = """
BEGIN
  RETURN (SELECT CASE WHEN c.kind = '' THEN now() ELSE c.at END FROM core_change c WHERE c.id = row_id);
END """

#: For monitoring, in the role that keeps the jobs: how many rows are saved and served to nobody, because a transaction
#: before them is not over, and since when the oldest. It tells nothing of any record.
WAITING = OwnersFunction(
    "core_changes_waiting",
    "",
    "TABLE (rows bigint, seconds double precision)",
    f"""
DECLARE {_FINISHED}
BEGIN
  RETURN QUERY SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(c.at)), 0)::double precision
    FROM core_change c WHERE c.xid >= finished AND c.kind <> '';
END """,
)

#: Of the place before all rows. It is the only one that has no kind.
BEGIN_LOG = """INSERT INTO core_change
    (id, xid, at, kind, key, via, before_level, before_teams, after_level, after_teams, is_content)
  VALUES (gen_random_uuid(), '0', now(), '', 0, 0, 0, '{}', 0, '{}', true)"""
BEGIN_LOG_WHERE_NONE_IS = (
    f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM core_change WHERE kind = '') THEN {BEGIN_LOG}; END IF; END $$"
)


def functions() -> list[OwnersFunction]:
    """What the web role may call; none before it was declared what is told."""
    declaration = declared()
    if declaration is None:
        return []
    shown = _shown(declaration)

    def body(text: str) -> str:
        # The text holds braces of its own, as arrays are written.
        made = {"@reader": _READER, "@served": _SERVED, "@shown": shown, "@most": str(MOST_ROWS)}
        for name, value in made.items():
            text = text.replace(name, value)
        return text

    return [
        OwnersFunction("core_change_beginning", "", "uuid", _BEGINNING),
        OwnersFunction("core_change_time", "row_id uuid", "timestamptz", _TIME),
        OwnersFunction("core_change_newest", "", "uuid", body(_NEWEST), _SETTINGS),
        OwnersFunction(
            "core_changes",
            "after_row uuid, most int",
            "TABLE (id uuid, kind text, key bigint, at timestamptz, is_gone boolean)",
            body(_CHANGES),
            _SETTINGS,
        ),
    ]


def _shown(declaration: Declaration) -> str:
    """That the reader is shown the record of `c` now."""
    kinds = " ".join(
        f"WHEN '{shown.root.kind}' THEN EXISTS (SELECT FROM {shown.root.table} r WHERE r.{shown.root.key} = c.key"
        f" AND {_is_shown(shown)})"
        for shown in declaration.kinds
    )
    return f"(CASE c.kind {kinds} ELSE false END)"


def _is_shown(shown: Shown) -> str:
    return f"{sql.seen('r')} AND NOT r.retired AND {shown.condition('r')}"
