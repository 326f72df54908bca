"""Where places lie, as far as the reader may see: of each the most exact point, never one made of another."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from django.db.models import Q

from peaceinfra.core.prepared import Keys, Prepared, prepare, prepared
from peaceinfra.core.visibility import Viewer
from processes.choices import CoordinatePrecision
from processes.models import Agreement, Coordinates, Event
from processes.selectors import events_within

#: The middle of a country is no place in it.
_WITHIN_A_COUNTRY = [
    precision for precision in CoordinatePrecision if precision != CoordinatePrecision.COUNTRY
]
_BY_PRECISION = {precision: rank for rank, precision in enumerate(CoordinatePrecision)}
#: So many points a map has; more would be a stain.
MOST_POINTS = 500


class Point(NamedTuple):
    """Degrees east and north, and of what it is the point."""

    east: float
    north: float
    precision: str


def collect_points(places: Collection[int], viewer: Viewer) -> dict[int, Point]:
    """{place: the most exact point that the viewer may see}; one query, also where no place is asked for."""
    found: dict[int, list[tuple]] = {}
    for place, key, east, north, precision in prepared(_of_places, viewer).rows(places=places):
        found.setdefault(place, []).append((_BY_PRECISION[precision], key, Point(east, north, precision)))
    return {place: min(points)[2] for place, points in found.items()}


def _of_places(viewer: Viewer) -> Prepared:
    rows = Coordinates.objects.shown_to(viewer).filter(place_id__any_of=Keys("places"))
    return prepare(rows.values_list("place_id", "pk", "longitude", "latitude", "precision"))


def collect_points_of_processes(processes: Iterable[int], viewer: Viewer) -> list[Point]:
    """Where events and agreements of the processes took place: each point once; one query."""
    rows = prepared(_of_processes, viewer).rows(processes=processes)
    return list(dict.fromkeys(Point(*row) for row in rows))


def _of_processes(viewer: Viewer) -> Prepared:
    here = Keys("processes")
    held = Event.objects.shown_to(viewer).filter(events_within(viewer, process_id__any_of=here))
    made = Agreement.objects.shown_to(viewer).filter(process_id__any_of=here)
    rows = Coordinates.objects.shown_to(viewer).filter(
        Q(place_id__in=held.order_by().values("place_id"))
        | Q(place_id__in=made.order_by().values("place_id")),
        place__retired=False,
        precision__in=_WITHIN_A_COUNTRY,
    )
    return prepare(rows.order_by("pk").values_list("longitude", "latitude", "precision")[:MOST_POINTS])
