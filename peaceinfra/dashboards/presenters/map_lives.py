"""What the map says of the life of an actor on a day: whether it was there, and why not, in a few words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from peaceinfra.analysis import derived
from peaceinfra.analysis.derived import StatusLog
from peaceinfra.analysis.facts import ActorFact, ChangeFact
from peaceinfra.core.dates.choices import Certainty, EndKind
from peaceinfra.core.dates.words import brief_seen_text, brief_text, year_text
from peaceinfra.dashboards.presenters.life import label_of, state_of
from secretariats.choices import Lifecycle
from secretariats.lifecycle import GONE, PREPARED

_UNEASY = {Lifecycle.SUSPENDED, Lifecycle.TEMPORARILY_CLOSED, Lifecycle.REPURPOSED}
_OVER = {EndKind.ACTUAL, EndKind.ENDED}


@dataclass(frozen=True, slots=True)
class Life:
    """`words`, and `brief` where there is little room; whether it was not there, or only possibly, or rests."""

    words: str = ""
    brief: str = ""
    is_off: bool = False
    is_possible: bool = False
    warns: bool = False


def life_on(actor: ActorFact, log: StatusLog | None, day: date | None, is_at_the_top: bool) -> Life:
    """By its log where it has one, else by its dates; without a day what is known of it last."""
    if log:
        return _by_log(actor, log, day)
    certainty = derived.certainty(actor, day) if day else Certainty.CERTAIN
    if certainty == Certainty.NO:
        start = actor.dates.bounds.start_min
        return Life(_("not yet"), is_off=True) if start and start > day else _ended(actor, is_off=True)
    is_possible = certainty == Certainty.POSSIBLE
    # Of a state or a party at the top it says nothing that it was last cited some day.
    is_cited = actor.dates.end_kind == EndKind.LAST_CITED and actor.dates.end
    if is_cited and not is_at_the_top and (is_possible or not day):
        words = _in_words(lambda seen: _("last seen %(date)s") % {"date": seen}, actor.dates.end)
        return Life(*words, is_possible=is_possible)
    if not day:
        return _ended(actor) if actor.dates.end_kind in _OVER and actor.dates.end else Life()
    bounds = actor.dates.bounds
    is_dated = any((bounds.start_min, bounds.start_max, bounds.end_min, bounds.end_max))
    return Life(is_possible=is_dated and is_possible)


def _by_log(actor: ActorFact, log: StatusLog, day: date | None) -> Life:
    answer = log.on(day, actor.dates)
    if answer.status is None:
        return _without_state(actor, log, day)
    if answer.status in GONE:
        last = [row for row in log if row.status == answer.status][-1]
        is_sure = day is not None and answer.certainty == Certainty.CERTAIN
        return Life(*_gone(last), is_off=is_sure, is_possible=not is_sure)
    is_possible = day is not None and answer.certainty == Certainty.POSSIBLE
    if answer.status == Lifecycle.UNKNOWN:
        return Life(*_last_seen(log), is_possible=day is not None)
    state = state_of(log, day, actor.dates)
    if answer.status == Lifecycle.OPERATIONAL:
        return Life(state.said, is_possible=True) if is_possible else Life()
    return Life(
        state.said,
        is_possible=is_possible or answer.status in PREPARED,
        warns=answer.status in _UNEASY,
    )


def _without_state(actor: ActorFact, log: StatusLog, day: date) -> Life:
    first = log[0]
    if first.earliest and day < first.earliest:
        return Life(_("not yet: %(date)s") % {"date": brief_text(first.date)}, _("not yet"), is_off=True)
    if derived.certainty(actor, day) > Certainty.NO:
        return Life(_("state not recorded"), is_possible=True)
    return _ended(actor, is_off=True)


def _gone(row: ChangeFact) -> tuple[str, str]:
    """closed Nov 2023"""
    label = label_of(row)
    if not row.date:
        return label, label
    return _in_words(lambda day: _("%(state)s %(date)s") % {"state": label, "date": day}, row.date)


def _last_seen(log: StatusLog) -> tuple[str, str]:
    """Of a body whose state is not known any more: how, and until when, it was known."""
    before = [row for row in log if row.status != Lifecycle.UNKNOWN]
    later = [row for row in log if row.status == Lifecycle.UNKNOWN and row.date]
    seen = brief_seen_text(later[-1].date) if later else ""
    if not before or not seen:
        return _("state not known"), ""
    said = _("last seen %(date)s") % {"date": seen}
    if before[-1].status == Lifecycle.OPERATIONAL:
        return said, ""
    return _("%(state)s, %(seen)s") % {"state": label_of(before[-1]), "seen": said}, said


def _ended(actor: ActorFact, is_off: bool = False) -> Life:
    dates = actor.dates
    if dates.end_kind not in _OVER or not dates.end:
        return Life(_("over"), is_off=is_off)
    words = _("ended by %(date)s") if dates.end_kind == EndKind.ENDED else _("ended %(date)s")
    return Life(*_in_words(lambda day: words % {"date": day}, dates.end), is_off=is_off)


def _in_words(said: Callable[[str], str], typed: str) -> tuple[str, str]:
    """With the month where there is one, and with the year alone."""
    years = year_text(typed)
    return said(brief_text(typed)), said(years) if years else ""
