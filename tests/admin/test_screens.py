"""Every kind of record has a screen or rows on one; the screens stand in groups, and a long one is usable."""

import pytest
from django.contrib import admin
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from peaceinfra.admin.groups import GROUPS
from peaceinfra.core.registry import models_by_kind
from peaceinfra.core.visibility import visibility_of
from processes.admin.screens import DetailAdmin
from processes.models import Actor, Agreement, Community, Event, Note, Place, Stance
from secretariats.admin.bodies import BodyAdmin
from secretariats.models import Appointment, BodyActor, Channel
from tests import factories
from tests.admin.screens import address, errors, listing, row, save, send, shown, words
from tests.admin.test_lists import FACTORIES, SCREENS
from tracks.models import Linkage

DATES = {"start_kind": "unknown", "end_kind": "unknown"}


def guarded_models() -> set[type[Model]]:
    return {*models_by_kind().values(), *(model for model in SCREENS if visibility_of(model))}


def test_every_kind_of_record_has_a_screen_or_rows_on_one():
    rows = {inline.model for screen in admin.site._registry.values() for inline in screen.inlines}
    assert guarded_models() - set(SCREENS) - rows == set()


def test_every_screen_that_is_in_no_group_has_rows_on_another():
    grouped = {label for _title, labels in GROUPS for label in labels}
    rows = {inline.model for screen in admin.site._registry.values() for inline in screen.inlines}
    alone = {model for model in admin.site._registry if model._meta.label not in grouped}
    assert (alone - rows, grouped - {model._meta.label for model in admin.site._registry}) == (set(), set())


def test_the_home_groups_the_screens_as_an_analyst_thinks(desk):
    groups = desk.get("/admin/").context["app_list"]
    assert [str(group["name"]) for group in groups] == [
        "Processes",
        "Parties and people",
        "Bodies",
        "Tracks",
        "Evidence",
        "Protection",
    ]


@pytest.mark.slow
@pytest.mark.parametrize("model", SCREENS, ids=lambda model: model._meta.model_name)
def test_every_screen_opens_for_a_new_and_for_a_stored_record(desk, model):
    record = FACTORIES[model]()
    if model is BodyActor:
        record = BodyActor.objects.get(pk=record.pk)
    screen = admin.site._registry[model]
    assert desk.get(address(record)).status_code == (302 if isinstance(screen, DetailAdmin) else 200)
    assert desk.get(address(record, "history")).status_code == 200
    assert desk.get(listing(model, "add")).status_code == (200 if screen.to_add else 403)


def test_what_a_detail_adds_is_entered_on_the_screen_of_its_actor(desk):
    unit = factories.SupportUnitFactory()
    assert desk.get(address(unit)).url == address(BodyActor.objects.get(pk=unit.pk))
    save(desk, address(BodyActor.objects.get(pk=unit.pk)), {"support_unit-0-full_time_staff": "8"})
    unit.refresh_from_db()
    assert unit.full_time_staff == 8


def test_a_body_screen_lists_its_sections_with_the_number_of_rows_the_viewer_may_see(signed_in, db):
    body = factories.BodyActorFactory()
    factories.PrincipalFactory(body=body)
    factories.PrincipalFactory(body=body, level=3)
    url = address(BodyActor.objects.get(pk=body.pk))
    for clearance, number in ((2, 1), (4, 2)):
        page = words(signed_in(factories.AnalystFactory(clearance=clearance)).get(url))
        assert f'<a href="#principals-group">Principals</a> <span>{number}</span>' in page


def test_a_section_is_folded_until_it_holds_rows(desk):
    body = factories.BodyActorFactory()
    factories.PrincipalFactory(body=body)
    response = desk.get(address(BodyActor.objects.get(pk=body.pk)))
    formsets = {inline.formset.prefix: inline.formset for inline in response.context["inline_admin_formsets"]}
    assert {name: formsets[name].is_open for name in ("body", "principals", "posts", "mandates")} == {
        "body": True,
        "principals": True,
        "posts": False,
        "mandates": False,
    }


def test_the_rows_of_a_section_are_asked_for_only_where_it_holds_some_that_the_viewer_may_see(signed_in, db):
    body = factories.BodyActorFactory()
    client = signed_in(factories.AnalystFactory(clearance=2))
    url = address(BodyActor.objects.get(pk=body.pk))

    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get(url)
        return [query["sql"] for query in captured if 'FROM "secretariats_seat"' in query["sql"]]

    [which_hold_rows] = queries()
    factories.SeatFactory(body=body, level=3)
    assert queries() == [which_hold_rows]
    factories.SeatFactory(body=body)
    assert [sql == which_hold_rows for sql in queries()] == [True, False]


