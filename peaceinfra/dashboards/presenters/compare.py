"""Up to four processes side by side: when talks began, what was set up before, channels, inclusion, year by year.

Years are those of the calendar, or are counted from the first recorded start of talks of each process.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peaceinfra.analysis import derived
from peaceinfra.analysis.functions import functions_for, how_far, parties_on
from peaceinfra.analysis.process_facts import InclusionFact, ProcessFacts
from peaceinfra.analysis.setups import Setup, TalksStart, setups_before, starts_of_talks
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.dashboards.presenters.addresses import actor_address, page_address
from peaceinfra.dashboards.presenters.cells import (
    Cell,
    and_more,
    lines,
    linked,
    muted,
    said,
    with_small,
)
from peaceinfra.dashboards.presenters.changes import Change
from peaceinfra.dashboards.presenters.process_time import changes_of_process
from peaceinfra.dashboards.presenters.summary import channel_state, status, who_of
from peaceinfra.dashboards.templatetags.register import certainty_mark
from secretariats.choices import EARLY_FUNCTIONS

#: So many processes stand side by side.
MOST = 4
#: So many things a cell names.
MOST_NAMED = 8
_DAYS_OF_A_YEAR = 365.2425


@dataclass(frozen=True, slots=True)
class Line:
    """A row: what is compared, and for each process its name and its cell."""

    heading: str
    cells: Sequence[tuple[str, Cell]]


@dataclass(frozen=True, slots=True)
class Compared:
    """A process with what is said of it in several rows."""

    facts: ProcessFacts
    starts: list[TalksStart]

    @property
    def first_start(self) -> date | None:
        """The first day on which talks can have begun, from which its years are counted; None where none is known."""
        return next(
            (start.earliest or start.latest for start in self.starts if start.earliest or start.latest), None
        )


def compare_page(found: Iterable[ProcessFacts], day: date | None, today: date, *, from_start: bool) -> dict:
    """The columns, the rows of what is compared, and the rows of years."""
    compared = [Compared(facts, starts_of_talks(facts)) for facts in found]
    rows: list[tuple[str, Callable[[Compared], Cell]]] = [
        (_("Dates"), lambda one: said(one.facts.dates.text)),
        (_("Status"), lambda one: _status(one.facts, day, today)),
        (_("Talks began"), _starts),
        (_("Set up before talks"), lambda one: _setups(one, day)),
        (_("Early functions, by party"), lambda one: _functions(one.facts, day)),
        (_("Channels"), lambda one: _channels(one.facts, day)),
        (_("Who is included"), lambda one: _included(one.facts, day)),
    ]
    return {
        "columns": [_column(one.facts, day) for one in compared],
        "rows": [Line(heading, [(one.facts.name, cell(one)) for one in compared]) for heading, cell in rows],
        "years": _years(compared, from_start=from_start),
        "without_start": [one.facts.name for one in compared if from_start and one.first_start is None],
    }


def boxes_of(chosen: Sequence[str]) -> list[tuple[int, str]]:
    """(place from 1, the public id chosen there or ""): as many boxes as processes can be compared."""
    return [(place + 1, chosen[place] if place < len(chosen) else "") for place in range(MOST)]


def _column(facts: ProcessFacts, day: date | None) -> Cell:
    return linked(page_address(facts.public_id, day), said(facts.name))


def _status(facts: ProcessFacts, day: date | None, today: date) -> Cell:
    _heading, words, since = status(facts, day, today)
    return with_small(said(words), said(since))


def _starts(one: Compared) -> Cell:
    """Each start of talks with its date; those after the first began again."""
    found = [
        said(
            _("%(date)s, again") % {"date": start.row.date_text}
            if start.is_restart
            else start.row.date_text or _("on a day that is not recorded")
        )
        for start in one.starts
    ]
    return lines(found) or muted(_("not recorded"))


def _setups(one: Compared, day: date | None) -> Cell:
    """Each body that was set up before a start of talks, or may have been, with how long before."""
    found = setups_before(one.facts.bodies, one.starts)
    return _listed([_setup(setup, day) for setup in found]) or muted(_("nothing recorded"))


def _setup(setup: Setup, day: date | None) -> Cell:
    name = linked(actor_address(setup.body, day), said(setup.body.name))
    of_start = _("talks of %(date)s") % {"date": setup.start.row.date_text}
    words = _("%(how_long)s the %(talks)s") % {"how_long": setup.words, "talks": of_start}
    return with_small(name, said(words), certainty_mark(setup.certainty))


def _functions(facts: ProcessFacts, day: date | None) -> Cell:
    """Of each party how far each of the four functions came; those of which nothing is recorded are left out."""
    found = []
    for party in parties_on(facts, day):
        reached = [
            f"{task.label}: {far.words}"
            for task in EARLY_FUNCTIONS
            if (far := how_far(functions_for(facts, task, party), day))
        ]
        found.append(with_small(said(party.name), said("; ".join(reached) or _("nothing recorded"))))
    return _listed(found) or muted(_("no party is recorded"))


def _channels(facts: ProcessFacts, day: date | None) -> Cell:
    found = [
        with_small(
            linked(page_address(channel.public_id, day), said(who_of(channel))),
            said(state.said) if (state := channel_state(channel, day)) else _("no state recorded"),
        )
        for channel in facts.channels
        if derived.certainty(channel, day) > Certainty.NO
    ]
    return _listed(found) or muted(_("none recorded"))


def _included(facts: ProcessFacts, day: date | None) -> Cell:
    found = [_inclusion(fact) for fact in facts.inclusion if derived.certainty(fact, day) > Certainty.NO]
    return _listed(found) or muted(_("nothing recorded"))


def _inclusion(fact: InclusionFact) -> Cell:
    who = fact.actor.name if fact.actor else fact.group
    return with_small(said(who), said(f"{fact.modality.label}; {fact.weight.label}"))


def _listed(found: Sequence[Cell]) -> Cell:
    """The first of them, and how many more there are."""
    more = and_more(len(found) - MOST_NAMED) if len(found) > MOST_NAMED else ""
    return lines([*found[:MOST_NAMED], muted(more) if more else ""])


def _years(compared: Sequence[Compared], *, from_start: bool) -> list[Line]:
    """A row for each year in which something began, ended or changed in one of them."""
    by_year: dict[int, dict[int, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
    for place, one in enumerate(compared):
        start = one.first_start
        if from_start and start is None:
            continue
        for year, words in _by_year(changes_of_process(one.facts), start if from_start else None):
            by_year[year][place].setdefault(words)
    return [
        Line(
            _year_words(year) if from_start else str(year),
            [
                (one.facts.name, _listed([said(words) for words in by_year[year][place]]))
                for place, one in enumerate(compared)
            ],
        )
        for year in sorted(by_year)
    ]


def _by_year(changes: Iterable[Change], start: date | None) -> Iterator[tuple[int, str]]:
    """(year, what changed in it). What lies between two days of one year is said once and without the doubt."""
    for change in changes:
        years = {_year_of(moment.day, start): moment.words for moment in change.moments}
        is_of_one = len(years) == 1 and change.first and change.last
        yield from ((year, change.what if is_of_one else words) for year, words in years.items())


def _year_of(day: date, start: date | None) -> int:
    """That of the calendar; or from a start, so that 0 is the year that begins with it and -1 the one before."""
    return day.year if start is None else int((day - start).days // _DAYS_OF_A_YEAR)


def _year_words(year: int) -> str:
    if year < 0:
        return ngettext("%(n)s year before", "%(n)s years before", -year) % {"n": -year}
    return _("year %(n)s of the talks") % {"n": year + 1}
