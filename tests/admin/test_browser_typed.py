"""What is typed in the browser: it is not left behind, not read by the next person, and mended where it is."""

import pytest

from processes.models import Actor, Role
from tests import factories
from tests.admin.screens import address, listing
from tracks.models import Linkage

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

DRAFTS = "Object.keys(sessionStorage).filter(name => name.startsWith('draft:')).length"
ENTER = "/admin/processes/source/enter/"


def kept(screen):
    """Waits until what was typed is kept, a moment after the last key."""
    becomes(screen, DRAFTS, 1)


def becomes(screen, expression, value):
    """Waits for a value. The policy of contents forbids the wait of the browser, which evaluates a text."""
    for _time in range(50):
        if screen.evaluate(expression) == value:
            return
        screen.wait_for_timeout(100)
    pytest.fail(f"{expression} is not {value}")


def warned(screen, leave) -> list[str]:
    """The kinds of dialogs that come up when somebody leaves; they stay on the page."""
    dialogs = []

    def stay(dialog):
        dialogs.append(dialog.type)
        dialog.dismiss()

    screen.on("dialog", stay)
    leave()
    screen.wait_for_timeout(500)
    screen.remove_listener("dialog", stay)
    return dialogs


@pytest.mark.parametrize(
    ("url", "box"),
    [(listing(Actor, "add"), "#id_name"), (ENTER, "#id_rows-0-value")],
    ids=["record", "entering"],
)
def test_who_leaves_something_unsaved_is_warned_and_who_typed_nothing_is_not(screen, url, box):
    screen.at(url)
    screen.click(box)
    assert warned(screen, lambda: screen.click(".menu a:has-text('My work')")) == []
    screen.at(url)
    screen.click(box)
    screen.keyboard.type("Valley")
    assert warned(screen, lambda: screen.click(".menu a:has-text('My work')")) == ["beforeunload"]
    assert url in screen.url and screen.input_value(box) == "Valley"


def test_who_saves_is_not_warned(screen):
    screen.at(listing(Actor, "add"))
    screen.fill("#id_name", "Valley Council")
    screen.select_option("#id_kind", "national_ngo")
    assert warned(screen, lambda: screen.click("input[name=_save]")) == []
    screen.wait_for_selector(".messagelist .success")


def test_drafts_are_gone_after_signing_out(screen, client):
    cookies = screen.context.cookies()
    screen.at(listing(Actor, "add"))
    screen.fill("#id_name", "Valley elder")
    kept(screen)
    # The answer comes late: what leaving the box would still have kept must not come after the sign-out.
    screen.route("**/logout/", lambda route: (screen.wait_for_timeout(900), route.continue_()))
    screen.once("dialog", lambda dialog: dialog.accept())
    screen.fill("#id_name", "Valley elder, again")
    screen.click("#logout-form button")
    screen.wait_for_selector("text=Sign in")
    assert screen.evaluate(DRAFTS) == 0
    screen.context.add_cookies(cookies)


def test_a_draft_of_another_account_is_not_offered(screen, client, live_server):
    screen.at(listing(Actor, "add"))
    screen.fill("#id_name", "Valley elder")
    kept(screen)
    client.force_login(factories.AnalystFactory())
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    screen.context.add_cookies([session])
    screen.once("dialog", lambda dialog: dialog.accept())
    screen.at(listing(Actor, "add"))
    screen.wait_for_load_state()
    assert screen.locator("#draft").is_hidden() and screen.evaluate(DRAFTS) == 0


def test_a_draft_holds_nothing_that_can_be_read_after_the_session_ended(screen, client):
    secret = factories.ActorFactory(name="Valley elder", level=3)
    screen.at(address(secret))
    screen.fill("#id_name", "Elder of the valley")
    screen.fill("#id_reason", "he was named so at the market")
    kept(screen)
    left = screen.evaluate("JSON.stringify(sessionStorage)")
    assert "Elder" not in left and "market" not in left and "valley" not in left.lower()
    screen.once("dialog", lambda dialog: dialog.accept())
    screen.at(address(secret))
    screen.click("#draft button[data-draft=restore]")
    assert screen.input_value("#id_name") == "Elder of the valley"
    assert screen.input_value("#id_reason") == "he was named so at the market"


def test_rows_from_a_source_are_put_back_as_many_as_there_were(screen):
    screen.at(f"{ENTER}?rows=8")
    screen.fill("#id_rows-0-value", "first")
    screen.fill("#id_rows-7-value", "eighth")
    kept(screen)
    screen.wait_for_timeout(500)
    screen.once("dialog", lambda dialog: dialog.accept())
    screen.at(ENTER)
    screen.click("#draft button[data-draft=restore]")
    screen.wait_for_selector("#id_rows-7-value")
    becomes(screen, "document.getElementById('id_rows-7-value').value", "eighth")
    assert screen.input_value("#id_rows-0-value") == "first"


