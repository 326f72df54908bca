"""Events, agreements, communities and places."""

from typing import ClassVar

from rest_framework import serializers

from peaceinfra.api.serializers.records import (
    DatedRecordSerializer,
    IdentifiedSerializer,
    PartSerializer,
    SourcedSerializer,
)
from processes.models import (
    Agreement,
    AgreementConflict,
    AgreementRelation,
    Community,
    Coordinates,
    Event,
    EventConflict,
    EventProcess,
    Participation,
    Place,
    Signatory,
)


class ParticipationSerializer(PartSerializer):
    model = Participation
    columns = ("actor", "part", "on_behalf_of")


class FurtherProcessSerializer(PartSerializer):
    """A process of which the event is part besides its main one."""

    model = EventProcess
    columns = ("process",)


class EventConflictSerializer(PartSerializer):
    """A conflict that the event is about."""

    model = EventConflict
    columns = ("conflict",)


class EventSerializer(DatedRecordSerializer, IdentifiedSerializer):
    """Something that happened, in a process, in several, or outside of any."""

    model = Event
    columns = (
        "name",
        "kind",
        "process",
        "countries",
        "held_by",
        "track",
        "place",
        "mode",
        "number_of_parties",
        "number_of_third_parties",
        "agenda",
        "outcome",
        "agreement_reached",
        "agreement",
    )
    hxl: ClassVar = {
        "name": "#event+name",
        "kind": "#event+type",
        "process": "#activity+process",
        "held_by": "#org+held_by",
        "place": "#loc",
        "agenda": "#description+agenda",
        "outcome": "#description+outcome",
        "countries": "#country+code",
        "mode": "#event+mode",
        "agreement": "#event+agreement",
        "further_processes": "#activity+process+further",
        "conflicts": "#crisis",
        "participants": "#group+participant",
    }

    further_processes = FurtherProcessSerializer(source="process_links", many=True)
    conflicts = EventConflictSerializer(source="conflict_links", many=True)
    participants = ParticipationSerializer(source="participations", many=True)


class SignatorySerializer(PartSerializer):
    model = Signatory
    columns = ("actor", "part", "condition", "signed")


class EarlierAgreementSerializer(PartSerializer):
    """What the agreement does to an earlier one."""

    model = AgreementRelation
    columns = ("kind", "other")


class LaterAgreementSerializer(PartSerializer):
    """What a later agreement does to this one."""

    model = AgreementRelation
    columns = ("kind", "agreement")


class AgreementConflictSerializer(PartSerializer):
    """A conflict that the agreement is about."""

    model = AgreementConflict
    columns = ("conflict",)


class AgreementSerializer(DatedRecordSerializer, IdentifiedSerializer):
    """An agreement, national or local, coded and linked. It starts on the day it was signed."""

    model = Agreement
    columns = (
        "name",
        "process",
        "countries",
        "stage",
        "status",
        "settlement",
        "scope",
        "is_local",
        "place",
    )
    hxl: ClassVar = {
        "name": "#event+agreement+name",
        "process": "#activity+process",
        "countries": "#country+code",
        "stage": "#status+stage",
        "status": "#status+agreement",
        "earlier": "#event+agreement+earlier",
        "later": "#event+agreement+later",
        "conflicts": "#crisis",
        "place": "#loc",
        "signatories": "#group+signatory",
    }

    address = serializers.CharField(source="url", allow_blank=True, help_text="Where the text can be read.")
    signatories = SignatorySerializer(many=True)
    earlier = EarlierAgreementSerializer(source="earlier_links", many=True)
    later = LaterAgreementSerializer(source="later_links", many=True)
    conflicts = AgreementConflictSerializer(source="conflict_links", many=True)


class CommunitySerializer(DatedRecordSerializer, IdentifiedSerializer):
    """People whom a mediator can or cannot reach."""

    model = Community
    columns = ("name", "place", "description")
    hxl: ClassVar = {"name": "#population+community+name", "place": "#loc", "description": "#description"}


class CoordinatesSerializer(PartSerializer):
    """Where a place lies: decimal degrees of WGS 84. They have a marking of their own."""

    model = Coordinates
    columns = ("latitude", "longitude", "precision")
    hxl: ClassVar = {
        "latitude": "#geo+lat",
        "longitude": "#geo+lon",
        "precision": "#geo+precision",
    }


class PlaceSerializer(SourcedSerializer, IdentifiedSerializer):
    """A place by name and by code, as precise as it may be shown."""

    model = Place
    columns = ("name", "parent", "country", "m49", "p_code")
    hxl: ClassVar = {
        "name": "#loc+name",
        "parent": "#loc+parent",
        "country": "#country+code",
        "m49": "#region+code+m49",
        "p_code": "#loc+code+pcode",
        "coordinates": "#geo",
    }

    coordinates = CoordinatesSerializer(many=True)