def test_a_refused_screen_says_at_its_head_what_is_wrong_and_leads_there(desk):
    body = factories.BodyActorFactory()
    changes = {"name": ""} | row("posts", 0, title="Envoy", level="0", **DATES)
    changes |= row("lifecycle", 0, position="1", status="operational", notice="none", date="2004/2005")
    response = send(desk, address(BodyActor.objects.get(pk=body.pk)), changes)
    found = [(fault.target, fault.where) for fault in response.context["faults"]]
    assert found == [
        ("id_name", "Label"),
        ("id_lifecycle-0-date", "Change of state 1: Date"),
        ("id_posts-0-kind", "Post 1: Kind"),
    ]
    page = words(response)
    assert '<a href="#id_posts-0-kind">Post 1: Kind</a>: This field is required.' in page
    assert "Nothing was saved: 3 things to mend" in page


def test_what_follows_from_a_body_is_shown_and_not_typed(desk):
    body = factories.BodyActorFactory(start_kind="actual", start="2004~")
    factories.PeaceSecretariatFactory(actor=body)
    for member_class in ("state", "ngo"):
        factories.MembershipFactory(body=body, member_class=member_class)
    factories.PrincipalFactory(body=body, side="Government")
    factories.LifecycleChangeFactory(body=body, status="operational")
    facts = dict(desk.get(address(BodyActor.objects.get(pk=body.pk))).context["derived"])
    assert facts == {
        "When it held": "from about 2004; end not known",
        "Start, earliest and latest": "1 Jan 2003 – 31 Dec 2005",
        "End, earliest and latest": "1 Jan 2003 – open",
        "In the last row of the log: state": "operational",
        "Composition": "unilateral: it serves one party",
        "Hybrid": "yes",
    }


def test_derived_facts_are_those_of_what_the_viewer_may_see(signed_in, db):
    body = factories.BodyActorFactory()
    factories.LifecycleChangeFactory(body=body, status="operational")
    hidden = factories.ActorFactory(level=3)
    factories.LifecycleChangeFactory(body=body, position=2, status="closed", decided_by=hidden)
    url = address(BodyActor.objects.get(pk=body.pk))
    for clearance, state in ((2, "operational"), (4, "closed")):
        facts = dict(signed_in(factories.AnalystFactory(clearance=clearance)).get(url).context["derived"])
        assert facts["In the last row of the log: state"] == state


def test_a_linkage_says_which_way_it_runs_and_how_fresh_it_is(desk):
    linkage = factories.LinkageFactory(
        source=factories.ActorFactory(usual_level="top"),
        target=factories.ActorFactory(usual_level="grassroots"),
        last_evidence="2004",
    )
    facts = dict(desk.get(address(linkage)).context["derived"])
    assert (facts["Orientation"], facts["Freshness"]) == ("vertical", "not confirmed lately")


def test_who_held_a_post_is_entered_on_the_screen_of_the_post(desk):
    post, person = factories.PostFactory(), factories.ActorFactory(kind="individual")
    save(desk, address(post), row("appointments", 0, person=person.pk, level="0", **DATES))
    assert [(appointment.post, appointment.person) for appointment in Appointment.objects.all()] == [
        (post, person)
    ]


def test_a_channel_is_entered_with_its_ends_and_its_log(desk):
    ends = [factories.ActorFactory() for _number in range(2)]
    new = {"name": "Phone line", "level": "0", "medium": "phone"}
    for number, end in enumerate(ends):
        new |= row("ends", number, position=str(number + 1), actor=end.pk, part="end")
    new |= row("states", 0, position="1", status="open", date="2002")
    new |= row("states", 1, position="2", status="cut")
    save(desk, listing(Channel, "add"), new)
    channel = Channel.objects.get()
    assert [end.actor for end in channel.ends.order_by("position")] == ends
    assert [(state.status, state.date) for state in channel.states.all()] == [("open", "2002"), ("cut", "")]


def test_a_channel_opened_from_a_body_has_that_body_at_one_end(desk):
    body = factories.BodyActorFactory()
    link = next(link for link in BodyAdmin.opens if link.screen == "secretariats_channel")
    page = shown(desk.get(listing(Channel, "add") + f"?{link.fills}={body.pk}"))
    assert (page["ends-0-actor"], page.get("ends-1-actor"), page["end"]) == (str(body.pk), None, "")


ADDED = [
    pytest.param(model, link, id=f"{model._meta.model_name} {link.screen}")
    for model, screen in admin.site._registry.items()
    for link in getattr(screen, "opens", ())
    if link.add
]


@pytest.mark.parametrize(("model", "link"), ADDED)
def test_what_is_added_from_a_screen_starts_with_that_record_and_its_marking_and_nothing_else(
    desk, model, link
):
    record = FACTORIES[model]()
    url = f"/admin/{link.screen.replace('_', '/')}/add/"
    plain, filled = shown(desk.get(url)), shown(desk.get(f"{url}?{link.fills}={record.pk}"))
    changed = dict(filled.items() - plain.items())
    levels = {changed.pop(name) for name in [*changed] if name.endswith("level")}
    assert list(changed.values()) == [str(record.pk)]
    assert levels == {"0"}


def test_what_a_log_of_a_channel_does_not_allow_is_refused_at_the_log(desk):
    channel = factories.ChannelFactory()
    factories.ChannelChangeFactory(channel=channel, status="cut")
    for number in range(2):
        factories.ChannelEndFactory(channel=channel, position=number + 1)
    response = send(desk, address(channel), row("states", 1, position="2", status="cut"))
    assert "cannot follow" in errors(response)["states"][0]


