"""The triggers that write the log of changes (`core_change`): of what is written, which records are told otherwise.

One function and three triggers a table, compiled from what the API tells (`changes.Declaration`), by statement. They
are made after each migrate and taken down before one, as columns may change meanwhile. What a migration writes is in
no log, and what is told may change with the code: the log then begins anew, and copies are pulled in full.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from peaceinfra.core.visibility.changes import Declaration, NamesAny, Shown, Step, TellsBy, declared, tables
from peaceinfra.core.visibility.sql import NOWHERE, trigger_function

EVENTS = ("insert", "update", "delete")
_TRANSITIONS = {
    "insert": "NEW TABLE AS fresh",
    "update": "OLD TABLE AS stale NEW TABLE AS fresh",
    "delete": "OLD TABLE AS stale",
}
_ABSENT = f"{NOWHERE}, '{{}}'::bigint[]"
_INSERT = """INSERT INTO core_change
  (id, xid, at, kind, key, via, before_level, before_teams, after_level, after_teams, is_content)
SELECT DISTINCT ON (t.key, t.via) gen_random_uuid(), pg_current_xact_id(), now(), t.* FROM (
{rows}
) t (kind, key, via, before_level, before_teams, after_level, after_teams, is_content)
ORDER BY t.key, t.via, t.is_content DESC
ON CONFLICT (xid, key, via) DO UPDATE SET {conflict}is_content = core_change.is_content OR excluded.is_content;"""
# In one transaction the first row says what was before, the last one what is after.
_MARKED = "after_level = excluded.after_level, after_teams = excluded.after_teams,\n  "


def functions() -> dict[str, str]:
    """{name: body} of the function of each table; none before the declaration was handed in."""
    declaration = declared()
    if declaration is None:
        return {}
    return {f"{table}__touch": _Table(declaration, table).body() for table in tables(declaration)}


def triggers() -> dict[tuple[str, str], str]:
    """{(table, trigger): the statement that makes it}"""
    return {
        (table, f"zz_touch_{event}"): (
            # The last of all by its name: the markings that follow from the statement are in force by then.
            f"CREATE TRIGGER zz_touch_{event} AFTER {event.upper()} ON {table} REFERENCING {_TRANSITIONS[event]}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {table}__touch()"
        )
        for table in (tables(declared()) if declared() else ())
        for event in EVENTS
    }


def statements(stored_functions: dict[str, str], stored_triggers: set[tuple[str, str]]) -> list[str]:
    """What makes the functions and triggers as declared, where they are missing or differ."""
    lines = [
        trigger_function(name, body)
        for name, body in functions().items()
        if stored_functions.get(name, "").strip() != body.strip()
    ]
    return lines + [line for pair, line in triggers().items() if pair not in stored_triggers]


class _Table:
    """The function of one table: what its rows are to the records that are told."""

    def __init__(self, declaration: Declaration, table: str):
        self.table = table
        self.own = [shown for shown in declaration.kinds if shown.root.table == table]
        ending_here = [way for way in declaration.told if way.steps and way.steps[-1].table == table]
        self.hanging = [way for way in ending_here if not way.steps[-1].forward]
        self.naming = [way for way in ending_here if way.steps[-1].forward]
        self.deciding = [way for way in ending_here if way.decides]
        self.labels = [way for way in declaration.labels if way.steps and way.steps[-1].table == table]
        self.own_label = [way for way in declaration.labels if not way.steps and way.root.table == table]
        self.naming_any: tuple[NamesAny, ...] = declaration.naming
        roots = [*self.own, *self.own_label]
        self.key = roots[0].root.key if roots else ending_here[0].steps[-1].key

    def body(self) -> str:
        return "\n".join(
            [
                *self._declarations(),
                "BEGIN",
                "IF TG_OP = 'INSERT' THEN",
                *_written(self._added()),
                "ELSIF TG_OP = 'DELETE' THEN",
                *_written(self._erased()),
                "ELSE",
                *self._updated(),
                "END IF;",
                "RETURN NULL;",
                "END",
            ]
        )

    # --- rows that came, and rows that went ---

    def _added(self) -> Iterator[str]:
        for shown in self.own:
            key = f"n.{self.key}"
            yield f"SELECT '{shown.root.kind}', {key}, {key}, {_ABSENT}, {_own(shown, 'n')}, true FROM fresh n"
        for way in self.hanging:
            yield _hung(way, "n", _ABSENT, _marking(way, "n"), "true", "fresh n", "true")

    def _erased(self) -> Iterator[str]:
        for shown in self.own:
            key = f"o.{self.key}"
            yield f"SELECT '{shown.root.kind}', {key}, {key}, {_own(shown, 'o')}, {_ABSENT}, true FROM stale o"
        for way in self.hanging:
            yield _hung(way, "o", _marking(way, "o"), _ABSENT, "true", "stale o", "true")

    # --- rows that were changed ---

    def _column_sets(self) -> dict[tuple[str, ...], str]:
        """{columns: the variable of the keys of rows in which one of them changed}"""
        sets = [way.columns for way in (*self.naming, *self.labels, *self.own_label)]
        return {columns: f"changed_{number}" for number, columns in enumerate(dict.fromkeys(sets))}

    def _declarations(self) -> list[str]:
        arrays = [*self._column_sets().values(), "died", "revived", "renamed"]
        return [f"DECLARE {' '.join(f'{name} bigint[];' for name in arrays)}"]

    def _updated(self) -> Iterator[str]:
        joined = f"fresh n JOIN stale o ON o.{self.key} = n.{self.key}"
        yield from _written(self._moved(joined))
        arrays = {name: _differs(columns) for columns, name in self._column_sets().items()}
        arrays |= {"died": "n.retired AND NOT o.retired", "revived": "o.retired AND NOT n.retired"}
        chosen = ", ".join(
            f"array_agg(n.{self.key}) FILTER (WHERE {condition})" for condition in arrays.values()
        )
        yield f"SELECT {chosen} INTO {', '.join(arrays)} FROM {joined};"
        for columns, name in self._column_sets().items():
            ways = [way for way in self.naming if way.columns == columns]
            if ways:
                yield f"IF {name} IS NOT NULL THEN"
                yield from _written((_named(way, name) for way in ways), marked=False)
                yield "END IF;"
        yield from self._renamed()
        yield from self._shown_or_not()

    def _moved(self, joined) -> Iterator[str]:
        for shown in self.own:
            key = f"n.{self.key}"
            yield (
                f"SELECT '{shown.root.kind}', {key}, {key}, {_own(shown, 'o')}, {_own(shown, 'n')}, true"
                f" FROM {joined} WHERE n IS DISTINCT FROM o"
            )
        for way in self.hanging:
            belonging = [way.steps[-1].column, *(column for _root, column in way.same)]
            stays = f"({_list('n', belonging)}) IS NOT DISTINCT FROM ({_list('o', belonging)})"
            told = _differs(way.columns)
            marked = "(n.effective_level, n.effective_teams, n.retired) IS DISTINCT FROM"
            marked += " (o.effective_level, o.effective_teams, o.retired)"
            after = _marking(way, "n", f"NOT ({stays})")
            yield _hung(
                way,
                "o",
                _marking(way, "o"),
                after,
                f"({told} OR NOT ({stays}))",
                joined,
                f"({told} OR {marked} OR NOT ({stays}))",
            )
            yield _hung(way, "n", _ABSENT, _marking(way, "n"), "true", joined, f"NOT ({stays})")

    def _shown_or_not(self) -> Iterator[str]:
        """Records that are shown only beside a row that was retired or restored."""
        naming = [way for way in self.naming_any if way.decides] if self.own_label else []
        if not (self.deciding or naming):
            return
        for name, before in (("died", True), ("revived", False)):
            yield f"IF {name} IS NOT NULL THEN"
            rows = [_decided(way, name, before) for way in self.deciding]
            rows += [_decided_by_name(way, name, before) for way in naming]
            yield from _written(rows)
            yield "END IF;"

    def _renamed(self) -> Iterator[str]:
        """Records that name one of any kind whose label or place is told otherwise now."""
        sets, found = self._column_sets(), []
        for way in self.own_label:
            found.append(f"SELECT unnest({sets[way.columns]})")
        for way in self.labels:
            source, last = _chain(way)
            found.append(f"SELECT r.{way.root.key} FROM {source} WHERE {last} = ANY ({sets[way.columns]})")
        if not found:
            return
        names = dict.fromkeys(sets[way.columns] for way in (*self.own_label, *self.labels))
        yield f"IF {' OR '.join(f'{name} IS NOT NULL' for name in names)} THEN"
        yield f"SELECT array_agg(k) INTO renamed FROM ({' UNION '.join(found)}) t (k);"
        yield "IF renamed IS NOT NULL THEN"
        rows = [
            f"SELECT '{way.root.kind}', r.{way.root.key}, r.{way.root.key}, {_mark('r')}, {_mark('r')}, true"
            f" FROM {way.root.table} r WHERE r.{way.column} = ANY (renamed) AND NOT r.retired"
            for way in self.naming_any
        ]
        yield from _written(rows, marked=False)
        yield "END IF;"
        yield "END IF;"


# --- parts of the queries; `r` is the record, `s1` … what the steps lead to, `n` and `o` the row now and before ---


def _written(rows: Iterable[str], *, marked: bool = True) -> list[str]:
    """`marked`: the rows are about who may see what, not only about what is told."""
    rows = list(dict.fromkeys(rows))
    conflict = _MARKED if marked else ""
    return [_INSERT.format(rows="\nUNION ALL ".join(rows), conflict=conflict)] if rows else ["NULL;"]


def _list(row: str, columns: Iterable[str]) -> str:
    return ", ".join(f"{row}.{column}" for column in columns)


def _differs(columns) -> str:
    return f"ROW({_list('n', columns)}) IS DISTINCT FROM ROW({_list('o', columns)})"


def _mark(row: str) -> str:
    return f"{row}.effective_level, {row}.effective_teams"


def _own(shown: Shown, row: str) -> str:
    """The marking of a record's own row; that of what is not there where it is not shown."""
    is_shown = f"NOT {row}.retired AND {shown.condition(row)}"
    return f"CASE WHEN {is_shown} THEN {row}.effective_level ELSE {NOWHERE} END, {row}.effective_teams"


