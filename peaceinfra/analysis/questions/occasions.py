"""Whether a question can be answered for a process: that of a kind of warning which shares its rule, or of a topic."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from peaceinfra.analysis.collect.grounds import Scope
from peaceinfra.analysis.facts import Fact
from peaceinfra.analysis.process_facts import ProcessFacts
from peaceinfra.analysis.questions.question import Row, Silence, Unanswered
from peaceinfra.analysis.warning import Kind, Occasion
from peaceinfra.analysis.warnings import occasion_of


def silence(occasion: Occasion, kind: Kind) -> Silence | None:
    """Why nothing is said, or None where it can be: see `Occasion.allows`."""
    if occasion.is_over and not kind.outlives:
        return Silence.OVER
    return None if occasion.allows(kind) else Silence.NOT_RESEARCHED


def occasion_in(facts: ProcessFacts, scope: Scope) -> Occasion:
    return occasion_of(facts, scope.viewer, scope.day, scope.today)


def named_in(rows: Iterable[Row], column: str) -> list[Fact]:
    """The records that stand in one column, each once: a body that works in two processes has two rows."""
    return list({row.values[column].key: row.values[column] for row in rows}.values())


def searched_rows(
    found: Iterable[ProcessFacts],
    scope: Scope,
    kind: Kind,
    rows_of: Callable[..., Iterable[Row]],
) -> Iterator[Row | Unanswered]:
    """The rows of each process, and that it cannot be answered for in full.

    `rows_of(facts, scope, is_searched=…)`: what is recorded is an answer also where nobody searched; that nothing
    is, only where somebody did. Of a process that is over there are no rows.
    """
    for facts in found:
        why = silence(occasion_in(facts, scope), kind)
        rows = [] if why == Silence.OVER else [*rows_of(facts, scope, is_searched=not why)]
        if why:
            yield Unanswered(facts, Silence.IN_PART if rows else why)
        yield from rows
