from processes.models.actor import Actor, ActorName, Lineage, Listing
from processes.models.agreement import Agreement, AgreementConflict, AgreementRelation, Signatory
from processes.models.bases import DatedRecord, LogRow
from processes.models.batches import Batch, BatchRow, MissingUpstream, Upstream
from processes.models.conflict import Conflict, ConflictParty
from processes.models.coordinates import Coordinates
from processes.models.event import Event, EventConflict, EventProcess, Participation
from processes.models.evidence import (
    SOLID,
    UNCLAIMED,
    Citation,
    Claim,
    Derivation,
    ExternalId,
    RelativeBound,
    Source,
)
from processes.models.intakes import Intake, IntakeCorrection, IntakeFile, IntakeNote, IntakeProgress
from processes.models.lowering import LoweringItem, LoweringRequest
from processes.models.matching import Judgement, MatchReason, OpenMatch
from processes.models.merges import Merge, MergeItem
from processes.models.notes import CoverageNote, Note
from processes.models.places import Community, Place
from processes.models.process import (
    ConflictLink,
    MomentumChange,
    PeaceProcess,
    PhaseChange,
    Role,
    Side,
)
from processes.models.protection import Consent, SafeContact, ThreatNote
from processes.models.queue import ClaimNote, LoweringNote, ProposalNote, QueueNote
from processes.models.stance import Stance

__all__ = [
    "SOLID",
    "UNCLAIMED",
    "Actor",
    "ActorName",
    "Agreement",
    "AgreementConflict",
    "AgreementRelation",
    "Batch",
    "BatchRow",
    "Intake",
    "IntakeCorrection",
    "IntakeFile",
    "IntakeNote",
    "IntakeProgress",
    "Citation",
    "Claim",
    "ClaimNote",
    "Community",
    "Conflict",
    "ConflictLink",
    "ConflictParty",
    "Consent",
    "Coordinates",
    "CoverageNote",
    "DatedRecord",
    "Derivation",
    "Event",
    "EventConflict",
    "EventProcess",
    "ExternalId",
    "Judgement",
    "Lineage",
    "Listing",
    "LogRow",
    "LoweringItem",
    "LoweringNote",
    "LoweringRequest",
    "Merge",
    "MergeItem",
    "MissingUpstream",
    "MatchReason",
    "MomentumChange",
    "Note",
    "Participation",
    "OpenMatch",
    "PeaceProcess",
    "PhaseChange",
    "Place",
    "ProposalNote",
    "QueueNote",
    "RelativeBound",
    "Role",
    "SafeContact",
    "Side",
    "Signatory",
    "Source",
    "Stance",
    "ThreatNote",
    "Upstream",
]
