"""What follows from other records than the one that is told, read for a whole page at once.

Each function takes the records of a page and the viewer, in as many queries for one record as for hundreds.
The rules are those of `analysis.derived`; here their input is made.
"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from peaceinfra.analysis import derived
from peaceinfra.analysis.collect.sides import Sides, collect_sides
from peaceinfra.analysis.collect.standings import collect_served
from peaceinfra.core.dates.envelope import bounding_records
from peaceinfra.core.dates.sightings import earliest_of, typed_sightings
from peaceinfra.core.dates.validity import Bounds


class Key(NamedTuple):
    key: int


class Joined(NamedTuple):
    """A linkage as `collect_sides` reads it."""

    source: Key
    target: Key
    process: Key


class Standing(NamedTuple):
    """An end of a linkage as the rule of orientation reads it."""

    key: int
    level: str


def served(bodies, viewer) -> dict[int, list[derived.Served]]:
    """{body: whom it serves, of the principals that were read with it}; one query."""
    principals = (row for body in bodies for row in body.principals.all())
    return collect_served(
        ((row.body_id, row.principal_id, row.process_id, row.side_id) for row in principals), viewer
    )


def sides(linkages, viewer) -> Sides:
    """{process: {actor: its side}}, for the ends of the linkages whose orientation hangs on it; two queries."""
    return collect_sides(
        (
            Joined(Key(linkage.source_id), Key(linkage.target_id), Key(linkage.process_id))
            for linkage in linkages
            if linkage.process_id and _by_levels(linkage) is None
        ),
        viewer,
    )


def orientation_of(linkage, sides: Sides) -> derived.Orientation:
    if by_levels := _by_levels(linkage):
        return by_levels
    ends = [Standing(end.pk, end.usual_level) for end in (linkage.source, linkage.target)]
    return derived.orientation(*ends, sides.get(linkage.process_id, {}))


def _by_levels(linkage) -> derived.Orientation | None:
    return derived.orientation_by_levels(linkage.source.usual_level, linkage.target.usual_level)


def freshness_of(relation, on, *, last_evidence="", review_days) -> derived.Freshness | None:
    """How old the newest evidence of a dated relation is on a day; None where it is over or has not begun."""
    return derived.freshness_of(_seen(relation, last_evidence), _lives(relation), review_days, on)


def _lives(relation) -> Iterator[Bounds]:
    """Its own, and those within which it is answered: these are read only where it has not ended."""
    yield relation.bounds
    for record in bounding_records(relation):
        yield record.bounds


def _seen(relation, last_evidence) -> Iterator[date]:
    """The days of its evidence: read only where it has not ended."""
    for text in typed_sightings(last_evidence, relation.start, relation.end_kind, relation.end):
        if day := earliest_of(text):
            yield day
