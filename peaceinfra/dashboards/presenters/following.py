"""What a person follows, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from peaceinfra.analysis.collect import RecordChange
from peaceinfra.analysis.questions.numbers import Number
from peaceinfra.analysis.questions.question import Question
from peaceinfra.core.choices import Level
from peaceinfra.core.dates.words import day_text
from peaceinfra.dashboards.presenters.entries import change_words
from peaceinfra.dashboards.presenters.matters import Matter
from peaceinfra.dashboards.subpages import place_address


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that is followed: how much there is to it now, and as it was recorded on a day."""

    question: Question
    now: Number
    then: Number
    day: date


@dataclass(frozen=True, slots=True)
class Followed:
    """One thing that is followed: what changed of it since, or one line that says how it stands.

    feed    the address of what of it is public; "" where it is not"""

    subject: str
    name: str
    address: str
    since: datetime | None = None
    changes: Sequence[Matter] = ()
    words: str = ""
    feed: str = ""


def followed_processes(rows: Iterable[tuple], changes: Sequence[RecordChange]) -> list[Followed]:
    """rows: (what is followed, the process)"""
    return [
        Followed(
            row.subject,
            process.name,
            reverse("process_detail", args=[process.public_id]),
            row.seen_at,
            [_matter(change) for change in changes if change.process == process.pk],
            feed=reverse("process_feed", args=[process.public_id]) if _is_public(process) else "",
        )
        for row, process in rows
    ]


def _is_public(process) -> bool:
    return process.effective_level == Level.PUBLIC and not process.effective_teams


def _matter(change: RecordChange) -> Matter:
    subject = change.subject
    return Matter(subject.label, change_words(change), place_address(subject.home, subject.public_id, None))


def changes_by_process(changes: Iterable[RecordChange], names: dict[int, str]) -> list[Matter]:
    """The changes of several processes, each with the name of its own."""
    words = _("%(process)s: %(change)s")
    return [
        Matter(matter.what, words % {"process": names[change.process], "change": matter.why}, matter.address)
        for change in changes
        for matter in [_matter(change)]
    ]


def followed_questions(asked: Iterable[Asked]) -> list[Followed]:
    return [
        Followed(
            one.question.slug,
            str(one.question.title),
            reverse("question", args=[one.question.slug]),
            words=_number_words(one),
        )
        for one in asked
    ]


def _number_words(asked: Asked) -> str:
    if asked.now.count == asked.then.count:
        words = _("%(now)s, as many as were recorded at the end of %(day)s")
    else:
        words = _("%(now)s; at the end of %(day)s: %(then)s")
    return words % {"now": asked.now.words, "then": asked.then.words, "day": day_text(asked.day)}
