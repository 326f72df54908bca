from peaceinfra.api.serializers.bodies import BodySerializer
from peaceinfra.api.serializers.evidence import CitationSerializer, ClaimSerializer, SourceSerializer
from peaceinfra.api.serializers.linkages import LinkageSerializer, NetworkSerializer
from peaceinfra.api.serializers.processes import (
    ActorSerializer,
    EventSerializer,
    PeaceProcessSerializer,
    RoleSerializer,
)

__all__ = [
    "ActorSerializer",
    "BodySerializer",
    "CitationSerializer",
    "ClaimSerializer",
    "EventSerializer",
    "LinkageSerializer",
    "NetworkSerializer",
    "PeaceProcessSerializer",
    "RoleSerializer",
    "SourceSerializer",
]
