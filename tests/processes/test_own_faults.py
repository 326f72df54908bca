"""What is asked by column is what a form asks of each record."""

from datetime import date

import pytest
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import CharField, DateField, Model, TextField

from peaceinfra.datasets import tables
from processes.models import Community
from processes.services.own_faults import Columns, own_faults

TEXTS = [
    "",
    "x",
    "x" * 600,
    "\u200b",
    "a\u202eb",
    "actual",
    "2004",
    "[2005..2001]",
    "2062-13",
    "LK",
    "Norway",
]
NUMBERS = [0, 1, -1, 99, 10**20, True]
LISTS = [[], ["LK"], ["Norway", "qq"], ["access"]]


def _values_for(field) -> list:
    if isinstance(field, ArrayField):
        return [None, *LISTS]
    if isinstance(field, DateField):
        return [None, date(2004, 2, 22), date(2062, 1, 1), "2004-02-22", "2004-02-30", "x"]
    return [
        *([] if field.name == "level" else [None]),
        *(TEXTS if isinstance(field, CharField | TextField) else NUMBERS),
    ]


def _asked_alone(record) -> list:
    references = {field.name for field in record._meta.concrete_fields if field.is_relation}
    try:
        record.full_clean(exclude=references, validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        return [
            (record, "" if name == NON_FIELD_ERRORS else name, " ".join(messages))
            for name, messages in error.message_dict.items()
        ]
    return []


def _variants(model: type[Model]) -> list[Model]:
    """A bare record, and one for each field and value that is typed into it."""
    typed = [field for field in model._meta.concrete_fields if field.editable and not field.is_relation]
    pairs = [(field, value) for field in typed for value in _values_for(field)]
    found = [model(pk=number) for number in range(1, 2 + len(pairs))]
    for record, (field, value) in zip(found[1:], pairs, strict=True):
        setattr(record, field.attname, value)
    return found


@pytest.mark.parametrize("table", tables.TABLES, ids=lambda table: table.name)
def test_a_column_is_asked_what_a_form_asks(table):
    by_column, alone = _variants(table.model), _variants(table.model)
    found = [(record.pk, field, words) for record, field, words in own_faults(by_column)]
    assert found == [
        (record.pk, field, words) for each in alone for record, field, words in _asked_alone(each)
    ]
    assert [_values(record) for record in by_column] == [_values(record) for record in alone]


def _values(record):
    return {name: value for name, value in vars(record).items() if name not in {"_state", "updated_at"}}


def test_the_rules_of_all_models_are_known_and_of_another_one_every_row_is_asked(monkeypatch):
    assert not [table.name for table in tables.TABLES if Columns(table.model).is_strange]
    monkeypatch.setattr(Community, "clean_fields", lambda self, exclude=None: None, raising=False)
    communities = [Community(pk=number, name="Kafra") for number in (1, 2)]
    assert Columns(Community).odd(communities) == {*map(id, communities)}
