"""A small process with all that a page shows, and what only some may see."""

from dataclasses import dataclass

from peaceinfra.core.choices import Level
from processes.models import Actor, PeaceProcess, Source
from tests.factories import (
    ActorFactory,
    ActorNameFactory,
    AgreementFactory,
    AppointmentFactory,
    ArchiveHandoverFactory,
    BodyActorFactory,
    ChannelChangeFactory,
    ChannelEndFactory,
    ChannelFactory,
    CitationFactory,
    ClaimFactory,
    ConflictLinkFactory,
    CoverageNoteFactory,
    EventFactory,
    FunctionFactory,
    InclusionFactory,
    IntermediaryFactory,
    LifecycleChangeFactory,
    LineageFactory,
    LinkageFactory,
    ListingFactory,
    MandateFactory,
    MembershipFactory,
    MomentumChangeFactory,
    PeaceProcessFactory,
    PeaceSecretariatFactory,
    PhaseChangeFactory,
    PostFactory,
    PrincipalFactory,
    RoleFactory,
    SignatoryFactory,
    SourceFactory,
    StanceFactory,
    SuccessionFactory,
    SupportFactory,
)

LIVED = {"start_kind": "actual", "start": "1990", "end_kind": "ongoing", "end": "2026-01-01"}


@dataclass
class World:
    process: PeaceProcess
    party: Actor
    mediator: Actor
    secretariat: Actor
    broker: Actor
    elders: Actor
    source: Source


def small_world(level=Level.PUBLIC) -> World:
    """Elders reach the mediator through one broker; the government has a secretariat that closed in 2009."""
    process = PeaceProcessFactory(name="Talks of Testland", countries=["LK"], level=level, **LIVED)
    party = ActorFactory(name="Government of Testland", usual_level="top", level=level, **LIVED)
    mediator = ActorFactory(name="Kingdom of Norrland", usual_level="top", level=level, **LIVED)
    broker = ActorFactory(
        name="Bridge House", kind="national_ngo", usual_level="middle", level=level, **LIVED
    )
    elders = ActorFactory(
        name="Elders of Lakeside", kind="community_structure", usual_level="grassroots", level=level, **LIVED
    )
    secretariat = BodyActorFactory(name="Secretariat of Testland", usual_level="top", level=level, **LIVED)
    PeaceSecretariatFactory(actor=secretariat)
    source = SourceFactory(name="A report on Testland", level=level)
    RoleFactory(actor=party, process=process, side="government", level=level)
    RoleFactory(actor=mediator, process=process, kind="mediator", level=level)
    CoverageNoteFactory(process=process, topic="all", extent="full", level=level)
    PrincipalFactory(body=secretariat, principal=party, process=process, level=level)
    PhaseChangeFactory(process=process, status="negotiation", date="2002-02-22")
    MomentumChangeFactory(process=process, status="active", date="2002-02-22")
    MomentumChangeFactory(process=process, position=2, status="stalled", date="[2003-01-01..2003-12-31]")
    LifecycleChangeFactory(body=secretariat, date="2002-02-01")
    closed = LifecycleChangeFactory(
        body=secretariat, position=2, status="closed", date="2009", notice="short"
    )
    EventFactory(
        name="Ceasefire of Testland", process=process, start_kind="actual", start="2002-02-22", level=level
    )
    CitationFactory(subject=closed, source=source, locator="page 7", level=level)
    ClaimFactory(
        subject=process, source=source, field="name", value="Talks", polarity="supports", level=level
    )
    ClaimFactory(subject=process, source=source, field="name", polarity="contradicts", level=level)
    up = {
        "start_kind": "actual",
        "start": "2004",
        "end_kind": "ongoing",
        "end": "2006-01-15",
        "process": process,
    }
    LinkageFactory(
        source=broker,
        target=mediator,
        last_evidence="2006-01-15",
        modality="briefing",
        track="2",
        level=level,
        **up,
    )
    LinkageFactory(
        source=elders,
        target=broker,
        last_evidence="2004-11",
        modality="consultation_forum",
        track="3",
        level=level,
        **up,
    )
    return World(process, party, mediator, secretariat, broker, elders, source)


def many(world: World, n: int) -> None:
    """n more of everything that a page lists."""
    for i in range(n):
        actor = ActorFactory(
            name=f"Village {i}", kind="community_structure", usual_level="grassroots", **LIVED
        )
        ActorNameFactory(actor=actor, name=f"Testland alias {i}")
        ActorNameFactory(actor=world.broker, name=f"Bridge alias {i}")
        RoleFactory(actor=actor, process=world.process, kind="observer")
        RoleFactory(actor=world.broker, process=PeaceProcessFactory(name=f"Other talks {i}"), kind="observer")
        linkage = LinkageFactory(source=actor, target=world.broker, process=world.process)
        IntermediaryFactory(linkage=linkage, actor=world.elders)
        CitationFactory(subject=linkage, source=world.source)
        ClaimFactory(subject=linkage, source=world.source, field="purpose", value=f"purpose {i}")
        EventFactory(name=f"Round {i}", process=world.process)
        body = BodyActorFactory(name=f"Committee {i}", usual_level="top", **LIVED)
        PrincipalFactory(body=body, principal=world.party, process=world.process)
        LifecycleChangeFactory(body=body, date="2003")
        LinkageFactory(source=world.secretariat, target=actor, process=world.process)
        many_parts(world, i, actor, body)


def many_parts(world: World, i: int, actor: Actor, body: Actor) -> None:
    """One more of everything that stands beside the linkages of a process."""
    channel = ChannelFactory(name=f"Line {i}", process=world.process)
    for end in (world.secretariat, body):
        ChannelEndFactory(channel=channel, actor=end)
    ChannelChangeFactory(channel=channel, date="2003", decided_by=actor)
    SignatoryFactory(agreement=AgreementFactory(name=f"Accord {i}", process=world.process), actor=actor)
    ConflictLinkFactory(process=world.process)
    ListingFactory(actor=world.party)
    StanceFactory(actor=actor, subject=channel)
    SupportFactory(giver=body, process=world.process, requested_by=actor)
    FunctionFactory(body=body, process=world.process, party=world.party)
    MandateFactory(body=body, mandated_by=actor)
    AppointmentFactory(post=PostFactory(body=body), appointed_by=world.party)
    MembershipFactory(body=body, member=actor, member_class="civil_society")
    ArchiveHandoverFactory(body=body, holder=actor)
    SuccessionFactory(predecessor=body)
    InclusionFactory(process=world.process, actor=actor, forum=body)
    CoverageNoteFactory(process=world.process, searched_by=actor)
    LineageFactory(origin=world.party)
