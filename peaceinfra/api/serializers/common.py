"""The parts that every answer is made of: ids, references, validity, marking, and the answer for a day.

Context of every serializer: `root` (address of the API), `day` (of `as_of`, or None), `on` (that day, or
today), `teams` (the names of the reader's teams by key), `homes` (where parts are told, see `serializers.homes`)
and what `api.facts` gathered for the page.
"""

from rest_framework import serializers

from peaceinfra.analysis import derived
from peaceinfra.api.addresses import reference
from peaceinfra.core.choices import Level
from peaceinfra.core.dates.choices import Certainty, EndKind, StartKind
from peaceinfra.core.dates.envelope import bounding_records


class Whole(serializers.Serializer):
    """A part of the answer that is made from the record as a whole, not from one attribute of it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **({"source": "*"} | kwargs))


class LiveMixin:
    """Something else than the record itself: null once it was retired."""

    def get_attribute(self, record):
        found = super().get_attribute(record)
        return None if found is not None and found.retired else found


class ReferenceSerializer(LiveMixin, serializers.Serializer):
    """Another record: its id, the label under which it is shown, and its address."""

    id = serializers.CharField()
    label = serializers.CharField()
    url = serializers.URLField(allow_null=True)

    def to_representation(self, record):
        return reference(record, self.context["root"])


class ValiditySerializer(Whole):
    """When it held. The four days are what follows from the dates as typed; null means no limit."""

    start = serializers.CharField(allow_blank=True, help_text="EDTF, as typed; empty if none was.")
    end = serializers.CharField(allow_blank=True, help_text="EDTF, as typed; empty if none was.")
    start_kind = serializers.ChoiceField(choices=StartKind.choices)
    end_kind = serializers.ChoiceField(choices=EndKind.choices)
    start_min = serializers.DateField(allow_null=True)
    start_max = serializers.DateField(allow_null=True)
    end_min = serializers.DateField(allow_null=True)
    end_max = serializers.DateField(allow_null=True)
    text = serializers.CharField(source="dates_text", help_text="The same in words.")


class MarkingSerializer(Whole):
    """How far the record may travel: the marking in force. Its teams are among those of the reader."""

    level = serializers.IntegerField(min_value=0, max_value=4)
    tlp = serializers.CharField(help_text="Traffic Light Protocol 2.0")
    teams = serializers.ListField(
        child=serializers.CharField(), help_text="Only members of all of these teams may see it."
    )

    def to_representation(self, record):
        return marking_data(record, self.context["teams"])


def marking_data(marked, teams: dict[int, str]) -> dict:
    """`MarkingSerializer` of what has a level and teams in force; `teams` are the names of the reader's own."""
    return {
        "level": marked.effective_level,
        "tlp": Level.in_force(marked).tlp,
        "teams": sorted(teams[team] for team in marked.effective_teams),
    }


class LogStateSerializer(serializers.Serializer):
    """What a log says of a day: the latest state that is possible, how certain, and all that are."""

    status = serializers.CharField(allow_null=True)
    status_certainty = serializers.ChoiceField(choices=Certainty.choices)
    possible_statuses = serializers.ListField(child=serializers.CharField())


class AsOfSerializer(Whole):
    """The answer for the day of `as_of`; without a day the part is left out."""

    certainty = serializers.ChoiceField(choices=Certainty.choices)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **({"required": False} | kwargs))

    def get_attribute(self, record):
        if self.context["day"] is None:
            raise serializers.SkipField
        return record

    def to_representation(self, record):
        return {"certainty": record.certainty}


class AsOfWithStatusSerializer(AsOfSerializer, LogStateSerializer):
    """With the state of the record's log, whose rows are those of `log`."""

    log = ""

    def to_representation(self, record):
        rows = getattr(record, self.log).all()
        return super().to_representation(record) | state_on(rows, self.context["day"], record)


def state_on(rows, day, record) -> dict:
    """`LogStateSerializer` of the rows of a record's log."""
    lives = [owner.bounds for owner in bounding_records(record)]
    state = derived.status([row.entry for row in rows], day, record, *lives)
    return {
        "status": state.status,
        "status_certainty": state.certainty,
        "possible_statuses": list(state.possible_statuses),
    }


def last_state(rows, record) -> str | None:
    """The last state of a record's log: it says nothing of a day."""
    return derived.status([row.entry for row in rows], None, record).status
