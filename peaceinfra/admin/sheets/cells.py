"""From the text of a cell to the value that a proposal has for it: words for codes, yes and no, lists."""

import re

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext as _

from peaceinfra.admin.sheets.kinds import SheetColumn
from peaceinfra.core.text import folded
from peaceinfra.datasets.cells import BadCell

#: What is typed where a record that there is shall lose a value.
NONE = "(none)"
_LIST = re.compile("[;,]")


def value_of(column: SheetColumn, text: str):
    """The value in JSON; not of references. Raises BadCell."""
    field = column.column.field if column.column else None
    if text == NONE:
        return None
    if isinstance(field, models.BooleanField):
        return _code(column, text) == "true"
    if isinstance(field, ArrayField):
        parts = [part.strip() for part in _LIST.split(text) if part.strip()]
        return [_code(column, part) for part in parts] if column.choices else parts
    return _code(column, text) if column.choices else text


def _code(column, text):
    """The code, where its words were typed: all of them, or what stands before a bracket."""
    wanted = folded(text)
    for code, label in column.choices:
        if wanted in (folded(code), folded(label), folded(label.partition(" (")[0])):
            return code
    known = ", ".join(column.words)
    raise BadCell(_("is not used here. Write one of: %(known)s.") % {"known": known})
