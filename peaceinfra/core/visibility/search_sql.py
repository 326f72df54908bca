"""The one function that searches names with the owner's rights: `core_search`.

The operators of `pg_trgm` are not leakproof: under row-level security the rule of the policy is asked of every row
before its name is compared, so the web login cannot use the index. The function can. The rule of the policies, the
same text, stands in each of its parts: hidden rows are left out before anything is ordered or limited, so none takes
the place of a visible one. It is compiled from what the models declare; `core.searched` makes its patterns.
"""

from django.apps import apps

from peaceinfra.core.searched import BY_IDENTIFIER, MOST_WAYS, Searched
from peaceinfra.core.visibility import sql
from peaceinfra.core.visibility.account_functions import OwnersFunction

_MOST_ROWS = 500
_PARAMETERS = (
    "whole text, phrase text, as_typed text, patterns text[], nearly text[], first text[], second text[],"
    " complete text[], begun text[], codes text[], every_code text[], named_in text[],"
    " scheme text, identifier text, most int"
)
_RETURNS = "TABLE (record bigint, found bigint, reason text, name text)"
# Planned once a session: to plan a dozen tables for each search takes longer than to search them.
_SETTINGS = {"plan_cache_mode": "force_generic_plan"}

# Conditions on the folded name of `n`: what holds of every name that is found, and what the index is asked for.
_SPACED = "' ' || n.folded"
_IS_FOUND = f"({_SPACED} LIKE ALL (patterns) OR {_SPACED} ~ ALL (nearly) OR n.folded LIKE as_typed)"


def _one_of(patterns: str) -> str:
    return f"({' OR '.join(f'n.folded LIKE {patterns}[{way}]' for way in range(1, MOST_WAYS + 1))})"


_BY_ONE_WORD = f"({_one_of('first')} OR n.folded LIKE as_typed) AND {_IS_FOUND}"
_BY_TWO_WORDS = f"({_one_of('first')} AND {_one_of('second')} OR n.folded LIKE as_typed) AND {_IS_FOUND}"
# For tables that have countries, where some words name one.
_WITH_COUNTRIES = (
    "n.countries && every_code::varchar[]"
    " AND NOT EXISTS (SELECT FROM unnest(patterns, nearly, codes) w(pattern, near, named)"
    f" WHERE {_SPACED} NOT LIKE w.pattern AND NOT coalesce({_SPACED} ~ w.near, false)"
    " AND NOT n.countries && w.named::varchar[])"
)
_BESIDE_COUNTRIES = f"{_one_of('named_in')} AND {_WITH_COUNTRIES}"

_PARTED = "' ' || translate(n.folded, '-–—/.,()«»\"', repeat(' ', 11)) || ' '"
# A word may stand in ten thousand names: the five hundred that a quick look puts first are looked at closely. It
# compares one number, then what tells equal ones apart.
_LAST_ORDER = "abs(length(n.folded) - length(whole)), n.reason, n.folded, n.found, n.record"
_QUICK_ORDER = f"""CASE WHEN n.reason = 'id' THEN -3000 WHEN n.folded IN (whole, phrase) THEN -2000
      WHEN starts_with(n.folded, whole) THEN -1000 ELSE 0 END + abs(length(n.folded) - length(whole)),
      {_LAST_ORDER}"""
_ORDER = f"""n.reason = 'id' DESC, n.folded IN (whole, phrase) DESC, {_SPACED} LIKE ALL (patterns) DESC,
    CASE WHEN nearly IS NOT NULL THEN (SELECT count(*) FROM unnest(patterns) p WHERE {_SPACED} LIKE p) END DESC,
    starts_with(n.folded, whole) DESC, n.parted LIKE ALL (complete) DESC, n.parted LIKE ALL (begun) DESC,
    {_LAST_ORDER}"""

