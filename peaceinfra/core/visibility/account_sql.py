"""What the database itself does for accounts: the web login has no other way to a password, role or clearance.

All run with the owner's rights and a fixed search path; `grants` makes them after every migrate, and lets the web
role execute those of `FOR_THE_WEB_ROLE`. The rule of who may change what of whom stands here alone: forms ask
`core_account_refusal` and say its code in words (`core.accounts`), `core_account_change` refuses by it. Passwords and
links have functions of their own (`password_sql`).
"""

from peaceinfra.core.visibility import factor_sql, identity_sql
from peaceinfra.core.visibility.account_functions import ACTING, PROOF, RANDOM_KEY, OwnersFunction
from peaceinfra.core.visibility.password_sql import (
    GIVE_LINK,
    LINK_ACCOUNT,
    NO_PASSWORD,
    PASSWORD_OF,
    SET_OWN_PASSWORD,
    USE_LINK,
)

IS_CLEARED = OwnersFunction(
    "core_account_is_cleared",
    "subject core_account",
    "boolean",
    """
BEGIN
  RETURN subject.role = 'security' OR subject.clearance > 0
    OR EXISTS (SELECT FROM core_teamgrant WHERE account_id = subject.id);
END """,
)

# What is left of a role today, as `Account.role_on` says it.
ROLE = OwnersFunction(
    "core_account_role",
    "subject core_account",
    "text",
    """
BEGIN
  RETURN CASE WHEN subject.role_until < (clock_timestamp() AT TIME ZONE 'UTC')::date
    THEN 'reader' ELSE subject.role END;
END """,
)

# What is left of a clearance today, as `Account.clearance_on` says it.
CLEARANCE = OwnersFunction(
    "core_account_clearance",
    "subject core_account",
    "smallint",
    """
BEGIN
  RETURN CASE WHEN subject.clearance_until < (clock_timestamp() AT TIME ZONE 'UTC')::date
    THEN 0 ELSE subject.clearance END;
END """,
)

# What stands in the way whoever asks. Seen again when a change that waited is confirmed.
STATE_REFUSAL = OwnersFunction(
    "core_account_state_refusal",
    "subject core_account, field text, value text",
    "text",
    """
DECLARE
  ranks CONSTANT text[] := ARRAY['reader', 'adviser', 'analyst', 'steward', 'administrator'];
  is_raised boolean := CASE field
    WHEN 'clearance' THEN value::int > subject.clearance
    WHEN 'clearance_until' THEN subject.clearance_until IS NOT NULL
      AND (coalesce(value, '') = '' OR value::date > subject.clearance_until)
    WHEN 'role_until' THEN subject.role_until IS NOT NULL
      AND (coalesce(value, '') = '' OR value::date > subject.role_until)
    WHEN 'team' THEN value = 'more'
    WHEN 'role' THEN array_position(ranks, value) > array_position(ranks, subject.role::text)
    ELSE false END;
  is_taken_off boolean := subject.is_active AND (field = 'is_active' AND value = 'false'
    OR field = 'role' AND value <> subject.role OR field = 'role_until' AND value <> '');
BEGIN
  IF field IN ('clearance', 'clearance_until', 'team') AND subject.role = 'administrator' THEN
    RETURN 'administrator'; END IF;
  IF field = 'role' AND value <> subject.role AND 'security' IN (value, subject.role)
    OR field = 'role_until' AND subject.role = 'security' THEN RETURN 'security role'; END IF;
  IF field = 'role' AND value = 'administrator' AND core_account_is_cleared(subject) THEN
    RETURN 'cleared administrator'; END IF;
  IF field = 'link' AND core_account_is_cleared(subject) THEN RETURN 'cleared link'; END IF;
  IF field = 'factors' AND NOT core_account_has_factor(subject.id) THEN RETURN 'no factor'; END IF;
  IF field = 'factor_code' AND core_account_has_factor(subject.id) THEN RETURN 'has factor'; END IF;
  IF field = 'identity' AND value = '' AND NOT EXISTS (
    SELECT FROM core_provideridentity i WHERE i.account_id = subject.id
  ) THEN RETURN 'no identity'; END IF;
  IF field = 'identity' AND core_identity_is_taken(subject.id, value) THEN RETURN 'identity taken'; END IF;
  IF is_raised AND subject.password_set_at IS NULL THEN RETURN 'password'; END IF;
  IF is_taken_off AND subject.role IN ('security', 'administrator') AND NOT EXISTS (
    SELECT FROM core_account WHERE role = subject.role AND role_until IS NULL AND is_active AND id <> subject.id
  ) THEN RETURN 'last ' || subject.role; END IF;
  RETURN NULL;
END """,
)

