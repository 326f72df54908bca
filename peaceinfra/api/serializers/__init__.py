from peaceinfra.api.serializers.actors import ActorSerializer, StanceSerializer
from peaceinfra.api.serializers.bodies import (
    BodySerializer,
    FunctionSerializer,
    MandateSerializer,
    MembershipSerializer,
    PostSerializer,
)
from peaceinfra.api.serializers.difference import DifferenceSerializer
from peaceinfra.api.serializers.events import (
    AgreementSerializer,
    CommunitySerializer,
    EventSerializer,
    PlaceSerializer,
)
from peaceinfra.api.serializers.evidence import (
    CitationSerializer,
    ClaimSerializer,
    DerivationSerializer,
    RelativeBoundSerializer,
    RemarkSerializer,
    SourceSerializer,
    SubjectExternalIdSerializer,
)
from peaceinfra.api.serializers.homes import HOMES
from peaceinfra.api.serializers.linkages import (
    ChannelSerializer,
    InclusionSerializer,
    LinkageSerializer,
    NetworkSerializer,
    ReachSerializer,
    SupportSerializer,
)
from peaceinfra.api.serializers.processes import (
    ConflictPartySerializer,
    ConflictSerializer,
    CoverageNoteSerializer,
    PeaceProcessSerializer,
    RoleSerializer,
)
from peaceinfra.api.serializers.protection import (
    ConsentSerializer,
    SafeContactSerializer,
    ThreatNoteSerializer,
)
from peaceinfra.api.serializers.records import BriefSerializer

__all__ = [
    "DifferenceSerializer",
    "HOMES",
    "ActorSerializer",
    "AgreementSerializer",
    "BodySerializer",
    "BriefSerializer",
    "ChannelSerializer",
    "CitationSerializer",
    "ClaimSerializer",
    "CommunitySerializer",
    "ConflictPartySerializer",
    "ConflictSerializer",
    "ConsentSerializer",
    "CoverageNoteSerializer",
    "DerivationSerializer",
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
    "RelativeBoundSerializer",
    "RemarkSerializer",
    "RoleSerializer",
    "SafeContactSerializer",
    "SourceSerializer",
    "StanceSerializer",
    "SubjectExternalIdSerializer",
    "SupportSerializer",
    "ThreatNoteSerializer",
]
