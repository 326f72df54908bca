"""A stored value in words, on every page, screen and history."""

from django.utils.translation import gettext as _

from peaceinfra.core.registry import column_of


def field_words(kind: str, name: str) -> str:
    """What a field of a kind of record is called; one that sources speak of and no column holds keeps its own name,
    without its underscores.
    """
    column = column_of(kind, name)
    return str(column.verbose_name) if column else name.replace("_", " ")


def value_words(field, value) -> str:
    """The value of a field that is no reference, by the field's own codes; "" where nothing is stored.

    Dates and numbers are given as they are stored: how a date is worded depends on where it stands.
    """
    if value is None or value == "":
        return ""
    if isinstance(value, (list, tuple)):
        return ", ".join(value_words(field.base_field, item) for item in value)
    if isinstance(value, float):
        return write_decimal(value)
    labels = dict(field.flatchoices)
    if isinstance(value, bool) and value not in labels:
        return _("yes") if value else _("no")
    return str(labels.get(value, value))


def write_decimal(value: float) -> str:
    """With at most six digits after the point, and none that say nothing."""
    return f"{value:.6f}".rstrip("0").rstrip(".")
