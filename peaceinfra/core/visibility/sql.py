"""The compiler of the second wall: a declaration becomes a policy and the triggers that keep markings true.

Names in the database, all derived: policy `<rule name>`; functions `<table>__mark` (a row computes its own
marking before it is written), `<table>__follow__<parent>` (a parent's marking changed: its children compute
theirs again, and so on down), `<table>__lend__<part>__added` and `…__moved` (a part that lends was written);
triggers of the same names. Plain SQL functions, owned by the owner of the tables, with a fixed search path.

Two things to know before changing a line. The viewer's settings are compared **bare**: wrapped in a
sub-select the planner cannot fold them, and a list of 100 rows goes from 3 to 100 ms. And parents are locked
FOR SHARE: without it a parent raised while a child is being inserted leaves the child too low for ever.
"""

import hashlib

from django.apps import apps as installed
from django.conf import settings

from peaceinfra.core.dates.columns import DERIVED_DATES

LEVEL = "nullif(current_setting('peaceinfra.level', true), '')::int"
TEAMS = "nullif(current_setting('peaceinfra.teams', true), '')::bigint[]"
# Above every clearance: the marking of a row that points at nothing, so that absent and hidden answer alike.
NOWHERE = 5
UNMARKED = 4
# Of every function that runs with the owner's rights. Unnamed, temporary tables would be searched first.
SEARCH_PATH = "pg_catalog, public, pg_temp"

# What every table uses. The union of two sets of teams:
_UNION_OF_TEAMS = """CREATE OR REPLACE FUNCTION core_teams(a bigint[], b bigint[]) RETURNS bigint[] LANGUAGE sql
  IMMUTABLE AS $$
  SELECT CASE WHEN b = '{}' THEN a WHEN a = '{}' THEN b
    ELSE ARRAY(SELECT DISTINCT team FROM unnest(a || b) team ORDER BY team) END $$"""

# The keeper of core_record. It copies the rows as they stand, not as this statement wrote them: other triggers
# came between.
_KEEP_RECORD = """CREATE OR REPLACE FUNCTION core_keep_record() RETURNS trigger LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    EXECUTE format('INSERT INTO core_record (id, kind, retired, effective_level, effective_teams)
      SELECT id, %L, retired, effective_level, effective_teams FROM %I
      WHERE id = ANY (ARRAY(SELECT id FROM fresh))', TG_ARGV[0], TG_TABLE_NAME);
  ELSIF TG_OP = 'UPDATE' THEN
    EXECUTE format('UPDATE core_record r SET retired = t.retired, effective_level = t.effective_level,
      effective_teams = t.effective_teams FROM %I t WHERE t.id = ANY (ARRAY(SELECT id FROM fresh)) AND r.id = t.id
      AND (r.retired, r.effective_level, r.effective_teams)
        IS DISTINCT FROM (t.retired, t.effective_level, t.effective_teams)', TG_TABLE_NAME);
  ELSE
    UPDATE core_record r SET retired = true FROM fresh f WHERE r.id = f.id;
  END IF;
  RETURN NULL;
END $$"""

# The two by which dates that follow others are read and written, in one statement each however many tables are
# concerned. They run with the rights and the view of who calls them. `tables`: {kind: table}.
_ROWS_OF_TABLES = """CREATE OR REPLACE FUNCTION core_rows(tables jsonb, keys bigint[]) RETURNS SETOF jsonb
  LANGUAGE plpgsql STABLE AS $$
DECLARE known record;
BEGIN
  FOR known IN SELECT kind, array_agg(id) AS ids FROM core_record WHERE id = ANY (keys) AND tables ? kind
    GROUP BY kind LOOP
    RETURN QUERY EXECUTE format('SELECT to_jsonb(t) || jsonb_build_object(''kind'', %L) FROM %I t WHERE id = ANY ($1)',
      known.kind, tables ->> known.kind) USING known.ids;
  END LOOP;
END $$"""

