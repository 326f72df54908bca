"""The terms of the register, each said once: the glossary and the page on how to read take them from here.

What has a definition elsewhere is taken from there: kinds of records from their models, grades and markings from their
vocabularies, signs from the legends of the drawings.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peaceinfra.analysis.drawing.legend import MAP_SIGNS, Legend, legend_of
from peaceinfra.analysis.network.ties import PASSING, TieKind
from peaceinfra.core.choices import Level
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.core.registry import models_by_kind
from peaceinfra.dashboards.presenters.statuses import whole_legend
from processes.choices import Credibility, Reliability, SourceKind
from processes.licences import ALLOWED, ALLOWED_OF

#: How certain it is that something held on a day.
CERTAINTIES: dict[Certainty, tuple[Promise, Promise]] = {
    Certainty.CERTAIN: (
        gettext_lazy("dates certain"),
        gettext_lazy(
            "It had begun by then at the latest, and had not ended by then at the earliest. This speaks of the dates "
            "only. Whether the statement is true is said by its grade."
        ),
    ),
    Certainty.CONFIRMED: (
        gettext_lazy("confirmed"),
        gettext_lazy(
            "It was seen to go on, and the day is within the review interval after that. An adviser may rely on it, "
            "and should ask again soon."
        ),
    ),
    Certainty.POSSIBLE: (
        gettext_lazy("possible"),
        gettext_lazy(
            "The dates allow it and do not prove it. Something without any date is possible on every day: it is "
            "shown, and reads “at some time”."
        ),
    ),
    Certainty.NO: (
        gettext_lazy("not on this day"),
        gettext_lazy("It had certainly not begun, or had certainly ended."),
    ),
}

#: Whose last evidence is how old.
FRESHNESS = (
    (
        gettext_lazy("review interval"),
        gettext_lazy("The time after which somebody should ask again whether a linkage still holds."),
    ),
    (
        gettext_lazy("fresh"),
        gettext_lazy("The last evidence is no older than half of the review interval."),
    ),
    (
        gettext_lazy("ageing"),
        gettext_lazy("The last evidence is older than half of the review interval."),
    ),
    (
        gettext_lazy("not confirmed lately"),
        gettext_lazy(
            "The last evidence is older than the review interval. That is no proof that the linkage ended."
        ),
    ),
)

#: Who has a way to the table.
NETWORK = (
    (
        gettext_lazy("the table"),
        gettext_lazy(
            "Those with a role in the official talks on the day: parties, mediators, facilitators, members of a "
            "contact group, and the bodies that serve them."
        ),
    ),
    (
        gettext_lazy("local actor"),
        gettext_lazy("Who works at the grassroots, or is recorded as a local mediator."),
    ),
    (
        gettext_lazy("tie"),
        gettext_lazy(
            "Whatever is recorded between two actors: a linkage, a channel, a seat, a service, reach …"
        ),
    ),
    (
        gettext_lazy("linkage, in short: link"),
        gettext_lazy(
            "A contact between two actors that a source describes. A channel is no linkage: it is a way of passing "
            "word that was set up, with states of its own."
        ),
    ),
    (
        gettext_lazy("quiet"),
        gettext_lazy("Not confirmed within its review interval. It may still hold."),
    ),
    (
        gettext_lazy("way to the table"),
        gettext_lazy("A chain of ties by which word can pass. It is as certain as its least certain tie."),
    ),
    (
        gettext_lazy("depends on one"),
        gettext_lazy(
            "All recorded ways of a local actor to the table, also the uncertain ones, go through the same other "
            "actor: if that one is lost, so is the way."
        ),
    ),
    (
        gettext_lazy("single broker"),
        gettext_lazy("The one through whom all recorded ways of others to the table go."),
    ),
    (
        gettext_lazy("no confirmed way"),
        gettext_lazy("There are ways to the table, and nobody confirmed any of them lately."),
    ),
    (
        gettext_lazy("not recorded, not researched"),
        gettext_lazy(
            "“None recorded” means none of the records that you may see. “Not researched” means that nobody looked, "
            "so there may be one."
        ),
    ),
)

#: Where somebody usually works; a row of the map each. It says nothing about rank.
LEVELS = (
    (
        gettext_lazy("top"),
        gettext_lazy("The parties, those who mediate between them, and the bodies of both."),
    ),
    (
        gettext_lazy("middle"),
        gettext_lazy(
            "Platforms, networks, churches, experts and others between the official talks and local people."
        ),
    ),
    (
        gettext_lazy("local, or grassroots"),
        gettext_lazy("Local mediators and peace groups, where people live."),
    ),
)

#: How much of a record is in files and releases. Pages and lists always show all, with the licence.
EXPORTS = (
    (
        gettext_lazy("may be exported: whole"),
        gettext_lazy(
            "The record is in files and releases as it is. So is what rests on several sources, if one of them "
            "allows it, and what names no source. Facts belong to nobody: where no licence is known, what the "
            "register says in its own words is told whole."
        ),
    ),
    (
        gettext_lazy("may be exported: ids only"),
        gettext_lazy(
            "Files and releases hold the id and the address of the record, and the licence and id of its sources."
        ),
    ),
    (
        gettext_lazy("may be exported: no"),
        gettext_lazy("The record is left out of files and releases. They say how many were."),
    ),
)

EVIDENCE = (
    (
        gettext_lazy("contested"),
        gettext_lazy("Sources disagree. Both statements are kept, side by side."),
    ),
    (
        gettext_lazy("said to be none"),
        gettext_lazy(
            "A source says that something did not exist. This is not the same as a gap in the records."
        ),
    ),
    (
        gettext_lazy("as of"),
        gettext_lazy("The day of the world that a page speaks of. Without one it shows all dates."),
    ),
    (
        gettext_lazy("records as they stood on"),
        gettext_lazy(
            "The day on which the records were read. What was learnt later changes what they say of a day long ago."
        ),
    ),
    (
        gettext_lazy("fictional"),
        gettext_lazy(
            "Invented to show how the register works. It stands for no real person, group or process."
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Term:
    """A word, what it means, and its sign where it has one."""

    word: str
    meaning: str = ""
    sample: SafeString = SafeString("")

    @property
    def ident(self) -> str:
        return f"term-{slugify(self.word)}"


@dataclass(frozen=True, slots=True)
class TermGroup:
    slug: str
    heading: str
    terms: Sequence[Term]


def glossary() -> list[TermGroup]:
    """All terms and signs, in groups."""
    return [
        TermGroup("kinds", _("What is recorded"), [*_kinds()]),
        TermGroup("days", _("What held on a day"), terms_of(CERTAINTIES.values())),
        TermGroup("freshness", _("How lately it was seen"), terms_of(FRESHNESS)),
        TermGroup("network", _("Who has a way to the table"), terms_of(NETWORK)),
        TermGroup("ties", _("What ties actors to each other"), [*_ties()]),
        TermGroup("levels", _("Levels of society"), terms_of(LEVELS)),
        TermGroup("evidence", _("Evidence"), terms_of(EVIDENCE)),
        TermGroup("sources", _("How reliable a source is"), _codes(Reliability)),
        TermGroup("statements", _("How credible a statement is"), _codes(Credibility)),
        TermGroup("licences", _("Licences of sources, and what may be in files"), [*_licences(), *terms_of(EXPORTS)]),
        TermGroup(
            "markings", _("How far a record may travel"), [Term(level.tlp, str(level.label)) for level in Level]
        ),
        TermGroup("map-signs", _("Signs of a map"), signs_of(map_legend())),
        TermGroup("time-signs", _("Signs of a drawing of time, and states"), signs_of(whole_legend())),
    ]  # fmt: skip


def terms_of(pairs) -> list[Term]:
    return [Term(str(word), str(meaning)) for word, meaning in pairs]


def signs_of(legend) -> list[Term]:
    return [Term(item.words, "", item.sample) for items in legend for item in items]


def map_legend() -> list:
    """All signs of a map of linkages."""
    legend = Legend(set(MAP_SIGNS))
    return legend_of(legend, legend)


def _kinds() -> Iterator[Term]:
    """Each kind of record as its model says it; the first paragraph is what it is in the world."""
    for model in models_by_kind().values():
        meaning = inspect.cleandoc(model.__doc__).replace("\n\n", "\0").replace("\n", " ").partition("\0")[0]
        yield Term(capfirst(str(model._meta.verbose_name)), meaning.replace("`", ""))


def _ties() -> Iterator[Term]:
    for kind in TieKind:
        passes = (
            _("Word can pass by it.")
            if kind in PASSING
            else _("It is shown; word is not taken to pass by it.")
        )
        yield Term(str(kind.label), passes)


def _licences() -> Iterator[Term]:
    """Each licence with what it allows, as the one table says it."""
    for licence, allowed in ALLOWED.items():
        others = [
            _("of a %(kind)s: %(rule)s") % {"kind": SourceKind(kind).label, "rule": rule.label}
            for (kind, code), rule in ALLOWED_OF.items()
            if code == licence
        ]
        words = _("What rests only on such a source is in files: %(rule)s.")
        yield Term(str(licence.label), words % {"rule": "; ".join([str(allowed.label), *others])})


def _codes(vocabulary) -> list[Term]:
    return [Term(str(code.value), str(code.label)) for code in vocabulary]
