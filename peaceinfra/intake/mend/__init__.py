"""The Mediation Event and Negotiators Database."""

from pathlib import Path

from peaceinfra.intake.importing import Step
from peaceinfra.intake.mend.actors import draft_actors
from peaceinfra.intake.mend.declared import ACTORS, ALL, EVENTS
from peaceinfra.intake.mend.events import draft_events
from peaceinfra.intake.reading import UNCORRECTED, read_file
from peaceinfra.intake.report import Report


def mend_steps(
    events: Path, actors: Path | None, report: Report, *, edition: str = "", corrections=UNCORRECTED
) -> list[Step]:
    steps = []
    if actors:
        reading = read_file(actors, ACTORS, report, others=ALL, edition=edition, corrections=corrections)
        steps.append(Step("actors", reading, draft_actors))
    reading = read_file(events, EVENTS, report, others=ALL, edition=edition, corrections=corrections)
    return [*steps, Step("events", reading, draft_events)]
