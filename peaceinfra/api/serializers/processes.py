"""Conflicts, processes, and what actors did in them."""

from rest_framework import serializers

from peaceinfra.api.serializers.common import (
    AsOfWithStatusSerializer,
    LogStateSerializer,
    last_state,
    state_on,
)
from peaceinfra.api.serializers.records import (
    DatedRecordSerializer,
    IdentifiedSerializer,
    LogRowSerializer,
    NumberedPartSerializer,
    PartSerializer,
)
from processes.choices import Momentum, Phase
from processes.models import (
    Conflict,
    ConflictLink,
    CoverageNote,
    MomentumChange,
    PeaceProcess,
    PhaseChange,
    Role,
    Side,
)


class ProcessStatusSerializer(serializers.Serializer):
    """The state by both logs, as they end, without asking for a day."""

    phase = serializers.ChoiceField(choices=Phase.choices, allow_null=True)
    momentum = serializers.ChoiceField(choices=Momentum.choices, allow_null=True)

    def to_representation(self, process):
        logs = {"phase": process.phases, "momentum": process.momenta}
        return {name: last_state(log.all(), process) for name, log in logs.items()}


class ProcessAsOfSerializer(AsOfWithStatusSerializer):
    """`status` is the phase; `momentum` is the other log."""

    log = "phases"

    momentum = LogStateSerializer()

    def to_representation(self, process):
        momentum = state_on(process.momenta.all(), self.context["day"], process)
        return super().to_representation(process) | {"momentum": momentum}


class PhaseRowSerializer(LogRowSerializer):
    model = PhaseChange


class MomentumRowSerializer(LogRowSerializer):
    model = MomentumChange


class LinkedProcessSerializer(PartSerializer):
    """A process that tries to end the conflict."""

    model = ConflictLink
    columns = ("process",)
    in_table = ("process",)


class LinkedConflictSerializer(PartSerializer):
    """A conflict that the process tries to end."""

    model = ConflictLink
    columns = ("conflict",)
    in_table = ("conflict",)


class ConflictSerializer(DatedRecordSerializer, IdentifiedSerializer):
    """An armed conflict: who or what is fought over, and where."""

    model = Conflict
    columns = ("name", "incompatibility", "territory", "countries")

    processes = LinkedProcessSerializer(source="process_links", many=True)


class SideSerializer(NumberedPartSerializer):
    """Those who sit together at the table."""

    model = Side
    columns = ("name",)


class PeaceProcessSerializer(DatedRecordSerializer, IdentifiedSerializer):
    """An effort to end one armed conflict, or one strand of it, by talks."""

    model = PeaceProcess
    columns = ("name", "parent", "countries", "boundary", "ending")

    conflicts = LinkedConflictSerializer(source="conflict_links", many=True)
    sides = SideSerializer(many=True)
    current_status = ProcessStatusSerializer(source="*")
    phases = PhaseRowSerializer(many=True)
    momenta = MomentumRowSerializer(many=True)
    as_of = ProcessAsOfSerializer()


class RoleSerializer(DatedRecordSerializer):
    """What an actor did in a process, dated."""

    model = Role
    columns = (
        "actor",
        "process",
        "kind",
        "side",
        "is_signatory",
        "basis",
        "recognised_by",
        "appointed_by",
        "track",
    )


class CoverageNoteSerializer(DatedRecordSerializer):
    """How far somebody searched, for a process, a topic and a period: “not researched” is not “none”."""

    model = CoverageNote
    columns = ("process", "topic", "extent", "searched_by", "searched_on", "remark")
