"""Some fields of a selection are changed at once: shown before, written all or none, by the rules of each change."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from processes.models import Actor, Claim, PeaceProcess, Role
from tests import factories
from tests.admin.screens import listing, words

pytestmark = pytest.mark.django_db

WHY = "one list of the ministry"


def several(client, records, button="save", model=None, **values):
    """The answer to who chose these records and changes these fields. `seen` are their versions, if not the newest."""
    model = model or type(records[0])
    seen = values.pop(
        "seen", [f"{record.pk}:{type(record).objects.get(pk=record.pk).version}" for record in records]
    )
    statement = {name: values.pop(name) for name in ("from_source",) if name in values}
    posted = {f"change-{name}": "on" for name in values} | values
    chosen = {"action": "edit_several", "index": "0", "_selected_action": [record.pk for record in records]}
    return client.post(
        listing(model), chosen | {"seen": seen, "reason": WHY, button: "1"} | posted | statement
    )


@pytest.fixture
def actors(db):
    return [factories.ActorFactory(name=name, kind="state") for name in ("Ministry", "وزارة")]


def test_what_would_change_is_shown_and_nothing_is_written(desk, actors):
    page = several(desk, actors, "show", usual_level="grassroots", countries="Sri Lanka, NO")
    rows = {outcome.record.pk: (outcome.rows, outcome.faults) for outcome in page.context["outcomes"]}
    expected = [("Usual level", "unknown", "grassroots"), ("Countries", "", "LK, NO")]
    assert rows == {actor.pk: (expected, []) for actor in actors}
    assert page.context["may_save"] and 'name="save"' in words(page)
    assert {*Actor.objects.values_list("version", flat=True)} == {1}


def test_all_are_written_with_one_reason_and_a_field_that_is_not_ticked_stays(desk, actors):
    response = several(desk, actors, countries="LK")
    assert response.status_code == 302
    assert {*Actor.objects.values_list("version", "kind")} == {(2, "state")}
    assert [*Actor.objects.values_list("countries", flat=True)] == [["LK"], ["LK"]]
    assert {actor.events.order_by("pgh_id").last().pgh_context["reason"] for actor in actors} == {WHY}


def test_a_record_that_says_so_already_keeps_its_version(desk, actors):
    Actor.objects.filter(pk=actors[0].pk).update(countries=["LK"])
    versions = dict(Actor.objects.values_list("pk", "version"))
    several(desk, actors, countries="LK")
    now = dict(Actor.objects.values_list("pk", "version"))
    assert [now[actor.pk] - versions[actor.pk] for actor in actors] == [0, 1]


def test_one_fault_is_said_at_its_record_and_nothing_is_written(desk):
    records = [
        factories.PeaceProcessFactory(name="Early", start_kind="actual", start="2001"),
        factories.PeaceProcessFactory(name="Late", start_kind="actual", start="2009"),
    ]
    response = several(desk, records, end_kind="actual", end="2005")
    faults = {outcome.record.name: outcome.faults for outcome in response.context["outcomes"]}
    assert faults["Early"] == [] and len(faults["Late"]) == 1 and not response.context["may_save"]
    assert not PeaceProcess.objects.exclude(end="").exists()


def test_a_field_that_rests_on_a_source_asks_for_one_and_keeps_it_as_a_claim(desk, actors):
    factories.ClaimFactory(subject=actors[0], field="description", value="")
    response = several(desk, actors, description="Read again")
    faults = [outcome.faults for outcome in response.context["outcomes"]]
    assert "Name the source" in " ".join(sum(faults, []))
    source = factories.SourceFactory()
    assert several(desk, actors, description="Read again", from_source=source.pk).status_code == 302
    assert Claim.objects.filter(source=source, field="description").count() == 2


def test_who_saved_meanwhile_is_not_overwritten(desk, actors):
    seen = [f"{actor.pk}:{actor.version + 7}" for actor in actors]
    response = several(desk, actors, countries="LK", seen=seen)
    assert {text for outcome in response.context["outcomes"] for text in outcome.faults} == {
        "Somebody else saved a newer version."
    }
    assert {*Actor.objects.values_list("version", flat=True)} == {1}


def test_nothing_ticked_is_no_change_and_what_is_wrong_stands_at_its_field(desk, actors):
    assert "Choose at least one field" in words(several(desk, actors))
    page = several(desk, actors, countries="Atlantis")
    assert "countries" in page.context["form"].errors and not page.context["outcomes"]


def test_a_reference_to_what_is_hidden_is_refused_as_one_to_nothing(signed_in):
    desk = signed_in(factories.AnalystFactory(clearance=2))
    roles = [factories.RoleFactory(), factories.RoleFactory()]
    hidden = factories.ActorFactory(level=3)
    pages = [several(desk, roles, actor=key) for key in (hidden.pk, 1)]
    errors = [page.context["form"].errors["actor"] for page in pages]
    assert errors[0] == errors[1] and {*Role.objects.values_list("version", flat=True)} == {1}


def test_a_hidden_record_is_chosen_by_nobody_and_the_same_write_costs_the_same(signed_in):
    desk = signed_in(factories.AnalystFactory(clearance=2))

    def write(hidden):
        actors = [factories.ActorFactory(), factories.ActorFactory()]
        chosen = [*actors, *([factories.ActorFactory(level=3)] if hidden else [])]
        if hidden:
            factories.ClaimFactory(
                subject=actors[0], field="countries", value="SECRET", level=3, status="proposed"
            )
            factories.NoteFactory(subject=actors[1], level=3)
        with CaptureQueriesContext(connection) as queries:
            response = several(desk, chosen, countries="LK", model=Actor, seen=[])
        return (
            response.status_code,
            len(queries) - len(chosen),
            [Actor.objects.get(pk=one.pk).version for one in actors],
        )

    write(False)
    assert write(False) == write(True)
    assert not Actor.objects.filter(level=3).exclude(version=1).exists()


@pytest.mark.parametrize("key", ["x", "9" * 5000])
def test_a_key_that_is_no_number_is_refused(desk, key):
    sent = {"action": "edit_several", "_selected_action": [key]}
    assert desk.post(listing(Actor), sent).status_code == 400


def test_who_may_not_edit_changes_nothing(signed_in, actors):
    client = signed_in(factories.AccountFactory(role="security", clearance=4))
    assert several(client, actors, countries="LK").status_code == 403
