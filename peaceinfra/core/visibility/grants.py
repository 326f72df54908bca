"""What the web role may do, set again after every migrate: idempotent, and the only place that grants."""

from django.apps import apps
from django.conf import settings
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from pghistory.models import Event
from pgtrigger.compiler import Trigger as CompiledTrigger

from peaceinfra.core import job_tables
from peaceinfra.core.visibility import (
    account_sql,
    changes_sql,
    factor_sql,
    history_triggers,
    owners_functions,
    proposal_sql,
    recorded,
    sql,
    touch_sql,
)
from peaceinfra.core.visibility.acting import acting_key
from peaceinfra.core.visibility.appended_rows import appended_rows_of, officers_rows_of
from peaceinfra.core.visibility.rule import HistoryVisibility, Visibility, visibility_of
from peaceinfra.core.visibility.seen_with import seen_with_of
from peaceinfra.core.visibility.sql import SEARCH_PATH

ROLE_EXISTS = """DO $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{role}') THEN CREATE ROLE {role} NOLOGIN; END IF;
END $$"""

# The web login keeps sessions and accounts; it never deletes a record, writes history or a migration.
NOTHING, READ = "", "SELECT"
ADD, KEEP, ALL = "SELECT, INSERT", "SELECT, INSERT, UPDATE", "SELECT, INSERT, UPDATE, DELETE"
UNGUARDED_READ_ONLY = {"django_migrations", "django_content_type", "auth_permission"}

# Accounts: who signs in keeps the name and the time; the rest is written by the functions of `account_sql`.
_READABLE = (
    "id, username, first_name, last_name, email, role, role_until, clearance, clearance_until, is_active, is_staff,"
    " date_joined, last_login, password_set_at, session_version"
)
# Tokens: all but their digests; what is written of them, `token_sql` writes.
_READABLE_OF_TOKENS = (
    "id, key_id, owner, purpose, level, teams, scopes, networks, daily_rows, made_by_id, made_at, expires_at,"
    " last_used_on, revoked_by_id, revoked_at, series"
)
OF_ACCOUNTS = {
    "core_account": f"SELECT ({_READABLE}), UPDATE (username, first_name, last_name, email, last_login)",
    "core_teamgrant": READ,
    "core_team": KEEP,
    "core_accountchange": READ,
    "core_passwordlink": NOTHING,
    "core_provideridentity": READ,
    "core_actingkey": NOTHING,
    "core_partnertoken": f"SELECT ({_READABLE_OF_TOKENS})",
    "core_tokenuse": READ,
    # Of django-allauth; nothing goes by e-mail.
    "account_emailaddress": NOTHING,
    "account_emailconfirmation": NOTHING,
    # Those of one account, by the policy of `factor_sql`.
    "mfa_authenticator": ALL,
}
# Proposals: tools write and read their own by the functions of `proposal_sql`; who decides writes what became of them.
OF_PROPOSALS = {
    "core_proposal": f"SELECT, UPDATE ({', '.join(proposal_sql.DECIDED)})",
    "core_proposalname": READ,
    "core_proposalanswer": NOTHING,
}
# Batches of imports: who undoes one writes what became of it, who reviews what is missing upstream the answer.
OF_BATCHES = {
    "processes_batch": "SELECT, INSERT, UPDATE (state, undone_by_id, undone_at, undone_in, undo_reason)",
    "processes_batchrow": "SELECT, INSERT, UPDATE (version_undone)",
    "processes_upstream": "SELECT, INSERT, UPDATE (undone)",
    "processes_missingupstream": "SELECT, INSERT, UPDATE (answer, answered_by_id, answered_at)",
}
# Whether a worker of the jobs is alive.
OF_THE_JOBS = {"procrastinate_workers": "SELECT (last_heartbeat)"}
# The log of changes is written by triggers and read by functions.
OF_THE_LOG = {"core_change": NOTHING}
STORE_KEY = (
    "INSERT INTO core_actingkey (id, key) VALUES (1, %s) ON CONFLICT (id) DO UPDATE SET key = excluded.key"
)

