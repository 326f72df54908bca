"""What is opened from a screen because it cannot stand on it."""

from typing import NamedTuple


class Opens(NamedTuple):
    """What is opened from a screen because it cannot stand on it: a list narrowed to the record, a new one.

    each  (key, words) of rows of the screen for each of which one is added, instead of one for the record
    """

    screen: str
    narrowed_by: str
    fills: str
    title: str
    add: str = ""
    each: tuple = ()
