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
from peaceinfra.core.dates.words import typed_text
from peaceinfra.core.registry import models_by_kind
from peaceinfra.dashboards.presenters.life import label_of


class Change(NamedTuple):
    """What began, ended or changed between two days (None: open), and when, as precisely as it was typed.

    fact   the record that tells it, where it is one of several
    """

    first: date | None
    last: date | None
    what: str
    when: str = ""
    fact: Fact | None = None

    @property
    def moments(self) -> Iterator[Moment]:
        """The day of it; or, between two days, from which on it is possible and from which on certain."""
        if self.first == self.last:
            yield from [Moment(self.first, self.what, self.what)] if self.first else []
            return
        if self.first:
            yield Moment(self.first, _("from then on possibly: %(what)s") % {"what": self.what})
        if self.last:
            yield Moment(self.last, _("by then: %(what)s") % {"what": self.what}, self.what)


class Moment(NamedTuple):
    """A day on which something changed, or may have, and what is said of that day.

    what    the same without the doubt; "" on a day from which it is only possible
    """

    day: date
    words: str
    what: str = ""


def log_changes(name: str, log: Iterable[ChangeFact]) -> Iterator[Change]:
    """The changes of state of what is called so. From an unknown state on nothing was read: that is no change."""
    for row in log:
        if row.status != UNKNOWN:
            words = _("%(what)s: %(state)s") % {"what": name, "state": label_of(row)}
            yield Change(row.earliest, row.latest, words, row.date_text, row)


def dated_changes(name: str, dates: Dates, said_as: SaidAs = SaidAs.LIFE) -> Iterator[Change]:
    """The start and the end of what is called so. A sighting is no change: what was seen may have gone on.

    What took place on one day, or at one time that is not known better, did not end apart from that.
    """
    bounds, lasts = dates.bounds, said_as == SaidAs.LIFE
    start, end = (bounds.start_min, bounds.start_max), (bounds.end_min, bounds.end_max)
    if dates.start_kind == StartKind.ACTUAL:
        words = _("start of %(what)s") % {"what": name} if lasts else name
        yield Change(*start, words, typed_text(dates.start))
    if dates.end_kind in (EndKind.ACTUAL, EndKind.ENDED) and (lasts or start != end):
        when = typed_text(dates.end)
        if dates.end_kind == EndKind.ENDED:
            when = _("by %(date)s") % {"date": when}
        yield Change(*end, _("end of %(what)s") % {"what": name}, when)


def fact_changes(fact: Fact, name: str = "") -> Iterator[Change]:
    model = models_by_kind()[fact.prefix]
    words = name or getattr(fact, "label", "") or getattr(fact, "name", "")
    words = words or capfirst(str(model._meta.verbose_name))
    for change in dated_changes(words, fact.dates, model.dates_said_as):
        yield change._replace(fact=fact)


def moments_of(changes: Iterable[Change]) -> list[Moment]:
    return [moment for change in changes for moment in change.moments]


def steps(changes: Iterable[Change], day: date | None, today: date) -> dict[str, date | str | None]:
    """As of `steps_among`, of the moments of changes."""
    return steps_among(moments_of(changes), day, today)


def steps_among(moments: Sequence[Moment], day: date | None, today: date) -> dict[str, date | str | None]:
    """The moments before and after the day for the control of the day; without one, the latest so far.

    {earlier_change, later_change: a day or None; earlier_words, later_words: what changed then}
    """
    earlier = max((moment.day for moment in moments if moment.day < (day or today)), default=None)
    later = min((moment.day for moment in moments if day and moment.day > day), default=None)
    return {
        "earlier_change": earlier,
        "earlier_words": _words_of(earlier, moments),
        "later_change": later,
        "later_words": _words_of(later, moments),
    }


def _words_of(day: date | None, moments: Sequence[Moment]) -> str:
    """What changed on a day: the first of it, and how much more."""
    found = list(dict.fromkeys(moment.words for moment in moments if moment.day == day))
    if len(found) < 2:
        return "".join(found)
    words = ngettext("%(what)s, and %(n)s more change", "%(what)s, and %(n)s more changes", len(found) - 1)
    return words % {"what": found[0], "n": len(found) - 1}
