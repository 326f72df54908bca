"""The status logs of processes, of their channels and of their bodies, for one process or several at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from peaceinfra.analysis.collect.rows import ChangeRow, change_of, change_rows
from peaceinfra.analysis.derived import StatusLog
from peaceinfra.analysis.facts import ActorFact, ChangeFact
from peaceinfra.core.prepared import Keys, Prepared, prepare, prepared, union
from processes.models import MomentumChange, PhaseChange
from secretariats.models import ChannelChange, LifecycleChange


@dataclass(frozen=True, slots=True)
class ProcessLogs:
    """The changes of each log, by the name of the log and the record whose it is."""

    changes: dict[tuple[str, int], list[ChangeFact]]

    def phases(self, process: int) -> StatusLog:
        return StatusLog(self.changes.get(("phasechange", process), ()))

    def momenta(self, process: int) -> StatusLog:
        return StatusLog(self.changes.get(("momentumchange", process), ()))

    def of_channels(self, channels: Iterable[int]) -> list[ChangeFact]:
        return [change for key in channels for change in self.changes.get(("channelchange", key), ())]


def process_changes(keys: Collection[int], viewer) -> list[ChangeRow]:
    """The rows of both logs of the processes and of those of their channels, in one query."""
    return [ChangeRow(*row) for row in prepared(_changes, viewer).rows(processes=keys)]


def changes_with_channels(keys: Collection[int], channels: Collection[int], viewer) -> list[ChangeRow]:
    """The same where it is known which channels there are, by key: joined to their processes the logs of all channels
    may be read, and to ask of each row whether it may be seen is what costs.
    """
    rows = prepared(_changes_by_key, viewer).rows(processes=keys, channels=channels)
    return [ChangeRow(*row) for row in rows]


def _changes(viewer) -> Prepared:
    return _union_of_logs(viewer, channel__process_id__any_of=Keys("processes"), channel__retired=False)


def _changes_by_key(viewer) -> Prepared:
    return _union_of_logs(viewer, channel_id__any_of=Keys("channels"))


def _union_of_logs(viewer, **of_channels) -> Prepared:
    here = Keys("processes")
    rows = (
        change_rows(PhaseChange, "process_id", viewer, process_id__any_of=here),
        change_rows(MomentumChange, "process_id", viewer, process_id__any_of=here),
        change_rows(ChannelChange, "channel_id", viewer, **of_channels),
    )
    # By the name of the log; those who read them put them in order.
    return union(map(prepare, rows), "1")


def process_logs(rows: Iterable[ChangeRow], actors: dict[int, ActorFact]) -> ProcessLogs:
    found = defaultdict(list)
    for change in sorted((change_of(row, actors) for row in rows), key=lambda change: change.order):
        found[change.log, change.owner].append(change)
    return ProcessLogs(found)


def life_rows(bodies: Collection[int], viewer) -> list[ChangeRow]:
    return [ChangeRow(*row) for row in prepared(_lives, viewer).rows(bodies=bodies)]


def _lives(viewer) -> Prepared:
    return prepare(change_rows(LifecycleChange, "body_id", viewer, body_id__any_of=Keys("bodies")))


def lifecycles_of(rows, actors) -> dict[int, StatusLog]:
    """{body: its log}, in the order of the bodies' names."""
    lives = defaultdict(list)
    for change in sorted((change_of(row, actors) for row in rows), key=lambda change: change.order):
        if change.owner in actors:
            lives[change.owner].append(change)
    in_order = sorted(lives, key=lambda body: (actors[body].name, body))
    return {body: StatusLog(lives[body]) for body in in_order}
