"""Records for tests: each factory makes a public, undated record unless told otherwise."""

import factory

from peaceinfra.core.choices import AccountRole, Level
from peaceinfra.core.models import Account, Team, TeamGrant
from processes.models import (
    Actor,
    ActorName,
    Citation,
    Claim,
    Event,
    ExternalId,
    Lineage,
    MomentumChange,
    PeaceProcess,
    PhaseChange,
    RelativeBound,
    Role,
    Source,
)
from secretariats.models import Body, LifecycleChange, PeaceSecretariat, Principal
from tracks.models import Intermediary, Linkage


class AccountFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Account
        skip_postgeneration_save = True

    username = factory.Sequence("account{}".format)
    role = AccountRole.READER
    clearance = Level.PUBLIC
    password = factory.django.Password("a password of the tests")


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

    account = factory.SubFactory(AccountFactory)
    team = factory.SubFactory(TeamFactory)
    reason = "works on it"


class MarkedFactory(factory.django.DjangoModelFactory):
    """A record with a marking: as stored, so that version and marking in force are true."""

    class Meta:
        abstract = True
        skip_postgeneration_save = True

    level = Level.PUBLIC

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        record = super()._create(model_class, *args, **kwargs)
        record.refresh_from_db()
        return record


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


class RoleFactory(MarkedFactory):
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


class CitationFactory(MarkedFactory):
    """`subject`: any addressable record."""

    class Meta:
        model = Citation

    subject = factory.SubFactory(ActorFactory)
    source = factory.SubFactory(SourceFactory)
    credibility = 2

    @classmethod
    def _create(cls, model_class, *args, subject, **kwargs):
        return super()._create(model_class, *args, subject_id=subject.pk, **kwargs)


class ClaimFactory(CitationFactory):
    class Meta:
        model = Claim

    field = "name"
    value = "a name"
    status = "accepted"


class ExternalIdFactory(MarkedFactory):
    class Meta:
        model = ExternalId

    subject = factory.SubFactory(ActorFactory)
    scheme = "ucdp_actor"
    value = factory.Sequence(str)

    @classmethod
    def _create(cls, model_class, *args, subject, **kwargs):
        return super()._create(model_class, *args, subject_id=subject.pk, **kwargs)


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


class PrincipalFactory(MarkedFactory):
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
