"""Each column that could hold something of a person is covered, or it is said here why it holds nothing."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from peaceinfra.core.erasures import texts_of
from peaceinfra.core.models import Record
from peaceinfra.core.visibility import erasure_plan as plan
from peaceinfra.core.visibility.inspection import guarded_models
from peaceinfra.core.visibility.rule import HistoryVisibility, visibility_of

#: Columns that name records by a key or an id, or hold what is neither a text nor a number, of rows that stay.
IDS_ALONE = {
    "core.Change.key": "copies are told by it that the record is gone",
    "core.Change.via": "as key",
    "core.DeadLetter.named": "partners' servers are told again by it that the record is gone",
    "core.ReadEntry.subject": "who read a record that was erased has to be known; its id says nothing of it",
    "core.Subscription.processes": "keys of processes, by which what is told is chosen",
    "core.Subscription.series": "a number of tokens",
    "core.PartnerToken.series": "a number of tokens",
    "core.TokenUse.series": "a number of tokens",
    "core.TokenUse.rows": "a count",
    "core.RecallNotice.series": "a number of tokens",
    "core.Proposal.series": "a number of tokens",
    "core.ProposalAnswer.series": "a number of tokens",
    "processes.Upstream.batch_key": "the key of an import",
    "processes.Intake.batches": "keys of imports",
    "processes.Batch.added_teams": "keys of teams",
}  # fmt: skip
#: Whose keys are none of records.
TEAMS = {"effective_teams", "own_teams", "seen_teams", "before_teams", "after_teams", "teams"}


def test_every_foreign_key_to_a_record_decides_what_becomes_of_its_row():
    holders = set(plan.holders())
    for model in plan.all_models():
        for column in model._meta.concrete_fields:
            target = column.related_model if column.is_relation else None
            if target is Record or target in holders:
                assert model in holders or model.outlives_erasure, f"{model._meta.label}.{column.name}"


def test_every_guarded_table_and_its_history_is_among_those_that_are_erased_from():
    holders = set(plan.holders())
    for model in guarded_models():
        if not isinstance(visibility_of(model), HistoryVisibility) and not visibility_of(model).stored:
            assert model in holders
            assert plan.history_of(model), f"{model._meta.label} keeps no versions that are found"


def test_every_key_that_is_no_foreign_key_is_covered_or_explained():
    named = {
        f"{model._meta.label}.{column}"
        for model, said in plan.columns_without_keys().items()
        for columns, _how in said
        for column in columns
    }
    left = {
        f"{model._meta.label}.{column.name}"
        for model in plan.all_models()
        for column in model._meta.concrete_fields
        if _may_hold_a_key(column)
    }
    unexplained = left - named - set(IDS_ALONE)
    assert not unexplained
    assert set(IDS_ALONE) - left <= {"core.ReadEntry.subject"}, "what is explained is there"


def test_every_text_is_searched_for_names():
    """JSON, lists of texts and files too; a file that is no text goes by the rule of its table."""
    for model in plan.all_models():
        for column in model._meta.concrete_fields:
            if isinstance(column, models.BinaryField):
                assert any(
                    columns == (column.column,) for columns, _how in plan.columns_without_keys()[model]
                )
            elif isinstance(column, models.JSONField):
                assert column.column in texts_of(model)


def _may_hold_a_key(column):
    if column.is_relation or column.primary_key or column.name in TEAMS:
        return False
    inner = column.base_field if isinstance(column, ArrayField) else column
    if isinstance(column, ArrayField) and isinstance(inner, models.CharField):
        return column.name == "named"
    return isinstance(inner, models.BigIntegerField | models.PositiveBigIntegerField)
