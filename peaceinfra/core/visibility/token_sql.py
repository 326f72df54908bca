"""What the database itself does for the tokens of partners: the web login has no other way to make, end or use one.

Whoever reads the table of tokens finds none to use: it holds the digest of a digest. The process presents the
first digest, which neither a log of statements nor a backup can turn into the token. What a token may read is
compared at each use with what its maker may read then, so that it never reads more, and less from that moment on.
"""

from peaceinfra.core.visibility.account_functions import OwnersFunction

TODAY = "(clock_timestamp() AT TIME ZONE 'UTC')::date"


def _teams_of(account: str) -> str:
    """The teams of an account on this day."""
    return f"""(SELECT coalesce(array_agg(g.team_id), '{{}}') FROM core_teamgrant g
    WHERE g.account_id = {account} AND (g.expires_on IS NULL OR g.expires_on >= {TODAY}))"""


def _stored(presented: str) -> str:
    """What the table holds of a token whose first digest is this."""
    return f"encode(sha256(convert_to({presented}, 'UTF8')), 'hex')"


REFUSAL = OwnersFunction(
    "core_token_refusal",
    "level int, teams bigint[], until timestamptz",
    "text",
    f"""
DECLARE actor core_account;
BEGIN
  SELECT * INTO actor FROM core_account WHERE id = core_acting();
  IF core_account_role(actor) IS DISTINCT FROM 'security' THEN RETURN 'not yours'; END IF;
  IF (level BETWEEN 0 AND core_account_clearance(actor)) IS NOT TRUE THEN RETURN 'level'; END IF;
  IF (teams <@ {_teams_of("actor.id")}) IS NOT TRUE THEN RETURN 'teams'; END IF;
  IF (until > clock_timestamp() AND until <= clock_timestamp() + interval '1 year') IS NOT TRUE THEN
    RETURN 'end'; END IF;
  RETURN NULL;
END """,
)

# Who acted stands in the history from the proof, not from what the session says of itself.
_AS_WHO_ACTS = """PERFORM set_config('pghistory.context_metadata',
    jsonb_build_object('account', core_acting(), 'reason', why)::text, true);"""
_AS_BEFORE = "PERFORM set_config('pghistory.context_metadata', coalesce(before, ''), true);"
_BEFORE = "before text := current_setting('pghistory.context_metadata', true);"

MAKE = OwnersFunction(
    "core_token_make",
    "key text, presented text, organisation text, what_for text, level int, teams bigint[], scopes text[],"
    " networks text[], daily int, until timestamptz, why text, replaced bigint",
    "bigint",
    f"""
DECLARE
  refused text := core_token_refusal(level, teams, until); made bigint := core_random_key(); {_BEFORE}
BEGIN
  IF refused IS NOT NULL THEN RAISE EXCEPTION '%', refused USING ERRCODE = '42501'; END IF;
  PERFORM networks::cidr[];
  {_AS_WHO_ACTS}
  INSERT INTO core_partnertoken (id, key_id, digest, owner, purpose, level, teams, scopes, networks, daily_rows,
    made_by_id, made_at, expires_at, series)
    VALUES (made, key, {_stored("presented")}, organisation, what_for, level, teams, scopes,
    networks, daily, core_acting(), clock_timestamp(), until, coalesce(replaced, made));
  {_AS_BEFORE}
  RETURN made;
END """,
)

# One token in the place of another; the old one goes on for the overlap, and never longer than it would have.
ROTATE = OwnersFunction(
    "core_token_rotate",
    "token bigint, key text, presented text, until timestamptz, overlap interval, why text",
    "bigint",
    f"""
DECLARE old core_partnertoken; made bigint; {_BEFORE}
BEGIN
  SELECT * INTO old FROM core_partnertoken WHERE id = token AND revoked_at IS NULL
    AND expires_at > clock_timestamp() FOR UPDATE;
  IF old.id IS NULL THEN RAISE EXCEPTION 'ended' USING ERRCODE = '42501'; END IF;
  made := core_token_make(key, presented, old.owner, old.purpose, old.level, old.teams, old.scopes::text[],
    old.networks::text[], old.daily_rows, until, why, old.series);
  {_AS_WHO_ACTS}
  IF overlap > interval '0' THEN
    UPDATE core_partnertoken SET expires_at = least(expires_at, clock_timestamp() + overlap) WHERE id = token;
  ELSE
    UPDATE core_partnertoken SET revoked_at = clock_timestamp(), revoked_by_id = core_acting() WHERE id = token;
  END IF;
  {_AS_BEFORE}
  RETURN made;
END """,
)

# Also by an officer who may read less than the token: to end it, nobody need be cleared for it.
REVOKE = OwnersFunction(
    "core_token_revoke",
    "token bigint, why text",
    "void",
    f"""
DECLARE {_BEFORE}
BEGIN
  IF NOT EXISTS (SELECT FROM core_account a WHERE a.id = core_acting() AND core_account_role(a) = 'security') THEN
    RAISE EXCEPTION 'not yours' USING ERRCODE = '42501'; END IF;
  {_AS_WHO_ACTS}
  UPDATE core_partnertoken SET revoked_at = clock_timestamp(), revoked_by_id = core_acting()
    WHERE id = token AND revoked_at IS NULL;
  {_AS_BEFORE}
END """,
)

