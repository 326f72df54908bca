"""What speaks for a record and against it, in points."""

from django.core.exceptions import ValidationError

from peaceinfra.core.dates.choices import Certainty, EndKind, StartKind
from peaceinfra.core.dates.validity import Bounds, bounds_of
from processes.choices import MatchGround
from processes.matching.incoming import Incoming, Reason
from processes.matching.registered import Facts

#: A candidate with fewer points is not proposed.
FLOOR = 40
#: So many are proposed of one thing.
MOST = 5

POINTS = {
    MatchGround.OWN_ID: 80,
    MatchGround.SAME_ID: 45,
    MatchGround.SAME_NAME: 70,
    MatchGround.SAME_ALIAS: 66,
    MatchGround.SAME_ACRONYM: 46,
    MatchGround.SIMILAR_NAME: 62,
    MatchGround.INITIALS: 42,
    MatchGround.SAME_ADDRESS: 45,
    MatchGround.COUNTRY: 14,
    MatchGround.CATEGORY: 5,
    MatchGround.DATES: 4,
    MatchGround.DAY: 25,
    MatchGround.PROCESS: 14,
    MatchGround.OTHER_COUNTRY: -12,
    MatchGround.OTHER_CATEGORY: -4,
    MatchGround.OTHER_DATES: -12,
    MatchGround.OTHER_DAY: -25,
}
#: Of these the best counts, and a little each other sort of them.
OF_NAMES = {
    MatchGround.SAME_NAME,
    MatchGround.SAME_ALIAS,
    MatchGround.SAME_ACRONYM,
    MatchGround.SIMILAR_NAME,
    MatchGround.INITIALS,
}
OF_ACRONYMS = {MatchGround.SAME_ACRONYM, MatchGround.INITIALS}
OF_IDS = {MatchGround.OWN_ID, MatchGround.SAME_ID, MatchGround.SAME_ADDRESS}
#: Without one of these a record is no candidate: that the country is the same makes nobody the same.
NEEDED = OF_NAMES | OF_IDS
FOR_ANOTHER_SORT = 8
_A_DAY = len("2005-08-15")


def points_of(ground: str, alike: float = 1.0) -> int:
    """Of a name that is similar, or an acronym that many may have, as far as it is alike."""
    return round(POINTS[ground] * alike)


def total(reasons) -> int:
    """The score of a candidate by these reasons; 0 where what is needed is not among them."""
    if not any(reason.ground in NEEDED for reason in reasons):
        return 0
    score = sum(reason.points for reason in reasons if reason.ground not in OF_NAMES)
    names = {}
    for reason in reasons:
        if reason.ground in OF_NAMES:
            names[reason.ground] = max(names.get(reason.ground, 0), reason.points)
    if names:
        # From a name and an alias that are both the same nothing more follows; from an acronym beside them does.
        sorts = {_SORT.get(ground, ground) for ground in names}
        score += max(names.values()) + FOR_ANOTHER_SORT * (len(sorts) - 1)
    return score


_SORT = {
    MatchGround.SAME_ALIAS: MatchGround.SAME_NAME,
    MatchGround.SIMILAR_NAME: MatchGround.SAME_NAME,
    MatchGround.INITIALS: MatchGround.SAME_ACRONYM,
}


def facts_compared(thing: Incoming, bounds: Bounds | None, facts: Facts) -> list[Reason]:
    """What the facts of a record beside its names say for the thing, and against it."""
    found = []
    if thing.countries and facts.countries:
        both = facts.countries & set(thing.countries)
        found.append(MatchGround.COUNTRY if both else MatchGround.OTHER_COUNTRY)
    if thing.category and facts.category:
        is_same = thing.category == facts.category
        found.append(MatchGround.CATEGORY if is_same else MatchGround.OTHER_CATEGORY)
    if thing.kind == "agr":
        if len(thing.start) == _A_DAY and len(facts.start) == _A_DAY:
            found.append(MatchGround.DAY if thing.start == facts.start else MatchGround.OTHER_DAY)
        if thing.process and thing.process == facts.process:
            found.append(MatchGround.PROCESS)
    elif bounds and _is_bounded(bounds) and _is_bounded(facts.bounds):
        is_apart = bounds.overlap(facts.bounds) == Certainty.NO
        found.append(MatchGround.OTHER_DATES if is_apart else MatchGround.DATES)
    return [Reason(ground, POINTS[ground]) for ground in found]


def bounds_of_thing(thing: Incoming) -> Bounds | None:
    """None for dates that cannot be read: they say nothing then."""
    start_kind = StartKind.ACTUAL if thing.start else StartKind.UNKNOWN
    end_kind = EndKind.ACTUAL if thing.end else EndKind.UNKNOWN
    try:
        return bounds_of(start_kind, thing.start, end_kind, thing.end)
    except (ValidationError, ValueError):
        return None


def _is_bounded(bounds: Bounds) -> bool:
    return bool(bounds.start_min or bounds.start_max) or bool(bounds.end_min or bounds.end_max)
