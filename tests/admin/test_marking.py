"""The marking in force stands beside the typed one, where what the record touches makes it higher."""

import pytest

from processes.models import Actor, ActorName, Agreement, Event
from secretariats.models import Appointment, Channel
from tests import factories
from tests.admin.screens import UNDATED, address, listing, row, save, words
from tracks.models import Linkage, Reach

pytestmark = pytest.mark.django_db

PARTNER = "in force: partner (TLP:GREEN), because of what it touches"


@pytest.fixture
def linkage(db):
    return factories.LinkageFactory(level=0)


def test_a_linkage_says_the_marking_that_its_intermediary_lends_also_when_retired(desk, linkage):
    assert "in force:" not in words(desk.get(listing(Linkage))) + words(desk.get(address(linkage)))
    factories.IntermediaryFactory(linkage=linkage, actor__level=1, retired=True)
    page = desk.get(address(linkage))
    assert page.context["derived"][0] == ("Marking", PARTNER)
    assert f"public (TLP:CLEAR)<br><small>{PARTNER}</small>" in words(desk.get(listing(Linkage)))


def test_a_row_of_a_screen_says_the_marking_that_its_end_lends(desk):
    process = factories.PeaceProcessFactory()
    factories.RoleFactory(process=process, actor__level=1, level=0)
    assert f"<small>{PARTNER}</small>" in words(desk.get(address(process)))
    assert "Marking" not in dict(desk.get(address(process)).context["derived"])


def test_a_team_that_is_lent_is_told_to_its_members(signed_in, linkage):
    team, account = factories.TeamFactory(), factories.AnalystFactory()
    factories.TeamGrantFactory(account=account, team=team)
    factories.IntermediaryFactory(linkage=linkage, actor__team=team)
    said = signed_in(account).get(address(linkage)).context["derived"][0]
    assert said == (
        "Marking",
        "in force: public (TLP:CLEAR), for more teams than its own, because of what it touches",
    )


def first_levels(page) -> dict:
    """{section: the marking that a new row of it starts with}."""
    formsets = [one.formset for one in page.context["inline_admin_formsets"]]
    forms = {formset.prefix: formset.empty_form for formset in formsets}
    return {
        name: form.get_initial_for_field(form.fields["level"], "level")
        for name, form in forms.items()
        if "level" in form.fields
    }


def test_a_new_row_starts_with_the_marking_of_its_record_unless_its_kind_is_guarded_better(desk):
    actor = factories.ActorFactory(level=0)
    levels = first_levels(desk.get(address(actor)))
    assert (levels["names"], levels["citations"], levels["notes"], levels["reach"]) == (0, 0, 2, 3)
    levels = first_levels(desk.get(address(factories.ActorFactory(level=3))))
    assert {*levels.values()} == {3}
    assert {*first_levels(desk.get(listing(Actor, "add"))).values()} == {2, 3}


def test_a_marking_alone_is_no_row(desk):
    actor = factories.ActorFactory()
    kind = ActorName._meta.get_field("kind").get_default()
    save(desk, address(actor), row("names", 0, level="1", kind=kind, **UNDATED))
    assert not actor.names.exists()


def opened(client, model, **address):
    """(marking, team, {section: marking of a new row}) of a new record that is opened from another."""
    page = client.get(listing(model, "add"), address)
    form = page.context["adminform"].form
    first = [form.get_initial_for_field(form.fields[name], name) for name in ("level", "team")]
    return *first, first_levels(page)


def test_a_new_record_follows_the_marking_of_the_record_it_is_opened_from_without_a_script(desk):
    for level in (0, 1, 4):
        body = factories.BodyActorFactory(level=level)
        post = factories.PostFactory(body=body)
        process = factories.PeaceProcessFactory(level=level)
        for model, opener in (
            (Appointment, {"post": post.pk}),
            (Channel, {"first_end": body.pk}),
            (Linkage, {"source": body.pk}),
            (Event, {"process": process.pk}),
            (Agreement, {"process": process.pk}),
        ):
            first, _team, rows = opened(desk, model, **opener)
            assert (model, first, rows["citations"], rows["notes"]) == (model, level, level, max(2, level))


def test_a_new_record_follows_the_team_too_where_its_writer_belongs_to_it(signed_in, analyst):
    team = factories.TeamFactory()
    body = factories.BodyActorFactory(level=2, team=team)
    factories.TeamGrantFactory(account=analyst, team=team)
    assert opened(signed_in(analyst), Linkage, source=body.pk)[:2] == (2, team.pk)


def test_what_is_opened_from_nothing_or_from_what_is_hidden_starts_restricted(signed_in):
    client = signed_in(factories.AnalystFactory(clearance=3))
    hidden = factories.BodyActorFactory(level=4)
    for opener in ({}, {"source": hidden.pk}, {"source": "x"}, {"source": "9" * 30}, {"purpose": "1"}):
        assert opened(client, Linkage, **opener)[0] == 3


def test_a_kind_that_has_a_floor_follows_nothing(desk):
    actor = factories.ActorFactory(level=0)
    assert opened(desk, Reach, actor=actor.pk)[0] == 3


def test_of_two_records_in_the_address_the_better_guarded_is_followed(desk):
    body, process = factories.BodyActorFactory(level=1), factories.PeaceProcessFactory(level=0)
    assert opened(desk, Linkage, source=body.pk, process=process.pk)[0] == 1


def test_a_marking_in_the_address_is_kept(desk):
    body = factories.BodyActorFactory(level=0)
    assert opened(desk, Linkage, source=body.pk, level=2)[0] in (2, "2")


def test_a_holder_entered_from_a_public_body_stands_on_its_page(desk, client):
    post = factories.PostFactory(body=factories.BodyActorFactory(level=0))
    url = listing(Appointment, "add") + f"?post={post.pk}"
    save(desk, url, {"person": factories.ActorFactory().pk})
    assert Appointment.objects.get().effective_level == 0
