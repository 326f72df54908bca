"""The filters of processes, parties, places and evidence, for pages and API alike."""

from processes.filters.actors import ActorFilterSet, StanceFilterSet
from processes.filters.bases import (
    NamedFilterSet,
    OfProcessFilterSet,
    RelationFilterSet,
    taking_part,
)
from processes.filters.events import AgreementFilterSet, EventFilterSet
from processes.filters.evidence import (
    CitationFilterSet,
    ClaimFilterSet,
    DerivationFilterSet,
    ExternalIdFilterSet,
    RelativeBoundFilterSet,
    RemarkFilterSet,
    SourceFilterSet,
)
from processes.filters.places import CommunityFilterSet, PlaceFilterSet
from processes.filters.processes import (
    ConflictFilterSet,
    ConflictPartyFilterSet,
    CoverageNoteFilterSet,
    PeaceProcessFilterSet,
    RoleFilterSet,
)
from processes.filters.protection import ConsentFilterSet, SafeContactFilterSet, ThreatNoteFilterSet

__all__ = [
    "ActorFilterSet",
    "AgreementFilterSet",
    "CitationFilterSet",
    "ClaimFilterSet",
    "CommunityFilterSet",
    "ConflictFilterSet",
    "ConflictPartyFilterSet",
    "ConsentFilterSet",
    "CoverageNoteFilterSet",
    "DerivationFilterSet",
    "EventFilterSet",
    "ExternalIdFilterSet",
    "NamedFilterSet",
    "OfProcessFilterSet",
    "PeaceProcessFilterSet",
    "PlaceFilterSet",
    "RelationFilterSet",
    "RelativeBoundFilterSet",
    "RemarkFilterSet",
    "RoleFilterSet",
    "SafeContactFilterSet",
    "SourceFilterSet",
    "StanceFilterSet",
    "ThreatNoteFilterSet",
    "taking_part",
]
