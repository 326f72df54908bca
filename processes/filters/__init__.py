"""The filters of processes, parties, places and evidence, for pages and API alike."""

from processes.filters.actors import ActorFilterSet, StanceFilterSet
from processes.filters.bases import (
    NamedFilterSet,
    OfProcessFilterSet,
    RelationFilterSet,
    taking_part,
)
from processes.filters.events import AgreementFilterSet, EventFilterSet
from processes.filters.evidence import CitationFilterSet, ClaimFilterSet, SourceFilterSet
from processes.filters.places import CommunityFilterSet, PlaceFilterSet
from processes.filters.processes import (
    ConflictFilterSet,
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
    "CoverageNoteFilterSet",
    "EventFilterSet",
    "NamedFilterSet",
    "OfProcessFilterSet",
    "PeaceProcessFilterSet",
    "PlaceFilterSet",
    "RelationFilterSet",
    "RoleFilterSet",
    "SourceFilterSet",
    "StanceFilterSet",
    "taking_part",
]
