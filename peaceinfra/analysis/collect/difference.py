"""One process on two days, and what differs: pages and API ask here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from peaceinfra.analysis.collect.markings import Marking, collect_whole_markings, together
from peaceinfra.analysis.network.difference import Difference, difference
from peaceinfra.analysis.network.network import Network, network_on
from peaceinfra.analysis.process_facts import ProcessFacts
from peaceinfra.core.visibility import as_recorded


@dataclass(frozen=True, slots=True)
class TwoDays:
    """A process on two days. The first is shown as it was recorded earlier where that is asked.

    facts      the process as it is recorded now
    of_first   the same as it was recorded on the day asked; None where nothing was, that the viewer may see
    """

    facts: ProcessFacts
    of_first: ProcessFacts | None
    first: Network
    second: Network
    found: Difference


def collect_two_days(
    read: Callable[[], ProcessFacts | None], first: date, second: date, recorded: date | None
) -> TwoDays | None:
    """None where there is no process that the viewer may see. `read` reads it, in as many queries each time.

    recorded   what is told otherwise of the first day now than at the end of this one was learnt since
    """
    facts = read()
    if facts is None:
        return None
    shown, second_shown = network_on(facts, first), network_on(facts, second)
    if recorded is None:
        return TwoDays(facts, facts, shown, second_shown, difference(shown, second_shown))
    with as_recorded(recorded):
        of_first = read()
    then = network_on(of_first, first) if of_first else Network(first, [], frozenset(), {}, {})
    return TwoDays(facts, of_first, then, second_shown, difference(shown, second_shown, then))


def collect_markings_of(keys: Iterable[int], viewer, recorded: date | None) -> dict[int, Marking]:
    """{record: its marking}: what is told of two days of the record has the marking of both."""
    keys = set(keys)
    now = collect_whole_markings(keys, viewer)
    if recorded is None:
        return now
    with as_recorded(recorded):
        then = collect_whole_markings(keys, viewer)
    return {
        key: together(found[key] for found in (now, then) if key in found) for key in now.keys() | then.keys()
    }
