"""Two registers that a reader must not tell apart: a public one, and the guarded records that touch each of its own.

Hidden rows stand also in the middle of public logs and between the versions of a mandate.
"""

from django.db import transaction

from peaceinfra.core.identity import public_id
from processes.models import (
    Actor,
    Agreement,
    Community,
    Conflict,
    Event,
    MomentumChange,
    PeaceProcess,
    PhaseChange,
    Place,
    Source,
)
from secretariats.models import Channel, ChannelChange, LifecycleChange, Mandate, Post, Principal
from tests import factories as make
from tracks.models import Linkage

PROCESS, GOVERNMENT, MOVEMENT, SECRETARIAT, FACILITATOR, SOURCE, LINKAGE, EVENT, ROLE, CLAIM, CITATION = (
    range(501, 512)
)
CHANNEL, AGREEMENT, COMMUNITY, MANDATE, POST, UNIT = range(530, 536)
#: The rows that come after a hidden one in their logs, and the mandate that comes after a hidden version.
LATER_LIFE, LATER_MOMENTUM, LATER_PHASE, LATER_STATE, LATER_MANDATE = range(560, 565)
# Long ones: answers are compared without them, and a random key of a page may hold a short one by chance.
HIDDEN = 6_666_666_666_666_666_660
HIDDEN_PROCESS, HIDDEN_CHANNEL, HIDDEN_LINKAGE = range(HIDDEN + 1, HIDDEN + 4)
HIDDEN_CONSENT, HIDDEN_CONTACT, HIDDEN_THREAT = range(HIDDEN + 4, HIDDEN + 7)
# The keys of the same records of those guarded by a team, which stand beside those guarded by their level.
OF_A_TEAM = 10
GUARDED_BY_TEAM = HIDDEN + OF_A_TEAM


IDS = {
    "pro": public_id("pro", PROCESS), "act": public_id("act", GOVERNMENT), "sec": public_id("act", SECRETARIAT),
    "src": public_id("src", SOURCE), "lnk": public_id("lnk", LINKAGE), "evt": public_id("evt", EVENT),
    "rol": public_id("rol", ROLE), "clm": public_id("clm", CLAIM), "cit": public_id("cit", CITATION),
    "chn": public_id("chn", CHANNEL), "agr": public_id("agr", AGREEMENT), "com": public_id("com", COMMUNITY),
    "unit": public_id("act", UNIT), "party": public_id("act", MOVEMENT), "mediator": public_id("act", FACILITATOR),
    "man": public_id("man", MANDATE), "pst": public_id("pst", POST), "rch": public_id("rch", 544),
    "fun": public_id("fun", 545), "mbr": public_id("mbr", 547), "stn": public_id("stn", 548),
    "dep": public_id("dep", 549), "cfl": public_id("cfl", 552), "plc": public_id("plc", 553),
    "cfa": public_id("cfa", 557),
    "lif": public_id("lif", LATER_LIFE), "mom": public_id("mom", LATER_MOMENTUM), "pha": public_id("pha", LATER_PHASE),
    "chc": public_id("chc", LATER_STATE), "later_man": public_id("man", LATER_MANDATE),
    "inc": public_id("inc", 554), "cov": public_id("cov", 555), "codelist": "phase",
    "ext": public_id("ext", 570), "rel": public_id("rel", 571), "not": public_id("not", 572),
    "dvn": public_id("dvn", 573), "csn": public_id("csn", HIDDEN_CONSENT), "saf": public_id("saf", HIDDEN_CONTACT),
    "thr": public_id("thr", HIDDEN_THREAT),
    "hidden_pro": public_id("pro", HIDDEN_PROCESS), "hidden_act": public_id("act", HIDDEN),
    "hidden_chn": public_id("chn", HIDDEN_CHANNEL), "hidden_lnk": public_id("lnk", HIDDEN_LINKAGE),
    "team_pro": public_id("pro", HIDDEN_PROCESS + OF_A_TEAM), "team_act": public_id("act", GUARDED_BY_TEAM),
    "team_chn": public_id("chn", HIDDEN_CHANNEL + OF_A_TEAM), "team_lnk": public_id("lnk", HIDDEN_LINKAGE + OF_A_TEAM),
}  # fmt: skip