def test_what_was_typed_to_reconfirm_is_offered_when_linkages_are_chosen_again(screen):
    factories.LinkageFactory()

    def choose():
        screen.at(listing(Linkage))
        screen.check("#result_list input.action-select")
        screen.select_option("select[name=action]", "reconfirm")
        screen.click("button[name=index]")
        screen.wait_for_selector("#reconfirm_form")

    choose()
    screen.fill("#id_locator", "second call")
    kept(screen)
    screen.once("dialog", lambda dialog: dialog.accept())
    choose()
    screen.click("#draft button[data-draft=restore]")
    assert screen.input_value("#id_locator") == "second call"


def test_a_date_by_habit_is_taken_by_its_button(screen):
    screen.at(listing(Actor, "add"))
    screen.fill("#id_start", "03/04/2004")
    screen.click(".edtf-forms button:has-text('Did you mean 2004-03-04, 4 Mar 2004?')")
    screen.wait_for_selector("#id_start ~ output:has-text('Understood as')")
    assert screen.input_value("#id_start") == "2004-03-04"
    assert screen.locator(".edtf-forms button").count() == 0


def test_a_date_by_habit_as_the_value_of_a_claim_is_taken_by_its_button(screen):
    screen.at(ENTER)
    screen.fill("#id_known", factories.SourceFactory().public_id)
    screen.fill("#id_rows-0-record", factories.ActorFactory().public_id)
    screen.fill("#id_rows-0-field", "start")
    screen.fill("#id_rows-0-value", "early 2004")
    screen.click("input[type=submit].default")
    screen.click("#rows-0 .edtf-forms button")
    assert screen.input_value("#id_rows-0-value") == "[2004-01..2004-04]"
    assert screen.locator("#rows-0 .edtf-forms button").count() == 0


def test_a_record_that_is_offered_is_chosen_by_keyboard_and_the_list_closes(screen):
    first, second = (factories.ActorFactory(name=f"Lake Council {number}") for number in "AB")
    screen.at(ENTER)
    box, offered = screen.locator("#id_rows-0-record"), screen.locator("#rows-0 .record-found button")
    box.press_sequentially("lake co")
    offered.nth(1).wait_for()
    box.press("ArrowDown")
    screen.keyboard.press("ArrowDown")
    assert screen.evaluate("document.activeElement.textContent").startswith("Lake Council B")
    assert screen.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    screen.keyboard.press("Enter")
    assert (box.input_value(), offered.count()) == (second.public_id, 0)
    box.fill("")
    box.press_sequentially("lake co")
    offered.nth(1).wait_for()
    box.press("Escape")
    assert (box.input_value(), offered.count()) == ("lake co", 0)
    assert screen.evaluate("document.activeElement.id") == "id_rows-0-record"
    box.press_sequentially("u")
    offered.nth(1).wait_for()
    screen.focus("#id_rows-0-value")
    becomes(screen, "document.querySelectorAll('#rows-0 .record-found button').length", 0)


def test_a_table_that_is_cut_on_a_phone_says_that_it_scrolls_and_one_that_fits_does_not(screen):
    factories.ClaimFactory(subject=factories.ActorFactory(), field="usual_level", value="middle")
    note = screen.locator("#changelist .goes-on-note")
    for width, is_cut in ((390, True), (1600, False)):
        screen.set_viewport_size({"width": width, "height": 800})
        screen.at("/admin/processes/claim/")
        assert note.is_visible() is is_cut
        assert screen.locator("#changelist .results.goes-on").count() == is_cut
    screen.set_viewport_size({"width": 390, "height": 800})
    screen.evaluate("document.querySelector('#changelist .results').scrollLeft = 9999")
    becomes(screen, "document.querySelectorAll('#changelist .results.goes-on').length", 0)


def test_the_box_of_a_side_follows_the_process_that_is_chosen(screen):
    sides = [factories.SideFactory(name=f"Side {number}") for number in range(2)]
    role = factories.RoleFactory(process=sides[0].process, side=sides[0])
    screen.at(address(Role.objects.get(pk=role.pk)))
    screen.click(".field-side .select2-selection")
    screen.wait_for_selector(".select2-results__option:has-text('Side 0')")
    assert screen.locator(".select2-results__option:has-text('Side 1')").count() == 0
