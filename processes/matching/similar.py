"""Records whose name is like one that somebody is about to write: found by the search, compared by the matcher."""

from typing import NamedTuple

from peaceinfra.core.models import Record
from peaceinfra.core.searched import matching_rows
from processes.choices import MatchGround
from processes.matching.incoming import Incoming
from processes.matching.index import NameIndex
from processes.matching.likeness import is_telling
from processes.matching.names import compared
from processes.matching.registered import names_of

# Less alike, a name is not worth a question before each save.
LEAST_LIKE_TO_ASK = 0.85
# So many words of a name are searched for, the longest first; of each so many names are compared.
_MOST_WORDS, _MOST_FOUND = 3, 200
_SHORTEST_WITH_TYPOS = 5
_GROUNDS = {MatchGround.SAME_NAME, MatchGround.SIMILAR_NAME}


class Similar(NamedTuple):
    """A record, the name by which it is like, and how."""

    record: int
    name: str
    ground: str


def similar_records(kind: str, name: str, viewer, *, own: int | None = None, most: int = 5) -> list[Similar]:
    """The records of a kind that have a name like this one, the most alike first, as the viewer may see them.

    It searches as the viewer of the transaction; outside of any it finds none.
    """
    thing = Incoming("", "", kind, (name,))
    found = {match.record for words in _searches(name) for match in _rows_with(words)}
    records = Record.objects.visible_to(viewer).filter(pk__in=found, kind=kind, retired=False).exclude(pk=own)
    keys = set(records.values_list("pk", flat=True))
    index, best = NameIndex([thing]), {}
    for row in names_of(kind, viewer, keys):
        for _place, ground, alike in index.found_by(row.name, may_be_state=row.may_be_state):
            if ground in _GROUNDS and alike >= max(LEAST_LIKE_TO_ASK, best.get(row.record, (0,))[0]):
                best[row.record] = (alike, Similar(row.record, row.name, ground))
    ordered = sorted(best.values(), key=lambda entry: (-entry[0], entry[1].record))
    return [similar for _alike, similar in ordered[:most]]


def _searches(name: str) -> list[list[str]]:
    """The words that are searched for: each that tells which one it is, or all together where none does."""
    words = {word for found in compared(name) if not found.acronym for word in found.words}
    telling = sorted(filter(is_telling, words), key=lambda word: (-len(word), word))[:_MOST_WORDS]
    return [[word] for word in telling] or ([sorted(words)] if words else [])


def _rows_with(words):
    typos = all(len(word) >= _SHORTEST_WITH_TYPOS for word in words)
    return matching_rows(words, [()] * len(words), typos=typos, most=_MOST_FOUND)
