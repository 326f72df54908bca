"""Where places lie, as far as the reader may see: each point as it was recorded, never one made of another."""

from __future__ import annotations

from collections import defaultdict
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
    """Degrees east and north, and of what it is the point; `key` is that of the record that says so."""

    east: float
    north: float
    precision: str
    key: int = 0

    @property
    def exactness(self) -> tuple[int, int]:
        return _BY_PRECISION[self.precision], self.key


def collect_points(places: Collection[int], viewer: Viewer) -> dict[int, list[Point]]:
    """{place: its points that the viewer may see, the most exact first}; one query, also for no place."""
    found = defaultdict(list)
    for place, *point in prepared(_of_places, viewer).rows(places=places):
        found[place].append(Point(*point))
    return {place: sorted(points, key=lambda point: point.exactness) for place, points in found.items()}


def _of_places(viewer: Viewer) -> Prepared:
    rows = Coordinates.objects.shown_to(viewer).filter(place_id__any_of=Keys("places"))
    return prepare(rows.values_list("place_id", "longitude", "latitude", "precision", "pk"))


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
