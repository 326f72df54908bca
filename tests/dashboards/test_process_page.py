"""What a process page shows beside its linkages, and its brief: channels, functions, coverage, markings."""

import re
from copy import deepcopy
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.timezone import localdate

from peaceinfra.core.choices import Level
from peaceinfra.core.dates.words import day_text
from secretariats.choices import FunctionState
from tests.dashboards.test_pages import address, sub_page, text_of
from tests.dashboards.worlds import LIVED, small_world
from tests.factories import (
    ActorFactory,
    AdviserFactory,
    AgreementFactory,
    AnalystFactory,
    AppointmentFactory,
    BodyActorFactory,
    ChannelChangeFactory,
    ChannelEndFactory,
    ChannelFactory,
    CitationFactory,
    ClaimFactory,
    CommunityFactory,
    ConflictFactory,
    ConflictLinkFactory,
    CoverageNoteFactory,
    EventFactory,
    FunctionFactory,
    InclusionFactory,
    LifecycleChangeFactory,
    ListingFactory,
    MediatorFactory,
    MembershipFactory,
    MomentumChangeFactory,
    PhaseChangeFactory,
    PostFactory,
    PrincipalFactory,
    ReachFactory,
    RoleFactory,
    SignatoryFactory,
    StanceFactory,
    SupportFactory,
)
from tests.shared import module_fixture

pytestmark = pytest.mark.django_db


def with_a_front():
    """Talks of Testland with a second party, a phone line cut on an unknown day, and one of each kind of record."""
    world = small_world()
    world.front = ActorFactory(
        name="Front of Testland", kind="armed_organisation", usual_level="top", **LIVED
    )
    RoleFactory(actor=world.front, process=world.process, side="front")
    world.line = a_line(world, "Telephone of Testland")
    return world


made = module_fixture(with_a_front)


@pytest.fixture
def world(made):
    return deepcopy(made)


def a_line(world, name, **marking):
    ended = {"start_kind": "actual", "start": "2002-03", "end_kind": "ended", "end": "2008-12-31"}
    line = ChannelFactory(name=name, process=world.process, medium="phone", **ended, **marking)
    ChannelEndFactory(channel=line, actor=world.secretariat)
    ChannelEndFactory(channel=line, actor=world.front, position=2)
    ChannelChangeFactory(channel=line, date="2002-03-01")
    ChannelChangeFactory(channel=line, position=2, status="cut")
    return line


def brief_of(world):
    return reverse("process_brief", args=[world.process.public_id])


def test_the_brief_of_today_says_the_next_planned_round_and_that_of_a_past_day_does_not(client, world):
    rounds = [localdate() + timedelta(days=days) for days in (90, 9)]
    for number, day in enumerate(rounds):
        EventFactory(
            name=f"Round {number}", process=world.process, start_kind="actual", start=day.isoformat()
        )
    EventFactory(name="Round done", process=world.process, start_kind="actual", start="2006-06-01")
    part = text_of(client.get(brief_of(world))).partition("Planned or expected next")[2]
    part = part.partition("Last 90 days")[0]
    assert re.findall(r"Round \w+", part) == ["Round 1", "Round 0"]
    assert day_text(rounds[1]) in part
    past = text_of(client.get(brief_of(world), {"as_of": "2006-06-30"}))
    # Its name stands once, among the sections to choose from.
    assert past.count("Planned or expected next") == 1 and "Round 0" not in past


def test_a_cut_on_an_unknown_day_is_drawn_and_set_against_the_momentum_of_the_talks(client, world):
    response = client.get(sub_page(world.process, "time"))
    said = text_of(response)
    assert "open: 1 Mar 2002talks then: active" in said
    assert "cut: on an unknown daytalks then: active or stalled" in said
    drawing = response.content.decode().split('id="time"')[1].split("</figure>")[0]
    assert "cut, unknown day, by 31 Dec 2008" in drawing
    assert drawing.index("Momentum") < drawing.index("Secretariat of Testland – Front")


def test_who_speaks_to_whom_stands_beside_the_map_with_its_doubt(client, world):
    said = text_of(client.get(address(world.process), {"as_of": "2006-06-30"}))
    assert "Secretariat of Testland – Front of Testland: phone line, possibly cut, or open" in said
    assert "No open channel is recorded" not in said


