"""What ended when an envoy changed?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from peaceinfra.analysis.collect.grounds import Scope, processes
from peaceinfra.analysis.facts import ActorFact, LinkageFact, ProcessName
from peaceinfra.analysis.process_facts import AppointmentFact, PostFact, ProcessFacts
from peaceinfra.analysis.questions.question import Answer, Column, Group, Question, Row, ValueKind
from peaceinfra.core.dates.choices import Certainty, EndKind, StartKind
from secretariats.choices import PostKind

#: So many days around a change of person are looked at.
NEAR = 90
_POSTS = {PostKind.ENVOY, PostKind.DIRECTOR}
_ENDED = {EndKind.ACTUAL, EndKind.ENDED}

Days = tuple[date | None, date | None]


@dataclass(frozen=True, slots=True)
class Change:
    """Somebody took up or left a post; between which days, and in which words."""

    post: PostFact
    appointment: AppointmentFact
    days: Days
    words: str


def answers(found: Sequence[ProcessFacts], scope: Scope) -> Iterator[Row]:
    for facts in found:
        process = ProcessName(facts.key, facts.name, facts.countries)
        changes = list(_changes(facts))
        for linkage in facts.linkages:
            if linkage.dates.end_kind not in _ENDED or not _has_come(linkage, scope.on):
                continue
            near = [
                (certainty, change)
                for change in changes
                if (certainty := _nearness(_end(linkage), change.days)) > Certainty.NO
            ]
            if near:
                yield _row(process, linkage, near)


def _changes(facts: ProcessFacts) -> Iterator[Change]:
    posts = {post.key: post for post in facts.posts if post.kind in _POSTS}
    for appointment in facts.appointments:
        if not (post := posts.get(appointment.post.key)):
            continue
        names = {"person": appointment.person.name, "post": post.words}
        bounds = appointment.dates.bounds
        if appointment.dates.start_kind == StartKind.ACTUAL:
            words = _("%(person)s became %(post)s") % names
            yield Change(post, appointment, (bounds.start_min, bounds.start_max), words)
        if appointment.dates.end_kind in _ENDED:
            words = _("%(person)s left the post of %(post)s") % names
            yield Change(post, appointment, (bounds.end_min, bounds.end_max), words)


def _has_come(linkage: LinkageFact, on: date) -> bool:
    first = linkage.dates.bounds.end_min
    return first is None or first <= on


def _end(linkage: LinkageFact) -> Days:
    return linkage.dates.bounds.end_min, linkage.dates.bounds.end_max


def _nearness(end: Days, change: Days) -> Certainty:
    """Whether both lie within NEAR days: certain when even their farthest days do, possible when their nearest do."""
    if None in (*end, *change):
        return Certainty.NO
    farthest = max((end[1] - change[0]).days, (change[1] - end[0]).days)
    nearest = max((end[0] - change[1]).days, (change[0] - end[1]).days, 0)
    if farthest <= NEAR:
        return Certainty.CERTAIN
    return Certainty.POSSIBLE if nearest <= NEAR else Certainty.NO


def _row(process: ProcessName, linkage: LinkageFact, near: list[tuple[Certainty, Change]]) -> Row:
    touched = {stop.key for stop in linkage.stops}
    bodies: dict[int, ActorFact] = {change.post.body.key: change.post.body for _sure, change in near}
    people = {key for _sure, change in near for key in (change.appointment.person.key, change.post.body.key)}
    values = {
        "linkage": linkage,
        "process": process,
        "ended": linkage.dates.text,
        "changes": "; ".join(dict.fromkeys(change.words for _sure, change in near)),
        "bodies": list(bodies.values()),
        "on_link": _("yes") if touched & people else _("no"),
    }
    behind = [process.key, linkage.key, *touched]
    for _sure, change in near:
        behind += [
            change.appointment.key,
            change.post.key,
            change.post.body.key,
            change.appointment.person.key,
        ]
    return Row(values, max(sure for sure, _change in near), rests_on=tuple(dict.fromkeys(behind)))


def sentence(answer: Answer) -> str:
    words = ngettext(
        "%(n)s linkage ended within %(days)s days of a change of envoy or director (%(sure)s).",
        "%(n)s linkages ended within %(days)s days of a change of envoy or director (%(sure)s).",
        answer.count(),
    )
    return words % {"n": answer.count(), "days": NEAR, "sure": answer.by_certainty()}


QUESTION = Question(
    22,
    "ended-when-an-envoy-changed",
    Group.ENDED,
    gettext_lazy("What ended when an envoy changed?"),
    (processes(),),
    answers,
    (
        Column("linkage", gettext_lazy("Link"), ValueKind.RECORD),
        Column("process", gettext_lazy("Process"), ValueKind.RECORD),
        Column("ended", gettext_lazy("Dates of the link")),
        Column("changes", gettext_lazy("Who came or went")),
        Column("bodies", gettext_lazy("In which body"), ValueKind.RECORDS),
        Column("on_link", gettext_lazy("Is that body or person on the link?")),
    ),
    sentence,
    gettext_lazy("No linkage is recorded to have ended near a change of envoy or director"),
    (
        gettext_lazy(
            "A linkage of the process is listed when its recorded end and the day on which an envoy or a director "
            "came or went lie within 90 days of each other, before or after."
        ),
        gettext_lazy(
            "It is certain when even the farthest days that both dates allow are that near, and possible when the "
            "nearest are. Ends and changes without any day cannot be compared and are left out."
        ),
    ),
    (
        gettext_lazy("This says that two things happened near each other, not that one caused the other."),
        gettext_lazy("A linkage that was only last seen then, without a recorded end, is not listed."),
    ),
)
