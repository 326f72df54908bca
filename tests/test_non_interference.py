"""Two registers, one with more guarded records than the other: who may not see them gets the same bytes.

Every address of the register stands in the inventory below; a new one without an entry fails. The dual keeps
the test honest: who may see the guarded records gets different bytes.
"""

import re

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection, reset_queries, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from peaceinfra.api.addresses import ENDPOINTS
from peaceinfra.api.root import LISTS as ENDPOINTS_OF_THE_API
from peaceinfra.core.identity import public_id
from peaceinfra.dashboards.lists import LISTS, PROCESSES
from processes.models import Actor, Agreement, Community, Conflict, Event, PeaceProcess, Place
from secretariats.models import Channel, Post
from tests import factories as make
from tracks.models import Linkage

# What these pages run is measured by the tests of the pages; the tracer would double the time.
pytestmark = [pytest.mark.django_db, pytest.mark.no_cover]

PROCESS, GOVERNMENT, MOVEMENT, SECRETARIAT, FACILITATOR, SOURCE, LINKAGE, EVENT, ROLE, CLAIM, CITATION = (
    range(501, 512)
)
CHANNEL, AGREEMENT, COMMUNITY, MANDATE, POST, UNIT = range(530, 536)
# Long ones: answers are compared without them, and a random key of a page may hold a short one by chance.
HIDDEN = 6_666_666_666_666_666_660
HIDDEN_PROCESS, HIDDEN_CHANNEL, HIDDEN_LINKAGE = range(HIDDEN + 1, HIDDEN + 4)

# {route: addresses to read}. Places in braces are public ids of the register below; `{hidden}` is guarded.
INVENTORY = {
    "": ["/"],
    "processes/": ["/processes/", "/processes/?q=process", "/processes/?country=LK", "/processes/?as_of=2005-01-01"],
    "processes/<str:public_id>/": [
        "/processes/{pro}/", "/processes/{pro}/?as_of=2005-01-01", "/processes/{hidden_pro}/",
    ],
    "processes/<str:public_id>/brief/": [
        "/processes/{pro}/brief/", "/processes/{pro}/brief/?as_of=2005-01-01", "/processes/{hidden_pro}/brief/",
    ],
    "secretariats/<str:public_id>/": ["/secretariats/{sec}/", "/secretariats/{sec}/?as_of=2005-01-01"],
    "actors/<str:public_id>/": [
        "/actors/{act}/", "/actors/{party}/", "/actors/{mediator}/", "/actors/{unit}/", "/actors/{hidden_act}/",
    ],
    "linkages/<str:public_id>/": ["/linkages/{lnk}/", "/linkages/{lnk}/?as_of=2005-01-01", "/linkages/{hidden_lnk}/"],
    "channels/<str:public_id>/": ["/channels/{chn}/", "/channels/{chn}/?as_of=2005-01-01", "/channels/{hidden_chn}/"],
    "events/<str:public_id>/": ["/events/{evt}/", "/events/{evt}/?as_of=2005-01-01"],
    "agreements/<str:public_id>/": ["/agreements/{agr}/", "/agreements/{agr}/?as_of=2005-01-01"],
    "communities/<str:public_id>/": ["/communities/{com}/", "/communities/{com}/?as_of=2005-01-01"],
    "sources/<str:public_id>/": ["/sources/{src}/"],
    "search/": ["/search/", "/search/?q=actor", "/search/?q=secret", "/search/?q=a&as_of=2005-01-01"],
    "records/<str:public_id>.csv": [
        "/records/{pro}.csv", "/records/{act}.csv?as_of=2005-01-01", "/records/{lnk}.csv", "/records/{hidden_act}.csv",
    ],
    "records/<str:public_id>/history/": [
        "/records/{pro}/history/", "/records/{act}/history/", "/records/{lnk}/history/",
    ],
    "about/dates/": ["/about/dates/"],
    "data/": ["/data/", "/data/?as_of=2005-01-01"],
    "data/dictionary.txt": ["/data/dictionary.txt"],
    "account/sign-in/": ["/account/sign-in/"],
    "account/sign-out/": ["/account/sign-out/"],
    "api/v1/": ["/api/v1/"],
} | {
    f"{one.slug}/": [f"/{one.slug}/", f"/{one.slug}/?q=secret", f"/{one.slug}/?as_of=2005-01-01"] for one in LISTS
} | {
    f"{one.slug}.csv": [f"/{one.slug}.csv", f"/{one.slug}.csv?as_of=2005-01-01"] for one in (PROCESSES, *LISTS)
} | {
    "api/v1/schema/": ["/api/v1/schema/"],
    "api/v1/docs/": ["/api/v1/docs/"],
} | {
    f"api/v1/{name}/": [
        f"/api/v1/{name}/", f"/api/v1/{name}/?as_of=2005-01-01", f"/api/v1/{name}/?limit=1&brief=1",
    ]
    for name in ENDPOINTS_OF_THE_API
}  # fmt: skip
# {list of the API: the public id of which of its records is read}
DETAILS = {name: prefix for prefix, name in ENDPOINTS.items()} | {
    "bodies": "sec", "secretariats": "sec", "support-units": "unit", "mediators": "mediator", "codelists": "codelist",
}  # fmt: skip
UNDATED = {"places", "sources", "citations", "codelists"}

