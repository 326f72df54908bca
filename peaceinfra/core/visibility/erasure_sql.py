"""The functions of the database by which alone a record is erased: asked for by one person, confirmed by another, done.

The web login deletes nothing. It asks and decides by functions that know who acts (`acting`), and any session of it may
have done what was confirmed. What goes is compiled from the models (`erasure_plan`).
"""

from collections.abc import Iterator
from functools import cache

from django.apps import apps

from peaceinfra.core.visibility import erasure_plan as plan
from peaceinfra.core.visibility.account_functions import OwnersFunction
from peaceinfra.core.visibility.locks import MARKINGS

#: They stand once this table does, which is made last of those that they read.
TABLE = "core_erasure"
#: Whoever may erase, as `core.roles` has it: a test compares them.
ROLES = ("steward", "security")
#: The function of the keys of all that goes with a record.
REACH = "core_erasure_reach"
#: In the place of the digest of what was confirmed, where something else would have gone.
CHANGED = "changed"
_VARIABLES = {name: f"the_{name}" for name in plan.PLACES}
# What is found while all that goes is looked for, as `_closing` does.
_FOUND = "the_keys bigint[]; grown bigint[];" + "".join(f" the_{name} text[];" for name in plan.FOUND)
_ROLES = ", ".join(f"'{role}'" for role in ROLES)


def _digest(keys: str) -> str:
    """What is kept of keys with which something else is compared; nothing can be read off it."""
    in_order = f"SELECT string_agg(k::text, ' ' ORDER BY k) FROM unnest({keys}) k"
    return f"encode(sha256(convert_to(coalesce(({in_order}), ''), 'UTF8')), 'hex')"


# Why an account may not erase a record; NULL where it may. What it may not see is absent to it.
REFUSAL = OwnersFunction(
    "core_erasure_refusal",
    "account bigint, the_record bigint",
    "text",
    f"""
DECLARE
  actor core_account; subject core_record;
BEGIN
  SELECT * INTO actor FROM core_account WHERE id = account AND is_active;
  IF (core_account_role(actor) IN ({_ROLES})) IS NOT TRUE THEN RETURN 'not yours'; END IF;
  SELECT * INTO subject FROM core_record r WHERE r.id = the_record
    AND r.effective_level <= core_account_clearance(actor)
    AND r.effective_teams <@ ARRAY(SELECT g.team_id FROM core_teamgrant g WHERE g.account_id = actor.id
      AND (g.expires_on IS NULL OR g.expires_on >= (clock_timestamp() AT TIME ZONE 'UTC')::date));
  IF subject.id IS NULL THEN RETURN 'absent'; END IF;
  RETURN NULL;
END """,
)

# Who confirms is somebody whom a security officer cleared, or one: accounts that are not, of whatever role, may be made
# and opened by one administrator, however many they are.
DECIDE = OwnersFunction(
    "core_erasure_decide",
    "erasure bigint, accept boolean",
    "void",
    f"""
DECLARE
  waiting core_erasure; asker core_account; actor core_account; refused text;
BEGIN
  -- Alone among those who write: what is confirmed is what goes now.
  IF accept THEN PERFORM pg_advisory_xact_lock({MARKINGS}); END IF;
  SELECT * INTO waiting FROM core_erasure WHERE id = erasure AND status = 'waiting' FOR UPDATE;
  SELECT * INTO asker FROM core_account WHERE id = waiting.asked_by_id;
  SELECT * INTO actor FROM core_account WHERE id = core_acting();
  IF waiting.id IS NULL THEN refused := 'decided';
  ELSE
    refused := core_erasure_refusal(core_acting(), waiting.record_id);
    IF NOT accept AND waiting.asked_by_id = core_acting() THEN refused := NULL;
    ELSIF refused IS NULL AND accept THEN
      IF waiting.asked_by_id IS NULL OR waiting.asked_by_id = core_acting() THEN refused := 'second';
      ELSIF core_account_is_cleared(actor) IS NOT TRUE THEN refused := 'uncleared';
      ELSIF (asker.is_active AND core_account_role(asker) IN ({_ROLES})) IS NOT TRUE THEN refused := 'asker'; END IF;
    END IF;
  END IF;
  IF refused IS NOT NULL THEN RAISE EXCEPTION '%', refused USING ERRCODE = '42501'; END IF;
  UPDATE core_erasure SET decided_at = clock_timestamp(), decided_by_id = core_acting(), status = CASE
      WHEN accept THEN 'confirmed' WHEN asked_by_id = core_acting() THEN 'taken_back' ELSE 'refused' END,
      reach = CASE WHEN accept THEN {_digest("core_erasure_reach(waiting.record_id)")} ELSE '' END
    WHERE id = erasure;
END """,
)

