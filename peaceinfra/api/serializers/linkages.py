"""Linkages, and the network they make in a process."""

from rest_framework import serializers

from peaceinfra.api.serializers.common import AsOfSerializer, DatedRecordSerializer, ReferenceSerializer
from processes.choices import ActorKind, ActorLevel, RoleKind, Track
from tracks.choices import Direction, Formality, Frequency, IntermediaryPart, Modality


class IntermediarySerializer(serializers.Serializer):
    position = serializers.IntegerField()
    actor = ReferenceSerializer()
    part = serializers.ChoiceField(choices=IntermediaryPart.choices)
    is_sole_carrier = serializers.BooleanField(allow_null=True)


class LinkageSerializer(DatedRecordSerializer):
    """A working connection between two actors, possibly by way of others."""

    source = ReferenceSerializer()
    target = ReferenceSerializer()
    process = ReferenceSerializer(allow_null=True)
    intermediaries = IntermediarySerializer(many=True)
    modality = serializers.ChoiceField(choices=Modality.choices)
    direction = serializers.ChoiceField(choices=Direction.choices)
    formality = serializers.ChoiceField(choices=Formality.choices)
    frequency = serializers.ChoiceField(choices=Frequency.choices)
    track = serializers.ChoiceField(choices=Track.choices)
    purpose = serializers.CharField(allow_blank=True)
    last_evidence = serializers.CharField(allow_blank=True, help_text="EDTF")
    review_days = serializers.IntegerField(help_text="How long a confirmation may be relied on.")


class NodeSerializer(serializers.Serializer):
    """An actor: at an end of a linkage, in between, or with a role in the process."""

    id = serializers.CharField()
    label = serializers.CharField()
    url = serializers.URLField()
    kind = serializers.ChoiceField(choices=ActorKind.choices)
    usual_level = serializers.ChoiceField(choices=ActorLevel.choices)
    roles = serializers.ListField(child=serializers.ChoiceField(choices=RoleKind.choices))


class EdgeSerializer(serializers.Serializer):
    """A linkage; `intermediaries` are ids of nodes, in order from source to target."""

    id = serializers.CharField(source="public_id")
    source = serializers.CharField(source="source.public_id")
    target = serializers.CharField(source="target.public_id")
    intermediaries = serializers.SerializerMethodField()
    modality = serializers.ChoiceField(choices=Modality.choices)
    direction = serializers.ChoiceField(choices=Direction.choices)
    track = serializers.ChoiceField(choices=Track.choices)
    as_of = AsOfSerializer()

    def get_intermediaries(self, linkage) -> list[str]:
        return [row.actor.public_id for row in linkage.intermediaries.all()]


class NetworkSerializer(serializers.Serializer):
    """The actors of a process and the linkages between them."""

    process = ReferenceSerializer()
    nodes = NodeSerializer(many=True)
    edges = EdgeSerializer(many=True)
