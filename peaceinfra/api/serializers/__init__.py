from peaceinfra.api.serializers.actors import ActorSerializer, StanceSerializer
from peaceinfra.api.serializers.bodies import (
    BodySerializer,
    FunctionSerializer,
    MandateSerializer,
    MembershipSerializer,
    PostSerializer,
)
from peaceinfra.api.serializers.events import (
    AgreementSerializer,
    CommunitySerializer,
    EventSerializer,
    PlaceSerializer,
)
from peaceinfra.api.serializers.evidence import CitationSerializer, ClaimSerializer, SourceSerializer
from peaceinfra.api.serializers.linkages import (
    ChannelSerializer,
    InclusionSerializer,
    LinkageSerializer,
    NetworkSerializer,
    ReachSerializer,
    SupportSerializer,
)
from peaceinfra.api.serializers.processes import (
    ConflictSerializer,
    CoverageNoteSerializer,
    PeaceProcessSerializer,
    RoleSerializer,
)
from peaceinfra.api.serializers.records import BriefSerializer

__all__ = [
    "ActorSerializer",
    "AgreementSerializer",
    "BodySerializer",
    "BriefSerializer",
    "ChannelSerializer",
    "CitationSerializer",
    "ClaimSerializer",
    "CommunitySerializer",
    "ConflictSerializer",
    "CoverageNoteSerializer",
    "EventSerializer",
    "FunctionSerializer",
    "InclusionSerializer",
    "LinkageSerializer",
    "MandateSerializer",
    "MembershipSerializer",
    "NetworkSerializer",
    "PeaceProcessSerializer",
    "PlaceSerializer",
    "PostSerializer",
    "ReachSerializer",
    "RoleSerializer",
    "SourceSerializer",
    "StanceSerializer",
    "SupportSerializer",
]
