"""Records for tests: each factory makes a public, undated record unless told otherwise."""

from contextlib import contextmanager
from datetime import UTC, datetime

import factory

from peaceinfra.core.choices import AccountRole, Level
from peaceinfra.core.models import Account, Team, TeamGrant
from processes.models import (
    Actor,
    ActorName,
    Agreement,
    AgreementConflict,
    AgreementRelation,
    Citation,
    Claim,
    Community,
    Conflict,
    ConflictLink,
    ConflictParty,
    Consent,
    Coordinates,
    CoverageNote,
    Derivation,
    Event,
    EventConflict,
    EventProcess,
    ExternalId,
    Lineage,
    Listing,
    MomentumChange,
    Note,
    Participation,
    PeaceProcess,
    PhaseChange,
    Place,
    RelativeBound,
    Role,
    SafeContact,
    Side,
    Signatory,
    Source,
    Stance,
    ThreatNote,
)
from secretariats.models import (
    Appointment,
    ArchiveHandover,
    Body,
    BodyRelation,
    Channel,
    ChannelChange,
    ChannelEnd,
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
from tracks.models import Inclusion, Intermediary, Linkage, Mediator, Reach, Support, SupportUnit


class AccountFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Account
        skip_postgeneration_save = True

    username = factory.Sequence("account{}".format)
    role = AccountRole.READER
    clearance = Level.PUBLIC
    password = factory.django.Password("a password of the tests")
    password_set_at = datetime(2026, 1, 1, tzinfo=UTC)


class AnalystFactory(AccountFactory):
    role = AccountRole.ANALYST
    clearance = Level.STRICT


class StewardFactory(AccountFactory):
    role = AccountRole.STEWARD
    clearance = Level.STRICT


class AdviserFactory(AccountFactory):
    role = AccountRole.ADVISER
    clearance = Level.INTERNAL


class TeamFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Team

    name = factory.Sequence("team {}".format)


class TeamGrantFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TeamGrant
        skip_postgeneration_save = True

    account = factory.SubFactory(AccountFactory)
    team = factory.SubFactory(TeamFactory)
    reason = "works on it"

    @factory.post_generation
    def counted(self, create, extracted, **kwargs):
        """A membership ends the sessions of its account: who signs in next has the new version."""
        self.account.refresh_from_db(fields=["session_version"])


class MarkedFactory(factory.django.DjangoModelFactory):
    """A record with a marking: as stored, so that version and marking in force are true."""

    class Meta:
        abstract = True
        skip_postgeneration_save = True

    level = Level.PUBLIC

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        with returning_the_row(model_class):
            record = super()._create(model_class, *args, **kwargs)
        record._state.fields_cache.clear()
        return record


@contextmanager
def returning_the_row(model):
    """What is inserted comes back as the triggers stored it, by the same statement."""
    usual = model._meta.db_returning_fields
    model._meta.db_returning_fields = model._meta.concrete_fields
    try:
        yield
    finally:
        model._meta.db_returning_fields = usual


class ActorFactory(MarkedFactory):
    class Meta:
        model = Actor

    name = factory.Sequence("Actor {}".format)
    kind = "state"


class ActorNameFactory(MarkedFactory):
    class Meta:
        model = ActorName

    actor = factory.SubFactory(ActorFactory)
    name = factory.Sequence("Alias {}".format)


class LineageFactory(MarkedFactory):
    class Meta:
        model = Lineage

    actor = factory.SubFactory(ActorFactory)
    origin = factory.SubFactory(ActorFactory)
    kind = "splinter"


class PeaceProcessFactory(MarkedFactory):
    class Meta:
        model = PeaceProcess

    name = factory.Sequence("Process {}".format)


class PartFactory(MarkedFactory):
    """A part has no marking of its own."""

    class Meta:
        abstract = True
        exclude = ("level",)


class PhaseChangeFactory(PartFactory):
    class Meta:
        model = PhaseChange

    process = factory.SubFactory(PeaceProcessFactory)
    position = 1
    status = "negotiation"


class MomentumChangeFactory(PartFactory):
    class Meta:
        model = MomentumChange

    process = factory.SubFactory(PeaceProcessFactory)
    position = 1
    status = "active"


class SideFactory(MarkedFactory):
    class Meta:
        model = Side

    process = factory.SubFactory(PeaceProcessFactory)
    name = factory.Sequence("Side {}".format)


class OnASideFactory(MarkedFactory):
    """`side`: a record, or the name of a side of the process, which is made where there is none of that name."""

    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class, *args, side=None, process=None, **kwargs):
        if isinstance(side, str):
            process = process or PeaceProcessFactory()
            found = Side.objects.filter(process=process, name=side).first()
            side = found or SideFactory(process=process, name=side)
        return super()._create(model_class, *args, side=side, process=process, **kwargs)


