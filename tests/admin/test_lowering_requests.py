"""What makes a record less protected is asked for on its screen, and decided on a page that shows what follows."""

import re

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.formats import date_format

from processes.models import Actor, Event, LoweringRequest
from processes.services import Change, refuse_lowering, request_lowering
from tests import factories
from tests.admin.screens import TOKENS, address, errors, listing, send, words
from tracks.models import Linkage

pytestmark = pytest.mark.django_db

# Another one at each request.
QUEUE = "/admin/processes/loweringrequest/"


@pytest.fixture
def lowering_request(analyst):
    """A function: a request of the analyst to make an actor public."""

    def ask(**fields):
        actor = factories.ActorFactory(**({"name": "Valley elder", "level": 3} | fields))
        actor.level = 0
        return request_lowering([Change(actor)], by=analyst, reason="named in the press")

    return ask


def page(request):
    return f"{QUEUE}{request.pk}/change/"


def plain(response):
    return re.sub(TOKENS, "", words(response))


def decide(client, request, verb="confirm"):
    effect = (client.post(page(request), {"show": "1"}).context or {}).get("effect")
    data = {"reason": "published since", verb: "1", "seen": effect.fingerprint if effect else ""}
    return client.post(page(request), data)


def test_asking_on_a_screen_saves_all_other_changes_and_leads_to_the_request(desk):
    event = factories.EventFactory(level=3, name="Before")
    response = send(desk, address(event), {"level": "0", "name": "After"})
    assert (response.status_code, Event.objects.get().name) == (200, "Before")
    response = send(desk, address(event), {"level": "0", "name": "After", "_ask_lowering": "1"})
    request, event = LoweringRequest.objects.get(), Event.objects.get()
    assert (event.name, event.level, response.url) == ("After", 3, page(request))
    assert "This waits until a steward agrees who did not ask for it." in words(desk.get(response.url))


def test_what_waits_is_not_asked_for_twice_and_nothing_is_said_to_be_saved(desk):
    event = factories.EventFactory(level=3, name="Before")
    response = send(desk, address(event), {"level": "0", "_ask_lowering": "1"})
    [request] = LoweringRequest.objects.all()
    shown = words(desk.get(response.url))
    assert "This waits until a steward agrees who did not ask for it." in shown
    assert "changed successfully" not in shown
    response = send(desk, address(event), {"level": "0", "name": "After", "_ask_lowering": "1"})
    day = date_format(request.requested_at.date())
    told = f"A request to show “Before” at public (TLP:CLEAR) waits already, asked on {day}."
    assert told in str(errors(response)) + words(response)
    assert "changed successfully" not in words(response)
    assert (LoweringRequest.objects.count(), Event.objects.get().name) == (1, "Before")
    # Another level, or the same once the first was refused, is asked for as before.
    assert send(desk, address(event), {"level": "1", "_ask_lowering": "1"}).status_code == 302
    refuse_lowering(request, by=request.requested_by, reason="too early")
    assert send(desk, address(event), {"level": "0", "_ask_lowering": "1"}).status_code == 302
    assert LoweringRequest.objects.count() == 3


def test_a_guarded_broker_moved_off_a_linkage_waits_and_other_rows_are_saved(desk, signed_in, steward):
    linkage = factories.LinkageFactory(level=0)
    through = factories.IntermediaryFactory(linkage=linkage, actor=factories.ActorFactory(level=3))
    changes = {"intermediaries-0-actor": factories.ActorFactory().pk, "purpose": "carries letters"}
    response = send(desk, address(linkage), changes)
    assert "Only a steward can make this less protected." in str(errors(response))
    response = send(desk, address(linkage), changes | {"_ask_lowering": "1"})
    assert Linkage.objects.get().purpose == "carries letters"
    request = LoweringRequest.objects.get()
    assert decide(signed_in(steward), request).status_code == 302
    through.refresh_from_db()
    assert (through.actor_id, Linkage.objects.get().effective_level) == (changes["intermediaries-0-actor"], 0)


def test_a_steward_sees_what_newly_becomes_visible_and_confirms(signed_in, steward, lowering_request):
    request = lowering_request()
    actor = Actor.objects.get()
    factories.ActorNameFactory(actor=actor, name="Grandfather", level=0)
    factories.LinkageFactory(source=actor, target=factories.ActorFactory(name="Ministry"), level=1)
    factories.CitationFactory(subject=actor, source=factories.SourceFactory(name="A paper"))
    client = signed_in(steward)
    assert 'name="confirm"' not in words(client.get(page(request)))
    shown = client.post(page(request), {"show": "1"})
    assert [row[:2] for row in shown.context["audiences"]] == [
        ("Everybody (the public)", 3),
        ("Whoever is cleared for “partner (TLP:GREEN)”", 4),
        ("Whoever is cleared for “internal (TLP:AMBER)”", 4),
    ]
    assert {row.name for row in shown.context["appearing"]} == {
        "Valley elder",
        "Grandfather",
        "Valley elder – Ministry",
        "Valley elder: A paper",
    }
    assert Actor.objects.get(name="Valley elder").level == 3
    assert decide(client, request).status_code == 302
    assert Actor.objects.get(name="Valley elder").effective_level == 0