# The digests are compared under a salt, so that the time it takes says nothing of how far they agree; a key that
# nobody has is compared too. Nobody who was switched off, or is no security officer any more, stands for a token.
VALID = OwnersFunction(
    "core_token_valid",
    "key text, presented text, address inet",
    "core_partnertoken",
    f"""
DECLARE
  kept core_partnertoken; is_known boolean; salt text := gen_random_uuid()::text;
BEGIN
  SELECT * INTO kept FROM core_partnertoken t WHERE t.key_id = key;
  is_known := sha256(convert_to(salt || coalesce(kept.digest, ''), 'UTF8'))
    = sha256(convert_to(salt || {_stored("presented")}, 'UTF8'));
  IF is_known AND kept.revoked_at IS NULL AND kept.expires_at > clock_timestamp()
    AND address <<= ANY (kept.networks::cidr[]::inet[])
    AND EXISTS (SELECT FROM core_account a WHERE a.id = kept.made_by_id AND a.is_active
      AND core_account_role(a) = 'security')
  THEN RETURN kept; END IF;
  RETURN NULL;
END """,
)

# What a token reads: never more than its maker may read at this moment.
_READS = f"""least(kept.level, core_account_clearance(maker))::int,
    ARRAY(SELECT team FROM unnest(kept.teams) AS team WHERE team = ANY ({_teams_of("maker.id")}::bigint[])
      ORDER BY team)"""

# Who reads by the token; no row where it does not count. The day of its last use is kept, and no more of it.
READER = OwnersFunction(
    "core_token_reader",
    "key text, presented text, address inet",
    "TABLE (series bigint, token text, owner text, purpose text, made_by bigint, level int, teams bigint[],"
    " scopes text[], expires_at timestamptz, daily_rows int, rows_today bigint)",
    f"""
DECLARE kept core_partnertoken := core_token_valid(key, presented, address); maker core_account;
BEGIN
  IF kept.id IS NULL THEN RETURN; END IF;
  SELECT * INTO maker FROM core_account a WHERE a.id = kept.made_by_id;
  UPDATE core_partnertoken t SET last_used_on = {TODAY}
    WHERE t.id = kept.id AND t.last_used_on IS DISTINCT FROM {TODAY};
  RETURN QUERY SELECT kept.series, kept.key_id::text, kept.owner::text, kept.purpose::text, maker.id,
    {_READS},
    kept.scopes::text[], kept.expires_at, kept.daily_rows,
    coalesce((SELECT u.rows FROM core_tokenuse u WHERE u.series = kept.series AND u.day = {TODAY}), 0);
END """,
)

# As whom what changed is sent to the tools of a series of tokens, which present none: as the newest of them that is
# in force and may read changes. No row where none is.
SENDS_TO = OwnersFunction(
    "core_token_sends_to",
    "of_series bigint",
    "TABLE (token text, level int, teams bigint[])",
    f"""
DECLARE kept core_partnertoken; maker core_account;
BEGIN
  SELECT t.* INTO kept FROM core_partnertoken t JOIN core_account a ON a.id = t.made_by_id
    WHERE t.series = of_series AND t.revoked_at IS NULL AND t.expires_at > clock_timestamp()
      AND 'changes' = ANY (t.scopes) AND a.is_active AND core_account_role(a) = 'security'
    ORDER BY t.made_at DESC, t.id LIMIT 1;
  IF kept.id IS NULL THEN RETURN; END IF;
  SELECT * INTO maker FROM core_account a WHERE a.id = kept.made_by_id;
  RETURN QUERY SELECT kept.key_id::text, {_READS};
END """,
)

# The rows of the day after these; NULL, and nothing counted, where the budget does not hold them all. The row is
# locked while it is counted, so that answers made at the same time do not go past the budget together.
SPEND = OwnersFunction(
    "core_token_spend",
    "key text, presented text, address inet, served bigint",
    "bigint",
    f"""
DECLARE kept core_partnertoken := core_token_valid(key, presented, address); counted bigint;
BEGIN
  IF kept.id IS NULL OR served < 0 OR served > kept.daily_rows THEN RETURN NULL; END IF;
  INSERT INTO core_tokenuse AS stored (id, series, day, rows)
    VALUES (core_random_key(), kept.series, {TODAY}, served)
    ON CONFLICT (series, day) DO UPDATE SET rows = stored.rows + served
    WHERE stored.rows + served <= kept.daily_rows
    RETURNING rows INTO counted;
  DELETE FROM core_tokenuse u WHERE u.series = kept.series AND u.day < {TODAY} - 400;
  RETURN counted;
END """,
)

# Each after what it calls.
FUNCTIONS = [REFUSAL, MAKE, ROTATE, REVOKE, VALID, READER, SENDS_TO, SPEND]
FOR_THE_WEB_ROLE = [REFUSAL, MAKE, ROTATE, REVOKE, READER, SENDS_TO, SPEND]
