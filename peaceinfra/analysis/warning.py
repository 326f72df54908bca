"""What a warning is: a sentence that is true, why it matters, and what it rests on.

What each kind of warning needs before it is given is declared here, and nowhere else: see `Kind` and `Occasion`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils.translation import gettext as _

from peaceinfra.analysis import derived
from peaceinfra.analysis.facts import ActorFact, EvidenceFact, Fact, LinkageFact
from peaceinfra.analysis.floor import TARGETS, is_open
from peaceinfra.core.choices import Level
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.core.filtering import REVIEW_DAYS
from peaceinfra.core.visibility import Viewer
from processes.choices import CoverageExtent, CoverageTopic

#: So many warnings a first screen shows.
MOST_FIRST = 5
# How the names of fields begin in which sources say, of a process, that there was nothing of what a topic is about.
_ABSENT_FIELDS = {
    CoverageTopic.BODIES: ("bodies", "secretariat", "support_structure"),
    CoverageTopic.LINKAGES: ("linkages", "local_outreach", "vertical_coordination"),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of warning, and what it needs.

    floor       the clearance below which it is not given, nor even counted: who hangs on one broker and who is
                linked to nobody are lists of targets, even where each part of the answer is public
    topic       it says that something is not recorded: somebody must have searched for such things
    outlives    it stays true of a process that is over: it speaks of what happened
    """

    code: str
    topic: CoverageTopic | None = None
    floor: Level = Level.PUBLIC
    outlives: bool = False

    def is_open_to(self, viewer: Viewer) -> bool:
        return is_open(self.floor, viewer)


NO_CHANNEL = Kind("no_channel", CoverageTopic.CHANNELS)
NO_ADDRESS = Kind("no_address", CoverageTopic.BODIES)
SHORT_NOTICE = Kind("short_notice", outlives=True)
ARCHIVE_LOST = Kind("archive_lost", outlives=True)
NO_MEMORY = Kind("no_memory", CoverageTopic.BODIES, outlives=True)
MANDATE_STOPS = Kind("mandate_stops")
HOLLOWED_OUT = Kind("hollowed_out", CoverageTopic.BODIES)
SINGLE_BROKER = Kind("single_broker", CoverageTopic.LINKAGES, TARGETS)
SINGLE_POST = Kind("single_post", CoverageTopic.LINKAGES, TARGETS)
UNLINKED = Kind("unlinked", CoverageTopic.LINKAGES, TARGETS)
ORPHANED = Kind("orphaned", floor=TARGETS)
NOT_CONFIRMED = Kind("not_confirmed")
UNDATED_CUT = Kind("undated_cut", outlives=True)
CONSENT = Kind("consent", floor=Level.RESTRICTED, outlives=True)
CONTESTED = Kind("contested", outlives=True)


@dataclass(frozen=True, slots=True)
class Warning:
    """What, then why; then what it rests on: rows of this page, actors, and places in sources.

    `rests_on` are the keys of all other records behind it: it is marked as the best guarded of them.
    """

    kind: Kind
    what: str
    why: str
    linkages: tuple[LinkageFact, ...] = ()
    actors: tuple[ActorFact, ...] = ()
    evidence: tuple[EvidenceFact, ...] = ()
    rests_on: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Occasion:
    """When and for whom warnings are given: the one place that decides whether a kind of them may be.

    day         the chosen day, or None: then logs answer with their last state, and the rest with today
    is_over     whether all that they could speak of is over by then
    coverage    the coverage notes that the viewer may see: rows with `topic`, `extent`, `dates`, `searched_on`
    """

    viewer: Viewer
    day: date | None
    today: date
    is_over: bool = False
    coverage: Sequence = ()

    @property
    def on(self) -> date:
        """The day that warnings speak of."""
        return self.day or self.today

    def allows(self, kind: Kind) -> bool:
        return self._asks(kind) and (kind.topic is None or self.is_searched(kind.topic, kind.outlives))

    def is_searched(self, topic: CoverageTopic, at_any_time: bool = False) -> bool:
        """Whether somebody searched for it, fully or in part, for the day (or for any time at all)."""
        return is_searched(self.coverage, topic, None if at_any_time else self.on)

    def not_searched(self, kinds: Iterable[Kind]) -> list[CoverageTopic]:
        """The topics for want of which warnings that would be asked for cannot be given, in order."""
        missing = {kind.topic for kind in kinds if self._asks(kind) and not self.allows(kind)}
        return [topic for topic in CoverageTopic if topic in missing]

    def _asks(self, kind: Kind) -> bool:
        return kind.is_open_to(self.viewer) and (kind.outlives or not self.is_over)


def is_searched(coverage: Iterable, topic: CoverageTopic, day: date | None) -> bool:
    """Whether somebody searched for it, fully or in part, for the day; without one: for any time at all."""
    return any(
        note.topic in (topic, CoverageTopic.ALL)
        and note.extent != CoverageExtent.NONE
        and (day is None or covers(note, day))
        for note in coverage
    )


def denies(field: str, topic: CoverageTopic) -> bool:
    """Whether a statement of absence about this field says that there was nothing of what the topic is about."""
    return field.startswith(_ABSENT_FIELDS.get(topic, ()))


def none_in_words(
    coverage: Iterable, topic: CoverageTopic, day: date | None, absent: Iterable[str] = ()
) -> str:
    """What is said where nothing is recorded: three things that must not be taken for one another.

    absent  the fields of which sources say that there was none
    """
    if any(denies(field, topic) for field in absent):
        return _("a source says none")
    return _("none recorded") if is_searched(coverage, topic, day) else _("not researched")


def speaks_of(note, day: date) -> bool:
    """Whether a note on research says something of the day: that somebody searched for it, or that nobody did."""
    if note.extent == CoverageExtent.NONE:
        return note.dates.bounds.on(day) > Certainty.NO
    return covers(note, day)


def covers(note, day: date) -> bool:
    """A search speaks of the time it covered, and may be relied on for one review interval more."""
    bounds = note.dates.bounds
    last = bounds.end_max or note.searched_on
    relied_on = (
        min(last, date.max - timedelta(days=REVIEW_DAYS)) + timedelta(days=REVIEW_DAYS) if last else None
    )
    return replace(bounds, end_min=None, end_max=relied_on).on(day) > Certainty.NO


def listed(names: list[str], between: str = ", ") -> str:
    """Three of them, and how many more there are."""
    if len(names) > 3:
        return _("%(names)s and %(n)s more") % {"names": between.join(names[:3]), "n": len(names) - 3}
    return between.join(names)


def holds(fact: Fact, on: date) -> bool:
    """It held on the day or may have held, within the lives around it."""
    return derived.certainty(fact, on) > Certainty.NO


def cited(evidence: dict[int, list[EvidenceFact]], keys: Iterable[int]) -> tuple[EvidenceFact, ...]:
    """The places in sources that records rest on."""
    return tuple(statement for key in keys for statement in evidence.get(key, ()))
