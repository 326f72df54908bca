"""A body entered and corrected with the keyboard alone, under the strict policy of contents."""

from urllib.parse import parse_qs

import pytest
from axe_playwright_python.sync_playwright import Axe

from processes.models import Actor
from secretariats.models import BodyActor, Channel
from tests import factories
from tests.admin.screens import address, listing

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


# The focus stays where it was to go: what is pressed beyond it does nothing. One question then serves many presses.
HOLD = """selector => {
  let presses = 0;
  const there = () => presses > 0 && document.activeElement.matches(selector);
  const hold = event => {
    if (event.key !== "Tab") return;
    if (there()) { event.preventDefault(); event.stopImmediatePropagation(); }
    presses += 1;
  };
  addEventListener("keydown", hold, true);
  window.arrived = () => {
    const arrived = there();
    if (arrived) removeEventListener("keydown", hold, true);
    return arrived;
  };
}"""


def tab_to(page, selector, key="Tab"):
    """Presses the tabulator until the focus is there: what it cannot reach, nobody reaches without a mouse."""
    page.evaluate(HOLD, selector)
    for _burst in range(50):
        for _press in range(5):
            page.keyboard.press(key)
        if page.evaluate("window.arrived()"):
            return
    pytest.fail(f"the tabulator does not reach {selector}")


def type_into(page, selector, text):
    tab_to(page, selector)
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


def choose(page, selector, text):
    """A stock select, by its words."""
    tab_to(page, selector)
    page.keyboard.type(text)


def find(page, selector, text, label):
    """A record by search."""
    tab_to(page, selector)
    page.keyboard.press("Enter")
    page.wait_for_selector(".select2-search__field")
    page.keyboard.type(text)
    page.wait_for_selector(f".select2-results__option--highlighted:has-text('{label}')")
    page.keyboard.press("Enter")


def unfold(page, section):
    tab_to(page, f"#{section}-group summary")
    page.keyboard.press("Enter")


def test_a_body_is_entered_by_keyboard(screen):
    factories.ActorFactory(name="Government of the Valley")
    screen.at(listing(BodyActor, "add"))
    type_into(screen, "#id_name", "Secretariat of the Valley")
    choose(screen, "#id_start_kind", "the actual")
    type_into(screen, "#id_start", "2004~")
    echo = screen.wait_for_selector("#id_start ~ output:has-text('about 2004')")
    assert echo.inner_text() == "Understood as: about 2004, between 1 Jan 2003 and 31 Dec 2005"
    choose(screen, "#id_level", "public")
    choose(screen, "#id_body-0-form", "peace sec")
    unfold(screen, "principals")
    tab_to(screen, "#principals-group .addlink")
    screen.keyboard.press("Enter")
    screen.wait_for_selector("#id_principals-0-principal", state="attached")
    tab_to(screen, "#principals-group summary", "Shift+Tab")
    find(screen, "#principals-0 .select2-selection", "valley", "Government of the Valley")
    tab_to(screen, "input[name=_save]")
    screen.keyboard.press("Enter")
    screen.wait_for_selector(".messagelist .success")
    body = Actor.objects.get(kind="body")
    assert (body.name, body.start, body.body.form) == ("Secretariat of the Valley", "2004~", "secretariat")
    assert str(body.principals.get().principal) == "Government of the Valley"


def test_a_body_is_corrected_by_keyboard_after_a_refusal_in_words(screen):
    body = factories.BodyActorFactory(name="Valley Office")
    factories.LifecycleChangeFactory(body=body, status="merged")
    screen.at(f"/admin/secretariats/bodyactor/{body.pk}/change/")
    tab_to(screen, "#lifecycle-group .addlink")
    screen.keyboard.press("Enter")
    tab_to(screen, "#id_lifecycle-0-position", "Shift+Tab")
    type_into(screen, "#id_lifecycle-1-position", "2")
    choose(screen, "#id_lifecycle-1-status", "operational")
    type_into(screen, "#id_reason", "read again")
    screen.keyboard.press("Enter")
    refusal = screen.wait_for_selector("#lifecycle-group .errorlist")
    assert "“operational” (row 2) cannot follow “merged”" in refusal.inner_text()
    choose(screen, "#id_lifecycle-0-status", "suspended")
    tab_to(screen, "input[name=_save]")
    screen.keyboard.press("Enter")
    screen.wait_for_selector(".messagelist .success")
    states = body.lifecycle.order_by("position").values_list("status", flat=True)
    assert list(states) == ["suspended", "operational"]


