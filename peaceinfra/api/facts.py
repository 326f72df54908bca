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


class Key(NamedTuple):
    key: int


class Joined(NamedTuple):
    """A linkage as `collect_sides` reads it."""

    source: Key
    target: Key
    process: Key | None


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
    """{process: {actor: its side}}, for the ends of the linkages; two queries."""
    return collect_sides(
        (
            Joined(
                Key(linkage.source_id),
                Key(linkage.target_id),
                Key(linkage.process_id) if linkage.process_id else None,
            )
            for linkage in linkages
        ),
        viewer,
    )


def orientation_of(linkage, sides: Sides) -> derived.Orientation:
    ends = [Standing(end.pk, end.usual_level) for end in (linkage.source, linkage.target)]
    return derived.orientation(*ends, sides.get(linkage.process_id, {}))


def freshness_of(relation, on, *, last_evidence="", review_days) -> derived.Freshness | None:
    """How old the newest evidence of a dated relation is on a day; None where it is over or has not begun."""
    lives = [record.bounds for record in (relation, *bounding_records(relation))]
    return derived.freshness_of(_seen(relation, last_evidence), lives, review_days, on)


def _seen(relation, last_evidence) -> Iterator[date]:
    """The days of its evidence: read only where it has not ended."""
    for text in typed_sightings(last_evidence, relation.start, relation.end_kind, relation.end):
        if day := earliest_of(text):
            yield day
