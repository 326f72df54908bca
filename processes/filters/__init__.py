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

__all__ = [
    "ActorFilterSet",
    "AgreementFilterSet",
    "CitationFilterSet",
    "ClaimFilterSet",
    "CommunityFilterSet",
    "ConflictFilterSet",
    "ConflictPartyFilterSet",
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
    "SourceFilterSet",
    "StanceFilterSet",
    "taking_part",
]