def build_public():
    process = make.PeaceProcessFactory(pk=PROCESS, name="The process", countries=["LK"])
    government = make.ActorFactory(pk=GOVERNMENT, name="Government", countries=["LK"])
    movement = make.ActorFactory(pk=MOVEMENT, name="Movement", kind="armed_organisation")
    facilitator = make.ActorFactory(pk=FACILITATOR, name="Facilitator")
    secretariat = make.BodyActorFactory(pk=SECRETARIAT, name="Secretariat", start_kind="actual", start="2002")
    make.PeaceSecretariatFactory(actor=secretariat)
    make.LifecycleChangeFactory(pk=520, body=secretariat, date="2002")
    make.MomentumChangeFactory(pk=521, process=process, date="2002")
    make.PhaseChangeFactory(pk=522, process=process, date="2002")
    make.PrincipalFactory(pk=523, body=secretariat, principal=government, process=process)
    make.RoleFactory(pk=ROLE, process=process, actor=government, side="Government")
    make.RoleFactory(pk=524, process=process, actor=movement, side="Movement")
    make.RoleFactory(pk=525, process=process, actor=facilitator, kind="facilitator")
    make.EventFactory(pk=EVENT, process=process, name="Talks", start_kind="actual", start="2003")
    linkage = make.LinkageFactory(pk=LINKAGE, process=process, source=secretariat, target=movement)
    make.IntermediaryFactory(pk=526, linkage=linkage, actor=facilitator)
    source = make.SourceFactory(pk=SOURCE, name="A published source")
    make.CitationFactory(pk=CITATION, subject=process, source=source)
    make.ClaimFactory(pk=CLAIM, subject=secretariat, source=source, value="Secretariat")
    make.ActorNameFactory(pk=527, actor=movement, name="الحركة")
    build_public_parts(process, government, movement, secretariat, facilitator)
    build_later_rows(process, secretariat)
    build_claims_of_records(source, movement, facilitator)
    return process, government, movement, secretariat, facilitator, source


def build_public_parts(process, government, movement, secretariat, facilitator):
    """One of each kind of record that hangs on a body, a party, a mediator or an event."""
    channel = make.ChannelFactory(pk=CHANNEL, process=process, name="Telephone")
    for number, actor in enumerate((secretariat, movement), 540):
        make.ChannelEndFactory(pk=number, channel=channel, actor=actor)
    make.ChannelChangeFactory(pk=542, channel=channel, date="2003")
    agreement = make.AgreementFactory(pk=AGREEMENT, process=process, start_kind="actual", start="2002-02-22")
    make.SignatoryFactory(pk=543, agreement=agreement, actor=government)
    community = make.CommunityFactory(pk=COMMUNITY, name="Lakeside")
    make.MediatorFactory(actor=facilitator, languages=["si"])
    make.ReachFactory(pk=544, actor=facilitator, community=community)
    mandate = make.MandateFactory(pk=MANDATE, body=secretariat, mandated_by=government)
    make.FunctionFactory(pk=545, body=secretariat, mandate=mandate)
    post = make.PostFactory(pk=POST, body=secretariat)
    make.AppointmentFactory(pk=546, post=post, person=facilitator)
    make.MembershipFactory(pk=547, body=secretariat, member=movement)
    make.StanceFactory(pk=548, actor=movement, subject=secretariat)
    unit = make.BodyActorFactory(pk=UNIT, name="Unit")
    make.SupportUnitFactory(actor=unit)
    make.SupportFactory(pk=549, giver=unit, recipient=secretariat)
    make.SuccessionFactory(pk=550, predecessor=secretariat, successor=unit)
    make.BodyRelationFactory(pk=551, body=secretariat, other=unit, kind="counterpart_of")
    conflict = make.ConflictFactory(pk=552, name="The conflict", countries=["LK"])
    make.ConflictLinkFactory(pk=556, process=process, conflict=conflict)
    make.ConflictPartyFactory(pk=557, actor=movement, conflict=conflict, start_kind="actual", start="2001")
    place = make.PlaceFactory(pk=553, name="Lakeside", country="LK")
    make.CoordinatesFactory(pk=582, place=place, precision="province")
    make.InclusionFactory(pk=554, process=process, actor=facilitator)
    make.CoverageNoteFactory(pk=555, process=process)
    make.ExternalIdFactory(pk=570, subject=movement, value="570")
    event = make.EventFactory(pk=574, process=process, name="Ceasefire", start_kind="actual", start="2002")
    make.RelativeBoundFactory(pk=571, subject=unit, anchor=event)
    make.NoteFactory(pk=572, subject=secretariat, kind="remark", level=0)
    make.DerivationFactory(pk=573, source=stored(Source, SOURCE))
    outside = make.EventFactory(pk=575, process=None, name="Call from outside", countries=["LK"], place=place)
    make.EventProcessFactory(pk=576, event=outside, process=process)
    make.EventConflictFactory(pk=577, event=outside, conflict=conflict)
    make.ParticipationFactory(pk=578, event=outside, actor=facilitator, on_behalf_of=government)
    earlier = make.AgreementFactory(pk=579, process=None, name="An earlier accord")
    make.AgreementRelationFactory(pk=580, agreement=agreement, other=earlier)
    make.AgreementConflictFactory(pk=581, agreement=earlier, conflict=conflict)


