"""Does the database hold the walls that the models declare? Compared without changing anything."""

from django.apps import apps
from django.db import connection

from peaceinfra.core.visibility import sql
from peaceinfra.core.visibility.rule import HistoryVisibility, visibility_of

_POLICIES = """SELECT c.relname, p.polname, obj_description(p.oid, 'pg_policy'), c.relrowsecurity
  FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid"""
_FUNCTIONS = "SELECT proname, prosrc, prosecdef FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
_UNFIXED = """SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef
  AND NOT coalesce(proconfig, '{}') @> ARRAY[%s]"""
_TRIGGERS = """SELECT c.relname, t.tgname, t.tgenabled FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
  WHERE NOT t.tgisinternal"""


def differences() -> list[str]:
    """What is missing from the database or differs from the declarations, one line each; empty when all is well."""
    with connection.cursor() as cursor:
        policies = {
            (table, name): (mark, on) for table, name, mark, on in cursor.execute(_POLICIES).fetchall()
        }
        functions = {name: (body, definer) for name, body, definer in cursor.execute(_FUNCTIONS).fetchall()}
        unfixed = cursor.execute(_UNFIXED, [f"search_path={sql.SEARCH_PATH}"]).fetchall()
        triggers = {(table, name): on for table, name, on in cursor.execute(_TRIGGERS).fetchall()}
    found = []
    for model in guarded_models():
        found += _policy_differences(model, policies)
        found += _trigger_differences(model, functions, triggers)
    found += [f"function {name}: its search path is not the fixed one" for (name,) in unfixed]
    known = {model._meta.db_table for model in guarded_models()}
    found += [
        f"{table}: policy {name} is declared by no model" for table, name in policies if table not in known
    ]
    return found


def guarded_models():
    return [model for model in apps.get_models() if not model._meta.proxy and visibility_of(model)]


def _policy_differences(model, policies):
    rule, table = visibility_of(model), model._meta.db_table
    stored, switched_on = policies.pop((table, rule.name), (None, False))
    declared = next(line for line in rule.statements(model) if line.startswith("COMMENT ON POLICY"))
    if stored is None:
        return [f"{table}: policy {rule.name} is missing"]
    if f"'{stored}'" not in declared:
        return [f"{table}: policy {rule.name} differs from its declaration"]
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
