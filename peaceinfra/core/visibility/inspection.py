"""Does the database hold the walls that the models declare? Compared without changing anything."""

import re

from django.apps import apps
from django.conf import settings
from django.db import connection

from peaceinfra.core import job_tables
from peaceinfra.core.visibility import (
    account_sql,
    changes_sql,
    factor_sql,
    grants,
    history_triggers,
    owners_functions,
    recorded,
    sql,
    touch_sql,
)
from peaceinfra.core.visibility.acting import acting_key
from peaceinfra.core.visibility.own_rows import own_rows_of, owned_models
from peaceinfra.core.visibility.rule import HistoryVisibility, visibility_of
from peaceinfra.core.visibility.seen_with import with_policies

_POLICIES = """SELECT c.relname, p.polname, obj_description(p.oid, 'pg_policy'), c.relrowsecurity
  FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid"""
_FUNCTIONS = "SELECT proname, prosrc, prosecdef FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
_UNFIXED = """SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef
  AND NOT coalesce(proconfig, '{}') @> ARRAY[%s]"""
_TRIGGERS = """SELECT c.relname, t.tgname, t.tgenabled FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
  WHERE NOT t.tgisinternal"""
# (table or sequence, privilege, column) that the web role holds, itself or as anybody does.
_GRANTS = """WITH held AS (
  SELECT c.relname, a.privilege_type, '' AS attname, a.grantee FROM pg_class c, aclexplode(c.relacl) a
    WHERE c.relnamespace = 'public'::regnamespace
  UNION ALL SELECT c.relname, a.privilege_type, t.attname, a.grantee
    FROM pg_class c JOIN pg_attribute t ON t.attrelid = c.oid, aclexplode(t.attacl) a
    WHERE c.relnamespace = 'public'::regnamespace)
  SELECT relname, privilege_type, attname FROM held
  WHERE grantee IN (0, (SELECT oid FROM pg_roles WHERE rolname = %s))"""
_EXECUTABLE = """SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef
  AND has_function_privilege(%s, oid, 'EXECUTE')"""
_KEYS = "SELECT key FROM core_actingkey"
# What the web role could make, itself or as anybody may, to stand before what is declared.
_MAKES = """SELECT what FROM (VALUES
    ('temporary tables', has_database_privilege(%(role)s, current_database(), 'TEMPORARY')),
    ('schemas', has_database_privilege(%(role)s, current_database(), 'CREATE')),
    ('tables and functions', has_schema_privilege(%(role)s, 'public', 'CREATE'))) AS may(what, held)
  WHERE held"""


def differences() -> list[str]:
    """What is missing from the database or differs from the declarations, one line each; empty when all is well.

    The serving login finds the same but for the key of who acts, which it may not read.
    """
    with connection.cursor() as cursor:
        policies = {
            (table, name): (mark, on) for table, name, mark, on in cursor.execute(_POLICIES).fetchall()
        }
        functions = {name: (body, definer) for name, body, definer in cursor.execute(_FUNCTIONS).fetchall()}
        unfixed = cursor.execute(_UNFIXED, [f"search_path={sql.SEARCH_PATH}"]).fetchall()
        triggers = {(table, name): on for table, name, on in cursor.execute(_TRIGGERS).fetchall()}
        tables = connection.introspection.table_names(cursor)
        held = {tuple(row) for row in cursor.execute(_GRANTS, [settings.WEB_ROLE]).fetchall()}
        executable = {name for (name,) in cursor.execute(_EXECUTABLE, [settings.WEB_ROLE]).fetchall()}
        keys = cursor.execute(_KEYS).fetchall() if _may_read_keys(cursor) else [(acting_key(),)]
        found = recorded.faults(cursor)
        found += [f"{fault.table}: {fault.words}" for fault in history_triggers.faults(cursor)]
        makes = cursor.execute(_MAKES, {"role": settings.WEB_ROLE}).fetchall()
        found += [f"the web role may make {what}: run migrate" for (what,) in makes]
    found += _function_differences(functions, triggers, executable, keys)
    found += _grant_differences(tables, held)
    for model in guarded_models():
        found += _policy_differences(model, policies)
        found += _trigger_differences(model, functions, triggers)
    found += [f"function {name}: its search path is not the fixed one" for (name,) in unfixed]
    for model in owned_models():
        found += _policy_differences(model, policies)
    found += _differences_of_policy(factor_sql.TABLE, factor_sql.POLICY, factor_sql.MARK, policies)
    several = with_policies()
    for model, rule in several:
        for name, body in rule.policies(model).items():
            found += _differences_of_policy(model._meta.db_table, name, sql.fingerprint(body), policies)
    known = {
        model._meta.db_table
        for model in (*guarded_models(), *owned_models(), *(model for model, _rule in several))
    } | {factor_sql.TABLE}
    found += [
        f"{table}: policy {name} is declared by no model" for table, name in policies if table not in known
    ]
    return found


