"""The pages as a reader gets them: sentences, days, the same answer for hidden and absent."""

import re
from copy import deepcopy

import pytest
from django.urls import reverse

from peaceinfra.analysis.questions import QUESTIONS
from peaceinfra.core.choices import Level
from peaceinfra.core.history import because
from peaceinfra.core.models import Account
from tests.dashboards.worlds import LIVED, many, small_world
from tests.factories import (
    ActorFactory,
    ActorNameFactory,
    AdviserFactory,
    AnalystFactory,
    CitationFactory,
    EventFactory,
    LinkageFactory,
    MomentumChangeFactory,
    PeaceProcessFactory,
    PhaseChangeFactory,
    RoleFactory,
    SourceFactory,
)
from tests.shared import module_fixture

pytestmark = pytest.mark.django_db


made = module_fixture(small_world)


@pytest.fixture
def world(made):
    return deepcopy(made)


def address(record, name=None):
    names = {"pro": "process_detail", "act": "actor_detail", "src": "source_detail"}
    return reverse(name or names[record.public_id[:3]], args=[record.public_id])


def sub_page(process, slug):
    """The address of one of the pages of a process."""
    return reverse(f"process_{slug}", args=[process.public_id])


def all_pages(world) -> list[str]:
    return [
        "/",
        "/processes/",
        address(world.process),
        *(sub_page(world.process, slug) for slug in ("time", "bodies", "agreements", "evidence")),
        address(world.process, "process_brief"),
        address(world.secretariat, "secretariat_detail"),
        address(world.broker),
        address(world.source),
        f"/compare/?process={world.process.public_id}&by=start",
        "/search/?q=testland",
        "/questions/",
        *(f"/questions/{question.slug}/" for question in QUESTIONS if question.floor == Level.PUBLIC),
        "/how-to-read/",
        "/glossary/",
        "/cite/?view=/processes/%3Fas_of=2006-06-30",
        "/account/sign-in/",
    ]


def text_of(response) -> str:
    """What is read: without tags, white space collapsed."""
    bare = re.sub(r"<[^>]+>", "", response.content.decode())
    return " ".join(bare.replace("&#x27;", "'").replace("&amp;", "&").split())


def test_a_process_says_where_it_stood_on_a_day(client, world):
    said = text_of(client.get(address(world.process), {"as_of": "2006-06-30"}))
    assert (
        "On 30 Jun 2006, 2 linkages between levels held or may have held: "
        "0 with certain dates, 2 confirmed, 0 possible." in said
    )
    assert "1 local actor on record" in said
    assert "Talks stalled since a day between 1 Jan and 31 Dec 2003; negotiation since" in said
    over_time = text_of(client.get(sub_page(world.process, "time"), {"as_of": "2006-06-30"}))
    assert "On 30 Jun 2006: talks stalled since a day between 1 Jan and 31 Dec 2003; negotiation" in over_time
    assert "Computed over what you may see: public records." in said


def test_without_a_day_a_page_shows_the_whole_life(client, world):
    said = text_of(client.get(address(world.process)))
    assert "Showing all dates. Choose a day" in said
    assert "2 linkages between levels are recorded, over all dates" in said
    over_time = text_of(client.get(sub_page(world.process, "time")))
    assert "Talks stalled since a day between 1 Jan and 31 Dec 2003; negotiation since" in over_time


def test_a_state_between_two_days_is_possible_only(client, world):
    said = text_of(client.get(sub_page(world.process, "time"), {"as_of": "2003-06-30"}))
    assert "talks possibly stalled, or active, since a day between" in said


def test_old_evidence_reads_not_confirmed_since(client, world):
    said = text_of(client.get(address(world.process), {"as_of": "2008-06-30"}))
    assert "not confirmed since 15 Jan 2006" in said
    assert "2 of 2 linkages not confirmed within their review interval." in said


def test_a_process_that_is_over_asks_for_no_confirmation(client, world):
    MomentumChangeFactory(process=world.process, position=3, status="collapsed", date="2007")
    over = text_of(client.get(address(world.process), {"as_of": "2008-06-30"}))
    assert "does not apply: the process is over" in over
    assert "not confirmed within" not in over
    in_between = text_of(client.get(address(world.process), {"as_of": "2007-06-30"}))
    assert "does not apply: the process is over" not in in_between


