"""Which state of a body or a channel may follow which. Reopening, repurposing and revival are ordinary.

The rule itself (order, dates, what an unknown state joins) is `core.dates.statuslog`.
"""

from secretariats.choices import ChannelState as C
from secretariats.choices import Lifecycle as L

_WORKING = {L.OPERATIONAL, L.LOW_PROFILE}
_PAUSED = {L.SUSPENDED, L.TEMPORARILY_CLOSED}
_ENDING = {L.WINDING_DOWN, L.CLOSED, L.TRANSFORMED, L.MERGED}

LIFECYCLE = {
    L.PROPOSED: {L.ANNOUNCED, L.ESTABLISHING, L.OPERATIONAL, L.CLOSED},
    L.ANNOUNCED: {L.ESTABLISHING, *_WORKING, *_PAUSED, L.CLOSED},
    L.ESTABLISHING: {*_WORKING, *_PAUSED, *_ENDING},
    L.OPERATIONAL: {L.LOW_PROFILE, *_PAUSED, L.REPURPOSED, *_ENDING},
    L.LOW_PROFILE: {L.OPERATIONAL, *_PAUSED, L.REPURPOSED, *_ENDING},
    L.SUSPENDED: {*_WORKING, L.TEMPORARILY_CLOSED, L.REPURPOSED, *_ENDING},
    L.TEMPORARILY_CLOSED: {*_WORKING, L.ESTABLISHING, L.SUSPENDED, L.REPURPOSED, *_ENDING},
    L.REPURPOSED: {*_WORKING, *_PAUSED, *_ENDING},
    L.WINDING_DOWN: {*_WORKING, L.CLOSED, L.TRANSFORMED, L.MERGED},
    # A closed body may be revived; a transformed or merged one goes on as another record.
    L.CLOSED: {L.ESTABLISHING, *_WORKING},
    L.TRANSFORMED: set(),
    L.MERGED: set(),
}

# States in which a body is there to be spoken to, whatever else it does.
OPEN = {L.OPERATIONAL, L.LOW_PROFILE, L.REPURPOSED, L.WINDING_DOWN}
# States in which a body is being prepared: they may come before its own start.
PREPARED = {L.PROPOSED, L.ANNOUNCED, L.ESTABLISHING}
# States after which a body no longer exists; a body's own end and this log must not contradict each other.
GONE = {L.CLOSED, L.TRANSFORMED, L.MERGED}

CHANNEL = {
    C.OPEN: {C.DEGRADED, C.INTERMITTENT, C.CUT, C.CLOSED},
    C.DEGRADED: {C.OPEN, C.RESTORED, C.INTERMITTENT, C.CUT, C.CLOSED},
    C.INTERMITTENT: {C.OPEN, C.RESTORED, C.DEGRADED, C.CUT, C.CLOSED},
    C.CUT: {C.RESTORED, C.INTERMITTENT, C.CLOSED},
    C.RESTORED: {C.DEGRADED, C.INTERMITTENT, C.CUT, C.CLOSED},
    # A closed channel opens again as the same one, where its ends say so.
    C.CLOSED: {C.OPEN, C.RESTORED},
}

# States in which word still passes.
PASSABLE = {C.OPEN, C.RESTORED, C.DEGRADED, C.INTERMITTENT}
# States in which it does not pass any more, which a channel keeps after its own end.
SHUT = {C.CUT, C.CLOSED}
