"""What Django makes often of its expressions is made quicker here, and is the same."""

import copy

import pytest
from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.expressions import Col
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact

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


EXPRESSIONS = [
    column("a", Actor),
    Value(1),
    Coalesce(F("level"), Value(0), output_field=IntegerField()),
    Case(When(level=1, then=Value(1)), default=Value(2)),
    Count("pk", filter=Q(level=1)),
    Exact(column("a", Actor), 3),
    Subquery(Actor.objects.filter(pk=OuterRef("actor")).values("level")),
]


@pytest.mark.parametrize("expression", EXPRESSIONS, ids=lambda expression: type(expression).__name__)
def test_a_copy_is_that_of_the_standard_library_and_goes_its_own_way(expression):
    _ = expression.convert_value  # is kept once asked, and made anew for a copy
    made, standard = expression.copy(), copy.copy(expression)
    assert type(made) is type(expression)
    own = {"convert_value"} | {name for name in vars(made) if vars(made)[name] is not vars(expression)[name]}
    shared = {name: value for name, value in vars(standard).items() if name not in own}
    assert {name: value for name, value in vars(made).items() if name not in own} == shared
    assert vars(made).keys() == vars(standard).keys()
    made.extra_of_the_copy = True
    assert not hasattr(expression, "extra_of_the_copy")
