"""The datasets of the Uppsala Conflict Data Program."""

from pathlib import Path

from peaceinfra.intake.importing import Step
from peaceinfra.intake.reading import UNCORRECTED, read_file
from peaceinfra.intake.report import Report
from peaceinfra.intake.ucdp.actors import draft_actors
from peaceinfra.intake.ucdp.agreements import draft_agreements
from peaceinfra.intake.ucdp.conflicts import draft_conflicts
from peaceinfra.intake.ucdp.declared import ACTORS, AGREEMENTS, ALL, CONFLICTS, DYADS

#: What each file is called in the command. Written in this order: what is referred to first.
PARTS = {"actors": ACTORS, "conflicts": CONFLICTS, "dyads": DYADS, "agreements": AGREEMENTS}
_DRAFTS = {
    "actors": draft_actors,
    "conflicts": draft_conflicts,
    "dyads": draft_conflicts,
    "agreements": draft_agreements,
}


def ucdp_steps(
    files: dict[str, Path], report: Report, *, edition: str = "", corrections=UNCORRECTED
) -> list[Step]:
    return [
        Step(
            part,
            read_file(files[part], declaration, report, others=ALL, edition=edition, corrections=corrections),
            _DRAFTS[part],
        )
        for part, declaration in PARTS.items()
        if part in files
    ]