def test_a_sheet_is_filled_checked_and_saved_by_keyboard(screen):
    source = factories.SourceFactory(name="Report of the valley")
    factories.ActorFactory(name="Valley Council")
    screen.at("/admin/sheet/")
    type_into(screen, "#id_known", "report of")
    screen.wait_for_selector("#id_known ~ .record-found button")
    tab_to(screen, "#id_known ~ .record-found button")
    screen.keyboard.press("Enter")
    assert screen.input_value("#id_known") == source.public_id
    cell = "[id='c.{}.claims.{}']".format
    # A record, a field of it, and its codes are offered; the arrow and Enter take what is offered.
    for column, typed, offered in (
        ("subject", "valley c", "Valley Council"),
        ("field", "usual", "Usual level"),
    ):
        screen.focus(cell(0, column))
        screen.keyboard.type(typed)
        screen.wait_for_selector(f"#sheet-list li:has-text('{offered}')")
        screen.keyboard.press("ArrowDown")
        screen.keyboard.press("Enter")
        assert screen.input_value(cell(0, column)).startswith(offered)
    screen.keyboard.press("ArrowRight")
    screen.keyboard.type("grassroots")
    screen.keyboard.press("Enter")
    screen.keyboard.press("Control+d")
    assert screen.input_value(cell(1, "value")) == "grassroots"
    screen.keyboard.press("Control+a")
    screen.keyboard.press("Delete")
    tab_to(screen, "button[name=check]")
    screen.keyboard.press("Enter")
    screen.wait_for_selector(".sheet-preview")
    tab_to(screen, "button[name=save]")
    screen.keyboard.press("Enter")
    screen.wait_for_selector(".messagelist .success")
    assert source.claims.get().value == "grassroots"


def test_a_block_of_a_spreadsheet_is_pasted_by_its_heads_and_rows_are_added(screen):
    screen.at("/admin/sheet/?kind=actors")
    block = "Label\tKind\tStart is\tStart\n" + "".join(
        f'"Council\n""{number}"""\tBody\tthe first sighting\t20{number:02}\n' for number in range(7)
    )
    screen.focus("[id='c.0.actors.name']")
    screen.evaluate(
        """text => { const data = new DataTransfer(); data.setData("text/plain", text); document.activeElement
        .dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })); }""",
        block,
    )
    assert screen.input_value("[id='c.6.actors.start']") == "2006"
    assert screen.input_value("[id='c.6.actors.start_kind']") == "the first sighting"
    assert screen.locator("#kind-actors tbody tr").count() == 7
    # Another kind comes without loading the page.
    screen.select_option("#new_kind", "roles")
    screen.click("button[data-add='']")
    screen.wait_for_selector("[id='c.7.roles.actor']")
    assert screen.input_value("[id='c.6.actors.kind']") == "Body"


# Axe reads style sheets again by itself, which the policy of contents forbids.
RULES = {"preload": False, "resultTypes": ["violations"]}


def test_axe_finds_no_fault_on_a_sheet(screen):
    """With rows of two kinds, what is wrong with them, and a file of which the columns are asked."""
    axe = Axe()

    def faults():
        screen.evaluate("for (const part of document.querySelectorAll('#content details')) part.open = true")
        found = {}
        for width in (1280, 390):
            screen.set_viewport_size({"width": width, "height": 900})
            found[width] = [fault["id"] for fault in axe.run(screen, options=RULES).response["violations"]]
            assert not screen.evaluate("document.documentElement.scrollWidth > window.innerWidth"), width
        return found

    screen.at("/admin/sheet/?kind=claims&kind=actors")
    screen.fill("[id='c.5.actors.name']", "Council")
    screen.focus("[id='c.5.actors.kind']")
    screen.keyboard.type("bo")
    screen.wait_for_selector("#sheet-list li")
    assert faults() == {1280: [], 390: []}
    screen.click("button[name=check]")
    screen.wait_for_selector(".cell-fault")
    assert faults() == {1280: [], 390: []}
    table = {"name": "table.csv", "mimeType": "text/csv", "buffer": b"name,kind,remark\nA,body,x\n"}
    screen.set_input_files("#file", table)
    screen.click("button[name=upload]")
    screen.wait_for_selector(".sheet-columns")
    assert faults() == {1280: [], 390: []}