def _carriers(way: TellsBy) -> list[str]:
    """The rows on the way that hang on one before: only who may see all of them is told of the end."""
    return [f"s{number}" for number, step in enumerate(way.steps[:-1], 1) if not step.forward]


def _marking(way: TellsBy, row: str, unless: str = "false") -> str:
    levels, teams = [f"{row}.effective_level"], f"{row}.effective_teams"
    for other in _carriers(way):
        levels.append(f"{other}.effective_level")
        teams = f"core_teams({teams}, {other}.effective_teams)"
    level = f"greatest({', '.join(levels)})"
    return f"CASE WHEN {row}.retired OR {unless} THEN {NOWHERE} ELSE {level} END, {teams}"


def _via(way: TellsBy, row: str | None = None) -> str:
    """The key of what hangs on the record; of several one key, made of all."""
    keys = [f"s{number}.{step.key}" for number, step in enumerate(way.steps[:-1], 1) if not step.forward]
    keys += [f"{row}.{way.steps[-1].key}"] if row else []
    return " # ".join(keys) if keys else f"r.{way.root.key}"


def _kind(way: TellsBy) -> str:
    return f"'{way.root.kind}'" if way.root.kind else "r.kind"


def _of_kinds(way: TellsBy) -> str:
    return "" if way.root.kind else f" AND r.kind = ANY ('{{{','.join(way.root.kinds)}}}')"


