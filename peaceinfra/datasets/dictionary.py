"""The data dictionary: every table, column and code, in the words of the models. Written for who imports and exports.

`dictionary()` is the whole text of docs/data-dictionary.md; a check holds that the two are the same.
"""

import inspect
from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import translation

from peaceinfra.analysis import derived
from peaceinfra.analysis.evidence import contested_fields
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.core.dates.models import Dated, EDTFField
from peaceinfra.core.dates.validity import certainty_on
from peaceinfra.core.models import Record
from peaceinfra.core.numbering import PlaceField
from peaceinfra.core.registry import models_by_kind
from peaceinfra.core.tabular import DATES, MARKING, Table
from peaceinfra.datasets import tables
from peaceinfra.datasets.cells import Column
from peaceinfra.datasets.labels import BETWEEN
from peaceinfra.datasets.vocabularies import vocabularies, vocabulary_of
from processes.models import LogRow, PeaceProcess

HEAD = """\
# Data dictionary

Written by `manage.py data_dictionary` from the models: change a docstring or a help text there, not here.

Every table of a dataset, in the order in which the files are written: what is referred to stands before what
refers to it. How files are written and read is told in [datasets.md](datasets.md), dates in [dates.md](dates.md),
who sees what in [visibility.md](visibility.md). The API has the same names.

A reference is the public id of a record: three letters, a hyphen and 13 characters. Beside a reference `x` stands
`x_label`, which says in words what is meant; it may be left out. An empty cell says “not known”; where a column may
not be empty, one of its codes says so. A code is written as it stands in the left column of its
[vocabulary](#vocabularies).
"""

SHARED = (
    (
        "Dates",
        DATES,
        "When it held: a start and an end, each with what kind of date it is. The kind is never left out.",
    ),
    ("Marking", MARKING, "Who may see the record. Tables without these columns follow what they belong to."),
)

# Columns that are computed when a record is written. No file holds them; the API and the pages show most.
DERIVED_COLUMNS = {
    "folded": "The name without case and accents, by which it is found.",
    "narrowing": "Four days or none: what relative dates say of the start and the end.",
    "start_min": "The earliest day of the start; empty: no limit.",
    "start_max": "The latest day of the start; empty: no limit.",
    "end_min": "The earliest day of the end; empty: no limit.",
    "end_max": "The latest day of the end; empty: no limit.",
    "seen_on": "The newest day on which the linkage is known to have been there; empty: undated.",
    "date_min": "The earliest day of the change; empty: no limit.",
    "date_max": "The latest day of the change; empty: no limit.",
    "version": "How often the record was written; a change names the version it was made from.",
    "updated_at": "When it was last written.",
    "retired": "Taken out of the register. It stays in the history, and in no file.",
    "effective_level": "The marking in force: the highest of its own and of all it touches.",
    "effective_teams": "The teams in force: its own, and those of all it touches.",
}

# Names in JSON and the rules behind them, with the codes of the answer where it has any.
DERIVED_FACTS = (
    ("current_status", derived.status, None),
    ("certainty", certainty_on, Certainty),
    ("composition", derived.composition, derived.Composition),
    ("hybrid", derived.hybrid, None),
    ("orientation", derived.orientation, derived.Orientation),
    ("freshness", derived.freshness, derived.Freshness),
    ("contested", contested_fields, None),
)


def dictionary() -> str:
    """The text in English, the same for the same models."""
    with translation.override("en"):
        chapters = [HEAD, _contents(), *_shared(), *_tables(), _derived(), _vocabularies()]
        return "\n".join(chapter.strip("\n") + "\n" for chapter in chapters)


def _contents():
    lines = []
    for label, of_app in groupby(tables.TABLES, _app):
        lines.append(f"- **{label}**: " + ", ".join(_link(table.name) for table in of_app))
    return "\n".join(["## Contents", "", *lines, "- " + ", ".join(map(_link, ["Derived", "Vocabularies"]))])


def _app(table):
    if table in tables.EVIDENCE:
        return "What is said about any record"
    return str(apps.get_app_config(table.model._meta.app_label).verbose_name)


def _shared() -> Iterator[str]:
    yield "## Columns of many tables"
    table = tables.table_of(PeaceProcess)
    columns = {column.name: column for column in tables.columns(table)}
    for title, names, about in SHARED:
        yield "\n".join(
            [f"### {title}", "", about, "", *_grid(_rows(table, [columns[name] for name in names]))]
        )


def _tables() -> Iterator[str]:
    for label, of_app in groupby(tables.TABLES, _app):
        yield f"## {label}"
        yield from map(_table, of_app)


def _table(table):
    own = tables.kind_of(table)
    shared = {name for _title, names, _about in SHARED for name in names if {*names} <= {*table.fields}}
    columns = [column for column in tables.columns(table) if column.name not in shared]
    parts = [
        f"### {table.name}",
        inspect.cleandoc(table.model.__doc__),
        f"`{table.file}`, ids begin with `{own}-`. {_identity(table)}",
        "\n".join(_grid([_own_row(table, own), *_rows(table, columns)])),
    ]
    titles = [f"[{title.lower()}](#{title.lower()})" for title, names, _about in SHARED if {*names} <= shared]
    if titles:
        parts.append(f"Then the {' and the '.join(titles)}.")
    if issubclass(table.model, LogRow):
        parts.append(_transitions(table.model))
    return "\n\n".join(parts)


def _identity(table):
    if table.model._meta.pk.is_relation:
        return "It tells more about an actor and has that actor's id."
    return "Shown beside a reference as: " + BETWEEN.join(f"`{name}`" for name in table.label) + "."


