"""The records that incoming things may be, with reasons."""

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterable

from processes.choices import MatchGround
from processes.matching.incoming import Candidate, Incoming, Reason
from processes.matching.index import NameIndex
from processes.matching.names import compared, equal_names
from processes.matching.registered import Identifier, facts_of, identifiers, names_of, roles_in
from processes.matching.scoring import FLOOR, OF_ACRONYMS, bounds_of_thing, facts_compared, points_of, total

# Of each marking so many are kept by their names: what is hidden takes no place from what is shown.
_KEPT_OF_A_MARKING = 12
# After so many names of the register it is said how far it came.
_STEP = 5000


def propose(
    things: list[Incoming], viewer=None, *, say: Callable[[int], None] = lambda names: None
) -> list[list[Candidate]]:
    """The candidates of each thing, best first, of every marking the best; `say` is told how many names were read."""
    found = [defaultdict(list) for _thing in things]
    by_kind = defaultdict(list)
    for place, thing in enumerate(things):
        by_kind[thing.kind].append(place)
    held = ids_held(things, viewer)
    for kind, places in by_kind.items():
        _by_names(kind, [things[place] for place in places], [found[place] for place in places], viewer, say)
        for place in places:
            for ground, identifier in held[place]:
                reason = Reason(ground, points_of(ground), identifier.evidence)
                found[place][identifier.record].append((reason, identifier.guard))
        _by_facts(kind, things, places, found, viewer)
    return [_candidates(records) for records in found]


def ids_held(things: list[Incoming], viewer=None) -> list[list[tuple[str, Identifier]]]:
    """Of each thing the ids by which records have it: its own of this source, and others that the source gives."""
    pairs = {pair for thing in things for pair in (thing.key, *thing.external_ids)}
    by_pair = defaultdict(list)
    for identifier in identifiers(pairs, viewer) if pairs else ():
        by_pair[identifier.scheme, identifier.value].append(identifier)
    found = []
    for thing in things:
        held = []
        for pair in dict.fromkeys((thing.key, *thing.external_ids)):
            for identifier in by_pair.get((pair[0].casefold(), pair[1].casefold()), ()):
                if identifier.kind == thing.kind:
                    is_own = pair == thing.key and identifier.is_exact
                    held.append((MatchGround.OWN_ID if is_own else MatchGround.SAME_ID, identifier))
        found.append(held)
    return found


def have_a_name_of(things: list[tuple[Incoming, int]], viewer=None) -> set[int]:
    """Places in the list of those (thing, record) of which one name is equal: never by likeness."""
    records, found = defaultdict(list), set()
    for place, (thing, record) in enumerate(things):
        records[thing.kind, record].append(place)
    for kind in {kind for kind, _record in records}:
        keys = {record for of_kind, record in records if of_kind == kind}
        for row in names_of(kind, viewer, keys):
            registered = compared(row.name, may_be_state=row.may_be_state)
            for place in records[kind, row.record]:
                if equal_names(names_compared(things[place][0]), registered):
                    found.add(place)
    return found


def names_compared(thing: Incoming) -> tuple:
    may_be_state = thing.kind == "act" and thing.category in ("", "state")
    return tuple(name for text in thing.names for name in compared(text, may_be_state=may_be_state))


def _by_names(kind, things, found, viewer, say):
    """All names of the register go past the incoming ones; of each marking the best are kept."""
    index, kept = NameIndex(things), [defaultdict(list) for _thing in things]
    for number, row in enumerate(names_of(kind, viewer), 1):
        for place, ground, alike in index.found_by(row.name, may_be_state=row.may_be_state, day=row.day):
            if ground == MatchGround.SAME_NAME and row.evidence:
                ground = MatchGround.SAME_ALIAS
            reason = Reason(ground, points_of(ground, alike), row.evidence)
            # Names that are alike do not take the place of an acronym that is the same.
            best = kept[place][row.guard, ground in OF_ACRONYMS]
            entry = (reason.points, row.record, row.evidence or 0, reason, row.guard)
            (heapq.heappush if len(best) < _KEPT_OF_A_MARKING else heapq.heappushpop)(best, entry)
        if number % _STEP == 0:
            say(_STEP)
    for place, by_guard in enumerate(kept):
        for _points, record, _evidence, reason, guard in (row for rows in by_guard.values() for row in rows):
            found[place][record].append((reason, guard))


def _by_facts(kind, things, places, found, viewer):
    records = {record for place in places for record in found[place]}
    facts = facts_of(kind, records, viewer)
    roles = {}
    if kind == "act":
        roles = roles_in(
            {things[place].process for place in places if things[place].process}, records, viewer
        )
    for place in places:
        thing = things[place]
        bounds = bounds_of_thing(thing)
        for record, reasons in list(found[place].items()):
            if record not in facts:
                del found[place][record]
                continue
            reasons += [(reason, ()) for reason in facts_compared(thing, bounds, facts[record])]
            if role := roles.get((record, thing.process)):
                process = MatchGround.PROCESS
                reasons.append((Reason(process, points_of(process), role[0]), role[1]))


def _candidates(records: dict[int, list[tuple[Reason, tuple]]]) -> list[Candidate]:
    found = []
    for record, guarded in records.items():
        reasons = _in_order(reason for reason, _guard in guarded)
        # What speaks against it is the record's own: without it, fewer see more.
        if (score := total(reasons)) >= FLOOR:
            found.append(Candidate(record, score, reasons))
    return sorted(found, key=lambda candidate: (-candidate.score, candidate.record))


def _in_order(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    return tuple(
        sorted(set(reasons), key=lambda reason: (-reason.points, reason.ground, reason.evidence or 0))
    )
