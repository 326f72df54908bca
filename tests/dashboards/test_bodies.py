"""The page of a body: functions by how far they came, mandates compared, memory, people, members, parity."""

import pytest
from django.urls import reverse

from tests.dashboards.test_pages import text_of
from tests.dashboards.worlds import LIVED
from tests.factories import (
    ActorFactory,
    AdviserFactory,
    AppointmentFactory,
    ArchiveHandoverFactory,
    BodyActorFactory,
    BodyRelationFactory,
    ChannelChangeFactory,
    ChannelEndFactory,
    ChannelFactory,
    CitationFactory,
    ClaimFactory,
    CoverageNoteFactory,
    FunctionFactory,
    LifecycleChangeFactory,
    MandateFactory,
    MeansFactory,
    MembershipFactory,
    MomentumChangeFactory,
    PeaceProcessFactory,
    PeaceSecretariatFactory,
    PostFactory,
    PrincipalFactory,
    SourceFactory,
    StanceFactory,
    SuccessionFactory,
    SupportFactory,
    SupportUnitFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretariat():
    body = BodyActorFactory(name="Secretariat of Testland", usual_level="top", **LIVED)
    PeaceSecretariatFactory(actor=body)
    return body


def read(client, body, **query):
    name = "secretariat_detail" if hasattr(body, "secretariat") else "actor_detail"
    return text_of(client.get(reverse(name, args=[body.public_id]), query))


def test_a_function_that_is_mandated_and_not_recorded_as_performed_is_said(client, secretariat):
    done = FunctionFactory(body=secretariat, task="connection", state="performed")
    CitationFactory(subject=done, credibility=2)
    FunctionFactory(body=secretariat, task="media", state="mandated")
    said = read(client, secretariat)
    assert "1 of the four early-phase functions is recorded as performed or signalled." in said
    assert "Mandated, and not recorded as performed: communication and media." in said
    assert "Commitment and political will nothing recorded" in said
    assert "Communication and media mandated only" in said


def test_a_body_has_the_same_warnings_on_its_own_page_as_on_that_of_its_process(client, secretariat):
    process = PrincipalFactory(body=secretariat, process=PeaceProcessFactory(name="Talks"), **LIVED).process
    CoverageNoteFactory(process=process, topic="bodies")
    LifecycleChangeFactory(body=secretariat, position=1, status="operational", date="2002")
    LifecycleChangeFactory(body=secretariat, position=2, status="closed", date="2009", notice="short")
    ArchiveHandoverFactory(body=secretariat, state="not_preserved")
    FunctionFactory(body=secretariat, task="media", state="mandated")
    contested = FunctionFactory(body=secretariat, task="media", state="blocked")
    ClaimFactory(subject=contested, field="state", value="blocked", status="disputed")
    pages = (
        read(client, secretariat),
        text_of(client.get(reverse("process_evidence", args=[process.public_id]))),
    )
    for said in (
        "Secretariat of Testland was closed at short notice.",
        "Secretariat of Testland was closed; its archive was not preserved.",
        "Secretariat of Testland was closed; no successor is recorded.",
        "Sources disagree about",
    ):
        assert [said in page for page in pages] == [True, True], said


def test_what_is_missing_of_a_body_is_a_warning_only_where_its_processes_were_searched(client, secretariat):
    process = PrincipalFactory(body=secretariat, process=PeaceProcessFactory(name="Talks"), **LIVED).process
    FunctionFactory(body=secretariat, task="media", state="mandated")
    FunctionFactory(body=secretariat, task="archiving", state="performed")
    missing = "has tasks in its mandate for which no work is recorded: communication and media."
    assert missing not in read(client, secretariat)
    CoverageNoteFactory(process=process, topic="bodies")
    assert missing in read(client, secretariat)
    MomentumChangeFactory(process=process, status="collapsed", date="2009")
    assert missing not in read(client, secretariat)


def test_a_mandate_that_stops_with_the_talks_is_a_warning_on_the_page_of_its_body(client, secretariat):
    MandateFactory(body=secretariat, continues_when_suspended=False, **LIVED)
    warning = "The mandate of Secretariat of Testland does not go on when talks are suspended."
    assert warning in read(client, secretariat)
    LifecycleChangeFactory(body=secretariat, status="closed", date="2009")
    assert warning in read(client, secretariat, as_of="2008-06-30")
    assert warning not in read(client, secretariat, as_of="2010-06-30")


def test_a_function_is_performed_only_as_far_as_its_dates_and_its_sources_go(client, secretariat):
    done = FunctionFactory(
        body=secretariat, task="archiving", start_kind="actual", start="2004", end_kind="actual", end="2007"
    )
    assert "performed; the statement is not settled" in read(client, secretariat)
    CitationFactory(subject=done, credibility=2)
    assert "Archiving performed performed: " in read(client, secretariat)
    assert "Archiving possibly performed" in read(client, secretariat, as_of="2004-06-01")
    assert "Archiving nothing recorded on this day" in read(client, secretariat, as_of="2009-06-01")


def test_versions_are_counted_without_those_the_reader_may_not_see(client, secretariat):
    for number, level in ((1, 0), (2, 3), (7, 0)):
        MandateFactory(body=secretariat, number=number, level=level, instrument=f"Decree {number * 11}")
    said = read(client, secretariat)
    assert said.index("1 Decree 11") < said.index("2 Decree 77")
    assert "Decree 22" not in said


def test_versions_of_a_mandate_are_compared(client, secretariat):
    MandateFactory(body=secretariat, number=1, limits="no talks of its own", continues_when_suspended=True)
    MandateFactory(body=secretariat, number=2, limits="none", continues_when_suspended=True)
    said = read(client, secretariat)
    assert "2 versions of its mandate are recorded." in said
    assert "no talks of its own" in said
    assert "goes on when talks are suspended" in said.lower()
    assert "Changed against the version before" in said


def test_memory_names_what_passed_on_and_what_is_not_known(client, secretariat):
    heir = BodyActorFactory(name="Ministry of Peace", **LIVED)
    SuccessionFactory(predecessor=secretariat, successor=heir, mandate="part", archive="no")
    later = BodyActorFactory(name="Commission of Peace", **LIVED)
    SuccessionFactory(predecessor=heir, successor=later, is_informal=True)
    ArchiveHandoverFactory(body=secretariat, state="not_preserved")
    said = read(client, secretariat)
    assert "mandate: in part, archive: no, not known: functions, staff, premises, budget" in said
    assert "Commission of Peace" in said
    assert "not preserved" in said


def test_a_post_without_a_person_is_a_post_all_the_same(client, secretariat):
    director = PostFactory(body=secretariat, kind="director", title="Director General")
    PostFactory(body=secretariat, kind="spokesperson")
    AppointmentFactory(post=director, person=ActorFactory(name="A. Director", kind="individual"))
    said = read(client, secretariat)
    assert "Director General A. Director" in said
    assert "spokesperson no person recorded" in said


def test_a_body_of_states_and_organisations_is_hybrid(client):
    group = BodyActorFactory(name="Contact group", **LIVED)
    MembershipFactory(body=group, member=ActorFactory(name="Norrland", **LIVED), member_class="state")
    MembershipFactory(
        body=group,
        member=ActorFactory(name="Bridge House", **LIVED),
        member_class="ngo",
        start_kind="actual",
        start="2010",
    )
    said = read(client, group)
    assert "Hybrid: states and non-governmental members sit together." in said
    assert "state: 1; non-governmental organisation: 1" in said
    assert "Hybrid" not in read(client, group, as_of="2005-01-01")
    on_day = read(client, group, as_of="2010-06-01")
    assert "Possibly hybrid: states and non-governmental members may sit together." in on_day
    assert "On this day: 0 with certain dates, 0 confirmed, 2 possible." in on_day


def test_functions_stand_beside_those_of_a_counterpart(client, secretariat):
    other = BodyActorFactory(name="Secretariat of the movement", **LIVED)
    BodyRelationFactory(body=secretariat, kind="counterpart_of", other=other)
    FunctionFactory(body=other, task="media", state="claimed")
    FunctionFactory(body=secretariat, task="logistics", state="performed")
    said = read(client, secretariat)
    assert "Compared with its counterparts on other sides" in said
    assert "Communication and media nothing recorded claimed" in said


def test_a_channel_of_a_body_has_its_state_on_the_day(client, secretariat):
    channel = ChannelFactory(name="Telephone", **LIVED)
    ChannelEndFactory(channel=channel, actor=secretariat)
    ChannelEndFactory(channel=channel, actor=ActorFactory(name="The movement"), position=2)
    ChannelChangeFactory(channel=channel, position=1, status="open", date="2002-03-01")
    ChannelChangeFactory(channel=channel, position=2, status="cut", date="[2006-01-01..2006-12-31]")
    assert "possibly open" in read(client, secretariat, as_of="2006-06-01") or "possibly cut" in read(
        client, secretariat, as_of="2006-06-01"
    )
    page = text_of(client.get(f"/channels/{channel.public_id}/"))
    assert "Last recorded state: cut" in page
    assert "The movement" in page


def test_a_support_unit_has_its_policy_beside_its_practice(client):
    unit = BodyActorFactory(name="Unit", **LIVED)
    SupportUnitFactory(
        actor=unit,
        full_time_staff=8,
        roster_above=300,
        standby_themes=["gender", "security"],
        policy_on_local_actors="It says that it supports them.",
        practice_with_local_actors="It knows few of them.",
    )
    SupportFactory(
        giver=unit, kind="training", recipient=ActorFactory(name="A team"), content="on ceasefires"
    )
    said = read(client, unit)
    assert "Roster of more than 300" in said
    assert "gender, security" in said
    assert (
        "What its policy says It says that it supports them. no source recorded "
        "What it does It knows few of them. no source recorded" in said
    )
    assert "trainingon ceasefires A team" in said


def test_policy_and_practice_each_have_the_source_that_speaks_of_them(client):
    unit = BodyActorFactory(name="Unit", **LIVED)
    SupportUnitFactory(
        actor=unit, policy_on_local_actors="It helps.", practice_with_local_actors="It knows few."
    )
    CitationFactory(subject=unit, locator="page 1")
    guide = SourceFactory(name="A guide")
    for value in ("It helps.", "It means to help."):
        ClaimFactory(
            subject=unit, field="policy_on_local_actors", value=value, source=guide, locator="page 2"
        )
    ClaimFactory(subject=unit, field="practice_with_local_actors", source__name="A study", locator="page 3")
    said = read(client, unit)
    part = said[said.index("What its policy says") : said.index("What it is Kind")]
    policy, rest = part.split("What it does")
    practice, whole = rest.split("About the unit as a whole:")
    assert "A guide" in policy and "A study" in practice and "page 1" in whole
    assert policy.count("page 2") == 1
    assert "page 3" not in policy and "page 2" not in practice


def test_what_is_guarded_on_a_body_is_nowhere(client, secretariat):
    secret = {"level": 3}
    MeansFactory(body=secretariat, premises="the safe house", **secret)
    StanceFactory(actor=ActorFactory(name="The secret objector", **secret), subject=secretariat)
    MembershipFactory(body=secretariat, member=ActorFactory(name="The secret member", **secret))
    before = read(client, secretariat)
    assert not [words for words in ("safe house", "secret objector", "secret member") if words in before]
    client.force_login(AdviserFactory(clearance=3))
    after = read(client, secretariat)
    assert "the safe house" in after
    assert "The secret objector" in after
    assert "The secret member" in after