def _own_row(table, kind):
    if table.model._meta.pk.is_relation:
        column = next(column for column in tables.references(table) if column.name == "id")
        return ["`id`", str(column.field.verbose_name), _holds(table, column), "no", ""]
    return ["`id`", "id", f"a new id `{kind}-…`, or that of the record to change", "no", ""]


def _rows(table, columns):
    for column in columns:
        field = column.field
        may_be_empty = field.null if column.is_reference else field.blank
        about = "" if isinstance(field, EDTFField) else _cell(field.help_text)
        name = _cell(field.verbose_name)
        yield [f"`{column.name}`", name, _holds(table, column), "yes" if may_be_empty else "no", about]


def _holds(table: Table, column: Column) -> str:
    """The type of a column in plain words."""
    field = column.field
    if tables.is_team(column):
        return f"name of a team in `{tables.TEAMS}`"
    if column.is_reference:
        return _referred_to(table, column)
    if isinstance(field, ArrayField):
        element = field.base_field
        values = _code(table, element) if element.flatchoices else _text(element)
        return f"{values}; several with `;` between them"
    if field.flatchoices:
        return _code(table, field)
    match field:
        case EDTFField():
            return "date in EDTF"
        case models.BooleanField():
            return "`true`, `false`" + (", or empty: not known" if field.null else "")
        case models.DateField():
            return "day, `YYYY-MM-DD`"
        case models.IntegerField() | PlaceField():
            return "whole number"
        case models.FloatField():
            return "number, with at most six digits after a point"
        case models.URLField():
            return "web address"
    return _text(field)


def _code(table, field):
    return f"code of {_link(vocabulary_of(table.model, field).__name__)}"


def _text(field):
    return f"text of up to {field.max_length} characters" if field.max_length else "text"


def _referred_to(table, column):
    kinds = tables.kinds_referred_to(table, column)
    if column.field.related_model is Record and not hasattr(table.model, "subject_kinds"):
        return "id of a record of any table before this one"
    names = [_link(tables.table_of(models_by_kind()[kind]).name) for kind in kinds]
    name = column.field.name
    of_a_body = " of the kind `body`" if name == getattr(table.model, "of_a_body", None) else ""
    same_body = ", of the same body" if name == getattr(table.model, "of_the_same_body", None) else ""
    return f"id in {' or '.join(names)}{of_a_body}{same_body}"


def _transitions(model):
    states = [
        code for code, _label in model._meta.get_field("status").flatchoices if code in model.transitions
    ]
    rows = []
    for state in states:
        following = [f"`{later}`" for later in states if later in model.transitions[state]]
        rows.append([f"`{state}`", ", ".join(following) or "nothing"])
    about = "Any state may be the first; `unknown` may stand before and after any other."
    return "\n".join([about, "", *_grid(rows, ("state", "may be followed by"))])


def _derived():
    holders = defaultdict(set)
    for table in tables.TABLES:
        for field in table.model._meta.concrete_fields:
            if not field.editable and not field.primary_key:
                holders[field.name].add(table)
    columns = [
        [f"`{name}`", _held_by(holders[name]), DERIVED_COLUMNS[name]]
        for name in sorted(holders, key=list(DERIVED_COLUMNS).index)
    ]
    facts = [
        [f"`{name}`", _cell(inspect.getdoc(rule)), _link(codes.__name__) if codes else ""]
        for name, rule, codes in DERIVED_FACTS
    ]
    parts = [
        "## Derived",
        "Nobody types these, and no file holds them.",
        "### Computed when a record is written",
        "\n".join(_grid(columns, ("column", "tables", "what it says"))),
        "### Worked out for a reader, over the records this reader may see",
        "\n".join(_grid(facts, ("name", "rule", "codes"))),
    ]
    return "\n\n".join(parts)


def _held_by(holders):
    dated = {table for table in tables.TABLES if issubclass(table.model, Dated)}
    logs = {table for table in tables.TABLES if issubclass(table.model, LogRow)}
    names = {frozenset(tables.TABLES): "all", frozenset(dated): "all with dates", frozenset(logs): "all logs"}
    names[frozenset(dated | logs)] = "all with dates, all logs"
    listed = ", ".join(_link(table.name) for table in tables.TABLES if table in holders)
    return names.get(frozenset(holders), listed)


def _vocabularies():
    used = defaultdict(list)
    for table in tables.TABLES:
        for name, codes in vocabularies(table.model, table.fields):
            used[codes].append(f"`{table.name}.{name}`")
    for _name, _rule, codes in DERIVED_FACTS:
        if codes:
            used[codes].append("derived")
    parts = ["## Vocabularies"]
    for codes in sorted(used, key=lambda vocabulary: vocabulary.__name__):
        doc = vars(codes).get("__doc__")
        parts.append(f"### {codes.__name__}")
        parts += [inspect.cleandoc(doc)] if doc else []
        parts.append("Used in " + _places(used[codes]) + ".")
        parts.append(
            "\n".join(
                _grid([[f"`{code}`", _cell(label)] for code, label in codes.choices], ("code", "label"))
            )
        )
    return "\n\n".join(parts)


def _places(places, most=6):
    """What stands in every dated or marked table is not listed at length."""
    return ", ".join(places) if len(places) <= most else f"{', '.join(places[:2])} and {len(places) - 2} more"


def _grid(rows, heads=("column", "in words", "what stands in it", "may be empty", "about")) -> Iterator[str]:
    yield "| " + " | ".join(heads) + " |"
    yield "|" + "---|" * len(heads)
    for row in rows:
        yield "| " + " | ".join(row) + " |"


def _cell(text):
    """One line of a grid."""
    return " ".join(str(text).split()).replace("|", r"\|")


def _link(name):
    return f"[{name}](#{name.lower()})"
