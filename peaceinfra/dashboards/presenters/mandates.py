"""The mandates of a body in versions, each compared with the one before; and what passed on to a successor."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peaceinfra.analysis.part_facts import PartFact
from peaceinfra.core.registry import models_by_kind
from peaceinfra.dashboards.presenters.sheets import Piece, Reading, Section, sheet
from secretariats.choices import Passed

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
_PASSED = ("mandate", "functions", "staff", "archive", "premises", "budget")


def mandate_section(parts: Sequence[PartFact], reading: Reading) -> Section | None:
    parts = sorted(parts, key=lambda one: (one.values.number, one.key))
    before = dict(zip((one.key for one in parts[1:]), parts, strict=False))

    def stated(name: str):
        """Yes or no, or that it is not recorded: whether a mandate goes on when talks stop is always asked."""
        words = str(models_by_kind()["man"]._meta.get_field(name).verbose_name)
        return (
            words[:1].upper() + words[1:],
            lambda part: reading.pieces(part, name) or [Piece(_("not recorded"), is_muted=True)],
        )

    columns = [
        "number",
        "mandated_by",
        "instrument",
        "summary",
        stated("continues_when_suspended"),
        stated("allows_alternative_thinking"),
        "limits",
        "sunset",
    ]
    if before:
        heading = _("Changed against the version before")
        columns.append((heading, lambda part: _changes(part, before.get(part.key), reading)))
    found = sheet(_("Mandate"), parts, columns, reading)
    if found is None:
        return None
    words = ngettext("%(n)s mandate is recorded.", "%(n)s versions of its mandate are recorded.", len(parts))
    return Section("mandate", _("Mandate"), [found], words % {"n": len(parts)})


def _changes(part: PartFact, before: PartFact | None, reading: Reading) -> list[Piece]:
    """The names of what differs."""
    if before is None:
        return [Piece(_("the first version"), is_muted=True)]
    fields = models_by_kind()["man"]._meta
    names = [
        str(fields.get_field(name).verbose_name)
        for name in _COMPARED
        if reading.pieces(part, name) != reading.pieces(before, name)
    ]
    return [Piece(name) for name in names] or [Piece(_("nothing recorded"), is_muted=True)]


def passed_on(part: PartFact) -> list[Piece]:
    """What went over to the successor, what did not, and of what it is not known."""
    fields = models_by_kind()["suc"]._meta
    said = {name: Passed(getattr(part.values, name)) for name in _PASSED}
    words = {name: str(fields.get_field(name).verbose_name) for name in _PASSED}
    known = [
        Piece(_("%(what)s: %(passed)s") % {"what": words[name], "passed": answer.label})
        for name, answer in said.items()
        if answer != Passed.UNKNOWN
    ]
    unknown = [words[name] for name, answer in said.items() if answer == Passed.UNKNOWN]
    if unknown:
        known.append(Piece(_("not known: %(what)s") % {"what": ", ".join(unknown)}, is_muted=True))
    return known
