"""Linkages and the network of a process; channels, reach, support and inclusion."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from peaceinfra.analysis import derived
from peaceinfra.analysis.network.ties import TieKind
from peaceinfra.api.facts import freshness_of, orientation_of
from peaceinfra.api.reader.compiling import reads
from peaceinfra.api.resting import lives_within, rests_on
from peaceinfra.api.serializers.common import (
    AsOfWithStatusSerializer,
    MarkingSerializer,
    ReferenceSerializer,
    ValiditySerializer,
    last_state,
)
from peaceinfra.api.serializers.records import (
    DatedRecordSerializer,
    LogRowSerializer,
    NumberedPartSerializer,
)
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.core.filtering import REVIEW_DAYS
from processes.choices import ActorKind, ActorLevel, RoleKind, Track
from secretariats.choices import ChannelState
from secretariats.models import Channel, ChannelChange, ChannelEnd
from tracks.choices import Direction, Modality
from tracks.models import Inclusion, Intermediary, Linkage, Reach, Support

# A linkage and what gives its ends a side are of one process.
_WITHIN = (("process_id", "process_id"),)


def _of_both_ends(*paths: str) -> list[str]:
    return [f"{end}__{path}" for end in ("source", "target") for path in paths]


class OrientationSerializer(serializers.Serializer):
    """Which way a linkage runs."""

    orientation = serializers.SerializerMethodField()

    @rests_on(*_of_both_ends("usual_level", "principals__principal__retired"))
    @rests_on(*_of_both_ends("roles__side", "roles__start_max"), same=_WITHIN)
    @rests_on(*_of_both_ends("principals__principal", "principals__side"), same=_WITHIN)
    @rests_on(*_of_both_ends("principals__principal__roles__side"), same=_WITHIN)
    @reads("source__usual_level", "target__usual_level", "process", gathered="sides")
    def get_orientation(self, linkage, page) -> derived.Orientation:
        """Derived from the levels of both ends, and from their sides in the process."""
        return orientation_of(linkage, page.sides)


class IntermediarySerializer(NumberedPartSerializer):
    model = Intermediary
    columns = ("actor", "part", "is_sole_carrier")


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
    hxl: ClassVar = {
        "source": "#group+source",
        "target": "#group+target",
        "process": "#activity+process",
        "modality": "#modality",
        "frequency": "#frequency",
        "purpose": "#description+purpose",
        "gave": "#description+gave",
        "last_evidence": "#date+last_evidence+edtf",
        "freshness": "#status+freshness",
        "intermediaries": "#group+intermediary",
    }

    freshness = serializers.SerializerMethodField()
    intermediaries = IntermediarySerializer(many=True)

    @rests_on(*lives_within(Linkage))
    @reads("start", "end", "end_kind", "last_evidence", "review_days", lives=True)
    def get_freshness(self, linkage, page) -> derived.Freshness | None:
        """Derived: the age of the newest evidence, on the day of `as_of`, else today. Null where it has ended by
        that day, or has not begun.
        """
        return freshness_of(
            linkage,
            page.on,
            last_evidence=linkage.last_evidence,
            review_days=linkage.review_days,
        )


class ReachSerializer(DatedRecordSerializer):
    """Whom an actor can speak to: one of a community, an armed actor, or a level of society."""

    model = Reach
    columns = ("actor", "community", "armed_actor", "society_level", "process", "quality", "languages")
    hxl: ClassVar = {
        "actor": "#group",
        "community": "#population+community",
        "armed_actor": "#group+armed",
        "society_level": "#population+level",
        "process": "#activity+process",
        "freshness": "#status+freshness",
    }

    freshness = serializers.SerializerMethodField()

    @rests_on(*lives_within(Reach))
    @reads("start", "end", "end_kind", lives=True)
    def get_freshness(self, reach, page) -> derived.Freshness | None:
        """Derived: the age of the newest evidence, on the day of `as_of`, else today. Null where it has ended by
        that day, or has not begun.
        """
        return freshness_of(reach, page.on, review_days=REVIEW_DAYS)


class SupportSerializer(DatedRecordSerializer):
    """Support given to a process or a body, asked for, or refused."""

    model = Support
    columns = ("giver", "kind", "recipient", "process", "requested_by", "answer", "content")
    hxl: ClassVar = {
        "giver": "#org+giver",
        "kind": "#service+kind",
        "recipient": "#group+recipient",
        "process": "#activity+process",
        "requested_by": "#group+requested_by",
        "answer": "#status+answer",
        "content": "#description",
    }


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
    hxl: ClassVar = {
        "process": "#activity+process",
        "actor": "#group",
        "group": "#population+group",
        "modality": "#modality",
        "forum": "#org+forum",
        "event": "#event",
        "selected_by": "#group+selected_by",
    }


class ChannelEndSerializer(NumberedPartSerializer):
    model = ChannelEnd
    columns = ("actor", "part")


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
    hxl: ClassVar = {
        "name": "#meta+channel+name",
        "process": "#activity+process",
        "purpose": "#description+purpose",
        "current_status": "#status",
        "ends": "#group+end",
    }

    current_status = serializers.SerializerMethodField()
    ends = ChannelEndSerializer(many=True)
    states = ChannelRowSerializer(many=True)
    as_of = ChannelAsOfSerializer()

    @reads(log="states")
    def get_current_status(self, channel, page) -> ChannelState | None:
        """The state by log, without asking for a day."""
        return last_state(channel.states, channel)


class NodeSerializer(serializers.Serializer):
    """Somebody whom a tie joins, or who has a role in the process: an actor, a community, a level of society."""

    id = serializers.CharField(help_text="The public id; of a level of society its code.")
    url = serializers.URLField(allow_null=True)
    label = serializers.CharField()
    kind = serializers.ChoiceField(
        choices=[*ActorKind.choices, ("community", _("community")), ("level", _("level of society"))]
    )
    usual_level = serializers.ChoiceField(choices=ActorLevel.choices, allow_null=True)
    side = serializers.CharField(allow_null=True, help_text="Derived: in this process.")
    roles = serializers.ListField(child=serializers.ChoiceField(choices=RoleKind.choices))
    marking = MarkingSerializer()
    validity = ValiditySerializer(allow_null=True)


class NetworkAsOfSerializer(serializers.Serializer):
    """How the tie held on the day of `as_of`, and whether word could pass by it then."""

    certainty = serializers.ChoiceField(choices=Certainty.choices)
    word_passes = serializers.ChoiceField(choices=Certainty.choices)


class EdgeSerializer(serializers.Serializer):
    """A tie, or one step of it where it runs through others."""

    id = serializers.CharField(
        help_text="That of the record; with a number for its second step and those after."
    )
    record = serializers.CharField(help_text="The public id of the record that says it.")
    url = serializers.URLField(help_text="Where that record is told, by itself or with another.")
    label = serializers.CharField()
    kind = serializers.ChoiceField(choices=TieKind.choices)
    source = serializers.CharField(help_text="The id of a node.")
    target = serializers.CharField(help_text="The id of a node.")
    step = serializers.IntegerField(min_value=1)
    directed = serializers.BooleanField(help_text="Whether source and target differ in what they are to it.")
    lets_word_pass = serializers.BooleanField(
        help_text="Whether its kind, and what is recorded, let word pass."
    )
    detail = serializers.CharField(
        allow_blank=True, help_text="A code: form, seat, relation, quality, kind; of a channel its state."
    )
    modality = serializers.ChoiceField(choices=Modality.choices, allow_null=True)
    direction = serializers.ChoiceField(choices=Direction.choices, allow_null=True)
    track = serializers.ChoiceField(choices=Track.choices, allow_null=True)
    orientation = serializers.ChoiceField(choices=derived.Orientation.choices, allow_null=True)
    freshness = serializers.ChoiceField(choices=derived.Freshness.choices, allow_null=True)
    marking = MarkingSerializer()
    validity = ValiditySerializer()
    as_of = NetworkAsOfSerializer(required=False)


class NetworkSerializer(serializers.Serializer):
    """The nodes of a process and the ties between them, as node-link data."""

    process = ReferenceSerializer()
    marking = MarkingSerializer(
        help_text="The highest of the markings of what is told here, with all their teams."
    )
    recorded = serializers.DateField(
        allow_null=True, help_text="The day at whose end it stood so in the register; null is now."
    )
    directed = serializers.BooleanField(help_text="Of the graph as a whole: word passes both ways.")
    multigraph = serializers.BooleanField()
    nodes = NodeSerializer(many=True)
    edges = EdgeSerializer(many=True)
    meetings_not_paired = serializers.ListField(
        child=serializers.CharField(),
        help_text="The ids of events with so many participants that they are not put together two by two.",
    )
