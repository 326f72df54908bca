"""Linkages and the network they make in a process; channels, reach, support and inclusion."""

from rest_framework import serializers

from peaceinfra.analysis import derived
from peaceinfra.api.facts import freshness_of, orientation_of
from peaceinfra.api.serializers.common import (
    AsOfSerializer,
    AsOfWithStatusSerializer,
    MarkingSerializer,
    ReferenceSerializer,
    ValiditySerializer,
    last_state,
)
from peaceinfra.api.serializers.records import (
    DatedRecordSerializer,
    IdentitySerializer,
    LogRowSerializer,
    NumberedPartSerializer,
)
from peaceinfra.core.filtering import REVIEW_DAYS
from processes.choices import ActorKind, ActorLevel, RoleKind, Track
from secretariats.choices import ChannelState
from secretariats.models import Channel, ChannelChange, ChannelEnd
from tracks.choices import Direction, Modality
from tracks.models import Inclusion, Intermediary, Linkage, Reach, Support


class OrientationSerializer(serializers.Serializer):
    """Which way a linkage runs."""

    orientation = serializers.SerializerMethodField()

    def get_orientation(self, linkage) -> derived.Orientation:
        """Derived from the levels of both ends, and from their sides in the process."""
        return orientation_of(linkage, self.context["sides"])


class IntermediarySerializer(NumberedPartSerializer):
    model = Intermediary
    columns = ("actor", "part", "is_sole_carrier")
    in_table = ("actor",)


class LinkageSerializer(DatedRecordSerializer, OrientationSerializer):
    """A working connection between two actors, possibly by way of others."""

    model = Linkage
    columns = (
        "source",
        "target",
        "process",
        "modality",
        "direction",
        "formality",
        "frequency",
        "track",
        "purpose",
        "gave",
        "last_evidence",
        "review_days",
    )

    freshness = serializers.SerializerMethodField()
    intermediaries = IntermediarySerializer(many=True)

    def get_freshness(self, linkage) -> derived.Freshness | None:
        """Derived: the age of the newest evidence, on the day of `as_of`, else today. Null where it has ended by
        that day, or has not begun.
        """
        return freshness_of(
            linkage,
            self.context["on"],
            last_evidence=linkage.last_evidence,
            review_days=linkage.review_days,
        )


class ReachSerializer(DatedRecordSerializer):
    """Whom an actor can speak to: one of a community, an armed actor, or a level of society."""

    model = Reach
    columns = ("actor", "community", "armed_actor", "society_level", "process", "quality", "languages")

    freshness = serializers.SerializerMethodField()

    def get_freshness(self, reach) -> derived.Freshness | None:
        """Derived: the age of the newest evidence, on the day of `as_of`, else today. Null where it has ended by
        that day, or has not begun.
        """
        return freshness_of(reach, self.context["on"], review_days=REVIEW_DAYS)


class SupportSerializer(DatedRecordSerializer):
    """Support given to a process or a body, asked for, or refused."""

    model = Support
    columns = ("giver", "kind", "recipient", "process", "requested_by", "answer", "content")


class InclusionSerializer(DatedRecordSerializer):
    """Who takes part in what, in which way, chosen by whom, with what weight, and who is absent."""

    model = Inclusion
    columns = (
        "process",
        "actor",
        "group",
        "modality",
        "forum",
        "event",
        "selected_by",
        "weight",
        "absent",
    )


class ChannelEndSerializer(NumberedPartSerializer):
    model = ChannelEnd
    columns = ("actor", "part")
    in_table = ("actor",)


class ChannelRowSerializer(LogRowSerializer):
    model = ChannelChange


class ChannelAsOfSerializer(AsOfWithStatusSerializer):
    log = "states"


class ChannelSerializer(DatedRecordSerializer):
    """A way by which two or more bodies or parties pass word to each other."""

    model = Channel
    columns = (
        "name",
        "process",
        "medium",
        "directness",
        "formality",
        "quality",
        "is_secret",
        "disclosed",
        "purpose",
    )

    current_status = serializers.SerializerMethodField()
    ends = ChannelEndSerializer(many=True)
    states = ChannelRowSerializer(many=True)
    as_of = ChannelAsOfSerializer()

    def get_current_status(self, channel) -> ChannelState | None:
        """The state by log, without asking for a day."""
        return last_state(channel.states.all(), channel)


class NodeSerializer(IdentitySerializer):
    """An actor: at an end of a linkage, in between, or with a role in the process."""

    kind = serializers.ChoiceField(choices=ActorKind.choices)
    usual_level = serializers.ChoiceField(choices=ActorLevel.choices)
    roles = serializers.SerializerMethodField()
    marking = MarkingSerializer()
    validity = ValiditySerializer()

    def get_roles(self, actor) -> list[RoleKind]:
        return list(dict.fromkeys(role.kind for role in self.context["roles"].get(actor.pk, ())))


class EdgeSerializer(IdentitySerializer, OrientationSerializer):
    """A linkage; `intermediaries` are ids of nodes, in order from source to target."""

    source = serializers.CharField(source="source.public_id")
    target = serializers.CharField(source="target.public_id")
    intermediaries = serializers.SerializerMethodField()
    modality = serializers.ChoiceField(choices=Modality.choices)
    direction = serializers.ChoiceField(choices=Direction.choices)
    track = serializers.ChoiceField(choices=Track.choices)
    marking = MarkingSerializer()
    validity = ValiditySerializer()
    as_of = AsOfSerializer()

    def get_intermediaries(self, linkage) -> list[str]:
        return [row.actor.public_id for row in linkage.intermediaries.all()]


class NetworkSerializer(serializers.Serializer):
    """The actors of a process and the linkages between them."""

    process = ReferenceSerializer()
    marking = MarkingSerializer(
        source="as_a_whole",
        help_text="The highest of the markings of what is told here, with all their teams.",
    )
    nodes = NodeSerializer(many=True)
    edges = EdgeSerializer(many=True)
