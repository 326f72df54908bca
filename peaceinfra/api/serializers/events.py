"""Events, agreements, communities and places."""

from typing import ClassVar

from rest_framework import serializers

from peaceinfra.api.serializers.records import (
    DatedRecordSerializer,
    IdentifiedSerializer,
    PartSerializer,
    SourcedSerializer,
)
from processes.models import Agreement, Community, Event, Participation, Place, Signatory


class ParticipationSerializer(PartSerializer):
    model = Participation
    columns = ("actor", "part")


class EventSerializer(DatedRecordSerializer, IdentifiedSerializer):
    """Something that happened in a process."""

    model = Event
    columns = ("name", "kind", "process", "held_by", "track", "place", "agenda", "outcome")
    hxl: ClassVar = {
        "name": "#event+name",
        "kind": "#event+type",
        "process": "#activity+process",
        "held_by": "#org+held_by",
        "place": "#loc",
        "agenda": "#description+agenda",
        "outcome": "#description+outcome",
        "participants": "#group+participant",
    }

    participants = ParticipationSerializer(source="participations", many=True)


class SignatorySerializer(PartSerializer):
    model = Signatory
    columns = ("actor", "part")


class AgreementSerializer(DatedRecordSerializer, IdentifiedSerializer):
    """An agreement of a process, national or local, coded and linked. It starts on the day it was signed."""

    model = Agreement
    columns = ("name", "process", "stage", "is_local", "place")
    hxl: ClassVar = {
        "name": "#event+agreement+name",
        "process": "#activity+process",
        "stage": "#status+stage",
        "place": "#loc",
        "signatories": "#group+signatory",
    }

    address = serializers.CharField(source="url", allow_blank=True, help_text="Where the text can be read.")
    signatories = SignatorySerializer(many=True)


class CommunitySerializer(DatedRecordSerializer, IdentifiedSerializer):
    """People whom a mediator can or cannot reach."""

    model = Community
    columns = ("name", "place", "description")
    hxl: ClassVar = {"name": "#population+community+name", "place": "#loc", "description": "#description"}


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
    }