def test_sides_without_an_open_channel_are_a_warning_on_the_day(client, world):
    ChannelChangeFactory(channel=world.line, position=3, status="closed", date="2005-01-01")
    said = text_of(client.get(address(world.process), {"as_of": "2006-06-30"}))
    assert "No open channel is recorded between front and government." in said


def test_nothing_is_said_of_a_channel_before_its_log_begins(client, world):
    line = ChannelFactory(name="Later line", process=world.process, start_kind="first_cited", start="2007")
    ChannelEndFactory(channel=line, actor=world.front)
    ChannelChangeFactory(channel=line, date="2007")
    said = text_of(client.get(sub_page(world.process, "time"), {"as_of": "2005-06-30"}))
    assert "Later line not recorded not recorded for this day open: 2007" in said
    assert "Front of Testland: Later line" not in said


def test_not_researched_stands_beside_none_recorded(client, world):
    CoverageNoteFactory(process=world.process, topic="inclusion", extent="none")
    said = text_of(client.get(sub_page(world.process, "agreements")))
    _before, _words, after = said.partition("Nothing about inclusion is recorded.")
    assert "Inclusion: not researched." in after


@pytest.mark.parametrize(
    "note, question, words",
    [
        ({}, {}, "not researched"),
        ({"topic": "lists", "extent": "none"}, {}, "not researched"),
        ({"topic": "inclusion", "extent": "full"}, {}, "not researched"),
        ({"topic": "lists", "extent": "part"}, {}, "none recorded"),
        ({"topic": "all", "extent": "full"}, {}, "none recorded"),
        ({"topic": "lists", "extent": "full", "end": "2005"}, {"as_of": "2005-06-30"}, "none recorded"),
        ({"topic": "lists", "extent": "full", "end": "2005"}, {"as_of": "2009-06-30"}, "not researched"),
    ],
)
def test_that_a_party_is_on_no_list_of_sanctions_is_said_only_where_somebody_looked(
    client, world, note, question, words
):
    world.process.coverage_notes.all().delete()
    if note:
        end = {"end_kind": "actual"} if "end" in note else {}
        CoverageNoteFactory(process=world.process, start_kind="actual", start="2000", **note, **end)
    page = client.get(sub_page(world.process, "bodies"), question).content.decode()
    cells = re.findall(r'data-label="On lists of sanctions"><div>(.*?)</div>', page)
    assert {strip_tags(cell) for cell in cells} == {words}


def test_what_sources_say_there_was_not_stands_on_the_picture_and_in_the_brief(client, world):
    none = {"polarity": "absent", "field": "support_structures", "start_kind": "actual", "end_kind": "actual"}
    for year in ("2003", "2006"):
        ClaimFactory(subject=world.process, value=f"No structure in {year}.", start=year, end=year, **none)
    ClaimFactory(subject=world.secretariat, field="outreach", value="No mechanism yet.", polarity="absent")
    ClaimFactory(
        subject=world.process, field="talks", value="Taken back.", polarity="absent", status="rejected"
    )
    heading = "Sources say that there is, or was, none"
    whole = text_of(client.get(address(world.process)))
    assert f"{heading} No structure in 2003." in whole
    assert "No structure in 2006." in whole and "Secretariat of Testland: No mechanism yet." in whole
    assert "Taken back." not in whole
    on_day = text_of(client.get(address(world.process), {"as_of": "2006-06-30"}))
    assert "No structure in 2006." in on_day and "No structure in 2003." not in on_day
    brief = text_of(client.get(brief_of(world), {"as_of": "2006-06-30"}))
    assert "No structure in 2006." in brief and "Secretariat of Testland: No mechanism yet." in brief
    own = text_of(client.get(reverse("secretariat_detail", args=[world.secretariat.public_id])))
    assert f"{heading} No mechanism yet." in own