# `changes`: an array of objects: the table, the id, and the columns with their new values.
_DERIVE = """CREATE OR REPLACE FUNCTION core_derive(changes jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE change jsonb; columns text;
BEGIN
  FOR change IN SELECT jsonb_array_elements(changes) LOOP
    SELECT string_agg(quote_ident(name), ', ') INTO columns
      FROM jsonb_object_keys(change - 'table' - 'id') name;
    EXECUTE format('UPDATE %I SET (%s) = (SELECT %s FROM jsonb_populate_record(NULL::%I, $1))
      WHERE id = ($1 ->> ''id'')::bigint',
      change ->> 'table', columns, columns, change ->> 'table') USING change;
  END LOOP;
END $$"""


def policy(model, name: str, also: str = "") -> list[str]:
    """Row-level security for the web role: no DELETE policy matters, as the web role has no DELETE."""
    table = model._meta.db_table
    rule = seen(table)
    body = f"USING ({rule}{also}) WITH CHECK ({rule}{also})"
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"CREATE POLICY {name} ON {table} TO {settings.WEB_ROLE} {body}",
        f"COMMENT ON POLICY {name} ON {table} IS '{fingerprint(body)}'",
    ]


def seen(table: str, level: str = LEVEL, teams: str = TEAMS) -> str:
    """The rule itself: that the viewer may see a row of the table, or of what has this name in a query.

    A function that asks it of many rows gives the names of variables in which it keeps `LEVEL` and `TEAMS`.
    """
    return (
        f"{table}.effective_level <= {level}"
        f" AND ({table}.effective_teams = '{{}}' OR {table}.effective_teams <@ {teams})"
    )


def current_version_visible(model, references) -> str:
    """The condition of history: the record as it is now and all that the version points at; their policies answer."""
    tracked, table = model._meta.get_field("pgh_obj").related_model._meta, model._meta.db_table
    also = f" AND EXISTS (SELECT 1 FROM {tracked.db_table} now WHERE now.{tracked.pk.column} = pgh_obj_id)"
    for name in references:
        field = tracked.get_field(name)
        target, column = field.related_model._meta, f"{table}.{field.column}"
        also += (
            f" AND ({column} IS NULL OR EXISTS"
            f" (SELECT 1 FROM {target.db_table} at WHERE at.{target.pk.column} = {column}))"
        )
    return also


def keep_marking(model, rule) -> list[str]:
    """The BEFORE trigger of the table, and one trigger on every table it takes a marking from."""
    return [line for part in _parts(model, rule) for line in _function_and_trigger(part)]


def keep_record(model, kind: str) -> list[str]:
    """One row in core_record for each addressable row, with the same marking in force."""
    if not kind:
        return []
    table = model._meta.db_table
    return [
        f"CREATE TRIGGER z_record_{event.lower()} AFTER {event} ON {table} REFERENCING {transition}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION core_keep_record('{kind}')"
        for event, transition in (
            ("INSERT", "NEW TABLE AS fresh"),
            ("UPDATE", "NEW TABLE AS fresh"),
            ("DELETE", "OLD TABLE AS fresh"),
        )
    ]


def remove_policy(model, name: str) -> str:
    return f"DROP POLICY {name} ON {model._meta.db_table}"


def remove(model, rule) -> list[str]:
    """Takes down what `policy` and the triggers put up; the functions take their triggers with them."""
    table = model._meta.db_table
    functions = declared_functions(model, rule) if _is_versioned(model) and not rule.stored else []
    return [
        remove_policy(model, rule.name),
        *(f"DROP FUNCTION {function} CASCADE" for function in functions),
        *(
            f"DROP TRIGGER z_record_{event} ON {table}"
            for event in ("insert", "update", "delete")
            if rule.kind
        ),
    ]


def shared_functions() -> list[str]:
    """The statements that make what every table uses."""
    return [_UNION_OF_TEAMS, _KEEP_RECORD, _ROWS_OF_TABLES, _DERIVE]


