"""Which change of state may follow which, for the two logs of a process. One table a log.

The rule itself (order, dates, what an unknown state joins) is `core.dates.statuslog`.
"""

from processes.choices import Momentum, Phase

# A process may fall back as well as move on; a concluded one starts again from the beginning.
PHASES = {
    Phase.EXPLORATION: {Phase.PRE_NEGOTIATION, Phase.NEGOTIATION, Phase.CONCLUDED},
    Phase.PRE_NEGOTIATION: {Phase.EXPLORATION, Phase.NEGOTIATION, Phase.CONCLUDED},
    Phase.NEGOTIATION: {Phase.EXPLORATION, Phase.PRE_NEGOTIATION, Phase.IMPLEMENTATION, Phase.CONCLUDED},
    Phase.IMPLEMENTATION: {Phase.PRE_NEGOTIATION, Phase.NEGOTIATION, Phase.CONCLUDED},
    Phase.CONCLUDED: {Phase.EXPLORATION, Phase.PRE_NEGOTIATION, Phase.IMPLEMENTATION},
}

MOMENTA = {
    Momentum.ACTIVE: {Momentum.STALLED, Momentum.SUSPENDED, Momentum.COLLAPSED, Momentum.DORMANT},
    Momentum.STALLED: {Momentum.ACTIVE, Momentum.SUSPENDED, Momentum.COLLAPSED, Momentum.DORMANT},
    Momentum.SUSPENDED: {Momentum.ACTIVE, Momentum.STALLED, Momentum.COLLAPSED, Momentum.DORMANT},
    Momentum.COLLAPSED: {Momentum.ACTIVE, Momentum.DORMANT},
    Momentum.DORMANT: {Momentum.ACTIVE, Momentum.STALLED, Momentum.COLLAPSED},
}

# In exploration a process is being prepared: that may come before its own start.
PREPARED = {Phase.EXPLORATION}
# What stays true of a process after its own end.
OVER = {Phase.CONCLUDED, Momentum.COLLAPSED}
