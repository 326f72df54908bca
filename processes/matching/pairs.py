"""Records of the register that may be the same thing twice: the matcher, with the register itself as what comes in."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import islice
from typing import NamedTuple

from processes.choices import MatchGround
from processes.matching.incoming import Incoming, Reason
from processes.matching.proposing import propose
from processes.matching.registered import Registered, facts_of, identifiers_held_twice, names_of
from processes.matching.scoring import FLOOR, OF_NAMES, POINTS, total
from processes.models import OpenMatch

#: The kinds of records of which one thing is easily recorded twice.
KINDS = ("act", "cfl", "pro", "agr", "plc")
# So many names are compared with all the others at once.
_AT_ONCE = 20_000


class Pair(NamedTuple):
    """Two records of one kind, the one of the lower key first, and why they may be the same.

    reasons  (reason, the key of what it rests on of the first one)
    """

    kind: str
    first: int
    second: int
    reasons: tuple[tuple[Reason, int], ...]


def find_pairs(kind: str, *, say: Callable[[int], None] = lambda names: None) -> Iterator[Pair]:
    """The pairs of a kind, by whatever name or id, hidden or not: for the owner, who writes them with their reasons."""
    found = defaultdict(set)
    rows = names_of(kind)
    while chunk := list(islice(rows, _AT_ONCE)):
        _by_names(kind, chunk, found, say)
    _by_ids(kind, found)
    for (first, second), reasons in found.items():
        reckoned = [reason for reason, _own in reasons]
        if total(reckoned) >= FLOOR:
            yield Pair(kind, first, second, tuple(sorted(reasons, key=lambda r: (-r[0].points, str(r)))))


def _by_names(kind, chunk: list[Registered], found, say):
    facts = facts_of(kind, {row.record for row in chunk})
    rows = [row for row in chunk if row.record in facts]
    things = []
    for number, row in enumerate(rows):
        of_record = facts[row.record]
        thing = Incoming(
            OpenMatch.REGISTER,
            f"name {number}",
            kind,
            (row.name,),
            tuple(of_record.countries),
            start=of_record.start,
            end=of_record.end,
            process=of_record.process,
            category=of_record.category,
        )
        things.append(thing)
    for row, candidates in zip(rows, propose(things, say=say), strict=True):
        for candidate in candidates:
            if candidate.record == row.record:
                continue
            for reason in candidate.reasons:
                own = row.evidence or row.record
                _note(found, row.record, candidate.record, reason, own)


def _by_ids(kind, found):
    for first, second, of_first, of_second in identifiers_held_twice(kind):
        reason = Reason(MatchGround.SAME_ID, POINTS[MatchGround.SAME_ID], of_second)
        _note(found, first, second, reason, of_first)


def _note(found, one, other, reason, own):
    """A reason between two records, as of the second one. What speaks against them rests on neither's names."""
    evidence = reason.evidence or other
    if reason.points < 0 or reason.evidence is None and reason.ground not in OF_NAMES:
        own, evidence = one, other
    if one > other:
        one, other, own, evidence = other, one, evidence, own
    found[one, other].add((Reason(reason.ground, reason.points, evidence), own))
