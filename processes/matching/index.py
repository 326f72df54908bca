"""The incoming names, arranged so that a name of the register finds those that it is like without reading all.

The register's names go past one by one: what is kept is of the incoming ones alone, however large the register is.
"""

from bisect import bisect_right
from collections import defaultdict
from functools import lru_cache
from typing import NamedTuple

from processes.choices import MatchGround
from processes.matching.incoming import Incoming
from processes.matching.likeness import likeness, near_keys, pieces, weight, word_likeness
from processes.matching.names import Name, compared, initials
from processes.matching.scoring import points_of

# Names less alike than this are not proposed by their names.
LEAST_LIKE = 0.62
# Agreements of one day are told apart by what is beside the day.
LEAST_LIKE_ON_A_DAY = 0.3
# An acronym of two letters is nobody's own.
_SHORTEST_INITIALS = 3


class _Posting(NamedTuple):
    """The incoming names that have a piece, the lightest first: their numbers, what they weigh, and how alike it is."""

    numbers: list[int]
    weights: list[float]
    factors: dict[int, float]
    most: float


def _frequency(entry) -> int:
    return len(entry[0].numbers)


class NameIndex:
    """Of incoming things of one kind. `things` are told by their places in the list."""

    def __init__(self, things: list[Incoming]):
        self.names: list[tuple[int, Name, list[tuple[str, float]]]] = []
        self._wholes = []
        self._by_key, self._by_piece = defaultdict(list), defaultdict(list)
        self._by_near, self._by_initials = defaultdict(set), defaultdict(list)
        self._by_day = defaultdict(list)
        for place, thing in enumerate(things):
            for name in _names_of(thing):
                self._add(place, name)
            if thing.kind == "agr" and len(thing.start) == len("2005-08-15"):
                self._by_day[thing.start].append(place)
        self._of_thing = defaultdict(list)
        for number, (place, *_rest) in enumerate(self.names):
            self._of_thing[place].append(number)
        self._like = lru_cache(maxsize=16384)(self._posting_of)

    def found_by(self, text: str, *, may_be_state: bool, day: str = "") -> list[tuple[int, str, float]]:
        """(place of a thing, ground, likeness) of those that a name of the register may be a name of."""
        best = {}
        for name in compared(text, may_be_state=may_be_state):
            for number, ground, alike in self._found_by(name):
                place = self.names[number][0]
                points = points_of(ground, alike)
                if points > best.get(place, (0, ""))[0]:
                    best[place] = (points, ground, alike)
        if day and (places := self._by_day.get(day)):
            for place, alike in self._of_the_day(places, text):
                if place not in best:
                    best[place] = (0, MatchGround.SIMILAR_NAME, alike)
        return [(place, ground, alike) for place, (_points, ground, alike) in best.items()]

    def _add(self, place, name):
        number, own = len(self.names), pieces(name.words)
        self.names.append((place, name, own))
        self._wholes.append(sum(share for _, share in own))
        for key in name.keys:
            self._by_key[key].append(number)
        if name.acronym:
            self._by_initials[name.acronym].append((number, True))
        for piece in {piece for piece, _ in own}:
            if piece not in self._by_piece:
                for near in near_keys(piece):
                    self._by_near[near].add(piece)
            self._by_piece[piece].append(number)
        for letters in () if name.acronym else initials(name.words):
            if len(letters) >= _SHORTEST_INITIALS and len(name.words) > 1:
                self._by_initials[letters].append((number, False))

    def _found_by(self, name):
        equal = {number for key in name.keys for number in self._by_key.get(key, ())}
        for number in equal:
            is_whole = name.is_whole and self.names[number][1].is_whole
            if name.acronym:
                yield number, MatchGround.SAME_ACRONYM, _ownness(name.acronym)
            else:
                yield number, *((MatchGround.SAME_NAME, 1.0) if is_whole else (MatchGround.SIMILAR_NAME, 0.9))
        own = pieces(name.words)
        whole = sum(share for _, share in own)
        wholes = self._wholes
        for number, shared in self._sharing(own, whole).items():
            # What was added up is more than what they can share, and seldom much more.
            if 2 * shared < LEAST_LIKE * (whole + wholes[number]) or number in equal:
                continue
            _place, other, others = self.names[number]
            # Two acronyms are equal, or have nothing to do with one another.
            if not (name.acronym and other.acronym) and (alike := likeness(own, others)) >= LEAST_LIKE:
                yield number, MatchGround.SIMILAR_NAME, alike
        if name.acronym:
            yield from self._by_acronym(name.acronym, of_acronyms=False)
        elif len(name.words) > 1:
            for letters in initials(name.words):
                if len(letters) >= _SHORTEST_INITIALS:
                    yield from self._by_acronym(letters, of_acronyms=True)

    def _by_acronym(self, letters, *, of_acronyms):
        for number, is_acronym in self._by_initials.get(letters, ()):
            if is_acronym == of_acronyms:
                yield number, MatchGround.INITIALS, _ownness(letters)

    def _sharing(self, own, whole) -> dict[int, float]:
        """{number of a name: the weight of what it has in common} of all names that can be alike enough.

        The rarest pieces first. A name that none of them found can share no more than what is left: it is taken in
        only if that is enough for what it weighs. So a frequent piece finds few by itself.
        """
        postings = sorted(((self._like(piece), share) for piece, share in own), key=_frequency)
        left = sum(share * posting.most for posting, share in postings)
        found, weights = {}, self._wholes
        for posting, share in postings:
            heaviest, factors = 2 * left / LEAST_LIKE - whole, posting.factors
            left -= share * posting.most
            for number in found:
                if weights[number] > heaviest and number in factors:
                    found[number] += share * factors[number]
            for number in posting.numbers[: bisect_right(posting.weights, heaviest)]:
                found[number] = found.get(number, 0.0) + share * factors[number]
        return found

    def _posting_of(self, piece) -> _Posting:
        """The incoming names with a piece or one like it.

        One that weighs more than the piece shares more than its own weight: the factor reckons with that.
        """
        factors = dict.fromkeys(self._by_piece.get(piece, ()), 1.0)
        for other in {other for key in near_keys(piece) for other in self._by_near.get(key, ())} - {piece}:
            if alike := word_likeness(piece, other):
                factor = alike * (1 + max(1.0, weight(other) / weight(piece))) / 2
                for number in self._by_piece[other]:
                    factors[number] = max(factor, factors.get(number, 0.0))
        numbers = sorted(factors, key=self._wholes.__getitem__)
        weights = [self._wholes[number] for number in numbers]
        return _Posting(numbers, weights, factors, max(factors.values(), default=0.0))

    def _of_the_day(self, places, text):
        for name in compared(text):
            own = pieces(name.words)
            for place in places:
                alike = max((likeness(own, self.names[n][2]) for n in self._of_thing[place]), default=0)
                if alike >= LEAST_LIKE_ON_A_DAY:
                    yield place, alike


def _ownness(letters: str) -> float:
    """How far an acronym is of one alone: of three letters it needs a country beside it, of two more than that."""
    return {2: 0.5, 3: 0.8}.get(len(letters), 1.0)


def _names_of(thing: Incoming):
    may_be_state = thing.kind == "act" and thing.category in ("", "state")
    seen = set()
    for text in thing.names:
        for name in compared(text, may_be_state=may_be_state):
            if name.keys not in seen:
                seen.add(name.keys)
                yield name
