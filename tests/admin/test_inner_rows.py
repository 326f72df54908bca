"""A mandate with its functions, a post with its holder: written in one save, on the screen of the body."""

import pytest

from processes.models import Citation
from secretariats.models import Appointment, BodyActor, Function, Mandate, Post
from tests import factories
from tests.admin.screens import address, listing, row, save, send, shown, words

pytestmark = pytest.mark.django_db

NEW = {"name": "Secretariat of the Valley", "level": "0", "body-0-form": "office"}


def inner(prefix, number, **values):
    """A new row within a row, and their count as the script of the page keeps it."""
    count = {f"{prefix}-TOTAL_FORMS": str(number + 1), f"{prefix}-INITIAL_FORMS": "0"}
    dates = {"start_kind": "unknown", "end_kind": "unknown", "level": "0"}
    return {f"{prefix}-{number}-{name}": str(value) for name, value in (dates | values).items()} | count


def mandate_with(*tasks, **values):
    found = row("mandates", 0, start_kind="unknown", end_kind="unknown", level="0", **values)
    for number, task in enumerate(tasks):
        found |= inner("mandates-0-functions", number, task=task, state="mandated")
    return found


def body_of(**values):
    return BodyActor.objects.get(pk=factories.BodyFactory(**values).pk)


@pytest.mark.slow
def test_a_new_body_its_mandate_with_functions_and_its_post_with_a_holder_are_one_save(desk):
    person, source = factories.ActorFactory(kind="individual"), factories.SourceFactory()
    post = row("posts", 0, kind="director", start_kind="unknown", end_kind="unknown", level="0")
    holder = inner("posts-0-appointments", 0, person=person.pk)
    said = mandate_with("archiving", "advice", instrument="Decree 4")
    save(desk, listing(BodyActor, "add"), NEW | said | post | holder | {"from_source": str(source.pk)})
    body = BodyActor.objects.get(name="Secretariat of the Valley")
    mandate, appointment = Mandate.objects.get(), Appointment.objects.get()
    functions = Function.objects.order_by("task").values_list("task", "body", "mandate")
    assert [*functions] == [(task, body.pk, mandate.pk) for task in ("advice", "archiving")]
    assert (appointment.person_id, appointment.post.body_id) == (person.pk, body.pk)
    # The source that the screen names is that of the rows within the rows too.
    assert (
        Citation.objects.filter(
            subject__in=[*Function.objects.values_list("pk", flat=True), appointment.pk]
        ).count()
        == 3
    )


def test_a_holder_is_added_to_a_stored_post_which_stays_as_it_is(desk):
    body = body_of()
    posts = [factories.PostFactory(body=body, title=title) for title in ("Director", "Deputy")]
    person = factories.ActorFactory(kind="individual", name="ဒေါ်စု")
    opened = shown(desk.get(address(body)))
    number = [opened[f"posts-{place}-id"] for place in (0, 1)].index(str(posts[1].pk))
    save(desk, address(body), inner(f"posts-{number}-appointments", 0, person=person.pk), base=opened)
    assert [*Appointment.objects.values_list("post", "person")] == [(posts[1].pk, person.pk)]
    assert [*Post.objects.values_list("version", flat=True)] == [1, 1]


def test_what_is_wrong_within_a_row_is_named_and_nothing_is_written(desk):
    response = send(desk, listing(BodyActor, "add"), NEW | mandate_with("archiving", ""))
    assert [fault.where for fault in response.context["faults"]] == ["Mandate 1: Function 2: Function"]
    target = response.context["faults"][0].target
    assert target == "id_mandates-0-functions-1-task" and f'id="{target}"' in words(response)
    assert not BodyActor.objects.exists() and not Mandate.objects.exists()


def test_a_rule_of_the_register_that_a_row_within_a_row_breaks_stands_at_it(desk):
    body = body_of()
    later = inner("posts-0-appointments", 0, person=factories.ActorFactory(kind="individual").pk)
    later |= {"posts-0-appointments-0-start_kind": "actual", "posts-0-appointments-0-start": "2999"}
    post = row("posts", 0, kind="director", start_kind="unknown", end_kind="unknown", level="0")
    response = send(desk, address(body), post | later)
    assert [fault.target for fault in response.context["faults"]] == ["id_posts-0-appointments-0-start"]
    assert not Post.objects.exists()


