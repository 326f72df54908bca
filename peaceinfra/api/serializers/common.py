"""The parts that every answer is made of: ids, references, validity, marking, and the answer for a day.

Serializers are what an answer holds, said once: the schema is made of them, and so is what reads and tells the rows
(`api.reader`), by what each field is `compiled` to. They are never given a record themselves.
"""

from typing import ClassVar

from rest_framework import serializers

from peaceinfra.analysis import derived
from peaceinfra.api.reader.compiling import Named, compiled_fields, is_dated, of_object
from peaceinfra.core.choices import Level
from peaceinfra.core.dates.choices import Certainty, EndKind, StartKind
from peaceinfra.core.dates.envelope import bounding_records


class Whole(serializers.Serializer):
    """A part of the answer that is made from the record as a whole, not from one attribute of it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **({"source": "*"} | kwargs))


class DetailMixin:
    """More about a record, in a row of its own: null where there is none, and once it was retired."""

    def compiled(self, shape, compiling):
        name = self.source
        tell = of_object(compiled_fields(self, shape.record(name), compiling))

        def tell_detail(row, page):
            found = row.__dict__[name]
            return None if found is None or found.retired else tell(found, page)

        return tell_detail


class ReferenceSerializer(serializers.Serializer):
    """Another record: its id, the label under which it is shown, and its address. Null once it was retired."""

    id = serializers.CharField()
    label = serializers.CharField()
    url = serializers.URLField(allow_null=True)

    def compiled(self, shape, compiling):
        shape.record(self.source).reference()
        return Named(self.source)


class ValiditySerializer(Whole):
    """When it held. The four days are what follows from the dates as typed; null means no limit."""

    hxl: ClassVar = {
        "start": "#date+start+edtf",
        "end": "#date+end+edtf",
        "start_kind": "#date+start+kind",
        "end_kind": "#date+end+kind",
        "start_min": "#date+start+min",
        "start_max": "#date+start+max",
        "end_min": "#date+end+min",
        "end_max": "#date+end+max",
        "text": "#date+text",
    }

    start = serializers.CharField(allow_blank=True, help_text="EDTF, as typed; empty if none was.")
    end = serializers.CharField(allow_blank=True, help_text="EDTF, as typed; empty if none was.")
    start_kind = serializers.ChoiceField(choices=StartKind.choices)
    end_kind = serializers.ChoiceField(choices=EndKind.choices)
    start_min = serializers.DateField(allow_null=True)
    start_max = serializers.DateField(allow_null=True)
    end_min = serializers.DateField(allow_null=True)
    end_max = serializers.DateField(allow_null=True)
    text = serializers.CharField(source="dates_text", help_text="The same in words.")

    def compiled(self, shape, compiling):
        return of_object(compiled_fields(self, shape, compiling))


class MarkingSerializer(Whole):
    """How far the record may travel: the marking in force. Its teams are among those of the reader."""

    hxl: ClassVar = {
        "level": "#meta+marking+level",
        "tlp": "#meta+marking+tlp",
        "teams": "#meta+marking+teams",
    }

    level = serializers.IntegerField(min_value=0, max_value=4)
    tlp = serializers.CharField(help_text="Traffic Light Protocol 2.0")
    teams = serializers.ListField(
        child=serializers.CharField(), help_text="Only members of all of these teams may see it."
    )

    def compiled(self, shape, compiling):
        shape.read("effective_level")
        shape.read("effective_teams")
        return lambda row, page: page.marking(row)


class ReducedSerializer(Whole):
    """In files alone, of a record that rests only on sources whose licences do not allow more than its id.

    See docs/licences.md. All other fields of it are left out, or empty.
    """

    kind = serializers.CharField()
    licences = serializers.ListField(child=serializers.CharField())
    sources = serializers.ListField(child=serializers.CharField(), help_text="Their ids.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **({"required": False} | kwargs))

    def compiled(self, shape, compiling):
        return None


def marking_data(marked, teams: dict[int, str]) -> dict:
    """`MarkingSerializer` of what has a level and teams in force; `teams` are the names of the reader's own."""
    return {
        "level": marked.effective_level,
        "tlp": Level.in_force(marked).tlp,
        "teams": sorted(teams[team] for team in marked.effective_teams),
    }


class LogStateSerializer(serializers.Serializer):
    """What a log says of a day: the latest state that is possible, how certain, and all that are."""

    hxl: ClassVar = {
        "status": "#status+as_of",
        "status_certainty": "#status+as_of+status_certainty",
        "possible_statuses": "#status+as_of+possible",
    }

    status = serializers.CharField(allow_null=True)
    status_certainty = serializers.ChoiceField(choices=Certainty.choices)
    possible_statuses = serializers.ListField(child=serializers.CharField())


class AsOfSerializer(Whole):
    """The answer for the day of `as_of`; without a day the part is left out."""

    hxl: ClassVar = {"certainty": "#status+as_of+certainty"}

    certainty = serializers.ChoiceField(choices=Certainty.choices)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **({"required": False} | kwargs))

    def compiled(self, shape, compiling):
        if not (compiling.with_day and is_dated(shape.model)):
            return None
        shape.lives()
        return self.tell

    def tell(self, row, page) -> dict:
        return {"certainty": row.certainty}


class AsOfWithStatusSerializer(AsOfSerializer, LogStateSerializer):
    """With the state of the record's log, whose rows are those of `log`."""

    log = ""

    def compiled(self, shape, compiling):
        read_log(compiling, self.log)
        return super().compiled(shape, compiling)

    def tell(self, row, page):
        return super().tell(row, page) | state_on(row.__dict__[self.log], page.day, row)


def read_log(compiling, log: str) -> None:
    """What the state of a record by its log takes."""
    for name in ("status", "date_min", "date_max"):
        compiling.part(log).shape.read(name)


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
