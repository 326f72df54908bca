"""What the database itself holds of second factors: whose rows the web login finds, and how a first one comes in.

The process names, with a proof, the one account whose factors it asks for in a transaction; every other row is not
there for it. An account that needs a factor gets its first one in a transaction that uses up a code of a security
officer: who knows only the password can set none. The rows are those of django-allauth; their secrets are enciphered
(`core.factor_keys`).
"""

from django.conf import settings

from peaceinfra.core.visibility import sql
from peaceinfra.core.visibility.account_functions import OwnersFunction

TABLE, POLICY = "mfa_authenticator", "mfa_authenticator_own"
#: The kinds with which one signs in; recovery codes only stand in for them.
FACTORS = "('totp', 'webauthn')"

OF_WHOM = OwnersFunction(
    "core_factors_of_whom",
    "",
    "bigint",
    """
DECLARE said text[] := string_to_array(current_setting('peaceinfra.factors', true), ':');
BEGIN
  IF coalesce(cardinality(said), 0) <> 2 OR (core_proof('factors of ' || said[1]) = said[2]) IS NOT TRUE THEN
    RETURN NULL; END IF;
  RETURN said[1]::bigint;
END """,
)

NEEDS_FACTOR = OwnersFunction(
    "core_account_needs_factor",
    "subject core_account",
    "boolean",
    """
BEGIN
  RETURN subject.clearance >= 2 OR subject.role IN ('security', 'administrator');
END """,
)

HAS_FACTOR = OwnersFunction(
    "core_account_has_factor",
    "account bigint",
    "boolean",
    f"""
BEGIN
  RETURN EXISTS (SELECT FROM mfa_authenticator WHERE user_id = account AND type IN {FACTORS});
END """,
)

GIVE_CODE = OwnersFunction(
    "core_account_give_factor_code",
    "account bigint, digest text, days int",
    "void",
    """
DECLARE refused text := core_account_refusal(account, 'factor_code', '');
BEGIN
  IF refused IS NOT NULL THEN RAISE EXCEPTION '%', refused USING ERRCODE = '42501'; END IF;
  DELETE FROM core_passwordlink l WHERE l.account_id = account AND l.used_at IS NULL AND l.purpose = 'factor';
  INSERT INTO core_passwordlink (id, account_id, digest, given_by_id, expires_at, purpose)
    VALUES (core_random_key(), account, digest, core_acting(), clock_timestamp() + make_interval(days => days),
    'factor');
END """,
)

# Only its holder, signed in, uses it.
USE_CODE = OwnersFunction(
    "core_account_use_factor_code",
    "code text",
    "boolean",
    """
BEGIN
  UPDATE core_passwordlink l SET used_at = clock_timestamp()
    WHERE l.account_id = core_acting() AND l.purpose = 'factor' AND l.used_at IS NULL
      AND l.expires_at > clock_timestamp() AND l.digest = encode(sha256(convert_to(code, 'UTF8')), 'hex');
  RETURN FOUND;
END """,
)

# The owner restores backups, where the first factors of all come in.
ADDED = OwnersFunction(
    "core_factor_added",
    "",
    "trigger",
    f"""
DECLARE subject core_account;
BEGIN
  SELECT * INTO subject FROM core_account WHERE id = NEW.user_id FOR UPDATE;
  IF NEW.type IN {FACTORS} AND core_factors_of_whom() IS NOT DISTINCT FROM NEW.user_id
    AND core_account_needs_factor(subject) AND NOT core_account_has_factor(subject.id) AND NOT EXISTS (
      SELECT FROM core_passwordlink WHERE account_id = subject.id AND purpose = 'factor'
        AND used_at > transaction_timestamp()
    ) THEN RAISE EXCEPTION 'factor code' USING ERRCODE = '42501'; END IF;
  RETURN NEW;
END """,
)

FUNCTIONS = [OF_WHOM, NEEDS_FACTOR, HAS_FACTOR, GIVE_CODE, USE_CODE, ADDED]
FOR_THE_WEB_ROLE = [OF_WHOM, GIVE_CODE, USE_CODE]
TRIGGERS = [("a_factor_added", TABLE, "BEFORE INSERT OR UPDATE OF user_id, type", ADDED)]

_RULE = f"(user_id = {OF_WHOM.name}())"
BODY = f"TO {settings.WEB_ROLE} USING {_RULE} WITH CHECK {_RULE}"
MARK = sql.fingerprint(BODY)
STORED_MARK = f"""SELECT obj_description(p.oid, 'pg_policy') FROM pg_policy p
  WHERE p.polrelid = '{TABLE}'::regclass AND p.polname = '{POLICY}'"""


def policy_statements() -> list[str]:
    return [
        f"ALTER TABLE {TABLE} ENABLE ROW LEVEL SECURITY",
        f"DROP POLICY IF EXISTS {POLICY} ON {TABLE}",
        f"CREATE POLICY {POLICY} ON {TABLE} {BODY}",
        f"COMMENT ON POLICY {POLICY} ON {TABLE} IS '{MARK}'",
    ]
