"""The end of intakes on which nobody works: by the owner, as each is shown to its own account alone."""

from peaceinfra.core.visibility.account_functions import OwnersFunction

#: A preview that nobody checks again, brings in or stops is kept for so long after its last check.
KEPT_DAYS = 30

# Those that the worker holds are not waited for: they are worked on.
EXPIRE = OwnersFunction(
    "processes_expire_intakes",
    "",
    "void",
    f"""
BEGIN
  WITH left_alone AS (
    SELECT i.id FROM processes_intake i JOIN processes_intakeprogress p ON p.intake_id = i.id
    WHERE i.state IN ('previewed', 'failed')
      AND coalesce(p.noted_at, i.made_at) < clock_timestamp() - interval '{KEPT_DAYS} days'
    FOR UPDATE OF i SKIP LOCKED
  ), ended AS (
    UPDATE processes_intake i SET state = 'stopped',
      fault = 'Nobody worked on it for {KEPT_DAYS} days, so its files were deleted. Nothing was written.'
    FROM left_alone WHERE i.id = left_alone.id RETURNING i.id
  )
  UPDATE processes_intakefile f SET content = NULL FROM ended WHERE f.intake_id = ended.id;
END """,
)
FUNCTIONS = [EXPIRE]