def _join(step: Step, number: int, before: str, key_before: str) -> str:
    row = f"s{number}"
    condition = (
        f"{row}.{step.key} = {before}.{step.column}"
        if step.forward
        else f"{row}.{step.column} = {before}.{key_before}"
    )
    return f"JOIN {step.table} {row} ON {condition}"


def _chain(way: TellsBy) -> tuple[str, str]:
    """(the tables from the record to the row before the last, the column that holds the key of the last)."""
    source, row, key = f"{way.root.table} r", "r", way.root.key
    for number, step in enumerate(way.steps[:-1], 1):
        source += f" {_join(step, number, row, key)}"
        row, key = f"s{number}", step.key
    last = way.steps[-1]
    return source, f"{row}.{last.column}" if last.forward else f"{row}.{key}"


def _hung(way: TellsBy, row: str, before: str, after: str, told: str, source: str, condition: str) -> str:
    """Records on which the written row hangs."""
    chain, key = _chain(way)
    carriers = "".join(f" AND NOT {other}.retired" for other in _carriers(way))
    same = "".join(f" AND r.{column} = {row}.{other}" for column, other in way.same)
    return (
        f"SELECT {_kind(way)}, r.{way.root.key}, {_via(way, row)}, {before}, {after}, {told} FROM {source}"
        f" CROSS JOIN {chain} WHERE {key} = {row}.{way.steps[-1].column} AND {condition}"
        f"{carriers}{same}{_of_kinds(way)}"
    )


def _named(way: TellsBy, keys: str) -> str:
    """Records that are told by a row which is named: who sees what names it, sees it."""
    chain, column = _chain(way)
    carriers = _carriers(way)
    levels = [f"{row}.effective_level" for row in carriers or ["r"]]
    teams = f"{(carriers or ['r'])[0]}.effective_teams"
    for row in carriers[1:]:
        teams = f"core_teams({teams}, {row}.effective_teams)"
    mark = f"greatest({', '.join(levels)}), {teams}"
    live = "".join(f" AND NOT {row}.retired" for row in ("r", *carriers))
    return (
        f"SELECT {_kind(way)}, r.{way.root.key}, {_via(way)}, {mark}, {mark}, true FROM {chain}"
        f" WHERE {column} = ANY ({keys}){live}{_of_kinds(way)}"
    )


def _decided(way: TellsBy, keys: str, before: bool) -> str:
    chain, column = _chain(way)
    return _comes_or_goes(way.root, chain, f"{column} = ANY ({keys})", before)


def _decided_by_name(way: NamesAny, keys: str, before: bool) -> str:
    return _comes_or_goes(way.root, f"{way.root.table} r", f"r.{way.column} = ANY ({keys})", before)


def _comes_or_goes(root, source: str, condition: str, before: bool) -> str:
    marks = f"{_mark('r')}, {_ABSENT}" if before else f"{_ABSENT}, {_mark('r')}"
    return (
        f"SELECT '{root.kind}', r.{root.key}, r.{root.key}, {marks}, true FROM {source}"
        f" WHERE {condition} AND NOT r.retired"
    )
