"""One record of each kind that has an endpoint, with all that hangs on it."""

from tests import factories as make


def one_of_each(name="Zephyrine", level=0, team=None):
    """{endpoint: record}; the records that are marked themselves have the marking, all others take it on."""
    marks = {"level": level, "team": team}
    place = make.PlaceFactory(name=f"{name} place", country="LK", **marks)
    conflict = make.ConflictFactory(name=f"{name} conflict", countries=["LK"], **marks)
    process = make.PeaceProcessFactory(name=f"{name} process", countries=["LK"], **marks)
    actor = make.ActorFactory(name=name, countries=["LK"], **marks)
    body = make.BodyActorFactory(name=f"{name} office", **marks)
    make.PeaceSecretariatFactory(actor=body)
    unit = make.BodyActorFactory(name=f"{name} unit", **marks)
    make.SupportUnitFactory(actor=unit)
    mediator = make.ActorFactory(name=f"{name} elder", kind="community_structure", **marks)
    make.MediatorFactory(actor=mediator)
    community = make.CommunityFactory(name=f"{name} village", place=place, **marks)
    source = make.SourceFactory(name=f"{name} source", **marks)
    mandate = make.MandateFactory(body=body, mandated_by=actor)
    event = make.EventFactory(name=f"{name} talks", process=process, held_by=body, place=place)
    linkage = make.LinkageFactory(source=actor, target=body, process=process)
    return {
        "processes": process,
        "conflicts": conflict,
        "conflict-parties": make.ConflictPartyFactory(actor=actor, conflict=conflict),
        "actors": actor,
        "bodies": body,
        "secretariats": body,
        "support-units": unit,
        "mediators": mediator,
        "roles": make.RoleFactory(actor=actor, process=process, side="government", recognised_by=body),
        "stances": make.StanceFactory(actor=actor, subject=process),
        "mandates": mandate,
        "functions": make.FunctionFactory(body=body, mandate=mandate, party=actor, process=process),
        "memberships": make.MembershipFactory(body=body, member=actor, on_behalf_of=mediator),
        "posts": make.PostFactory(body=body),
        "linkages": linkage,
        "channels": make.ChannelFactory(name=f"{name} line", process=process),
        "reach": make.ReachFactory(actor=mediator, community=community, process=process),
        "consents": make.ConsentFactory(actor=mediator),
        "safe-contacts": make.SafeContactFactory(actor=mediator),
        "threat-notes": make.ThreatNoteFactory(actor=mediator),
        "inclusion": make.InclusionFactory(actor=mediator, forum=body, event=event, process=process),
        "deployments": make.SupportFactory(giver=unit, recipient=body, process=process),
        "events": event,
        "agreements": make.AgreementFactory(name=f"{name} accord", process=process, place=place),
        "communities": community,
        "places": place,
        "coverage-notes": make.CoverageNoteFactory(process=process, searched_by=unit),
        "sources": source,
        "claims": make.ClaimFactory(subject=actor, source=source),
        "citations": make.CitationFactory(subject=process, source=source),
        "external-ids": make.ExternalIdFactory(subject=event),
        "relative-bounds": make.RelativeBoundFactory(subject=body, anchor=event),
        "remarks": make.NoteFactory(subject=actor, kind="remark", text=f"{name} remark", **marks),
        "derivations": make.DerivationFactory(source=source, origin=make.SourceFactory(**marks)),
    }


def add_parts(records):
    """Rows of every kind that is told as a part of one of the records."""
    actor, body, process, source = (records[name] for name in ("actors", "bodies", "processes", "sources"))
    make.ConflictLinkFactory(process=process, conflict=records["conflicts"])
    make.PhaseChangeFactory(process=process, decided_by=actor)
    make.MomentumChangeFactory(process=process, decided_by=actor)
    make.ActorNameFactory(actor=body)
    make.LineageFactory(actor=body, origin=actor)
    make.ListingFactory(actor=body, authority=actor)
    make.SeatFactory(body=body)
    make.EarlierFormFactory(body=body)
    make.PrincipalFactory(body=body, principal=actor, process=process)
    make.BodyRelationFactory(body=body, other=actor)
    make.MeansFactory(body=body, funded_by=actor)
    make.LifecycleChangeFactory(body=body, decided_by=actor)
    make.SuccessionFactory(predecessor=body, successor=records["support-units"])
    make.SuccessionFactory(predecessor=records["support-units"], successor=body)
    make.ArchiveHandoverFactory(body=body, holder=actor)
    make.AppointmentFactory(post=records["posts"], appointed_by=actor)
    make.ChannelEndFactory(channel=records["channels"], actor=actor)
    make.ChannelChangeFactory(channel=records["channels"], decided_by=actor)
    make.ParticipationFactory(event=records["events"], actor=records["mediators"], on_behalf_of=actor)
    make.EventProcessFactory(event=records["events"], process=process)
    make.CoordinatesFactory(place=records["places"])
    make.EventConflictFactory(event=records["events"], conflict=records["conflicts"])
    make.AgreementConflictFactory(agreement=records["agreements"], conflict=records["conflicts"])
    accord = make.AgreementFactory(process=None)
    make.AgreementRelationFactory(agreement=records["agreements"], other=accord)
    make.AgreementRelationFactory(agreement=accord, other=records["agreements"])
    make.SignatoryFactory(agreement=records["agreements"], actor=actor)
    make.IntermediaryFactory(linkage=records["linkages"], actor=records["mediators"])
    for name in (
        "processes",
        "conflicts",
        "actors",
        "bodies",
        "events",
        "agreements",
        "communities",
        "places",
    ):
        make.ExternalIdFactory(subject=records[name])
        make.ClaimFactory(subject=records[name], source=source, polarity="contradicts")
