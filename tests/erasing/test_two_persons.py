"""One person asks, another confirms; the web login can neither skip the second nor erase what nobody confirmed."""

import pytest
from django.core.exceptions import ValidationError
from django.db import ProgrammingError, connection, transaction

from peaceinfra.api.erasing import carry_out_all
from peaceinfra.core import erasure_register
from peaceinfra.core.erasures import REFUSALS, decide_erasure, request_erasure
from peaceinfra.core.models import Erasure, Record
from peaceinfra.core.roles import MAY
from peaceinfra.core.visibility import viewing
from peaceinfra.core.visibility.erasure_sql import ROLES
from peaceinfra.core.visibility.viewer import Viewer
from processes.models import Actor
from tests.factories import (
    AccountFactory,
    ActorFactory,
    AnalystFactory,
    IntermediaryFactory,
    LinkageFactory,
    StewardFactory,
    TeamFactory,
    TeamGrantFactory,
)
from tracks.models import Linkage

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def register(settings, tmp_path):
    settings.ERASURES, settings.RELEASES = tmp_path / "erasures.jsonl", tmp_path / "releases"


def as_(account):
    return viewing(Viewer(account.clearance, frozenset(), account.pk))


def ask(account, record, reason="withdrawn"):
    with as_(account):
        return request_erasure(Record(pk=record.pk), reason)


def decide(account, erasure, accept=True):
    with as_(account):
        decide_erasure(erasure, accept=accept)


def refused(code, act, *args):
    with pytest.raises(ValidationError) as caught, transaction.atomic():
        act(*args)
    assert caught.value.messages == [str(REFUSALS[code])]


def test_the_functions_name_the_roles_of_the_one_table():
    assert set(ROLES) == {role.value for role in MAY["erase"]}


def test_a_steward_asks_a_security_officer_confirms_and_the_job_does_it():
    person = ActorFactory(kind="individual", level=3)
    steward, officer = StewardFactory(), AccountFactory(role="security", clearance=3)
    erasure = ask(steward, person)
    refused("second", decide, steward, erasure)
    carry_out_all()
    assert Actor.objects.filter(pk=person.pk).exists(), "nobody has confirmed it"
    decide(officer, erasure)
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, args::text FROM procrastinate_jobs")
        assert cursor.fetchall() == [("erasures.carry_out", "{}")]
    with as_(AccountFactory()):
        # The worker has the web login, and sees nothing of the person.
        carry_out_all()
    assert not Actor.objects.filter(pk=person.pk).exists()
    erasure.refresh_from_db()
    assert (erasure.asked_by, erasure.decided_by, erasure.status) == (steward, officer, "erased")
    refused("decided", decide, officer, erasure)


def test_hidden_and_absent_are_refused_alike_and_so_is_who_may_not():
    person, body = ActorFactory(kind="individual", level=4), ActorFactory(kind="body")
    of_a_team = ActorFactory(kind="individual", team=TeamFactory())
    cleared, steward = StewardFactory(), StewardFactory(clearance=3)
    for hidden in (person, of_a_team, Actor(pk=77)):
        refused("absent", ask, steward, hidden)
    refused("not yours", ask, AnalystFactory(), person)
    refused("kind", ask, cleared, body)
    erasure = ask(cleared, person)
    refused("waits", ask, StewardFactory(), person)
    refused("absent", decide, steward, erasure)
    refused("not yours", decide, AnalystFactory(), erasure)
    assert Erasure.objects.get().status == "waiting"


def test_what_was_refused_or_taken_back_can_be_asked_again_and_who_lost_the_role_asked_for_nothing():
    person = ActorFactory(kind="individual", level=3)
    asker, other = StewardFactory(), StewardFactory()
    erasure = ask(asker, person)
    decide(other, erasure, accept=False)
    erasure = ask(asker, person)
    decide(asker, erasure, accept=False)
    erasure = ask(asker, person)
    type(asker).objects.filter(pk=asker.pk).update(role="reader")
    refused("asker", decide, other, erasure)
    assert sorted(Erasure.objects.values_list("status", flat=True)) == ["refused", "taken_back", "waiting"]


def test_an_administrator_who_makes_two_stewards_and_opens_both_is_one_person():
    """Accounts that no security officer cleared may be one person's: their links are the administrator's to open."""
    person = ActorFactory(kind="individual", level=0)
    made, second = StewardFactory(clearance=0), StewardFactory(clearance=0)
    erasure = ask(made, person)
    refused("uncleared", decide, second, erasure)
    decide(second, erasure, accept=False)
    erasure = ask(made, person)
    TeamGrantFactory(account=second)
    decide(second, erasure)
    assert Erasure.objects.filter(status="confirmed").get() == erasure


def test_what_is_hung_on_the_record_after_it_was_confirmed_does_not_go_with_it():
    """One person alone could otherwise erase whatever they make the person a part of, before the worker comes."""
    person, linkage = ActorFactory(kind="individual", level=3), LinkageFactory(level=0)
    erasure = ask(StewardFactory(), person)
    decide(StewardFactory(), erasure)
    IntermediaryFactory(linkage=linkage, actor=person)
    carry_out_all()
    erasure.refresh_from_db()
    assert (erasure.status, erasure.decided_by, erasure.reach) == ("waiting", None, "changed")
    assert Actor.objects.filter(pk=person.pk).exists() and Linkage.objects.filter(pk=linkage.pk).exists()
    assert erasure_register.lines() == [], "an older database is not told to erase it"
    decide(StewardFactory(), erasure)
    carry_out_all()
    assert not Actor.objects.filter(pk=person.pk).exists()
    assert len(erasure_register.lines()) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT core_erasure_reach(%(record)s)",
        "UPDATE core_erasure SET reach = ''",
        "DELETE FROM processes_actor",
        "DELETE FROM processes_actorevent",
        "INSERT INTO core_erasure (id, record_id, reason, status, asked_at)"
        " VALUES (1, %(record)s, 'law', 'confirmed', now())",
        "UPDATE core_erasure SET status = 'confirmed', decided_at = now()",
        "SELECT core_erase(%(erasure)s)",
        "SELECT core_erasure_refusal(1, %(record)s)",
        # Nobody proves to act.
        "SELECT core_erasure_ask(%(record)s, 'law')",
        "SELECT core_erasure_decide(%(erasure)s, true)",
    ],
)
def test_no_statement_smuggled_into_the_web_login_erases(statement):
    person = ActorFactory(kind="individual", level=0)
    erasure = ask(StewardFactory(), person)
    values = {"record": person.pk, "erasure": erasure.pk}
    with pytest.raises(ProgrammingError), viewing(Viewer(4, frozenset())), connection.cursor() as cursor:
        cursor.execute(statement, values)
    assert Actor.objects.filter(pk=person.pk).exists()
    assert Erasure.objects.get().status == "waiting"
