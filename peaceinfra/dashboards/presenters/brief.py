"""A process on one page for print: what an adviser takes into a room, and what of it must stay there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peaceinfra.analysis import derived
from peaceinfra.analysis.network.network import network_on, table_of
from peaceinfra.analysis.process_facts import ProcessFacts
from peaceinfra.analysis.warning import Occasion, Warning
from peaceinfra.analysis.warnings import (
    first_of_each_kind,
    occasion_of,
    process_warnings,
    topics_not_searched,
)
from peaceinfra.core.choices import Level
from peaceinfra.core.dates.choices import Certainty, EndKind, StartKind
from peaceinfra.core.dates.statuslog import UNKNOWN
from peaceinfra.core.dates.words import day_text, end_text, start_text
from peaceinfra.core.visibility import Viewer
from peaceinfra.dashboards.presenters.evidence import Sources, absences
from peaceinfra.dashboards.presenters.life import label_of, state_of
from peaceinfra.dashboards.presenters.linkages import certainty_of, freshness_of
from peaceinfra.dashboards.presenters.summary import connections, status
from peaceinfra.dashboards.presenters.tables import when_of
from secretariats.lifecycle import OPEN

#: How far back "lately" reaches, in days, and how many lines each part of the page has.
LATELY = 90
MOST_LINES = 8


@dataclass(frozen=True, slots=True)
class Item:
    """One statement. `level` is the marking of what it rests on; `cites` numbers of sources."""

    words: str
    when: str
    level: Level
    cites: Sequence[int] = ()

    @property
    def is_guarded(self) -> bool:
        return self.level > Level.PUBLIC


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, its statements, how many more there are, and what to say where there is none.

    `place` is the id of the part of the process's page where all of them stand.
    """

    heading: str
    items: Sequence[Item]
    more: int
    empty: str
    place: str


def keys_of(facts: ProcessFacts) -> set[int]:
    """The records that a brief may state or name, and the sources it names."""
    logs = (
        facts.phases,
        facts.momenta,
        *facts.lifecycles.values(),
        *(channel.log for channel in facts.channels),
    )
    rows = (
        facts.events,
        facts.agreements,
        facts.channels,
        facts.linkages,
        facts.appointments,
        facts.roles,
        facts.functions,
        facts.mandates,
        facts.handovers,
        facts.splits,
    )
    keys = {facts.key, *facts.actors} | {fact.key for part in (*logs, *rows) for fact in part}
    cited = [statement for evidence in facts.evidence.values() for statement in evidence]
    return keys | {statement.key for statement in cited} | {statement.source.key for statement in cited}


def brief_page(facts: ProcessFacts, levels: dict[int, int], viewer: Viewer, day: date, today: date) -> dict:
    """`levels`: the marking of each of `keys_of(facts)`; the page carries the highest of what it shows."""
    writer = _Writer(facts, levels, day, today)
    certainties = {linkage.key: certainty_of(linkage, day, today) for linkage in facts.linkages}
    held = [linkage for linkage in facts.linkages if certainties[linkage.key] > Certainty.NO]
    parts = _parts(writer, held, certainties, occasion_of(facts, viewer, day, today))
    shown = [item for part in parts for item in part.items]
    sources = writer.sources.rows()
    marks = [item.level for item in shown] + [writer.level(source.key) for _n, source, _count in sources]
    return {
        "facts": facts,
        "day_words": _("today, %(day)s") % {"day": day_text(day)} if day == today else day_text(day),
        "marking": max(marks, default=Level.PUBLIC),
        "parts": parts,
        "public": _what_is_public(shown),
        "guarded": [item for item in shown if item.is_guarded],
        "sources": [(n, source, writer.level(source.key)) for n, source, _count in sources],
    }