# What was confirmed and is not done: what the worker needs to do it, and nothing of what the record is.
DUE = OwnersFunction(
    "core_erasures_due",
    "",
    "TABLE (id bigint, kind text, record bigint, reason text, decided_at timestamptz)",
    """
#variable_conflict use_column
BEGIN
  RETURN QUERY SELECT e.id, r.kind::text, r.id, e.reason::text, e.decided_at
    FROM core_erasure e JOIN core_record r ON r.id = e.record_id
    WHERE e.decided_at IS NOT NULL AND e.done_at IS NULL AND e.status IN ('confirmed', 'erased') ORDER BY e.decided_at;
END """,
)

FINISH = OwnersFunction(
    "core_erasure_finish",
    "erasure bigint",
    "void",
    """
BEGIN
  UPDATE core_erasure SET done_at = clock_timestamp() WHERE id = erasure AND erased_at IS NOT NULL AND done_at IS NULL;
END """,
)

# Of these records, those whose erasure this database does not know, or has not done for a while: as after a restore.
UNKNOWN = OwnersFunction(
    "core_erasures_unknown",
    "records bigint[]",
    "bigint[]",
    """
BEGIN
  RETURN coalesce((SELECT array_agg(k) FROM unnest(records) k WHERE EXISTS (SELECT FROM core_record r WHERE r.id = k)
    AND NOT EXISTS (
    SELECT FROM core_erasure e WHERE e.record_id = k AND (e.erased_at IS NOT NULL
      OR e.status = 'confirmed' AND e.decided_at > clock_timestamp() - interval '15 minutes'))), '{}');
END """,
)


@cache
def functions() -> list[OwnersFunction]:
    """All, in the order in which they are made."""
    return [REFUSAL, _asking(), _reach(), DECIDE, DUE, FINISH, UNKNOWN, _erasing()]


def for_the_web_role() -> list[OwnersFunction]:
    return [function for function in functions() if function.name not in (REFUSAL.name, REACH)]


def erasable(row: str) -> str:
    """The condition that the record of this row of core_record is of a kind that can be erased."""
    found = []
    for model in plan.holders():
        if condition := getattr(model, "erasable_where", ""):
            key = model._meta.pk.column
            found.append(
                f"EXISTS (SELECT FROM {model._meta.db_table} t WHERE t.{key} = {row}.id AND {condition})"
            )
    return f"({' OR '.join(found)})"


def _asking() -> OwnersFunction:
    return OwnersFunction(
        "core_erasure_ask",
        "the_record bigint, why text",
        "bigint",
        f"""
DECLARE
  made bigint := core_random_key(); refused text := core_erasure_refusal(core_acting(), the_record);
BEGIN
  IF refused IS NULL AND NOT EXISTS (SELECT FROM core_record r WHERE r.id = the_record AND {erasable("r")}) THEN
    refused := 'kind';
  END IF;
  IF refused IS NULL AND EXISTS (
    SELECT FROM core_erasure e WHERE e.record_id = the_record AND e.status IN ('waiting', 'confirmed')
  ) THEN refused := 'waits'; END IF;
  IF refused IS NOT NULL THEN RAISE EXCEPTION '%', refused USING ERRCODE = '42501'; END IF;
  INSERT INTO core_erasure (id, record_id, reason, status, asked_by_id, asked_at)
    VALUES (made, the_record, why, 'waiting', core_acting(), clock_timestamp());
  RETURN made;
END """,
    )