def test_a_linkage_seen_again_later_is_not_called_overdue(client, world):
    said = text_of(client.get(address(world.process), {"as_of": "2005-12-31"}))
    assert "seen again 15 Jan 2006" in said
    assert "not confirmed within their review interval." not in said


def test_a_closing_at_short_notice_is_a_warning_with_its_source(client, world):
    said = text_of(client.get(sub_page(world.process, "evidence")))
    assert "Secretariat of Testland was closed at short notice." in said
    assert "page 7" in said


def test_a_warning_of_later_years_is_not_given_for_an_earlier_day(client, world):
    said = text_of(client.get(sub_page(world.process, "evidence"), {"as_of": "2006-06-30"}))
    assert "was closed at short notice" not in said


def test_sources_that_disagree_stand_side_by_side(client, world):
    said = text_of(client.get(sub_page(world.process, "evidence")))
    assert "Sources disagree about Talks of Testland." in said
    assert "contradicts" in said


def test_a_local_actor_without_a_linkage_is_named_from_clearance_2(client, world):
    alone = ActorFactory(name="Fishers of Testland", kind="individual", usual_level="grassroots", **LIVED)
    RoleFactory(actor=alone, process=world.process, kind="insider_mediator")
    said = text_of(client.get(address(world.process)))
    assert "2 local actors on record" in said
    assert "no recorded tie" not in said and "Missing" not in said and "Depend on one" not in said
    client.force_login(AdviserFactory())
    said = text_of(client.get(address(world.process)))
    assert "1 of 2 local actors with a recorded way to the table" in said
    assert "no recorded way to the table: Fishers of Testland" in said
    assert "Today, of 2 local actors on record, 1 reaches it through one other actor alone; 1 has no" in said
    assert "Fishers of Testland has no recorded tie to anyone." in said
    assert "None on the records you may see; it does not say that there is none." in said


def test_below_clearance_2_nothing_is_said_of_brokers(client, world):
    page = client.get(address(world.process)).content.decode()
    assert "only way" not in page
    assert 'class="ring"' not in page
    assert "through Bridge House alone" not in page


def test_from_clearance_2_a_single_broker_is_named(client, world):
    client.force_login(AdviserFactory())
    page = client.get(address(world.process)).content.decode()
    assert "1 local actor reaches the official table through Bridge House alone." in page
    assert "only way for 1" in page


def test_the_page_of_a_secretariat_tells_its_life(client, world):
    said = text_of(client.get(address(world.secretariat, "secretariat_detail")))
    assert "Peace secretariat of Government of Testland. Last recorded state: closed" in said
    assert "Recorded states: operational (1 Feb 2002); then closed (2009)" in said
    assert "unilateral: it serves one party" in said


def test_a_secretariat_has_one_page_and_an_actor_too(client, world):
    moved = client.get(address(world.secretariat), {"as_of": "2006-06-30"})
    assert moved.status_code == 302
    assert moved["Location"] == address(world.secretariat, "secretariat_detail") + "?as_of=2006-06-30"
    back = client.get(address(world.broker, "secretariat_detail"))
    assert back["Location"] == address(world.broker)


def test_a_source_shows_what_rests_on_it(client, world):
    said = text_of(client.get(address(world.source)))
    assert "Secretariat of Testland: closed" in said
    assert "the record as a whole" in said
    assert "page 7" in said


def test_the_day_is_carried_along_every_link_inside(client, world):
    for page in (p for p in all_pages(world) if p != "/account/sign-in/"):
        response = client.get(page, {"as_of": "2006-06-30"} | ({"q": "testland"} if "search" in page else {}))
        inside = re.findall(
            r'href="(/(?:processes|actors|secretariats|sources|search|about)/[^"]*)"',
            response.content.decode(),
        )
        assert inside, page
        # A feed tells what was written lately, and has no day.
        pages = [link for link in inside if not link.endswith(".atom")]
        assert [link for link in pages if "as_of=2006-06-30" not in link] == [], page


