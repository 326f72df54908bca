"""Pages and answers as recorded at the end of a day: what is left out, what is said, what is kept in links."""

import html
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from processes.models import Actor, PeaceProcess, PhaseChange
from tests import factories as make
from tests.recording import written_on
from tests.shared import module_fixture
from tracks.models import Linkage

pytestmark = pytest.mark.django_db

DAY = "2026-11-01"


def build():
    with written_on("2026-10-01"):
        process = make.PeaceProcessFactory(name="Talks of the lake")
        council = make.ActorFactory(name="ရပ်ရွာကောင်စီ")
        guarded = make.ActorFactory(name="Raised since")
        lowered = make.ActorFactory(name="Lowered since", level=3)
        for end in (guarded, lowered):
            make.LinkageFactory(process=process, source=end, target=council)
        linkage = make.LinkageFactory(
            process=process,
            source=council,
            target=make.ActorFactory(name="Movement"),
            modality="facilitation",
        )
    with written_on("2026-11-10"):
        Actor.objects.filter(pk=council.pk).update(name="مجلس البلدة")
        Actor.objects.filter(pk=guarded.pk).update(level=3)
        Actor.objects.filter(pk=lowered.pk).update(level=0)
        Linkage.objects.filter(pk=linkage.pk).update(modality="briefing")
        PeaceProcess.objects.filter(pk=process.pk).update(name="Talks of the river")
        make.LinkageFactory(process=process, source=council, target=make.ActorFactory(name="Entered since"))
    return process, linkage


world = module_fixture(build)


@pytest.fixture
def process(world):
    return world[0]


@pytest.fixture
def linkage(world):
    return world[1]


def page(address, status=200, **query):
    response = Client().get(address, query)
    assert response.status_code == status
    return response.getvalue().decode()


def process_address(process):
    return f"/processes/{process.public_id}/"


def test_a_process_is_shown_with_what_was_recorded_then(process):
    then, now = page(process_address(process), recorded=DAY), page(process_address(process))
    for old, new in (("Talks of the lake", "Talks of the river"), ("ရပ်ရွာကောင်စီ", "مجلس البلدة")):
        assert old in then and new not in then
        assert new in now and old not in now
    assert "Entered since" in now and "Entered since" not in then
    assert "Raised since" not in then + now
    assert "Lowered since" in now and "Lowered since" not in then


def test_the_page_says_so_and_leads_back_to_now(process):
    then = page(process_address(process), recorded="1 November 2026", as_of="2005-01-01")
    assert "As we had it recorded at the end of 1 November 2026." in then
    assert '<a href="?as_of=2005-01-01">Go back to now</a>' in then
    assert "Records as they stood on <bdi>1 Nov 2026</bdi>." in then


def test_both_days_are_kept_in_links_to_records_and_in_the_boxes(process, linkage):
    then = page(process_address(process), recorded=DAY, as_of="2005-01-01")
    assert f"/linkages/{linkage.public_id}/?as_of=2005-01-01&amp;recorded={DAY}" in then
    assert f'<input type="hidden" name="recorded" value="{DAY}">' in then
    assert '<input type="hidden" name="as_of" value="2005-01-01">' in then
    # Lists are those of now: nothing on the page leads to one as if it were of then.
    assert f"/linkages/?as_of=2005-01-01&amp;recorded={DAY}" not in then


def test_a_record_is_shown_as_it_was_recorded(linkage):
    then = page(f"/linkages/{linkage.public_id}/", recorded=DAY)
    assert "facilitation" in then and "ရပ်ရွာကောင်စီ" in then
    assert "facilitation" not in page(f"/linkages/{linkage.public_id}/")


def test_before_the_first_record_the_register_is_empty_and_the_page_says_so(process):
    for address in (process_address(process), f"{process_address(process)}brief/"):
        then = page(address, recorded="2026-09-30")
        assert (
            "At the end of 30 September 2026 nothing that you may see was recorded here about this." in then
        )


def test_a_record_protected_then_and_one_entered_later_are_answered_in_the_same_words(world):
    found = [Actor.objects.get(name=name) for name in ("Lowered since", "Entered since")]
    pages = [page(f"/actors/{actor.public_id}/", recorded=DAY) for actor in found]
    blank = [
        text.replace(actor.public_id, "").replace(actor.name, "")
        for text, actor in zip(pages, found, strict=True)
    ]
    assert "nothing that you may see was recorded here about this" in blank[0]
    assert blank[0] == blank[1]


def test_what_is_hidden_now_and_what_is_absent_are_not_found_as_recorded(process):
    hidden = Actor.objects.get(name="Raised since")
    for public_id in (hidden.public_id, "act-0000000000001", "nonsense"):
        assert "recorded here" not in page(f"/actors/{public_id}/", status=404, recorded=DAY)


@pytest.mark.parametrize("typed", ["someday", "2026-02-30", "03/04/2026", "9999"])
def test_a_day_that_is_none_or_is_to_come_is_refused_beside_its_box(process, typed):
    answer = page(process_address(process), status=400, recorded=typed)
    assert 'id="recorded-error"' in answer and f'value="{typed}"' in answer
    assert "Talks of the river" in answer


