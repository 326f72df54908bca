"""What is typed in the browser: it is not left behind, not read by the next person, and mended where it is."""

import pytest

from processes.models import Actor, Role
from tests import factories
from tests.admin.screens import address, listing
from tracks.models import Linkage

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

DRAFTS = "Object.keys(sessionStorage).filter(name => name.startsWith('draft:')).length"
SHEET = "/admin/sheet/"
VALUE = "[id='c.0.claims.value']"


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
    [(listing(Actor, "add"), "#id_name"), (SHEET, VALUE)],
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


def test_rows_of_a_sheet_are_put_back_with_their_kinds(screen):
    screen.at(f"{SHEET}?kind=claims&kind=roles")
    screen.fill(VALUE, "first")
    screen.focus("[id='c.9.roles.actor']")
    screen.keyboard.press("Alt+Shift+A")
    screen.fill("[id='c.10.roles.actor']", "eleventh")
    kept(screen)
    screen.wait_for_timeout(500)
    screen.once("dialog", lambda dialog: dialog.accept())
    screen.at(SHEET)
    screen.click("#draft button[data-draft=restore]")
    screen.wait_for_selector("[id='c.10.roles.actor']")
    becomes(screen, "document.getElementById('c.10.roles.actor').value", "eleventh")
    assert screen.input_value(VALUE) == "first"


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


def test_a_date_by_habit_in_a_cell_is_taken_by_its_button(screen):
    screen.at(SHEET)
    screen.fill("#id_known", factories.SourceFactory().public_id)
    screen.fill("[id='c.0.claims.subject']", factories.ActorFactory().public_id)
    screen.fill("[id='c.0.claims.field']", "start")
    screen.fill(VALUE, "early 2004")
    screen.click("button[name=check]")
    screen.click(".faults button[name=_offer]")
    screen.wait_for_selector(".sheet-preview")
    assert screen.input_value(VALUE) == "[2004-01..2004-04]"


def test_what_is_offered_beneath_a_cell_is_left_with_escape(screen):
    factories.ActorFactory(name="Lake Council A")
    screen.at(SHEET)
    box, offered = screen.locator("[id='c.0.claims.subject']"), screen.locator("#sheet-list li")
    box.press_sequentially("lake co")
    offered.first.wait_for()
    assert box.get_attribute("aria-expanded") == "true"
    box.press("Escape")
    assert (box.input_value(), box.get_attribute("aria-expanded"), offered.first.is_visible()) == (
        "lake co", "false", False,
    )  # fmt: skip
    box.press("u")
    offered.first.wait_for()
    screen.focus(VALUE)
    becomes(screen, "document.getElementById('sheet-list').hidden", True)


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
