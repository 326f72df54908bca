"""The sources of which files are brought in: what each of their files is called, and what makes steps of them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from peaceinfra.intake.importing import Step
from peaceinfra.intake.mend import mend_steps
from peaceinfra.intake.pax import paax_steps, pax_steps
from peaceinfra.intake.reading import Corrections
from peaceinfra.intake.report import Report
from peaceinfra.intake.ucdp import PARTS, ucdp_steps

Make = Callable[[dict[str, Path], Report, str, Corrections], list[Step]]


@dataclass(frozen=True)
class FieldSource:
    """A source of the field. `parts`: {a file: what it is called}; one of them suffices, or the `needed` one."""

    name: str
    parts: dict[str, str]
    make: Make
    needed: str = ""


def _ucdp(files, report, edition, corrections):
    return ucdp_steps(files, report, edition=edition, corrections=corrections)


def _pax(files, report, edition, corrections):
    return pax_steps(files["file"], report, edition=edition, corrections=corrections)


def _paax(files, report, edition, corrections):
    return paax_steps(files["file"], report, edition=edition, corrections=corrections)


def _mend(files, report, edition, corrections):
    return mend_steps(files["events"], files.get("actors"), report, edition=edition, corrections=corrections)


#: By scheme.
SOURCES = {
    "ucdp": FieldSource("UCDP", {part: declaration.name for part, declaration in PARTS.items()}, _ucdp),
    "pax": FieldSource("PA-X", {"file": _("Agreements")}, _pax, "file"),
    "paax": FieldSource("PAA-X", {"file": _("Actors and signatories")}, _paax, "file"),
    "mend": FieldSource(
        "MEND", {"events": _("Events"), "actors": _("Names of third parties")}, _mend, "events"
    ),
}