def build_later_rows(process, secretariat):
    """The last row of each log: between the first and it stand the guarded ones, where there are any."""
    make.LifecycleChangeFactory(pk=LATER_LIFE, body=secretariat, position=4, status="closed", date="2006")
    make.MomentumChangeFactory(pk=LATER_MOMENTUM, process=process, position=4, status="stalled", date="2006")
    make.PhaseChangeFactory(pk=LATER_PHASE, process=process, position=4, status="implementation", date="2006")
    make.ChannelChangeFactory(
        pk=LATER_STATE, channel=stored(Channel, CHANNEL), position=4, status="restored", date="2006"
    )
    make.MandateFactory(pk=LATER_MANDATE, body=secretariat, number=4, instrument="Second decree")
    for model, key in (
        (LifecycleChange, LATER_LIFE),
        (MomentumChange, LATER_MOMENTUM),
        (PhaseChange, LATER_PHASE),
        (ChannelChange, LATER_STATE),
        (Mandate, LATER_MANDATE),
    ):
        make.CitationFactory(subject=stored(model, key), source=stored(Source, SOURCE))


def build_claims_of_records(source, movement, facilitator):
    """What sources say of fields that name another record: proposed, accepted, superseded."""
    principal, channel = stored(Principal, 523), stored(Channel, CHANNEL)
    for status, actor in (("accepted", movement), ("superseded", facilitator), ("proposed", facilitator)):
        said = {"source": source, "field": "principal", "value_record": actor}
        make.ClaimFactory(subject=principal, status=status, **said)
    process = stored(PeaceProcess, PROCESS)
    make.ClaimFactory(subject=channel, source=source, field="process", value_record=process)


def compared(ask, add_guarded):
    """({asked: its answer} without, and with, guarded records). The number of its queries ends each answer.

    ask          gives {asked: its answer}, of all or of those that are named to it
    add_guarded  makes the other world, which is gone afterwards

    What is asked once in a process and kept makes the first answers dearer, by queries alone: where these differ,
    they are counted once more without guarded records. What was told at first is what is compared.
    """
    told = ask()
    with transaction.atomic():
        add_guarded()
        with_guarded = ask()
        transaction.set_rollback(True)
    dearer = [asked for asked, answer in told.items() if answer[-1] != with_guarded[asked][-1]]
    again = ask(dearer) if dearer else {}
    return told | {asked: (*told[asked][:-1], again[asked][-1]) for asked in dearer}, with_guarded


def place_between(keys):
    """The place of a guarded row between the first and the last of its log."""
    return 3 if keys else 2


def level_guard():
    return {"level": 3}


def team_guard():
    return {"level": 0, "team": make.TeamFactory()}


def build_guarded_twice(register):
    """Guarded records by level, and the same once more by team, side by side.

    What tells of either tells of it here too: neither is filtered by what guards the other.
    """
    build_guarded(register, level_guard())
    build_guarded(register, team_guard(), OF_A_TEAM)