# Trigger functions of the history run with the owner's rights; re-creating one resets that. Nobody else may
# hang a function of ours on a table of their own, where it would write what they please.
HARDEN_FUNCTIONS = f"""DO $$ DECLARE f record; BEGIN
  FOR f IN SELECT oid::regprocedure AS name, proname LIKE 'pgtrigger\\_%' AS of_history FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace AND (prosecdef OR prorettype = 'trigger'::regtype)
      AND pg_has_role(proowner, 'USAGE')
  LOOP
    IF f.of_history THEN EXECUTE format('ALTER FUNCTION %s SECURITY DEFINER', f.name); END IF;
    EXECUTE format('ALTER FUNCTION %s SET search_path = {SEARCH_PATH}', f.name);
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', f.name);
  END LOOP;
END $$"""

# The library lets any session switch its triggers off by a setting. Not here: history has no gaps.
NEVER_IGNORE = """CREATE OR REPLACE FUNCTION _pgtrigger_should_ignore(trigger_name name) RETURNS boolean
  LANGUAGE sql IMMUTABLE AS 'SELECT false'"""

# What the web login could set beside our tables, to be found in their place.
NO_TABLES_OF_ITS_OWN = """DO $$ BEGIN
  REVOKE CREATE ON SCHEMA public FROM PUBLIC;
  EXECUTE format('REVOKE TEMPORARY, CREATE ON DATABASE %I FROM PUBLIC', current_database());
END $$"""

HARDENING = (HARDEN_FUNCTIONS, NEVER_IGNORE, NO_TABLES_OF_ITS_OWN)

NOTHING_GRANTED = f"""DO $$ DECLARE f record; BEGIN
  REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {settings.WEB_ROLE};
  FOR f IN SELECT oid::regprocedure AS name FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace AND prosecdef AND pg_has_role(proowner, 'USAGE')
  LOOP EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM {settings.WEB_ROLE}', f.name); END LOOP;
END $$"""

# Where a column changes its type, the library takes a trigger off and puts it on again without its mark.
UNMARKED_TRIGGERS = """SELECT tgrelid::regclass::text, tgname FROM pg_trigger
  WHERE tgname LIKE 'pgtrigger\\_%' AND obj_description(oid, 'pg_trigger') IS NULL"""


STORED_TOUCHES = """SELECT proname, prosrc FROM pg_proc
  WHERE pronamespace = 'public'::regnamespace AND proname LIKE '%\\_\\_touch'"""
STORED_TRIGGERS = (
    """SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgname LIKE 'zz\\_touch\\_%'"""
)


def after_migrate(sender, using, apps=apps, plan=None, **kwargs):
    """Receiver of post_migrate. `apps`: the models as they are after the migrations that were run.

    Where the tables are those of an earlier version, its own `migrate` sets the rights: what is declared here may name
    columns that are not there. Until then what was made anew is hardened, and after a way back nothing is granted:
    that version does not know what to take away.
    """
    with connections[using].cursor() as cursor:
        if plan is not None and not _is_newest(connections[using]):
            is_way_back = any(backwards for _migration, backwards in plan)
            for statement in [*HARDENING, *([NOTHING_GRANTED] if is_way_back else [])]:
                cursor.execute(statement)
            return
        tables = connections[using].introspection.table_names(cursor)
        cursor.execute("SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace")
        lines = functions(tables, dict(cursor.fetchall()))
        lines += [function.statement for function in owners_functions.declared(tables)]
        if {"core_actingkey", factor_sql.TABLE} <= set(tables):
            lines += account_sql.trigger_statements()
            if cursor.execute(factor_sql.STORED_MARK).fetchone() != (factor_sql.MARK,):
                lines += factor_sql.policy_statements()
            cursor.execute(STORE_KEY, [acting_key()])
        lines += log_of_changes(cursor, tables)
        cursor.execute(UNMARKED_TRIGGERS)
        unmarked = set(cursor.fetchall())
        broken = {(fault.table, fault.trigger) for fault in history_triggers.faults(cursor)}
        lines += triggers_anew(apps, unmarked | broken)
        # First: a function that runs with the owner's rights is then hardened as all of them are.
        lines = [*job_tables.grants(tables), *lines]
        for statement in [*lines, *statements(tables), *recorded.build(cursor)]:
            cursor.execute(statement)


def _is_newest(connection) -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def log_of_changes(cursor, tables) -> list[str]:
    """What makes the log of changes as declared; nothing while one of its tables is missing."""
    if not is_log_complete(tables):
        return []
    cursor.execute(STORED_TOUCHES)
    stored = cursor.fetchall()
    cursor.execute(STORED_TRIGGERS)
    lines = touch_sql.statements(dict(stored), set(cursor.fetchall()))
    lines += [function.statement for function in (*changes_sql.functions(), changes_sql.WAITING)]
    return [*lines, changes_sql.BEGIN_LOG_WHERE_NONE_IS]


