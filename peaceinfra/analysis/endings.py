"""How bodies ended, and what became of their papers and of their work: the same for warnings and questions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from peaceinfra.analysis.derived import StatusLog
from peaceinfra.analysis.facts import ActorFact, ChangeFact
from peaceinfra.analysis.process_facts import HandoverFact, SuccessionFact
from peaceinfra.core.dates.choices import Certainty
from secretariats.choices import ArchiveState, Lifecycle, Notice

#: Notice that left no time to pass on what was known.
ABRUPT = (Notice.SHORT, Notice.NONE)


def certainty_by(earliest: date | None, latest: date | None, on: date) -> Certainty:
    """Whether something that came between two days (None: open) had come by a day."""
    if earliest is not None and earliest > on:
        return Certainty.NO
    return Certainty.CERTAIN if latest is not None and latest <= on else Certainty.POSSIBLE


def has_come(row: ChangeFact, on: date) -> Certainty:
    """Whether a log had come to one of its rows by a day."""
    return certainty_by(row.earliest, row.latest, on)


def has_begun(fact, on: date) -> Certainty:
    """Whether what has dates had begun by a day, whatever its end: what was handed over stays so."""
    return certainty_by(fact.dates.bounds.start_min, fact.dates.bounds.start_max, on)


@dataclass(frozen=True, slots=True)
class Closing:
    """A body that was closed and is not recorded to have opened again.

    rows          those of its log that say that it was closed, in order
    archives      what is recorded of its archive up to the day
    successions   by whom its work had been taken up by the day
    """

    body: ActorFact
    certainty: Certainty
    rows: Sequence[ChangeFact]
    archives: Sequence[HandoverFact]
    successions: Sequence[SuccessionFact]

    @property
    def is_archive_lost(self) -> bool:
        return bool(self.archives) and all(
            archive.state == ArchiveState.NOT_PRESERVED for archive in self.archives
        )

    @property
    def has_no_handover(self) -> bool:
        return not any(archive.state != ArchiveState.UNKNOWN or archive.holder for archive in self.archives)

    @property
    def has_no_successor(self) -> bool:
        return not self.successions


def closing_of(
    body: ActorFact,
    log: StatusLog,
    archives: Sequence[HandoverFact],
    successions: Sequence[SuccessionFact],
    day: date | None,
    on: date,
) -> Closing | None:
    """That of a body which was closed on the day, or by its last state where no day is chosen."""
    answer = log.on(day, body.dates)
    if answer.status != Lifecycle.CLOSED:
        return None
    return Closing(
        body,
        answer.certainty,
        [row for row in log if row.is_closing and has_come(row, on) > Certainty.NO],
        [archive for archive in archives if has_begun(archive, on) > Certainty.NO],
        [succession for succession in successions if has_begun(succession, on) > Certainty.NO],
    )


def abrupt_closings(log: StatusLog, on: date) -> Iterator[ChangeFact]:
    """The rows by which it was closed at short notice, or without any, by a day; it may have opened again."""
    return (
        row for row in log if row.is_closing and row.notice in ABRUPT and has_come(row, on) > Certainty.NO
    )