def test_a_process_that_is_over_says_how_it_ended(client, world):
    said = text_of(client.get(address(world.process)))
    assert "it ended" not in said
    PhaseChangeFactory(process=world.process, position=2, status="concluded", date="2009")
    said = text_of(client.get(address(world.process)))
    ended = "Ended in 2009; how it ended is not known; before that stalled since a day between"
    assert ended in said
    type(world.process).objects.filter(pk=world.process.pk).update(ending="military_victory")
    said = text_of(client.get(address(world.process)))
    assert "Ended in 2009 by military victory; before that stalled since a day between" in said
    assert "nded by military" not in text_of(client.get(address(world.process), {"as_of": "2006-06-30"}))


@pytest.mark.parametrize(
    "unknown_since, words",
    [
        ("[2021..]", "negotiation, last seen 2020, and nothing recorded since"),
        ("[2020-08-22..]", "negotiation, last seen 21 Aug 2020, and nothing recorded since"),
        ("2018", "negotiation, last seen 2018, and nothing recorded since"),
        ("", "negotiation when last seen, and nothing recorded since"),
    ],
)
def test_a_state_that_is_not_known_any_more_is_said_as_it_was_last_known(client, world, unknown_since, words):
    PhaseChangeFactory(process=world.process, position=2, status="unknown", date=unknown_since)
    assert f"; {words}" in text_of(client.get(address(world.process)))
    assert words in text_of(client.get(reverse("process_list")))


def test_a_gap_in_the_sources_is_no_change(client, world):
    def last_change():
        return client.get(address(world.process)).context["earlier_change"]

    before = last_change()
    PhaseChangeFactory(process=world.process, position=2, status="unknown", date="2021-03")
    assert last_change() == before
    PhaseChangeFactory(process=world.process, position=3, status="concluded", date="2021-04-05")
    assert last_change() == date(2021, 4, 5)


def test_a_party_is_shown_on_its_side_with_lists_stances_and_functions(client, world):
    council = ActorFactory(name="Council of the World", kind="igo")
    ListingFactory(actor=world.front, authority=council, exemption="travel to talks")
    StanceFactory(
        actor=world.front, subject=world.process, kind="refuses", condition="no talks without a ceasefire"
    )
    FunctionFactory(
        body=world.secretariat, task="accessibility", state="performed", start_kind="actual", start="2003"
    )
    said = text_of(client.get(sub_page(world.process, "bodies"), {"as_of": "2006-06-30"}))
    assert "Front of Testland front not recorded Council of the World: exempt for travel to talks" in said
    assert "refusesno talks without a ceasefire Talks of Testland" in said
    assert "possibly performedSecretariat of Testland" in said
    assert "nothing recorded" in said


def test_who_supports_a_side_stands_apart_from_parties_and_from_third_parties(client, world):
    for name, kind, side in (("Ally", "supporter", "front"), ("Envoy of Nowhere", "third_party", None)):
        RoleFactory(actor=ActorFactory(name=name), process=world.process, kind=kind, side=side)
    said = text_of(client.get(sub_page(world.process, "bodies")))
    assert "Supporters of a side ActorSide it supportsWhenSource Ally front" in said
    third = said.partition("Third parties and others")[2]
    assert "Envoy of Nowhere third party (role not recorded)" in third and "Ally" not in third
    parties = said.partition("Parties by side")[2].partition("Supporters of a side")[0]
    assert "Front of Testland" in parties and "Ally" not in parties


def function_marks(page):
    """The sign and the words of each mark of a function on a page."""
    return set(
        re.findall(r'<span class="mk wrap"><svg [^>]*><use href="#([\w-]+)"/></svg>([^<]+)</span>', page)
    )


@pytest.mark.parametrize("state", FunctionState)
def test_a_function_has_the_same_sign_and_word_on_the_page_of_its_process_and_of_its_body(
    client, world, state
):
    FunctionFactory(body=world.secretariat, party=world.front, task="commitment", state=state)
    process = function_marks(client.get(sub_page(world.process, "bodies")).content.decode())
    body = reverse("secretariat_detail", args=[world.secretariat.public_id])
    assert process == function_marks(client.get(body).content.decode()) and len(process) == 1


