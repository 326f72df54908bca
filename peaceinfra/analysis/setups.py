"""How long before talks each body was set up, with the bounds of both dates; talks that start again count anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peaceinfra.analysis.derived import StatusLog
from peaceinfra.analysis.facts import ActorFact, ChangeFact
from peaceinfra.analysis.process_facts import ProcessFacts
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.core.dates.statuslog import lives
from peaceinfra.core.dates.validity import Bounds
from processes.choices import Momentum, Phase

#: In these states talks stand still; when they are active again, they have started again.
STANDING_STILL = {Momentum.STALLED, Momentum.SUSPENDED, Momentum.COLLAPSED, Momentum.DORMANT}


@dataclass(frozen=True, slots=True)
class TalksStart:
    """A row of a log by which talks began, or began again, and between which days that was (None: open).

    still_since     of talks that began again: the first day on which they can have stood still before
    """

    row: ChangeFact
    earliest: date | None
    latest: date | None
    still_since: date | None = None
    is_restart: bool = False


@dataclass(frozen=True, slots=True)
class Setup:
    """A body that was set up before a start of talks, or may have been.

    least, most     how many days before, at the least and at the most; None where no bound is recorded. A `least`
                    below zero says that it may have been set up after.
    """

    body: ActorFact
    start: TalksStart
    least: int | None
    most: int | None

    @property
    def certainty(self) -> Certainty:
        """Whether it was before: certain, or possible. It speaks of dates only."""
        return Certainty.CERTAIN if self.least is not None and self.least >= 0 else Certainty.POSSIBLE

    @property
    def words(self) -> str:
        """How long before, as far as the bounds tell."""
        least, most = self.least, self.most
        if most is None:
            if self.certainty == Certainty.CERTAIN:
                return ngettext("at least %(n)s day before", "at least %(n)s days before", least) % {
                    "n": least
                }
            return _("before or after (the recorded dates allow both)")
        if self.certainty == Certainty.POSSIBLE:
            words = ngettext(
                "up to %(n)s day before, or some time after",
                "up to %(n)s days before, or some time after",
                most,
            )
            return words % {"n": most}
        if least == most:
            return ngettext("%(n)s day before", "%(n)s days before", most) % {"n": most}
        return _("%(least)s to %(most)s days before") % {"least": least, "most": most}


def starts_of_talks(facts: ProcessFacts) -> list[TalksStart]:
    """Each entry into negotiation, and each time that talks which stood still were active again, in order of time.

    One day on which both logs say so is one start. Starts of which no day is known come last.
    """
    found: dict[tuple, TalksStart] = {}
    for start in (*_entered(facts.phases), *_resumed(facts.momenta)):
        found.setdefault((start.earliest, start.latest), start)
    ordered = sorted(
        found.values(), key=lambda start: (start.earliest or start.latest or date.max, start.row.key)
    )
    # Whatever comes after a start is one again, whichever log says so.
    return [replace(start, is_restart=start.is_restart or place > 0) for place, start in enumerate(ordered)]


def setups_before(bodies: Iterable[ActorFact], starts: Iterable[TalksStart]) -> list[Setup]:
    """Each body with the first start of talks that it can have preceded; without those that came after all of them.

    A body of whose beginning nothing is known precedes nothing that anybody could name, and is left out.
    """
    starts = [start for start in starts if start.earliest or start.latest]
    found = []
    for body in bodies:
        life = body.dates.bounds
        if life.start_min is None and life.start_max is None:
            continue
        first = next((start for start in starts if _may_precede(life, start)), None)
        if first:
            found.append(
                Setup(
                    body,
                    first,
                    _between(life.start_max, first.earliest),
                    _between(life.start_min, first.latest),
                )
            )
    return found


def _may_precede(life: Bounds, start: TalksStart) -> bool:
    is_before = life.start_min is None or start.latest is None or life.start_min < start.latest
    # A body of the talks before, which went on working, was not set up for their return.
    is_of_this_pause = (
        life.start_max is None or start.still_since is None or life.start_max >= start.still_since
    )
    return is_before and is_of_this_pause


def _between(first: date | None, last: date | None) -> int | None:
    return (last - first).days if first and last else None


def _entered(phases: StatusLog) -> Iterator[TalksStart]:
    """Each entry into negotiation; a later one is a restart after whatever phase came in between."""
    left = None
    for before, (row, life) in pairwise([(None, None), *_rows(phases)]):
        if before[0] and before[0].status == Phase.NEGOTIATION and row.status != Phase.NEGOTIATION:
            left = life.start_min
        if row.status == Phase.NEGOTIATION and not (before[0] and before[0].status == Phase.NEGOTIATION):
            yield TalksStart(row, life.start_min, life.start_max, left, is_restart=left is not None)


def _resumed(momenta: StatusLog) -> Iterator[TalksStart]:
    """Each time that talks were active again after they had stood still; what is not known of is passed over."""
    known = [(row, life) for row, life in _rows(momenta) if row.status != Momentum.UNKNOWN]
    was_active = False
    for (before, still), (row, life) in pairwise(known):
        was_active = was_active or before.status == Momentum.ACTIVE
        if row.status == Momentum.ACTIVE and before.status in STANDING_STILL:
            yield TalksStart(row, life.start_min, life.start_max, still.start_min, is_restart=was_active)


def _rows(log: StatusLog) -> list[tuple[ChangeFact, Bounds]]:
    rows = sorted(log, key=lambda row: row.order)
    return list(zip(rows, lives([row.entry for row in rows]), strict=True))