@pytest.mark.django_db(transaction=True)
def test_the_page_only_reads_until_it_is_told_to_show_what_follows(signed_in, steward, lowering_request):
    """With transactions as in service: what is opened can write nothing, not even for a moment."""
    request, client = lowering_request(), signed_in(steward)
    assert client.get(page(request)).status_code == 200
    assert decide(client, request).status_code == 302
    assert Actor.objects.get().effective_level == 0


def test_who_asked_is_offered_to_withdraw_and_an_analyst_to_decide_nothing(
    signed_in, analyst, lowering_request
):
    request = lowering_request()
    client = signed_in(analyst)
    assert "It waits for a steward." in words(client.get(page(request)))
    assert decide(client, request).status_code == 403
    other = signed_in(factories.AnalystFactory())
    assert other.post(page(request), {"reason": "no", "refuse": "1"}).status_code == 403
    assert decide(signed_in(analyst), request, "refuse").status_code == 302
    assert LoweringRequest.objects.get().status == "withdrawn"


def test_a_steward_who_asked_is_told_that_another_decides(signed_in, steward):
    actor = factories.ActorFactory(level=3)
    client = signed_in(steward)
    response = send(client, address(actor), {"level": "0"})
    assert errors(response)["level"] == ["Another steward has to agree before this becomes less protected."]
    response = send(client, address(actor), {"level": "0", "_ask_lowering": "1"})
    shown = words(client.get(response.url))
    assert "You asked for this yourself" in shown and 'name="confirm"' not in shown
    assert "You asked for this yourself" in words(decide(client, LoweringRequest.objects.get()))


def test_a_page_that_shows_another_effect_than_there_is_now_confirms_nothing(
    signed_in, steward, lowering_request
):
    request, client = lowering_request(), signed_in(steward)
    response = client.post(page(request), {"reason": "yes", "confirm": "1", "seen": "an old page"})
    assert "What becomes visible is not what you looked at any more." in words(response)
    assert Actor.objects.get().level == 3


def test_a_stale_request_says_so_and_can_only_be_refused(signed_in, steward, lowering_request):
    request, client = lowering_request(), signed_in(steward)
    factories.AnalystFactory()
    Actor.objects.update(description="more is known")
    shown = words(client.get(page(request)))
    assert "was changed since it was made" in shown and 'name="confirm"' not in shown
    assert decide(client, request, "refuse").status_code == 302


def test_a_steward_without_the_new_team_is_told_who_decides(signed_in, steward, analyst):
    old, new = factories.TeamFactory(), factories.TeamFactory()
    factories.TeamGrantFactory(account=steward, team=old)
    actor = factories.ActorFactory(level=2, team=old)
    actor.team = new
    request = request_lowering([Change(actor)], by=analyst, reason="their matter")
    shown = words(signed_in(steward).get(page(request)))
    assert "This is for a team of which you are no member" in shown and new.name not in shown


def test_a_claim_that_moves_a_guarded_end_is_asked_for_where_it_is_accepted(signed_in, steward):
    linkage = factories.LinkageFactory(source=factories.ActorFactory(level=3))
    public = factories.ActorFactory()
    claim = factories.ClaimFactory(subject=linkage, field="source", value_record=public, status="proposed")
    client, accept = signed_in(steward), address(claim, "accept")
    response = client.post(accept, {"reason": "the paper says so"})
    assert "Another steward has to agree" in words(response) and "Ask another steward" in words(response)
    response = client.post(accept, {"reason": "the paper says so", "_ask_lowering": "1"})
    request = LoweringRequest.objects.get()
    assert response.url == page(request)
    assert decide(signed_in(factories.StewardFactory()), request).status_code == 302
    claim.refresh_from_db()
    assert (claim.status, Linkage.objects.get().source) == ("accepted", public)


# The queue


def test_the_queue_stands_on_the_home_of_stewards(signed_in, analyst, steward, lowering_request):
    lowering_request()
    lists = signed_in(steward).get("/admin/").context["work_lists"]
    [found] = [one["items"] for one in lists if one["name"] == "to-lower"]
    assert [(item.label, item.why) for item in found] == [
        ("Valley elder", f"{analyst} asks: named in the press")
    ]
    assert found[0].url == page(LoweringRequest.objects.get()) + "?queue=kind%3Dlowering"
    names = [one["name"] for one in signed_in(analyst).get("/admin/").context["work_lists"]]
    assert "to-lower" not in names


