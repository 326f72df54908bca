"""The rows of the start page: reckoned without the network, and the same as the pages that answer in full."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from peaceinfra.analysis import derived
from peaceinfra.analysis.channel_status import passes_word
from peaceinfra.analysis.collect import collect_first_rows, collect_processes
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.core.models import Follow
from peaceinfra.core.visibility import PUBLIC
from processes.models import PeaceProcess
from tests.dashboards.test_pages import text_of
from tests.factories import (
    ActorFactory,
    AdviserFactory,
    AgreementFactory,
    BodyActorFactory,
    ChannelChangeFactory,
    ChannelEndFactory,
    ChannelFactory,
    CoverageNoteFactory,
    EventFactory,
    FunctionFactory,
    LinkageFactory,
    PeaceProcessFactory,
    PhaseChangeFactory,
    PrincipalFactory,
    RoleFactory,
)
from tests.shared import module_fixture

pytestmark = pytest.mark.django_db

DAYS = [date(2001, 6, 30), date(2005, 1, 1), date(2006, 6, 30), date(2009, 12, 31), date(2026, 6, 30)]
LIVES = [
    {},
    {"start_kind": "actual", "start": "2004", "end_kind": "actual", "end": "2009"},
    {"start_kind": "actual", "start": "2004-01-01", "end_kind": "ongoing", "end": "2005-06"},
    {"start_kind": "first_cited", "start": "2003", "end_kind": "last_cited", "end": "2006-07"},
    {"start_kind": "unknown", "end_kind": "ended", "end": "2007"},
]


def mixed_talks():
    """A process with linkages and channels of every kind of dates, some of whose ends are gone or not there."""
    talks = PeaceProcessFactory(name="မြန်မာ talks", start_kind="actual", start="2000")
    tops = [ActorFactory(usual_level="top", **life) for life in LIVES[:2]]
    locals_ = [ActorFactory(usual_level="grassroots", **life) for life in LIVES[:2]]
    for number, life in enumerate(LIVES):
        for seen in ("", "2005-03", "2019"):
            LinkageFactory(
                process=talks, source=tops[number % 2], target=locals_[0], last_evidence=seen, **life
            )
    LinkageFactory(process=talks, source=tops[0], target=locals_[1], level=2)
    LinkageFactory(process=talks, source=tops[0], target=tops[1])
    LinkageFactory(process=talks, source=tops[0], target=ActorFactory(usual_level="unknown"))
    for number, life in enumerate(LIVES):
        for states in (
            [],
            [("open", "2004")],
            [("open", "2004"), ("cut", "[2005..2006]")],
            [("unknown", "")],
        ):
            channel = ChannelFactory(process=talks, **life)
            ChannelEndFactory(channel=channel, actor=tops[number % 2])
            for position, (state, day) in enumerate(states, 1):
                ChannelChangeFactory(channel=channel, position=position, status=state, date=day)
    return talks


talks = module_fixture(mixed_talks)


@pytest.mark.parametrize("day", DAYS)
def test_linkages_are_counted_as_their_facts_answer(talks, day):
    [row], [facts] = collect_first_rows([talks], PUBLIC, day), collect_processes([talks.pk], PUBLIC)
    between = [
        link
        for link in facts.linkages
        if link.source.level != link.target.level and "unknown" not in (link.source.level, link.target.level)
    ]
    expected = {"certain": 0, "confirmed": 0, "possible": 0, "quiet": 0, "past": 0}
    for link in between:
        certainty = derived.certainty(link, day)
        kind = "past" if certainty == Certainty.NO else certainty.value
        expected["quiet" if derived.is_overdue(link, day) else kind] += 1
    assert {kind: getattr(row.links, kind) for kind in expected} == expected
    assert sum(expected.values()) == len(between) == 15
    assert row.links.unconfirmed == sum(derived.is_overdue(link, day) for link in facts.linkages)


@pytest.mark.parametrize("day", DAYS)
def test_channels_pass_word_as_their_facts_answer(talks, day):
    [row], [facts] = collect_first_rows([talks], PUBLIC, day), collect_processes([talks.pk], PUBLIC)
    assert sorted(row.channels) == sorted(passes_word(channel, day) for channel in facts.channels)
    assert len(row.channels) == 20


def home(client, process, **query):
    """The start page with one process alone."""
    return client.get(reverse("home"), {"process": process.public_id} | query)


def cell(page, label) -> str:
    """What stands in a cell of the first row, as it is read."""
    found = re.search(rf'data-label="{label}"><div>(.*?)</div></td>', page.content.decode(), re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split())


def test_links_are_squares_and_words_as_of_the_day_or_today(client):
    process = PeaceProcessFactory()
    ends = [ActorFactory(usual_level=level) for level in ("top", "grassroots")]
    for seen, end in (("2016-05-01", ""), ("2012", ""), ("2003", "2004")):
        kind = {"end_kind": "actual", "end": end} if end else {}
        LinkageFactory(process=process, source=ends[0], target=ends[1], last_evidence=seen, **kind)
    LinkageFactory(process=process, source=ends[0], target=ends[1], level=2)
    now = home(client, process)
    assert cell(now, "Linkages between levels") == "2 quiet 1 at another time"
    assert "oldest: 2012" in cell(now, "Last seen")
    assert len(re.findall('<rect[^>]*class="f-quiet"', now.content.decode())) == 2 + 1  # one is of the legend
    then = home(client, process, as_of="2016-06-30")
    assert cell(then, "Linkages between levels") == "1 possible, 1 quiet 1 at another time"
    assert "oldest" not in cell(home(client, process, as_of="2012-12-31"), "Last seen")


def test_early_functions_stand_for_each_party_and_are_over_with_the_process(client):
    process = PeaceProcessFactory()
    party = RoleFactory(process=process, kind="party", actor__name="جبهة").actor
    office = BodyActorFactory(name="Office")
    PrincipalFactory(body=office, principal=party, process=process)
    FunctionFactory(body=office, process=process, task="connection", state="performed")
    FunctionFactory(body=office, process=None, task="accessibility", state="mandated")
    FunctionFactory(body=office, process=process, task="commitment", state="signalled", level=2)
    FunctionFactory(body=BodyActorFactory(), process=process, task="revitalising", state="performed")
    said = cell(home(client, process), "Early functions")
    assert said == (
        "جبهة : 1 of 4 done commitment and political will: not researched; accessibility and preparation: possibly "
        "mandated; connection and coordination: possibly performed; revitalising stalled processes: not researched"
    )
    PhaseChangeFactory(process=process, status="concluded", date="2009")
    assert cell(home(client, process), "Early functions") == "the process is over"


def test_what_to_look_at_is_counted_and_leads_to_the_question_that_answers_it(client):
    process = PeaceProcessFactory()
    RoleFactory(process=process, kind="party")
    ends = [ActorFactory(usual_level=level) for level in ("top", "grassroots")]
    LinkageFactory(process=process, source=ends[0], target=ends[1], last_evidence="2012")
    LinkageFactory(
        process=process, source=ends[0], target=ActorFactory(usual_level="top"), last_evidence="2011"
    )
    LinkageFactory(process=process, source=ends[0], target=ends[1], last_evidence="2012", level=2)
    assert cell(home(client, process), "Linkages between levels") == "1 quiet"
    assert cell(home(client, process), "To look at") == "2 linkages not confirmed in time"
    CoverageNoteFactory(process=process, topic="bodies", extent="full")
    page = home(client, process)
    assert cell(page, "To look at") == "2 linkages not confirmed in time 1 party without an address"
    leads = re.findall(r'class="plain matter" href="([^"]+)"', page.content.decode())
    assert leads == [
        f"/questions/{slug}/?process={process.public_id}"
        for slug in ("links-not-confirmed", "parties-without-address")
    ]
    links, parties = (text_of(client.get(address)) for address in leads)
    assert "Answers: 2" in links
    assert "1 " in parties


def test_a_cell_says_whether_none_is_recorded_or_nobody_looked(client):
    process = PeaceProcessFactory()
    CoverageNoteFactory(process=process, topic="bodies", extent="part")
    page = home(client, process)
    assert cell(page, "Linkages between levels") == cell(page, "Last seen") == "not researched"
    assert (cell(page, "Channels"), cell(page, "To look at")) == ("not researched", "none counted")
    CoverageNoteFactory(process=process, topic="all", extent="full")
    page = home(client, process)
    assert cell(page, "Linkages between levels") == cell(page, "Channels") == "none recorded"
    assert cell(page, "Early functions") == "no party on this day"


def test_what_only_other_registers_tell_of_stands_below_in_short(client):
    researched, known = PeaceProcessFactory(name="Zeta"), PeaceProcessFactory(name="Alpha")
    CoverageNoteFactory(process=researched, topic="linkages", extent="full")
    RoleFactory(process=known, actor=ActorFactory(name="السلام"))
    AgreementFactory(process=known)
    CoverageNoteFactory(process=known, level=3)
    table, below = text_of(client.get(reverse("home"))).split("Not researched here")
    below = below.partition("Ask a question")[0]
    assert [(name in table, name in below) for name in (researched.name, known.name, "السلام")] == [
        (True, False),
        (False, True),
        (False, True),
    ]
    PhaseChangeFactory(process=known)
    assert "Not researched here" not in text_of(client.get(reverse("home")))


def queries() -> int:
    with CaptureQueriesContext(connection) as captured:
        assert Client().get(reverse("home")).status_code == 200
    return len([query for query in captured if "SAVEPOINT" not in query["sql"]])


def test_as_many_queries_are_asked_for_three_rows_as_for_one(talks):
    at_one = queries()
    for _number in range(2):
        mixed_talks()
    assert PeaceProcess.objects.count() == 3
    assert queries() == at_one


def test_the_questions_are_doors_and_those_below_whose_floor_one_reads_are_not_there(client):
    PeaceProcessFactory()
    assert "Who depends on one go-between alone?" not in text_of(client.get(reverse("home")))
    client.force_login(AdviserFactory())
    page = client.get(reverse("home"))
    assert "Who depends on one go-between alone?" in text_of(page)
    doors = re.findall(r'href="(/questions/[^"#]*)#?[^"]*"', page.content.decode())
    assert {client.get(address).status_code for address in set(doors)} == {200}


def test_who_follows_a_process_reads_first_what_changed_in_it_since(client):
    account, process = AdviserFactory(), PeaceProcessFactory(name="Lake talks")
    client.force_login(account)
    assert "Follow a process to read here" in text_of(client.get(reverse("home")))
    follow = Follow.objects.create(
        account=account, subject=process.public_id, seen_at=timezone.now() - timedelta(days=400)
    )
    EventFactory(process=process, name="Secret meeting", level=3)
    assert "What changed since you last looked Lake talksLake talks: peace process, entered" in text_of(
        client.get(reverse("home"))
    )
    Follow.objects.filter(pk=follow.pk).update(seen_at=timezone.now() + timedelta(minutes=1))
    assert "Nothing changed in the processes that you follow" in text_of(client.get(reverse("home")))
    assert "since you last looked" not in text_of(Client().get(reverse("home")))
