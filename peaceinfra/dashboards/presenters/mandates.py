"""The mandates of a body in versions, each compared with the one before."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peaceinfra.analysis.process_facts import MandateFact
from peaceinfra.core.registry import models_by_kind
from peaceinfra.dashboards.presenters.cells import Cell, muted, said
from peaceinfra.dashboards.presenters.record_columns import columns_of
from peaceinfra.dashboards.presenters.tables import Column, PageContext, Section, make_table

# What of a mandate can be compared with the version before.
_COMPARED = (
    "mandated_by",
    "instrument",
    "summary",
    "sunset",
    "continues_when_suspended",
    "allows_alternative_thinking",
    "limits",
)
# Whether a mandate goes on when talks stop is always asked.
_STATED = ("continues_when_suspended", "allows_alternative_thinking")


def mandate_section(parts: Sequence[MandateFact], page: PageContext) -> Section | None:
    parts = sorted(parts, key=lambda part: (part.number, part.key))
    before = dict(zip((part.key for part in parts[1:]), parts, strict=False))
    columns = columns_of("man", without=["body"]) | {name: Column(_stated(name)) for name in _STATED}
    if before:
        # Counted among those shown: the stored numbers may have gaps where the reader sees nothing.
        place = {part.key: said(str(number)) for number, part in enumerate(parts, 1)}
        columns = {"version": Column(lambda part, page: place[part.key], _("Version"))} | columns
        heading = _("Changed against the version before")
        columns["changed"] = Column(lambda part, page: _changes(part, before.get(part.key), page), heading)
    found = make_table(_("Mandate"), parts, page, columns)
    if found is None:
        return None
    words = ngettext("%(n)s mandate is recorded.", "%(n)s versions of its mandate are recorded.", len(parts))
    return Section("mandate", _("Mandate"), [found], words % {"n": len(parts)})


def _stated(name: str):
    """Yes or no, or that it is not recorded: the column stands also where no version answers."""
    return lambda part, page: page.cell(part, name) or muted(_("not recorded"))


def _changes(part: MandateFact, before: MandateFact | None, page: PageContext) -> Cell:
    """The names of what differs."""
    if before is None:
        return muted(_("the first version"))
    fields = models_by_kind()["man"]._meta
    names = [
        str(fields.get_field(name).verbose_name)
        for name in _COMPARED
        if page.cell(part, name) != page.cell(before, name)
    ]
    return said(", ".join(names)) or muted(_("nothing recorded"))
