"""The queue of stewards: one decision leads to the next, with who proposed it, remarks and who takes it on."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from peaceinfra.core.visibility import Viewer, viewing
from processes.models import Claim, ClaimNote, LoweringRequest
from processes.services import request_lowering, save_record
from processes.services.records import Change
from tests import factories
from tests.admin.screens import REASON, address, words

pytestmark = pytest.mark.django_db

QUEUE = "/admin/queue/"


@pytest.fixture
def judge(signed_in, steward):
    return signed_in(steward)


def proposed(process, value, by=None):
    source = factories.SourceFactory()
    claim = Claim(
        subject_id=process.pk, field="start", value=value, status="proposed", source=source, level=0
    )
    return save_record(claim, by=by, reason="read in a report")


def asked_for(analyst):
    event = factories.EventFactory(level=3)
    event.level = 0
    return request_lowering([Change(event, event.version)], by=analyst, reason="named in the press")


def note(client, kind, item, **posted):
    return client.post(reverse(f"admin:queue_note_{kind}", args=[item.pk]), posted)


def entries(client, query=""):
    lists = client.get(QUEUE + query).context["lists"]
    return {shown["name"]: [entry.item.key for entry in shown["entries"]] for shown in lists}


def test_the_queue_says_who_proposed_what_and_when(judge, analyst):
    process, request = factories.PeaceProcessFactory(name="عملية السلام"), asked_for(analyst)
    claims = [proposed(process, "2002", by=analyst), proposed(process, "2003")]
    lists = {shown["name"]: shown["entries"] for shown in judge.get(QUEUE).context["lists"]}
    assert [entry.who for entry in lists["lowering"]] == [str(analyst)]
    said = {entry.item.key: (entry.item.label, entry.who, entry.assigned_to) for entry in lists["claims"]}
    assert said == {
        claims[0].pk: ("عملية السلام", str(analyst), ""),
        claims[1].pk: ("عملية السلام", "a command", ""),
    }
    assert lists["lowering"][0].at == request.requested_at and all(entry.at for entry in lists["claims"])
    assert lists["proposals"] == []


def test_a_decision_leads_to_the_next_and_the_last_to_the_empty_queue(judge, analyst):
    process = factories.PeaceProcessFactory(start_kind="actual", start="2001")
    request = asked_for(analyst)
    first, second = sorted([proposed(process, "2002"), proposed(process, "2003")], key=lambda claim: claim.pk)
    page = judge.get(address(request), {"queue": "all"})
    bar = page.context["bar"]
    assert (bar.previous, bar.next) == ("", f"{address(first)}?queue=all")
    assert f'<a href="{address(first)}?queue=all" rel="next"' in words(page)
    response = judge.post(f"{address(request)}?queue=all", {"reason": "no", "refuse": "1"})
    assert response.headers["Location"] == f"{address(first)}?queue=all"
    page = words(judge.get(response.headers["Location"]))
    assert f'action="{address(first, "accept")}?queue=all"' in page
    assert f'formaction="{address(first, "reject")}?queue=all"' in page
    response = judge.post(f"{address(first, 'reject')}?queue=all", REASON)
    assert response.headers["Location"] == f"{address(second)}?queue=all"
    response = judge.post(f"{address(second, 'accept')}?queue=all", REASON)
    assert response.headers["Location"] == QUEUE and entries(judge, "?kind=claims") == {"claims": []}


def test_what_was_passed_over_comes_back_after_the_last(judge):
    process = factories.PeaceProcessFactory()
    first, second = sorted([proposed(process, "2002"), proposed(process, "2003")], key=lambda claim: claim.pk)
    kept = "?queue=kind%3Dclaims"
    response = judge.post(address(second, "reject") + kept, REASON)
    assert response.headers["Location"] == address(first) + kept


def test_an_item_is_assigned_given_back_and_found_as_mine(judge, steward, analyst):
    process, request = factories.PeaceProcessFactory(), asked_for(analyst)
    claim, other = proposed(process, "2002"), proposed(process, "2003")
    response = note(judge, "claims", claim, assign=str(steward.pk))
    assert response.headers["Location"] == f"{address(claim)}?queue=all"
    note(judge, "lowering", request, assign=str(factories.StewardFactory().pk))
    assert entries(judge, "?whose=mine") == {"lowering": [], "proposals": [], "claims": [claim.pk]}
    assert entries(judge, "?whose=nobody")["claims"] == [other.pk]
    assert judge.get(address(claim)).context["bar"].is_mine
    note(judge, "claims", claim, assign="")
    assert entries(judge, "?whose=mine")["claims"] == []
    assert "assigned to nobody" in words(judge.get(address(claim)))


def test_remarks_stand_in_their_order_and_are_escaped(judge):
    claim = proposed(factories.PeaceProcessFactory(), "2002")
    for text in ("<b>Ask the archive</b>", "ကြည့်ပါ"):
        note(judge, "claims", claim, text=text)
    page = words(judge.get(address(claim)))
    assert page.index("&lt;b&gt;Ask the archive&lt;/b&gt;") < page.index("ကြည့်ပါ")
    note(judge, "claims", claim, text="  ")
    assert ClaimNote.objects.count() == 2


def test_only_stewards_see_the_queue_and_write_into_it(desk, analyst, steward):
    claim = proposed(factories.PeaceProcessFactory(), "2002")
    answers = [
        desk.get(QUEUE),
        note(desk, "claims", claim, text="mine"),
        note(desk, "claims", claim, assign=""),
    ]
    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert "queue-notes" not in words(desk.get(address(claim)))


def test_an_item_is_not_given_to_who_may_not_decide(judge, analyst):
    claim = proposed(factories.PeaceProcessFactory(), "2002")
    for key in (analyst.pk, 77, "x"):
        note(judge, "claims", claim, assign=str(key))
    assert not ClaimNote.objects.exists()


def test_the_filter_by_a_record_finds_what_is_about_it(judge, analyst):
    process, other, request = (
        factories.PeaceProcessFactory(),
        factories.PeaceProcessFactory(),
        asked_for(analyst),
    )
    claim = proposed(process, "2002")
    proposed(other, "2003")
    assert entries(judge, f"?about={process.public_id}") == {
        "lowering": [],
        "proposals": [],
        "claims": [claim.pk],
    }
    event = request.items.get().subject
    assert entries(judge, f"?about={event.public_id}")["lowering"] == [request.pk]
    assert entries(judge, "?about=nothing")["claims"] == []


def test_the_filter_by_days_finds_what_was_proposed_then_and_goes_along_with_the_queue(judge, analyst):
    process, request = factories.PeaceProcessFactory(), asked_for(analyst)
    old, new = proposed(process, "2002"), proposed(process, "2003")
    claims = Claim.events.rel.related_model.objects
    claims.filter(pgh_obj=old.pk).update(pgh_created_at="2026-02-28T23:59:00Z")
    LoweringRequest.objects.update(requested_at="2026-03-01T00:01:00Z")
    today = timezone.now().date().isoformat()
    for query, found in {
        "since=2026-03-01": ([request.pk], [new.pk]),
        "until=2026-02-28": ([], [old.pk]),
        "since=2026-03-01&until=2026-03-01": ([request.pk], []),
        f"until={today}": ([request.pk], sorted([old.pk, new.pk])),
        "since=spring": ([request.pk], sorted([old.pk, new.pk])),
    }.items():
        lists = entries(judge, f"?{query}")
        assert (lists["lowering"], sorted(lists["claims"])) == found, query
    # Each item opens in the queue as it is filtered, and more of a kind is more of those days.
    shown = judge.get(f"{QUEUE}?since=2026-03-01")
    assert "queue=since%3D2026-03-01" in shown.context["first"]
    assert [listed["alone"].filters for listed in shown.context["lists"]][
        0
    ] == "kind=lowering&since=2026-03-01"
    assert 'name="since" value="2026-03-01"' in words(shown)


def test_what_is_hidden_from_a_steward_is_nowhere_in_the_queue(signed_in):
    judge, hidden = signed_in(factories.StewardFactory(clearance=3)), factories.PeaceProcessFactory(level=4)
    first, last = (
        proposed(factories.PeaceProcessFactory(), "2002"),
        proposed(factories.PeaceProcessFactory(), "2003"),
    )
    between = proposed(hidden, "2004")
    absent = Claim(pk=1)
    pages = [
        judge.get(f"{QUEUE}?about={key}").context["lists"] for key in (hidden.public_id, "pro-0000000000001")
    ]
    assert [[shown["entries"] for shown in lists] for lists in pages] == [[[]] * 3] * 2
    answers = [note(judge, "claims", claim, text="there?").status_code for claim in (between, absent)]
    assert answers == [404, 404] and not ClaimNote.objects.exists()
    shown = judge.get(QUEUE)
    assert {*entries(judge)["claims"]} == {first.pk, last.pk} and str(between.pk) not in words(shown)


def test_a_remark_is_read_by_who_sees_its_item_by_both_walls(judge):
    process = factories.PeaceProcessFactory(level=3)
    note(judge, "claims", proposed(process, "2002"), text="Ask again")
    for clearance, number in ((2, 0), (3, 1)):
        viewer = Viewer(clearance)
        assert ClaimNote.objects.visible_to(viewer).count() == number
        with viewing(viewer):
            assert ClaimNote.objects.count() == number


def test_the_queue_and_its_pages_ask_the_same_however_much_waits(judge, analyst):
    def asked(url):
        with CaptureQueriesContext(connection) as queries:
            judge.get(url)
        return len(queries)

    request, claim = asked_for(analyst), proposed(factories.PeaceProcessFactory(), "2002", by=analyst)
    note(judge, "claims", claim, assign=str(analyst.pk))
    urls = [QUEUE, f"{address(claim)}?queue=all", f"{address(request)}?queue=all"]
    [judge.get(url) for url in urls]
    before = [asked(url) for url in urls]
    for year in range(2003, 2009):
        proposed(factories.PeaceProcessFactory(), str(year), by=analyst)
    asked_for(analyst)
    assert [asked(url) for url in urls] == before
    assert LoweringRequest.objects.count() == 2