def _parts(writer: _Writer, held, certainties, occasion: Occasion) -> list[Part]:
    found = process_warnings(writer.facts, occasion, network_on(writer.facts, occasion.on))
    first = first_of_each_kind(found)
    parts = [
        _part(_("Status"), writer.status(), _("Not recorded."), "time"),
        _part(
            _("Who speaks to whom"),
            [*writer.speaking(held, certainties), *writer.linkages(held, certainties)],
            _("No channel and no linkage is recorded for this day."),
            "map",
        ),
        _part(_("Bodies"), writer.bodies(), _("None recorded."), "bodies"),
        _part(
            _("Last %(n)s days") % {"n": LATELY},
            writer.lately(),
            _("Nothing is recorded for these days."),
            "time",
        ),
        _part(_("People in post"), writer.in_post(), _("None recorded."), "bodies"),
        _part(
            _("Warnings"),
            [
                *(writer.warning(warning) for warning in first),
                *writer.not_searched(topics_not_searched(occasion)),
            ],
            _("None recorded."),
            "warnings",
            more=len(found) - len(first),
        ),
    ]
    if planned := writer.planned():
        parts.insert(2, _part(_("Planned or expected next"), planned, "", "time"))
    if none := list(writer.absences()):
        parts.insert(-1, _part(_("Sources say that there is, or was, none"), none, "", "absences"))
    return parts


def _part(heading: str, items: Iterable[Item], empty: str, place: str, more: int = 0) -> Part:
    items = list(items)
    return Part(heading, items[:MOST_LINES], more + max(0, len(items) - MOST_LINES), empty, place)


def _what_is_public(shown: Sequence[Item]) -> str:
    guarded = sum(item.is_guarded for item in shown)
    if not guarded:
        return _("Everything here comes from public records.")
    return ngettext(
        "%(n)s of %(all)s statements comes from protected records (marked). "
        "Do not share it beyond people cleared for that mark.",
        "%(n)s of %(all)s statements come from protected records (marked). "
        "Do not share them beyond people cleared for that mark.",
        guarded,
    ) % {"n": guarded, "all": len(shown)}