def test_the_list_of_faults_leads_to_the_field_in_its_unfolded_section(screen):
    body = factories.BodyActorFactory(name="Valley Office")
    factories.PostFactory(body=body)
    screen.at(f"/admin/secretariats/bodyactor/{body.pk}/change/")
    screen.select_option("#id_posts-0-kind", "")
    type_into(screen, "#id_reason", "read again")
    screen.keyboard.press("Enter")
    screen.wait_for_selector(".faults")
    tab_to(screen, ".faults a[href='#id_posts-0-kind']")
    screen.keyboard.press("Enter")
    assert screen.locator("#id_posts-0-kind").is_visible()


def test_a_section_that_is_added_and_left_empty_makes_the_body_a_secretariat(screen):
    body = factories.BodyFactory(form="secretariat")
    screen.at(f"/admin/secretariats/bodyactor/{body.pk}/change/")
    unfold(screen, "secretariat")
    tab_to(screen, "#secretariat-group .addlink")
    screen.keyboard.press("Enter")
    type_into(screen, "#id_reason", "read again")
    screen.keyboard.press("Enter")
    screen.wait_for_selector(".messagelist .success")
    assert Actor.objects.get(pk=body.pk).secretariat.purpose == ""


NARROW, WIDE = {"width": 390, "height": 800}, {"width": 1280, "height": 900}
# In the form: whether the bar of buttons stands over what has the focus (WCAG 2.2, 2.4.11), and is in sight.
COVERED = """() => {
  if (!document.activeElement.closest("fieldset, details.section")) return null;
  const bar = document.querySelector(".save-bar"), focused = document.activeElement;
  const edge = bar.getBoundingClientRect(), box = focused.getBoundingClientRect();
  return [box.bottom > edge.top, edge.top < innerHeight];
}"""


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])
def test_saving_is_at_hand_and_never_covers_what_has_the_focus(screen, size):
    body = factories.BodyActorFactory()
    for _number in range(3):
        factories.PrincipalFactory(body=body)
    screen.set_viewport_size(size)
    # After a change the bar is higher: it says where its reason is from.
    screen.at(address(factories.ActorFactory()))
    screen.fill("#id_reason", "read the report")
    screen.click("input[name=_save]")
    screen.at(f"/admin/secretariats/bodyactor/{body.pk}/change/")
    screen.wait_for_selector("#id_reason_last")
    seen = []
    for _press in range(100):
        screen.keyboard.press("Tab")
        seen.append(screen.evaluate(COVERED))
    assert [one for one in seen if one not in (None, [False, True])] == [] and seen.count([False, True]) > 20


def test_a_date_typed_beside_an_untouched_kind_chooses_the_actual_one(screen):
    screen.at(listing(BodyActor, "add"))
    type_into(screen, "#id_start", "2004")
    screen.wait_for_selector("#id_start ~ output:has-text('(the actual start)')")
    assert screen.input_value("#id_start_kind") == "actual"
    type_into(screen, "#id_start", "")
    screen.keyboard.press("Delete")
    assert screen.input_value("#id_start_kind") == "unknown"
    screen.select_option("#id_start_kind", "first_cited")
    type_into(screen, "#id_start", "2004")
    assert screen.input_value("#id_start_kind") == "first_cited"


def test_an_added_row_is_given_the_next_number(screen):
    screen.at(listing(Channel, "add"))
    tab_to(screen, "#ends-group .addlink")
    screen.keyboard.press("Enter")
    assert [screen.input_value(f"#id_ends-{number}-position") for number in range(3)] == ["1", "2", "3"]


