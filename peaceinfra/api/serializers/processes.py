"""Conflicts, processes, and what actors did in them."""

from typing import ClassVar

from rest_framework import serializers

from peaceinfra.api.serializers.common import (
    AsOfWithStatusSerializer,
    LogStateSerializer,
    last_state,
    read_log,
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
    ConflictParty,
    CoverageNote,
    MomentumChange,
    PeaceProcess,
    PhaseChange,
    Role,
    Side,
)

PROCESS_LOGS = {"phase": "phases", "momentum": "momenta"}


class ProcessStatusSerializer(serializers.Serializer):
    """The state by both logs, as they end, without asking for a day."""

    hxl: ClassVar = {"phase": "#status+phase", "momentum": "#status+momentum"}

    phase = serializers.ChoiceField(choices=Phase.choices, allow_null=True)
    momentum = serializers.ChoiceField(choices=Momentum.choices, allow_null=True)

    def compiled(self, shape, compiling):
        for log in PROCESS_LOGS.values():
            read_log(compiling, log)
        return lambda row, page: {
            name: last_state(getattr(row, log), row) for name, log in PROCESS_LOGS.items()
        }


class ProcessAsOfSerializer(AsOfWithStatusSerializer):
    """`status` is the phase; `momentum` is the other log."""

    hxl: ClassVar = {"momentum": "#status+momentum"}

    log = "phases"

    momentum = LogStateSerializer()

    def compiled(self, shape, compiling):
        read_log(compiling, PROCESS_LOGS["momentum"])
        return super().compiled(shape, compiling)

    def tell(self, row, page):
        return super().tell(row, page) | {"momentum": state_on(row.momenta, page.day, row)}


class PhaseRowSerializer(LogRowSerializer):
    model = PhaseChange


class MomentumRowSerializer(LogRowSerializer):
    model = MomentumChange


class LinkedProcessSerializer(PartSerializer):
    """A process that tries to end the conflict."""

    model = ConflictLink
    columns = ("process",)


class LinkedConflictSerializer(PartSerializer):
    """A conflict that the process tries to end."""

    model = ConflictLink
    columns = ("conflict",)


class ConflictSerializer(DatedRecordSerializer, IdentifiedSerializer):
    """An armed conflict: who or what is fought over, and where."""

    model = Conflict
    columns = ("name", "incompatibility", "territory", "countries")
    hxl: ClassVar = {
        "name": "#crisis+name",
        "incompatibility": "#cause+incompatibility",
        "territory": "#cause+territory",
        "countries": "#country+code",
        "processes": "#activity+process",
    }

    processes = LinkedProcessSerializer(source="process_links", many=True)


class ConflictPartySerializer(DatedRecordSerializer):
    """An actor that fights in a conflict, on a side, for a time: each episode is one."""

    model = ConflictParty
    columns = ("actor", "conflict", "side", "part")
    hxl: ClassVar = {
        "actor": "#group",
        "conflict": "#crisis",
        "side": "#group+side",
        "part": "#group+part",
    }


class SideSerializer(NumberedPartSerializer):
    """Those who sit together at the table."""

    model = Side
    columns = ("name",)


class PeaceProcessSerializer(DatedRecordSerializer, IdentifiedSerializer):
    """An effort to end one armed conflict, or one strand of it, by talks."""

    model = PeaceProcess
    columns = ("name", "parent", "countries", "boundary", "ending")
    hxl: ClassVar = {
        "name": "#activity+name",
        "parent": "#activity+parent",
        "countries": "#country+code",
        "ending": "#status+ending",
        "conflicts": "#crisis",
        "boundary": "#description+boundary",
    }

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
    hxl: ClassVar = {
        "actor": "#group",
        "process": "#activity+process",
        "kind": "#group+role",
        "side": "#group+side",
        "recognised_by": "#group+recognised_by",
        "appointed_by": "#group+appointed_by",
    }


class CoverageNoteSerializer(DatedRecordSerializer):
    """How far somebody searched, for a process, a topic and a period: “not researched” is not “none”."""

    model = CoverageNote
    columns = ("process", "topic", "extent", "searched_by", "searched_on", "remark")
    hxl: ClassVar = {
        "process": "#activity+process",
        "searched_by": "#org+searched_by",
        "searched_on": "#date+searched",
        "remark": "#description+remark",
    }
