"""What the database does for recalls: officers send them, each holder reads and answers its own and no others.

The tables are read by officers alone (`OfficersRows`) and written by these functions. A holder is told the id of the
record, and nothing else of it.
"""

from peaceinfra.core.visibility.account_functions import OwnersFunction

_TELLS = (
    "TABLE (id bigint, record text, reason text, words text, task text, due_on date, sent_at timestamptz,"
    " answer text, note text, answered_at timestamptz)"
)
_TOLD = """n.id, r.record::text, r.reason::text, r.words::text, r.task::text, r.due_on, r.sent_at, n.answer::text,
      n.note::text, n.answered_at FROM core_recallnotice n JOIN core_recall r ON r.id = n.recall_id"""

# Holders are accounts, and tokens by their series, with the words for each in the order of both.
SEND = OwnersFunction(
    "core_recall_send",
    "said jsonb, accounts bigint[], account_names text[], of_series bigint[], owners text[]",
    "bigint",
    """
DECLARE made bigint := core_random_key();
BEGIN
  IF NOT core_is_officer() THEN RAISE EXCEPTION 'not yours' USING ERRCODE = '42501'; END IF;
  INSERT INTO core_recall (id, record, reason, words, task, due_on, sent_by_id, sent_at)
    VALUES (made, said ->> 'record', said ->> 'reason', said ->> 'words', said ->> 'task', (said ->> 'due_on')::date,
      core_acting(), clock_timestamp());
  INSERT INTO core_recallnotice (id, recall_id, account_id, series, holder, answer, note)
    SELECT core_random_key(), made, a.account, NULL, a.name, '', ''
      FROM unnest(accounts, account_names) AS a (account, name)
    UNION ALL SELECT core_random_key(), made, NULL, s.series, s.name, '', ''
      FROM unnest(of_series, owners) AS s (series, name);
  RETURN made;
END """,
)

OF_ACCOUNT = OwnersFunction(
    "core_recalls_of_account",
    "",
    _TELLS,
    f"""
BEGIN
  RETURN QUERY SELECT {_TOLD} WHERE n.account_id = core_acting() ORDER BY r.sent_at DESC, n.id;
END """,
)

OF_TOKEN = OwnersFunction(
    "core_recalls_of_token",
    "key text, presented text, address inet",
    _TELLS,
    f"""
DECLARE kept core_partnertoken := core_token_valid(key, presented, address);
BEGIN
  RETURN QUERY SELECT {_TOLD} WHERE n.series = kept.series ORDER BY r.sent_at DESC, n.id;
END """,
)

# For the worker, which proves of whom it asks: what the server of a tool is to be told, and nothing but ids of it.
TO_SEND = OwnersFunction(
    "core_recalls_to_send",
    "of_series bigint, since timestamptz, proof text",
    "TABLE (id bigint, record text, sent_at timestamptz)",
    """
BEGIN
  IF (proof = core_proof('recalls of ' || of_series)) IS NOT TRUE THEN
    RAISE EXCEPTION 'no proof' USING ERRCODE = '28000', HINT = 'After a change of SECRET_KEY run migrate.';
  END IF;
  RETURN QUERY SELECT n.id, r.record::text, r.sent_at FROM core_recallnotice n JOIN core_recall r ON r.id = n.recall_id
    WHERE n.series = of_series AND r.sent_at > since AND n.answer = '' ORDER BY r.sent_at, n.id;
END """,
)

# A later answer replaces an earlier one. False where the notice is another's, as where it is not there.
ANSWER_OF_ACCOUNT = OwnersFunction(
    "core_recall_answer_of_account",
    "notice bigint, said text, words text",
    "boolean",
    """
BEGIN
  UPDATE core_recallnotice n SET answer = said, note = words, answered_at = clock_timestamp()
    WHERE n.id = notice AND n.account_id = core_acting();
  RETURN FOUND;
END """,
)

ANSWER_OF_TOKEN = OwnersFunction(
    "core_recall_answer_of_token",
    "key text, presented text, address inet, notice bigint, said text, words text",
    "boolean",
    """
DECLARE kept core_partnertoken := core_token_valid(key, presented, address);
BEGIN
  UPDATE core_recallnotice n SET answer = said, note = words, answered_at = clock_timestamp()
    WHERE n.id = notice AND n.series = kept.series;
  RETURN FOUND;
END """,
)

FUNCTIONS = (SEND, OF_ACCOUNT, OF_TOKEN, TO_SEND, ANSWER_OF_ACCOUNT, ANSWER_OF_TOKEN)