class RoleFactory(OnASideFactory):
    class Meta:
        model = Role

    actor = factory.SubFactory(ActorFactory)
    process = factory.SubFactory(PeaceProcessFactory)
    kind = "party"


class EventFactory(MarkedFactory):
    class Meta:
        model = Event

    name = factory.Sequence("Event {}".format)
    kind = "talks"
    process = factory.SubFactory(PeaceProcessFactory)


class SourceFactory(MarkedFactory):
    class Meta:
        model = Source

    name = factory.Sequence("Source {}".format)
    kind = "report"
    reliability = "B"


class SubjectFactory(MarkedFactory):
    """`subject`: any addressable record."""

    class Meta:
        abstract = True

    subject = factory.SubFactory(ActorFactory)

    @classmethod
    def _create(cls, model_class, *args, subject, **kwargs):
        return super()._create(model_class, *args, subject_id=subject.pk, **kwargs)


class CitationFactory(SubjectFactory):
    class Meta:
        model = Citation

    source = factory.SubFactory(SourceFactory)
    credibility = 2


class ClaimFactory(CitationFactory):
    class Meta:
        model = Claim

    field = "name"
    value = factory.LazyAttribute(lambda claim: "" if claim.value_record else "a name")
    status = "accepted"
    value_record = None

    @classmethod
    def _create(cls, model_class, *args, value_record, **kwargs):
        """`value_record`: any addressable record."""
        key = value_record.pk if value_record else None
        return super()._create(model_class, *args, value_record_id=key, **kwargs)


class ExternalIdFactory(SubjectFactory):
    class Meta:
        model = ExternalId

    scheme = "ucdp_actor"
    value = factory.Sequence(str)


class RelativeBoundFactory(MarkedFactory):
    class Meta:
        model = RelativeBound

    bound = "start"
    relation = "not_before"

    @classmethod
    def _create(cls, model_class, *args, subject, anchor, **kwargs):
        return super()._create(model_class, *args, subject_id=subject.pk, anchor_id=anchor.pk, **kwargs)


class BodyActorFactory(ActorFactory):
    """An actor that is a body: `ActorFactory` with its detail."""

    kind = "body"
    name = factory.Sequence("Body {}".format)
    body = factory.RelatedFactory("tests.factories.BodyFactory", factory_related_name="actor")


class BodyFactory(PartFactory):
    class Meta:
        model = Body

    actor = factory.SubFactory(ActorFactory, kind="body")
    form = "secretariat"


class PeaceSecretariatFactory(PartFactory):
    class Meta:
        model = PeaceSecretariat

    actor = factory.SubFactory(BodyActorFactory)


class PrincipalFactory(OnASideFactory):
    class Meta:
        model = Principal

    body = factory.SubFactory(BodyActorFactory)
    principal = factory.SubFactory(ActorFactory)


class LifecycleChangeFactory(PartFactory):
    class Meta:
        model = LifecycleChange

    body = factory.SubFactory(BodyActorFactory)
    position = 1
    status = "operational"


class LinkageFactory(MarkedFactory):
    class Meta:
        model = Linkage

    source = factory.SubFactory(ActorFactory)
    target = factory.SubFactory(ActorFactory)
    process = factory.SubFactory(PeaceProcessFactory)


class IntermediaryFactory(PartFactory):
    class Meta:
        model = Intermediary

    linkage = factory.SubFactory(LinkageFactory)
    actor = factory.SubFactory(ActorFactory)
    part = "broker"


# The other factories are one statement each: a model, what kind of row it is, and what it cannot be without.
def rows_of(model, base=MarkedFactory, /, **fields):
    return factory.make_factory(model, FACTORY_CLASS=base, **fields)


def numbered(word):
    return factory.Sequence(f"{word} {{}}".format)


AN_ACTOR = factory.SubFactory(ActorFactory)
A_BODY = factory.SubFactory(BodyActorFactory)
A_PROCESS = factory.SubFactory(PeaceProcessFactory)