# Who looks is read once, and not for each of the rows.
LEVEL, TEAMS = "viewer_level", "viewer_teams"
_BODY = """
#variable_conflict use_variable
DECLARE
  {level_name} int := {level};
  {teams_name} bigint[] := {teams};
BEGIN
  IF second IS NOT NULL THEN
{by_two_words}
  ELSIF first IS NOT NULL THEN
{by_one_word}
  ELSE
{without_index}
  END IF;
END """
_QUERY = f"""
    RETURN QUERY SELECT n.record, n.found, n.reason, n.folded
    FROM (SELECT n.*, {_PARTED} AS parted FROM (SELECT * FROM (
{{union}}
    ) n ORDER BY {_QUICK_ORDER} LIMIT {_MOST_ROWS}) n OFFSET 0) n ORDER BY {_ORDER}
    LIMIT least(most, {_MOST_ROWS});"""


def search_function() -> OwnersFunction:
    """`core_search` as the models of today declare it."""
    body = _BODY.format(
        level_name=LEVEL,
        level=sql.LEVEL,
        teams_name=TEAMS,
        teams=sql.TEAMS,
        by_two_words=_query(_BY_TWO_WORDS, _BESIDE_COUNTRIES),
        by_one_word=_query(_BY_ONE_WORD, _BESIDE_COUNTRIES),
        without_index=_query(_IS_FOUND),
    )
    return OwnersFunction("core_search", _PARAMETERS, _RETURNS, body, _SETTINGS)


def tables() -> list[str]:
    """Those that the function reads."""
    return [model._meta.db_table for model in _searched_models()]


def _searched_models() -> list:
    return [model for model in apps.get_models() if "searched" in vars(model)]


def _query(condition: str, beside: str = "") -> str:
    return _QUERY.format(union=_union(condition, beside))


def _union(condition: str, beside: str = "") -> str:
    """What the models declare, as one query. `beside`: what a name with countries beside it meets."""
    parts = []
    for model in _searched_models():
        for declared in model.searched:
            if declared == BY_IDENTIFIER:
                parts.append(_by_identifier(model))
                continue
            parts.append(_by_name(model, declared, condition))
            also = {"alone": _WITH_COUNTRIES, "beside": beside}.get(declared.countries)
            parts += [_by_name(model, declared, also)] if also else []
    return "\n    UNION ALL\n".join(parts)


def _by_name(model, declared: Searched, condition: str) -> str:
    """`n` bears the name; `own` is the row of the model, whose marking and retirement count."""
    table, key = model._meta.db_table, model._meta.pk.column
    names = model._meta.get_field(declared.record) if declared.record else None
    own, source, bearer_key = "n", f"{table} n", key
    reason = "name" if declared.record else "label"
    if declared.named_by:
        field = model._meta.get_field(declared.named_by)
        own, reason, bearer_key = "own", "place", field.related_model._meta.pk.column
        source = (
            f"{field.related_model._meta.db_table} n JOIN {table} own ON own.{field.column} = n.{bearer_key}"
        )
    retired = "" if own == "n" else f" AND NOT {own}.retired"
    record = f"{own}.{names.column if names else key}"
    if names and names.null:
        # What names no other record is found itself.
        record = f"coalesce({record}, {own}.{key})"
    return (
        f"    SELECT {record} AS record, n.{bearer_key} AS found, '{reason}' AS reason, n.folded FROM {source}\n"
        f"      WHERE NOT n.retired{retired} AND {sql.seen(own, LEVEL, TEAMS)}\n      AND {condition}"
    )


def _by_identifier(model) -> str:
    record, key = model._meta.get_field("subject").column, model._meta.pk.column
    return (
        f"    SELECT n.{record}, n.{key}, 'id', lower(n.value) FROM {model._meta.db_table} n\n"
        f"      WHERE NOT n.retired AND {sql.seen('n', LEVEL, TEAMS)}\n"
        "      AND lower(n.value) = identifier AND scheme IN ('', lower(n.scheme))"
    )
