"""The invented case: every level and team is there, and what is protected is nowhere for those outside."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from peaceinfra.core.choices import INVENTED, Level
from peaceinfra.core.models import Team
from peaceinfra.core.visibility import PUBLIC, Viewer
from peaceinfra.datasets.exporting import export_dataset
from processes.models import Actor, ActorName
from tests.factories import AccountFactory, TeamGrantFactory
from tracks.models import Intermediary, Linkage

pytestmark = [pytest.mark.usefixtures("cases"), pytest.mark.django_db]

SECRETS = ["Dust Market", "H-1", "تيرون عظيمة", "Cedar", "Heron", "Sarn", "Ferrymen", "invented contact"]


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
    counts = {table.name: count for table, count in export_dataset(folder, viewer=PUBLIC).items()}
    public = Linkage.objects.filter(process__countries=[INVENTED], effective_level=Level.PUBLIC)
    assert public.count() == 5
    assert counts["linkages"] == 11
    assert counts["intermediaries"] == 0


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
    assert [secret for secret in ("Heron", "Ferrymen", "Sarn valley") if secret in text] == []


def test_the_command_exports_what_an_account_may_see(folder, tmp_path):
    reader = AccountFactory(username="reader")
    call_command("export_dataset", folder, "--as", reader.username, stdout=StringIO(), stderr=StringIO())
    export_dataset(tmp_path / "public", viewer=PUBLIC)
    assert text_of(folder) == text_of(tmp_path / "public")


def test_the_grants_of_the_account_count(folder):
    grant = TeamGrantFactory(
        account=AccountFactory(clearance=Level.RESTRICTED), team=Team.objects.get(name="Heron")
    )
    call_command("export_dataset", folder, "--as", grant.account.username, stdout=StringIO(), stderr=StringIO())
    text = text_of(folder)
    assert "Ferrymen" in text
    assert [secret for secret in ("Cedar", "H-1", "Commander's contact") if secret in text] == []


def test_an_unknown_account_exports_nothing(folder):
    with pytest.raises(CommandError, match="There is no account “nobody”"):
        call_command("export_dataset", folder, "--as", "nobody")
    assert list(folder.iterdir()) == []