ConflictFactory = rows_of(Conflict, name=numbered("Conflict"))
ConflictLinkFactory = rows_of(
    ConflictLink, PartFactory, process=A_PROCESS, conflict=factory.SubFactory(ConflictFactory)
)
ConflictPartyFactory = rows_of(
    ConflictParty, actor=AN_ACTOR, conflict=factory.SubFactory(ConflictFactory), side="b", part="primary"
)
ListingFactory = rows_of(Listing, actor=AN_ACTOR, authority=AN_ACTOR)
StanceFactory = rows_of(Stance, SubjectFactory, actor=AN_ACTOR, kind="objects")
PlaceFactory = rows_of(Place, name=numbered("Place"))
CoordinatesFactory = rows_of(
    Coordinates, place=factory.SubFactory(PlaceFactory), latitude=6.9271, longitude=79.8612
)
CommunityFactory = rows_of(Community, name=numbered("Community"))
ParticipationFactory = rows_of(
    Participation, PartFactory, event=factory.SubFactory(EventFactory), actor=AN_ACTOR
)
AgreementFactory = rows_of(Agreement, name=numbered("Agreement"), process=A_PROCESS)
AgreementConflictFactory = rows_of(
    AgreementConflict,
    PartFactory,
    agreement=factory.SubFactory(AgreementFactory),
    conflict=factory.SubFactory(ConflictFactory),
)
AgreementRelationFactory = rows_of(
    AgreementRelation,
    PartFactory,
    agreement=factory.SubFactory(AgreementFactory),
    kind="amends",
    other=factory.SubFactory(AgreementFactory),
)
EventProcessFactory = rows_of(
    EventProcess, PartFactory, event=factory.SubFactory(EventFactory), process=A_PROCESS
)
EventConflictFactory = rows_of(
    EventConflict,
    PartFactory,
    event=factory.SubFactory(EventFactory),
    conflict=factory.SubFactory(ConflictFactory),
)
SignatoryFactory = rows_of(
    Signatory, PartFactory, agreement=factory.SubFactory(AgreementFactory), actor=AN_ACTOR
)
NoteFactory = rows_of(Note, SubjectFactory, level=Level.INTERNAL, text=numbered("Note"))
CoverageNoteFactory = rows_of(CoverageNote, process=A_PROCESS, topic="channels", extent="full")
ConsentFactory = rows_of(
    Consent,
    level=Level.RESTRICTED,
    actor=AN_ACTOR,
    scope="recorded",
    manner="spoken",
    taken_by="An officer",
    given="2024-05",
)
SafeContactFactory = rows_of(
    SafeContact, level=Level.RESTRICTED, actor=AN_ACTOR, means="in_person", instructions="at the market"
)
ThreatNoteFactory = rows_of(
    ThreatNote,
    level=Level.RESTRICTED,
    actor=AN_ACTOR,
    threat="arrest",
    assessed_on="2025-01-31",
    assessed_by="An officer",
)
DerivationFactory = rows_of(
    Derivation,
    PartFactory,
    source=factory.SubFactory(SourceFactory),
    origin=factory.SubFactory(SourceFactory),
)

SeatFactory = rows_of(Seat, body=A_BODY, place=factory.SubFactory(PlaceFactory))
EarlierFormFactory = rows_of(EarlierForm, body=A_BODY, form="committee")
BodyRelationFactory = rows_of(BodyRelation, body=A_BODY, kind="part_of", other=AN_ACTOR)
PostFactory = rows_of(Post, body=A_BODY, kind="director")
AppointmentFactory = rows_of(
    Appointment,
    post=factory.SubFactory(PostFactory),
    person=factory.SubFactory(ActorFactory, kind="individual"),
)
MembershipFactory = rows_of(Membership, body=A_BODY, member=AN_ACTOR, member_class="state")
MeansFactory = rows_of(Means, body=A_BODY, staff="6-20")
MandateFactory = rows_of(Mandate, body=A_BODY)
FunctionFactory = rows_of(Function, body=A_BODY, task="note_taking", state="performed")
SuccessionFactory = rows_of(Succession, predecessor=A_BODY, successor=A_BODY)
ArchiveHandoverFactory = rows_of(ArchiveHandover, body=A_BODY, state="preserved")
ChannelFactory = rows_of(Channel, name=numbered("Channel"), process=A_PROCESS)
ChannelEndFactory = rows_of(
    ChannelEnd, PartFactory, channel=factory.SubFactory(ChannelFactory), actor=AN_ACTOR
)
ChannelChangeFactory = rows_of(
    ChannelChange, PartFactory, channel=factory.SubFactory(ChannelFactory), position=1, status="open"
)

SupportUnitFactory = rows_of(SupportUnit, PartFactory, actor=A_BODY)
SupportFactory = rows_of(Support, giver=A_BODY, kind="adviser", process=A_PROCESS)
MediatorFactory = rows_of(
    Mediator, PartFactory, actor=factory.SubFactory(ActorFactory, kind="local_organisation")
)
ReachFactory = rows_of(
    Reach, level=Level.INTERNAL, actor=AN_ACTOR, community=factory.SubFactory(CommunityFactory)
)
InclusionFactory = rows_of(Inclusion, process=A_PROCESS, actor=AN_ACTOR, modality="observer")