def test_only_the_rows_that_were_changed_are_sent(screen):
    body = factories.BodyActorFactory()
    for _number in range(3):
        factories.PrincipalFactory(body=body)
    screen.at(f"/admin/secretariats/bodyactor/{body.pk}/change/")
    screen.select_option("#id_principals-1-tenure", "sole")
    screen.fill("#id_reason", "read again")
    with screen.expect_request(lambda request: request.method == "POST") as sent:
        screen.click("input[name=_save]")
    names = {
        name.rsplit("-", 1)[0] for name in parse_qs(sent.value.post_data) if name.startswith("principals-")
    }
    assert names == {"principals", "principals-1"}
    screen.wait_for_selector(".messagelist .success")
    assert sorted(body.principals.values_list("tenure", "version"))[-1] == ("sole", 2)
    assert list(body.principals.values_list("version", flat=True)).count(1) == 2


def test_enter_in_a_box_saves_nothing(screen):
    screen.at(listing(BodyActor, "add"))
    type_into(screen, "#id_name", "Secretariat of the Valley")
    screen.keyboard.press("Enter")
    screen.wait_for_timeout(300)
    assert screen.input_value("#id_name") == "Secretariat of the Valley" and not Actor.objects.exists()


def test_a_reason_is_asked_before_the_form_is_sent(screen):
    body = factories.BodyActorFactory()
    screen.at(f"/admin/secretariats/bodyactor/{body.pk}/change/")
    sent = []
    screen.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    screen.click("input[name=_save]")
    screen.wait_for_selector(".wanted:has-text('Write in a few words why')")
    assert sent == [] and screen.evaluate("document.activeElement.id") == "id_reason"


def test_what_was_typed_is_offered_after_the_session_ended_and_gone_after_saving(screen, client):
    body = factories.BodyActorFactory(name="Valley Office")
    url = f"/admin/secretariats/bodyactor/{body.pk}/change/"
    screen.at(url)
    screen.fill("#id_description", "A long text about the office")
    unfold(screen, "names")
    screen.click("#names-group .add-row a")
    screen.fill("#id_names-0-name", "Office of the Valley")
    screen.fill("#id_reason", "read again")
    cookies = screen.context.cookies()
    screen.context.clear_cookies(name="sessionid")
    screen.click("input[name=_save]")
    screen.wait_for_selector("h1:not(:has-text('Valley Office'))")
    assert "/account/sign-in/" in screen.url
    screen.context.add_cookies(cookies)
    screen.at(url)
    screen.click("#draft button[data-draft=restore]")
    assert screen.input_value("#id_description") == "A long text about the office"
    assert screen.input_value("#id_names-0-name") == "Office of the Valley"
    assert screen.input_value("#id_reason") == "read again"
    screen.select_option("#id_names-0-kind", index=1)
    screen.click("input[name=_save]")
    screen.wait_for_selector(".messagelist .success")
    assert screen.evaluate("Object.keys(sessionStorage).filter(name => name.startsWith('draft:'))") == []
    assert body.names.get().name == "Office of the Valley"


def test_a_link_to_a_section_unfolds_it_each_time_it_is_pressed(screen):
    screen.at(address(factories.ActorFactory()))
    for _time in range(2):
        assert not screen.evaluate("document.querySelector('#mediator-group details').open")
        screen.click("nav.sections a[href='#mediator-group']")
        screen.wait_for_selector("#mediator-group details[open]")
        screen.evaluate("document.querySelector('#mediator-group details').open = false")


def test_a_wide_row_of_claims_moves_its_own_box_and_not_the_page(screen):
    screen.set_viewport_size({"width": 1280, "height": 800})
    claim = factories.ClaimFactory(subject=factories.BodyActorFactory(), field="name")
    screen.at(f"{address(BodyActor.objects.get(pk=claim.subject_id))}?rows=2")
    screen.evaluate("for (const part of document.querySelectorAll('details.section')) part.open = true")
    assert screen.locator("#claims-group tbody tr.has_original").count() == 1
    assert screen.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
