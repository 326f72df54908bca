"""Which record an incoming thing is: certain by an id and a name, by this source's own id, or by a judgement."""

from collections.abc import Callable, Iterable
from itertools import islice

from processes.choices import MatchGround, MatchVerdict
from processes.matching.incoming import Identity, Incoming
from processes.matching.proposing import have_a_name_of, ids_held, propose
from processes.matching.scoring import MOST
from processes.models import Judgement, Merge

# So many are compared with the register at once: what is kept in memory is of these.
_AT_ONCE = 10_000


def identities(
    incoming: Iterable[Incoming], viewer=None, *, say: Callable[[int], None] = lambda names: None
) -> dict[tuple[str, str], Identity]:
    """{(scheme, value): its identity} of each thing.

    viewer  who imports; None is the owner, who reads all
    say     is called with the number of names of the register that were read since it was called last

    Certain is a judgement *same*, this source's own id on one record alone, and an external id on one record alone
    that has an equal name too. What was judged *new* has no candidates.
    """
    found, coming = {}, iter(incoming)
    while things := {thing.key: thing for thing in islice(coming, _AT_ONCE)}:
        found |= _identities(list(things.values()), viewer, say)
    return found


def judged(keys: Iterable[tuple[str, str]], viewer=None) -> dict[tuple[str, str], Judgement]:
    """{(scheme, value): the judgement that holds} of those that were judged."""
    keys = set(keys)
    rows = Judgement.objects.standing(viewer).filter(
        scheme__in={scheme for scheme, _ in keys}, value__in={value for _, value in keys}
    )
    return {(row.scheme, row.value): row for row in rows if (row.scheme, row.value) in keys}


def kept_records(keys: set[int]) -> dict[int, int]:
    """{record that was merged into another: the one that is kept} of these, however often it was merged."""
    found, moved = {}, {key: key for key in keys}
    while moved:
        rows = Merge.objects.live().filter(merged__in=moved, merged__retired=True)
        kept = dict(rows.values_list("merged", "kept"))
        moved = {kept[now]: first for now, first in moved.items() if now in kept}
        found |= {first: now for now, first in moved.items()}
    return found


def _identities(things, viewer, say):
    found = {}
    judgements = judged((thing.key for thing in things), viewer)
    kept = kept_records({judgement.record_id for judgement in judgements.values()} - {None})
    for key, judgement in judgements.items():
        if judgement.verdict != MatchVerdict.LATER:
            found[key] = Identity(kept.get(judgement.record_id, judgement.record_id))
    things = [thing for thing in things if thing.key not in found]
    found |= _certain(things, viewer)
    things = [thing for thing in things if thing.key not in found]
    if things:
        for thing, candidates in zip(things, propose(things, viewer, say=say), strict=True):
            found[thing.key] = Identity(None, tuple(candidates[:MOST]))
    return found


def _certain(things, viewer):
    """By this source's own id, or by another id where a name is equal too; each on one record alone."""
    found, by_name = {}, []
    for thing, held in zip(things, ids_held(things, viewer), strict=True):
        own = {identifier.record for ground, identifier in held if ground == MatchGround.OWN_ID}
        others = {identifier.record for _ground, identifier in held}
        if len(own) == 1:
            found[thing.key] = Identity(*own)
        elif len(others) == 1 and not own:
            by_name.append((thing, *others))
    for place in have_a_name_of(by_name, viewer):
        thing, record = by_name[place]
        found[thing.key] = Identity(record)
    return found
