"""The statements of a brief, each with the marking of what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property

from django.utils.translation import gettext as _

from peaceinfra.analysis import derived
from peaceinfra.analysis.facts import LinkageFact
from peaceinfra.analysis.network.network import table_of
from peaceinfra.analysis.network.plan import tags_of
from peaceinfra.analysis.process_facts import ProcessFacts
from peaceinfra.analysis.warning import Warning
from peaceinfra.core.choices import Level
from peaceinfra.core.dates.choices import Certainty, EndKind, StartKind
from peaceinfra.core.dates.statuslog import UNKNOWN
from peaceinfra.core.dates.words import end_text, start_text
from peaceinfra.dashboards.briefs.content import Statement
from peaceinfra.dashboards.presenters.evidence import Sources, absences
from peaceinfra.dashboards.presenters.life import label_of, state_of
from peaceinfra.dashboards.presenters.linkages import certainty_of, freshness_of
from peaceinfra.dashboards.presenters.summary import connections, status
from peaceinfra.dashboards.presenters.tables import when_of
from secretariats.lifecycle import OPEN

#: How far back "lately" reaches, in days.
LATELY = 90


class Statements:
    """The statements of one brief."""

    def __init__(
        self, facts: ProcessFacts, levels: dict[int, int], held: list[LinkageFact], day: date, today: date
    ):
        self.facts, self.levels, self.held, self.day, self.today = facts, levels, held, day, today
        self.certainties = {linkage.key: certainty_of(linkage, day, today) for linkage in held}
        self.sources = Sources(facts.evidence)

    def level(self, *keys: int) -> Level:
        """The highest marking of some records; a record of unknown marking counts as strictly restricted."""
        return Level(max((self.levels.get(key, Level.STRICT) for key in keys), default=Level.PUBLIC))

    def statement(self, words: str, when: str, key: int) -> Statement:
        cited = self.facts.evidence.get(key, ())
        numbers = [n for n, _places in self.sources.number(cited)]
        return Statement(words, when, self.level(key, *(statement.key for statement in cited)), numbers)

    def status(self) -> list[Statement]:
        _heading, fact, more = status(self.facts, self.day, self.today)
        rows = [row.key for row in (*self.facts.phases, *self.facts.momenta)]
        words = "; ".join(filter(None, (fact, more)))
        return [Statement(words, "", self.level(self.facts.key, *rows))] if rows else []

    @cached_property
    def _connections(self) -> list[tuple[int, Statement]]:
        """(record, what is said of it) of channels and of linkages at the table."""
        channels = {channel.key: channel for channel in self.facts.channels}
        found = []
        for connection in connections(self.facts, self.held, self.certainties, self.day):
            state = connection.state or str(connection.certainty.label)
            stated = self.statement(f"{connection.who}: {connection.how}", state, connection.key)
            if channel := channels.get(connection.key):
                rows = (*channel.end_keys, *(row.key for row in channel.log))
                stated = replace(stated, level=max(stated.level, self.level(*rows)))
            found.append((connection.key, stated))
        return found

    def speaking(self) -> Iterator[Statement]:
        """Channels and linkages at the table, then linkages beyond it, the freshest first."""
        yield from (stated for _key, stated in self._connections)
        table = table_of(self.facts)
        for linkage in self.held:
            if not (linkage.source.key in table and linkage.target.key in table):
                yield self._linkage(linkage)

    def drawn(self, most: int) -> list[Statement]:
        """Each channel with the number that it has on the map, and of the linkages so many with their letters."""
        tags = tags_of(self.facts)
        channels = {channel.key for channel in self.facts.channels}
        numbered = [replace(stated, sign=tags[key]) for key, stated in self._connections if key in channels]
        lettered = [
            replace(self._linkage(linkage), sign=tags[linkage.key], ident=linkage.public_id)
            for linkage in self.held[:most]
        ]
        return [
            *sorted(numbered, key=lambda stated: int(stated.sign)),
            *sorted(lettered, key=lambda stated: (len(stated.sign), stated.sign)),
        ]

    def _linkage(self, linkage: LinkageFact) -> Statement:
        seen = freshness_of(linkage, self.day)
        fresh = str(derived.Freshness(seen).label) if seen else derived.without_freshness(linkage, self.day)
        words = _("%(link)s: %(form)s") % {"link": linkage.label, "form": linkage.modality_label}
        return self.statement(words, f"{self.certainties[linkage.key].label}; {fresh}", linkage.key)

    def bodies(self) -> Iterator[Statement]:
        """Each body that has a state on the day, with since when; those at work first."""
        found = []
        for key, log in self.facts.lifecycles.items():
            life = self.facts.actors[key].dates
            state = state_of(log, self.day, life)
            status_of = log.on(self.day, life).status
            if state and status_of:
                found.append((status_of not in OPEN, self.facts.actors[key].name, key, state, log))
        for _over, name, key, state, log in sorted(found, key=lambda row: row[:3]):
            words = _("%(body)s: %(state)s") % {"body": name, "state": state.said_in_full}
            stated = self.statement(words, state.since, key)
            yield replace(stated, level=max(stated.level, self.level(*(row.key for row in log))))

    def lately(self) -> list[Statement]:
        """What happened, or may have happened, in the last days; the latest first."""
        since = self.day - min(timedelta(days=LATELY), self.day - date.min)
        near = [
            (first, last, words, when, key)
            for first, last, words, when, key in self._dated()
            if first and last and first <= self.day and last >= since
        ]
        near.sort(key=lambda row: (row[1], row[0], row[4]), reverse=True)
        return [
            self.statement(words if since <= first and last <= self.day else _("possibly: %(what)s") % {"what": words},
                      when, key)
            for first, last, words, when, key in near
        ]  # fmt: skip

    def planned(self) -> list[Statement]:
        """What is recorded for the days to come, the next first. What was planned on a past day is not recorded."""
        if self.day < self.today:
            return []
        coming = [
            (first, last or date.max, key, words, when)
            for first, last, words, when, key in self._dated()
            if first and first > self.day
        ]
        return [self.statement(words, when, key) for _first, _last, key, words, when in sorted(coming)]

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

    def absences(self) -> Iterator[Statement]:
        """What sources say that there was not on the day, of the process and of those it names."""
        names = {key: actor.name for key, actor in self.facts.actors.items()} | {self.facts.key: ""}
        for key in filter(names.__contains__, self.facts.evidence):
            for absence in absences([(names[key], key)], self.sources, self.day):
                about = _("%(about)s: %(words)s") % {"about": absence.about, "words": absence.words}
                sources = (places[0].source.key for _n, places in absence.cites)
                level = self.level(key, absence.key, *sources)
                yield Statement(
                    about if absence.about else absence.words,
                    absence.when,
                    level,
                    [n for n, _places in absence.cites],
                )

    def in_post(self) -> Iterator[Statement]:
        for appointment, words in self._appointments():
            certainty = derived.certainty(appointment, self.day)
            if certainty > Certainty.NO:
                yield self.statement(words, str(certainty.label), appointment.key)

    def warning(self, warning: Warning) -> Statement:
        keys = [link.key for link in warning.linkages] + [actor.key for actor in warning.actors]
        level = self.level(*keys, *warning.rests_on, *(cited.key for cited in warning.evidence))
        # An answer about single people or groups is as guarded as its kind, whatever it rests on.
        level = max(level, warning.kind.floor)
        return Statement(
            warning.what, warning.why, level, [n for n, _places in self.sources.number(warning.evidence)]
        )

    def not_searched(self, topics: Sequence[str]) -> list[Statement]:
        words = _("Not researched for this day: %(topics)s.") % {"topics": "; ".join(topics)}
        return [Statement(words, "", Level.PUBLIC)] if topics else []
