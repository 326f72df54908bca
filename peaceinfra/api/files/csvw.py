"""What a table is about and what each of its columns holds, as W3C “CSV on the Web” writes it.

It stands beside the file, which stays a plain table that everything reads: no line of comment is in it.
"""

from django.utils.encoding import force_str
from rest_framework import serializers

from peaceinfra.api.columns import Column, columns_of, told_type
from peaceinfra.api.files.about import REGISTER, About, scope_words, terms
from peaceinfra.api.rendering import as_json
from peaceinfra.api.tables import SEPARATOR

CONTENT_TYPE = "application/csvm+json"
CONTEXT = "http://www.w3.org/ns/csvw"
# {field: the type of its values, the first that fits}
_TYPES = (
    (serializers.BooleanField, "boolean"),
    (serializers.IntegerField, "integer"),
    (serializers.FloatField, "double"),
    (serializers.DateTimeField, "dateTime"),
    (serializers.DateField, "date"),
)


def description(fields, about: About, url: str, *, tagged: bool) -> dict:
    """That of the table at an address."""
    return {
        "@context": [CONTEXT, {"@language": "en"}],
        "url": url,
        "dc:title": about.title,
        "dc:description": about.description,
        "dc:publisher": REGISTER,
        "dc:created": about.recorded,
        **({"dc:valid": about.as_of} if about.as_of else {}),
        "dc:accessRights": "; ".join([about.tlp, *about.teams]),
        "dc:rights": [terms(), scope_words(), *about.restricted_words],
        "dc:license": about.licences,
        "dc:source": about.url,
        "dc:bibliographicCitation": about.citation,
        "dialect": {
            "encoding": "utf-8",
            "delimiter": ",",
            "quoteChar": '"',
            "doubleQuote": True,
            "header": True,
            "headerRowCount": 2 if tagged else 1,
            "lineTerminators": ["\n"],
        },
        "tableSchema": {
            "columns": [_column(column, tagged=tagged) for column in columns_of(fields)],
            "primaryKey": "id",
        },
    }


def as_text(described: dict) -> bytes:
    return as_json(described)


def type_of(column: Column) -> str:
    """The type of its values, of each of them where they are several; a boolean and a day are no texts."""
    field = getattr(column.field, "child", column.field)
    if told_type(field) is bool:
        return "boolean"
    return next((name for kind, name in _TYPES if isinstance(field, kind)), "string")


def words_of(column: Column) -> str:
    return force_str(getattr(column.field, "help_text", None) or "")


def _column(column: Column, *, tagged: bool) -> dict:
    described = {"name": column.name, "titles": [column.name, *([column.tag] if tagged else [])]}
    described["datatype"] = type_of(column)
    if column.is_listed:
        described["separator"] = SEPARATOR
    if words := words_of(column):
        described["dc:description"] = words
    return described
