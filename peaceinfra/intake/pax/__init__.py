"""PA-X and PAA-X of the University of Edinburgh."""

from dataclasses import replace
from pathlib import Path

from peaceinfra.intake.importing import Step
from peaceinfra.intake.pax.agreements import draft_agreements
from peaceinfra.intake.pax.declared import ACTORS, AGREEMENTS, ALL, SIGNATORIES
from peaceinfra.intake.pax.signatories import draft_actors, draft_signatories
from peaceinfra.intake.reading import UNCORRECTED, Reading, read_file
from peaceinfra.intake.report import Report


def pax_steps(path: Path, report: Report, *, edition: str = "", corrections=UNCORRECTED) -> list[Step]:
    reading = read_file(path, AGREEMENTS, report, others=ALL, edition=edition, corrections=corrections)
    return [Step("agreements", reading, draft_agreements)]


def _others(actors: Reading, signatories: Reading) -> Reading:
    """The rows of signatories whose actor no row of the tab of actors describes."""
    described = {line.get("id_paax") for line in actors.lines}
    return replace(
        signatories, lines=[line for line in signatories.lines if line.get("id_paax") not in described]
    )


def paax_steps(path: Path, report: Report, *, edition: str = "", corrections=UNCORRECTED) -> list[Step]:
    """A workbook with a tab of signatories and one of actors, or one of the two as CSV."""
    signatories = read_file(
        path, SIGNATORIES, report, others=ALL, edition=edition, corrections=corrections, is_optional=True
    )
    # The rows of signatories say who the actors are too; a tab of actors says it of all of them.
    actors = read_file(path, ACTORS, report, others=ALL, edition=edition, corrections=corrections)
    steps = [Step("actors", actors, draft_actors)]
    if signatories:
        others = _others(actors, signatories)
        if others.lines:
            steps.append(Step("actors", others, draft_actors))
        steps.append(Step("signatories", signatories, draft_signatories))
    return steps
