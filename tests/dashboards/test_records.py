"""The pages of conflicts, linkages, channels, events, agreements, communities; mediators, parties and what they do."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from peaceinfra.core.choices import Level
from peaceinfra.core.history import because
from tests.dashboards.test_pages import text_of
from tests.dashboards.worlds import LIVED
from tests.factories import (
    AccountFactory,
    ActorFactory,
    ActorNameFactory,
    AdviserFactory,
    AgreementFactory,
    AnalystFactory,
    BodyActorFactory,
    ChannelChangeFactory,
    ChannelEndFactory,
    ChannelFactory,
    CitationFactory,
    CommunityFactory,
    ConflictFactory,
    ConflictLinkFactory,
    ConflictPartyFactory,
    ConsentFactory,
    EventFactory,
    FunctionFactory,
    IntermediaryFactory,
    LinkageFactory,
    ListingFactory,
    MediatorFactory,
    MembershipFactory,
    ParticipationFactory,
    PeaceProcessFactory,
    PrincipalFactory,
    ReachFactory,
    RoleFactory,
    SignatoryFactory,
    StanceFactory,
)

pytestmark = pytest.mark.django_db


def read(client, page, **query):
    response = client.get(page, query)
    assert response.status_code == 200, page
    return text_of(response)


def test_a_linkage_says_how_it_stands_and_through_whom(client):
    linkage = LinkageFactory(
        source=ActorFactory(name="Elders", usual_level="grassroots", **LIVED),
        target=ActorFactory(name="Envoy", usual_level="top", **LIVED),
        modality="briefing",
        gave=["access", "networks"],
        last_evidence="2006-01-15",
        start_kind="actual",
        start="2004",
        end_kind="ongoing",
        end="2006-01-15",
    )
    IntermediaryFactory(linkage=linkage, actor=ActorFactory(name="Bridge House"), is_sole_carrier=True)
    CitationFactory(subject=linkage, locator="page 9")
    said = read(client, f"/linkages/{linkage.public_id}/", as_of="2006-06-30")
    assert "confirmed 15 Jan 2006" in said
    assert "Bridge House, broker, sole carrier" in said
    assert "access, networks" in said
    assert "vertical (computed from the levels and sides of its ends)" in said
    assert "page 9" in said


def test_a_linkage_has_the_same_orientation_on_every_page(client):
    process = PeaceProcessFactory()
    party = ActorFactory(name="Government", usual_level="top", **LIVED)
    village = ActorFactory(name="Village", usual_level="grassroots", **LIVED)
    RoleFactory(actor=party, process=process, side="government")
    RoleFactory(actor=village, process=process, side="movement")
    linkage = LinkageFactory(source=village, target=party, process=process)
    pages = [
        f"/linkages/{linkage.public_id}/",
        f"/actors/{village.public_id}/",
        f"/processes/{process.public_id}/",
    ]
    assert ["diagonal" in read(client, page) for page in pages] == [True, True, True]


def test_an_event_and_an_agreement_name_who_was_there(client):
    party = ActorFactory(name="Government of Testland")
    event = EventFactory(name="First round", outcome="a next date", start_kind="actual", start="2003-05")
    ParticipationFactory(event=event, actor=party, part="party")
    agreement = AgreementFactory(
        name="Ceasefire of Testland", stage="Cea", start_kind="actual", start="2002-02-22"
    )
    SignatoryFactory(agreement=agreement, actor=party)
    said = read(client, f"/events/{event.public_id}/")
    assert "a next date" in said
    assert "Government of Testland party" in said
    said = read(client, f"/agreements/{agreement.public_id}/")
    assert "Agreement: agreed 22 Feb 2002." in said
    assert "ceasefire or related" in said
    page = read(client, f"/actors/{party.public_id}/")
    assert "Ceasefire of Testland" in page
    assert "First round" in page


def test_a_conflict_tells_its_parties_by_side_the_primary_ones_first_and_its_processes(client):
    conflict = ConflictFactory(name="War of Testland", countries=["XA"], incompatibility="territory")
    state, ally, front = (ActorFactory(name=name) for name in ("State", "Ally", "ကချင် Front"))
    years = {"start_kind": "first_cited", "end_kind": "last_cited"}
    ConflictPartyFactory(actor=ally, conflict=conflict, side="a", part="supporting")
    ConflictPartyFactory(actor=state, conflict=conflict, side="a", start="1991", end="2004", **years)
    for start, end in (("1991", "1994"), ("1999", "2004")):
        ConflictPartyFactory(actor=front, conflict=conflict, start=start, end=end, **years)
    ConflictPartyFactory(actor=ActorFactory(name="Cloaked", level=3), conflict=conflict)
    ConflictPartyFactory(actor=ActorFactory(name="Unsorted"), conflict=conflict, side="unknown", level=2)
    link = ConflictLinkFactory(conflict=conflict, process=PeaceProcessFactory(name="Talks of Testland"))
    said = read(client, f"/conflicts/{conflict.public_id}/")
    for words in (
        "War of Testland fictional",
        "Incompatibilityterritory Countriesinvented country",
        "Parties on side A ActorPartWhenSource State primary party first cited 1991; last cited 2004",
        "Ally supporting party at some time no source recorded Parties on side B",
        "ကချင် Front primary party first cited 1991; last cited 1994",
        "ကချင် Front primary party first cited 1999; last cited 2004",
        "Processes about it ProcessSource Talks of Testland",
    ):
        assert words in said
    assert "Cloaked" not in said and "Unsorted" not in said and "whose side" not in said
    own = read(client, f"/actors/{front.public_id}/")
    assert "Conflicts in which it fights or fought" in own and own.count("War of Testland") == 2
    assert (
        f'href="/conflicts/{conflict.public_id}/"'
        in client.get(f"/processes/{link.process.public_id}/bodies/").content.decode()
    )


def test_who_reaches_a_community_asks_for_clearance_even_where_it_is_public(client):
    community = CommunityFactory(name="Lakeside", level=Level.PUBLIC)
    mediator = ActorFactory(name="Mediator L-1", kind="individual")
    ReachFactory(actor=mediator, community=community, quality="trusted", languages=["si"])
    page = f"/communities/{community.public_id}/"
    said = read(client, page)
    assert "Mediator L-1" not in said
    assert "readers with the clearance “internal”" in said
    client.force_login(AnalystFactory())
    assert "Mediator L-1 trusted" in read(client, page)


def test_the_notice_on_clearance_does_not_depend_on_what_is_recorded(client):
    community = CommunityFactory(name="Lakeside", level=Level.PUBLIC)
    assert "readers with the clearance “internal”" in read(client, f"/communities/{community.public_id}/")


def test_a_mediator_has_languages_and_whom_they_reach(client):
    mediator = ActorFactory(name="Mediator L-1", kind="individual")
    MediatorFactory(actor=mediator, languages=["fr", "xyz"])
    ReachFactory(actor=mediator, community=CommunityFactory(name="Lakeside"), quality="regular")
    ReachFactory(actor=mediator, community=CommunityFactory(name="Hillside", level=3))
    page = f"/actors/{mediator.public_id}/"
    assert "French, xyz" in read(client, page)
    assert "Lakeside" not in read(client, page)
    client.force_login(AccountFactory(clearance=2))
    said = read(client, page)
    assert "Lakeside regular" in said
    assert "Hillside" not in said


def test_an_actor_says_what_it_was_called_on_a_day_by_official_names_with_dates(client):
    actor = ActorFactory(name="Union of Testland")
    actual = {"actor": actor, "start_kind": "actual", "end_kind": "actual"}
    ActorNameFactory(name="Movement of Testland", kind="official", start="1992", end="2001", **actual)
    ActorNameFactory(name="ရခိုင် Front", kind="former", start="1980", end="1991-12", **actual)
    ActorNameFactory(name="The Lions", kind="alias", start="1985", end="1999", **actual)
    ActorNameFactory(name="Secret Front", kind="former", start="1995", end="1996", level=3, **actual)
    ActorNameFactory(name="UT", kind="acronym", actor=actor)
    page = f"/actors/{actor.public_id}/"
    assert "it was called" not in read(client, page)
    assert "NameKindWhenSource" in read(client, page).replace("Language and script", "")
    said = read(client, page)
    assert "Movement of Testland official name language not recorded from 1992; until 2001" in said
    assert "On 30 Jun 1995 it was called Movement of Testland." in read(client, page, as_of="1995-06-30")
    assert "On 1 Jan 1985 it was called ရခိုင် Front." in read(client, page, as_of="1985-01-01")
    # The years of change are typed as years: on a day in them either may have held.
    said = read(client, page, as_of="1992-06-30")
    assert "On 30 Jun 1992 it may have been called Movement of Testland." in said
    assert "called" not in read(client, page, as_of="2010-01-01").partition("Names")[0]
    undated = ActorFactory(name="Office")
    ActorNameFactory(actor=undated, name="Bureau", kind="official")
    assert "at some time" not in read(client, f"/actors/{undated.public_id}/").partition("Bureau")[2]


def test_a_party_has_listings_stances_and_what_is_said_of_it(client):
    party = ActorFactory(name="Movement", kind="armed_organisation", cohesion="loose")
    ListingFactory(actor=party, authority=ActorFactory(name="A council"), exemption="travel to talks")
    StanceFactory(actor=party, subject=PeaceProcessFactory(name="Talks of Testland"), kind="refuses")
    StanceFactory(actor=ActorFactory(name="Government"), subject=party, kind="recognises")
    said = read(client, f"/actors/{party.public_id}/")
    assert "loose command" in said
    assert "travel to talks" in said
    assert "refuses Talks of Testland" in said
    assert "Government recognises" in said


def test_hidden_and_absent_records_answer_alike(client):
    hidden = [
        f"/linkages/{LinkageFactory(level=3).public_id}/",
        f"/channels/{ChannelFactory(level=3).public_id}/",
        f"/events/{EventFactory(level=3).public_id}/",
        f"/agreements/{AgreementFactory(level=3).public_id}/",
        f"/communities/{CommunityFactory(level=3).public_id}/",
        "/linkages/lnk-0000000000001/",
        "/channels/nothing/",
        f"/channels/{EventFactory().public_id}/",
    ]
    answers = [client.get(page) for page in hidden]
    assert {one.status_code for one in answers} == {404}
    assert len({one.content for one in answers}) == 1


def test_a_channel_that_goes_through_somebody_hidden_is_hidden(client):
    channel = ChannelFactory(name="Back door")
    ChannelEndFactory(channel=channel, actor=ActorFactory(name="Government"))
    ChannelEndFactory(channel=channel, actor=ActorFactory(name="Go-between", level=3), part="via")
    assert client.get(f"/channels/{channel.public_id}/").status_code == 404
    client.force_login(AdviserFactory(clearance=3))
    assert "Go-between" in read(client, f"/channels/{channel.public_id}/")


def test_what_was_retired_is_not_named(client):
    party = ActorFactory(name="Government of Testland")
    agreement = AgreementFactory(name="A paper entered twice")
    SignatoryFactory(agreement=agreement, actor=party)
    assert "A paper entered twice" in read(client, f"/actors/{party.public_id}/")
    agreement.retired = True
    with because(None, "entered twice"):
        agreement.save()
    assert "A paper entered twice" not in read(client, f"/actors/{party.public_id}/")
    assert client.get(f"/agreements/{agreement.public_id}/").status_code == 404


def test_a_very_long_table_goes_on_row_by_row_and_says_so(client):
    group = BodyActorFactory(name="Network")
    for i in range(101):
        MembershipFactory(body=group, member_class="ngo", member=ActorFactory(name=f"Member {i}"))
    response = client.get(f"/actors/{group.public_id}/")
    assert response.content.decode().count('id="mbr-') == 100
    said = text_of(response)
    assert "Long tables show a hundred rows at a time" in said and "Rows 1 to 100 of 101" in said
    assert "non-governmental organisation: 101" in text_of(response)
    [following] = re.findall(r'href="(\?rows_after=[^"#]+)#rows"', response.content.decode())
    rest = client.get(f"/actors/{group.public_id}/{following}")
    assert rest.content.decode().count('id="mbr-') == 1 and "Rows 101 to 101 of 101" in text_of(rest)


def build(n, body, process, community):
    """n of everything that a page of a record lists."""
    for i in range(n):
        actor = ActorFactory(name=f"Actor {i}", **LIVED)
        MembershipFactory(body=body, member=actor)
        FunctionFactory(body=body, task="media", party=actor)
        PrincipalFactory(body=body, principal=actor, process=process)
        channel = ChannelFactory(name=f"Channel {i}", process=process)
        ChannelEndFactory(channel=channel, actor=body)
        ChannelChangeFactory(channel=channel)
        CitationFactory(subject=channel)
        StanceFactory(actor=actor, subject=body)
        StanceFactory(actor=body, subject=actor)
        ReachFactory(actor=actor, community=community)
        LinkageFactory(source=body, target=actor, process=process)


@pytest.mark.slow
def test_the_pages_of_a_body_and_of_records_ask_as_often_for_five_rows_as_for_one(client):
    body, process, community = BodyActorFactory(**LIVED), PeaceProcessFactory(), CommunityFactory()
    linkage = LinkageFactory(source=body, process=process)
    build(1, body, process, community)
    pages = [
        f"/actors/{body.public_id}/",
        f"/linkages/{linkage.public_id}/",
        f"/communities/{community.public_id}/",
    ]
    pages += [f"{page}?as_of=2006-06-30" for page in pages]
    client.force_login(AnalystFactory())
    for page in pages:
        client.get(page)
    one = {page: asked(client, page) for page in pages}
    build(4, body, process, community)
    assert {page: asked(client, page) for page in pages} == one
    assert max(one.values()) < 62


def asked(client, page):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(page).status_code == 200, page
    return len([query for query in captured if "SAVEPOINT" not in query["sql"]])


def test_what_protects_a_mediator_stands_on_its_page_also_where_it_is_a_body(client):
    mediator = MediatorFactory(actor=BodyActorFactory(**LIVED)).actor
    ConsentFactory(actor=mediator, condition="Under the label only")
    client.force_login(AnalystFactory())
    assert "Under the label only" in text_of(client.get(f"/actors/{mediator.public_id}/"))