def test_a_row_within_a_row_that_was_taken_off_or_left_empty_is_none(desk):
    taken_off = {"mandates-0-functions-1-DELETE": "on"}
    empty = inner("mandates-0-functions", 2)
    said = mandate_with("archiving", "advice", instrument="Decree 4") | taken_off | empty
    save(desk, listing(BodyActor, "add"), NEW | said)
    assert [*Function.objects.values_list("task", flat=True)] == ["archiving"]


def test_without_scripts_rows_within_rows_are_offered_empty_and_only_where_rows_are_wanted(desk):
    body = body_of()
    factories.PostFactory(body=body)
    assert 'name="posts-0-appointments-0-person"' not in words(desk.get(address(body)))
    page = words(desk.get(f"{address(body)}?rows=2"))
    offered = [
        f'name="posts-{post}-appointments-{number}-person' in page for post in (0, 1) for number in (0, 1)
    ]
    assert all(offered)
    save(desk, f"{address(body)}?rows=2", {"description": "Known well"})
    assert not Appointment.objects.exists()


def test_a_person_who_is_hidden_from_the_writer_cannot_be_made_a_holder(signed_in):
    desk = signed_in(factories.AnalystFactory(clearance=2))
    hidden, body = factories.ActorFactory(kind="individual", level=3), body_of()
    factories.PostFactory(body=body)
    answers = [
        send(desk, address(body), inner("posts-0-appointments", 0, person=key)).context["faults"]
        for key in (hidden.pk, 1)
    ]
    assert answers[0] == answers[1] != [] and not Appointment.objects.exists()


@pytest.mark.parametrize(("form", "is_shown"), [("secretariat", True), ("office", False)])
def test_the_section_of_a_kind_of_body_is_there_where_its_form_is_that(desk, form, is_shown):
    page = desk.get(address(body_of(form=form)))
    hidden = {rows.formset.prefix: rows.formset.is_hidden for rows in page.context["inline_admin_formsets"]}
    assert (hidden["secretariat"], hidden["support_unit"], hidden["posts"]) == (not is_shown, True, False)
    link = '<li{}><a href="#secretariat-group">'
    assert link.format("" if is_shown else " hidden") in words(page)


def test_a_section_that_holds_something_is_shown_whatever_the_form(desk):
    body = body_of(form="office")
    factories.PeaceSecretariatFactory(actor=body)
    page = desk.get(address(body))
    assert "secretariat" not in [
        rows.formset.prefix for rows in page.context["inline_admin_formsets"] if rows.formset.is_hidden
    ]


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_sections_and_rows_within_rows_appear_at_once_and_a_draft_keeps_them(screen):
    factories.ActorFactory(name="Government of the Valley")
    screen.at(listing(BodyActor, "add"))
    assert screen.locator("#secretariat-group").is_hidden()
    screen.select_option("#id_body-0-form", "secretariat")
    assert screen.locator("#id_secretariat-0-purpose").is_visible()
    screen.select_option("#id_body-0-form", "support_unit")
    assert (
        screen.locator("#secretariat-group").is_hidden()
        and screen.locator("#support_unit-group").is_visible()
    )
    screen.fill("#id_name", "Support Office")
    screen.locator("#mandates-group summary").press("Enter")
    screen.locator("#mandates-group .add-row a").press("Enter")
    for number, task in enumerate(["archiving", "advice"]):
        screen.locator("#mandates-0 .add-inner").press("Enter")
        screen.select_option(f"#id_mandates-0-functions-{number}-task", task)
        screen.select_option(f"#id_mandates-0-functions-{number}-state", "mandated")
    screen.wait_for_timeout(800)
    screen.on("dialog", lambda dialog: dialog.accept())
    screen.reload()
    screen.locator("[data-draft=restore]").click()
    assert screen.input_value("#id_mandates-0-functions-1-task") == "advice"
    screen.locator("#mandates-0 .inner-row").nth(1).locator("[type=checkbox]").check()
    screen.locator(".save-bar input[name=_continue]").click()
    screen.wait_for_selector(".messagelist .success")
    assert [*Function.objects.values_list("task", flat=True)] == ["archiving"]
