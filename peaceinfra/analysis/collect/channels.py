"""Channels with their ends and their logs, in three queries however many there are."""

from __future__ import annotations

from collections import defaultdict, namedtuple
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from peaceinfra.analysis.collect.parts import Known, always_asked, facts_of, part_rows
from peaceinfra.analysis.collect.rows import ChangeRow, change_of, change_rows
from peaceinfra.analysis.derived import StatusLog
from peaceinfra.analysis.facts import ChangeFact
from peaceinfra.analysis.process_facts import ChannelFact
from secretariats.choices import ChannelPart
from secretariats.models import Channel, ChannelChange, ChannelEnd

#: A row that says who stands at an end of a channel, or in between.
END = ("channel_id", "actor_id", "part", "pk")
EndRow = namedtuple("EndRow", END)


@dataclass(frozen=True, slots=True)
class ChannelRows:
    """Read, and not yet told who the actors are."""

    channels: list[dict]
    ends: list[tuple]
    changes: list[ChangeRow]

    @property
    def actors(self) -> set[int | None]:
        return {end.actor_id for end in self.ends} | {change.decided_by_id for change in self.changes}

    @property
    def processes(self) -> set[int | None]:
        return {row["process_id"] for row in self.channels}

    @property
    def subjects(self) -> list[int]:
        """The channels and the rows of their logs: what citations may be of."""
        return [row["pk"] for row in self.channels] + [change.pk for change in self.changes]


def channels_of_actor(key: int, viewer) -> list[int]:
    """The keys of the channels it is an end of, or that go through it."""
    ends = ChannelEnd.objects.shown_to(viewer).filter(actor=key, channel__retired=False)
    return list(ends.order_by("channel_id").values_list("channel_id", flat=True).distinct())


def channel_rows(keys: Iterable[int], viewer) -> ChannelRows:
    keys = always_asked(keys)
    channels = part_rows(Channel, viewer, Q(pk__in=keys))
    ends = ChannelEnd.objects.shown_to(viewer).filter(channel__in=keys).order_by("position", "pk")
    changes = change_rows(ChannelChange, "channel_id", viewer, channel__in=keys)
    ends = list(ends.values_list(*END, named=True))
    return ChannelRows(channels, ends, [ChangeRow(*row) for row in changes])


def channels_of(rows: ChannelRows, known: Known) -> list[ChannelFact]:
    log = sorted(
        (change_of(row, known.actors) for row in rows.changes),
        key=lambda change: change.order,
    )
    return facts_of(ChannelFact, rows.channels, known, **channel_parts(rows.ends, log, known))


def channel_parts(
    ends: Iterable[tuple], log: Iterable[ChangeFact], known: Known
) -> dict[str, dict[int, list]]:
    """{field of a ChannelFact: {channel: those at its ends, those it goes through, its log}}

    ends    rows of END in order
    """
    named = {ChannelPart.END: defaultdict(list), ChannelPart.VIA: defaultdict(list)}
    keys = defaultdict(list)
    for channel, actor, part, key in ends:
        if actor in known.actors:
            named[part][channel].append(known.actors[actor])
            keys[channel].append(key)
    changes = defaultdict(list)
    for change in log:
        changes[change.owner].append(change)
    return {
        "ends": named[ChannelPart.END],
        "via": named[ChannelPart.VIA],
        "end_keys": keys,
        "log": {channel: StatusLog(rows) for channel, rows in changes.items()},
    }
