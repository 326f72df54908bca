"""Bodies with what hangs on them, and what belongs to a body and has a list of its own."""

from typing import ClassVar

from rest_framework import serializers

from peaceinfra.analysis import derived
from peaceinfra.api.reader.compiling import reads
from peaceinfra.api.resting import rests_on
from peaceinfra.api.serializers.actors import ActorSerializer
from peaceinfra.api.serializers.common import AsOfWithStatusSerializer, DetailMixin, last_state
from peaceinfra.api.serializers.records import (
    ColumnsSerializer,
    DatedPartSerializer,
    DatedRecordSerializer,
    LogRowSerializer,
)
from secretariats.choices import BodyForm, Closeness, Lifecycle
from secretariats.models import (
    Appointment,
    ArchiveHandover,
    BodyRelation,
    EarlierForm,
    Function,
    LifecycleChange,
    Mandate,
    Means,
    Membership,
    PeaceSecretariat,
    Post,
    Principal,
    Seat,
    Succession,
)
from tracks.models import SupportUnit

# The columns of principals from which the composition of a body follows.
PRINCIPAL = ("principal", "process", "side")
PASSED_ON = ("is_informal", "mandate", "functions", "staff", "archive", "premises", "budget")


class BodyAsOfSerializer(AsOfWithStatusSerializer):
    log = "lifecycle"


class LifecycleRowSerializer(LogRowSerializer):
    model = LifecycleChange
    columns = (*LogRowSerializer.columns, "notice")


class SeatSerializer(DatedPartSerializer):
    model = Seat
    columns = ("place",)


class EarlierFormSerializer(DatedPartSerializer):
    model = EarlierForm
    columns = ("form",)


class PrincipalSerializer(DatedPartSerializer):
    """Whom a body serves, in which process."""

    model = Principal
    columns = ("principal", "process", "side", "tenure")


class BodyMembershipSerializer(DatedPartSerializer):
    """Who sits in the body, as what, and for whom."""

    model = Membership
    columns = ("member", "member_class", "role", "on_behalf_of")


class BodyRelationSerializer(DatedPartSerializer):
    """What the body is to another actor."""

    model = BodyRelation
    columns = ("kind", "other")


class MeansSerializer(DatedPartSerializer):
    model = Means
    columns = ("staff", "staffing_basis", "competence", "funded_by", "premises", "training")


class PredecessorSerializer(DatedPartSerializer):
    """A body whose work this one took up, and what passed on."""

    model = Succession
    columns = ("predecessor", *PASSED_ON)


class SuccessorSerializer(DatedPartSerializer):
    """A body that took up this one's work, and what passed on."""

    model = Succession
    columns = ("successor", *PASSED_ON)


class ArchiveHandoverSerializer(DatedPartSerializer):
    model = ArchiveHandover
    columns = ("state", "holder", "access")


class SecretariatDetailSerializer(DetailMixin, ColumnsSerializer):
    model = PeaceSecretariat
    columns = ("purpose", "is_first_address")


class SupportUnitDetailSerializer(DetailMixin, ColumnsSerializer):
    """What it says of local actors (policy) and what it does (practice) stand apart."""

    model = SupportUnit
    columns = (
        "full_time_staff",
        "has_standby_team",
        "standby_themes",
        "roster_above",
        "clients",
        "policy_on_local_actors",
        "practice_with_local_actors",
    )


class BodySerializer(ActorSerializer):
    """An actor with a life of its own."""

    hxl: ClassVar = {
        "name": "#org+name",
        "kind": "#org+type",
        "usual_level": "#org+level",
        "form": "#org+form",
        "seats": "#loc+seat",
        "current_status": "#status",
        "composition": "#org+composition",
        "hybrid": "#org+hybrid",
        "principals": "#group",
        "memberships": "#group+member",
        "relations": "#org+related",
        "predecessors": "#org",
        "successors": "#org",
    }

    form = serializers.ChoiceField(source="body.form", choices=BodyForm.choices)
    seats = SeatSerializer(many=True)
    closeness = serializers.ChoiceField(source="body.closeness", choices=Closeness.choices)
    current_status = serializers.SerializerMethodField()
    composition = serializers.SerializerMethodField()
    hybrid = serializers.SerializerMethodField()
    earlier_forms = EarlierFormSerializer(many=True)
    lifecycle = LifecycleRowSerializer(many=True)
    principals = PrincipalSerializer(many=True)
    memberships = BodyMembershipSerializer(many=True)
    relations = BodyRelationSerializer(source="body_relations", many=True)
    means = MeansSerializer(many=True)
    predecessors = PredecessorSerializer(source="predecessions", many=True)
    successors = SuccessorSerializer(source="successions", many=True)
    archive = ArchiveHandoverSerializer(source="archive_handovers", many=True)
    secretariat = SecretariatDetailSerializer(allow_null=True, help_text="Null for other bodies.")
    support_unit = SupportUnitDetailSerializer(allow_null=True, help_text="Null for other bodies.")
    as_of = BodyAsOfSerializer()

    @reads(log="lifecycle")
    def get_current_status(self, body, page) -> Lifecycle | None:
        """The state by log, without asking for a day."""
        return last_state(body.lifecycle, body)

    @rests_on("principals__principal__roles__kind", "principals__principal__roles__process")
    @reads(parts={"principals": PRINCIPAL}, gathered="served")
    def get_composition(self, body, page) -> derived.Composition:
        """Derived from the principals the viewer may see that are parties; with a day, from those of the day."""
        return derived.composition(page.served.get(body.pk, ()))

    @reads(parts={"memberships": ("member_class",)})
    def get_hybrid(self, body, page) -> bool:
        """Derived: states or intergovernmental bodies sit in it together with civil society."""
        return derived.hybrid(body.memberships)


class MembershipSerializer(DatedRecordSerializer):
    """Who sits in a body, as what, and for whom."""

    model = Membership
    columns = ("body", *BodyMembershipSerializer.columns)
    hxl: ClassVar = {"body": "#org", "member": "#group+member", "on_behalf_of": "#group+on_behalf_of"}


class MandateSerializer(DatedRecordSerializer):
    """What a body was told to do; a body may have had several, told apart by instrument and dates."""

    model = Mandate
    columns = (
        "body",
        "mandated_by",
        "instrument",
        "summary",
        "sunset",
        "continues_when_suspended",
        "allows_alternative_thinking",
        "limits",
    )
    hxl: ClassVar = {
        "body": "#org",
        "mandated_by": "#group+mandated_by",
        "summary": "#description+summary",
        "sunset": "#date+sunset+edtf",
        "limits": "#description+limits",
    }


class FunctionSerializer(DatedRecordSerializer):
    """One thing a body does for a party in a process, and how far it came. Mandated and performed are two rows."""

    model = Function
    columns = ("body", "task", "state", "mandate", "party", "process")
    hxl: ClassVar = {
        "body": "#org",
        "task": "#service+task",
        "state": "#status",
        "party": "#group+party",
        "process": "#activity+process",
    }


class AppointmentSerializer(DatedPartSerializer):
    """Who held the post."""

    model = Appointment
    columns = ("person", "appointed_by")


class PostSerializer(DatedRecordSerializer):
    """A post in a body, and who held it."""

    model = Post
    columns = ("body", "kind", "title")
    hxl: ClassVar = {
        "body": "#org",
        "title": "#contact+title",
        "kind": "#contact+kind",
        "appointments": "#contact",
    }

    appointments = AppointmentSerializer(many=True)