def is_log_complete(tables) -> bool:
    written = {table for table, _trigger in touch_sql.triggers()}
    return bool(written) and {"core_change", *written} <= set(tables)


def end_log(sender, using, plan=(), **kwargs):
    """Receiver of pre_migrate: what is told may be another thing afterwards, so the log begins anew."""
    with connections[using].cursor() as cursor:
        if plan and "core_change" in connections[using].introspection.table_names(cursor):
            cursor.execute(STORED_TOUCHES)
            for name, _body in cursor.fetchall():
                cursor.execute(f"DROP FUNCTION {name} CASCADE")
            cursor.execute("DELETE FROM core_change")


def triggers_anew(apps, unmarked: set[tuple[str, str]]) -> list[str]:
    """What installs these triggers, (table, name), again: by the mark it is seen that they are as declared."""
    if not unmarked:
        return []
    # A migrated model holds them compiled, a model of the code as they are written.
    compiled = [
        trigger if isinstance(trigger, CompiledTrigger) else trigger.compile(model)
        for model in apps.get_models()
        for trigger in getattr(model._meta, "triggers", ())
    ]
    return [trigger.install_sql for trigger in compiled if (trigger.sql.table, trigger.sql.pgid) in unmarked]


def functions(tables, stored) -> list[str]:
    """What puts the declared body in place of each function that has another one, or is missing.

    The compiler may have changed since the migration that made them. `stored`: {name: body}.
    """
    lines = [
        statement
        for statement, (name, body) in zip(sql.shared_functions(), sql.shared_bodies().items(), strict=True)
        if stored.get(name) != body
    ]
    for model in apps.get_models():
        rule = visibility_of(model)
        if model._meta.proxy or model._meta.db_table not in tables or not rule:
            continue
        if not rule.stored and not isinstance(rule, HistoryVisibility):
            for name, body in sql.declared_functions(model, rule).items():
                # One that is missing needs its trigger too: that is for a migration.
                if name in stored and stored[name].strip() != body.strip():
                    lines.append(sql.trigger_function(name, body))
    return lines


def statements(tables) -> list[str]:
    """GRANT and REVOKE for each table there is; a table unknown to the models gets nothing."""
    role = settings.WEB_ROLE
    lines = [*HARDENING, f"GRANT USAGE ON SCHEMA public TO {role}"]
    rights = rights_of_tables()
    for table in sorted(set(tables) & set(rights)):
        # As one: who reads meanwhile is never without rights, and told that there is nothing.
        granted = f"; GRANT {rights[table]} ON {table} TO {role}" if rights[table] else ""
        lines.append(f"REVOKE ALL ON {table} FROM PUBLIC, {role}{granted}")
    # A sequence tells how many rows there ever were; a key of its own needs no right to it.
    lines.append(f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, {role}")
    if "procrastinate_jobs" in tables:
        lines += [
            f"GRANT EXECUTE ON FUNCTION {job_tables.DEFER} TO {name}" for name in (role, settings.JOBS_ROLE)
        ]
    called = owners_functions.called(tables, with_log=is_log_complete(tables))
    lines += [f"GRANT EXECUTE ON FUNCTION {function.name} TO {role}" for function in called]
    if is_log_complete(tables):
        lines.append(f"GRANT EXECUTE ON FUNCTION {changes_sql.WAITING.name} TO {settings.JOBS_ROLE}")
    return lines


def rights_of_tables() -> dict[str, str]:
    """{table: what the web role may do with it, as GRANT writes it}"""
    rights = dict.fromkeys(UNGUARDED_READ_ONLY, READ) | OF_ACCOUNTS | OF_PROPOSALS | OF_BATCHES
    rights |= OF_THE_LOG | OF_THE_JOBS
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            rights.setdefault(model._meta.db_table, _rights(model))
    return rights


def _rights(model):
    rule = visibility_of(model)
    if appended_rows_of(model):
        return ADD
    if officers_rows_of(model):
        return READ
    if seen_with := seen_with_of(model):
        return ADD if seen_with.added else READ
    if isinstance(rule, HistoryVisibility) or (isinstance(rule, Visibility) and rule.stored):
        return READ
    if issubclass(model, Event):
        # The history of accounts and memberships: the owner's alone.
        return NOTHING
    return KEEP if rule else ALL