# Where a reader cleared for the guarded records of `build_guarded` must see them.
SHOWS_GUARDED = [
    "/processes/{pro}/", "/processes/{pro}/?as_of=2005-01-01", "/processes/{hidden_pro}/", "/processes/{pro}/brief/",
    "/secretariats/{sec}/",
    "/actors/{act}/", "/actors/{hidden_act}/", "/actors/{unit}/", "/actors/{mediator}/", "/linkages/{hidden_lnk}/",
    "/channels/{chn}/", "/channels/{hidden_chn}/", "/events/{evt}/", "/agreements/{agr}/", "/communities/{com}/",
    "/search/?q=secret", "/search/?q=actor",
    "/api/v1/processes/", "/api/v1/actors/", "/api/v1/roles/", "/api/v1/events/", "/api/v1/linkages/",
    "/api/v1/sources/", "/api/v1/claims/", "/api/v1/citations/", "/api/v1/processes/{pro}/network/",
    "/api/v1/bodies/{sec}/", *(f"/api/v1/{name}/" for name in ENDPOINTS.values()),
    "/api/v1/conflicts/{cfl}/", "/api/v1/posts/{pst}/", "/api/v1/channels/{chn}/", "/api/v1/agreements/{agr}/",
]  # fmt: skip

# Headers that tell the time, or the length of what tells the time.
CLOCK = {"Content-Length", "Date", "Expires"}
# What differs between any two answers and says nothing about records.
NOISE = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"|<time[^>]*>[^<]*</time>|\d\d:\d\d UTC')


def routes():
    """Every pattern of the register's own pages and API, in words; the admin has its own test."""

    def walk(patterns, prefix=""):
        for pattern in patterns:
            route = prefix + str(pattern.pattern)
            if hasattr(pattern, "url_patterns"):
                yield from walk(pattern.url_patterns, route)
            else:
                yield route.replace("^", "").replace("$", "")

    return sorted({route for route in walk(get_resolver().url_patterns) if not route.startswith("admin/")})


def addresses():
    """{route: addresses} for every route there is. A route that nobody listed fails here."""
    found = {}
    for route in routes():
        detail = re.fullmatch(r"api/v1/([\w-]+)/\(\?P<\w+>.*?\)(/network)?/", route)
        if route in INVENTORY:
            found[route] = INVENTORY[route]
        elif detail:
            name, network = detail.groups()
            path = f"/api/v1/{name}/{{{DETAILS[name]}}}{network or ''}/"
            found[route] = [path] if name in UNDATED else [path, f"{path}?as_of=2005-01-01"]
        else:
            raise AssertionError(f"{route} is not in the inventory: add what is read of it")
    return found


