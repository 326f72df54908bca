"""Which forums have held no meeting lately?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peaceinfra.analysis import derived
from peaceinfra.analysis.collect.forum_grounds import OPEN_FORUMS, Forum
from peaceinfra.analysis.collect.grounds import Scope
from peaceinfra.analysis.facts import EventFact
from peaceinfra.analysis.questions.question import Answer, Column, Group, Question, Row, ValueKind
from peaceinfra.analysis.warning import listed
from peaceinfra.core.dates.choices import Certainty
from secretariats.choices import Lifecycle
from secretariats.lifecycle import GONE, PREPARED

#: A forum that has not met for so long has gone quiet: half a year.
QUIET_FOR = timedelta(days=183)
_LAPSED = {
    Lifecycle.LOW_PROFILE,
    Lifecycle.SUSPENDED,
    Lifecycle.TEMPORARILY_CLOSED,
    Lifecycle.WINDING_DOWN,
}


class ForumFinding(TextChoices):
    """Why a forum is listed."""

    LAPSED = "lapsed", gettext_lazy("Recorded as suspended, or as hardly active")
    QUIET = "quiet", gettext_lazy("No meeting recorded for six months")
    NEVER = "never", gettext_lazy("No meeting recorded at all: it may have met")


def answers(found: Sequence[Forum], scope: Scope) -> Iterator[Row]:
    for forum in found:
        state = forum.log.on(scope.day, forum.body.dates)
        is_certain = scope.day is None or state.certainty == Certainty.CERTAIN
        if (state.status in GONE | PREPARED and is_certain) or _is_over(forum, scope):
            continue
        if state.status in _LAPSED:
            certainty = state.certainty if scope.day else derived.certainty(forum.body, scope.on)
            yield _row(forum, ForumFinding.LAPSED, certainty, scope)
        elif forum.last:
            if quiet := _quiet(forum.last, scope):
                yield _row(forum, ForumFinding.QUIET, quiet, scope)
        elif _is_old_enough(forum, scope):
            yield _row(forum, ForumFinding.NEVER, derived.certainty(forum.body, scope.on), scope)


def _quiet(last: EventFact, scope: Scope) -> Certainty | None:
    """How surely the last recorded session was so long ago; None where it was not."""
    days, since = last.dates.bounds, scope.on - QUIET_FOR
    latest = days.end_max or days.start_max
    if latest is not None and latest < since:
        return Certainty.CERTAIN
    return Certainty.POSSIBLE if days.start_min is None or days.start_min < since else None


def _is_over(forum: Forum, scope: Scope) -> bool:
    """Whether the process in which it met last had certainly ended."""
    process = forum.last.process if forum.last else None
    last = process.dates.bounds.end_max if process and process.dates else None
    return last is not None and last < scope.on


def _is_old_enough(forum: Forum, scope: Scope) -> bool:
    """One that certainly began a short while ago need not have met yet."""
    begun = forum.body.dates.bounds.start_min
    return begun is None or begun < scope.on - QUIET_FOR


def _row(forum: Forum, finding: ForumFinding, certainty: Certainty, scope: Scope) -> Row:
    state = forum.log.on(scope.day, forum.body.dates)
    values = {
        "forum": forum.body,
        "process": forum.last.process if forum.last else None,
        "last": forum.last,
        "when": forum.last.dates.text if forum.last else "",
        "state": str(Lifecycle(state.status).label) if state.status else "",
    }
    last = (forum.last.key,) if forum.last else ()
    behind = (forum.body.key, *last, *(row.key for row in forum.log))
    return Row(values, certainty, finding.value, behind)


def sentence(answer: Answer) -> str:
    parts = []
    for finding, words in (
        (ForumFinding.LAPSED, _("Recorded as suspended or hardly active: %(names)s.")),
        (ForumFinding.QUIET, _("No meeting recorded for six months: %(names)s.")),
        (ForumFinding.NEVER, _("No meeting recorded at all: %(names)s.")),
    ):
        if rows := answer.by_finding[finding]:
            parts.append(words % {"names": listed([row.values["forum"].name for row in rows], "; ")})
    return " ".join(parts)


QUESTION = Question(
    21,
    "forums-without-meetings",
    Group.QUIET,
    gettext_lazy("Which forums have held no meeting lately?"),
    (OPEN_FORUMS,),
    answers,
    (
        Column("forum", gettext_lazy("Forum"), ValueKind.RECORD),
        Column("process", gettext_lazy("Process of the last meeting"), ValueKind.RECORD),
        Column("last", gettext_lazy("Last meeting"), ValueKind.RECORD),
        Column("when", gettext_lazy("When")),
        Column("state", gettext_lazy("State of the body")),
    ),
    sentence,
    gettext_lazy("No forum was found that has not met for six months"),
    (
        gettext_lazy(
            "Forums are platforms, committees, councils, commissions, contact groups and networks that may be there on "
            "the day, and any other body that held talks, a meeting or a consultation. Closed, merged and transformed "
            "ones, those that are still being set up, and those of a process that had ended are left out."
        ),
        gettext_lazy(
            "A forum has gone quiet where the newest session recorded of it is more than 183 days before the day. That "
            "is possible only where the dates of that session leave it open. A body that is said to be suspended, "
            "closed for a time, winding down or of low profile is listed apart."
        ),
    ),
    (
        gettext_lazy(
            "Meetings that nobody entered are missing: a forum without a recorded meeting may meet often."
        ),
        gettext_lazy("Planned meetings later than the day do not count."),
    ),
    findings=ForumFinding,
)