def build_guarded(register, guard, keys=0):
    """Guarded records that touch every public one, by level or by team. `keys`: what is added to their keys."""
    process, government, movement, secretariat, facilitator, source = register
    hidden = make.ActorFactory(
        pk=HIDDEN + keys, name="Secret mediator", usual_level="grassroots", countries=["LK"], **guard
    )
    make.PeaceProcessFactory(
        pk=HIDDEN_PROCESS + keys, name="Secret process", parent=process, countries=["LK"], **guard
    )
    make.ActorNameFactory(actor=government, name="Secret alias of an actor", **guard)
    make.LineageFactory(actor=movement, origin=hidden)
    make.LifecycleChangeFactory(
        body=secretariat, position=place_between(keys), status="closed", date="2004", decided_by=hidden
    )
    make.MomentumChangeFactory(
        process=process, position=place_between(keys), status="collapsed", date="2004", decided_by=hidden
    )
    make.PrincipalFactory(body=secretariat, principal=movement, process=process, side="Movement", **guard)
    make.RoleFactory(process=process, actor=hidden, kind="insider_mediator")
    make.RoleFactory(process=process, actor=facilitator, kind="guarantor", **guard)
    secret_side = make.SideFactory(process=process, name="Secret side", position=1, **guard)
    make.RoleFactory(process=process, actor=facilitator, kind="party", side=secret_side)
    make.PrincipalFactory(body=secretariat, principal=facilitator, process=process, side=secret_side)
    make.EventFactory(process=process, name="Secret talks", held_by=hidden)
    make.EventFactory(process=process, name="More secret talks", **guard)
    for source_end, target_end in ((hidden, government), (government, movement), (secretariat, facilitator)):
        linkage = make.LinkageFactory(process=process, source=source_end, target=target_end, **guard)
        make.IntermediaryFactory(linkage=linkage, actor=facilitator)
    between = make.LinkageFactory(process=process, source=movement, target=government)
    make.IntermediaryFactory(linkage=between, actor=hidden)
    secret_source = make.SourceFactory(name="Secret source", **guard)
    make.CitationFactory(subject=process, source=secret_source)
    make.CitationFactory(subject=secretariat, source=source, **guard)
    make.ClaimFactory(subject=secretariat, source=secret_source, value="Another name", polarity="contradicts")
    make.ClaimFactory(subject=process, source=source, status="disputed", **guard)
    for status in ("accepted", "superseded", "proposed"):
        said = {"source": source, "field": "principal", "value_record": hidden, "status": status}
        make.ClaimFactory(subject=stored(Principal, 523), **said)
    make.ClaimFactory(
        subject=stored(Channel, CHANNEL),
        source=source,
        field="process",
        value_record=stored(PeaceProcess, HIDDEN_PROCESS + keys),
    )
    make.ExternalIdFactory(subject=government, **guard)
    make.ExternalIdFactory(subject=government, value="5700", **guard)
    make.ExternalIdFactory(subject=hidden, value="570")
    build_guarded_parts(register, guard, hidden, keys)
    secret_event = make.EventFactory(process=process, start_kind="actual", start="2002-02-22", **guard)
    make.RelativeBoundFactory(subject=secretariat, anchor=secret_event, relation="not_after")


def stored(model, key):
    """A record of the register: a factory that is given a key alone would make another one beside it."""
    return model.objects.get(pk=key)


