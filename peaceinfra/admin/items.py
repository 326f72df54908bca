"""What a list of work is, and what stands in it."""

from typing import NamedTuple


class Item(NamedTuple):
    """One thing to do: the record, in words, and why. `url` is the screen on which it is done.

    `key` is that of what is to be decided.
    """

    url: str
    label: str
    kind: str
    why: str
    key: int = 0


class WorkList(NamedTuple):
    """`rows(viewer, today)` are the rows to page through; `items(rows, viewer, today)` says them in words.

    `action`, of `core.roles`, names whose work it is.
    """

    title: str
    help: str
    rows: object
    items: object
    action: str = "edit"
