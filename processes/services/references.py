"""What names a record: every column of every table of the register that does, compiled from the models."""

from functools import cache

from django.db import connection
from django.db.models import Model, Q, UniqueConstraint

from peaceinfra.core.ends import TwoEnds
from peaceinfra.core.models import Detail, Proposal, ProposalName, Record
from peaceinfra.core.numbering import is_place
from peaceinfra.core.registry import models_by_kind
from peaceinfra.core.visibility import visibility_of
from peaceinfra.core.visibility.inspection import guarded_models
from peaceinfra.core.visibility.rule import HistoryVisibility
from processes.models import Batch, LoweringItem, LoweringRequest, Merge, MergeItem

# The marking of a row itself; what two rows say is the same whatever it is.
MARKING = {"level", "team"}
#: What is told of a record as it was: a request or a proposal about a merged record is none about the kept one.
STAYS = (Batch, LoweringRequest, LoweringItem, Merge, MergeItem, Proposal, ProposalName)


def tables() -> list[type[Model]]:
    """The models whose rows a merge may write: all of the register, and the judgements of matches."""
    return [
        model
        for model in guarded_models()
        if model not in STAYS
        and not isinstance(visibility_of(model), HistoryVisibility)
        and not visibility_of(model).stored
    ]


@cache
def columns_naming(model: type[Model]) -> dict[type[Model], tuple]:
    """{other model: its columns that name records of this model}. Details share the key and name nothing."""
    targets = {model._meta.concrete_model, Record}
    found = {
        other: tuple(
            field
            for field in other._meta.concrete_fields
            if field.is_relation and not field.primary_key and field.related_model in targets
        )
        for other in tables()
    }
    return {other: fields for other, fields in found.items() if fields}


def rows_naming(other: type[Model], fields, keys) -> list[Model]:
    """The rows, retired ones too, that name one of these keys in one of these columns; one query."""
    named = Q()
    for field in fields:
        named |= Q(**{f"{field.name}__in": [*keys]})
    return list(other._base_manager.filter(named).order_by("pk"))


def is_seen(row: Model, viewer) -> bool:
    """Whether a viewer (None: who sees all) may see a row that was read."""
    if viewer is None:
        return True
    return row.effective_level <= viewer.level and viewer.teams.issuperset(row.effective_teams)


@cache
def ends_of(model: type[Model]) -> tuple[tuple[str, str], ...]:
    """Pairs of columns that join two records: those that must differ, every two references that must be there, and
    every two that name records of any kind.
    """
    pairs = [
        tuple(model._meta.get_field(name).attname for name in constraint.ends)
        for constraint in model._meta.constraints
        if isinstance(constraint, TwoEnds)
    ]
    needed = [
        field
        for field in model._meta.concrete_fields
        if field.is_relation and not field.null and not field.primary_key and _is_guarded(field.related_model)
    ]
    of_any_kind = [field for field in model._meta.concrete_fields if field.related_model is Record]
    pairs += [
        (one.attname, other.attname)
        for some in (needed, of_any_kind)
        for one in some
        for other in some
        if one.name < other.name
    ]
    return tuple(dict.fromkeys(pairs))


def _is_guarded(model):
    return visibility_of(model) is not None


def unique_keys_of(row: Model) -> list[tuple]:
    """What no other live row of the table may hold: its values under each of the constraints of the database."""
    if row.retired:
        return []
    return [
        (constraint.name, *(getattr(row, row._meta.get_field(name).attname) for name in constraint.fields))
        for constraint in row._meta.constraints
        if isinstance(constraint, UniqueConstraint) and constraint.fields
    ]


def joins_itself(row: Model) -> bool:
    """Whether two ends of the row are one record."""
    return any(
        getattr(row, one) is not None and getattr(row, one) == getattr(row, other)
        for one, other in ends_of(type(row))
    )


def content_of(row: Model) -> tuple:
    """All that a row says, with its own marking: two rows of the same content stand twice."""
    values = [
        getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key and (field.editable or field.name in MARKING) and not is_place(field)
    ]
    return tuple(_compared(value) for value in values)


def _compared(value):
    """A value of a column so that it can be compared and looked up: lists, and the cells that a source gave, too."""
    if isinstance(value, dict):
        return tuple(sorted((name, _compared(part)) for name, part in value.items()))
    if isinstance(value, list):
        return tuple(_compared(part) for part in value)
    return value


def write_columns(model: type[Model], fields, rows) -> dict[int, int]:
    """Writes (key, *values of the fields) into rows of a table; returns {key: version}.

    By one statement, also where there are no rows: how many queries a write takes tells nothing.
    """
    table, key = model._meta.db_table, model._meta.pk.column
    columns = [field.column for field in fields]
    types = ["bigint", *(field.db_type(connection) for field in fields)]
    given = ", ".join(f"%s::{kind}[]" for kind in types)
    setting = ", ".join(f"{column} = given.{column}" for column in columns)
    values = [[row[place] for row in rows] for place in range(len(types))]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {setting} FROM unnest({given}) AS given (key, {', '.join(columns)})"
            f" WHERE {table}.{key} = given.key RETURNING {table}.{key}, {table}.version",
            values,
        )
        return dict(cursor.fetchall())


@cache
def leaning_columns() -> tuple[tuple, ...]:
    """(model, column, owner): where a row hangs on another that must be of the same owner, as a function on a mandate
    of its body, a role on a side of its process.
    """
    return tuple(
        (model, model._meta.get_field(name), model._meta.get_field(owner))
        for model in tables()
        for name, owner in ((getattr(model, "of_the_same_body", ""), "body"), ("side", "process"))
        if name and {name, owner} <= {field.name for field in model._meta.concrete_fields}
    )


def bring_along(rows: list[Model], given_up: int, stays: int) -> None:
    """What hangs on these rows goes with them to another owner, also where nobody looks; one statement a column."""
    for model, column, owner in leaning_columns():
        keys = [row.pk for row in rows if isinstance(row, column.related_model)]
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {model._meta.db_table} SET {owner.column} = %s"
                f" WHERE {column.column} = ANY (%s) AND {owner.column} = %s",
                [stays, keys, given_up],
            )


def give_work_back(merge: Merge) -> None:
    """Rows of work, such as judgements, that named the merged record before the merge and the kept one since."""
    merges = Merge.events.rel.related_model.objects.filter(pgh_obj=merge.pk)
    # By the clock of the history, which is that of the transaction.
    at = merges.order_by("pgh_id").values_list("pgh_created_at", flat=True).first()
    for model, columns in columns_naming(models_by_kind()[merge.kept.kind]).items():
        if visibility_of(model).kind or issubclass(model, Detail):
            continue
        table, history = model._meta.db_table, model.events.rel.related_model._meta.db_table
        for column in (field.column for field in columns):
            said = f"SELECT FROM {history} e WHERE e.pgh_obj_id = {table}.id AND e.{column} ="
            with connection.cursor() as cursor:
                cursor.execute(
                    f"UPDATE {table} SET {column} = %(merged)s WHERE {column} = %(kept)s"
                    f" AND EXISTS ({said} %(merged)s)"
                    f" AND NOT EXISTS ({said} %(kept)s AND e.pgh_created_at < %(at)s)",
                    {"kept": merge.kept_id, "merged": merge.merged_id, "at": at},
                )
