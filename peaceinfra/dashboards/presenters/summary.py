"""The first screen of a process: where it stands, who can speak to whom, and its bodies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peaceinfra.analysis import channel_status, derived
from peaceinfra.analysis.derived import StatusLog
from peaceinfra.analysis.facts import LinkageFact
from peaceinfra.analysis.network.network import table_of
from peaceinfra.analysis.process_facts import ChannelFact, ProcessFacts
from peaceinfra.analysis.warning import Occasion, listed
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.dashboards.presenters.course import course_words
from peaceinfra.dashboards.presenters.life import State, state_of
from secretariats.choices import ChannelMedium
from secretariats.lifecycle import OPEN

#: So many ways of speaking the first screen names.
MOST_WAYS = 5
_NO_ONE_MEDIUM = {ChannelMedium.UNKNOWN, ChannelMedium.MIXED}


@dataclass(frozen=True, slots=True)
class Connection:
    """A channel, or a linkage between two of those at the table. `key` is that of its record."""

    key: int
    who: str
    how: str
    state: str
    certainty: Certainty


def connections(
    facts: ProcessFacts, held: list[LinkageFact], certainties: dict[int, Certainty], day: date | None
) -> list[Connection]:
    """Who speaks to whom: channels that are or may be open, then linkages at the table, then what was cut."""
    passing = [(channel_status.passes_word(channel, day), channel) for channel in facts.channels]
    open_ones = [
        _channel(channel, certainty, day) for certainty, channel in passing if certainty > Certainty.NO
    ]
    shut = [
        _channel(channel, certainty, day)
        for certainty, channel in passing
        if certainty == Certainty.NO
        and channel_status.state_on(channel, day).status
        and derived.certainty(channel, day) > Certainty.NO
    ]
    table = table_of(facts)
    among = [
        Connection(linkage.key, linkage.label, str(linkage.modality_label), "", certainties[linkage.key])
        for linkage in held
        if linkage.source.key in table and linkage.target.key in table
    ]
    return [*open_ones, *among, *shut]


def _channel(channel: ChannelFact, certainty: Certainty, day: date | None) -> Connection:
    state = channel_state(channel, day)
    return Connection(
        channel.key, who_of(channel), how_of(channel), state.said_in_full if state else "", certainty
    )


def who_of(channel: ChannelFact) -> str:
    """Those at its ends; its name where none is on record."""
    return " – ".join(end.name for end in channel.ends) or channel.name


def how_of(channel: ChannelFact) -> str:
    """By what means; its name where none is on record, or several are."""
    return channel.name if channel.medium in _NO_ONE_MEDIUM else str(channel.medium.label)


def channel_state(channel: ChannelFact, day: date | None) -> State | None:
    """The state in words; None where no log is recorded."""
    return state_of(channel.log, day, channel.dates, *channel_status.lives_of(channel))


def first_connections(found: Iterable[Connection]) -> tuple:
    """(those named, how many more)"""
    found = list(found)
    return found[:MOST_WAYS], len(found) - MOST_WAYS


def status(facts: ProcessFacts, day: date | None, today: date) -> tuple:
    """Heading, where the talks stand as one phrase, and what is said after it."""
    course = derived.Course(facts.dates, facts.phases, facts.momenta)
    words, more = course_words(course, facts.ending, day, today)
    return _("Status"), capfirst(words) or _("not recorded"), more


def addresses(facts: ProcessFacts, occasion: Occasion) -> tuple:
    """Heading, how many bodies are at work, and the state of each."""
    day = occasion.day
    bodies = [(body, facts.lifecycles.get(body.key, StatusLog())) for body in facts.bodies]
    if not bodies:
        return _("Bodies"), _("none on the records you may see"), ""
    states = [(body.name, state_of(log, day, body.dates)) for body, log in bodies]
    answers = [log.on(day, body.dates) for body, log in bodies]
    working = [answer.certainty for answer in answers if answer.status in OPEN]
    if day:
        fact = ngettext(
            "%(certain)s of %(all)s body certainly at work, %(possible)s possibly",
            "%(certain)s of %(all)s bodies certainly at work, %(possible)s possibly",
            len(states),
        )
    elif occasion.is_over:
        fact = ngettext(
            "%(all)s body, by its last record", "%(all)s bodies, by their last record", len(states)
        )
    else:
        fact = ngettext(
            "%(n)s of %(all)s body at work by its last recorded state",
            "%(n)s of %(all)s bodies at work by their last recorded state",
            len(states),
        )
    numbers = {
        "n": len(working),
        "all": len(states),
        "certain": working.count(Certainty.CERTAIN),
        "possible": len(working) - working.count(Certainty.CERTAIN),
    }
    # Of a process that is over, a last state without its date would read as if it lasted.
    plain, dated = _("%(body)s: %(state)s"), _("%(body)s: %(state)s (%(date)s)")
    is_dated = day is None and occasion.is_over
    unrecorded = State(_("no state recorded"))
    named = [
        (dated if is_dated and state.since else plain)
        % {"body": name, "state": state.said, "date": state.since}
        for name, state in ((name, state or unrecorded) for name, state in states)
    ]
    return _("Bodies"), fact % numbers, listed(named, "; ")