def _reach() -> OwnersFunction:
    closing = "\n".join(f"  {line}" for line in _closing())
    return OwnersFunction(
        REACH,
        "the_record bigint",
        "bigint[]",
        f"""
DECLARE
  {_FOUND}
BEGIN
  the_keys := ARRAY[the_record];
{closing}
  RETURN the_keys;
END """,
    )


def _erasing() -> OwnersFunction:
    """All in one transaction, alone among those who write. Done once: again it does nothing.

    What was hung on the record since it was confirmed nobody agreed to erase: then it waits to be confirmed anew.
    """
    closing = "\n".join(f"  {line}" for line in _closing())
    steps = "\n".join(f"  {line}" for line in _steps())
    return OwnersFunction(
        "core_erase",
        "erasure bigint",
        "void",
        f"""
DECLARE
  asked core_erasure; before text := current_setting('pghistory.context_metadata', true);
  {_FOUND}
  the_losing bigint[]; number bigint; emptied text[] := '{{}}'; one text;
BEGIN
  PERFORM pg_advisory_xact_lock({MARKINGS});
  SELECT * INTO asked FROM core_erasure WHERE id = erasure FOR UPDATE;
  IF asked.erased_at IS NOT NULL THEN RETURN; END IF;
  IF asked.status IS DISTINCT FROM 'confirmed' THEN RAISE EXCEPTION 'not confirmed' USING ERRCODE = '42501'; END IF;
  PERFORM set_config('pghistory.context_metadata', '{{"account": null, "reason": "Erasure"}}', true);
  the_keys := ARRAY[asked.record_id];
{closing}
  IF asked.reach <> '' AND asked.reach <> {_digest("the_keys")} THEN
    UPDATE core_erasure SET status = 'waiting', decided_at = NULL, decided_by_id = NULL, reach = '{CHANGED}'
      WHERE id = erasure;
    PERFORM set_config('pghistory.context_metadata', coalesce(before, ''), true);
    RETURN;
  END IF;
{steps}
  SET CONSTRAINTS ALL IMMEDIATE;
  SET CONSTRAINTS ALL DEFERRED;
  UPDATE core_erasure SET status = 'erased', erased_at = clock_timestamp() WHERE id = erasure;
  -- What the planner was told of the rows holds values of them.
  FOREACH one IN ARRAY emptied LOOP EXECUTE format('ANALYZE %I', one); END LOOP;
  PERFORM set_config('pghistory.context_metadata', coalesce(before, ''), true);
END """,
    )


def _closing() -> Iterator[str]:
    """All that goes with the keys, until nothing more is found."""
    yield "LOOP"
    for name in plan.FOUND:
        yield f"  the_{name} := ({_inside(getattr(plan, name)())});"
    yield f"  grown := ({_inside(plan.closure())});"
    yield "  EXIT WHEN cardinality(grown) = cardinality(the_keys);"
    yield "  the_keys := grown;"
    yield "END LOOP;"


def _steps() -> Iterator[str]:
    yield from _redated()
    yield from _losing()
    yield from _counts()
    for model in plan.in_order(plan.holders()):
        table = model._meta.db_table
        yield f"DELETE FROM {table} WHERE {model._meta.pk.column} = ANY (the_keys);"
        yield from _noted(table)
    for model in plan.holders():
        yield from _versions(model)


def _redated() -> Iterator[str]:
    """Whose dates followed what goes: noted where `relative_dates` looks."""
    for model in plan.holders():
        if narrows := getattr(model, "narrows", ()):
            column = model._meta.get_field(narrows[0]).column
            subjects = f"SELECT {column} FROM {model._meta.db_table} WHERE id = ANY (the_keys)"
            yield "PERFORM set_config('peaceinfra.redated', coalesce(current_setting('peaceinfra.redated', true), '')"
            yield f"  || coalesce((SELECT string_agg(' ' || k, '') FROM ({subjects}) t (k)"
            yield "    WHERE NOT k = ANY (the_keys)), ''), true);"


