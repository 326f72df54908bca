"""What a vertical map shows, as plain data. Words are given by the caller in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from peaceinfra.core.dates.choices import Certainty

LEVELS = ("top", "middle", "grassroots")


@dataclass(frozen=True, slots=True)
class MapNode:
    """An actor on one level of society.

    `shape`: party (also a mediator or facilitator), body, person (also a group), forum (also a platform).
    `parent` is the party a body belongs to. `broker_for` is how many actors hang on this one alone; the
    caller gives it only to those who may know.
    """

    key: str
    label: str
    level: str
    shape: str
    possible: bool = False
    fictional: bool = False
    broker_for: int = 0
    unlinked: bool = False
    url: str = ""
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class MapEdge:
    """A linkage or one leg of it.

    `freshness`: fresh, ageing, stale.
    """

    source: str
    target: str
    letter: str
    certainty: Certainty
    freshness: str
    track: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class VerticalMap:
    title: str
    nodes: Sequence[MapNode] = ()
    edges: Sequence[MapEdge] = ()
    ident: str = "vm"


def level_name(level: str) -> tuple[str, str]:
    """The name of a level and what stands on it."""
    return {
        "top": (_("Top level"), _("official table")),
        "middle": (_("Middle level"), _("platforms, experts")),
        "grassroots": (_("Grassroots"), _("local actors")),
    }[level]


def certainty_word(certainty: Certainty) -> str:
    return _("possible") if certainty == Certainty.POSSIBLE else str(Certainty(certainty).label)


def freshness_word(freshness: str) -> str:
    return {"fresh": _("fresh"), "ageing": _("ageing"), "stale": _("not confirmed of late")}[freshness]


def line_class(freshness: str, certainty: Certainty) -> str:
    """How the line of a linkage looks; fresh and certain is the plain one."""
    plain = ("fresh", Certainty.CERTAIN)
    return " ".join(["e", *(look for look in (freshness, certainty) if look not in plain)])
