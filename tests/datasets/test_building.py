"""Records made of cells are those that the model would make."""

import pytest
from django.contrib.postgres.fields import ArrayField

from peaceinfra.core.identity import new_id, public_id
from peaceinfra.datasets import tables
from peaceinfra.datasets.building import Builder, Cells
from peaceinfra.datasets.folders import Dataset
from peaceinfra.datasets.rows import Row


def _built(table, builder, **cells):
    header = tables.header(table)
    texts = tuple(cells.get(name, "") for name in header)
    row = Row(table, 2, Cells(builder.places, texts))
    builder.build([row], [texts])
    return row


@pytest.mark.parametrize("table", tables.TABLES, ids=lambda table: table.name)
def test_a_row_that_says_nothing_is_what_the_model_makes_of_nothing(table):
    builder = Builder(table, tables.header(table), Dataset())
    key = new_id()
    record = _built(table, builder, id=public_id(tables.kind_of(table), key)).record
    bare = table.model(pk=key)
    assert record.pk == key and record._state.adding
    assert record._state.__dict__.keys() <= {"db", "adding", *bare._state.__dict__}
    assert vars(record).keys() == vars(bare).keys()
    typed = {column.field.attname for column in tables.columns(table)}
    # When it was changed is the database's to say.
    others = vars(bare).keys() - typed - {"_state", "updated_at"}
    assert {name: vars(record)[name] for name in others} == {name: vars(bare)[name] for name in others}


def test_two_rows_share_no_list_though_they_say_the_same():
    table, column = next(
        (table, column)
        for table in tables.TABLES
        for column in tables.columns(table)
        if isinstance(column.field, ArrayField)
    )
    code = str(column.field.base_field.flatchoices[0][0]) if column.field.base_field.flatchoices else "LK"
    builder = Builder(table, tables.header(table), Dataset())
    first, second = (_built(table, builder, **{column.name: code}).record for _ in range(2))
    getattr(first, column.field.attname).append("NO")
    first.effective_teams.append(1)
    assert getattr(second, column.field.attname) == [code]
    assert second.effective_teams == []
