"""What a warning is: a sentence that is true, why it matters, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from peaceinfra.analysis import derived
from peaceinfra.analysis.facts import ActorFact, Dates, EvidenceFact, LinkageFact
from peaceinfra.core.dates.choices import Certainty

#: So many things one warning names or links to, and so many warnings of one kind are given.
MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Warning:
    """What, then why; then what it rests on: rows of this page, actors, and places in sources.

    `rests_on` are the keys of all other records behind it: it is marked as the best guarded of them.
    """

    kind: str
    what: str
    why: str
    linkages: tuple[LinkageFact, ...] = ()
    actors: tuple[ActorFact, ...] = ()
    evidence: tuple[EvidenceFact, ...] = ()
    rests_on: tuple[int, ...] = ()


def listed(names: list[str]) -> str:
    """Three of them, and how many more there are."""
    if len(names) > 3:
        return _("%(names)s and %(n)s more") % {"names": ", ".join(names[:3]), "n": len(names) - 3}
    return ", ".join(names)


def holds(dates: Dates, day: date | None, *ends: Dates) -> bool:
    """It held on the day or may have held, within the lives of its ends; without a day, ever."""
    return derived.certainty_of(dates, day, *ends) > Certainty.NO


def cited(evidence: dict[int, list[EvidenceFact]], keys: Iterable[int]) -> tuple[EvidenceFact, ...]:
    """The places in sources that records rest on."""
    return tuple(one for key in keys for one in evidence.get(key, ()))
