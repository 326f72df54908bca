"""What the database does for the tools that propose: each writes and reads its own proposals, and no others.

A tool may propose what it may not read afterwards, such as a new record, which is restricted. So its way to its own
proposals is no policy but these functions, which ask for the token itself as `token_sql` does. The policy of the table
is that of its marking: by it a steward who is cleared for all of a proposal sees it.
"""

from peaceinfra.core.visibility.account_functions import OwnersFunction

#: The columns that who decides may write.
DECIDED = ("status", "fates", "answer", "decided_by_id", "decided_at")

_TOKEN = """kept core_partnertoken := core_token_valid(key, presented, address);
  may_propose boolean := kept.id IS NOT NULL AND 'propose' = ANY (kept.scopes);"""


def _alone(what: str) -> str:
    """The number of a lock that all requests of the token's series about this one thing ask for."""
    return f"hashtextextended(kept.series::text || ':' || {what}, 9)"


# Writes a new proposal, or the one that the token sent before and looked at last in this version. Returns '' or why
# it is refused. What it names comes with it, so that its marking is in force from the beginning. Of two that come at
# once both count.
PUT = OwnersFunction(
    "core_proposal_put",
    "key text, presented text, address inet, number bigint, seen int, said jsonb, named bigint[], most int",
    "text",
    f"""
DECLARE {_TOKEN} old core_proposal; least int := (said ->> 'level')::int;
BEGIN
  IF NOT may_propose THEN RETURN 'no token'; END IF;
  PERFORM pg_advisory_xact_lock({_alone("'proposals'")});
  SELECT * INTO old FROM core_proposal p WHERE p.id = number FOR UPDATE;
  IF (old.id IS NULL) <> (seen IS NULL) OR old.series <> kept.series THEN RETURN 'absent'; END IF;
  IF old.version <> seen THEN RETURN 'stale'; END IF;
  IF old.status NOT IN ('waiting', 'sent_back') THEN RETURN 'decided'; END IF;
  IF old.status IS DISTINCT FROM 'waiting' AND most <=
      (SELECT count(*) FROM core_proposal p WHERE p.series = kept.series AND p.status = 'waiting') THEN
    RETURN 'full'; END IF;
  IF old.id IS NULL THEN
    INSERT INTO core_proposal (id, series, token, owner, purpose, reason, content, fates, sent_at, status, answer,
      level, own_teams, retired)
    VALUES (number, kept.series, kept.key_id, kept.owner, kept.purpose, said ->> 'reason', said -> 'content', '[]',
      clock_timestamp(), 'waiting', '', greatest(least, kept.level), kept.teams, false);
  ELSE
    UPDATE core_proposal SET token = kept.key_id, owner = kept.owner, purpose = kept.purpose,
      reason = said ->> 'reason', content = said -> 'content', fates = '[]', sent_at = clock_timestamp(),
      status = 'waiting', level = greatest(least, kept.level), own_teams = kept.teams WHERE id = number;
  END IF;
  DELETE FROM core_proposalname n WHERE n.proposal_id = number AND NOT n.record_id = ANY (named);
  INSERT INTO core_proposalname (id, proposal_id, record_id, retired)
    SELECT core_random_key(), number, r.id, false FROM core_record r WHERE r.id = ANY (named) AND NOT EXISTS
      (SELECT FROM core_proposalname n WHERE n.proposal_id = number AND n.record_id = r.id) ORDER BY r.id;
  RETURN '';
END """,
)

# Those of the token, in the order of their keys: one, or a page after or before a key.
OWN = OwnersFunction(
    "core_proposals_of",
    "key text, presented text, address inet, number bigint, after bigint, before bigint, state text, most int",
    "TABLE (id bigint, version int, reason text, content jsonb, fates jsonb, sent_at timestamptz, status text,"
    " answer text, decided_at timestamptz)",
    f"""
DECLARE {_TOKEN}
BEGIN
  IF NOT may_propose THEN RETURN; END IF;
  RETURN QUERY SELECT p.id, p.version, p.reason, p.content, p.fates, p.sent_at, p.status::text, p.answer::text,
      p.decided_at
    FROM core_proposal p WHERE p.series = kept.series AND (number IS NULL OR p.id = number)
      AND (after IS NULL OR p.id > after) AND (before IS NULL OR p.id < before)
      AND (state IS NULL OR p.status = state)
    ORDER BY CASE WHEN before IS NULL THEN p.id ELSE -p.id END LIMIT most;
END """,
)

# What was answered to this key: 'new' where nothing was, 'running' where the first with it has not ended yet, 'other'
# where something else was sent with it. Until the end of the transaction nobody else may use the key.
ANSWERED = OwnersFunction(
    "core_proposal_answered",
    "key text, presented text, address inet, named text, content text",
    "TABLE (state text, proposal bigint, body text)",
    f"""
DECLARE {_TOKEN} known core_proposalanswer;
BEGIN
  IF NOT may_propose OR NOT pg_try_advisory_xact_lock({_alone("'key ' || named")}) THEN
    RETURN QUERY SELECT 'running'::text, NULL::bigint, NULL::text; RETURN; END IF;
  DELETE FROM core_proposalanswer a WHERE a.made_at < clock_timestamp() - interval '24 hours';
  SELECT * INTO known FROM core_proposalanswer a WHERE a.series = kept.series AND a.key = named;
  RETURN QUERY SELECT CASE WHEN known.id IS NULL THEN 'new' WHEN known.digest <> content THEN 'other'
    ELSE 'known' END, known.proposal, known.body;
END """,
)

# Keeps an answer, to be given again.
ANSWER = OwnersFunction(
    "core_proposal_answer",
    "key text, presented text, address inet, named text, content text, number bigint, told text",
    "void",
    f"""
DECLARE {_TOKEN}
BEGIN
  IF NOT may_propose THEN RETURN; END IF;
  INSERT INTO core_proposalanswer (id, series, key, digest, proposal, body, made_at)
    VALUES (core_random_key(), kept.series, named, content, number, told, clock_timestamp());
END """,
)

FUNCTIONS = [PUT, OWN, ANSWERED, ANSWER]
