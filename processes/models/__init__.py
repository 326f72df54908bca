from processes.models.actor import Actor, ActorName, Lineage
from processes.models.evidence import SOLID, UNCLAIMED, Citation, Claim, ExternalId, RelativeBound, Source
from processes.models.logs import LogRow
from processes.models.process import Event, MomentumChange, PeaceProcess, PhaseChange, Role

__all__ = [
    "SOLID",
    "UNCLAIMED",
    "Actor",
    "ActorName",
    "Citation",
    "Claim",
    "Event",
    "ExternalId",
    "Lineage",
    "LogRow",
    "MomentumChange",
    "PeaceProcess",
    "PhaseChange",
    "RelativeBound",
    "Role",
    "Source",
]
