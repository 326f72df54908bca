"""Where each kind of part is told: read off the serializers that tell it."""

from collections import defaultdict

from rest_framework.serializers import ListSerializer

from peaceinfra.api.serializers.actors import ActorSerializer
from peaceinfra.api.serializers.bodies import BodySerializer, PostSerializer
from peaceinfra.api.serializers.events import AgreementSerializer, EventSerializer, PlaceSerializer
from peaceinfra.api.serializers.linkages import ChannelSerializer, LinkageSerializer
from peaceinfra.api.serializers.processes import ConflictSerializer, PeaceProcessSerializer
from peaceinfra.api.serializers.records import PartSerializer

WITH_PARTS = (
    PeaceProcessSerializer,
    ConflictSerializer,
    ActorSerializer,
    BodySerializer,
    PostSerializer,
    LinkageSerializer,
    ChannelSerializer,
    EventSerializer,
    AgreementSerializer,
    PlaceSerializer,
)


def homes() -> dict[type, list[tuple[str, str]]]:
    """{model of a part: (its foreign key to the record that tells it, the name of the part there)}."""
    found = defaultdict(dict)
    for serializer in WITH_PARTS:
        for name, field in serializer().fields.items():
            if isinstance(field, ListSerializer) and isinstance(field.child, PartSerializer):
                way = serializer.model._meta.get_field(field.source).field.name
                found[field.child.model][way, name] = None
    return {model: list(ways) for model, ways in found.items()}


HOMES = homes()