def test_participants_and_signatories_stand_on_the_screen_of_event_and_agreement(desk):
    event, agreement, actor = factories.EventFactory(), factories.AgreementFactory(), factories.ActorFactory()
    save(desk, address(event), row("participations", 0, actor=actor.pk, part="host"))
    save(desk, address(agreement), row("signatories", 0, actor=actor.pk, part="witness"))
    assert (
        Event.objects.get(pk=event.pk).participations.get().actor,
        Agreement.objects.get().signatories.get().actor,
    ) == (actor, actor)


def test_a_stance_names_what_it_is_about_by_its_id(desk):
    actor, channel = factories.ActorFactory(), factories.ChannelFactory()
    new = {
        "actor": actor.pk,
        "kind": "objects",
        "subject": channel.public_id,
        "publicity": "public",
        "level": "0",
    }
    save(desk, listing(Stance, "add"), new | DATES)
    assert Stance.objects.get().subject_id == channel.pk
    refused = send(
        desk, listing(Stance, "add"), new | DATES | {"subject": factories.EventFactory().public_id}
    )
    assert "It may be about" in errors(refused)["subject"][0]


def test_an_internal_note_beside_a_record_is_internal_unless_told_otherwise(desk):
    actor = factories.ActorFactory()
    url = address(actor)
    empty = desk.get(url).context["inline_admin_formsets"]
    notes = next(inline.formset for inline in empty if inline.formset.prefix == "notes")
    assert (notes.empty_form["kind"].value(), notes.empty_form["level"].value()) == ("internal", 2)
    refused = send(desk, url, row("notes", 0, kind="internal", text="For us", level="0"))
    assert "Only a remark may be public" in errors(refused)["notes-0-level"][0]
    save(desk, url, row("notes", 0, kind="internal", text="For us", level="2"))
    assert (Note.objects.get().subject_id, Note.objects.get().level) == (actor.pk, 2)


@pytest.mark.parametrize(
    ("model", "field", "typed"),
    [(Actor, "countries", "LK,ZZ"), (Actor, "countries", "LK,Nepalia"), (Place, "country", "ZZ")],
)
def test_a_code_of_no_country_is_refused(desk, model, field, typed):
    new = {"name": "Somewhere", "kind": "state", "level": "0", field: typed} | DATES
    response = send(desk, listing(model, "add"), new)
    assert f"“{typed.removeprefix('LK,')}” is not a country." in errors(response)[field][0]


def test_a_list_of_codes_says_which_there_are(desk):
    actor, other = factories.ActorFactory(), factories.ActorFactory()
    new = {"source": actor.pk, "target": other.pk, "level": "0", "gave": "information,tea"} | DATES
    response = send(desk, listing(Linkage, "add"), new)
    assert errors(response)["gave"] == ["“tea” is not one of the codes below."]
    assert "Codes, with commas between: " in words(response)


def test_codes_of_countries_are_kept_in_capitals(desk):
    save(desk, listing(Place, "add"), {"name": "Colombo", "country": "lk", "level": "0"})
    assert Place.objects.get().country == "LK"


def test_a_reach_names_one_of_three(desk):
    actor, community = factories.ActorFactory(), factories.CommunityFactory()
    values = {"quality": "trusted", "level": "3", "community": community.pk, **DATES}
    refused = send(desk, address(actor), row("reach", 0, society_level="top", **values))
    assert "Name one of the three" in errors(refused)["reach-0-community"][0]
    save(desk, address(actor), row("reach", 0, **values))
    assert actor.reach.get().community == Community.objects.get()


def test_linkages_of_a_process_are_listed_from_its_screen(desk):
    linkage, other = factories.LinkageFactory(), factories.LinkageFactory()
    page = words(desk.get(listing(Linkage), {"process__id": linkage.process_id}))
    assert (str(linkage.source) in page, str(other.source) in page) == (True, False)


def test_a_record_of_any_kind_is_found_by_its_name_or_id(desk):
    actor = factories.ActorFactory(name="Valley Council")
    by_name = desk.get("/admin/records/", {"term": "valley"}).json()["results"]
    by_id = desk.get("/admin/records/", {"term": actor.public_id}).json()["results"]
    found = {"id": actor.public_id, "name": "Valley Council", "text": "Valley Council (state)"}
    assert by_name == by_id == [found]


def test_a_record_that_may_not_be_seen_is_not_found(signed_in, db):
    client = signed_in(factories.AnalystFactory(clearance=2))
    hidden = factories.ActorFactory(name="SECRET broker", level=3)
    factories.LinkageFactory(source=hidden, target=factories.ActorFactory(name="Open"))
    for term in ("secret", hidden.public_id):
        assert client.get("/admin/records/", {"term": term}).json()["results"] == []


def test_the_row_to_copy_is_built_once_for_each_section(desk):
    inlines = desk.get(listing(BodyActor, "add")).context["inline_admin_formsets"]
    assert all(inline.formset.empty_form is inline.formset.empty_form for inline in inlines)