def test_a_month_is_shown_as_of_its_last_day_which_every_link_carries_on(client, world):
    for page in ("/processes/", "/linkages/", address(world.process)):
        response = client.get(page, {"as_of": "June 2006"})
        assert "“June 2006” is shown as of 30 Jun 2006." in text_of(response)
        said = response.content.decode()
        assert 'name="as_of" type="text"' in said and 'value="2006-06-30"' in said
        assert "as_of=2006-06-30" in said and "as_of=June" not in said
    for named in ("2006-06-30", "30 June 2006"):
        assert "is shown as of" not in text_of(client.get("/processes/", {"as_of": named}))


def test_a_bad_day_is_explained_beside_its_control(client, world):
    for page in all_pages(world)[:-1]:
        response = client.get(page, {"as_of": "31.6.2006"})
        assert response.status_code == 400, page
        assert "“31.6.2006” is not a day. Write a day, a month or a year, for example" in text_of(response)
        assert 'aria-invalid="true"' in response.content.decode()


def test_hidden_and_absent_are_the_same_404(client):
    hidden = small_world(level=Level.RESTRICTED)
    absent = client.get("/processes/pro-0123456789abc/")
    assert absent.status_code == 404
    for page in (
        address(hidden.process),
        address(hidden.secretariat, "secretariat_detail"),
        address(hidden.broker),
        address(hidden.source),
        "/processes/nonsense/",
        reverse("record_history", args=[hidden.process.public_id]),
    ):
        response = client.get(page)
        assert (response.status_code, response.content) == (404, absent.content), page


@pytest.mark.slow
def test_what_is_hidden_is_nowhere_on_a_page(client, world):
    """The pages of two worlds, one with hidden records added, are byte by byte the same."""
    before = {page: _without_tokens(client.get(page)) for page in all_pages(world)}
    on_day = {page: _without_tokens(client.get(page, {"as_of": "2006-06-30"})) for page in all_pages(world)}
    _hide_things_in(world)
    assert {page: _without_tokens(client.get(page)) for page in all_pages(world)} == before
    again = {page: _without_tokens(client.get(page, {"as_of": "2006-06-30"})) for page in all_pages(world)}
    assert again == on_day


def test_who_may_see_it_does_see_it(client, world):
    _hide_things_in(world)
    client.force_login(AnalystFactory())
    for slug, name in (
        ("detail", "Hidden mediator"),
        ("agreements", "Hidden round"),
        ("evidence", "Hidden source"),
        ("bodies", "Hidden mediator"),
        ("time", "Hidden round"),
    ):
        assert name in client.get(sub_page(world.process, slug)).content.decode(), slug


def _hide_things_in(world):
    hidden = {"level": Level.RESTRICTED}
    mediator = ActorFactory(name="Hidden mediator", kind="individual", usual_level="grassroots", **hidden)
    RoleFactory(actor=mediator, process=world.process, kind="insider_mediator", **hidden)
    LinkageFactory(source=mediator, target=world.mediator, process=world.process, **hidden)
    LinkageFactory(source=world.elders, target=world.mediator, process=world.process, **hidden)
    EventFactory(name="Hidden round", process=world.process, **hidden)
    ActorNameFactory(actor=world.broker, name="Hidden testland alias", **hidden)
    source = SourceFactory(name="Hidden source of Testland", **hidden)
    CitationFactory(subject=world.process, source=source, **hidden)
    CitationFactory(subject=world.broker, source=world.source, **hidden)
    PeaceProcessFactory(name="Hidden talks of Testland", **hidden)
    PeaceProcessFactory(name="Hidden strand", parent=world.process, **hidden)
    PhaseChangeFactory(
        process=world.process, position=2, status="concluded", date="2005", decided_by=mediator
    )


def _without_tokens(response) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", response.content.decode())


