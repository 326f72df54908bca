"""Numbers in words that keep apart what is certain, confirmed and possible."""

from __future__ import annotations

from collections import Counter

from django.utils.translation import gettext as _

from peaceinfra.core.dates.choices import Certainty


def counted(counts: Counter) -> str:
    """How many by how surely their dates answer, each apart: 2 with certain dates, 1 possible."""
    numbers = [
        (counts[Certainty.CERTAIN], _("%(n)s with certain dates")),
        (counts[Certainty.CONFIRMED], _("%(n)s confirmed within the review interval")),
        (counts[Certainty.POSSIBLE], _("%(n)s possible")),
    ]
    return ", ".join(words % {"n": n} for n, words in numbers if n)
