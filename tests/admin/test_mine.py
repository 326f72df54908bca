"""The home of the desk begins with what is one's own; keys without a letter alone save, add rows and go on."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from peaceinfra.admin.mine import MOST
from peaceinfra.core.desk import MOST_RECENT, note_edited, recently_edited
from peaceinfra.core.following import follow
from peaceinfra.core.models import RecentItem, SavedList
from peaceinfra.core.visibility import Viewer, viewing
from processes.models import Actor
from processes.services import assign
from secretariats.models import BodyActor
from tests import factories
from tests.admin.screens import address, listing, save, words

pytestmark = pytest.mark.django_db


def mine(client):
    return {
        own.name: [item.label for item in own.items] for own in client.get("/admin/").context["own_lists"]
    }


def test_what_an_account_edited_stands_first_and_the_last_one_at_the_top(signed_in, analyst, steward):
    first, second = factories.ActorFactory(name="Ministry"), factories.ActorFactory(name="وزارة")
    desk = signed_in(analyst)
    for actor in (first, second, first):
        save(desk, address(actor), {"description": f"read again {RecentItem.objects.count()}"})
    assert mine(desk) == {"recent": ["Ministry", "وزارة"]}
    assert mine(signed_in(steward)) == {}


def test_what_was_hidden_since_is_not_told(signed_in):
    account = factories.AnalystFactory(clearance=2)
    actor = factories.ActorFactory(name="Ministry")
    note_edited(Viewer(2, account=account.pk), actor.public_id)
    assert mine(signed_in(account)) == {"recent": ["Ministry"]}
    Actor.objects.filter(pk=actor.pk).update(level=3)
    assert mine(signed_in(account)) == {}


def test_so_many_are_kept_and_only_their_owner_reads_them_by_both_walls(analyst):
    viewer = Viewer(3, account=analyst.pk)
    actors = factories.ActorFactory.create_batch(MOST_RECENT + 2)
    for actor in actors:
        note_edited(viewer, actor.public_id)
    assert RecentItem.objects.count() == MOST_RECENT
    assert [record.pk for record in recently_edited(viewer, 2)] == [actors[-1].pk, actors[-2].pk]
    for other, number in ((Viewer(4, account=factories.StewardFactory().pk), 0), (viewer, MOST_RECENT)):
        with viewing(other):
            assert RecentItem.objects.count() == number


def test_what_is_followed_saved_and_taken_on_stands_on_the_home(signed_in, steward):
    process = factories.PeaceProcessFactory(name="Valley talks")
    follow(viewer=Viewer(4, account=steward.pk), subject=process.public_id, at=timezone.now())
    claim = factories.ClaimFactory(subject=process, field="start", value="2002", status="proposed")
    assign(claim, steward, by=steward)
    desk = signed_in(steward)
    desk.post("/admin/lists/processes.actor/save/", {"name": "The states", "query": "kind__exact=state"})
    found = {"taken": ["Valley talks"], "followed": ["Valley talks"], "saved": ["The states"]}
    assert mine(desk) == found


def test_the_home_asks_the_same_number_of_queries_for_one_and_for_five(desk, analyst):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            desk.get("/admin/")
        return len(queries)

    viewer = Viewer(3, account=analyst.pk)
    note_edited(viewer, factories.ActorFactory().public_id)
    asked()
    before = asked()
    for _each in range(4):
        note_edited(viewer, factories.ActorFactory().public_id)
    assert asked() == before


def test_the_keys_are_listed_for_who_edits(desk):
    page = words(desk.get("/admin/keys/"))
    assert page.count("<kbd>") == 2 + 4 * 3 and 'href="/admin/keys/"' in words(desk.get("/admin/"))


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_row_is_added_and_the_screen_is_saved_by_keys(screen):
    screen.at(listing(BodyActor, "add"))
    screen.fill("#id_name", "Office of the Valley")
    screen.select_option("#id_body-0-form", "office")
    screen.locator("#posts-group summary").press("Enter")
    screen.locator("#posts-group .add-row a").focus()
    screen.keyboard.press("Alt+Shift+KeyA")
    screen.select_option("#id_posts-0-kind", "director")
    screen.keyboard.press("a")
    assert screen.locator("#id_posts-1-kind").count() == 0
    screen.keyboard.press("Control+Enter")
    screen.wait_for_selector(".messagelist .success")
    assert BodyActor.objects.get().posts.count() == 1
    screen.keyboard.press("Alt+Shift+KeyF")
    assert screen.evaluate("document.activeElement.id") == "find-any"


def test_a_list_of_the_home_that_is_cut_says_how_many_more_there_are(signed_in, steward):
    viewer = Viewer(4, account=steward.pk)
    for number in range(MOST + 2):
        process = factories.PeaceProcessFactory(name=f"Talks {number}")
        follow(viewer=viewer, subject=process.public_id, at=timezone.now())
    SavedList.objects.bulk_create(
        SavedList(account=steward, screen="processes.actor", name=f"List {number}")
        for number in range(MOST + 1)
    )
    page = signed_in(steward).get("/admin/")
    assert {own.name: (len(own.items), own.more) for own in page.context["own_lists"]} == {
        "followed": (MOST, 2),
        "saved": (MOST, 1),
    }
    assert ("and 2 more" in words(page), "and 1 more, beside the list" in words(page)) == (True, True)
