"""One sentence before each drawing of a process."""

from __future__ import annotations

from collections import Counter
from datetime import date

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peaceinfra.analysis.counting import counted
from peaceinfra.analysis.derived import Course
from peaceinfra.analysis.facts import LinkageFact
from peaceinfra.analysis.process_facts import ProcessFacts
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.core.dates.words import day_text
from peaceinfra.dashboards.presenters.course import course_words
from processes.choices import ActorLevel


def map_sentence(held: list[LinkageFact], certainties: dict[int, Certainty], day: date | None) -> str:
    """One sentence on the linkages between levels."""
    between = [
        linkage
        for linkage in held
        if linkage.source.level != linkage.target.level
        and ActorLevel.UNKNOWN not in (linkage.source.level, linkage.target.level)
    ]
    if not between:
        if day:
            return _("On %(day)s, no linkage between levels held, on the records you may see.") % {
                "day": day_text(day)
            }
        return _("No linkage between levels is recorded, on the records you may see.")
    counts = Counter(certainties[linkage.key] for linkage in between)
    if day is None:
        return _between_over_all_dates(len(between), counts)
    words = ngettext(
        "On %(day)s, %(n)s linkage between levels held or may have held: "
        "%(certain)s with certain dates, %(confirmed)s confirmed, %(possible)s possible.",
        "On %(day)s, %(n)s linkages between levels held or may have held: "
        "%(certain)s with certain dates, %(confirmed)s confirmed, %(possible)s possible.",
        len(between),
    )
    numbers = {certainty.value: counts[certainty] for certainty in Certainty}
    return words % ({"n": len(between), "day": day_text(day)} | numbers)


def _between_over_all_dates(total: int, counts: Counter) -> str:
    words = ngettext(
        "%(n)s linkage between levels is recorded, over all dates: %(counts)s.",
        "%(n)s linkages between levels are recorded, over all dates: %(counts)s.",
        total,
    )
    return words % {"n": total, "counts": counted(counts)}


def time_sentence(facts: ProcessFacts, day: date | None, today: date) -> str:
    """One sentence on where the talks stood."""
    course = Course(facts.dates, facts.phases, facts.momenta)
    words = "; ".join(filter(None, course_words(course, facts.ending, day, today)))
    if not words:
        return _("No phase and no momentum of the talks is recorded.")
    if day is None:
        return f"{capfirst(words)}."
    return _("On %(day)s: %(states)s.") % {"day": day_text(day), "states": words}
