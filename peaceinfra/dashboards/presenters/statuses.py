"""What each state of a log looks like in a drawing (`drawing.looks`), and how far a function came in a table."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from peaceinfra.analysis.drawing.legend import TIME_SIGNS, Legend, LegendItem, legend_of
from peaceinfra.analysis.drawing.looks import BLANK, SEVERAL, SOLID
from peaceinfra.analysis.functions import state_in_words
from peaceinfra.core.dates.choices import Certainty
from processes.choices import Momentum, Phase
from secretariats.choices import ChannelState, FunctionState, Lifecycle

PHASE_LOOKS = {
    Phase.EXPLORATION: "dots",
    Phase.PRE_NEGOTIATION: "posts",
    Phase.NEGOTIATION: SOLID,
    Phase.IMPLEMENTATION: "bricks",
    Phase.CONCLUDED: BLANK,
    Phase.UNKNOWN: "queries",
}
MOMENTUM_LOOKS = {
    Momentum.ACTIVE: SOLID,
    Momentum.STALLED: "rising",
    Momentum.SUSPENDED: "pauses",
    Momentum.COLLAPSED: "crosses",
    Momentum.DORMANT: "waves",
    Momentum.UNKNOWN: "queries",
}
LIFECYCLE_LOOKS = {
    Lifecycle.PROPOSED: "dots",
    Lifecycle.ANNOUNCED: "rings",
    Lifecycle.ESTABLISHING: "posts",
    Lifecycle.OPERATIONAL: SOLID,
    Lifecycle.LOW_PROFILE: "holes",
    Lifecycle.SUSPENDED: "pauses",
    Lifecycle.TEMPORARILY_CLOSED: "waves",
    Lifecycle.REPURPOSED: "chevrons",
    Lifecycle.WINDING_DOWN: "falling",
    Lifecycle.CLOSED: BLANK,
    Lifecycle.TRANSFORMED: BLANK,
    Lifecycle.MERGED: BLANK,
    Lifecycle.UNKNOWN: "queries",
}
CHANNEL_LOOKS = {
    ChannelState.OPEN: SOLID,
    ChannelState.RESTORED: SOLID,
    ChannelState.DEGRADED: "holes",
    ChannelState.INTERMITTENT: "blocks",
    ChannelState.CUT: "crosses",
    ChannelState.CLOSED: BLANK,
    ChannelState.UNKNOWN: "queries",
}

# {name of a log: (its choices, their looks)}
LOGS = {
    "phasechange": (Phase, PHASE_LOOKS),
    "momentumchange": (Momentum, MOMENTUM_LOOKS),
    "lifecyclechange": (Lifecycle, LIFECYCLE_LOOKS),
    "channelchange": (ChannelState, CHANNEL_LOOKS),
}

#: States of one log that share a look on purpose: the body is there no more; word can pass. The legend names each.
SHARED_LOOKS = {
    ("lifecyclechange", BLANK): {Lifecycle.CLOSED, Lifecycle.TRANSFORMED, Lifecycle.MERGED},
    ("channelchange", SOLID): {ChannelState.OPEN, ChannelState.RESTORED},
}

#: {how far a function came: its sign}
FUNCTION_SIGNS = {
    FunctionState.PERFORMED: "f-perf",
    FunctionState.SIGNALLED: "f-signal",
    FunctionState.CONTESTED: "g-contested",
    FunctionState.CONTRARY: "f-contrary",
    FunctionState.BLOCKED: "f-block",
    FunctionState.NOT_PERFORMED: "f-none",
    FunctionState.CLAIMED: "f-claim",
    FunctionState.MANDATED: "f-mand",
}
# Of what is done the sign is half filled where the dates, or the statement, are not sure enough for full ink.
_HALF = {"f-perf": "f-possible", "f-signal": "f-signal-possible"}


def function_mark_of(
    state: str, certainties: Iterable[Certainty | None], *, is_settled: bool, is_alone: bool
) -> tuple[str, str]:
    """The sign and the words of how far a function came: the same in every table.

    certainties   of the records with this state on the chosen day; None where no day is chosen
    is_alone      no other state of the function is recorded
    """
    sign = FUNCTION_SIGNS[state]
    best = max(certainty or Certainty.CERTAIN for certainty in certainties)
    words = state_in_words(state, best, is_alone=is_alone)
    if best < Certainty.CERTAIN:
        return _HALF.get(sign, sign), words
    if sign in _HALF and not is_settled:
        return _HALF[sign], _("%(state)s; the statement is not settled") % {"state": words}
    return sign, words


def whole_legend() -> list[list[LegendItem]]:
    """All signs of drawings of time, and all states of all logs with their looks."""
    legend = Legend(set(TIME_SIGNS))
    for choices, looks in LOGS.values():
        for state in choices:
            legend.add_state(looks[state], str(state.label))
    legend.add_state(SEVERAL, _("several states possible: the table has them"))
    return legend_of(legend, legend)
