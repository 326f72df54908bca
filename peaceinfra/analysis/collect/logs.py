"""The status logs of processes, of their channels and of their bodies, for one process or several at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import partial

from django.db.models import Model, Q

from peaceinfra.analysis.collect.rows import CHANGE, ChangeRow, change_of
from peaceinfra.analysis.collect.together import Arm, Together, together
from peaceinfra.analysis.derived import StatusLog
from peaceinfra.analysis.facts import ActorFact, ChangeFact
from peaceinfra.core.prepared import Keys, prepared
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


def logs_of_processes() -> list[Arm]:
    """Both logs of the processes and those of their channels; asked with the keys `processes`."""
    of_channel = Q(channel__process_id__any_of=Keys("processes"), channel__retired=False)
    return [*_OWN_LOGS, _log(ChannelChange, "channel_id", of_channel)]


def logs_with_channels() -> list[Arm]:
    """The same where it is known which `channels` there are, by key: joined to their processes the logs of all channels
    may be read, and to ask of each row whether it may be seen is what costs.
    """
    return [*_OWN_LOGS, _log(ChannelChange, "channel_id", Q(channel_id__any_of=Keys("channels")))]


def lives_of_bodies() -> Arm:
    """The lives of `bodies`."""
    return _log(LifecycleChange, "body_id", Q(body_id__any_of=Keys("bodies")), "notice")


def _log(model: type[Model], owner: str, wanted: Q, notice: str = "") -> Arm:
    """The rows of one status log, each as a ChangeRow; those who read them put them in the order of the log."""
    name = model._meta.model_name
    columns = (owner, *filter(None, [notice]), *CHANGE)
    return Arm(name, model, wanted, columns=columns, row=partial(_change_row, name, bool(notice)))


def _change_row(log: str, has_notice: bool, values: list) -> ChangeRow:
    owner, *rest = values
    return ChangeRow(log, owner, *rest) if has_notice else ChangeRow(log, owner, "", *rest)


_OWN_LOGS = [
    _log(model, "process_id", Q(process_id__any_of=Keys("processes")))
    for model in (PhaseChange, MomentumChange)
]
#: The names of the arms of both logs of a process and of those of its channels, and of the lives of bodies.
LOGS = tuple(arm.name for arm in logs_of_processes())
LIVES = lives_of_bodies().name


def process_logs(rows: Iterable[ChangeRow], actors: dict[int, ActorFact]) -> ProcessLogs:
    found = defaultdict(list)
    for change in sorted((change_of(row, actors) for row in rows), key=lambda change: change.order):
        found[change.log, change.owner].append(change)
    return ProcessLogs(found)


def life_rows(bodies: Collection[int], viewer) -> list[ChangeRow]:
    """The lives of bodies by a query of their own."""
    return prepared(_lives, viewer).rows(bodies=bodies)[LIVES]


def _lives(viewer) -> Together:
    return together(viewer, [lives_of_bodies()])


def lifecycles_of(rows, actors) -> dict[int, StatusLog]:
    """{body: its log}, in the order of the bodies' names."""
    lives = defaultdict(list)
    for change in sorted((change_of(row, actors) for row in rows), key=lambda change: change.order):
        if change.owner in actors:
            lives[change.owner].append(change)
    in_order = sorted(lives, key=lambda body: (actors[body].name, body))
    return {body: StatusLog(lives[body]) for body in in_order}
