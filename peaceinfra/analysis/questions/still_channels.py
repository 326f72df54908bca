"""Which channels stayed open while talks stood still?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from peaceinfra.analysis.channel_status import passes_word, state_on
from peaceinfra.analysis.collect.channel_grounds import CHANNELS_OF_STILL_TALKS, ChannelInCourse
from peaceinfra.analysis.collect.grounds import Scope
from peaceinfra.analysis.process_facts import ChannelFact
from peaceinfra.analysis.questions.occasions import named_in
from peaceinfra.analysis.questions.question import Answer, Column, Group, Question, Row, ValueKind
from peaceinfra.analysis.setups import STANDING_STILL
from peaceinfra.analysis.warning import listed
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.core.dates.statuslog import StatusOn
from processes.choices import Momentum
from secretariats.choices import ChannelState
from secretariats.lifecycle import SHUT


class StillChannelFinding(TextChoices):
    """Whether word could pass while the talks stood still."""

    OPEN = "open", gettext_lazy("Word could pass")
    MAYBE = "maybe", gettext_lazy("Word may have passed: the state that day is not certain")
    SHUT = "shut", gettext_lazy("Cut or closed")


def answers(found: Sequence[ChannelInCourse], scope: Scope) -> Iterator[Row]:
    for one in found:
        momentum = one.course.momenta.on(scope.on, one.course.dates)
        if STANDING_STILL.intersection(momentum.possible_statuses):
            yield _row(one.channel, momentum, scope)


def _row(channel: ChannelFact, momentum: StatusOn, scope: Scope) -> Row:
    state, passes = state_on(channel, scope.on), passes_word(channel, scope.on)
    stood_still = momentum.certainty if momentum.status in STANDING_STILL else Certainty.POSSIBLE
    values = {
        "channel": channel,
        "process": channel.process,
        "ends": list(channel.ends),
        "medium": str(channel.medium.label),
        "state": _in_words(state, ChannelState) or _("no state recorded"),
        "talks": _in_words(momentum, Momentum),
    }
    behind = (channel.key, *channel.end_keys, *(row.key for row in channel.log))
    finding, certainty = _finding(state, passes)
    return Row(values, min(certainty, stood_still), finding.value, behind)


def _finding(state: StatusOn, passes: Certainty) -> tuple[StillChannelFinding, Certainty]:
    if passes >= Certainty.CONFIRMED:
        return StillChannelFinding.OPEN, passes
    if passes == Certainty.NO and set(state.possible_statuses) <= SHUT and state.status:
        return StillChannelFinding.SHUT, state.certainty
    return StillChannelFinding.MAYBE, Certainty.POSSIBLE


def _in_words(state: StatusOn, words: type[TextChoices]) -> str:
    """All states that its dates allow, the likeliest last."""
    said = [str(words(one).label) for one in state.possible_statuses]
    return _(" or ").join(said)


def sentence(answer: Answer) -> str:
    """Those that were open by name; of the others how many, and in which processes."""
    parts = []
    if rows := answer.by_finding[StillChannelFinding.OPEN]:
        names = [
            _("%(channel)s (%(process)s)")
            % {"channel": row.values["channel"].name, "process": row.values["process"].name}
            for row in rows
        ]
        parts.append(_("Open while talks stood still: %(names)s.") % {"names": listed(names, "; ")})
    if rows := answer.by_finding[StillChannelFinding.MAYBE]:
        words = ngettext(
            "%(n)s channel may have been open: %(processes)s.",
            "%(n)s channels may have been open: %(processes)s.",
            len(rows),
        )
        parts.append(words % {"n": len(rows), "processes": _processes(rows)})
    if rows := answer.by_finding[StillChannelFinding.SHUT]:
        words = ngettext(
            "%(n)s was cut or closed by then: %(processes)s.",
            "%(n)s were cut or closed by then: %(processes)s.",
            len(rows),
        )
        parts.append(words % {"n": len(rows), "processes": _processes(rows)})
    return " ".join(parts)


def _processes(rows: Sequence[Row]) -> str:
    return listed([process.name for process in named_in(rows, "process")], "; ")


QUESTION = Question(
    10,
    "channels-while-talks-stood-still",
    Group.QUIET,
    gettext_lazy("Which channels stayed open while talks stood still?"),
    (CHANNELS_OF_STILL_TALKS,),
    answers,
    (
        Column("channel", gettext_lazy("Channel"), ValueKind.RECORD),
        Column("process", gettext_lazy("Process"), ValueKind.RECORD),
        Column("ends", gettext_lazy("Between"), ValueKind.RECORDS),
        Column("medium", gettext_lazy("By")),
        Column("state", gettext_lazy("State of the channel")),
        Column("talks", gettext_lazy("The talks")),
    ),
    sentence,
    gettext_lazy("No channel of a process whose talks stood still on this day"),
    (
        gettext_lazy(
            "Talks stand still while the process is recorded, or can have been, as stalled, suspended, collapsed or "
            "dormant on the day."
        ),
        gettext_lazy(
            "Word can pass by a channel that is open, degraded, intermittent or restored by its log; by one without a "
            "log while it is there. Where the dates of the log allow more than one state, all of them are named."
        ),
    ),
    (
        gettext_lazy("That a channel was open does not say that it was used."),
        gettext_lazy("Linkages and seats by which word can pass too are not asked about here."),
    ),
    findings=StillChannelFinding,
    sought=(StillChannelFinding.OPEN, StillChannelFinding.MAYBE),
)
