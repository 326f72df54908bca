"""Which functions run with the owner's rights, and which of them the web role calls: the only list of them."""

from collections.abc import Iterable, Iterator, Sequence
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


class Functions(NamedTuple):
    """Functions that stand once a table does, which is made last of those that they read.

    called  those that the web role calls; the others are called by them
    """

    table: str
    functions: Sequence[OwnersFunction]
    called: Sequence[OwnersFunction]


#: In the order in which they are made.
DECLARED = (
    Functions("core_actingkey", account_sql.FUNCTIONS, account_sql.FOR_THE_WEB_ROLE),
    Functions("core_tokenuse", token_sql.FUNCTIONS, token_sql.FOR_THE_WEB_ROLE),
    Functions("core_proposalanswer", proposal_sql.FUNCTIONS, proposal_sql.FUNCTIONS),
    Functions("core_readentry", (IS_OFFICER, *past_sql.FUNCTIONS), (IS_OFFICER, *past_sql.FUNCTIONS)),
    Functions("core_recallnotice", recall_sql.FUNCTIONS, recall_sql.FUNCTIONS),
    Functions("processes_batch", (ACTS_AS,), (ACTS_AS,)),
    Functions("processes_intakefile", intake_sql.FUNCTIONS, intake_sql.FUNCTIONS),
)


def declared(tables: Iterable[str] | None = None) -> Iterator[OwnersFunction]:
    """All of them, but for those of the log of changes, which stand and fall with its triggers.

    tables  those that there are: only what can stand with them; without, everything
    """
    for group in DECLARED:
        if tables is None or group.table in tables:
            yield from group.functions
    if tables is None or erasure_sql.TABLE in tables:
        yield from erasure_sql.functions()
    if tables is None or search_sql.is_complete(tables):
        yield search_sql.search_function()


def called(tables: Iterable[str] | None = None, *, with_log: bool = True) -> Iterator[OwnersFunction]:
    """Those that the web role may execute."""
    for group in DECLARED:
        if tables is None or group.table in tables:
            yield from group.called
    if tables is None or erasure_sql.TABLE in tables:
        yield from erasure_sql.for_the_web_role()
    if with_log:
        yield from changes_sql.functions()
    if tables is None or search_sql.is_complete(tables):
        yield search_sql.search_function()
