"""The changes of a process on its line of time, and the latest of them in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peaceinfra.analysis.drawing.axis import padded
from peaceinfra.analysis.drawing.strip import Strip, Tick, draw_strip
from peaceinfra.analysis.drawing.svg import Drawing
from peaceinfra.analysis.process_facts import ProcessFacts
from peaceinfra.analysis.warning import Occasion
from peaceinfra.dashboards.presenters.addresses import record_query
from peaceinfra.dashboards.presenters.changes import Change

#: So many changes are told in words.
MOST_LATEST = 5


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """What changed on a day, and where the process of that day is shown."""

    day: date
    words: str
    address: str


def time_strip(facts: ProcessFacts, changes: Sequence[Change], occasion: Occasion) -> Drawing | None:
    """The time of the process, with what changed in it; None where no change is dated.

    What its bodies were before is their own life: drawn on their own pages.
    """
    begun = facts.dates.bounds.start_min or date.min
    within = [change for change in changes if change.day >= begun]
    if not within:
        return None
    by_day = _by_day(within)
    ticks = [
        Tick(change.day, change.what, _all_of(by_day[change.day]), record_query(change.day) + "#map")
        for change in within
    ]
    start, end = padded([*by_day, *([occasion.day] if occasion.day else [])])
    name = _("When something changed in %(process)s") % {"process": facts.name}
    return draw_strip(Strip(name, ticks, start, end, occasion.day))


def first_change(changes: Sequence[Change]) -> date | None:
    return min((change.day for change in changes), default=None)


def latest_changes(changes: Sequence[Change], occasion: Occasion) -> list[ChangeLine]:
    """The last changes up to the day, the newest first."""
    by_day = _by_day(changes)
    days = sorted((day for day in by_day if day <= occasion.on), reverse=True)[:MOST_LATEST]
    return [ChangeLine(day, _all_of(by_day[day]), record_query(day)) for day in days]


def _by_day(changes: Sequence[Change]) -> dict[date, list[str]]:
    """{day: what changed on it, each once}, in the order of the changes: the talks come first."""
    found: dict[date, dict[str, None]] = {}
    for change in changes:
        found.setdefault(change.day, {})[change.words] = None
    return {day: list(words) for day, words in found.items()}


def _all_of(words: Sequence[str]) -> str:
    """What changed: the first two, and how much more."""
    said = "; ".join(words[:2])
    if len(words) < 3:
        return said
    more = ngettext("%(what)s; and %(n)s more change", "%(what)s; and %(n)s more changes", len(words) - 2)
    return more % {"what": said, "n": len(words) - 2}