class _Writer:
    """Writes the statements of one brief, each with the marking of what it rests on."""

    def __init__(self, facts: ProcessFacts, levels: dict[int, int], day: date, today: date):
        self.facts, self.levels, self.day, self.today = facts, levels, day, today
        self.sources = Sources(facts.evidence)

    def level(self, *keys: int) -> Level:
        """The highest marking of some records; a record of unknown marking counts as strictly restricted."""
        return Level(max((self.levels.get(key, Level.STRICT) for key in keys), default=Level.PUBLIC))

    def item(self, words: str, when: str, key: int) -> Item:
        cited = self.facts.evidence.get(key, ())
        numbers = [n for n, _places in self.sources.number(cited)]
        return Item(words, when, self.level(key, *(statement.key for statement in cited)), numbers)

    def status(self) -> list[Item]:
        _heading, fact, more = status(self.facts, self.day, self.today)
        rows = [row.key for row in (*self.facts.phases, *self.facts.momenta)]
        return [Item(fact, more, self.level(self.facts.key, *rows))] if rows else []

    def speaking(self, held, certainties) -> Iterator[Item]:
        for connection in connections(self.facts, held, certainties, self.day):
            state = connection.state or str(connection.certainty.label)
            yield self.item(f"{connection.who}: {connection.how}", state, connection.key)

    def linkages(self, held, certainties) -> Iterator[Item]:
        """Linkages beyond the table, the freshest first."""
        table = table_of(self.facts)
        for linkage in held:
            if linkage.source.key in table and linkage.target.key in table:
                continue
            seen = freshness_of(linkage, self.day)
            fresh = (
                str(derived.Freshness(seen).label) if seen else derived.without_freshness(linkage, self.day)
            )
            words = _("%(link)s: %(form)s") % {"link": linkage.label, "form": linkage.modality_label}
            yield self.item(words, f"{certainties[linkage.key].label}; {fresh}", linkage.key)

    def bodies(self) -> Iterator[Item]:
        """Each body that has a state on the day, with since when; those at work first."""
        found = []
        for key, log in self.facts.lifecycles.items():
            life = self.facts.actors[key].dates
            state = state_of(log, self.day, life)
            status_of = log.on(self.day, life).status
            if state and status_of:
                found.append((status_of not in OPEN, self.facts.actors[key].name, key, state, log))
        for _over, name, key, state, log in sorted(found, key=lambda row: row[:3]):
            item = self.item(
                _("%(body)s: %(state)s") % {"body": name, "state": state.said_in_full}, state.since, key
            )
            yield replace(item, level=max(item.level, self.level(*(row.key for row in log))))

    def lately(self) -> list[Item]:
        """What happened, or may have happened, in the last days; the latest first."""
        since = self.day - timedelta(days=LATELY)
        near = [
            (first, last, words, when, key)
            for first, last, words, when, key in self._dated()
            if first and last and first <= self.day and last >= since
        ]
        near.sort(key=lambda row: (row[1], row[0], row[4]), reverse=True)
        return [
            self.item(words if since <= first and last <= self.day else _("possibly: %(what)s") % {"what": words},
                      when, key)
            for first, last, words, when, key in near
        ]  # fmt: skip

    def planned(self) -> list[Item]:
        """What is recorded for the days to come, the next first. What was planned on a past day is not recorded."""
        if self.day < self.today:
            return []
        coming = [
            (first, last or date.max, key, words, when)
            for first, last, words, when, key in self._dated()
            if first and first > self.day
        ]
        return [self.item(words, when, key) for _first, _last, key, words, when in sorted(coming)]

    def _dated(self) -> Iterator[tuple]:
        """(earliest day, latest day, words, dates in words, record)"""
        logs = [(_("Phase"), self.facts.phases), (_("Momentum"), self.facts.momenta)]
        logs += [(self.facts.actors[key].name, log) for key, log in self.facts.lifecycles.items()]
        logs += [(channel.name, channel.log) for channel in self.facts.channels]
        for name, log in logs:
            for row in log:
                if row.status == UNKNOWN:  # what is known ends there: nothing happened
                    continue
                yield row.earliest, row.latest, f"{name}: {label_of(row)}", row.date_text, row.key
        for fact in (*self.facts.events, *self.facts.agreements):
            bounds = fact.dates.bounds
            yield bounds.start_min, bounds.start_max, fact.name, when_of(fact), fact.key
        yield from self._turnover()

    def _turnover(self) -> Iterator[tuple]:
        """Appointments that began or ended, as far as a day is recorded for it."""
        for appointment, words in self._appointments():
            bounds = appointment.dates.bounds
            if appointment.dates.start_kind == StartKind.ACTUAL:
                start = start_text(appointment.dates.start_kind, appointment.dates.start)
                yield bounds.start_min, bounds.start_max, words, start, appointment.key
            if appointment.dates.end_kind == EndKind.ACTUAL:
                end = end_text(appointment.dates.end_kind, appointment.dates.end)
                yield bounds.end_min, bounds.end_max, words, end, appointment.key

    def _appointments(self) -> Iterator[tuple]:
        posts = {post.public_id: post for post in self.facts.posts}
        for appointment in self.facts.appointments:
            if post := posts.get(appointment.post.public_id):
                yield (
                    appointment,
                    _("%(person)s, %(post)s (%(body)s)")
                    % {
                        "person": appointment.person.name,
                        "post": post.words,
                        "body": post.body.name,
                    },
                )

    def absences(self) -> Iterator[Item]:
        """What sources say that there was not on the day, of the process and of those it names."""
        names = {key: actor.name for key, actor in self.facts.actors.items()} | {self.facts.key: ""}
        for key in filter(names.__contains__, self.facts.evidence):
            for absence in absences([(names[key], key)], self.sources, self.day):
                about = _("%(about)s: %(words)s") % {"about": absence.about, "words": absence.words}
                sources = (places[0].source.key for _n, places in absence.cites)
                level = self.level(key, absence.key, *sources)
                yield Item(
                    about if absence.about else absence.words,
                    absence.when,
                    level,
                    [n for n, _places in absence.cites],
                )

    def in_post(self) -> Iterator[Item]:
        for appointment, words in self._appointments():
            certainty = derived.certainty(appointment, self.day)
            if certainty > Certainty.NO:
                yield self.item(words, str(certainty.label), appointment.key)

    def warning(self, warning: Warning) -> Item:
        keys = [link.key for link in warning.linkages] + [actor.key for actor in warning.actors]
        level = self.level(*keys, *warning.rests_on, *(cited.key for cited in warning.evidence))
        # An answer about single people or groups is as guarded as its kind, whatever it rests on.
        level = max(level, warning.kind.floor)
        return Item(
            warning.what, warning.why, level, [n for n, _places in self.sources.number(warning.evidence)]
        )

    def not_searched(self, topics: Sequence[str]) -> list[Item]:
        words = _("Not researched for this day: %(topics)s.") % {"topics": "; ".join(topics)}
        return [Item(words, "", Level.PUBLIC)] if topics else []
