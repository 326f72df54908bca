"""The generated register: reproducible, varied, and as the triggers would have written it."""

import unicodedata
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction

from peaceinfra.core.choices import Level
from peaceinfra.core.dates.choices import EndKind, StartKind
from peaceinfra.core.models import Record, Team
from peaceinfra.core.visibility import Viewer
from peaceinfra.core.visibility.inspection import differences, guarded_models
from peaceinfra.core.visibility.rule import HistoryVisibility, visibility_of
from peaceinfra.worlds.syllables import SYLLABLES
from peaceinfra.worlds.world import generate, holds_real_records
from processes.choices import ConsentScope, ConsentState
from processes.consents import standing_of
from processes.models import Actor, ActorName, Consent, LogRow, PeaceProcess
from processes.services.rules import check_log, faults_between, owner_field
from tests.core.walls.worlds import by_plain_reading, by_wall_one, by_wall_two
from tests.worlds.conftest import a_world
from tracks.models import Linkage

LINKAGES = 2000
# What the clock or a sequence writes.
OF_THE_MOMENT = {"updated_at", "pgh_created_at", "pgh_id", "pgh_context_id"}

# One worker runs them all, since what they share takes long to make.
pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with a_world(django_db_blocker, LINKAGES) as world:
        yield world


def recorded_models():
    """The models of records: neither history nor core.Record."""
    rules = {model: visibility_of(model) for model in guarded_models()}
    return [
        model for model, rule in rules.items() if not (rule.stored or isinstance(rule, HistoryVisibility))
    ]


def fingerprint(model):
    """Number and digest of the rows of a table, but for what the moment of writing leaves in it."""
    columns = ", ".join(
        f'"{field.column}"' for field in model._meta.concrete_fields if field.name not in OF_THE_MOMENT
    )
    table = model._meta.db_table
    key = "pgh_obj_id" if isinstance(visibility_of(model), HistoryVisibility) else model._meta.pk.column
    with connection.cursor() as cursor:
        digest = f"md5(string_agg(row({columns})::text, ';' ORDER BY {key}))"
        cursor.execute(f"SELECT count(*), {digest} FROM {table}")
        return cursor.fetchone()


def test_the_same_seed_gives_the_same_rows_and_another_seed_others():
    def rows(seed):
        with transaction.atomic():
            generate(50, seed)
            found = {model: fingerprint(model) for model in [Team, *guarded_models()]}
            transaction.set_rollback(True)
        return found

    first, again, other = rows(3), rows(3), rows(4)
    assert again == first
    assert other[Linkage] != first[Linkage]


def test_it_has_as_many_linkages_as_asked_and_a_tenth_as_many_actors(world):
    assert Linkage.objects.count() == LINKAGES == world.counts[Linkage]
    assert Actor.objects.count() == LINKAGES / 10 == world.counts[Actor]


def test_a_few_processes_hold_most_linkages(world):
    processes = PeaceProcess.objects.annotate(number=models.Count("linkages")).order_by("-number")
    assert sum(process.number for process in processes[:2]) > LINKAGES / 2


def test_it_has_every_level_and_every_team(world):
    own = {(row.level, row.team_id) for row in Linkage.objects.only("level", "team")}
    assert {level for level, _ in own} == {0, 1, 2, 3, 4}
    assert {team for _, team in own} - {None} == set(world.teams) and len(world.teams) == 5
    assert Linkage.objects.filter(effective_teams__len__gte=2).exists()


def test_it_has_every_kind_of_start_and_end_and_every_form_of_date(world):
    assert set(Linkage.objects.values_list("start_kind", flat=True)) == set(StartKind.values)
    assert set(Linkage.objects.values_list("end_kind", flat=True)) == set(EndKind.values)
    forms = [
        r"^\d{4}$",
        r"^\d{4}-\d\d$",
        r"^\d{4}-\d\d-\d\d$",
        "~$",
        r"\?$",
        r"^\[\d.*\d\]$",
        r"^\[\.\.",
        r"\.\.\]$",
    ]
    for form in forms:
        assert Linkage.objects.filter(start__regex=form).exists(), form


def test_its_names_are_in_eight_scripts(world):
    words = {"Latn": "LATIN", "Arab": "ARABIC", "Mymr": "MYANMAR", "Cyrl": "CYRILLIC", "Deva": "DEVANAGARI"}
    words |= {"Sinh": "SINHALA", "Taml": "TAMIL", "Ethi": "ETHIOPIC"}
    assert set(ActorName.objects.values_list("script", flat=True)) == set(SYLLABLES) == set(words)
    for script, name in ActorName.objects.values_list("script", "name"):
        assert unicodedata.name(name[0]).startswith(words[script])


def test_its_records_are_marked_as_invented(world):
    assert not holds_real_records()
    assert set(ActorName.objects.values_list("language", flat=True)) == {"qaa"}