@pytest.mark.parametrize("name", ["لجنة المصالحة", "ငြိမ်းချမ်းရေး ကော်မတီ", "இலங்கை", "Комитет", "和平秘书处"])
def test_names_in_any_script_are_shown_and_found(client, world, name):
    ActorNameFactory(actor=world.broker, name=name)
    ActorFactory(name=f"{name} 2")
    assert name in client.get(address(world.broker)).content.decode()
    found = client.get("/search/", {"q": name[2:-1]}).content.decode()
    assert "Bridge House" in found
    assert f"{name} 2" in found


def test_a_search_without_an_answer_says_what_to_try(client, world):
    said = text_of(client.get("/search/", {"q": "zzz"}))
    assert "No name on the records you may see holds these words." in said


def test_a_process_without_anything_recorded_has_a_page(client):
    process = PeaceProcessFactory(name="Bare talks")
    said = text_of(client.get(address(process)))
    assert "No linkage between levels is recorded, on the records you may see." in said
    assert "at some time" in said.lower()
    said = text_of(client.get(sub_page(process, "time")))
    assert "No phase and no momentum of the talks is recorded." in said
    assert "No channel is recorded. No change of state is recorded. No event is recorded." in said


def test_the_list_is_filtered_and_a_bad_filter_is_named(client, world):
    PeaceProcessFactory(name="Elsewhere")
    said = text_of(client.get("/processes/", {"q": "testland"}))
    assert "Talks of Testland" in said
    assert "Elsewhere" not in said
    refused = client.get("/processes/", {"country": "LKX"})
    assert refused.status_code == 400
    assert "“LKX” is not a country." in text_of(refused)


def test_the_list_goes_on_by_name_without_a_total(client):
    for i in range(52):
        PeaceProcessFactory(name=f"Talks {i:02}")
    first = client.get("/processes/").content.decode()
    assert "Talks 49" in first
    assert "Talks 50" not in first
    following = re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")
    second = client.get(f"/processes/{following}").content.decode()
    assert "Talks 50" in second
    assert "Talks 51" in second
    assert "Talks 49" not in second


@pytest.mark.slow
def test_no_page_has_an_inline_script_an_inline_style_or_another_host(client, world):
    many(world, 2)
    world.source.refresh_from_db()
    client.force_login(AnalystFactory())
    history = reverse("record_history", args=[world.process.public_id])
    for page in [*all_pages(world), history, "/processes/pro-0123456789abc/"]:
        markup = client.get(page).content.decode()
        assert not re.search(
            r"<script(?! src=\"/static/js/)|<style|\sstyle=|\son[a-z]+=|javascript:", markup
        ), page
        assert re.findall(r'(?:src|href|action)="(?:https?:)?//[^"]*"', markup) == [], page


def test_history_is_for_those_whose_role_reads_it(client, world):
    page = reverse("record_history", args=[world.process.public_id])
    assert client.get(page).status_code == 404
    client.force_login(AnalystFactory())
    said = text_of(client.get(page))
    assert "History of Talks of Testland" in said
    assert "added" in said


def test_history_says_who_changed_what_and_why(client, world):
    account = AnalystFactory(username="ana")
    with because(account, "the source was read again"):
        type(world.process).objects.filter(pk=world.process.pk).update(boundary="Only the first round")
    client.force_login(account)
    said = text_of(client.get(reverse("record_history", args=[world.process.public_id])))
    assert "ana · changed Reason: the source was read again" in said
    assert "Only the first round" in said


def test_signing_in_and_out(client):
    account = AdviserFactory(username="adviser", clearance=1)
    Account.objects.filter(pk=account.pk).update(first_name="Aye")
    wrong = client.post("/account/sign-in/", {"username": "adviser", "password": "no"})
    assert "You are not signed in." in text_of(wrong)
    right = client.post("/account/sign-in/", {"username": "adviser", "password": "a password of the tests"})
    assert right["Location"] == "/"
    assert "clearance partner (TLP:GREEN)" in text_of(client.get("/"))
    client.post("/account/sign-out/")
    assert "Signed out: public records" in text_of(client.get("/"))


def test_a_page_is_compressed_for_slow_links(client, world):
    plain = client.get(address(world.process))
    small = client.get(address(world.process), headers={"accept-encoding": "gzip"})
    assert small["Content-Encoding"] == "gzip"
    assert len(small.content) < len(plain.content) / 4