REFUSAL = OwnersFunction(
    "core_account_refusal",
    "account bigint, field text, value text",
    "text",
    """
DECLARE
  actor core_account; subject core_account;
BEGIN
  SELECT * INTO actor FROM core_account WHERE id = core_acting();
  SELECT * INTO subject FROM core_account WHERE id = account;
  IF actor.id IS NULL OR subject.id IS NULL OR core_account_role(actor) IS DISTINCT FROM (
    CASE WHEN field IN ('clearance', 'clearance_until', 'team', 'factor_code') THEN 'security'
      WHEN field IN ('role', 'role_until', 'is_active', 'link', 'factors', 'identity') THEN 'administrator' END
  ) THEN RETURN 'not yours'; END IF;
  IF actor.id = subject.id THEN RETURN 'own'; END IF;
  RETURN core_account_state_refusal(subject, field, value);
END """,
)

WAITS = OwnersFunction(
    "core_account_waits",
    "account bigint, field text, value text",
    "boolean",
    """
DECLARE subject core_account;
BEGIN
  SELECT * INTO subject FROM core_account WHERE id = account;
  RETURN coalesce(CASE field
    WHEN 'role' THEN value <> subject.role AND core_account_is_cleared(subject)
    WHEN 'role_until' THEN nullif(value, '')::date IS DISTINCT FROM subject.role_until
      AND core_account_is_cleared(subject)
    WHEN 'is_active' THEN subject.is_active AND value = 'false' AND subject.role = 'security'
      OR NOT subject.is_active AND value = 'true' AND core_account_is_cleared(subject)
    WHEN 'factors' THEN true
    WHEN 'identity' THEN core_account_is_cleared(subject)
    ELSE false END, false);
END """,
)

# The history of accounts says who acted from the proof, not from what the session says of itself.
APPLY = OwnersFunction(
    "core_account_apply",
    "account bigint, field text, value text, context jsonb",
    "void",
    """
DECLARE before text := current_setting('pghistory.context_metadata', true);
BEGIN
  PERFORM set_config('pghistory.context_metadata',
    (jsonb_build_object('account', core_acting()) || context)::text, true);
  CASE field
    WHEN 'role' THEN UPDATE core_account SET role = value WHERE id = account;
    WHEN 'role_until' THEN UPDATE core_account SET role_until = nullif(value, '')::date WHERE id = account;
    WHEN 'is_active' THEN UPDATE core_account SET is_active = value::boolean WHERE id = account;
    WHEN 'clearance' THEN UPDATE core_account SET clearance = value::smallint WHERE id = account;
    WHEN 'clearance_until' THEN UPDATE core_account SET clearance_until = nullif(value, '')::date WHERE id = account;
    WHEN 'factors' THEN
      DELETE FROM mfa_authenticator WHERE user_id = account;
      UPDATE core_account SET session_version = session_version + 1 WHERE id = account;
    WHEN 'identity' THEN PERFORM core_identity_link(account, value);
  END CASE;
  PERFORM set_config('pghistory.context_metadata', coalesce(before, ''), true);
END """,
)

# One change at a time, so that two people who switch each other off do not leave nobody.
CHANGE = OwnersFunction(
    "core_account_change",
    "account bigint, field text, value text, why text",
    "text",
    """
DECLARE refused text;
BEGIN
  LOCK TABLE core_accountchange IN SHARE ROW EXCLUSIVE MODE;
  refused := core_account_refusal(account, field, value);
  IF refused IS NOT NULL THEN RAISE EXCEPTION '%', refused USING ERRCODE = '42501'; END IF;
  IF core_account_waits(account, field, value) THEN
    UPDATE core_accountchange c SET decided_at = clock_timestamp(), decided_by_id = core_acting(), accepted = false
      WHERE c.account_id = account AND c.field = core_account_change.field AND c.decided_at IS NULL;
    INSERT INTO core_accountchange (id, account_id, field, value, reason, asked_by_id, asked_at, accepted)
      VALUES (core_random_key(), account, field, value, why, core_acting(), clock_timestamp(), false);
    RETURN 'waiting';
  END IF;
  PERFORM core_account_apply(account, field, value, jsonb_build_object('reason', why));
  RETURN 'done';
END """,
)

