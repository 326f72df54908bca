"""Processes, actors, roles and events."""

from rest_framework import serializers

from peaceinfra.api.serializers.common import (
    AsOfWithStatusSerializer,
    DatedRecordSerializer,
    LogRowSerializer,
    LogStateSerializer,
    ReferenceSerializer,
    ValiditySerializer,
    state_on,
)
from peaceinfra.core.dates.statuslog import current
from processes.choices import (
    ActorKind,
    ActorLevel,
    EventKind,
    LineageKind,
    Momentum,
    NameKind,
    Phase,
    RoleBasis,
    RoleKind,
    Track,
)


class ProcessStatusSerializer(serializers.Serializer):
    """The state by both logs, as they end, without asking for a day."""

    phase = serializers.ChoiceField(choices=Phase.choices, allow_null=True)
    momentum = serializers.ChoiceField(choices=Momentum.choices, allow_null=True)

    def to_representation(self, process):
        logs = {"phase": process.phases, "momentum": process.momenta}
        return {name: current([row.entry for row in log.all()]) for name, log in logs.items()}


class ProcessAsOfSerializer(AsOfWithStatusSerializer):
    """`status` is the phase; `momentum` is the other log."""

    log = "phases"

    momentum = LogStateSerializer()

    def to_representation(self, process):
        momentum = state_on(process.momenta.all(), self.context["day"])
        return super().to_representation(process) | {"momentum": momentum}


class PeaceProcessSerializer(DatedRecordSerializer):
    """An effort to end one armed conflict, or one strand of it, by talks."""

    name = serializers.CharField()
    parent = ReferenceSerializer(allow_null=True)
    countries = serializers.ListField(child=serializers.CharField(), help_text="ISO 3166; XA is invented.")
    boundary = serializers.CharField(allow_blank=True)
    current_status = ProcessStatusSerializer(source="*")
    phases = LogRowSerializer(many=True)
    momenta = LogRowSerializer(many=True)
    as_of = ProcessAsOfSerializer()


class ActorNameSerializer(serializers.Serializer):
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=NameKind.choices)
    language = serializers.CharField(allow_blank=True, help_text="ISO 639")
    script = serializers.CharField(allow_blank=True, help_text="ISO 15924")


class OriginSerializer(serializers.Serializer):
    """What an actor came from."""

    kind = serializers.ChoiceField(choices=LineageKind.choices)
    origin = ReferenceSerializer()
    validity = ValiditySerializer()


class ActorSerializer(DatedRecordSerializer):
    """Anyone or anything that acts in a peace process."""

    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=ActorKind.choices)
    usual_level = serializers.ChoiceField(choices=ActorLevel.choices)
    countries = serializers.ListField(child=serializers.CharField(), help_text="ISO 3166; XA is invented.")
    constituencies = serializers.ListField(child=serializers.CharField())
    description = serializers.CharField(allow_blank=True)
    names = ActorNameSerializer(many=True)
    origins = OriginSerializer(many=True)


class RoleSerializer(DatedRecordSerializer):
    """What an actor did in a process, dated."""

    actor = ReferenceSerializer()
    process = ReferenceSerializer()
    kind = serializers.ChoiceField(choices=RoleKind.choices)
    side = serializers.CharField(allow_blank=True)
    is_signatory = serializers.BooleanField()
    basis = serializers.ChoiceField(choices=RoleBasis.choices)
    recognised_by = ReferenceSerializer(allow_null=True)
    appointed_by = ReferenceSerializer(allow_null=True)
    track = serializers.ChoiceField(choices=Track.choices)


class EventSerializer(DatedRecordSerializer):
    """Something that happened in a process."""

    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=EventKind.choices)
    process = ReferenceSerializer()
    held_by = ReferenceSerializer(allow_null=True)
    track = serializers.ChoiceField(choices=Track.choices)
    place = ReferenceSerializer(allow_null=True)
    agenda = serializers.CharField(allow_blank=True)
    outcome = serializers.CharField(allow_blank=True)
