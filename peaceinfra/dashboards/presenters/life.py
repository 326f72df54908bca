"""Status logs and validities as rows of a drawing of time, and as rows of a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from peaceinfra.analysis import derived
from peaceinfra.analysis.derived import StatusLog
from peaceinfra.analysis.drawing.lanes import ONE_DAY
from peaceinfra.analysis.drawing.timeline import Mark, OnDay, Phase, Row, Span4
from peaceinfra.analysis.evidence import NO_EVIDENCE, Evidence
from peaceinfra.analysis.facts import ChangeFact, Dates, EvidenceFact, Fact
from peaceinfra.core.dates.choices import Certainty, EndKind
from peaceinfra.core.dates.edtf import parse
from peaceinfra.core.dates.statuslog import UNKNOWN, lives
from peaceinfra.core.dates.validity import Bounds
from peaceinfra.core.dates.words import last_seen_text, moment_text, short_text, since_text
from peaceinfra.dashboards.presenters.statuses import LOGS


@dataclass(frozen=True, slots=True)
class State:
    """The state of a log in words. `since`: its date; `may_be`: other states possible on the day.

    `certain` is None where no day was asked for. `last_recorded`: the state before, where all was over by the day.
    `code`, `on`: that of the state, "" where there is none on the day, and when it was entered.
    `known`, `seen`: where nothing is recorded any more, the last known state by itself, and when it was seen.
    """

    words: str
    certain: bool | None = None
    since: str = ""
    may_be: Sequence[str] = ()
    last_recorded: str = ""
    code: str = ""
    on: str = ""
    known: str = ""
    seen: str = ""

    @property
    def said(self) -> str:
        """The state, with its doubt on the day; of what was over by then, what was recorded of it last."""
        if self.last_recorded:
            return _("%(state)s (last recorded: %(last)s)") % {
                "state": self.words, "last": self.last_recorded
            }  # fmt: skip
        return _("possibly %(state)s") % {"state": self.words} if self.certain is False else self.words

    @property
    def since_when(self) -> str:
        """The state and its date: “operational since 2006”."""
        return f"{self.said} {self.since}".strip()

    @property
    def said_in_full(self) -> str:
        """The same, with the other states that are as possible: “possibly cut, or open”."""
        if self.certain is not False or not self.may_be:
            return self.said
        return _("%(state)s, or %(others)s") % {"state": self.said, "others": ", ".join(self.may_be)}


def label_of(change: ChangeFact) -> str:
    choices, _looks = LOGS[change.log]
    return str(choices(change.status).label)


def state_of(
    log: StatusLog,
    day: date | None,
    owner: Dates,
    *ends: Bounds,
    label: Callable[[ChangeFact], str] = label_of,
) -> State | None:
    """The last recorded state, or that of the day (see `derived.status`); None where no log is recorded.

    label   what the state of a change is called
    """
    if not log:
        return None
    answer = log.on(day, owner, *ends)
    if answer.status is None:
        last = _last_recorded(log, day, label) if _is_over(day, owner, *ends) else ""
        return State(*without_state(day, owner, *ends), last_recorded=last)
    row = _in_force(log, answer.status, day)
    labels = {change.status: label(change) for change in log}
    words, since = labels[answer.status], since_text(row.date, row.narrowing)
    may_be = [labels[status] for status in answer.possible_statuses if status != answer.status]
    if answer.status == UNKNOWN:
        return _last_known(log, row, day, since, may_be, label)
    entered = {"code": answer.status, "on": moment_text(row.date, row.narrowing)}
    if answer.certainty == Certainty.CONFIRMED:
        return State(_("%(state)s, as confirmed") % {"state": words}, None, since, may_be, **entered)
    return State(words, answer.certainty == Certainty.CERTAIN if day else None, since, may_be, **entered)


def _last_known(
    log: Sequence[ChangeFact],
    row: ChangeFact,
    day: date | None,
    since: str,
    may_be: Sequence[str],
    label: Callable[[ChangeFact], str],
) -> State:
    """What was known last, until when, in place of a bare “not known”; `row` is where knowledge ends."""
    before = [change for change in log if change.position < row.position and change.status != UNKNOWN]
    if not before:
        return State(_("not known"), None, since, may_be, code=UNKNOWN)
    said = _known_last(before[-1], row, label)
    last = {"code": UNKNOWN, "known": label(before[-1]), "seen": _seen(row)}
    if day:
        return State(_("not known (before: %(state)s)") % {"state": said}, None, since, may_be, **last)
    return State(_("%(state)s; nothing recorded since") % {"state": said}, None, "", may_be, **last)


def _last_recorded(log: StatusLog, day: date, label: Callable[[ChangeFact], str]) -> str:
    """What a page without a day says of the log, and since when, as far as it goes until a day."""
    until = [row for row in log if row.earliest is None or row.earliest <= day]
    known = [row for row in until if row.status != UNKNOWN]
    if not known:
        return ""
    if until[-1].status == UNKNOWN:
        return _known_last(known[-1], until[-1], label)
    return f"{label(known[-1])} {since_text(known[-1].date, known[-1].narrowing)}"


def _known_last(known: ChangeFact, row: ChangeFact, label: Callable[[ChangeFact], str]) -> str:
    """The last known state, and until when: `row` is where knowledge ends."""
    words = {"state": label(known), "date": _seen(row)}
    return (
        _("%(state)s, last seen %(date)s") % words if words["date"] else _("%(state)s when last seen") % words
    )


def _seen(row: ChangeFact) -> str:
    return last_seen_text(row.date) if row.date else ""


def without_state(day: date, owner: Dates, *ends: Bounds) -> tuple[str, bool | None]:
    """Why a log has no state on a day, and whether the dates say so for certain."""
    lives = [owner.bounds, *ends]
    if lives[0].clip(*lives[1:]).on(day) > Certainty.NO:
        return _("not recorded for this day"), None
    if _is_over(day, owner, *ends):
        return _("ended before this day"), True
    return _("not yet begun"), True


def _is_over(day: date, owner: Dates, *ends: Bounds) -> bool:
    return any(life.end_max and life.end_max < day for life in (owner.bounds, *ends))


def _in_force(log: Sequence[ChangeFact], status: str, day: date | None) -> ChangeFact:
    """The latest row with the state that may hold on the day: a state may be entered again."""
    if day is None:
        return log[-1]
    spans = lives([row.entry for row in log])
    return [
        row
        for row, life in zip(log, spans, strict=True)
        if row.status == status and life.on(day) > Certainty.NO
    ][-1]


def on_day_of(state: State | None) -> OnDay | None:
    """The words beside a row for the chosen day."""
    if not state:
        return None
    if state.certain:
        return OnDay(state.words, _("dates certain"), certain=True)
    others = _("or: %(states)s") % {"states": ", ".join(state.may_be)} if state.may_be else ""
    return OnDay(state.said, others)


def log_row(
    label: str,
    log: StatusLog,
    evidence: dict[int, Evidence],
    day: date | None,
    owner: Dates,
    *ends: Bounds,
    sublabel: str = "",
) -> Row:
    """A log as one bar; before its first row the drawing is blank, and after a last sighting or an end of
    what has the log, unless its last state is one that stays.
    """
    phases = [Phase("", "", None, None)]
    phases += [_phase(row, evidence.get(row.key, NO_EVIDENCE)) for row in log]
    lives = derived.envelope_of(log[-1].status, owner, *ends) if log else ()
    if lives:
        phases.append(no_longer(lives[0].clip(*lives[1:])))
    return Row(label, sublabel, phases, on_day_of(state_of(log, day, owner, *ends)) if day else None)


def no_longer(life: Bounds) -> Phase:
    """What comes after a last sighting or an end: a blank."""
    return Phase(
        "", "", *(day and min(day, date.max - ONE_DAY) + ONE_DAY for day in (life.end_min, life.end_max))
    )


def _phase(row: ChangeFact, evidence: Evidence) -> Phase:
    _choices, looks = LOGS[row.log]
    word = label_of(row)
    label = (
        f"{word}, {short_text(parse(row.date))}"
        if row.date
        else _("%(state)s, day unknown") % {"state": word}
    )
    return Phase(
        looks[row.status],
        label,
        row.earliest,
        row.latest,
        word,
        evidence.is_solid,
        grade_of(evidence),
    )


def grade_of(evidence: Iterable[EvidenceFact]) -> str:
    """The best grade a statement has, or that it has none."""
    grades = sorted((statement.credibility, statement.grade) for statement in evidence)
    return grades[0][1] if grades else _("no source")


def span_of(fact: Fact, evidence: Evidence, label: str = "") -> Span4:
    """A validity within the lives around it."""
    dates = fact.dates
    bounds = dates.bounds.clip(*(life for _name, life in derived.lives_around(fact)))
    return Span4(
        bounds.start_min,
        bounds.start_max,
        bounds.end_min,
        bounds.end_max,
        dates.start_kind,
        dates.end_kind,
        evidence.is_solid,
        label=label,
        grade=grade_of(evidence),
    )


def span_on_day(certainty: Certainty) -> OnDay:
    return {
        Certainty.CERTAIN: OnDay(_("held"), _("dates certain"), certain=True),
        Certainty.CONFIRMED: OnDay(_("held, as confirmed"), _("within its review interval")),
        Certainty.POSSIBLE: OnDay(_("possibly held")),
        Certainty.NO: OnDay(_("not on this day"), certain=True),
    }[certainty]


def mark_of(label: str, dates: Dates) -> Mark:
    """An event: a point on a known day, a bracket over the days on which it can have been."""
    bounds = dates.bounds
    exact = bounds.start_min is not None and bounds.start_min == bounds.start_max
    # An event without an end is over on the day it began.
    last = bounds.end_max or bounds.start_max
    return Mark(label, bounds.start_min, bounds.start_max if exact else last, exact)


def gap_days(logs: Iterable[Sequence[ChangeFact]]) -> list[date]:
    """The days from which a state is not known: a drawing has room for them, though they are no change."""
    days = {day for log in logs for row in log if row.status == UNKNOWN for day in (row.earliest, row.latest)}
    return sorted(days - {None})


def seen_days(validities: Iterable[Dates], day: date | None) -> list[date]:
    """The days of last sightings and the chosen day: a drawing has room for them, though they are no change."""
    seen = {
        dates.bounds.end_min
        for dates in validities
        if dates.end_kind in (EndKind.LAST_CITED, EndKind.ONGOING)
    }
    return sorted((seen | {day}) - {None})


def room_for(days: Sequence[date]) -> dict[str, date]:
    """The first and last day of a drawing of a short life: at least three whole years are shown."""
    if not days or days[-1].year - days[0].year > 1:
        return {}
    return {"start": date(max(days[0].year - 1, 1), 1, 1), "end": date(min(days[-1].year + 2, 9999), 1, 1)}