DECIDE = OwnersFunction(
    "core_account_decide",
    "change bigint, accept boolean",
    "void",
    """
DECLARE
  waiting core_accountchange; actor core_account; subject core_account; refused text;
BEGIN
  LOCK TABLE core_accountchange IN SHARE ROW EXCLUSIVE MODE;
  SELECT * INTO waiting FROM core_accountchange WHERE id = change AND decided_at IS NULL;
  SELECT * INTO actor FROM core_account WHERE id = core_acting();
  SELECT * INTO subject FROM core_account WHERE id = waiting.account_id;
  IF waiting.id IS NULL THEN refused := 'decided';
  ELSIF accept AND waiting.asked_by_id IS NOT DISTINCT FROM actor.id THEN refused := 'second';
  ELSIF actor.id = subject.id THEN refused := 'own';
  ELSIF core_account_role(actor) IS DISTINCT FROM 'security'
    AND (accept OR waiting.asked_by_id IS DISTINCT FROM actor.id) THEN
    refused := 'not yours';
  ELSIF accept THEN refused := core_account_state_refusal(subject, waiting.field, waiting.value);
  END IF;
  IF refused IS NOT NULL THEN RAISE EXCEPTION '%', refused USING ERRCODE = '42501'; END IF;
  UPDATE core_accountchange SET decided_at = clock_timestamp(), decided_by_id = actor.id, accepted = accept
    WHERE id = change;
  IF accept THEN
    PERFORM core_account_apply(waiting.account_id, waiting.field, waiting.value,
      jsonb_build_object('asked_by', waiting.asked_by_id, 'reason', waiting.reason));
  END IF;
END """,
)

# Until the transaction ends nothing of the account changes any more. Every change of a role, a clearance, a team, a
# password or a factor raises the version.
AS_SEEN = OwnersFunction(
    "core_account_as_seen",
    "account bigint, version bigint",
    "void",
    """
BEGIN
  IF NOT EXISTS (SELECT FROM core_account a WHERE a.id = core_acting() AND core_account_role(a) = 'security') THEN
    RAISE EXCEPTION 'not yours' USING ERRCODE = '42501'; END IF;
  LOCK TABLE core_accountchange IN SHARE ROW EXCLUSIVE MODE;
  PERFORM FROM core_account WHERE id = account AND session_version = version FOR UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'changed' USING ERRCODE = '42501'; END IF;
END """,
)

GRANT_TEAM = OwnersFunction(
    "core_account_grant_team",
    "account bigint, team bigint, until date, why text",
    "void",
    """
DECLARE
  now_until date; is_held boolean; refused text; before text := current_setting('pghistory.context_metadata', true);
BEGIN
  SELECT expires_on, true INTO now_until, is_held FROM core_teamgrant g
    WHERE g.account_id = account AND g.team_id = team FOR UPDATE;
  refused := core_account_refusal(account, 'team',
    CASE WHEN is_held AND (now_until IS NULL OR until <= now_until) THEN 'less' ELSE 'more' END);
  IF refused IS NOT NULL THEN RAISE EXCEPTION '%', refused USING ERRCODE = '42501'; END IF;
  PERFORM set_config('pghistory.context_metadata',
    jsonb_build_object('account', core_acting(), 'reason', 'the accounts screen')::text, true);
  INSERT INTO core_teamgrant (id, account_id, team_id, expires_on, reason, granted_by_id)
    VALUES (core_random_key(), account, team, until, why, core_acting())
    ON CONFLICT (account_id, team_id) DO UPDATE
    SET expires_on = excluded.expires_on, reason = excluded.reason, granted_by_id = excluded.granted_by_id;
  PERFORM set_config('pghistory.context_metadata', coalesce(before, ''), true);
END """,
)

