"""Channels of processes whose talks stood still at some time, with how the talks went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import ngettext

from peaceinfra.analysis.collect.channels import channel_rows, channels_of
from peaceinfra.analysis.collect.courses import collect_courses
from peaceinfra.analysis.collect.grounds import Ground, Scope
from peaceinfra.analysis.collect.parts import Known
from peaceinfra.analysis.collect.rows import actors_by_key, process_names
from peaceinfra.analysis.derived import Course
from peaceinfra.analysis.process_facts import ChannelFact
from peaceinfra.analysis.setups import STANDING_STILL
from processes.models import MomentumChange
from secretariats.models import Channel


@dataclass(frozen=True, slots=True)
class ChannelInCourse:
    """A channel, and how the talks of its process went."""

    channel: ChannelFact
    course: Course


def _rows(scope: Scope) -> QuerySet:
    begun = Q(date_min=None) | Q(date_min__lte=scope.on)
    still = MomentumChange.objects.shown_to(scope.viewer).filter(begun, status__in=STANDING_STILL)
    rows = Channel.objects.shown_to(scope.viewer).filter(
        process__in=still.order_by().values("process"), process__retired=False
    )
    return scope.of_processes(rows.possible_on(scope.on))


def _facts(keys: Sequence[int], scope: Scope) -> list[ChannelInCourse]:
    rows = channel_rows(keys, scope.viewer)
    processes = process_names(rows.processes, scope.viewer)
    known = Known(actors_by_key(rows.actors | {0}, scope.viewer), processes)
    courses = dict(zip(processes, collect_courses(processes.values(), scope.viewer), strict=True))
    channels = {channel.key: channel for channel in channels_of(rows, known)}
    return [
        ChannelInCourse(channels[key], courses[channels[key].process.key])
        for key in keys
        if key in channels and channels[key].process
    ]


#: Channels that can have been there on the day, of processes whose talks had stood still by then.
CHANNELS_OF_STILL_TALKS = Ground(
    "chn", _rows, _facts, lambda n: ngettext("%(n)s channel", "%(n)s channels", n) % {"n": n}, size=25
)
