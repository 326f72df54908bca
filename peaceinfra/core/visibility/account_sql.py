"""What the database itself does for accounts: the web login has no other way to a password, role or clearance.

All run with the owner's rights and a fixed search path; `grants` makes them after every migrate, and lets the web
role execute those of `FOR_THE_WEB_ROLE`. The rule of who may change what of whom stands here alone: forms ask
`core_account_refusal` and say its code in words (`core.accounts`), `core_account_change` refuses by it.
"""

from dataclasses import dataclass

from peaceinfra.core.visibility.acting import TRANSACTION
from peaceinfra.core.visibility.sql import SEARCH_PATH


@dataclass(frozen=True)
class AccountFunction:
    """A function of the database: its parameters as declared, what it returns, and its body in PL/pgSQL."""

    name: str
    parameters: str
    returns: str
    body: str

    @property
    def statement(self) -> str:
        return (
            f"CREATE OR REPLACE FUNCTION {self.name}({self.parameters}) RETURNS {self.returns} LANGUAGE plpgsql"
            f" SECURITY DEFINER SET search_path = {SEARCH_PATH} AS $${self.body}$$"
        )


# What the process signs that says this in this transaction; NULL where there is no key.
PROOF = AccountFunction(
    "core_proof",
    "said text",
    "text",
    f"""
DECLARE
  secret text := (SELECT key FROM core_actingkey);
  inside text := encode(sha256(convert_to(secret || said || ':' || {TRANSACTION}, 'UTF8')), 'hex');
BEGIN
  RETURN encode(sha256(convert_to(secret || inside, 'UTF8')), 'hex');
END """,
)

ACTING = AccountFunction(
    "core_acting",
    "",
    "bigint",
    """
DECLARE said text[] := string_to_array(current_setting('peaceinfra.acting', true), ':');
BEGIN
  IF coalesce(cardinality(said), 0) <> 2 OR (core_proof(said[1]) = said[2]) IS NOT TRUE THEN RETURN NULL; END IF;
  RETURN (SELECT id FROM core_account WHERE id = said[1]::bigint AND is_active);
END """,
)

IS_CLEARED = AccountFunction(
    "core_account_is_cleared",
    "subject core_account",
    "boolean",
    """
BEGIN
  RETURN subject.role = 'security' OR subject.clearance > 0
    OR EXISTS (SELECT FROM core_teamgrant WHERE account_id = subject.id);
END """,
)

# What stands in the way whoever asks. Seen again when a change that waited is confirmed.
STATE_REFUSAL = AccountFunction(
    "core_account_state_refusal",
    "subject core_account, field text, value text",
    "text",
    """
DECLARE
  ranks CONSTANT text[] := ARRAY['reader', 'adviser', 'analyst', 'steward', 'administrator'];
  is_raised boolean := CASE field
    WHEN 'clearance' THEN value::int > subject.clearance
    WHEN 'team' THEN value = 'more'
    WHEN 'role' THEN array_position(ranks, value) > array_position(ranks, subject.role::text)
    ELSE false END;
  is_taken_off boolean := subject.is_active AND (field = 'is_active' AND value = 'false'
    OR field = 'role' AND value <> subject.role);
BEGIN
  IF field IN ('clearance', 'team') AND subject.role = 'administrator' THEN RETURN 'administrator'; END IF;
  IF field = 'role' AND value <> subject.role AND 'security' IN (value, subject.role) THEN
    RETURN 'security role'; END IF;
  IF field = 'role' AND value = 'administrator' AND core_account_is_cleared(subject) THEN
    RETURN 'cleared administrator'; END IF;
  IF field = 'link' AND core_account_is_cleared(subject) THEN RETURN 'cleared link'; END IF;
  IF is_raised AND subject.password_set_at IS NULL THEN RETURN 'password'; END IF;
  IF is_taken_off AND subject.role IN ('security', 'administrator') AND NOT EXISTS (
    SELECT FROM core_account WHERE role = subject.role AND is_active AND id <> subject.id
  ) THEN RETURN 'last ' || subject.role; END IF;
  RETURN NULL;
END """,
)

