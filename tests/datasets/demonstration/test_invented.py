"""The invented case: every level and team is there, and what is protected is nowhere for those outside."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import CharField, TextField
from django.urls import reverse

from peaceinfra.core.choices import INVENTED, Level
from peaceinfra.core.dates.models import EDTFField
from peaceinfra.core.identity import public_id
from peaceinfra.core.models import Record, Team
from peaceinfra.core.visibility import PUBLIC, Viewer, visibility_of
from peaceinfra.datasets import tables
from peaceinfra.datasets.exporting import export_dataset
from processes.models import (
    Actor,
    ActorName,
    Agreement,
    CoverageNote,
    Lineage,
    Listing,
    Note,
    PeaceProcess,
    Source,
    Stance,
)
from secretariats.models import Appointment, Channel, Function, Mandate, Means
from tests.factories import AccountFactory, TeamGrantFactory
from tracks.models import Inclusion, Intermediary, Linkage, Mediator, Reach, Support

# One worker runs them all, since what they share takes long to make.
pytestmark = [pytest.mark.usefixtures("cases"), pytest.mark.django_db]

EVERY_LEVEL = set(Level.values)

# What tells of local actors: invented rows of it stand at each level from public to strictly restricted.
LOCAL = [
    "places",
    "communities",
    "mediators",
    "reach",
    "inclusion",
    "linkages",
    "memberships",
    "channels",
    "channel_ends",
    "participations",
    "agreements",
    "signatories",
    "events",
    "support",
    "stances",
    "notes",
    "mandates",
    "functions",
]

# Words that public and guarded records have in common: a side, the field of a claim, a place in a source.
SHARED = {"side", "field", "locator"}

NAMES = [listed.name for listed in tables.TABLES]

SECRETS = ["Dust Market", "H-1", "تيرون عظيمة", "Cedar", "Heron", "Sarn", "Ferrymen", "invented contact"]


@pytest.fixture(scope="module")
def public_text(cases, tmp_path_factory, django_db_blocker):
    """All that an export tells somebody who is signed out."""
    folder = tmp_path_factory.mktemp("public")
    with django_db_blocker.unblock():
        export_dataset(folder, viewer=PUBLIC)
    return text_of(folder)


def is_prose(name, field):
    """Whether a column of a table holds words that somebody wrote: no code, date or reference."""
    written = table(name).model._meta.get_field(field)
    plain = isinstance(written, CharField | TextField) and not isinstance(written, EDTFField)
    return plain and not written.flatchoices and field not in SHARED


def table(name):
    return tables.FILES[f"{name}.csv"]


def guarded(model):
    """The rows of a model that somebody signed out may not see."""
    return model._base_manager.filter(effective_level__gt=Level.PUBLIC)


def marking(model, **of):
    """{(own level, team)} of some rows."""
    return set(model._base_manager.filter(**of).values_list("level", "team__name"))


def text_of(folder):
    return "\n".join(path.read_text() for path in sorted(folder.iterdir()))


def test_it_has_linkages_of_every_level_and_both_teams():
    invented = Linkage.objects.filter(process__countries=[INVENTED])
    assert set(invented.values_list("effective_level", flat=True)) == {0, 1, 2, 3, 4}
    teams = {team for teams in invented.values_list("effective_teams", flat=True) for team in teams}
    assert teams == set(Team.objects.values_list("pk", flat=True))


def test_several_local_actors_hang_on_one_broker():
    broker = Actor.objects.get(name="Convenor of the Dust Market")
    carried = Linkage.objects.filter(intermediaries__in=Intermediary.objects.filter(actor=broker))
    local = {linkage.target.name for linkage in carried if linkage.target.usual_level == "grassroots"}
    assert local == {
        "Mediator H-1",
        "Mediator H-2",
        "Council of Elders of Upper Sarn",
        "Women's Peace Circle of Northvale",
    }


def test_its_names_are_written_in_several_scripts():
    scripts = set(ActorName.objects.filter(actor__countries=[INVENTED]).values_list("script", flat=True))
    assert {"Arab", "Mymr", "Cyrl", "Hans", "Latn"} <= scripts


def test_the_public_part_is_a_small_picture_by_itself(folder):
    export_dataset(folder, viewer=PUBLIC)
    public = Linkage.objects.filter(process__countries=[INVENTED], effective_level=Level.PUBLIC)
    assert public.count() == 5
    exported = (folder / "linkages.csv").read_text()
    assert [linkage for linkage in public if linkage.public_id not in exported] == []
    invented_carriers = Intermediary.objects.filter(linkage__process__countries=[INVENTED])
    assert not invented_carriers.filter(effective_level=Level.PUBLIC).exists()


def test_what_is_protected_is_nowhere_in_the_export_of_somebody_signed_out(folder):
    export_dataset(folder, viewer=PUBLIC)
    assert [secret for secret in SECRETS if secret in text_of(folder)] == []
    assert not (folder / "teams.csv").exists()


def test_a_member_of_one_team_gets_that_team_and_nothing_of_the_other(folder):
    cedar = Team.objects.get(name="Cedar")
    export_dataset(folder, viewer=Viewer(Level.STRICT, frozenset({cedar.pk})))
    text = text_of(folder)
    assert (folder / "teams.csv").read_text() == "name\nCedar\n"
    assert "تيرون عظيمة" in text
    assert [secret for secret in ("Heron", "Ferrymen", "talks in the Sarn valley") if secret in text] == []


@pytest.mark.slow
def test_the_command_exports_what_an_account_may_see(folder, tmp_path):
    reader = AccountFactory(username="reader")
    call_command("export_dataset", folder, "--as", reader.username, stdout=StringIO(), stderr=StringIO())
    export_dataset(tmp_path / "public", viewer=PUBLIC)
    assert text_of(folder) == text_of(tmp_path / "public")


def test_the_grants_of_the_account_count(folder):
    grant = TeamGrantFactory(
        account=AccountFactory(clearance=Level.RESTRICTED), team=Team.objects.get(name="Heron")
    )
    call_command(
        "export_dataset", folder, "--as", grant.account.username, stdout=StringIO(), stderr=StringIO()
    )
    text = text_of(folder)
    assert "Ferrymen" in text
    assert [secret for secret in ("Cedar", "H-1", "Commander's contact") if secret in text] == []


def test_an_unknown_account_exports_nothing(folder):
    with pytest.raises(CommandError, match="There is no account “nobody”"):
        call_command("export_dataset", folder, "--as", "nobody")
    assert list(folder.iterdir()) == []


def test_only_what_is_invented_is_guarded():
    for model in (Actor, PeaceProcess):
        assert {tuple(record.countries) for record in guarded(model)} == {(INVENTED,)}
    assert {record.country for record in guarded(table("places").model)} == {INVENTED}


@pytest.mark.parametrize("name", LOCAL)
def test_what_tells_of_local_actors_is_there_at_every_level(name):
    model = table(name).model
    levels = {level for level in EVERY_LEVEL if level >= visibility_of(model).least}
    assert set(model._base_manager.values_list("effective_level", flat=True)) == levels


@pytest.mark.parametrize("name", NAMES)
def test_every_table_has_rows_that_are_guarded_and_rows_of_a_team(name):
    rows = guarded(table(name).model)
    assert rows.exists()
    assert rows.exclude(effective_teams=[]).exists()


@pytest.mark.parametrize("name", NAMES)
def test_somebody_signed_out_gets_no_guarded_row_of_any_table(name, public_text):
    hidden = guarded(table(name).model)
    prefixes = dict(Record.objects.filter(pk__in=hidden.values("pk")).values_list("pk", "kind"))
    ids = [public_id(prefixes[key], key) for key in hidden.values_list("pk", flat=True)]
    assert [each for each in ids if each in public_text] == []


@pytest.mark.parametrize("name", NAMES)
def test_somebody_signed_out_reads_no_words_of_a_guarded_row(name, public_text):
    model, fields = table(name).model, [field for field in table(name).fields if is_prose(name, field)]
    hidden = {text for field in fields for text in guarded(model).values_list(field, flat=True)}
    public = model._base_manager.filter(effective_level=Level.PUBLIC)
    known = {text for field in fields for text in public.values_list(field, flat=True)}
    # A single word may be a code, which public rows hold too.
    assert [text for text in hidden - known if " " in text and text in public_text] == []


@pytest.mark.parametrize(
    "name",
    [
        "Office of the Joint Envoy for Xandoria",
        "Civil Society Platform of Xandoria",
        "Highland Front of Xandoria",
    ],
)
def test_the_page_of_an_actor_that_guarded_records_point_at_tells_nothing_of_them(name, client):
    actor = Actor.objects.get(name=name)
    page = client.get(reverse("actor_detail", args=[public_id("act", actor.pk)]), follow=True)
    text = page.content.decode()
    assert name in text
    assert [secret for secret in SECRETS if secret in text] == []


def test_the_envoy_changed_once_and_a_linkage_ended_soon_after():
    envoys = Appointment.objects.filter(post__kind="envoy").order_by("start_min")
    assert [(appointment.person.name, appointment.start, appointment.end) for appointment in envoys] == [
        ("Idris Vashtan", "2024-03", "2025-01-15"),
        ("Mai Lethwe", "2025-02-01", "2026-10"),
    ]
    ended = Linkage.objects.get(process__countries=[INVENTED], end_kind="actual")
    assert 0 < (ended.end_max - envoys[0].end_max).days <= 90


def test_the_envoys_mandate_has_two_versions_and_the_second_goes_on_without_talks():
    versions = Mandate.objects.filter(body__name="Office of the Joint Envoy for Xandoria").order_by("number")
    assert [(mandate.number, mandate.continues_when_suspended) for mandate in versions] == [
        (1, False),
        (2, True),
    ]


def test_functions_are_mandated_performed_not_performed_and_blocked():
    desk = Function.objects.filter(body__name="Peace Desk of the Government of Xandoria")
    states = {"mandated", "performed", "not_performed", "blocked", "signalled", "claimed"}
    assert set(desk.values_list("state", flat=True)) == states


def test_means_are_recorded_for_one_side_of_the_talks_only():
    served = Means.objects.filter(body__principals__process__name__startswith="Xandoria, Government")
    assert set(served.values_list("body__principals__side__name", flat=True)) == {"Government"}


def test_channels_were_cut_and_restored_and_one_was_secret_until_a_day():
    def states(name):
        return list(Channel.objects.get(name=name).states.values_list("status", flat=True))

    assert states("Weekly meeting of the envoy's office and the Peace Desk") == ["open", "cut", "restored"]
    disclosed = Channel.objects.get(is_secret=True, disclosed="2026-02")
    assert (disclosed.effective_level, disclosed.directness) == (Level.PUBLIC, "indirect")
    assert marking(Channel, name="Messages by the lake") == {(Level.STRICT, "Heron")}


def test_a_government_refuses_in_public_what_it_tolerates_in_private():
    stances = Stance.objects.filter(actor__name="Government of Xandoria")
    assert set(stances.values_list("kind", "publicity")) == {("refuses", "public"), ("tolerates", "private")}
    assert not stances.filter(publicity="private", effective_level__lt=Level.INTERNAL).exists()


def test_inclusion_takes_every_form_and_says_who_is_absent():
    invented = Inclusion.objects.filter(process__countries=[INVENTED])
    forms = Inclusion._meta.get_field("modality").choices
    assert set(invented.values_list("modality", flat=True)) == {code for code, _label in forms}
    assert invented.exclude(absent="").exists()


def test_reach_goes_from_trusted_to_none_and_one_community_is_reached_by_nobody():
    qualities = Reach._meta.get_field("quality").choices
    assert set(Reach.objects.values_list("quality", flat=True)) == {code for code, _label in qualities}
    camp = Reach.objects.filter(community__name__startswith="Camp residents")
    assert set(camp.values_list("quality", flat=True)) == {"none"}


def test_support_was_given_refused_withdrawn_and_not_answered_yet():
    answers = set(Support.objects.filter(process__countries=[INVENTED]).values_list("answer", flat=True))
    assert answers == {"given", "refused", "withdrawn", "pending"}


def test_local_agreements_a_listing_and_a_splinter_are_there():
    assert Agreement.objects.filter(is_local=True, effective_level=Level.PUBLIC).count() == 1
    assert Agreement.objects.filter(is_local=True).count() == 5
    front = Listing.objects.get(actor__name="Highland Front of Xandoria")
    assert front.exemption == "Travel to talks that the Joint Envoy has called"
    assert Lineage.objects.get(kind="splinter", effective_level=Level.INTERNAL).origin == front.actor


def test_notes_name_a_focal_point_and_a_day_of_review():
    assert set(Note.objects.values_list("kind", flat=True)) == {"remark", "internal", "focal_point", "review"}
    assert not Note.objects.exclude(kind="remark").filter(level__lt=Level.INTERNAL).exists()
    assert not Note.objects.filter(kind="review", review_due=None).exists()


def test_coverage_notes_say_searched_fully_in_part_and_not_at_all():
    invented = CoverageNote.objects.filter(process__countries=[INVENTED])
    assert set(invented.values_list("extent", flat=True)) == {"full", "part", "none"}


def test_a_guarded_source_is_cited_in_public_by_its_stand_in():
    talk = Source.objects.get(name__startswith="Demonstration talk with a ferryman")
    assert (talk.stand_in.name, talk.stand_in.kind) == ("Trusted contact (invented)", "contact")
    assert {citation.grade for citation in talk.stand_in.citations.all()} == {"B2"}
    assert talk.effective_level == Level.STRICT
    assert talk.derived.get().effective_level == Level.STRICT


def test_a_mediators_name_is_guarded_better_than_the_label():
    mediator = Mediator.objects.get(actor__name="Mediator H-2")
    assert marking(ActorName, actor=mediator.actor) == {(Level.STRICT, "Cedar")}
    assert mediator.effective_level == Level.RESTRICTED
