"""Which functions run with the owner's rights, and which of them the web role calls: the only list of them."""

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from peaceinfra.core.visibility import (
    account_sql,
    changes_sql,
    erasure_sql,
    intake_sql,
    past_sql,
    proposal_sql,
    recall_sql,
    search_sql,
    token_sql,
)
from peaceinfra.core.visibility.account_functions import OwnersFunction
from peaceinfra.core.visibility.appended_rows import IS_OFFICER
from peaceinfra.core.visibility.seen_with import ACTS_AS

_OF_OFFICERS = (IS_OFFICER, *past_sql.FUNCTIONS)


class Functions(NamedTuple):
    """Functions that stand once tables do, which are made last of those that they read.

    called  those that the web role calls; the others are called by them
    """

    tables: Collection[str]
    functions: Sequence[OwnersFunction]
    called: Sequence[OwnersFunction]


def declared(tables: Collection[str] | None = None) -> Iterator[OwnersFunction]:
    """All of them, but for those of the log of changes, which stand and fall with its triggers.

    tables  those that there are: only what can stand with them; without, everything
    """
    for group in _groups(tables):
        yield from group.functions


def called(tables: Collection[str] | None = None, *, with_log: bool = True) -> Iterator[OwnersFunction]:
    """Those that the web role may execute."""
    for group in _groups(tables):
        yield from group.called
    if with_log:
        yield from changes_sql.functions()


def _groups(tables) -> list[Functions]:
    """In the order in which they are made. What is compiled from the models is so when it is asked for."""
    of_erasures, of_search = erasure_sql.functions(), [search_sql.search_function()]
    groups = [
        Functions(["core_actingkey"], account_sql.FUNCTIONS, account_sql.FOR_THE_WEB_ROLE),
        Functions(["core_tokenuse"], token_sql.FUNCTIONS, token_sql.FOR_THE_WEB_ROLE),
        Functions(["core_proposalanswer"], proposal_sql.FUNCTIONS, proposal_sql.FUNCTIONS),
        Functions(["core_readentry"], _OF_OFFICERS, _OF_OFFICERS),
        Functions(["core_recallnotice"], recall_sql.FUNCTIONS, recall_sql.FUNCTIONS),
        Functions(["processes_batch"], [ACTS_AS], [ACTS_AS]),
        Functions(["processes_intakefile"], intake_sql.FUNCTIONS, intake_sql.FUNCTIONS),
        Functions([erasure_sql.TABLE], of_erasures, erasure_sql.for_the_web_role()),
        Functions(search_sql.tables(), of_search, of_search),
    ]
    return [group for group in groups if tables is None or set(group.tables) <= set(tables)]