def build_guarded_parts(register, guard, hidden, keys):
    """Guarded records of each kind that hangs on a public one, and public ones that name a guarded actor."""
    process, government, movement, secretariat, facilitator, _source = register
    secret = make.ChannelFactory(pk=HIDDEN_CHANNEL + keys, process=process, name="Secret channel", **guard)
    make.ChannelEndFactory(channel=secret, actor=secretariat)
    make.ChannelChangeFactory(channel=secret, date="2003")
    channel = stored(Channel, CHANNEL)
    make.ChannelChangeFactory(
        channel=channel, position=place_between(keys), status="cut", date="2004", decided_by=hidden
    )
    make.LinkageFactory(pk=HIDDEN_LINKAGE + keys, source=hidden, target=secretariat, process=process)
    make.StanceFactory(actor=hidden, subject=stored(Linkage, LINKAGE))
    make.StanceFactory(actor=movement, subject=secret)
    make.StanceFactory(actor=movement, subject=channel, **guard)
    make.SignatoryFactory(agreement=stored(Agreement, AGREEMENT), actor=hidden)
    make.ParticipationFactory(event=stored(Event, EVENT), actor=hidden)
    make.ReachFactory(actor=hidden, community=stored(Community, COMMUNITY))
    make.ReachFactory(actor=facilitator, community=None, armed_actor=movement, **guard)
    make.MandateFactory(body=secretariat, number=place_between(keys), mandated_by=hidden)
    make.FunctionFactory(body=secretariat, task="media", **guard)
    unit = stored(Actor, UNIT)
    make.FunctionFactory(body=unit, task="media", **guard)
    make.AppointmentFactory(post=stored(Post, POST), person=hidden)
    make.MembershipFactory(body=secretariat, member=hidden, member_class="ngo")
    make.MeansFactory(body=secretariat, funded_by=hidden)
    make.ArchiveHandoverFactory(body=secretariat, holder=hidden)
    make.SuccessionFactory(predecessor=unit, successor=make.BodyActorFactory(name="Secret heir", **guard))
    make.BodyRelationFactory(body=secretariat, other=hidden)
    make.SupportFactory(giver=unit, recipient=government, process=process, requested_by=hidden)
    make.ListingFactory(actor=movement, authority=hidden)
    make.ConflictLinkFactory(
        process=process, conflict=make.ConflictFactory(name="Secret conflict", countries=["LK"], **guard)
    )
    make.ConflictLinkFactory(
        process=stored(PeaceProcess, HIDDEN_PROCESS + keys), conflict=stored(Conflict, 552)
    )
    make.ConflictPartyFactory(actor=hidden, conflict=stored(Conflict, 552))
    make.ConflictPartyFactory(
        actor=movement, conflict=make.ConflictFactory(name="Secret war", countries=["LK"], **guard)
    )
    make.PlaceFactory(name="Secret place", country="LK", **guard)
    make.CommunityFactory(name="Secret village", **guard)
    make.AgreementFactory(process=process, name="Secret accord", **guard)
    make.InclusionFactory(process=process, actor=hidden)
    make.CoverageNoteFactory(process=process, searched_by=hidden)
    make.ClaimFactory(subject=process, source=make.SourceFactory(**guard), polarity="contradicts")
    make.NoteFactory(subject=secretariat, **{**guard, "level": max(2, guard["level"])})
    restricted = {**guard, "level": max(3, guard["level"])}
    make.ConsentFactory(
        pk=HIDDEN_CONSENT + keys, actor=facilitator, condition="Secret condition", **restricted
    )
    make.SafeContactFactory(
        pk=HIDDEN_CONTACT + keys, actor=facilitator, instructions="Secret telephone", **restricted
    )
    make.ThreatNoteFactory(pk=HIDDEN_THREAT + keys, actor=facilitator, threat="Secret threat", **restricted)
    build_guarded_references(register, guard, hidden, keys)