REFUSAL = AccountFunction(
    "core_account_refusal",
    "account bigint, field text, value text",
    "text",
    """
DECLARE
  actor core_account; subject core_account;
BEGIN
  SELECT * INTO actor FROM core_account WHERE id = core_acting();
  SELECT * INTO subject FROM core_account WHERE id = account;
  IF actor.id IS NULL OR subject.id IS NULL OR actor.role IS DISTINCT FROM (
    CASE WHEN field IN ('clearance', 'team') THEN 'security'
      WHEN field IN ('role', 'is_active', 'link') THEN 'administrator' END
  ) THEN RETURN 'not yours'; END IF;
  IF actor.id = subject.id THEN RETURN 'own'; END IF;
  RETURN core_account_state_refusal(subject, field, value);
END """,
)

WAITS = AccountFunction(
    "core_account_waits",
    "account bigint, field text, value text",
    "boolean",
    """
DECLARE subject core_account;
BEGIN
  SELECT * INTO subject FROM core_account WHERE id = account;
  RETURN coalesce(CASE field
    WHEN 'role' THEN value <> subject.role AND core_account_is_cleared(subject)
    WHEN 'is_active' THEN subject.is_active AND value = 'false' AND subject.role = 'security'
      OR NOT subject.is_active AND value = 'true' AND core_account_is_cleared(subject)
    ELSE false END, false);
END """,
)

