"""Where talks stand, as one phrase: how far they came, whether they moved, and how they ended.

A phase and a momentum are two logs; told apart they read as two answers to one question.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peaceinfra.analysis.derived import Course
from peaceinfra.analysis.facts import ChangeFact
from peaceinfra.analysis.setups import STANDING_STILL
from peaceinfra.core.dates.statuslog import UNKNOWN
from peaceinfra.dashboards.presenters.life import State, label_of, state_of
from processes.choices import Ending, Momentum, Phase

#: Phases in plain words, where the term of the field is none.
PLAIN_PHASES = {
    Phase.EXPLORATION: gettext_lazy("exploring whether to talk"),
    Phase.PRE_NEGOTIATION: gettext_lazy("preparing talks"),
    Phase.IMPLEMENTATION: gettext_lazy("carrying out the agreement"),
    Phase.CONCLUDED: gettext_lazy("ended"),
}
#: How it ended, after “ended”.
_ENDINGS = {
    Ending.AGREEMENT: gettext_lazy("by agreement"),
    Ending.MILITARY_VICTORY: gettext_lazy("by military victory"),
    Ending.LAPSED: gettext_lazy("without a result"),
}
#: The phases in which talks are what stands still.
_TALKING = {Phase.EXPLORATION, Phase.PRE_NEGOTIATION, Phase.NEGOTIATION}


def phase_words(code: str) -> str:
    return str(PLAIN_PHASES.get(code) or Phase(code).label)


def phase_choices() -> list[tuple[str, str]]:
    """The phases to choose from: in plain words, and in the term of the field that data and drawings have."""
    named = _("%(plain)s (%(term)s)")
    return [
        (code, named % {"plain": PLAIN_PHASES[code], "term": term} if code in PLAIN_PHASES else term)
        for code, term in Phase.choices
    ]


def course_words(course: Course, ending: str, day: date | None, today: date) -> tuple[str, str]:
    """(what is said first, the rest) of where talks stand on a day, or by what was recorded last.

    Both "" where neither log is recorded; neither begins with a capital letter.
    """
    phase = state_of(course.phases, day, course.dates, label=_phase_label)
    momentum = state_of(course.momenta, day, course.dates)
    recorded = [state for state in (phase, momentum) if state]
    if not recorded:
        return "", ""
    if not any(state.code for state in recorded):
        words = [_without_state(recorded), *_how_it_ended(course, ending, day, today)]
    elif phase and phase.code == Phase.CONCLUDED and phase.certain is not False:
        words = _ended(phase, momentum, ending)
    else:
        words = [*_under_way(phase, momentum, day), *_how_it_ended(course, ending, day, today)]
    first, *rest = words
    return first, "; ".join(rest)


def _phase_label(change: ChangeFact) -> str:
    return phase_words(change.status) if change.status in PLAIN_PHASES else label_of(change)


def _without_state(recorded: Sequence[State]) -> str:
    """Of a day before the first state, or after the end: what was recorded last."""
    last = "; ".join(state.last_recorded for state in recorded if state.last_recorded)
    if not last:
        return recorded[0].words
    return _("%(state)s (last recorded: %(last)s)") % {"state": recorded[0].words, "last": last}


def _ended(phase: State, momentum: State | None, ending: str) -> list[str]:
    """That it ended comes first, with how; then whether the talks moved before."""
    words = {"when": phase.on, "how": _ENDINGS.get(ending, "")}
    said = [_("ended %(when)s %(how)s") % words if words["how"] else _("ended %(when)s") % words]
    if not words["how"]:
        said.append(_ending_words(ending))
    if momentum and momentum.code == Momentum.COLLAPSED:
        said.append(_talks_collapsed(momentum))
    elif before := _before(momentum):
        said.append(_("before that %(state)s") % {"state": before})
    return said


def _before(momentum: State | None) -> str:
    """Whether talks moved before they ended: what was known last, with its date."""
    if momentum is None:
        return ""
    return momentum.last_recorded or _known(momentum) or (_is_known(momentum) and momentum.since_when) or ""


def _talks_collapsed(momentum: State) -> str:
    return _("talks %(state)s %(when)s") % {"state": momentum.said_in_full, "when": momentum.on}


def _how_it_ended(course: Course, ending: str, day: date | None, today: date) -> list[str]:
    """Of one that is over by the day; that it is concluded does not say that there was a deal."""
    return [_ending_words(ending)] if course.is_over(day, today) else []


def _ending_words(ending: str) -> str:
    if ending in _ENDINGS:
        return _("it ended %(how)s") % {"how": _ENDINGS[ending]}
    return _("how it ended is not known")


def _known(state: State) -> str:
    """The last known state and when it was seen, where nothing is recorded since."""
    if not state.known:
        return ""
    words = {"state": state.known, "date": state.seen}
    return _("%(state)s, last seen %(date)s") % words if state.seen else _("%(state)s when last seen") % words


def _under_way(phase: State | None, momentum: State | None, day: date | None) -> list[str]:
    """How far, then whether they move; where they stand still, that comes first."""
    if _is_known(momentum) and (_stands_still(phase, momentum) or not _has_words(phase)):
        if momentum.code == Momentum.COLLAPSED:
            first = _talks_collapsed(momentum)
        else:
            first = _("talks %(state)s") % {"state": _dated(momentum)}
        return [first, *_rest(phase, _("how far they came"), day)]
    if not _has_words(phase):
        if momentum is None or not momentum.known:
            return [_("state of the talks not known")]
        return [_("talks %(state)s") % {"state": _known(momentum)}, _gap(day)]
    if phase.known and momentum and momentum.known:
        return _both_last_seen(phase, momentum, day)
    first = [_known(phase), _gap(day)] if phase.known else [_dated(phase)]
    return [*first, *_rest(momentum, _("whether they move"), day)]


def _has_words(state: State | None) -> bool:
    """Whether it says a state at all: that of now, or the last known one."""
    return bool(state and (state.known or _is_known(state)))


def _is_known(state: State | None) -> bool:
    return bool(state and state.code and state.code != UNKNOWN)


def _stands_still(phase: State | None, momentum: State) -> bool:
    is_of_talks = not _is_known(phase) or phase.code in _TALKING
    return momentum.code in STANDING_STILL and is_of_talks


def _dated(state: State) -> str:
    """The state with its doubt and its date; a comma keeps the date apart from what else may be."""
    said = state.said_in_full
    between = ", " if said != state.words else " "
    return between.join(filter(None, (said, state.since)))


def _rest(state: State | None, about: str, day: date | None) -> list[str]:
    """What the other of the two logs says after the first."""
    if state is None:
        return []
    if state.known:
        words = _("%(state)s, and nothing recorded since") if day is None else _("%(state)s, not known since")
        return [words % {"state": _known(state)}]
    if not state.code:
        return [_("%(about)s is not recorded for this day") % {"about": about}]
    if state.code == UNKNOWN:
        return [_("%(about)s is not known") % {"about": about}]
    return [_dated(state)]


def _both_last_seen(phase: State, momentum: State, day: date | None) -> list[str]:
    if phase.seen != momentum.seen:
        return [_known(phase), _known(momentum), _gap(day)]
    words = {"phase": phase.known, "momentum": momentum.known, "date": phase.seen}
    if phase.seen:
        return [_("%(phase)s, %(momentum)s, last seen %(date)s") % words, _gap(day)]
    return [_("%(phase)s, %(momentum)s, when last seen") % words, _gap(day)]


def _gap(day: date | None) -> str:
    return _("not known on this day") if day else _("nothing recorded since")
