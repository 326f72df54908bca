"""The compiler of the second schema: every guarded table as it was recorded at a moment, made from its history.

For each table there is a view of the same name and columns. It gives the version of each row that was the
last one at the moment, under the marking that both then and now ask for: the highest level and all teams

- of the row itself as it was marked then, and of all that it touched then, as that was marked then;
- of the row as it is marked now, and of all that it touched then, as that is marked now.

So a row that somebody sees never names one that they do not see, as it is in the tables themselves. What was
erased since is absent. Derived dates follow `_days_body`. The views belong to the owner of the tables and state the
rule themselves: the policy of a history answers for each version alone, and would show the version before a
hidden one.
"""

from functools import cache

from django.apps import apps
from django.conf import settings

from peaceinfra.core.dates.columns import DERIVED_DATES
from peaceinfra.core.visibility.rule import HistoryVisibility, visibility_of
from peaceinfra.core.visibility.sql import LEVEL, NOWHERE, SEARCH_PATH, TEAMS, UNMARKED, fingerprint

SCHEMA = "recorded"
SETTING = "peaceinfra.recorded"
#: All that was written before this moment counts. Without one there is no row.
MOMENT = f"nullif(current_setting('{SETTING}', true), '')::timestamptz"

_TYPED_DATES = ("start_kind", "start", "end_kind", "end", "date")
# `+ 0`: so that the few versions of one row are sorted, and not all versions read from the newest.
_LAST = "ORDER BY pgh_id + 0 DESC LIMIT 1"


def tracked_models() -> list:
    """The guarded models that have a history, by their tables."""
    found = [
        model
        for model in apps.get_models()
        if not model._meta.proxy
        and (rule := visibility_of(model))
        and not rule.stored
        and not isinstance(rule, HistoryVisibility)
    ]
    return sorted(found, key=lambda model: model._meta.db_table)


def history_of(model):
    return model._meta.get_field("events").related_model


@cache
def functions() -> dict[str, tuple[str, str]]:
    """{name in the schema: (what stands in its brackets, body)}; all run with the owner's rights."""
    found = {
        "core_record__marking": (_ARGUMENTS, _record_body()),
        "redated": ("key bigint, OUT is_so boolean", _redated_body()),
    }
    for model in tracked_models():
        table, days = model._meta.db_table, _derived_dates(model)
        narrowed = ", OUT m_is_narrowed boolean" if days else ""
        found[f"{table}__marking"] = (_ARGUMENTS + narrowed, _marking_body(model))
        if days:
            given = ", ".join(f"OUT m_{name} {_type_of(name)}" for name in days)
            found[f"{table}__days"] = (f"m_version bigint, {given}", _days_body(model))
    return found


@cache
def views() -> dict[str, str]:
    """{name in the schema: the query of the view}"""
    record = f"""SELECT r.id, r.kind, (m.m).m_retired AS retired,
  (m.m).m_level::smallint AS effective_level, (m.m).m_teams AS effective_teams
FROM public.core_record r CROSS JOIN LATERAL {_marked("core_record", "r.id")}
WHERE (m.m).m_version IS NOT NULL AND {_SEEN}"""
    return {"core_record": record} | {model._meta.db_table: _view(model) for model in tracked_models()}


def statements() -> list[str]:
    """What makes the schema anew with everything in it."""
    role = settings.WEB_ROLE
    return [
        f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE",
        f"CREATE SCHEMA {SCHEMA}",
        *(
            f"CREATE FUNCTION {SCHEMA}.{name}({arguments}) LANGUAGE plpgsql STABLE SECURITY DEFINER COST 10000"
            f" SET search_path = {SEARCH_PATH} AS $$\n{body}\n$$"
            for name, (arguments, body) in functions().items()
        ),
        *(
            line
            for name, query in views().items()
            for line in (f"CREATE VIEW {SCHEMA}.{name} AS {query}", _sealed(name, query))
        ),
        f"REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA {SCHEMA} FROM PUBLIC",
        f"GRANT USAGE ON SCHEMA {SCHEMA} TO {role}",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA {SCHEMA} TO {role}",
        *(
            f"GRANT EXECUTE ON FUNCTION {SCHEMA}.{name} TO {role}"
            for name in functions()
            if name.endswith(("__marking", "__days"))
        ),
    ]


def declared_columns() -> set[tuple[str, str]]:
    """(table, column) of all that the schema is made of: before they are all there it cannot be made."""
    return {
        (meta.db_table, field.column)
        for model in tracked_models()
        for meta in (model._meta, history_of(model)._meta)
        for field in meta.concrete_fields
    }


def mark_of(query: str) -> str:
    """What is kept beside a view: of which declaration it was made."""
    return fingerprint(query)


def _sealed(name: str, query: str) -> str:
    """The comment of a view: the mark of its declaration, and that of the view as it is stored."""
    return (
        f"DO $$ BEGIN EXECUTE format('COMMENT ON VIEW {SCHEMA}.{name} IS %L', '{mark_of(query)} ' ||"
        f" md5(pg_get_viewdef('{SCHEMA}.{name}'::regclass))); END $$"
    )


