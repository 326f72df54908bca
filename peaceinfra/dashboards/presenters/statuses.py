"""What each state of a log looks like in a drawing (`drawing.spans.STATUS_CLASSES`)."""

from processes.choices import Momentum, Phase
from secretariats.choices import ChannelState, Lifecycle

PHASE_LOOKS = {
    Phase.EXPLORATION: "pre",
    Phase.PRE_NEGOTIATION: "pre",
    Phase.NEGOTIATION: "talk",
    Phase.IMPLEMENTATION: "agr",
    Phase.CONCLUDED: "",
    Phase.UNKNOWN: "dorm",
}
MOMENTUM_LOOKS = {
    Momentum.ACTIVE: "on",
    Momentum.STALLED: "stall",
    Momentum.SUSPENDED: "stall",
    Momentum.COLLAPSED: "coll",
    Momentum.DORMANT: "dorm",
    Momentum.UNKNOWN: "dorm",
}
LIFECYCLE_LOOKS = {
    Lifecycle.PROPOSED: "pre",
    Lifecycle.ANNOUNCED: "pre",
    Lifecycle.ESTABLISHING: "pre",
    Lifecycle.OPERATIONAL: "on",
    Lifecycle.LOW_PROFILE: "agr",
    Lifecycle.SUSPENDED: "stall",
    Lifecycle.TEMPORARILY_CLOSED: "stall",
    Lifecycle.REPURPOSED: "rep",
    Lifecycle.WINDING_DOWN: "stall",
    Lifecycle.CLOSED: "",
    Lifecycle.TRANSFORMED: "",
    Lifecycle.MERGED: "",
    Lifecycle.UNKNOWN: "dorm",
}
CHANNEL_LOOKS = {
    ChannelState.OPEN: "on",
    ChannelState.RESTORED: "on",
    ChannelState.DEGRADED: "agr",
    ChannelState.INTERMITTENT: "stall",
    ChannelState.CUT: "coll",
    ChannelState.CLOSED: "",
    ChannelState.UNKNOWN: "dorm",
}

# {name of a log: (its choices, their looks)}
LOGS = {
    "phasechange": (Phase, PHASE_LOOKS),
    "momentumchange": (Momentum, MOMENTUM_LOOKS),
    "lifecyclechange": (Lifecycle, LIFECYCLE_LOOKS),
    "channelchange": (ChannelState, CHANNEL_LOOKS),
}