IDS = {
    "pro": public_id("pro", PROCESS), "act": public_id("act", GOVERNMENT), "sec": public_id("act", SECRETARIAT),
    "src": public_id("src", SOURCE), "lnk": public_id("lnk", LINKAGE), "evt": public_id("evt", EVENT),
    "rol": public_id("rol", ROLE), "clm": public_id("clm", CLAIM), "cit": public_id("cit", CITATION),
    "chn": public_id("chn", CHANNEL), "agr": public_id("agr", AGREEMENT), "com": public_id("com", COMMUNITY),
    "unit": public_id("act", UNIT), "party": public_id("act", MOVEMENT), "mediator": public_id("act", FACILITATOR),
    "man": public_id("man", MANDATE), "pst": public_id("pst", POST), "rch": public_id("rch", 544),
    "fun": public_id("fun", 545), "mbr": public_id("mbr", 547), "stn": public_id("stn", 548),
    "dep": public_id("dep", 549), "cfl": public_id("cfl", 552), "plc": public_id("plc", 553),
    "inc": public_id("inc", 554), "cov": public_id("cov", 555), "codelist": "phase",
    "hidden_pro": public_id("pro", HIDDEN_PROCESS), "hidden_act": public_id("act", HIDDEN),
    "hidden_chn": public_id("chn", HIDDEN_CHANNEL), "hidden_lnk": public_id("lnk", HIDDEN_LINKAGE),
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
    make.PlaceFactory(pk=553, name="Lakeside", country="LK")
    make.InclusionFactory(pk=554, process=process, actor=facilitator)
    make.CoverageNoteFactory(pk=555, process=process)


def build_guarded(register, guard):
    """Guarded records that touch every public one, by level or by team."""
    process, government, movement, secretariat, facilitator, source = register
    hidden = make.ActorFactory(
        pk=HIDDEN, name="Secret mediator", usual_level="grassroots", countries=["LK"], **guard
    )
    make.PeaceProcessFactory(
        pk=HIDDEN_PROCESS, name="Secret process", parent=process, countries=["LK"], **guard
    )
    make.ActorNameFactory(actor=government, name="Secret alias of an actor", **guard)
    make.LineageFactory(actor=movement, origin=hidden)
    make.LifecycleChangeFactory(body=secretariat, position=2, status="closed", date="2004", decided_by=hidden)
    make.MomentumChangeFactory(
        process=process, position=2, status="collapsed", date="2004", decided_by=hidden
    )
    make.PrincipalFactory(body=secretariat, principal=movement, process=process, side="Movement", **guard)
    make.RoleFactory(process=process, actor=hidden, kind="insider_mediator")
    make.RoleFactory(process=process, actor=facilitator, kind="guarantor", **guard)
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
    make.ExternalIdFactory(subject=government, **guard)
    build_guarded_parts(register, guard, hidden)
    secret_event = make.EventFactory(process=process, start_kind="actual", start="2002-02-22", **guard)
    make.RelativeBoundFactory(subject=secretariat, anchor=secret_event, relation="not_after")


def stored(model, key):
    """A record of the register: a factory that is given a key alone would make another one beside it."""
    return model.objects.get(pk=key)


def build_guarded_parts(register, guard, hidden):
    """Guarded records of each kind that hangs on a public one, and public ones that name a guarded actor."""
    process, government, movement, secretariat, facilitator, _source = register
    secret = make.ChannelFactory(pk=HIDDEN_CHANNEL, process=process, name="Secret channel", **guard)
    make.ChannelEndFactory(channel=secret, actor=secretariat)
    make.ChannelChangeFactory(channel=secret, date="2003")
    channel = stored(Channel, CHANNEL)
    make.ChannelChangeFactory(channel=channel, position=2, status="cut", date="2004", decided_by=hidden)
    make.LinkageFactory(pk=HIDDEN_LINKAGE, source=hidden, target=secretariat, process=process)
    make.StanceFactory(actor=hidden, subject=stored(Linkage, LINKAGE))
    make.StanceFactory(actor=movement, subject=secret)
    make.StanceFactory(actor=movement, subject=channel, **guard)
    make.SignatoryFactory(agreement=stored(Agreement, AGREEMENT), actor=hidden)
    make.ParticipationFactory(event=stored(Event, EVENT), actor=hidden)
    make.ReachFactory(actor=hidden, community=stored(Community, COMMUNITY))
    make.ReachFactory(actor=facilitator, community=None, armed_actor=movement, **guard)
    make.MandateFactory(body=secretariat, number=2, mandated_by=hidden)
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
    make.ConflictLinkFactory(process=stored(PeaceProcess, HIDDEN_PROCESS), conflict=stored(Conflict, 552))
    make.PlaceFactory(name="Secret place", country="LK", **guard)
    make.CommunityFactory(name="Secret village", **guard)
    make.AgreementFactory(process=process, name="Secret accord", **guard)
    make.InclusionFactory(process=process, actor=hidden)
    make.CoverageNoteFactory(process=process, searched_by=hidden)
    make.ClaimFactory(subject=process, source=make.SourceFactory(**guard), polarity="contradicts")
    make.NoteFactory(subject=secretariat, **{**guard, "level": max(2, guard["level"])})
    build_guarded_references(register, guard, hidden)


def build_guarded_references(register, guard, hidden):
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
    make.PhaseChangeFactory(process=process, position=2, status="negotiation", date="2003", decided_by=hidden)
    make.MembershipFactory(body=secretariat, member=facilitator, on_behalf_of=hidden)
    make.AppointmentFactory(post=stored(Post, POST), person=facilitator, appointed_by=hidden)
    make.AppointmentFactory(post=make.PostFactory(body=secretariat, **guard), person=facilitator)
    make.FunctionFactory(body=secretariat, party=hidden)
    make.FunctionFactory(body=secretariat, mandate=make.MandateFactory(body=secretariat, number=3, **guard))
    make.FunctionFactory(body=unit, process=stored(PeaceProcess, HIDDEN_PROCESS))
    make.SeatFactory(body=secretariat, place=make.PlaceFactory(name="Secret seat", **guard))
    make.EarlierFormFactory(body=secretariat, **guard)
    make.ArchiveHandoverFactory(body=secretariat, state="not_preserved", **guard)
    make.InclusionFactory(process=process, actor=facilitator, selected_by=hidden)
    make.InclusionFactory(process=process, actor=facilitator, forum=hidden)
    make.InclusionFactory(process=process, actor=movement, event=secret_event)
    make.SupportFactory(giver=unit, recipient=secretariat, process=stored(PeaceProcess, HIDDEN_PROCESS))
    make.DerivationFactory(source=source, origin=make.SourceFactory(name="Secret origin", **guard))
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


def body_of(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def every_address():
    return [path for paths in addresses().values() for path in paths]


def answers(client, paths):
    """{address: (status, headers, body without noise, number of queries)}."""
    found = {}
    for path in paths:
        address = path.format(**IDS)
        reset_queries()  # the log of queries has room for 9,000
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        headers = {name: value for name, value in response.headers.items() if name not in CLOCK}
        found[address] = (response.status_code, headers, NOISE.sub(b"", body_of(response)), len(queries))
    return found


def level_guard():
    return {"level": 3}


def team_guard():
    return {"level": 0, "team": make.TeamFactory()}


@pytest.mark.parametrize("account", [None, make.AdviserFactory], ids=["signed out", "adviser"])
def test_guarded_records_change_no_byte_for_who_may_not_see_them(client, account):
    register = build_public()
    if account:
        client.force_login(account())
    # What Django asks once per process, and what is kept for a session, before answers are compared.
    ContentType.objects.get_for_models(*apps.get_models())
    client.get("/")
    without = answers(client, every_address())
    for guard in (level_guard, team_guard):
        with transaction.atomic():
            build_guarded(register, guard())
            with_guarded = answers(client, every_address())
            transaction.set_rollback(True)
        for address, answer in without.items():
            assert with_guarded[address] == answer, (guard.__name__, address)


def test_who_may_see_them_gets_other_bytes(client):
    register = build_public()
    client.force_login(make.StewardFactory())
    without = answers(client, SHOWS_GUARDED)
    build_guarded(register, level_guard())
    with_guarded = answers(client, SHOWS_GUARDED)
    assert [address for address in without if without[address][2] == with_guarded[address][2]] == []