_ARGUMENTS = (
    "key bigint, on_way bigint[],"
    " OUT m_version bigint, OUT m_retired boolean, OUT m_level int, OUT m_teams bigint[]"
)
_SEEN = f"(m.m).m_level <= {LEVEL} AND ((m.m).m_teams = '{{}}' OR (m.m).m_teams <@ {TEAMS})"
_RAISE_BY_PART = [
    "m_level := greatest(m_level, part.m_level);",
    "m_teams := core_teams(m_teams, part.m_teams);",
]


def _view(model) -> str:
    table, history = model._meta, history_of(model)._meta
    taken = {
        table.pk.column: "v.pgh_obj_id",
        "effective_level": "(m.m).m_level::smallint",
        "effective_teams": "(m.m).m_teams",
        **{
            name: f"CASE WHEN (m.m).m_is_narrowed THEN ({SCHEMA}.{table.db_table}__days(v.pgh_id)).m_{name}"
            f" ELSE v.{name} END"
            for name in _derived_dates(model)
        },
    }
    columns = {field.column: f'v."{field.column}"' for field in table.concrete_fields} | taken
    selected = ", ".join(f'{columns[name]} AS "{name}"' for name in sorted(columns))
    return f"""SELECT {selected}
FROM public.{history.db_table} v
CROSS JOIN LATERAL {_marked(table.db_table, "v.pgh_obj_id")}
WHERE v.pgh_created_at < {MOMENT} AND v.pgh_label <> 'erased' AND (m.m).m_version = v.pgh_id AND {_SEEN}"""


def _marked(table: str, key: str) -> str:
    """The marking of one row. Not as a table that a function gives: of such a one the planner takes the cost once,
    however many rows ask it, and asked it of all rows of a table that were to be joined to a few.
    """
    return f"(SELECT {SCHEMA}.{table}__marking({key}, '{{}}') AS m OFFSET 0) m"


def _marking_body(model) -> str:
    """The last version at the moment and the marking that it has there; none and a marking above all without one."""
    rule, table, history = visibility_of(model), model._meta, history_of(model)._meta
    references = [table.get_field(name) for name in rule.through]
    own = _own_marking(model)
    taken = {
        "m_version": "v.pgh_id",
        "label": "v.pgh_label",
        "m_retired": "v.retired",
        "m_level": f"greatest(n.effective_level, {', '.join([*own[:1], str(rule.least)])})",
        "m_teams": f"core_teams(n.effective_teams, {own[1]})" if own else "n.effective_teams",
        **{f"to_{field.column}": f"v.{field.column}" for field in references},
    }
    if _derived_dates(model):
        taken["m_is_narrowed"] = "n.narrowing IS NOT NULL OR v.narrowing IS NOT NULL"
    lines = [
        # Only what is needed is read: taking whole rows apart takes five times as long.
        f"DECLARE label text; part record; {' '.join(f'to_{field.column} bigint;' for field in references)}",
        "BEGIN",
        f"SELECT {', '.join(taken.values())}",
        f"  INTO {', '.join(taken)}",
        f"  FROM public.{history.db_table} v JOIN public.{table.db_table} n ON n.{table.pk.column} = v.pgh_obj_id",
        f"  WHERE v.pgh_obj_id = key AND v.pgh_created_at < {MOMENT} {_LAST};",
        "IF m_version IS NULL OR label = 'erased' THEN",
        f"  m_version := NULL; m_level := {NOWHERE}; m_teams := '{{}}'; RETURN;",
        "END IF;",
    ]
    for field in references:
        lines += _raised_by(f"to_{field.column}", field.related_model)
    for part_label, parent_name, lender_name in rule.lends:
        lines += _lent(apps.get_model(part_label), parent_name, lender_name)
    return "\n".join([*lines, "END"])


def _own_marking(model) -> list[str]:
    """The level and the teams of the version itself; nothing of what has no marking of its own."""
    names = {field.name for field in model._meta.concrete_fields}
    if "level" not in names:
        return []
    teams = "v.own_teams" if "own_teams" in names else "array_remove(ARRAY[v.team_id], NULL)"
    return [f"coalesce(v.level, {UNMARKED})", teams]


def _raised_by(key: str, target) -> list[str]:
    return [
        f"IF {key} IS NOT NULL AND {key} <> ALL (on_way) THEN",
        f"  part := {SCHEMA}.{target._meta.db_table}__marking({key}, on_way || key);",
        *(f"  {line}" for line in _RAISE_BY_PART),
        "END IF;",
    ]


