"""Derived facts: what follows from the records and is never typed. One room, pure functions.

Everything is computed over what its caller was shown, so each answer is one about visible records.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, cached_property
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from peaceinfra.analysis.facts import (
    ActorFact,
    ChangeFact,
    Dates,
    Fact,
    LinkageFact,
    PrincipalFact,
    RoleFact,
)
from peaceinfra.analysis.part_facts import Named
from peaceinfra.core.dates import words
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.core.dates.envelope import RowsOf
from peaceinfra.core.dates.sightings import earliest_of, typed_sightings
from peaceinfra.core.dates.statuslog import Entry, StatusOn, current, status_on
from peaceinfra.core.dates.validity import Bounds, certainty_on, overlap
from peaceinfra.core.filtering import REVIEW_DAYS
from peaceinfra.core.registry import models_by_kind
from processes import lifecycle as process_states
from processes.choices import ActorLevel, Momentum, Phase, RoleKind
from secretariats import lifecycle as body_states
from secretariats.choices import MemberClass


class Freshness(TextChoices):
    """How old the newest evidence is, against the interval in which it should be looked at again."""

    FRESH = "fresh", _("fresh")
    AGEING = "ageing", _("ageing")
    STALE = "stale", _("not confirmed lately")


class Composition(TextChoices):
    """Whom a body serves."""

    UNILATERAL = "unilateral", _("unilateral: it serves one party")
    ONE_SIDE = "one_side", _("several parties of one side")
    MULTILATERAL = "multilateral", _("multilateral: it serves more than one side")
    THIRD_PARTY = "third_party", _("a third party's: it serves no party")
    UNKNOWN = "unknown", _("not recorded")


class Orientation(TextChoices):
    """Which way a linkage runs, by the levels and the sides of its ends."""

    VERTICAL = "vertical", _("vertical")
    HORIZONTAL = "horizontal", _("horizontal")
    DIAGONAL = "diagonal", _("diagonal")
    UNKNOWN = "unknown", _("not known: a level is not recorded")


def status(entries: Sequence[Entry], day: date | None, owner: Dates, *ends: Bounds) -> StatusOn:
    """The state of a log on a day; without a day the last one recorded, which says nothing of a day.

    `owner` has the dates of the body, process or channel whose log it is (a fact's or a record's own), `ends`
    are the lives around it: of a channel those of its process and of the actors at its ends.

    A state holds only while its owner is there: it is left out where the owner's dates exclude the day, and
    after the last row of the log it is no surer than that the owner was still there. States of preparation
    (proposed, announced, establishing; exploration) may come before the owner's start; what stays true after
    its end (closed, transformed, merged; cut; concluded, collapsed) asks nothing of its dates.
    """
    if day is not None:
        return status_on(entries, day, lambda state: _there_for(state, day, owner, ends))
    now = current(entries)
    return StatusOn(now, Certainty.POSSIBLE if now else Certainty.NO, (now,) if now else ())


#: The answer of a log without rows, on every day.
NO_STATE = StatusOn(None, Certainty.NO, ())


class StatusLog(tuple[ChangeFact, ...]):
    """The rows of one log in their order. Its state on a day is reckoned once, however often a page needs it."""

    def on(self, day: date | None, owner: Dates, *ends: Bounds) -> StatusOn:
        """The state on the day, or the last one recorded: see `status`."""
        if not self:
            return NO_STATE
        question = (day, owner.bounds, owner.end_kind, ends)
        if question not in self._answers:
            self._answers[question] = status(self.entries, day, owner, *ends)
        return self._answers[question]

    @cached_property
    def entries(self) -> list[Entry]:
        return [row.entry for row in self]

    @cached_property
    def _answers(self) -> dict[tuple, StatusOn]:
        return {}


def stays(state: str) -> bool:
    """Whether a state of a log stays true after the end of what has the log."""
    return state in _STAYING


def envelope_of(state: str, owner: Dates, *ends: Bounds) -> list[Bounds]:
    """Within which lives a state of a log can hold: none for what stays true after its owner's end."""
    if stays(state):
        return []
    lives = [owner.bounds, *ends]
    return (
        [replace(life, start_min=None, start_max=date.min) for life in lives] if state in _PREPARED else lives
    )


def _there_for(state: str, day: date, owner: Dates, ends: Sequence[Bounds]) -> Certainty:
    lives = envelope_of(state, owner, *ends)
    if not lives:
        return Certainty.CERTAIN
    return certainty_on(day, lives[0], envelopes=lives[1:], end_kind=owner.end_kind, review_days=REVIEW_DAYS)


class Served(NamedTuple):
    """Somebody whom a body serves. `is_party` of the process: None where no role of it is recorded that tells."""

    principal: int
    side: object
    is_party: bool | None

    @property
    def counts(self) -> bool:
        """Only a party stands on a side."""
        return bool(self.side or self.is_party)


def is_party(kinds: set[str]) -> bool | None:
    """Whether an actor is a party, by its kinds of role in a process; None where it has none or supports a side."""
    telling = kinds - {RoleKind.SUPPORTER}
    return RoleKind.PARTY in telling if telling else None


