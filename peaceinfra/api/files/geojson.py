"""Records that have a place as GeoJSON (RFC 7946), for programs that draw maps.

The point is that of the place, where it has coordinates that the reader may see, the most exact of them; else that
of its country, as on the map of the start page. Each feature says which (`precision`), so that nobody takes the country
for the place. What has neither has no geometry.
"""

from collections.abc import Iterable, Iterator

from rest_framework.decorators import action

from peaceinfra.analysis.collect import Point, collect_points
from peaceinfra.analysis.drawing.country_points import COUNTRY_POINTS
from peaceinfra.api.columns import REDUCED
from peaceinfra.api.files.lists import described_file
from peaceinfra.api.rendering import as_json
from peaceinfra.core.registry import key_of
from peaceinfra.core.visibility import Viewer
from processes.exports import restrictions
from processes.models import Place

CONTENT_TYPE = "application/geo+json"
COUNTRY = "country"


class PlacedFiles:
    """The file of a list whose records have a place, or are places."""

    @described_file(CONTENT_TYPE)
    @action(detail=False)
    def geojson(self, request):
        """The whole list as GeoJSON: each record a feature, at the point of its place, or of its country."""
        # What is said of the file stands in it, before its features.
        about = self.about_file() if request.method == "GET" else None
        pieces = collection(self.portions(), about, self.viewer, is_place=self.is_of_places)
        return self.streamed_file(pieces, "geojson", CONTENT_TYPE, "about")

    @property
    def is_of_places(self) -> bool:
        return self.filterset_class._meta.model is Place


def collection(portions: Iterable[list[dict]], about, viewer: Viewer, *, is_place: bool) -> Iterator[bytes]:
    """The pieces of a collection of features; each portion costs three queries more."""
    yield b'{"type":"FeatureCollection","about":' + as_json(about.data()) + b',"features":['
    before = b"\n"
    for records in portions:
        points = _points({_place_of(record, is_place) for record in records} - {None}, viewer)
        features = [feature(record, points.get(_place_of(record, is_place))) for record in records]
        if features:
            yield before + b",\n".join(map(as_json, features))
            before = b",\n"
    yield b"\n]}\n"


def feature(record: dict, found: tuple[tuple, str] | None) -> dict:
    """`found`: degrees east and north, and of what that is the point."""
    point, precision = found or (None, None)
    return {
        "type": "Feature",
        "id": record["id"],
        "geometry": point and {"type": "Point", "coordinates": list(point)},
        "properties": {**record, "precision": precision},
    }


def _place_of(record: dict, is_place: bool) -> str | None:
    """None where it has none, and of what may be told by its id alone."""
    if record.get(REDUCED):
        return None
    if is_place:
        return record["id"]
    return record["place"]["id"] if record.get("place") else None


def _points(places: set[str], viewer: Viewer) -> dict[str, tuple[tuple, str]]:
    """{place: its point, else that of its country or of that of the place in which it lies}, as the viewer may see."""
    keys = {key_of(Place, place): place for place in places}
    rows = Place.objects.shown_to(viewer).filter(pk__in=keys)
    found = rows.values_list("pk", "country", "parent__country")
    points = {keys[key]: COUNTRY_POINTS.get(own or around) for key, own, around in found}
    of_countries = {place: (point, COUNTRY) for place, point in points.items() if point}
    return of_countries | {
        keys[key]: ((point.east, point.north), point.precision)
        for key, point in _exported(keys, viewer).items()
    }


def _exported(keys: Iterable[int], viewer: Viewer) -> dict[int, Point]:
    """{place: its most exact point of those that the licences of their sources let into files}"""
    found = collect_points(keys, viewer)
    held_back = restrictions({*keys, *(point.key for points in found.values() for point in points)}, viewer)
    allowed = {
        place: [point for point in points if point.key not in held_back]
        for place, points in found.items()
        if place not in held_back
    }
    return {place: points[0] for place, points in allowed.items() if points}