def _lent(part_model, parent_name: str, lender_name: str) -> list[str]:
    """Of each part that hung on the row then: the marking of what it lent it from."""
    history, table = history_of(part_model)._meta, part_model._meta
    parent, lender = table.get_field(parent_name).column, table.get_field(lender_name)
    return [
        "FOR part IN SELECT m.m_level, m.m_teams FROM (",
        f"    SELECT DISTINCT v.{lender.column} AS lender FROM public.{history.db_table} v",
        f"    WHERE v.{parent} = key AND v.pgh_created_at < {MOMENT} AND v.pgh_label <> 'erased'",
        f"      AND NOT EXISTS (SELECT 1 FROM public.{history.db_table} later",
        "        WHERE later.pgh_obj_id = v.pgh_obj_id AND later.pgh_id > v.pgh_id",
        f"        AND later.pgh_created_at < {MOMENT})",
        "  ) lending CROSS JOIN LATERAL",
        f"  {SCHEMA}.{lender.related_model._meta.db_table}__marking(lending.lender, on_way || key) m",
        "  WHERE lending.lender <> ALL (on_way) LOOP",
        *(f"  {line}" for line in _RAISE_BY_PART),
        "END LOOP;",
    ]


def _days_body(model) -> str:
    """The columns that follow from the typed dates, and from other records by relative dates.

    A narrowing makes no version. So it is taken from the row as it is now where nothing by which it is told was
    written since, and the dates were typed the same; else the dates are those typed, without any narrowing: one
    that another record lent then may betray what is guarded now.
    """
    derived, table, history = _derived_dates(model), model._meta, history_of(model)._meta.db_table
    names = {field.column for field in table.concrete_fields}
    same = " AND ".join(f'{{0}}."{name}" = was."{name}"' for name in _TYPED_DATES if name in names)

    def taken(row):
        return [f"  m_{name} := {row}.{name};" for name in derived]

    return "\n".join(
        [
            f"DECLARE was public.{history}%ROWTYPE; typed public.{history}%ROWTYPE;"
            f" now public.{table.db_table}%ROWTYPE;",
            "BEGIN",
            f"SELECT v.* INTO was FROM public.{history} v WHERE v.pgh_id = m_version;",
            f"SELECT n.* INTO now FROM public.{table.db_table} n WHERE n.{table.pk.column} = was.pgh_obj_id;",
            f"IF now.narrowing IS NOT NULL AND {same.format('now')}",
            f"    AND NOT {SCHEMA}.redated(was.pgh_obj_id) THEN",
            *taken("now"),
            "ELSE",
            f"  SELECT v.* INTO typed FROM public.{history} v WHERE v.pgh_obj_id = was.pgh_obj_id",
            f"    AND v.narrowing IS NULL AND {same.format('v')} {_LAST};",
            *taken("typed"),
            "END IF;",
            "END",
        ]
    )


def _derived_dates(model) -> list[str]:
    names = {field.name for field in model._meta.concrete_fields}
    return [name for name in DERIVED_DATES if name in names] if "narrowing" in names else []


def _type_of(name: str) -> str:
    return "date[]" if name == "narrowing" else "date"


def _record_body() -> str:
    """What `core_record` says of a record: the answer of the table of its kind."""
    cases = [
        f"  WHEN '{visibility_of(model).kind}' THEN"
        f" part := {SCHEMA}.{model._meta.db_table}__marking(key, on_way);"
        for model in tracked_models()
        if visibility_of(model).kind
    ]
    return "\n".join(
        [
            "DECLARE part record;",
            "BEGIN",
            "CASE (SELECT r.kind FROM public.core_record r WHERE r.id = key)",
            *cases,
            f"  ELSE m_level := {NOWHERE}; m_teams := '{{}}'; RETURN;",
            "END CASE;",
            "m_version := part.m_version; m_retired := part.m_retired;",
            "m_level := part.m_level; m_teams := part.m_teams;",
            "END",
        ]
    )


def _redated_body() -> str:
    """Whether a relative date that tells of a record, or a record that such a one follows, was written since.

    Relative dates that do not tell, as not every reader of the record may see them, are asked for nothing.
    """
    relation = next(model for model in apps.get_models() if hasattr(model, "narrows"))
    subject, anchor = (relation._meta.get_field(name).column for name in relation.narrows)
    tables = ", ".join(
        f"('{visibility_of(model).kind}', '{history_of(model)._meta.db_table}')"
        for model in tracked_models()
        if visibility_of(model).kind
    )
    return f"""DECLARE followed record;
BEGIN
FOR followed IN
  WITH RECURSIVE chain(id, told_by) AS (
    SELECT key, NULL::bigint
    UNION
    SELECT b.{anchor}, b.id FROM chain JOIN public.{relation._meta.db_table} b ON b.{subject} = chain.id
      JOIN public.core_record r ON r.id = b.{subject}
      WHERE b.effective_level <= r.effective_level AND b.effective_teams <@ r.effective_teams
  )
  SELECT r.id, history.name FROM public.core_record r
    JOIN (VALUES {tables}) history(kind, name) USING (kind)
    WHERE r.id IN (SELECT c.id FROM chain c UNION SELECT c.told_by FROM chain c) AND r.id <> key
LOOP
  EXECUTE format('SELECT EXISTS (SELECT 1 FROM public.%I WHERE pgh_obj_id = $1 AND pgh_created_at >= $2)',
    followed.name) INTO is_so USING followed.id, {MOMENT};
  IF is_so THEN RETURN; END IF;
END LOOP;
is_so := false;
END"""