def composition(served: Iterable[Served]) -> Composition:
    """The composition of one body: the number and the sides of the parties of the process that it serves."""
    served = list(served)
    sides = {row.principal: row.side for row in served if row.counts}
    if not sides:
        return (
            Composition.THIRD_PARTY if any(row.is_party is False for row in served) else Composition.UNKNOWN
        )
    if len(sides) == 1:
        return Composition.UNILATERAL
    named = set(filter(None, sides.values()))
    if len(named) > 1:
        return Composition.MULTILATERAL
    return Composition.ONE_SIDE if all(sides.values()) else Composition.UNKNOWN


@dataclass(frozen=True, slots=True)
class Course:
    """How a process went: its dates and its two logs, in order."""

    dates: Dates
    phases: StatusLog = StatusLog()
    momenta: StatusLog = StatusLog()

    def is_over(self, day: date | None, today: date) -> bool:
        """Certainly concluded, collapsed or past its own end; without a day the current state by log counts."""
        last = self.dates.bounds.end_max
        if last is not None and last < (day or today):
            return True
        phase = self.phases.on(day, self.dates)
        momentum = self.momenta.on(day, self.dates)
        ended = [phase.certainty] if phase.status == Phase.CONCLUDED else []
        ended += [momentum.certainty] if momentum.status == Momentum.COLLAPSED else []
        return Certainty.CERTAIN in ended if day else bool(ended)


def hybrid(memberships: Iterable) -> bool:
    """Whether states or intergovernmental bodies sit together with civil society; rows have `member_class`."""
    classes = {membership.member_class for membership in memberships}
    return bool(classes & _OFFICIAL) and bool(classes & _CIVIL)


def sides_of(roles: Iterable[RoleFact], principals: Iterable[PrincipalFact]) -> dict[int, str]:
    """{actor: the side it stands on, not one that it supports}, with the bodies that serve one side alone."""
    sides = {role.actor.key: role.side for role in roles if role.side and role.kind != RoleKind.SUPPORTER}
    served: dict[int, set[str]] = {}
    for principal in principals:
        served.setdefault(principal.body.key, set()).add(
            principal.side or sides.get(principal.principal.key, "")
        )
    return {key: min(found) for key, found in served.items() if len(found) == 1 and "" not in found} | sides


def orientation(source: ActorFact, target: ActorFact, sides: dict[int, str]) -> Orientation:
    """The way it runs: vertical between levels within a side (or with one on none), across sides diagonal."""
    if by_levels := orientation_by_levels(source.level, target.level):
        return by_levels
    side, other = sides.get(source.key), sides.get(target.key)
    return Orientation.DIAGONAL if side and other and side != other else Orientation.VERTICAL


def orientation_by_levels(level: str, other: str) -> Orientation | None:
    """The way a linkage between these levels runs; None where that hangs on the sides of its ends."""
    if ActorLevel.UNKNOWN in (level, other):
        return Orientation.UNKNOWN
    return Orientation.HORIZONTAL if level == other else None


def certainty(fact: Fact, day: date | None) -> Certainty:
    """How a dated fact held on a day, within the lives of those that its model declares; without a day: on any
    day at all.
    """
    # It is asked most often by far: among the answers of a fact a day alone stands for this question.
    answers = fact.answers
    if answers is None:
        return _certainty(fact, day)
    found = answers.get(day)
    return answers.setdefault(day, _certainty(fact, day)) if found is None else found


def reckoned(fact: Fact, question: tuple, rule, *asked):
    """What the rule answers of a fact, reckoned once where the fact keeps its answers."""
    answers = fact.answers
    if answers is None:
        return rule(fact, *asked)
    try:
        return answers[question]
    except KeyError:
        return answers.setdefault(question, rule(fact, *asked))


def _certainty(fact: Fact, day: date | None) -> Certainty:
    lives = _lives_of(fact)
    if day is None:
        return overlap(*lives)
    review_days = getattr(fact, "review_days", REVIEW_DAYS)
    dates = fact.dates
    return certainty_on(day, lives[0], envelopes=lives[1:], end_kind=dates.end_kind, review_days=review_days)


def lives_around(fact: Fact) -> list[tuple[str, Bounds]]:
    """(name, life) of those within whose lives a fact is answered: the `envelope` of its model, read from facts."""
    found = []
    for name in _names_of_envelope(fact.prefix):
        ends = fact.value_of(name)
        for end in ends if isinstance(ends, (list, tuple)) else (ends,):
            if isinstance(end, Fact):
                if end.dates:
                    found.append((end.name, end.dates.bounds))
            elif isinstance(end, Named):
                found += end.lives
    return found


def exceeded_by(fact: Fact) -> list[str]:
    """The names of those whose lives a fact certainly goes beyond: one of two dates is wrong."""
    return [name for name, life in lives_around(fact) if fact.dates.bounds.goes_beyond(life)]


