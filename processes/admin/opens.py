"""What is opened from a screen because it cannot stand on it."""

from typing import NamedTuple


class Opens(NamedTuple):
    """What is opened from a screen because it cannot stand on it: a list narrowed to the record, a new one."""

    screen: str
    narrowed_by: str
    fills: str
    title: str
    add: str = ""