def build_guarded_references(register, guard, hidden, keys):
    """Public rows that name something guarded by their less usual references, and guarded details and wholes."""
    process, government, movement, secretariat, facilitator, source = register
    unit, agreement = stored(Actor, UNIT), stored(Agreement, AGREEMENT)
    place = make.PlaceFactory(name="Secret valley", country="LK", parent=stored(Place, 553), **guard)
    make.CommunityFactory(name="Secret hamlet", place=place)
    make.EventFactory(process=process, name="Talks in a secret valley", place=place)
    make.AgreementFactory(process=process, name="Accord of a secret valley", place=place)
    secret_event = make.EventFactory(process=process, name="Secret session", held_by=hidden)
    make.ParticipationFactory(event=secret_event, actor=government)
    make.RoleFactory(process=process, actor=facilitator, kind="observer", recognised_by=hidden)
    make.RoleFactory(process=process, actor=facilitator, kind="witness", appointed_by=hidden)
    make.PhaseChangeFactory(
        process=process, position=place_between(keys), status="negotiation", date="2003", decided_by=hidden
    )
    make.MembershipFactory(body=secretariat, member=facilitator, on_behalf_of=hidden)
    make.AppointmentFactory(post=stored(Post, POST), person=facilitator, appointed_by=hidden)
    make.AppointmentFactory(post=make.PostFactory(body=secretariat, **guard), person=facilitator)
    make.FunctionFactory(body=secretariat, party=hidden)
    make.FunctionFactory(
        body=secretariat,
        mandate=make.MandateFactory(body=secretariat, number=place_between(keys) + 3, **guard),
    )
    make.FunctionFactory(body=unit, process=stored(PeaceProcess, HIDDEN_PROCESS + keys))
    make.SeatFactory(body=secretariat, place=make.PlaceFactory(name="Secret seat", **guard))
    make.EarlierFormFactory(body=secretariat, **guard)
    make.ArchiveHandoverFactory(body=secretariat, state="not_preserved", **guard)
    make.InclusionFactory(process=process, actor=facilitator, selected_by=hidden)
    make.InclusionFactory(process=process, actor=facilitator, forum=hidden)
    make.InclusionFactory(process=process, actor=movement, event=secret_event)
    make.SupportFactory(
        giver=unit, recipient=secretariat, process=stored(PeaceProcess, HIDDEN_PROCESS + keys)
    )
    make.DerivationFactory(source=source, origin=make.SourceFactory(name="Secret origin", **guard))
    make.NoteFactory(subject=government, kind="remark", text="Secret remark", **guard)
    make.NoteFactory(subject=hidden, kind="remark", text="Remark on a secret")
    build_guarded_events(register, guard, hidden, keys)
    made_public = make.SourceFactory(name="Secret interview", stand_in=source, **guard)
    make.CitationFactory(subject=agreement, source=made_public)
    for subject in (agreement, government, stored(Community, COMMUNITY), stored(Linkage, LINKAGE)):
        note = {**guard, "level": max(2, guard["level"])}
        make.NoteFactory(subject=subject, kind="focal_point", text="Secret contact", **note)
        make.ClaimFactory(subject=subject, source=source, field="name", polarity="contradicts", **guard)
        make.ClaimFactory(subject=subject, source=made_public, field="name", polarity="supports")
        make.StanceFactory(actor=movement, subject=subject, **guard)
    make.MediatorFactory(actor=hidden, languages=["si"])
    office = make.BodyActorFactory(name="A secret office", start_kind="actual", start="2001", **guard)
    make.PeaceSecretariatFactory(actor=office)
    make.SupportUnitFactory(actor=office)
    make.LifecycleChangeFactory(body=office, date="2001")
    make.PrincipalFactory(body=office, principal=government, process=process)
    make.SuccessionFactory(predecessor=office, successor=secretariat)
    make.BodyRelationFactory(body=unit, kind="part_of", other=office)


def build_guarded_events(register, guard, hidden, keys):
    """What is guarded of events and agreements outside of any process, or in several."""
    process, _government, _movement, _secretariat, facilitator, _source = register
    event, agreement = stored(Event, EVENT), stored(Agreement, AGREEMENT)
    secret_process = stored(PeaceProcess, HIDDEN_PROCESS + keys)
    make.CoordinatesFactory(
        place=stored(Place, 553), latitude=7.654321, longitude=80.123456, precision="exact", **guard
    )
    secret_conflict = make.ConflictFactory(name="Another secret conflict", countries=["LK"], **guard)
    secret_accord = make.AgreementFactory(process=None, name="Secret accord outside", **guard)
    for open_event in (event, stored(Event, 575)):
        make.EventProcessFactory(event=open_event, process=secret_process)
        make.EventConflictFactory(event=open_event, conflict=secret_conflict)
        make.ParticipationFactory(event=open_event, actor=facilitator, on_behalf_of=hidden)
    outside = make.EventFactory(process=None, name="Secret call", countries=["LK"], **guard)
    make.EventProcessFactory(event=outside, process=process)
    make.EventFactory(process=process, name="Where a secret accord was made", agreement=secret_accord)
    make.AgreementRelationFactory(agreement=secret_accord, other=agreement)
    make.AgreementRelationFactory(agreement=agreement, other=secret_accord)
    make.AgreementConflictFactory(agreement=agreement, conflict=secret_conflict)
