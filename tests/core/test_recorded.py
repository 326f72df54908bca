"""The register as it was recorded at the end of a day: each row as its last version had it, under both markings."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from peaceinfra.core.models import Account, Record, Team
from peaceinfra.core.visibility import Viewer, as_recorded, recorded_on, viewing
from peaceinfra.core.visibility.inspection import differences
from peaceinfra.core.visibility.recorded_sql import tracked_models
from processes.models import Actor, Citation, Claim, Event, PeaceProcess, PhaseChange, RelativeBound
from processes.services import retire_records, save_record
from tests import factories as make
from tests.recording import written_on
from tests.two_worlds import build_guarded_twice, build_public
from tracks.models import Intermediary, Linkage

pytestmark = pytest.mark.django_db

PUBLIC = Viewer(0)


def recorded(day, model=Actor, viewer=PUBLIC, value="name"):
    """What the viewer is shown of a model, as it was recorded at the end of the day."""
    with viewing(viewer), as_recorded(date.fromisoformat(day)):
        return sorted(model.objects.shown_to(viewer).values_list(value, flat=True))


def test_a_name_is_the_one_that_was_recorded_on_the_day():
    with written_on("2026-10-01"):
        actor = make.ActorFactory(name="မြို့ကော်မတီ")
    with written_on("2026-11-01"):
        Actor.objects.filter(pk=actor.pk).update(name="لجنة المدينة")
    assert recorded("2026-09-30") == []
    assert recorded("2026-10-01") == recorded("2026-10-31") == ["မြို့ကော်မတီ"]
    assert recorded("2026-11-01") == ["لجنة المدينة"]


def test_of_several_versions_of_a_day_the_last_counts():
    with written_on("2026-10-01"):
        actor = make.ActorFactory(name="first")
        for name in ("second", "third"):
            Actor.objects.filter(pk=actor.pk).update(name=name)
    assert recorded("2026-10-01") == ["third"]


def test_a_bulk_change_by_plain_sql_is_read_too():
    with written_on("2026-10-01"):
        make.ActorFactory.create_batch(3, name="as entered")
    with written_on("2026-11-01"), connection.cursor() as cursor:
        cursor.execute("UPDATE processes_actor SET name = 'as changed'")
    assert recorded("2026-10-15") == ["as entered"] * 3
    assert recorded("2026-11-01") == ["as changed"] * 3


def test_what_was_retired_since_is_shown_and_what_was_put_back_since_is_not():
    steward = make.StewardFactory()
    with written_on("2026-10-01"):
        actor = make.ActorFactory(name="entered twice")
    with written_on("2026-10-10"):
        retire_records([actor], by=steward, reason="entered twice")
    with written_on("2026-10-20"):
        Actor.objects.filter(pk=actor.pk).update(retired=False)
    assert recorded("2026-10-05") == ["entered twice"]
    assert recorded("2026-10-15") == []
    assert recorded("2026-10-25") == ["entered twice"]
    with viewing(PUBLIC), as_recorded(date(2026, 10, 15)):
        assert list(Record.objects.values_list("pk", "retired")) == [(actor.pk, True)]


def test_what_was_erased_since_is_absent_from_every_day():
    with written_on("2026-10-01"):
        erased, kept = make.ActorFactory(name="erased"), make.ActorFactory(name="kept")
        make.ActorNameFactory(actor=kept, name="alias")
    with written_on("2026-11-01"):
        kept.names.all().delete()
        erased.delete()
    assert recorded("2026-10-15") == ["kept"]
    assert recorded("2026-10-15", Actor.names.rel.related_model) == []


def test_two_records_made_one_stand_apart_on_the_days_before():
    with written_on("2026-10-01"):
        twice, once = make.ActorFactory(name="entered twice"), make.ActorFactory(name="entered once")
        linkage = make.LinkageFactory(source=twice, target=make.ActorFactory(name="other"))
    with written_on("2026-11-01"):
        Linkage.objects.filter(pk=linkage.pk).update(source=once)
        retire_records([twice], by=make.StewardFactory(), reason="it is the same")
    assert recorded("2026-10-15", Linkage, value="source__name") == ["entered twice"]
    assert recorded("2026-11-01", Linkage, value="source__name") == ["entered once"]
    assert recorded("2026-11-01") == ["entered once", "other"]


def test_a_log_and_the_claims_have_the_rows_of_the_day():
    with written_on("2026-10-01"):
        process = make.PeaceProcessFactory(name="process")
        first = make.PhaseChangeFactory(process=process, status="negotiation")
        claim = make.ClaimFactory(subject=process, status="proposed")
    with written_on("2026-11-01"):
        PhaseChange.objects.filter(pk=first.pk).update(status="prenegotiation")
        make.PhaseChangeFactory(process=process, position=2, status="implementation")
        Claim.objects.filter(pk=claim.pk).update(status="accepted")
    assert recorded("2026-10-15", PhaseChange, value="status") == ["negotiation"]
    assert recorded("2026-11-01", PhaseChange, value="status") == ["implementation", "prenegotiation"]
    assert recorded("2026-10-15", Claim, value="status") == ["proposed"]
    with viewing(PUBLIC), as_recorded(date(2026, 10, 15)):
        loaded = Claim.objects.select_related("subject", "source").get()
        assert (loaded.subject.kind, loaded.source.retired) == ("pro", False)
        assert [len(row.phases.all()) for row in PeaceProcess.objects.prefetch_related("phases")] == [1]


def test_what_was_raised_since_is_hidden_on_every_day():
    with written_on("2026-10-01"):
        actor = make.ActorFactory(name="raised since")
        make.LinkageFactory(source=actor, target=make.ActorFactory(name="public"))
    with written_on("2026-11-01"):
        Actor.objects.filter(pk=actor.pk).update(level=3)
    assert recorded("2026-10-15") == ["public"]
    assert recorded("2026-10-15", Linkage, value="pk") == []
    assert recorded("2026-10-15", viewer=Viewer(3)) == ["public", "raised since"]


def test_what_was_lowered_since_is_hidden_until_the_day_it_was_lowered():
    with written_on("2026-10-01"):
        actor = make.ActorFactory(name="guarded", level=3)
        # Written while the end was guarded, and never since.
        linkage = make.LinkageFactory(source=actor, target=make.ActorFactory(name="public"))
    with written_on("2026-10-20"):
        Actor.objects.filter(pk=actor.pk).update(level=0)
    with written_on("2026-11-01"):
        Actor.objects.filter(pk=actor.pk).update(name="renamed")
    assert recorded("2026-10-15") == ["public"]
    assert recorded("2026-10-15", Linkage, value="pk") == []
    assert recorded("2026-10-15", Record, value="kind") == ["act", "pro"]
    assert recorded("2026-10-20") == ["guarded", "public"]
    assert recorded("2026-10-20", Linkage, value="pk") == [linkage.pk]
    assert recorded("2026-10-15", viewer=Viewer(3)) == ["guarded", "public"]


def test_what_was_guarded_between_is_hidden_between_with_all_that_hangs_on_it():
    with written_on("2026-10-01"):
        actor = make.ActorFactory(name="guarded between")
        make.LinkageFactory(source=actor, target=make.ActorFactory(name="public"))
    with written_on("2026-10-10"):
        Actor.objects.filter(pk=actor.pk).update(level=2)
    with written_on("2026-10-20"):
        Actor.objects.filter(pk=actor.pk).update(level=0)
    days = ("2026-10-05", "2026-10-15", "2026-10-25")
    assert [len(recorded(day, Linkage, value="pk")) for day in days] == [1, 0, 1]
    assert [len(recorded(day)) for day in days] == [2, 1, 2]


def test_a_value_that_was_guarded_with_its_record_is_not_the_one_before_it():
    """The version of the day is hidden: it is not replaced by the older one that was public."""
    with written_on("2026-10-01"):
        actor = make.ActorFactory(name="public name")
    with written_on("2026-10-10"):
        Actor.objects.filter(pk=actor.pk).update(name="secret name", level=3)
    with written_on("2026-10-20"):
        Actor.objects.filter(pk=actor.pk).update(name="public name", level=0)
    assert [recorded(f"2026-10-{day}") for day in ("05", "15", "25")] == [
        ["public name"],
        [],
        ["public name"],
    ]


def test_a_reference_to_what_is_guarded_now_hides_the_old_version():
    with written_on("2026-10-01"):
        secret, public = make.ActorFactory(name="secret"), make.ActorFactory(name="public")
        linkage = make.LinkageFactory(source=secret, target=make.ActorFactory(name="other"))
    with written_on("2026-11-01"):
        Linkage.objects.filter(pk=linkage.pk).update(source=public)
        Actor.objects.filter(pk=secret.pk).update(level=3)
    assert recorded("2026-10-15", Linkage, value="pk") == []
    assert recorded("2026-11-01", Linkage, value="pk") == [linkage.pk]


def test_a_citation_of_what_is_guarded_now_is_hidden_too():
    with written_on("2026-10-01"):
        actor = make.ActorFactory()
        make.CitationFactory(subject=actor, locator="page 12")
    with written_on("2026-11-01"):
        Actor.objects.filter(pk=actor.pk).update(level=3)
        Citation.objects.update(subject=make.ActorFactory())
    assert recorded("2026-10-15", Citation, value="locator") == []
    assert recorded("2026-11-01", Citation, value="locator") == ["page 12"]


def test_an_intermediary_exchanged_since_lends_its_marking_to_the_old_version():
    with written_on("2026-10-01"):
        secret, linkage = make.ActorFactory(name="secret"), make.LinkageFactory()
        stop = make.IntermediaryFactory(linkage=linkage, actor=secret)
    with written_on("2026-11-01"):
        Intermediary.objects.filter(pk=stop.pk).update(actor=make.ActorFactory(name="public"))
        Actor.objects.filter(pk=secret.pk).update(level=3)
    assert recorded("2026-10-15", Linkage, value="pk") == []
    assert recorded("2026-11-01", Linkage, value="pk") == [linkage.pk]


def test_a_team_guards_then_and_now():
    team, other = make.TeamFactory(), make.TeamFactory()
    with written_on("2026-10-01"):
        actor = make.ActorFactory(name="of a team", team=team)
    with written_on("2026-11-01"):
        Actor.objects.filter(pk=actor.pk).update(team=other)
    both, one = Viewer(0, frozenset({team.pk, other.pk})), Viewer(0, frozenset({other.pk}))
    assert recorded("2026-10-15", viewer=both) == recorded("2026-11-01", viewer=one) == ["of a team"]
    assert recorded("2026-10-15", viewer=one) == recorded("2026-10-15") == []
    with viewing(both), as_recorded(date(2026, 10, 15)):
        assert Record.objects.get().effective_teams == sorted([team.pk, other.pk])


def test_the_marking_that_is_told_is_the_higher_of_then_and_now():
    with written_on("2026-10-01"):
        actor = make.ActorFactory(level=3)
    with written_on("2026-11-01"):
        Actor.objects.filter(pk=actor.pk).update(level=1)
    with viewing(Viewer(4)):
        for day, level in ((date(2026, 10, 15), 3), (date(2026, 11, 1), 1)):
            with as_recorded(day):
                assert Record.objects.get().effective_level == Actor.objects.get().effective_level == level


def test_a_date_is_narrowed_as_now_unless_what_narrows_it_was_written_since():
    steward = make.StewardFactory()
    with written_on("2026-10-01"):
        event = make.EventFactory(name="Ceasefire", start_kind="actual", start="2002-02-22")
        actor = make.ActorFactory(name="body", start_kind="actual", start="2002")
    with written_on("2026-10-10"):
        bound = RelativeBound(subject=Record.objects.get(pk=actor.pk), anchor=Record.objects.get(pk=event.pk),
                              bound="start", relation="not_before", level=0)  # fmt: skip
        save_record(bound, by=steward, reason="after the ceasefire")
    assert Actor.objects.get().start_min == date(2002, 2, 22)
    assert recorded("2026-10-05", value="start_min") == [date(2002, 1, 1)]
    assert recorded("2026-10-10", value="start_min") == [date(2002, 2, 22)]
    with written_on("2026-11-01"):
        Event.objects.filter(pk=event.pk).update(name="The ceasefire")
    assert recorded("2026-10-15", value="start_min") == [date(2002, 1, 1)]


def test_a_date_that_something_guarded_narrows_is_not_narrowed_in_an_old_version():
    with written_on("2026-10-01"):
        actor = make.ActorFactory(name="body", start_kind="actual", start="2002")
    with written_on("2026-10-10"):
        # As it was stored while the event was public: the version holds the narrowed dates.
        narrowed = [date(2002, 2, 22), None, None, None]
        Actor.objects.filter(pk=actor.pk).update(narrowing=narrowed, start_min=narrowed[0], name="saved then")
    with written_on("2026-11-01"):
        Actor.objects.filter(pk=actor.pk).update(narrowing=None, start_min=date(2002, 1, 1))
    assert recorded("2026-10-15") == ["saved then"]
    assert recorded("2026-10-15", value="start_min") == [date(2002, 1, 1)]


@pytest.mark.slow
@pytest.mark.parametrize("viewer", [Viewer(0), Viewer(2), Viewer(4)], ids=lambda viewer: viewer.level)
def test_at_the_end_of_today_every_table_is_as_it_is_now(viewer):
    build_guarded_twice(build_public())
    with viewing(viewer):
        for model in [Record, *tracked_models()]:
            columns = [field.attname for field in model._meta.concrete_fields]
            rows = model.objects.order_by("pk").values_list(*columns)
            now = list(rows.all())
            with as_recorded(date.max.replace(year=9998)):
                assert list(rows.all()) == now, model


def test_accounts_and_teams_are_those_of_now():
    account, team = make.AccountFactory(), make.TeamFactory()
    with viewing(PUBLIC), as_recorded(date(1990, 1, 1)):
        assert Account.objects.get(pk=account.pk).username == account.username
        assert Team.objects.get() == team


def test_it_ends_with_its_block_also_where_that_fails():
    make.ActorFactory(name="now")
    with viewing(PUBLIC):
        with as_recorded(date(1990, 1, 1)):
            assert (Actor.objects.count(), recorded_on()) == (0, date(1990, 1, 1))
        with pytest.raises(ZeroDivisionError), as_recorded(date(1990, 1, 1)):
            raise ZeroDivisionError
        with as_recorded(None):
            assert (Actor.objects.count(), recorded_on()) == (1, None)
        assert Actor.objects.count() == 1


def test_nothing_can_be_written_to_it():
    make.ActorFactory(name="now")
    with viewing(Viewer(4)), as_recorded(date(2990, 1, 1)):
        for write in (lambda: Actor.objects.update(name="other"), lambda: make.ActorFactory()):
            with pytest.raises(DatabaseError), transaction.atomic():
                write()
    assert Actor.objects.get().name == "now"


def test_without_a_viewer_the_schema_shows_nothing():
    make.ActorFactory()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE peaceinfra_web")
        with as_recorded(date(2990, 1, 1)):
            assert Actor.objects.count() == Record.objects.count() == 0


@pytest.mark.parametrize(
    "change",
    [
        "CREATE OR REPLACE VIEW recorded.core_record AS SELECT * FROM public.core_record",
        "DROP VIEW recorded.tracks_linkage",
        "CREATE VIEW recorded.stranger AS SELECT 1 AS number",
        "ALTER FUNCTION recorded.tracks_linkage__marking RESET ALL",
    ],
)
def test_a_schema_that_differs_from_its_declaration_is_found(change):
    assert differences() == []
    with connection.cursor() as cursor:
        cursor.execute(change)
    assert len(differences()) == 1
