import datetime as dt
from fractions import Fraction

from peaceinfra.analysis.drawing.lanes import Lane, State, lanes, possible_states

FULL, HALF, THIRD = Fraction(1), Fraction(1, 2), Fraction(1, 3)
NOT_YET, OPERATIONAL, REPURPOSED, CLOSED = range(4)
# The secretariat of the Government of Sri Lanka, as its source dates it.
SECRETARIAT = [
    State(None, None),
    State(dt.date(2002, 2, 1), dt.date(2002, 2, 21)),
    State(dt.date(2007, 1, 1), dt.date(2008, 12, 31)),
    State(dt.date(2009, 1, 1), dt.date(2009, 12, 31)),
]


def test_the_life_of_a_secretariat_is_divided_exactly_where_its_dates_are_uncertain():
    assert lanes(SECRETARIAT, dt.date(2002, 1, 1), dt.date(2011, 1, 1)) == [
        Lane(NOT_YET, dt.date(2002, 1, 1), dt.date(2002, 2, 1), Fraction(0), FULL),
        Lane(NOT_YET, dt.date(2002, 2, 1), dt.date(2002, 2, 21), Fraction(0), HALF),
        Lane(OPERATIONAL, dt.date(2002, 2, 1), dt.date(2002, 2, 21), HALF, HALF),
        Lane(OPERATIONAL, dt.date(2002, 2, 21), dt.date(2007, 1, 1), Fraction(0), FULL),
        Lane(OPERATIONAL, dt.date(2007, 1, 1), dt.date(2008, 12, 31), Fraction(0), HALF),
        Lane(REPURPOSED, dt.date(2007, 1, 1), dt.date(2008, 12, 31), HALF, HALF),
        Lane(REPURPOSED, dt.date(2008, 12, 31), dt.date(2009, 1, 1), Fraction(0), FULL),
        Lane(REPURPOSED, dt.date(2009, 1, 1), dt.date(2009, 12, 31), Fraction(0), HALF),
        Lane(CLOSED, dt.date(2009, 1, 1), dt.date(2009, 12, 31), HALF, HALF),
        Lane(CLOSED, dt.date(2009, 12, 31), dt.date(2011, 1, 1), Fraction(0), FULL),
    ]


def test_full_height_means_that_only_one_state_is_possible():
    for lane in lanes(SECRETARIAT, dt.date(2001, 1, 1), dt.date(2011, 1, 1)):
        assert lane.certain == (len(possible_states(SECRETARIAT, lane.start)) == 1)


def test_the_lanes_of_every_day_fill_the_row():
    found = lanes(SECRETARIAT, dt.date(2001, 1, 1), dt.date(2011, 1, 1))
    for day in (dt.date(2002, 2, 10), dt.date(2006, 6, 30), dt.date(2008, 1, 1), dt.date(2009, 7, 1)):
        assert sum(lane.height for lane in found if lane.start <= day < lane.end) == 1


def test_a_state_unknown_both_ways_has_a_third_of_the_row_for_ever():
    states = [State(None, None), State(None, None), State(None, None)]
    found = lanes(states, dt.date(2002, 1, 1), dt.date(2003, 1, 1))
    assert [(lane.state, lane.top, lane.height) for lane in found] == [
        (0, Fraction(0), THIRD),
        (1, THIRD, THIRD),
        (2, 2 * THIRD, THIRD),
    ]


def test_an_undated_cut_lies_between_what_it_follows_and_what_follows_it():
    states = [State(None, None), State(dt.date(2002, 2, 10), None), State(None, dt.date(2008, 12, 31))]
    assert possible_states(states, dt.date(2001, 1, 1)) == [0]
    found = lanes(states, dt.date(2001, 1, 1), dt.date(2010, 1, 1))
    assert [(lane.state, lane.start, lane.end, lane.height) for lane in found] == [
        (0, dt.date(2001, 1, 1), dt.date(2002, 2, 10), FULL),
        (0, dt.date(2002, 2, 10), dt.date(2008, 12, 31), THIRD),
        (1, dt.date(2002, 2, 10), dt.date(2008, 12, 31), THIRD),
        (2, dt.date(2002, 2, 10), dt.date(2008, 12, 31), THIRD),
        (2, dt.date(2008, 12, 31), dt.date(2010, 1, 1), FULL),
    ]


def test_no_states_and_no_days_have_no_lanes():
    assert lanes([], dt.date(2002, 1, 1), dt.date(2003, 1, 1)) == []
    assert lanes(SECRETARIAT, dt.date(2003, 1, 1), dt.date(2003, 1, 1)) == []