def test_what_a_process_that_is_over_did_not_record_does_not_apply(client, world):
    MomentumChangeFactory(process=world.process, position=3, status="collapsed", date="2007")
    bodies = sub_page(world.process, "bodies")
    assert "does not apply: the process is over" in text_of(client.get(bodies, {"as_of": "2008-06-30"}))
    assert "nothing recorded; does not apply now" in text_of(client.get(bodies))


def test_a_body_of_states_and_civil_society_is_called_hybrid(client, world):
    for number, member_class in enumerate(("state", "ngo")):
        MembershipFactory(
            body=world.secretariat, member=ActorFactory(name=f"Member {number}"), member_class=member_class
        )
    said = text_of(client.get(sub_page(world.process, "bodies")))
    assert "hybrid: states or intergovernmental organisations sit with civil society" in said


def test_conflicts_agreements_support_mediators_and_inclusion_are_listed(client, world):
    ConflictLinkFactory(process=world.process, conflict=ConflictFactory(name="Testland: north"))
    accord = AgreementFactory(
        name="Accord of Testland", process=world.process, start_kind="actual", start="2003-05-01"
    )
    SignatoryFactory(agreement=accord, actor=world.front)
    SupportFactory(giver=world.broker, process=world.process, kind="briefing", answer="refused")
    MediatorFactory(actor=world.elders)
    InclusionFactory(process=world.process, actor=world.elders, modality="observer", weight="listens")
    bodies = text_of(client.get(sub_page(world.process, "bodies")))
    assert "Testland: north" in bodies
    assert "Local mediators 1 Elders of Lakeside" in bodies
    said = text_of(client.get(sub_page(world.process, "agreements")))
    assert "Accord of Testland not coded Front of Testland" in said
    assert "Bridge House briefing paper the process as a whole refused" in said
    assert "Elders of Lakeside observer listens only" in said


def test_a_hidden_channel_is_nowhere_on_the_page_or_in_the_brief(client, world):
    pages = [address(world.process), sub_page(world.process, "time"), brief_of(world)]
    before = [client.get(page, day).content for page in pages for day in ({}, {"as_of": "2006-06-30"})]
    a_line(world, "Hidden line", level=Level.RESTRICTED)
    after = [client.get(page, day).content for page in pages for day in ({}, {"as_of": "2006-06-30"})]
    assert [without_tokens(page) for page in after] == [without_tokens(page) for page in before]
    client.force_login(AnalystFactory())
    assert "Hidden line" in text_of(client.get(address(world.process)))


def without_tokens(content):
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"', b"", content)


def test_a_brief_says_what_stands_on_its_day_and_that_all_of_it_is_public(client, world):
    EventFactory(name="Meeting at the lake", process=world.process, start_kind="actual", start="2006-05-01")
    EventFactory(name="Meeting long ago", process=world.process, start_kind="actual", start="2005-05-01")
    post = PostFactory(body=world.secretariat, kind="director")
    AppointmentFactory(
        post=post, person=ActorFactory(name="A. Director"), start_kind="actual", start="2006-06-01"
    )
    said = text_of(client.get(brief_of(world), {"as_of": "2006-06-30"}))
    assert "Brief as of 30 Jun 2006. Highest marking of this brief: public (TLP:CLEAR)." in said
    assert "Secretariat of Testland – Front of Testland: phone line possibly cut, or open" in said
    assert "Meeting at the lake" in said
    assert "Meeting long ago" not in said
    assert "A. Director, director (Secretariat of Testland) from 1 Jun 2006" in said
    assert "Everything here comes from public records." in said


def test_a_brief_names_the_bodies_that_had_begun_by_its_day_with_their_state_and_since_when(client, world):
    for name, start, status in (
        ("Gone office", "2003-01-01", "closed"),
        ("Later office", "2008-01-01", "operational"),
    ):
        body = BodyActorFactory(name=name)
        PrincipalFactory(body=body, principal=world.front, process=world.process)
        LifecycleChangeFactory(body=body, status=status, date=start)
    said = text_of(client.get(brief_of(world), {"as_of": "2006-06-30"}))
    part = said[said.index("Bodies") : said.index("Last 90 days")]
    assert "Secretariat of Testland: operational" in part
    assert part.index("Secretariat of Testland") < part.index("Gone office: closed since 1 Jan 2003")
    assert "Later office" not in part


