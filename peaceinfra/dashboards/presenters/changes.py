"""On which days something began, ended or changed, and what: the control of the day leads from one to the next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peaceinfra.analysis.facts import ChangeFact, Dates, Fact
from peaceinfra.core.dates.choices import EndKind, SaidAs, StartKind
from peaceinfra.core.dates.statuslog import UNKNOWN
from peaceinfra.core.registry import models_by_kind
from peaceinfra.dashboards.presenters.life import label_of


class Change(NamedTuple):
    """A day and what began, ended or changed on it, or may have.

    what    the same without the doubt, which all its days have in common; "" on a day from which it is only possible
    """

    day: date
    words: str
    what: str = ""


def log_changes(name: str, log: Iterable[ChangeFact]) -> Iterator[Change]:
    """The changes of state of what is called so. From an unknown state on nothing was read: that is no change."""
    for row in log:
        if row.status != UNKNOWN:
            words = _("%(what)s: %(state)s") % {"what": name, "state": label_of(row)}
            yield from _around(row.earliest, row.latest, words)


def dated_changes(name: str, dates: Dates, said_as: SaidAs = SaidAs.LIFE) -> Iterator[Change]:
    """The start and the end of what is called so. A sighting is no change: what was seen may have gone on."""
    bounds, lasts = dates.bounds, said_as == SaidAs.LIFE
    if dates.start_kind == StartKind.ACTUAL:
        words = _("start of %(what)s") % {"what": name} if lasts else name
        yield from _around(bounds.start_min, bounds.start_max, words)
    if dates.end_kind in (EndKind.ACTUAL, EndKind.ENDED):
        yield from _around(bounds.end_min, bounds.end_max, _("end of %(what)s") % {"what": name})


def fact_changes(fact: Fact, name: str = "") -> Iterator[Change]:
    model = models_by_kind()[fact.prefix]
    words = name or getattr(fact, "label", "") or getattr(fact, "name", "")
    return dated_changes(words or capfirst(str(model._meta.verbose_name)), fact.dates, model.dates_said_as)


def steps(changes: Iterable[Change], day: date | None, today: date) -> dict[str, date | str | None]:
    """The changes before and after the day for the control of the day; without one, the latest so far.

    {earlier_change, later_change: a day or None; earlier_words, later_words: what changed then}
    """
    changes = list(changes)
    earlier = max((change.day for change in changes if change.day < (day or today)), default=None)
    later = min((change.day for change in changes if day and change.day > day), default=None)
    return {
        "earlier_change": earlier,
        "earlier_words": _words_of(earlier, changes),
        "later_change": later,
        "later_words": _words_of(later, changes),
    }


def _words_of(day: date | None, changes: Sequence[Change]) -> str:
    """What changed on a day: the first of it, and how much more."""
    found = list(dict.fromkeys(change.words for change in changes if change.day == day))
    if len(found) < 2:
        return "".join(found)
    words = ngettext("%(what)s, and %(n)s more change", "%(what)s, and %(n)s more changes", len(found) - 1)
    return words % {"what": found[0], "n": len(found) - 1}


def _around(first: date | None, last: date | None, words: str) -> Iterator[Change]:
    """What happened on a day, or between two days: then it is possible from the first and certain from the last."""
    if first == last:
        yield from [Change(first, words, words)] if first else []
        return
    if first:
        yield Change(first, possibly(words))
    if last:
        yield Change(last, _("by then: %(what)s") % {"what": words}, words)


def possibly(what: str) -> str:
    """What is said of the day from which something can have happened."""
    return _("from then on possibly: %(what)s") % {"what": what}
