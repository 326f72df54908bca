"""The columns of queries have a hash of their own, which is quick to make."""

from django.db.models.expressions import Col

from processes.models import Actor, Event


def column(alias, model, name="level"):
    return Col(alias, model._meta.get_field(name))


def test_columns_that_are_equal_have_one_hash():
    columns = [
        column(alias, model, name)
        for alias in ("a", None)
        for model in (Actor, Event)
        for name in ("level", "id")
    ]
    for one in columns:
        same = [other for other in columns if other == one]
        assert same == [one] and hash(Col(one.alias, one.target)) == hash(one)


def test_a_column_is_found_among_those_of_a_query():
    selected = {column("a", Actor): 1, column("a", Event): 2, column("b", Actor): 3}
    assert selected[column("a", Event)] == 2
    assert column("a", Actor, "id") not in selected
