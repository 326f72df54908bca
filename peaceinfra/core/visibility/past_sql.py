"""What an officer is told of the past of accounts, whose history is the owner's alone: when they were cleared."""

from peaceinfra.core.visibility.account_functions import OwnersFunction

CLEARANCES = OwnersFunction(
    "core_account_clearances",
    "accounts bigint[]",
    "TABLE (account bigint, since timestamptz, level smallint, until date)",
    """
BEGIN
  IF NOT core_is_officer() THEN RETURN; END IF;
  RETURN QUERY SELECT e.pgh_obj_id, e.pgh_created_at,
    CASE WHEN e.role = 'administrator' THEN 0::smallint ELSE e.clearance END, e.clearance_until
    FROM core_accountevent e WHERE e.pgh_obj_id = ANY (accounts) ORDER BY e.pgh_id;
END """,
)

MEMBERSHIPS = OwnersFunction(
    "core_account_memberships",
    "accounts bigint[]",
    "TABLE (account bigint, since timestamptz, team bigint, until date)",
    """
BEGIN
  IF NOT core_is_officer() THEN RETURN; END IF;
  RETURN QUERY SELECT e.account_id, e.pgh_created_at, e.team_id, e.expires_on
    FROM core_teamgrantevent e WHERE e.account_id = ANY (accounts) ORDER BY e.pgh_id;
END """,
)

FUNCTIONS = (CLEARANCES, MEMBERSHIPS)