def test_a_brief_has_its_address_with_its_day_so_that_paper_leads_back(client, world):
    address = f"http://testserver{brief_of(world)}?as_of="
    assert address + "2006-06-30" in text_of(client.get(brief_of(world), {"as_of": "2006-06-30", "x": "1"}))
    assert address + localdate().isoformat() in text_of(client.get(brief_of(world)))


def test_a_brief_for_a_cleared_reader_marks_what_must_not_travel(client, world):
    a_line(world, "Quiet line", level=Level.INTERNAL)
    client.force_login(AdviserFactory())
    said = text_of(client.get(brief_of(world), {"as_of": "2006-06-30"}))
    assert "Highest marking of this brief: internal (TLP:AMBER)." in said
    assert "phone line possibly cut, or open internal (TLP:AMBER)" in said
    assert (
        "come from protected records (marked). Do not share them beyond people cleared for that mark." in said
    )


def test_a_public_statement_that_cites_a_guarded_source_is_marked_in_the_brief(client, world):
    CitationFactory(subject=world.line, source=world.source, level=Level.INTERNAL)
    client.force_login(AdviserFactory())
    said = text_of(client.get(brief_of(world), {"as_of": "2006-06-30"}))
    assert re.search(r"phone line possibly cut, or open ?\[\d\] internal \(TLP:AMBER\)", said)


def test_a_brief_without_a_day_speaks_of_today_and_a_bad_day_is_explained(client, world):
    assert "Brief as of today, " in text_of(client.get(brief_of(world)))
    refused = client.get(brief_of(world), {"as_of": "31.6.2006"})
    assert refused.status_code == 400
    assert "“31.6.2006” is not a day." in text_of(refused)


def test_a_long_section_shows_a_hundred_rows_and_leads_to_the_whole_list(client, world):
    for number in range(101):
        AgreementFactory(name=f"Accord {number:03}", process=world.process, start_kind="actual", start="2003")
    page = client.get(sub_page(world.process, "agreements")).content.decode()
    section = page.split('id="agreements"')[1].split("</section>")[0]
    assert section.count("<tr role=") == 101
    assert "Rows 1 to 100 of 101." in section
    assert f'<a href="/agreements/?process={world.process.public_id}">All in a list</a>' in section
    assert page.count("Next rows") == 1


def test_each_section_leads_to_its_data(client, world):
    CoverageNoteFactory(process=world.process)
    EventFactory(process=world.process)
    asked = f"?process={world.process.public_id}&amp;as_of=2006-06-30"
    for slug, names in (
        ("detail", ["linkages"]),
        ("time", ["channels", "events"]),
        ("bodies", ["roles", "bodies", "functions"]),
    ):
        page = client.get(sub_page(world.process, slug), {"as_of": "2006-06-30"}).content.decode()
        assert [name for name in names if f'href="/api/v1/{name}/{asked}"' not in page] == [], slug


def test_the_drawing_fits_the_process_and_marks_what_its_bodies_were_before(client, world):
    over_time = sub_page(world.process, "time")
    assert "began earlier" not in client.get(over_time).content.decode()
    lived = {"start_kind": "actual", "start": "1950", "end_kind": "ongoing", "end": "2026-01-01"}
    old = BodyActorFactory(name="Old Bureau", **lived)
    PrincipalFactory(body=old, principal=world.party, process=world.process)
    LifecycleChangeFactory(body=old, date="1950")
    page = client.get(over_time).content.decode()
    assert "operational, 1950" in page and "<title>began earlier</title>" in page
    assert not re.search(r">19[5-8]\d</text>", page)


def test_a_legend_lists_only_the_signs_of_its_drawing(client, world):
    said = text_of(client.get(sub_page(world.process, "time")))
    assert "part height, broken outline: possible on that day" in said
    assert "even dashes: at some time in this span" not in said


def links_of(page):
    """{words: address} of all links of a page."""
    found = re.findall(r'<a href="([^"]*)"[^>]*>(.*?)</a>', page)
    return {re.sub(r"<[^>]+>", "", words): where.replace("&amp;", "&") for where, words in found}