def test_a_request_on_what_a_steward_may_not_see_is_nowhere(signed_in, lowering_request):
    """Two worlds: with a hidden request, and without."""
    client = signed_in(factories.StewardFactory(clearance=2))
    paths = ["/admin/", "/admin/waiting/to-lower/", QUEUE, f"{QUEUE}?status__exact=open"]

    def told():
        return [plain(client.get(path)) for path in paths]

    client.get("/admin/")
    before = told()
    request = lowering_request()
    team = lowering_request(level=2, team=factories.TeamFactory())
    assert told() == before
    absent = client.get(f"{QUEUE}1/change/")
    for hidden in (request, team):
        answers = [client.get(page(hidden)), client.post(page(hidden), {"reason": "x", "confirm": "1"})]
        for answer in answers:
            assert (answer.status_code, plain(answer)) == (404, plain(absent))


@pytest.mark.slow
def test_the_queue_and_a_request_ask_the_same_number_of_queries_however_many_there_are(
    signed_in, steward, lowering_request
):
    client = signed_in(steward)

    def queries(path):
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(path) if path == QUEUE else client.post(path, {"show": "1"})
        assert answer.status_code == 200
        return len(captured)

    request = lowering_request()
    factories.ActorNameFactory(actor=Actor.objects.get())
    for path in (QUEUE, page(request)):
        client.get(path)
    few = [queries(path) for path in (QUEUE, page(request))]
    for _number in range(9):
        factories.ActorNameFactory(actor=Actor.objects.get(pk=request.items.get().subject_id))
        lowering_request()
    assert [queries(path) for path in (QUEUE, page(request))] == few


def test_readers_advisers_and_administrators_have_no_queue(signed_in, lowering_request):
    request = lowering_request(level=2)
    for role in ("reader", "adviser", "administrator", "security"):
        account = factories.AccountFactory(role=role, clearance=0 if role == "administrator" else 4)
        for path in (QUEUE, page(request)):
            assert signed_in(account).get(path).status_code in (302, 403, 404)


# A selection


def select(client, records, action, **fields):
    data = {"action": action, "index": "0", ACTION_CHECKBOX_NAME: [record.pk for record in records]}
    return client.post(listing(type(records[0])), data | fields)


def test_a_selection_is_raised_at_once(desk):
    records = [factories.EventFactory(level=level) for level in (0, 1, 4)]
    assert "Raise the marking" in words(desk.get(listing(Event)))
    assert select(desk, records, "raise_marking").status_code == 200
    assert select(desk, records, "raise_marking", level="3", reason="at risk").status_code == 302
    assert sorted(Event.objects.values_list("level", flat=True)) == [3, 3, 4]


def test_a_selection_is_asked_for_in_one_request_and_what_is_for_partners_is_published_at_once(desk):
    records = [factories.EventFactory(level=level) for level in (0, 1, 3, 3)]
    response = select(desk, records, "lower_marking", level="0", reason="published in the report")
    request = LoweringRequest.objects.get()
    assert (response.url, request.size) == (page(request), 2)
    assert sorted(Event.objects.values_list("level", flat=True)) == [0, 0, 3, 3]


def test_a_selection_names_what_is_wrong_and_writes_nothing(desk):
    records = [factories.ReachFactory(level=3), factories.ReachFactory(level=3)]
    response = select(desk, records, "lower_marking", level="0", reason="published")
    assert "are marked “internal (TLP:AMBER)” or higher" in words(response)
    assert not LoweringRequest.objects.exists()


def test_what_has_no_marking_of_its_own_has_no_such_action(desk):
    change = factories.LifecycleChangeFactory()
    assert "Raise the marking" not in words(desk.get(listing(type(change))))


WAITS = "somebody asked to make this less protected"


def test_screen_and_page_of_a_record_say_that_a_request_waits(desk, lowering_request, client):
    request = lowering_request()
    actor = request.items.get().subject
    screen = address(Actor.objects.get(pk=actor.pk))
    page_of_actor = f"/actors/{actor.public_id}/"
    for url in (screen, page_of_actor):
        assert WAITS in words(desk.get(url)).casefold() and page(request) in words(desk.get(url))
    other = factories.ActorFactory(level=0)
    assert WAITS not in words(desk.get(address(other)))
    refuse_lowering(request, by=request.requested_by, reason="not needed")
    for url in (screen, page_of_actor):
        assert WAITS not in words(desk.get(url)).casefold()


def test_who_does_not_edit_is_not_told_of_a_request(lowering_request, client):
    actor = lowering_request().items.get().subject
    client.force_login(factories.AdviserFactory(clearance=4))
    answer = client.get(f"/actors/{actor.public_id}/")
    assert answer.status_code == 200 and WAITS not in words(answer).casefold()


def test_a_request_about_something_hidden_changes_nothing_on_the_screen(desk, lowering_request, steward):
    """A guarded intermediary that would be moved off a linkage: the linkage is public, the request is not."""

    def answer():
        with CaptureQueriesContext(connection) as queries:
            response = desk.get(address(linkage))
        return plain(response), len(queries)

    linkage = factories.LinkageFactory(level=0)
    answer()
    without = answer()
    guard = {"level": 3, "team": factories.TeamFactory()}
    hidden = factories.StanceFactory(subject=linkage, **guard)
    hidden.level, hidden.team = 0, None
    request_lowering([Change(hidden)], by=steward, reason="named in the press")
    assert answer() == without