def shared_bodies() -> dict[str, str]:
    """{function name: body} of the shared functions; compared with the database by `check_walls`."""
    return {text.split()[4].partition("(")[0]: text.split("$$")[1] for text in shared_functions()}


def declared_functions(model, rule) -> dict[str, str]:
    """{function name: body} that the declaration asks for; compared with the database by `check_walls`."""
    return {name: body for name, body, _ in _parts(model, rule)}


def trigger_function(name: str, body: str) -> str:
    """The statement that makes a function of ours, or puts this body in place of another."""
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql"
        f" SECURITY DEFINER SET search_path = {SEARCH_PATH} AS $$\n{body}\n$$"
    )


def fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


# --- the three kinds of function: (name, body, the trigger that calls it) ---


def _parts(model, rule):
    return [
        _mark(model, rule),
        *(_follow(model, rule, parent) for parent in _parents(model, rule)),
        *(part for lender in _lenders(model, rule) for part in _lends(model, lender)),
    ]


def _mark(model, rule):
    table = model._meta.db_table
    lines = ["DECLARE part record;", f"  was {table}%ROWTYPE;", "BEGIN"]
    if _is_versioned(model):
        lines += _versioned(model)
    if _has(model, "level"):
        teams = "NEW.own_teams" if _has(model, "own_teams") else "array_remove(ARRAY[NEW.team_id], NULL)"
        lines += [
            f"NEW.effective_level := coalesce(NEW.level, {UNMARKED});",
            f"NEW.effective_teams := {teams};",
        ]
    else:
        lines += ["NEW.effective_level := 0;", "NEW.effective_teams := '{}';"]
    if rule.least:
        lines += [f"NEW.effective_level := greatest(NEW.effective_level, {rule.least});"]
    for name in rule.through:
        field = model._meta.get_field(name)
        target = field.related_model._meta
        lines += [
            f"IF NEW.{field.column} IS NOT NULL THEN",
            f"  SELECT effective_level, effective_teams INTO part FROM {target.db_table}"
            f" WHERE {target.pk.column} = NEW.{field.column} FOR SHARE;",
            f"  NEW.effective_level := greatest(NEW.effective_level, coalesce(part.effective_level, {NOWHERE}));",
            "  NEW.effective_teams := core_teams(NEW.effective_teams, coalesce(part.effective_teams, '{}'));",
            "END IF;",
        ]
    for part, parent_column, lender_column, source in _lenders(model, rule):
        lines += [
            # An array, so that also a table without statistics is read by its index.
            f"FOR part IN SELECT effective_level, effective_teams FROM {source._meta.db_table}"
            f" WHERE {source._meta.pk.column} = ANY (ARRAY(SELECT {lender_column} FROM {part._meta.db_table}"
            f" WHERE {parent_column} = NEW.{model._meta.pk.column})) FOR SHARE LOOP",
            "  NEW.effective_level := greatest(NEW.effective_level, part.effective_level);",
            "  NEW.effective_teams := core_teams(NEW.effective_teams, part.effective_teams);",
            "END LOOP;",
        ]
    lines += ["RETURN NEW;", "END"]
    return f"{table}__mark", "\n".join(lines), f"BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW"


def _versioned(model):
    """Only what a person wrote makes a new version: a marking or a day that follows another record does not."""
    derived = [name for name in ("effective_level", "effective_teams", *DERIVED_DATES) if _has(model, name)]
    return [
        "IF TG_OP = 'UPDATE' THEN",
        "  NEW.version := OLD.version; NEW.updated_at := OLD.updated_at; was := OLD;",
        f"  {' '.join(f'was.{name} := NEW.{name};' for name in derived)}",
        "  IF NEW IS DISTINCT FROM was THEN",
        "    NEW.version := OLD.version + 1; NEW.updated_at := clock_timestamp();",
        "  END IF;",
        "ELSE NEW.version := 1; NEW.updated_at := clock_timestamp();",
        "END IF;",
    ]