def test_a_drawing_of_time_says_how_much_it_leaves_out_and_where_all_of_it_stands(client, world):
    over_time = sub_page(world.process, "time")
    assert "Not drawn here:" not in text_of(client.get(over_time))
    process = world.process
    for number in range(26):
        EventFactory(name=f"Round {number}", process=process, start_kind="actual", start=str(1990 + number))
        AgreementFactory(
            name=f"Accord {number}", process=process, start_kind="actual", start=str(1990 + number)
        )
        PrincipalFactory(
            body=(body := BodyActorFactory(name=f"Office {number}")), principal=world.front, process=process
        )
        LifecycleChangeFactory(body=body, date="2003")
    for number in range(14):
        a_line(world, f"Line {number}")
    links = links_of(client.get(over_time).content.decode())
    here = f"?process={process.public_id}"
    left_out = [words for words in links if " earlier " in words or " more " in words]
    assert {words: links[words] for words in left_out if not words.startswith("Day of")} == {
        "3 earlier events": f"/events/{here}",
        "2 earlier agreements": f"/agreements/{here}",
        "3 more channels": f"/channels/{here}",
        "3 more bodies": f"{sub_page(process, 'bodies')}#bodies",
    }


def test_a_brief_leads_to_what_it_leaves_out(client, world):
    for number in range(12):
        body = BodyActorFactory(name=f"Office {number}", **LIVED)
        PrincipalFactory(body=body, principal=world.front, process=world.process)
        LifecycleChangeFactory(body=body, date="2003")
    links = links_of(client.get(brief_of(world), {"as_of": "2006-06-30"}).content.decode())
    assert links["and 5 more on the page of the process"] == (
        f"{sub_page(world.process, 'bodies')}?as_of=2006-06-30#bodies"
    )


def test_a_process_of_many_parties_leads_to_those_that_its_line_leaves_out(client, world):
    for number in range(6):
        RoleFactory(actor=ActorFactory(name=f"Party {number}"), process=world.process, side="front")
    links = links_of(client.get(reverse("process_list")).content.decode())
    assert links["and 2 more"] == f"{sub_page(world.process, 'bodies')}#parties"


def test_a_warning_leaves_nobody_out_and_folds_those_after_the_fifth(client, world):
    CoverageNoteFactory(process=world.process, topic="bodies", extent="full")
    for number in range(7):
        actor = ActorFactory(name=f"Party {number}", **LIVED)
        RoleFactory(actor=actor, process=world.process, side="front", **LIVED)
    page = client.get(sub_page(world.process, "evidence")).content.decode()
    warning = page.split("No working office or contact person is recorded for")[-1].split("</div></li>")[0]
    first, folded = warning.split("<summary>and 4 more</summary>")
    assert first.count('<a href="/actors/') == 5 and folded.count('<a href="/actors/') == 4
    assert all(f"Party {number}" in warning for number in range(7))


def test_a_reach_that_was_confirmed_lately_is_drawn_as_confirmed_over_all_dates(client, world):
    herders = CommunityFactory(name="Herders")
    lately = (localdate() - timedelta(days=30)).isoformat()
    ReachFactory(
        actor=world.elders, community=herders, process=world.process, quality="trusted", level=2,
        start_kind="first_cited", start="2000", end_kind="ongoing", end=lately,
    )  # fmt: skip
    client.force_login(AdviserFactory())
    page = client.get(address(world.process)).content.decode()
    assert re.search(r"Elders of Lakeside – Herders: reach, trusted;[^<]*; confirmed", page)


def test_the_signs_without_which_nobody_reads_the_map_stand_under_it_and_no_other(client, world):
    page = client.get(address(world.process)).content.decode()
    brief = re.search(r'<ul class="legend brief">(.*?)</ul>', page, re.DOTALL)[1]
    said = re.findall(r"</svg>([^<]+)</li>", brief)
    assert said == ["dates certain", "not confirmed in time", "channel", "serves or belongs to"]
    # Thin alone is a linkage that is not confirmed; what belongs together has ticks across.
    assert page.count('class="ticks"') > page.count('class="e struct') / 2
