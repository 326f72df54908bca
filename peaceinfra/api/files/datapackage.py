"""The description of an archive as Frictionless Data has it (`datapackage.json`), and the same in words."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from peaceinfra.api.codelists import CODE_COLUMNS, CODES
from peaceinfra.api.columns import OWNER, Column, columns_of, part_tables
from peaceinfra.api.files.about import REGISTER, About, scope_words, terms
from peaceinfra.api.files.csvw import type_of, words_of
from peaceinfra.api.graph_files import RESTRICTED

PROFILE = "https://specs.frictionlessdata.io/schemas/tabular-data-package.json"
_DIALECT = {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "header": True, "lineTerminator": "\n"}
# {type of CSV on the Web: that of a Table Schema}
_TYPES = {"dateTime": "datetime"}


def package(about: About, tables: Iterable[tuple[str, dict, About]]) -> dict:
    """tables    (name, fields, what it is about) of each list"""
    resources = [found for name, fields, own in tables for found in _resources(name, fields, own)]
    return {
        "profile": "tabular-data-package",
        "$schema": PROFILE,
        "name": "peaceinfra",
        "title": REGISTER,
        "description": f"{about.description} {scope_words()} {terms()}",
        "homepage": about.url,
        "created": f"{about.recorded}T00:00:00Z",
        **_about(about),
        "resources": [*resources, _resource(CODES, "", _("The vocabularies."), _code_schema())],
    }


def readme(about: About) -> str:
    """What it is, in words."""
    lines = [f"{name}: {words}" for name, words in about.lines()]
    how = [
        _(
            "Each list is a table in CSV (UTF-8); datapackage.json describes its columns, codelists.csv has the codes."
        ),
        _(
            "Rows told as parts of a record have a table of their own: bodies.names.csv has the names of bodies,"
            " and its column “record” is the id of the body."
        ),
        _("Secretariats and support units are bodies too; bodies and mediators are actors too."),
        _("A cell that would be a formula in a spreadsheet has an apostrophe before it."),
    ]
    return "\n".join([REGISTER, "", *lines, "", *how, ""])


def path_of(name: str, part: str = "") -> str:
    return f"{name}.{part}.csv" if part else f"{name}.csv"


def _about(about: About) -> dict:
    """What holds of a table or of all of them, under names of ours beside those of the standard."""
    told = about.data()
    return {name: told[name] for name in ("marking", "recorded", "licences", RESTRICTED, "citation")}


def _resources(name: str, fields: dict, about: About) -> list[dict]:
    own = _resource(name, "", about.description, _schema(columns_of(fields), "id")) | _about(about)
    parts = [
        _resource(
            name,
            part,
            _("Rows that are told with the records of %(list)s.") % {"list": name},
            _schema(columns_of(inner), "id", owner=name),
        )
        for part, inner in part_tables(fields, False).items()
    ]
    return [own, *parts]


def _resource(name: str, part: str, description: str, schema: dict) -> dict:
    path = path_of(name, part)
    return {
        "profile": "tabular-data-resource",
        "name": path.removesuffix(".csv"),
        "path": path,
        "description": description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": _DIALECT,
        "schema": schema,
    }


def _schema(columns: list[Column], key: str, owner: str = "") -> dict:
    fields = [_field(column) for column in columns]
    if owner:
        fields.insert(0, {"name": OWNER, "type": "string", "constraints": {"required": True}})
    schema = {"fields": fields, "primaryKey": [key], "missingValues": [""]}
    if owner:
        reference = {"resource": owner, "fields": ["id"]}
        schema["foreignKeys"] = [{"fields": [OWNER], "reference": reference}]
    return schema


def _field(column: Column) -> dict:
    """Several values in one cell are a text there, with `;` between them."""
    kind = "string" if column.is_listed else type_of(column)
    field = {"name": column.name, "type": _TYPES.get(kind, kind)}
    if words := words_of(column):
        field["description"] = words
    return field


def _code_schema() -> dict:
    kinds = {"order": "integer"}
    fields = [{"name": name, "type": kinds.get(name, "string")} for name in CODE_COLUMNS]
    return {"fields": fields, "primaryKey": list(CODE_COLUMNS[:2]), "missingValues": [""]}