# The history of accounts says who acted from the proof, not from what the session says of itself.
APPLY = AccountFunction(
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
    WHEN 'is_active' THEN UPDATE core_account SET is_active = value::boolean WHERE id = account;
    WHEN 'clearance' THEN UPDATE core_account SET clearance = value::smallint WHERE id = account;
  END CASE;
  PERFORM set_config('pghistory.context_metadata', coalesce(before, ''), true);
END """,
)

# One change at a time, so that two people who switch each other off do not leave nobody.
CHANGE = AccountFunction(
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

DECIDE = AccountFunction(
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
  ELSIF actor.role IS DISTINCT FROM 'security' AND (accept OR waiting.asked_by_id IS DISTINCT FROM actor.id) THEN
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

GRANT_TEAM = AccountFunction(
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

MAKE = AccountFunction(
    "core_account_make",
    "name text, role text",
    "bigint",
    """
DECLARE made bigint := core_random_key(); before text := current_setting('pghistory.context_metadata', true);
BEGIN
  IF role = 'security' OR NOT EXISTS (
    SELECT FROM core_account a WHERE a.id = core_acting() AND a.role = 'administrator'
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

# The old password ends with the link, so that only its holder knows the one that holds next.
GIVE_LINK = AccountFunction(
    "core_account_give_link",
    "account bigint, digest text, days int",
    "void",
    """
DECLARE refused text := core_account_refusal(account, 'link', '');
BEGIN
  IF refused IS NOT NULL THEN RAISE EXCEPTION '%', refused USING ERRCODE = '42501'; END IF;
  DELETE FROM core_passwordlink l WHERE l.account_id = account AND l.used_at IS NULL;
  INSERT INTO core_passwordlink (id, account_id, digest, given_by_id, expires_at)
    VALUES (core_random_key(), account, digest, core_acting(), clock_timestamp() + make_interval(days => days));
  UPDATE core_account SET password = core_no_password(), password_set_at = NULL WHERE id = account;
END """,
)

LINK_ACCOUNT = AccountFunction(
    "core_account_of_link",
    "token text",
    "bigint",
    """
BEGIN
  RETURN (SELECT l.account_id FROM core_passwordlink l JOIN core_account a ON a.id = l.account_id
    WHERE l.digest = encode(sha256(convert_to(token, 'UTF8')), 'hex') AND l.used_at IS NULL
      AND l.expires_at > clock_timestamp() AND a.is_active AND NOT core_account_is_cleared(a));
END """,
)

USE_LINK = AccountFunction(
    "core_account_use_link",
    "token text, hashed text",
    "bigint",
    """
DECLARE holder bigint := core_account_of_link(token);
BEGIN
  UPDATE core_passwordlink SET used_at = clock_timestamp()
    WHERE account_id = holder AND used_at IS NULL AND digest = encode(sha256(convert_to(token, 'UTF8')), 'hex');
  IF NOT FOUND THEN RETURN NULL; END IF;
  UPDATE core_account SET password = hashed, password_set_at = clock_timestamp() WHERE id = holder;
  RETURN holder;
END """,
)

SET_OWN_PASSWORD = AccountFunction(
    "core_account_set_own_password",
    "hashed text",
    "void",
    """
BEGIN
  UPDATE core_account SET password = hashed, password_set_at = clock_timestamp() WHERE id = core_acting();
  IF NOT FOUND THEN RAISE EXCEPTION 'not yours' USING ERRCODE = '42501'; END IF;
END """,
)

# Only the process, which compares it with what somebody typed, is told the hash of a password. Where its key is
# another than the one that is stored, this is said: it is not that the password is wrong.
PASSWORD_OF = AccountFunction(
    "core_account_password_of",
    "account bigint, proof text",
    "text",
    """
BEGIN
  IF (proof = core_proof('password of ' || account)) IS NOT TRUE THEN
    RAISE EXCEPTION 'no proof' USING ERRCODE = '28000', HINT = 'After a change of SECRET_KEY run migrate.';
  END IF;
  RETURN (SELECT password FROM core_account WHERE id = account);
END """,
)

NO_PASSWORD = AccountFunction(
    "core_no_password",
    "",
    "text",
    "BEGIN RETURN '!' || encode(sha256(uuid_send(gen_random_uuid())), 'hex'); END ",
)

RANDOM_KEY = AccountFunction(
    "core_random_key",
    "",
    "bigint",
    """
BEGIN
  RETURN ('x' || substr(encode(sha256(uuid_send(gen_random_uuid())), 'hex'), 1, 15))::bit(60)::bigint + 1;
END """,
)

# A session is good for the version it began with. What anybody but the holder touches of a password or a name
# asks the holder for a new one before the account can be raised: `password_set_at` falls.
TOUCHED = AccountFunction(
    "core_account_touched",
    "",
    "trigger",
    """
BEGIN
  IF (NEW.password, NEW.role, NEW.clearance, NEW.is_active)
    IS DISTINCT FROM (OLD.password, OLD.role, OLD.clearance, OLD.is_active) THEN
    NEW.session_version := OLD.session_version + 1;
  END IF;
  IF NEW.password_set_at IS NOT DISTINCT FROM OLD.password_set_at
    AND (NEW.password, NEW.username, NEW.email, NEW.first_name, NEW.last_name)
    IS DISTINCT FROM (OLD.password, OLD.username, OLD.email, OLD.first_name, OLD.last_name) THEN
    NEW.password_set_at := NULL;
  END IF;
  RETURN NEW;
END """,
)

TEAM_TOUCHED = AccountFunction(
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
    STATE_REFUSAL,
    REFUSAL,
    WAITS,
    APPLY,
    CHANGE,
    DECIDE,
    GRANT_TEAM,
    MAKE,
    GIVE_LINK,
    LINK_ACCOUNT,
    USE_LINK,
    SET_OWN_PASSWORD,
    PASSWORD_OF,
    TOUCHED,
    TEAM_TOUCHED,
]
FOR_THE_WEB_ROLE = [
    REFUSAL,
    WAITS,
    CHANGE,
    DECIDE,
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
]


def trigger_statements() -> list[str]:
    return [
        f"CREATE OR REPLACE TRIGGER {name} {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {function.name}()"
        for name, table, when, function in TRIGGERS
    ]
