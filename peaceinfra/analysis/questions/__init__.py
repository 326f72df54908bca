"""The questions that advisers ask, each declared once: see docs/questions.md."""

from __future__ import annotations

from peaceinfra.analysis.questions import (
    access,
    addresses,
    apart,
    brokers,
    closings,
    communities,
    contested,
    early,
    forums,
    inclusion,
    lasting,
    mediator_access,
    memory,
    orphans,
    other_use,
    parity,
    reach,
    setups,
    single_posts,
    still_channels,
    structures,
    third_parties,
    turnover,
    unconfirmed,
    unit_practice,
    upcoming,
)
from peaceinfra.analysis.questions.question import Question
from peaceinfra.core.visibility import Viewer

#: In the order in which they stand under their groups.
QUESTIONS: tuple[Question, ...] = (
    structures.QUESTION,
    brokers.QUESTION,
    reach.QUESTION,
    communities.QUESTION,
    mediator_access.QUESTION,
    orphans.QUESTION,
    unconfirmed.QUESTION,
    still_channels.QUESTION,
    apart.QUESTION,
    forums.QUESTION,
    early.QUESTION,
    parity.QUESTION,
    addresses.QUESTION,
    setups.QUESTION,
    lasting.QUESTION,
    other_use.QUESTION,
    single_posts.QUESTION,
    closings.QUESTION,
    memory.QUESTION,
    turnover.QUESTION,
    inclusion.QUESTION,
    access.QUESTION,
    unit_practice.QUESTION,
    third_parties.QUESTION,
    contested.QUESTION,
    upcoming.QUESTION,
)


def questions_for(viewer: Viewer) -> list[Question]:
    """Those whose floor the viewer reaches: the others are not there."""
    return [question for question in QUESTIONS if question.is_open_to(viewer)]


def question_for(viewer: Viewer, slug: str) -> Question | None:
    return next((question for question in questions_for(viewer) if question.slug == slug), None)
