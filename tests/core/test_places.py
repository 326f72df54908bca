"""Rows that are put in an order: of those stored, as few as can be are given another place."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from peaceinfra.core.places import Placed, places_between, places_in_order


def stored(place, key=0, level=0, teams=0):
    return Placed(Decimal(str(place)), key, level, teams)


def new(key=99):
    return Placed(None, key)


def test_a_row_between_two_others_moves_neither():
    assert places_in_order([stored(1), new(), stored(2)]) == [1, Decimal("1.5"), 2]
    assert places_in_order([new(), stored(1), stored(2)]) == [0, 1, 2]
    assert places_in_order([stored(1), stored("2.5"), new()]) == [1, Decimal("2.5"), 3]


def test_rows_of_an_empty_log_are_counted_from_one():
    assert places_in_order([new(1), new(2)]) == [1, 2]
    assert places_in_order([]) == []


def test_a_place_is_as_short_as_can_be():
    assert places_between(Decimal(1), Decimal(5), 1) == [3]
    assert places_between(Decimal(1), Decimal("1.5"), 2) == [Decimal("1.2"), Decimal("1.4")]
    assert places_between(Decimal("-1.5"), Decimal("1.25"), 1) == [0]


def test_a_hidden_row_that_goes_past_visible_ones_is_the_one_that_moves():
    assert places_in_order([stored(1), stored(3), stored(4), stored(2, level=3)]) == [1, 3, 4, 5]
    # Also where more hidden rows would have to move than visible ones.
    hidden = [stored(place, level=3) for place in (1, 2, 3)]
    assert places_in_order([stored(4), *hidden])[0] == 4


def test_of_two_rows_with_one_place_the_more_hidden_makes_room():
    assert places_in_order([stored(3, 5), new(), stored(3, 7, level=2)]) == [3, 4, 5]
    assert places_in_order([stored(3, 5), stored(3, 7)]) == [3, 3]


def test_a_row_stays_whether_or_not_a_hidden_one_stands_before_it():
    seen = [stored(1, 1), stored(2, 2), stored(1, 3)]
    assert places_in_order(seen)[:2] == [1, 2]
    assert places_in_order([seen[0], stored(1, 0, teams=1), *seen[1:]])[::2] == [1, 2]


MARKED = st.tuples(st.integers(1, 6), st.integers(0, 2), st.integers(0, 1))


@st.composite
def orders(draw):
    """Stored rows in the order of their places, shuffled, with new ones among them."""
    marks = draw(st.lists(MARKED, max_size=8))
    rows = [stored(place, key, level, teams) for key, (place, level, teams) in enumerate(marks)]
    return draw(st.permutations([*rows, *(new(90 + number) for number in range(draw(st.integers(0, 2))))]))


@given(orders())
def test_the_places_say_the_order(rows):
    places = places_in_order(rows)
    order = [(place, row.key) for place, row in zip(places, rows, strict=True)]
    assert order == sorted(order) and len(set(order)) == len(order)


@given(orders(), st.integers(0, 2))
def test_whether_a_row_moves_depends_on_nothing_that_its_reader_may_not_see(rows, level):
    """But for a team's rows among those of the same place: nobody sees into both."""
    places = dict(zip(rows, places_in_order(rows), strict=True))
    seen = [row for row in rows if row.place is not None and row.level <= level and not row.teams]
    without = dict(zip(seen, places_in_order(seen), strict=True))
    rooms = {row.place for row in seen if sum(one.place == row.place for one in rows) > 1}
    for row in seen:
        if row.place not in rooms:
            assert (places[row] == row.place) == (without[row] == row.place)


@given(st.lists(st.booleans(), max_size=60))
def test_there_is_always_room_between_two(choices):
    low, high = Decimal(1), Decimal(2)
    for lower in choices:
        (middle,) = places_between(low, high, 1)
        assert low < middle < high
        low, high = (low, middle) if lower else (middle, high)
