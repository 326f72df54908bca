"""What goes when a record is erased: compiled from the models, as the walls are, so that no table can be forgotten.

All keys are random and of one kind, so what goes is one set of keys, which grows until nothing is added (`CLOSURE`):

- a row goes with what it names by a foreign key that it cannot be without, as a role goes with who has it;
- with what it names by an optional one, where it says nothing without that (`nothing_without` of the model), or where
  it would be seen by more readers without that: nothing becomes less protected because somebody is erased;
- a row that takes its marking from a part goes with that part (`lends`): without whom carried it, a linkage would say
  another thing. `takes_along` names what else goes with a row;
- a row that names a record by no foreign key goes too (`erased_with`: how its columns name it).

Every other row that names what goes by an optional foreign key loses the name and keeps its marking (`losing`).

The statements hold `@keys`, `@ids` (public ids), `@words` (names), `@folded` (names as the search of the register
compares them), `@spelt` (names in all forms in which the same letters are written) and `@outside` (ids in other
registers), which are filled in by who runs them: the function of the database with variables, a dry run with values. A
dry run is done as the reader, under the walls, and so tells what that reader may see.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from django.apps import apps
from django.db.models import Field, Model
from pghistory.models import Event

from peaceinfra.core.identity import ALPHABET
from peaceinfra.core.text import folded_sql
from peaceinfra.core.visibility.rule import HistoryVisibility, visibility_of

#: Between the register and the id in it, in `@outside`.
BETWEEN = "\x1f"
#: A shorter name is found in too many words.
SHORTEST_WORD = 3
PLACES = ("keys", "ids", "words", "folded", "spelt", "outside")
#: In the order in which one round finds them: the later ones of the words.
FOUND = PLACES[1:]


class How(StrEnum):
    """How a column names a record without a foreign key: the condition on `{c}`, the column."""

    KEY = "{c} = ANY (@keys)"
    KEYS = "{c} && @keys"
    ID = "{c} = ANY (@ids)"
    IDS_IN_TEXT = "EXISTS (SELECT FROM unnest(@ids) i WHERE strpos({c}::text, i) > 0)"
    KEYS_IN_TEXT = "EXISTS (SELECT FROM unnest(@keys) k WHERE strpos({c}::text, k::text) > 0)"
    # The text is folded once, whatever number of names is looked for.
    WORDS_IN_TEXT = (
        "EXISTS (SELECT FROM (SELECT "
        + folded_sql("x.t").replace("{", "{{").replace("}", "}}")
        + " FROM (VALUES ({c}::text)) x (t) OFFSET 0) said (t), unnest(@folded) w WHERE strpos(said.t, w) > 0)"
    )
    # As an address holds them: all but letters, digits and `_.~-` by their bytes.
    WORDS_IN_QUERY = (
        "EXISTS (SELECT FROM unnest(@spelt) w WHERE strpos(lower({c}), lower((SELECT string_agg("
        "CASE WHEN b = 32 THEN '+' WHEN b < 128 AND chr(b) ~ '[A-Za-z0-9_.~-]' THEN chr(b)"
        " ELSE '%' || upper(lpad(to_hex(b), 2, '0')) END, '' ORDER BY i)"
        " FROM generate_series(0, octet_length(convert_to(w, 'UTF8')) - 1) i,"
        " LATERAL (SELECT get_byte(convert_to(w, 'UTF8'), i)) byte (b)))) > 0)"
    )
    # A packed file cannot be searched here: it goes where anybody is erased who has a name.
    WORDS_IN_FILE = (
        "(EXISTS (SELECT FROM unnest(@spelt) w WHERE position(convert_to(w, 'UTF8') IN {c}) > 0)"
        " OR cardinality(@words) > 0 AND substr({c}, 1, 2) = '\\x504b'::bytea)"
    )
    # Of two columns: the register, and the id there.
    OUTSIDE_ID = "{c} = ANY (@outside)"
    # [[register, id], …]
    OUTSIDE_IDS = (
        "EXISTS (SELECT FROM unnest(@outside) o WHERE {c} @> jsonb_build_array(jsonb_build_array("
        "split_part(o, E'\\x1f', 1), split_part(o, E'\\x1f', 2))))"
    )


@dataclass(frozen=True)
class Losing:
    """Rows of a model that lose the name of what goes, by these optional foreign keys."""

    model: type[Model]
    fields: tuple[Field, ...]

    @property
    def condition(self) -> str:
        named = " OR ".join(f"t.{field.column} = ANY (@keys)" for field in self.fields)
        return f"({named}) AND NOT t.{_key(self.model)} = ANY (@keys)"


def filled(text: str, **values: str) -> str:
    """The statement with what stands for its places."""
    for name in PLACES:
        text = text.replace(f"@{name}", values.get(name, f"@{name}"))
    return text


@cache
def holders() -> list[type[Model]]:
    """The models whose rows may go: what is guarded, what names it, and what names that; by their tables."""
    found, naming = (
        set(),
        {model for model in all_models() if _is_guarded(model) or hasattr(model, "erased_with")},
    )
    while naming - found:
        found |= naming
        naming = {
            model
            for model in all_models()
            if not hasattr(model, "outlives_erasure")
            and any(field.related_model in {*found, _record()} for field in _foreign_keys(model))
        }
    return sorted(found, key=lambda model: model._meta.db_table)


@cache
def columns_without_keys() -> dict[type[Model], list[tuple[tuple[str, ...], How]]]:
    """{model: (columns, how they name a record without a foreign key)}"""
    return {
        model: [((names,) if isinstance(names, str) else names, how) for names, how in said]
        for model in holders()
        if (said := getattr(model, "erased_with", None))
    }


def closure(models: list[type[Model]] | None = None) -> str:
    """All keys that go with `@keys`, as far as one round finds them: asked again until none is added.

    models  the holders that may be read; all of them where none are given
    """
    models = holders() if models is None else models
    named = "\nUNION ALL ".join(_named_without_keys(models))
    hanging = "\nUNION ALL ".join(dict.fromkeys(_hanging(models)))
    return (
        f"WITH RECURSIVE gone (key) AS ((SELECT unnest(@keys)\nUNION ALL {named}) UNION"
        f" SELECT found.key FROM gone CROSS JOIN LATERAL ({hanging}) found (key) WHERE found.key IS NOT NULL)"
        " SELECT array_agg(DISTINCT key) FROM gone"
    )


def ids() -> str:
    """The public ids of `@keys`."""
    letters = f"substr('{ALPHABET}', ((r.id >> bit) & 31)::int + 1, 1)"
    return (
        f"SELECT coalesce(array_agg(r.kind || '-' || (SELECT string_agg({letters}, '' ORDER BY bit DESC)"
        " FROM generate_series(0, 60, 5) bit)), '{}') FROM core_record r WHERE r.id = ANY (@keys)"
    )


def words() -> str:
    """The names of what goes, those of earlier versions too."""
    named = []
    for model in holders():
        if column := getattr(model, "called_by", ""):
            table, history = model._meta.db_table, history_of(model)._meta.db_table
            named += [
                f"SELECT {column} FROM {table} WHERE {_key(model)} = ANY (@keys)",
                f"SELECT {column} FROM {history} WHERE pgh_obj_id = ANY (@keys)",
            ]
    return (
        f"SELECT coalesce(array_agg(DISTINCT btrim(w)), '{{}}') FROM ({' UNION '.join(named)}) t (w)"
        f" WHERE char_length(btrim(w)) >= {SHORTEST_WORD}"
    )


def folded() -> str:
    """`@words` as the search of the register compares them; without one of which hardly a letter is left."""
    return (
        "SELECT coalesce(array_agg(DISTINCT f), '{}') FROM unnest(@words) w,"
        f" LATERAL (SELECT {folded_sql('w')}) t (f) WHERE char_length(f) >= {SHORTEST_WORD}"
    )


def spelt() -> str:
    """`@words` with letters and marks in one or apart, small and large: for what can only be searched by bytes."""
    cases = ["w", "lower(w)", "upper(w)", "initcap(w)"]
    forms = [f"normalize({case}, {form})" for form in ("NFC", "NFD", "NFKC", "NFKD") for case in cases]
    values = ", ".join(f"({form})" for form in cases + forms)
    return f"SELECT coalesce(array_agg(DISTINCT s), '{{}}') FROM unnest(@words) w, LATERAL (VALUES {values}) t (s)"


def outside() -> str:
    """The ids in other registers of what goes, those of earlier versions too."""
    named = []
    for model in holders():
        if columns := getattr(model, "identified_by", ()):
            said = " || E'\\x1f' || ".join(columns)
            table, history = model._meta.db_table, history_of(model)._meta.db_table
            named += [
                f"SELECT {said} FROM {table} WHERE {_key(model)} = ANY (@keys)",
                f"SELECT {said} FROM {history} WHERE pgh_obj_id = ANY (@keys)",
            ]
    return f"SELECT coalesce(array_agg(DISTINCT o), '{{}}') FROM ({' UNION '.join(named)}) t (o)"


@cache
def losing() -> list[Losing]:
    found = []
    for model in holders():
        fields = tuple(field for field in references(model) if _may_lose(model, field))
        found += [Losing(model, fields)] if fields else []
    return found


def history_of(model: type[Model]) -> type[Model] | None:
    """The model of the versions of its rows."""
    return model._meta.get_field("events").related_model if hasattr(model, "events") else None


def in_order(models) -> list[type[Model]]:
    """Those that others name first: a part that is gone moves no marking then."""
    return sorted(models, key=lambda model: (_depth(model), model._meta.db_table))


# --- what stands in the statements; `t` is the row that names `gone.key` ---


def _named_without_keys(models) -> Iterator[str]:
    for model in models:
        for columns, how in columns_without_keys().get(model, ()):
            column = " || E'\\x1f' || ".join(f"t.{name}" for name in columns)
            yield f"SELECT t.{_key(model)} FROM {model._meta.db_table} t WHERE {how.format(c=column)}"


def _hanging(models) -> Iterator[str]:
    for model in models:
        table, key = model._meta.db_table, _key(model)
        for field in references(model):
            if field.primary_key:
                continue
            condition = f"t.{field.column} = gone.key"
            if _may_lose(model, field):
                condition += f" AND NOT ({_is_as_protected_without_names(model)})"
            yield f"SELECT t.{key} FROM {table} t WHERE {condition}"
        along = f"t.{key} = gone.key" + (" AND NOT t.retired" if _has(model, "retired") else "")
        for name in getattr(model, "takes_along", ()):
            yield f"SELECT t.{model._meta.get_field(name).column} FROM {table} t WHERE {along}"
        for label, parent, _lender in visibility_of(model).lends if _is_guarded(model) else ():
            part = apps.get_model(label)
            column = part._meta.get_field(parent).column
            yield f"SELECT t.{column} FROM {part._meta.db_table} t WHERE t.{_key(part)} = gone.key"


def _may_lose(model, field) -> bool:
    return field.null and not field.primary_key and field.name not in getattr(model, "nothing_without", ())


def _is_as_protected_without_names(model) -> str:
    """Whether the marking in force still holds without what optional foreign keys name. A level can be raised by
    hand where the row has its own; a team cannot always be added.
    """
    levels = [f"{visibility_of(model).least}"]
    teams = "'{}'::bigint[]"
    if _has(model, "own_teams"):
        teams = "t.own_teams"
    elif _has(model, "team"):
        teams = "array_remove(ARRAY[t.team_id], NULL)"
    for name in visibility_of(model).through:
        field = model._meta.get_field(name)
        if field.null:
            continue
        target, key = field.related_model._meta.db_table, _key(field.related_model)
        row = f"FROM {target} p WHERE p.{key} = t.{field.column}"
        levels.append(f"coalesce((SELECT p.effective_level {row}), 0)")
        teams = f"({teams} || coalesce((SELECT p.effective_teams {row}), '{{}}'))"
    held = f"t.effective_teams <@ {teams}"
    return held if _has(model, "level") else f"t.effective_level <= greatest({', '.join(levels)}) AND {held}"


def references(model) -> list[Field]:
    """The foreign keys by which a row may name what goes."""
    may_go = {*holders(), _record()}
    return [field for field in _foreign_keys(model) if field.related_model in may_go]


def _foreign_keys(model) -> list[Field]:
    return [field for field in model._meta.concrete_fields if field.is_relation]


def _depth(model, above=frozenset()) -> int:
    parents = {field.related_model for field in references(model)} - above - {model, _record()}
    return 1 + max((_depth(parent, above | {model}) for parent in parents), default=0)


def all_models() -> list[type[Model]]:
    """Every model with a table of ours, but the histories."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and not issubclass(model, Event)
    ]


def _is_guarded(model) -> bool:
    rule = visibility_of(model)
    return rule is not None and not rule.stored and not isinstance(rule, HistoryVisibility)


def _record():
    return apps.get_model("core", "Record")


def _key(model) -> str:
    return model._meta.pk.column


def _has(model, name) -> bool:
    return any(field.name == name for field in model._meta.fields)
