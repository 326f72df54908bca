"""The changes of a process on its line of time, and the latest of them in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
from peaceinfra.dashboards.presenters.changes import Change, Moment

#: So many changes are told in words.
MOST_LATEST = 5


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """When something changed, as precisely as it was typed; what; and where the process is shown as it was after it."""

    when: str
    words: str
    address: str


def within_its_time(facts: ProcessFacts, moments: Iterable[Moment]) -> list[Moment]:
    """What its bodies were before is their own life: drawn on their own pages."""
    begun = facts.dates.bounds.start_min or date.min
    return [moment for moment in moments if moment.day >= begun]


def time_strip(facts: ProcessFacts, within: Sequence[Moment], occasion: Occasion) -> Drawing | None:
    """The time of the process, with what changed `within` it; None where no change is dated."""
    if not within:
        return None
    by_day: dict[date, dict[str, None]] = {}
    for moment in within:
        by_day.setdefault(moment.day, {})[moment.words] = None
    ticks = [Tick(moment.day, moment.what) for moment in within]
    start, end = padded([*by_day, *([occasion.day] if occasion.day else [])])
    name = _("When something changed in %(process)s") % {"process": facts.name}

    def full(day: date) -> str:
        return _all_of([*by_day[day]])

    def address(day: date) -> str:
        return record_query(day) + "#map"

    return draw_strip(Strip(name, ticks, start, end, full, address, occasion.day))


def first_change(within: Iterable[Moment]) -> date | None:
    """The first day on the line of time: from there the changes are played."""
    return min([moment.day for moment in within], default=None)


def latest_changes(changes: Sequence[Change], occasion: Occasion) -> list[ChangeLine]:
    """The last changes that were certainly made by the day, the newest first; those of one date together."""
    by_time: dict[tuple[date, str], dict[str, None]] = {}
    for change in changes:
        if change.last and change.last <= occasion.on:
            by_time.setdefault((change.last, change.when), {})[change.what] = None
    newest = sorted(by_time, key=lambda time: time[0], reverse=True)[:MOST_LATEST]
    return [ChangeLine(when, _all_of([*by_time[day, when]]), record_query(day)) for day, when in newest]


def _all_of(words: Sequence[str]) -> str:
    """What changed: the first two, and how much more."""
    said = "; ".join(words[:2])
    if len(words) < 3:
        return said
    more = ngettext("%(what)s; and %(n)s more change", "%(what)s; and %(n)s more changes", len(words) - 2)
    return more % {"what": said, "n": len(words) - 2}