def test_its_computed_dates_are_those_of_what_was_typed(world):
    for row in Linkage.objects.all()[:300]:
        bounds = row.bounds
        stored = (row.start_min, row.start_max, row.end_min, row.end_max)
        assert stored == (bounds.start_min, bounds.start_max, bounds.end_min, bounds.end_max)


def test_it_has_rows_of_every_kind(world):
    # A relative date would move the dates of another record, and a request or an import is a step of somebody's work.
    lacking = {model.__name__ for model in recorded_models() if not world.counts.get(model)}
    work = {"LoweringRequest", "LoweringItem", "Proposal", "ProposalName", "Batch"}
    work |= {"Judgement", "OpenMatch", "Merge", "MergeItem"}
    assert lacking == {"RelativeBound", *work}


@pytest.mark.parametrize("model", recorded_models(), ids=lambda model: model.__name__)
def test_its_rows_are_such_as_a_person_could_have_entered(world, model):
    rows = list(model.objects.order_by("pk")[:40])
    for row in rows:
        row.full_clean(validate_unique=False)
    assert list(faults_between(rows)) == []


def test_its_consents_are_of_every_scope_and_in_every_state(world):
    assert set(Consent.objects.values_list("scope", flat=True)) == set(ConsentScope.values)
    consents = list(Consent.objects.all())
    # On this day one ends within the next weeks.
    day = min(row.expires_on for row in consents if row.expires_on and not row.withdrawn_on)
    later = day + timedelta(days=3 * 365)
    states = {standing_of([row], row.scope, today).state for row in consents for today in (day, later)}
    assert states == set(ConsentState) - {ConsentState.MISSING}


def test_who_withdrew_more_than_being_contacted_is_restricted(world):
    withdrawn = Consent.objects.exclude(withdrawn_on=None).exclude(scope=ConsentScope.CONTACTED)
    assert withdrawn.exists()
    assert not withdrawn.filter(actor__level__lt=Level.RESTRICTED).exists()


def test_its_status_logs_obey_the_tables_of_transitions(world):
    logs = [model for model in recorded_models() if issubclass(model, LogRow)]
    assert len(logs) == 4
    for model in logs:
        owner = owner_field(model).attname
        for key in model.objects.values_list(owner, flat=True).distinct():
            try:
                check_log(model, list(model.objects.filter(**{owner: key})))
            except ValidationError as error:
                pytest.fail(f"{model.__name__} of {key}: {error}")


def test_the_triggers_asked_again_change_no_marking_and_no_record(world):
    before = {model: fingerprint(model) for model in guarded_models()}
    for model in recorded_models():
        model.objects.update(effective_level=models.F("effective_level"))
    assert {model: fingerprint(model) for model in guarded_models()} == before


def test_every_record_has_its_row_of_core_record_as_the_triggers_keep_it(world):
    kinds = {rule.kind: model for model in recorded_models() if (rule := visibility_of(model)).kind}
    columns = ("pk", "retired", "effective_level", "effective_teams")
    for kind, model in kinds.items():
        kept = {row[0]: row for row in Record.objects.filter(kind=kind).values_list(*columns)}
        assert kept == {row[0]: row for row in model.objects.values_list(*columns)}


def test_every_row_has_its_first_version_in_the_history(world):
    for model in recorded_models():
        events = model._meta.get_field("events").related_model
        columns = [field.attname for field in model._meta.concrete_fields if field.attname != "updated_at"]
        assert sorted(events.objects.values_list("pgh_obj_id", "pgh_label")) == sorted(
            (key, "added") for key in model.objects.values_list("pk", flat=True)
        )
        first = events.objects.order_by("pgh_obj_id").values_list(*columns)[:50]
        assert list(first) == list(model.objects.order_by("pk").values_list(*columns)[:50])
    reasons = {event.pgh_context["reason"] for event in Linkage.events.rel.related_model.objects.all()[:50]}
    assert reasons == {f"generated world, seed 7, {LINKAGES} linkages"}


def test_the_triggers_are_on_again_after_it(world):
    assert differences() == []
    actor = Linkage.objects.filter(effective_level=0).first().source
    Actor.objects.filter(pk=actor.pk).update(level=4)
    assert not Linkage.objects.filter(source=actor, effective_level__lt=4).exists()
    assert actor.events.count() == 2


@pytest.mark.parametrize("level, number_of_teams", [(0, 0), (2, 2), (4, 5)])
def test_both_walls_and_a_plain_reading_agree_on_it(world, level, number_of_teams):
    viewer = Viewer(level, frozenset(world.teams[:number_of_teams]))
    one, two, plain = by_wall_one(viewer), by_wall_two(viewer), by_plain_reading(viewer)
    assert one == two
    assert [model.__name__ for model in plain if one[model] != plain[model]] == []
    assert 0 < len(one[Linkage]) <= LINKAGES
