"""Rows of a screen of the admin in words."""

from django import template

from peaceinfra.core.screens.lines import cells as cells_in_words
from peaceinfra.core.screens.lines import lines
from peaceinfra.core.screens.marking import marking_in_force

register = template.Library()
register.filter(marking_in_force)
register.filter(lines)


@register.filter
def cells(row):
    """The cells of a row of boxes that stands in a table."""
    return cells_in_words(row, in_words)


def in_words(cell):
    """What a read-only cell says: in the words of its rows, where they have some (`words`), else as stored."""
    words = getattr(cell.model_admin, "words", None)
    said = words(cell.form.instance, cell.field["name"]) if words else None
    return cell.contents() if said is None else said


@register.filter
def row_in_words(row):
    """What a stored row is called."""
    words = getattr(row.model_admin, "words", None)
    return words(row.original) if words else row.original


@register.filter
def listed_in_words(record, options):
    """What a row is called that stands in a list, and not as boxes. `options`: of its section."""
    words = getattr(options, "words", None)
    return words(record) if words else record


@register.filter
def fields_of(names, form):
    """The fields of a form that are named, with spaces between."""
    return [form[name] for name in names.split()]
