"""Whether a question that shares its rule with a kind of warning can be answered for a process."""

from __future__ import annotations

from peaceinfra.analysis.questions.question import Silence
from peaceinfra.analysis.warning import Kind, Occasion


def silence(occasion: Occasion, kind: Kind) -> Silence | None:
    """Why nothing is said, or None where it can be: see `Occasion.allows`."""
    if occasion.is_over and not kind.outlives:
        return Silence.OVER
    return None if occasion.allows(kind) else Silence.NOT_RESEARCHED