MAKE = OwnersFunction(
    "core_account_make",
    "name text, role text",
    "bigint",
    """
DECLARE made bigint := core_random_key(); before text := current_setting('pghistory.context_metadata', true);
BEGIN
  IF role = 'security' OR NOT EXISTS (
    SELECT FROM core_account a WHERE a.id = core_acting() AND core_account_role(a) = 'administrator'
  ) THEN RAISE EXCEPTION 'not yours' USING ERRCODE = '42501'; END IF;
  PERFORM set_config('pghistory.context_metadata',
    jsonb_build_object('account', core_acting(), 'reason', 'the accounts screen')::text, true);
  INSERT INTO core_account (id, username, role, clearance, password, first_name, last_name, email, is_staff, is_active,
    date_joined, session_version)
    VALUES (made, name, role, 0, core_no_password(), '', '', '', false, true, clock_timestamp(), 0);
  PERFORM set_config('pghistory.context_metadata', coalesce(before, ''), true);
  RETURN made;
END """,
)

# A session is good for the version it began with. What anybody but the holder touches of a password or a name
# asks the holder for a new one before the account can be raised: `password_set_at` falls. A factor that was set by
# the password alone does not count for a clearance that asks for one. Who has a password signs in by no provider.
TOUCHED = OwnersFunction(
    "core_account_touched",
    "",
    "trigger",
    """
BEGIN
  IF (NEW.password, NEW.role, NEW.role_until, NEW.clearance, NEW.clearance_until, NEW.is_active)
    IS DISTINCT FROM
    (OLD.password, OLD.role, OLD.role_until, OLD.clearance, OLD.clearance_until, OLD.is_active) THEN
    NEW.session_version := OLD.session_version + 1;
  END IF;
  IF NEW.password_set_at IS NOT DISTINCT FROM OLD.password_set_at
    AND (NEW.password, NEW.username, NEW.email, NEW.first_name, NEW.last_name)
    IS DISTINCT FROM (OLD.password, OLD.username, OLD.email, OLD.first_name, OLD.last_name) THEN
    NEW.password_set_at := NULL;
  END IF;
  IF NEW.password IS DISTINCT FROM OLD.password AND NEW.password NOT LIKE '!%' THEN
    DELETE FROM core_provideridentity WHERE account_id = NEW.id;
  END IF;
  IF core_account_needs_factor(NEW) AND NOT core_account_needs_factor(OLD) THEN
    DELETE FROM mfa_authenticator WHERE user_id = NEW.id;
  END IF;
  RETURN NEW;
END """,
)

TEAM_TOUCHED = OwnersFunction(
    "core_teamgrant_touched",
    "",
    "trigger",
    """
BEGIN
  UPDATE core_account SET session_version = session_version + 1 WHERE id IN (OLD.account_id, NEW.account_id);
  RETURN NULL;
END """,
)

# Each after what it calls.
FUNCTIONS = [
    PROOF,
    ACTING,
    RANDOM_KEY,
    NO_PASSWORD,
    IS_CLEARED,
    ROLE,
    CLEARANCE,
    STATE_REFUSAL,
    REFUSAL,
    WAITS,
    APPLY,
    CHANGE,
    DECIDE,
    AS_SEEN,
    GRANT_TEAM,
    MAKE,
    GIVE_LINK,
    LINK_ACCOUNT,
    USE_LINK,
    SET_OWN_PASSWORD,
    PASSWORD_OF,
    TOUCHED,
    TEAM_TOUCHED,
    *factor_sql.FUNCTIONS,
    *identity_sql.FUNCTIONS,
]
FOR_THE_WEB_ROLE = [
    *factor_sql.FOR_THE_WEB_ROLE,
    *identity_sql.FOR_THE_WEB_ROLE,
    REFUSAL,
    WAITS,
    CHANGE,
    DECIDE,
    AS_SEEN,
    GRANT_TEAM,
    MAKE,
    GIVE_LINK,
    LINK_ACCOUNT,
    USE_LINK,
    SET_OWN_PASSWORD,
    PASSWORD_OF,
]
# (name, table, the rest of its statement)
TRIGGERS = [
    ("a_account_touched", "core_account", "BEFORE UPDATE", TOUCHED),
    ("a_team_touched", "core_teamgrant", "AFTER INSERT OR UPDATE OR DELETE", TEAM_TOUCHED),
    *factor_sql.TRIGGERS,
]


def trigger_statements() -> list[str]:
    return [
        f"CREATE OR REPLACE TRIGGER {name} {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {function.name}()"
        for name, table, when, function in TRIGGERS
    ]