def test_today_is_as_now(process):
    today = timezone.localdate().isoformat()
    then = Client().get(process_address(process), {"recorded": today}).context
    now = Client().get(process_address(process)).context
    assert then["facts"] == now["facts"]
    assert [row for row, _cites in then["linkages"]] == [row for row, _cites in now["linkages"]]


def test_as_many_queries_whatever_is_recorded(process):
    def queries(day):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page(process_address(process), recorded=day)
        return len(asked)

    few = queries("2026-10-01")
    with written_on("2026-10-02"):
        for _ in range(4):
            make.LinkageFactory(process=process)
    assert queries("2026-10-02") == few


def test_the_history_leads_from_each_save_to_the_page_of_its_day(linkage):
    client = Client()
    client.force_login(make.AnalystFactory())
    history = client.get(f"/records/{linkage.public_id}/history/").content.decode()
    for day in ("2026-10-01", "2026-11-10"):
        assert f'<a href="/linkages/{linkage.public_id}/?recorded={day}">' in history


def api(address, **query):
    response = Client().get(f"/api/v1/{address}", query)
    return response.status_code, response.json()


def test_the_network_of_the_api_is_that_of_the_day(process):
    status, then = api(f"processes/{process.public_id}/network/", recorded=DAY)
    assert (status, then["recorded"], then["process"]["label"]) == (200, DAY, "Talks of the lake")
    assert sorted(node["label"] for node in then["nodes"]) == ["Movement", "ရပ်ရွာကောင်စီ"]
    assert [edge["modality"] for edge in then["edges"]] == ["facilitation"]
    assert api(f"processes/{process.public_id}/network/")[1]["recorded"] is None


def test_before_the_first_record_the_network_is_empty(process):
    status, then = api(f"processes/{process.public_id}/network/", recorded="1990-01-01")
    assert (status, then["nodes"], then["edges"]) == (200, [], [])


def test_one_record_of_the_api_is_that_of_the_day(linkage):
    assert api(f"linkages/{linkage.public_id}/", recorded=DAY)[1]["modality"] == "facilitation"
    assert api(f"linkages/{linkage.public_id}/", recorded="1990-01-01")[0] == 404
    assert list(api(f"linkages/{linkage.public_id}/", recorded="9999-01-01")[1]["errors"]) == ["recorded"]
    assert list(api("linkages/", recorded=DAY)[1]["errors"]) == ["recorded"]


def test_what_is_quiet_is_reckoned_for_the_day_of_the_record_and_the_page_says_so(process):
    with written_on("2026-10-05"):
        seen = make.LinkageFactory(
            process=process, start_kind="actual", start="2020", end_kind="last_cited", end="2025-11-05"
        )
    then, now = page(process_address(process), recorded=DAY), page(process_address(process))
    assert "What is fresh, quiet or over is reckoned for 1 November 2026." in then
    assert "the day of the record" in then and "speak of today" in now
    assert "longest ago" in now and "longest ago" not in then
    address = f"linkages/{seen.public_id}/"
    assert api(address, recorded=DAY)[1]["freshness"] != "stale"
    assert api(address)[1]["freshness"] == "stale"


def test_a_day_that_is_chosen_is_the_day_for_which_quiet_is_reckoned(process):
    then = page(process_address(process), recorded=DAY, as_of="2005-01-01")
    assert "What is fresh, quiet or over is reckoned for 1 January 2005." in then


@pytest.mark.parametrize(
    "address",
    ["/", "/processes/", "/linkages/", "/linkages.csv", "/search/", "/questions/", "/compare/", "/feed.atom",
     "/questions/links-not-confirmed/", "/questions/links-not-confirmed/csv/", "/data/"],
)  # fmt: skip
def test_a_page_of_now_refuses_a_day_of_the_record(address):
    refused = page(address, status=400, recorded=DAY, q="a")
    assert "This page cannot be shown as recorded earlier" in refused and '<a href="?q=a">' in refused
    assert page(address, status=200, recorded="")


def test_no_page_as_recorded_leads_to_one_that_refuses(process, linkage):
    client = Client()
    client.force_login(make.AdviserFactory())
    for address in (process_address(process), f"/linkages/{linkage.public_id}/"):
        content = client.get(address, {"recorded": DAY}).content.decode()
        found = {html.unescape(link) for link in re.findall(r'href="([^"#]*)', content)}
        led = sorted(
            link for link in found if "recorded=" in link and link.startswith("/") and "view=" not in link
        )
        assert led and {client.get(link).status_code for link in led} == {200}


def test_the_file_of_a_row_is_that_of_the_day(process):
    with written_on("2026-10-05"):
        row = make.PhaseChangeFactory(process=process, status="negotiation", date="2024")
    with written_on("2026-11-10"):
        PhaseChange.objects.filter(pk=row.pk).update(status="implementation")
    response = Client().get(f"/records/{row.public_id}.csv", {"recorded": DAY})
    assert b"negotiation" in b"".join(response.streaming_content)
    assert f"-recorded-{DAY}.csv" in response.headers["Content-Disposition"]
    assert Client().get(f"/records/{row.public_id}.csv", {"recorded": "someday"}).status_code == 400
