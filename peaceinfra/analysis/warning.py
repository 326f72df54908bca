"""What a warning is: a sentence that is true, why it matters, and what it rests on."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from peaceinfra.analysis.facts import ActorFact, EvidenceFact, LinkageFact

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