def _follow(model, rule, parent):
    """After a parent's marking in force changed: the children that hang on it compute theirs again."""
    table, key = model._meta.db_table, model._meta.pk.column
    columns = [
        field.column
        for name in rule.through
        if (field := model._meta.get_field(name)).related_model._meta.db_table == parent._meta.db_table
    ]
    hanging = [f"SELECT {key} FROM {table} WHERE {column} = ANY (moved)" for column in columns]
    hanging += [
        f"SELECT {parent_column} FROM {part._meta.db_table} WHERE {lender_column} = ANY (moved)"
        for part, parent_column, lender_column, source in _lenders(model, rule)
        if source._meta.db_table == parent._meta.db_table
    ]
    parent_key = parent._meta.pk.column
    body = f"""DECLARE moved bigint[];
BEGIN
SELECT array_agg(n.{parent_key}) INTO moved FROM changed_new n JOIN changed_old o USING ({parent_key})
  WHERE (n.effective_level, n.effective_teams) IS DISTINCT FROM (o.effective_level, o.effective_teams);
IF moved IS NOT NULL THEN
  UPDATE {table} SET effective_level = effective_level WHERE {key} IN ({" UNION ".join(hanging)});
END IF;
RETURN NULL;
END"""
    when = (
        f"AFTER UPDATE ON {parent._meta.db_table} REFERENCING OLD TABLE AS changed_old NEW TABLE AS changed_new"
        " FOR EACH STATEMENT"
    )
    return f"{table}__follow__{parent._meta.db_table}", body, when


def _lends(model, lender):
    """After a lending part was written: its parent, and the parent it had before, compute theirs again.

    New parts can only raise, and most do not: their parents are asked once a statement, and only those
    that the new parts really raise. (The part's own trigger has locked both ends already.)
    """
    part, parent_column, lender_column, source = lender
    table, key = model._meta.db_table, model._meta.pk.column
    part_table, source_table = part._meta.db_table, source._meta.db_table
    added = f"""BEGIN
UPDATE {table} SET effective_level = effective_level WHERE {key} IN (
  SELECT p.{key} FROM fresh f JOIN {table} p ON p.{key} = f.{parent_column}
  JOIN {source_table} s ON s.{source._meta.pk.column} = f.{lender_column}
  WHERE s.effective_level > p.effective_level OR NOT s.effective_teams <@ p.effective_teams);
RETURN NULL;
END"""
    moved = f"""BEGIN
UPDATE {table} SET effective_level = effective_level
  WHERE {key} IN (SELECT OLD.{parent_column} UNION SELECT NEW.{parent_column} WHERE TG_OP = 'UPDATE');
RETURN NULL;
END"""
    after_insert = f"AFTER INSERT ON {part_table} REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT"
    after_move = f"AFTER DELETE OR UPDATE OF {parent_column}, {lender_column} ON {part_table} FOR EACH ROW"
    return [
        (f"{table}__lend__{part_table}__added", added, after_insert),
        (f"{table}__lend__{part_table}__moved", moved, after_move),
    ]


def _function_and_trigger(part):
    name, body, when = part
    return [trigger_function(name, body), f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION {name}()"]


def _parents(model, rule):
    """The models whose marking counts for this one, each once."""
    found = {}
    for name in rule.through:
        target = model._meta.get_field(name).related_model
        found[target._meta.db_table] = target
    for *_, source in _lenders(model, rule):
        found[source._meta.db_table] = source
    return list(found.values())


def _lenders(model, rule):
    """(part model, its column to this model, its column to what lends, the lending model) for each pair."""
    found = []
    for model_label, parent_name, lender_name in rule.lends:
        part = _apps_of(model).get_model(model_label)
        lender = part._meta.get_field(lender_name)
        found.append((part, part._meta.get_field(parent_name).column, lender.column, lender.related_model))
    return found


def _apps_of(model):
    """The registry the model lives in: that of a migration's state, or the running one."""
    return getattr(model._meta, "apps", installed)


def _has(model, name):
    return any(field.name == name for field in model._meta.fields)


def _is_versioned(model):
    return _has(model, "version")