def _losing() -> Iterator[str]:
    """Rows that stay lose the name, and keep the marking that they had with it."""
    chosen = [
        f"SELECT t.{losing.model._meta.pk.column} FROM {losing.model._meta.db_table} t WHERE {losing.condition}"
        for losing in plan.losing()
    ]
    yield f"the_losing := ARRAY({_inside(' UNION ALL '.join(chosen))});"
    for losing in plan.losing():
        meta = losing.model._meta
        changes = [
            f"{field.column} = CASE WHEN {field.column} = ANY (the_keys) THEN NULL ELSE {field.column} END"
            for field in losing.fields
        ]
        if any(field.name == "level" for field in meta.fields):
            changes.append("level = greatest(level, least(effective_level, 4))")
        yield f"UPDATE {meta.db_table} SET {', '.join(changes)} WHERE {meta.pk.column} = ANY (the_losing)"
        yield f"  AND ({' OR '.join(f'{field.column} = ANY (the_keys)' for field in losing.fields)});"
        yield from _noted(meta.db_table)


def _counts() -> Iterator[str]:
    """Wholes that say how many parts they have (`counts`: their column, the parts, the way back)."""
    for model in plan.holders():
        if said := getattr(model, "counts", ()):
            column, label, back = said
            part = apps.get_model(label)
            back = part._meta.get_field(back).column
            gone = f"FROM {part._meta.db_table} p WHERE p.{back} = t.id AND p.id = ANY (the_keys)"
            yield f"UPDATE {model._meta.db_table} t SET {column} = {column} - (SELECT count(*) {gone})"
            yield f"  WHERE EXISTS (SELECT {gone});"


def _versions(model) -> Iterator[str]:
    """Earlier versions: those of what goes, and those of other rows that named it. Where a row now loses the name, its
    versions lose it too, and are guarded as what they named.
    """
    if (history := plan.history_of(model)) is None:
        return
    table = history._meta.db_table
    losing = next((found.fields for found in plan.losing() if found.model is model), ())
    named = [field for field in plan.references(model) if not field.primary_key]
    must = [f"{field.column} = ANY (the_keys)" for field in named if field not in losing]
    may = " OR ".join(f"{field.column} = ANY (the_keys)" for field in losing)
    conditions = ["pgh_obj_id = ANY (the_keys)", *must]
    if losing:
        conditions.append(f"({may}) AND NOT pgh_obj_id = ANY (the_losing)")
    yield f"DELETE FROM {table} WHERE {' OR '.join(conditions)};"
    yield from _noted(table)
    if losing:
        changes = [
            f"{field.column} = CASE WHEN {field.column} = ANY (the_keys) THEN NULL ELSE {field.column} END"
            for field in losing
        ]
        columns = ", ".join(field.column for field in losing)
        rows = f"FROM core_record r WHERE r.id IN ({columns}) AND r.id = ANY (the_keys)"
        level = f"(SELECT max(r.effective_level) {rows})"
        teams = rows.replace("WHERE", "CROSS JOIN unnest(r.effective_teams) team WHERE")
        changes.append(f"effective_level = greatest(effective_level, {level})")
        changes.append(
            f"effective_teams = core_teams(effective_teams, ARRAY(SELECT DISTINCT team {teams} ORDER BY team))"
        )
        if any(field.name == "level" for field in model._meta.fields):
            changes.append(f"level = greatest(level, {level})")
        yield f"UPDATE {table} SET {', '.join(changes)} WHERE {may};"
        yield from _noted(table)


def _noted(table: str) -> Iterator[str]:
    yield "GET DIAGNOSTICS number = ROW_COUNT;"
    yield f"IF number > 0 THEN emptied := emptied || '{table}'::text; END IF;"


def _inside(text: str) -> str:
    return plan.filled(text, **_VARIABLES)