@cache
def _names_of_envelope(prefix: str) -> list[str]:
    """The fields of a fact that its envelope leads by: of `post__body` it is the post that tells both lives."""
    items = models_by_kind()[prefix].envelope
    names = [item.accessor if isinstance(item, RowsOf) else item.split("__")[0] for item in items]
    return list(dict.fromkeys(names))


def last_evidence(linkage: LinkageFact, until: date) -> date | None:
    """The newest day up to `until` on which the linkage is known to have been seen; None if undated."""
    return max([day for day in sightings(linkage) if day <= until], default=None)


def later_evidence(linkage: LinkageFact, after: date) -> date | None:
    """The first recorded sighting after a day. Where there is one, nobody can say that the link was overdue:
    a newer sighting takes the place of those before it.
    """
    return min([day for day in sightings(linkage) if day > after], default=None)


def sightings(linkage: LinkageFact) -> list[date]:
    return reckoned(linkage, (sightings,), _sightings)


def _sightings(linkage: LinkageFact) -> list[date]:
    return [day for text in _typed_sightings(linkage) if (day := earliest_of(text))]


def sighting_text(linkage: LinkageFact, day: date | None) -> str:
    """A sighting of the linkage in words, as precise as it was typed."""
    return words.sighting_text(_typed_sightings(linkage), day)


def _typed_sightings(linkage: LinkageFact) -> list[str]:
    evidence = getattr(linkage, "last_evidence", "")
    return typed_sightings(evidence, linkage.dates.start, linkage.dates.end_kind, linkage.dates.end)


def is_overdue(linkage: LinkageFact, on: date) -> bool:
    """It can have held, was not confirmed within its review interval, and not seen again later."""
    return freshness_on(linkage, on) == Freshness.STALE and certainty(linkage, on) > Certainty.NO


def freshness_on(linkage: Fact, on: date) -> Freshness | None:
    """How old the newest evidence of a linkage, or of another dated relation, was on a day.

    None where it was over, or had not begun.
    """
    return reckoned(linkage, (freshness_on, on), _freshness_on, on)


def _freshness_on(linkage: Fact, on: date) -> Freshness | None:
    days = getattr(linkage, "review_days", REVIEW_DAYS)
    return freshness_of(sightings(linkage), _lives_of(linkage), days, on)


def freshness_of(
    seen: Iterable[date], lives: Iterable[Bounds], review_days: int, on: date
) -> Freshness | None:
    """The rule for pages and API alike, from the days on which a relation was seen and the lives that bound it.

    None where one of the lives was certainly over, or had certainly not begun: there was nothing to confirm.
    Nobody can call stale what was seen again later.
    """
    if any(_is_over(life, on) or _is_to_come(life, on) for life in lives):
        return None
    days = list(seen)
    before = [day for day in days if day <= on]
    answer = freshness(max(before, default=None), review_days, on)
    seen_again = len(before) < len(days)
    return Freshness.AGEING if answer == Freshness.STALE and seen_again else answer


def freshness(seen_on: date | None, review_days: int, on: date) -> Freshness:
    """Fresh within half of the review interval, ageing past half of it, stale past the whole or undated."""
    if seen_on is None or on - seen_on > timedelta(days=review_days):
        return Freshness.STALE
    return Freshness.FRESH if 2 * (on - seen_on).days <= review_days else Freshness.AGEING


def has_ended(linkage: LinkageFact, on: date) -> bool:
    """Certainly over, it or one of those within whose lives it is answered: nobody could confirm it any more."""
    return any(_is_over(life, on) for life in _lives_of(linkage))


def has_not_begun(linkage: LinkageFact, on: date) -> bool:
    """Certainly yet to begin, it or one of those within whose lives it is answered: nobody could confirm it yet."""
    return not has_ended(linkage, on) and any(_is_to_come(life, on) for life in _lives_of(linkage))


def without_freshness(linkage: LinkageFact, on: date) -> str:
    """In words why nothing could be confirmed on a day; "" where something could."""
    if has_ended(linkage, on):
        return gettext("nothing to confirm: over")
    return gettext("nothing to confirm: not begun yet") if has_not_begun(linkage, on) else ""


def _lives_of(fact: Fact) -> list[Bounds]:
    """Its own life, and those within which it is answered."""
    answers = fact.answers
    if answers is None:
        return _all_lives(fact)
    # Asked as often as `certainty`, and found as shortly.
    found = answers.get(_LIVES)
    return answers.setdefault(_LIVES, _all_lives(fact)) if found is None else found


_LIVES = "lives"


def _all_lives(fact: Fact) -> list[Bounds]:
    return [fact.dates.bounds, *[life for _name, life in lives_around(fact)]]


def _is_over(life: Bounds, on: date) -> bool:
    return life.end_max is not None and life.end_max < on


def _is_to_come(life: Bounds, on: date) -> bool:
    return life.start_min is not None and life.start_min > on


_PREPARED = {*body_states.PREPARED, *process_states.PREPARED}
_STAYING = {*body_states.GONE, *body_states.SHUT, *process_states.OVER}
_OFFICIAL = {MemberClass.STATE, MemberClass.IGO}
_CIVIL = {MemberClass.NGO, MemberClass.CIVIL_SOCIETY}
