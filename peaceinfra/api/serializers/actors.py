"""Actors, with what a local mediator adds, and what actors say of others."""

from typing import ClassVar

from peaceinfra.api.serializers.common import DetailMixin
from peaceinfra.api.serializers.evidence import SubjectSerializer
from peaceinfra.api.serializers.records import (
    ColumnsSerializer,
    DatedPartSerializer,
    DatedRecordSerializer,
    IdentifiedSerializer,
)
from processes.models import Actor, ActorName, Lineage, Listing, Stance
from tracks.models import Mediator


class ActorNameSerializer(DatedPartSerializer):
    """A name of the actor; with a day of `as_of`, whether it was called so on it."""

    model = ActorName
    columns = ("name", "kind", "language", "script")


class OriginSerializer(DatedPartSerializer):
    """What an actor came from."""

    model = Lineage
    columns = ("kind", "origin")


class ListingSerializer(DatedPartSerializer):
    """A list of terrorist organisations or of sanctions that the actor is on."""

    model = Listing
    columns = ("authority", "instrument", "exemption")


class MediatorDetailSerializer(DetailMixin, ColumnsSerializer):
    """What a local mediator adds: a person, an organisation or a structure of the community."""

    model = Mediator
    columns = ("languages", "approach")


class ActorSerializer(DatedRecordSerializer, IdentifiedSerializer):
    """Anyone or anything that acts in a peace process."""

    model = Actor
    columns = (
        "name",
        "kind",
        "usual_level",
        "countries",
        "constituencies",
        "cohesion",
        "description",
    )
    hxl: ClassVar = {
        "name": "#group+name",
        "kind": "#group+type",
        "usual_level": "#group+level",
        "countries": "#country+code",
        "constituencies": "#population+constituency",
        "description": "#description",
    }

    names = ActorNameSerializer(many=True)
    origins = OriginSerializer(many=True)
    listings = ListingSerializer(many=True)
    mediator = MediatorDetailSerializer(allow_null=True, help_text="Null for who is no local mediator.")


class StanceSerializer(DatedRecordSerializer):
    """What an actor says or does towards a process, a body, a party, a channel or a linkage."""

    model = Stance
    columns = ("actor", "kind", "publicity", "condition")
    hxl: ClassVar = {"actor": "#group", "condition": "#description+condition"}

    subject = SubjectSerializer()