def _may_read_keys(cursor) -> bool:
    return cursor.execute("SELECT has_table_privilege('core_actingkey', 'SELECT')").fetchone()[0]


def guarded_models():
    return [model for model in apps.get_models() if not model._meta.proxy and visibility_of(model)]


def _function_differences(functions, triggers, executable, keys):
    """Faults of the functions that search names and by which alone accounts and tokens change, of who may call them,
    and of the key of who acts.
    """
    found = [
        f"function {function.name} differs from its declaration"
        for function in (*owners_functions.declared(), *changes_sql.functions(), changes_sql.WAITING)
        if functions.get(function.name) != (function.body, True)
    ]
    found += [
        f"{table}: trigger {name} is missing or disabled"
        for name, table, _when, _function in account_sql.TRIGGERS
        if triggers.get((table, name)) != "O"
    ]
    declared = {function.name for function in owners_functions.called()} | {job_tables.DEFER}
    found += _log_differences(functions, triggers)
    found += [
        f"function {name}: the web role may {'not ' if name in declared else ''}execute it"
        for name in sorted(declared ^ executable)
    ]
    if keys != [(acting_key(),)]:
        found.append(
            "core_actingkey: not the key of this SECRET_KEY, so no account can be changed: run migrate"
        )
    return found


def _log_differences(functions, triggers):
    """Faults of the functions and triggers that write the log of changes."""
    found = []
    for name, body in touch_sql.functions().items():
        stored, definer = functions.get(name, ("", False))
        if stored.strip() != body.strip() or not definer:
            found.append(f"function {name} differs from its declaration")
    return found + [
        f"{table}: trigger {name} is missing or disabled"
        for table, name in touch_sql.triggers()
        if triggers.get((table, name)) != "O"
    ]


def _grant_differences(tables, held):
    declared = {
        (table, privilege, column)
        for table, rights in grants.rights_of_tables().items()
        if table in tables
        for privilege, columns in re.findall(r"(\w+)(?: \(([^)]*)\))?(?:, |$)", rights)
        for column in (columns.split(", ") if columns else [""])
    }
    return [
        f"{table}: the web role {'may not' if row in declared else 'may'} {privilege}{f' ({column})' if column else ''}"
        for row in sorted(declared ^ held)
        for table, privilege, column in [row]
    ]


def _policy_differences(model, policies):
    rule = visibility_of(model) or own_rows_of(model)
    declared = next(line for line in rule.statements(model) if line.startswith("COMMENT ON POLICY"))
    return _differences_of_policy(model._meta.db_table, rule.name, declared.split("'")[1], policies)


def _differences_of_policy(table, name, declared, policies):
    stored, switched_on = policies.pop((table, name), (None, False))
    if stored is None:
        return [f"{table}: policy {name} is missing"]
    if stored != declared:
        return [f"{table}: policy {name} differs from its declaration"]
    return [] if switched_on else [f"{table}: row-level security is switched off"]


def _trigger_differences(model, functions, triggers):
    rule = visibility_of(model)
    if isinstance(rule, HistoryVisibility):
        return []
    if rule.stored:
        differing = [
            name for name, body in sql.shared_bodies().items() if functions.get(name, ("",))[0] != body
        ]
        return [f"function {name} differs from its declaration" for name in differing]
    found = []
    enabled = {name for (table, name), on in triggers.items() if on == "O"}
    for name, body in sql.declared_functions(model, rule).items():
        stored, definer = functions.get(name, ("", False))
        if stored.strip() != body.strip() or not definer:
            found.append(f"{model._meta.db_table}: function {name} differs from its declaration")
        if name not in enabled:
            found.append(f"{model._meta.db_table}: trigger {name} is missing or disabled")
    events = ("insert", "update", "delete") if rule.kind else ()
    for event in events:
        if triggers.get((model._meta.db_table, f"z_record_{event}")) != "O":
            found.append(f"{model._meta.db_table}: trigger z_record_{event} is missing or disabled")
    return found
