"""What a database holds, by checksums: each table in the order of its key, and all that guards it."""

import hashlib
import re
from collections.abc import Callable

import psycopg
from psycopg import sql

# Written out in one way, whatever the server's own settings are.
_SETTINGS = (
    "SET search_path = pg_catalog; SET datestyle = 'ISO, YMD'; SET timezone = 'UTC'; SET intervalstyle = 'postgres';"
    " SET extra_float_digits = 1; SET bytea_output = 'hex'; SET statement_timeout = 0"
)
_OURS = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'"
_OF_NO_EXTENSION = (
    "NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = {0}.oid AND d.deptype = 'e'"
    " AND d.classid = '{1}'::regclass)"
)
_TABLES = f"""SELECT c.oid, n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind = 'r' AND {_OURS} AND {_OF_NO_EXTENSION.format("c", "pg_class")}
 ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C\""""
_COLUMNS = """SELECT a.attname, a.attnum = ANY(coalesce(i.indkey::int2[], '{}')), t.typcollation <> 0,
   array_position(i.indkey::int2[], a.attnum)
 FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
 LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary
 WHERE a.attrelid = %s AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY a.attnum"""
_SEQUENCES = "SELECT schemaname || '.' || sequencename, coalesce(last_value, 0) FROM pg_sequences"

# What guards the tables, each as (name, text). The owner's own name and rights are left out: it may have another.
_GUARDS = {
    "policies": """SELECT n.nspname || '.' || c.relname || '.' || p.polname, concat_ws('|', p.polcmd, p.polpermissive,
   ARRAY(SELECT r.rolname::text FROM pg_roles r WHERE r.oid = ANY(p.polroles) ORDER BY 1),
   pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid), obj_description(p.oid, 'pg_policy'))
 FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace""",
    "row security": f"""SELECT n.nspname || '.' || c.relname, concat_ws('|', c.relrowsecurity, c.relforcerowsecurity)
 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' AND {_OURS}""",
    "grants": f"""WITH held AS (
 SELECT n.nspname || '.' || c.relname AS name, c.relowner AS owner, a.* FROM pg_class c
   JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(c.relacl) a WHERE {_OURS}
 UNION ALL SELECT n.nspname || '.' || c.relname || '.' || t.attname, c.relowner, a.* FROM pg_attribute t
   JOIN pg_class c ON c.oid = t.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(t.attacl) a
   WHERE {_OURS}
 UNION ALL SELECT p.oid::regprocedure::text, p.proowner, a.* FROM pg_proc p JOIN pg_namespace n
   ON n.oid = p.pronamespace, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
   WHERE {_OURS} AND {_OF_NO_EXTENSION.format("p", "pg_proc")}
 UNION ALL SELECT n.nspname, n.nspowner, a.* FROM pg_namespace n, aclexplode(n.nspacl) a
   WHERE {_OURS} AND n.nspname <> 'public')
 SELECT name || ' ' || privilege_type || ' ' || CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END,
   is_grantable::text FROM held WHERE grantee <> owner""",
    "functions": f"""SELECT p.oid::regprocedure::text, concat_ws('|', p.prosrc, p.prosecdef, p.proconfig, p.provolatile)
 FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
 WHERE {_OURS} AND {_OF_NO_EXTENSION.format("p", "pg_proc")}""",
    "triggers": """SELECT n.nspname || '.' || c.relname || '.' || t.tgname,
   concat_ws('|', pg_get_triggerdef(t.oid), t.tgenabled)
 FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE NOT t.tgisinternal""",
    "constraints": f"""SELECT n.nspname || '.' || c.relname || '.' || k.conname, pg_get_constraintdef(k.oid)
 FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE {_OURS} AND k.contype <> 'n'""",
    "indexes": f"""SELECT n.nspname || '.' || c.relname, pg_get_indexdef(c.oid) FROM pg_class c
 JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'i' AND {_OURS}""",
    "views": f"""SELECT n.nspname || '.' || c.relname, pg_get_viewdef(c.oid) || coalesce(c.reloptions::text, '')
 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('v', 'm') AND {_OURS}""",
}

# PostgreSQL writes a list of texts with other casts and brackets after it was read in again.
_REWORDED = ("constraints", "indexes")
_CASTS = re.compile(r"::(text|character varying)(\(\d+\))?(\[\])?|[()\s]")


def contents(connection: psycopg.Connection, progress: Callable[[str], None] = lambda line: None) -> dict:
    """Checksums of all that the database holds, as the transaction of `connection` sees it.

    "tables" {name: [rows, SHA-256]}, "sequences" {name: last value}, and for each kind of guard {name: SHA-256}.
    """
    connection.execute(_SETTINGS)
    tables = connection.execute(_TABLES).fetchall()
    sums = {}
    for number, (oid, schema, table) in enumerate(tables, 1):
        sums[f"{schema}.{table}"] = _sum_of(connection, oid, schema, table)
        if number % 50 == 0 or number == len(tables):
            rows = sum(rows for rows, _digest in sums.values())
            progress(f"{number} of {len(tables)} tables read, {rows:,} rows")
    found = {"tables": sums, "sequences": dict(connection.execute(_SEQUENCES).fetchall())}
    for kind, query in _GUARDS.items():
        rows = connection.execute(query).fetchall()
        worded = _without_casts if kind in _REWORDED else str
        found[kind] = {
            name: hashlib.sha256(worded(text or "").encode()).hexdigest()[:32] for name, text in rows
        }
    return found


def differences(before: dict, after: dict, *, same_server: bool = True) -> list[str]:
    """What of `before` is missing or other in `after`, one line each; empty when they are equal.

    Another version of PostgreSQL may write the same rule in other words: only the names are then compared.
    """
    found = []
    for kind in ("tables", *_GUARDS):
        left, right = before[kind], after[kind]
        found += [f"{kind}: {name} is missing" for name in sorted(left.keys() - right.keys())]
        found += [f"{kind}: {name} is too much" for name in sorted(right.keys() - left.keys())]
        if same_server or kind == "tables":
            common = sorted(left.keys() & right.keys())
            found += [
                f"{kind}: {name} differs" for name in common if _as_list(left[name]) != _as_list(right[name])
            ]
    # A sequence goes on while the backup is made, and is never set back.
    found += [
        f"sequences: {name} is behind"
        for name, value in sorted(before["sequences"].items())
        if after["sequences"].get(name, -1) < value
    ]
    return found


def _without_casts(text: str) -> str:
    return _CASTS.sub("", text)


def _as_list(value) -> list:
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _sum_of(connection, oid, schema, table) -> tuple[int, str]:
    """The number of rows and the checksum of their text, in the order of the key; read as a stream."""
    columns = connection.execute(_COLUMNS, [oid]).fetchall()
    keys = sorted((place, name, is_text) for name, is_key, is_text, place in columns if is_key)
    order = [
        sql.SQL('{} COLLATE "C"' if is_text else "{}").format(sql.Identifier(name))
        for _place, name, is_text in keys
    ] or [sql.SQL('t::text COLLATE "C"')]
    query = sql.SQL("COPY (SELECT {} FROM {} t ORDER BY {}) TO STDOUT").format(
        sql.SQL(", ").join(sql.Identifier(name) for name, *_rest in columns),
        sql.Identifier(schema, table),
        sql.SQL(", ").join(order),
    )
    digest, rows = hashlib.sha256(), 0
    with connection.cursor() as cursor, cursor.copy(query) as copy:
        for block in copy:
            digest.update(block)
            rows += bytes(block).count(b"\n")
    return rows, digest.hexdigest()
