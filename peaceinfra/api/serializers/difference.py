"""The answer of two days of a process."""

from rest_framework import serializers

from peaceinfra.analysis import derived
from peaceinfra.analysis.network.difference import What
from peaceinfra.analysis.network.ties import TieKind
from peaceinfra.api.serializers.common import MarkingSerializer, ReferenceSerializer
from peaceinfra.core.dates.choices import Certainty


class TieAnswerSerializer(serializers.Serializer):
    """What is told of a tie on a day."""

    certainty = serializers.ChoiceField(choices=Certainty.choices)
    word_passes = serializers.ChoiceField(choices=Certainty.choices)
    states = serializers.ListField(
        child=serializers.CharField(), help_text="Of a channel: the states that are possible."
    )
    freshness = serializers.ChoiceField(choices=derived.Freshness.choices, allow_null=True)


class ChangeSerializer(serializers.Serializer):
    """A record of a tie that is told otherwise; of what was learnt both answers are of the earlier day."""

    what = serializers.ChoiceField(choices=[(what.value, what.value) for what in What])
    kind = serializers.ChoiceField(choices=TieKind.choices)
    record = serializers.CharField()
    url = serializers.URLField()
    label = serializers.CharField()
    earliest = serializers.DateField(allow_null=True)
    latest = serializers.DateField(allow_null=True)
    before = TieAnswerSerializer(allow_null=True)
    after = TieAnswerSerializer(allow_null=True)
    marking = MarkingSerializer()


class DifferenceSerializer(serializers.Serializer):
    """What changed between two days; each record is in one of the three lists at most."""

    process = ReferenceSerializer()
    marking = MarkingSerializer(
        help_text="The highest of the markings of what is told here, with all their teams."
    )
    to = serializers.DateField()
    recorded = serializers.DateField(allow_null=True)
    world = ChangeSerializer(many=True)
    evidence = ChangeSerializer(many=True)
    learnt = ChangeSerializer(many=True)

    def get_fields(self):
        # A word of Python, and the name of the parameter.
        return {"from": serializers.DateField()} | super().get_fields()
