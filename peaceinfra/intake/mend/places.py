"""Where events of MEND took place."""

from collections import Counter, defaultdict
from math import hypot

from peaceinfra.analysis.drawing.country_points import COUNTRY_POINTS
from peaceinfra.core.identity import key_from
from peaceinfra.core.text import folded
from peaceinfra.intake.countries import by_name
from peaceinfra.intake.drafts import Drafts, titled
from peaceinfra.intake.mend.declared import VIRTUAL
from peaceinfra.intake.reading import Line
from peaceinfra.intake.report import Report
from processes.choices import CoordinatePrecision
from processes.models import Coordinates, Place

LOCATION = "med_location - MULTISELECT"
_PARTS_OF = {"gaza strip": "PS", "west bank": "PS"}
#: Names of towns that MEND's geocoder took for one of the same name in another country.
NAMESAKES = {"tripoli": ("LY", "LB")}
#: How far from the middle of a country a place in it may lie, in degrees, where that is far.
_REACH = {
    "AF": 8, "AO": 9, "AR": 22, "AU": 27, "BO": 8, "BR": 25, "CA": 65, "CD": 14, "CF": 8, "CL": 40, "CN": 34,
    "CO": 11, "DZ": 13, "EG": 9, "ET": 9, "FR": 9, "GB": 8, "ID": 30, "IN": 19, "IR": 12, "IT": 9, "JP": 17,
    "KZ": 23, "LY": 14, "MG": 8, "ML": 11, "MM": 12, "MN": 17, "MR": 9, "MX": 18, "MY": 13, "MZ": 12, "NE": 10,
    "NG": 8, "NO": 20, "NZ": 12, "PE": 12, "PG": 12, "PH": 10, "PK": 10, "RU": 95, "SA": 13, "SD": 12, "SE": 10,
    "SO": 12, "SS": 7, "TD": 11, "TH": 9, "TR": 11, "TZ": 8, "UA": 11, "US": 80, "VE": 9, "VN": 10, "YE": 9,
    "ZA": 12, "ZM": 9,
}  # fmt: skip
_USUALLY = 6


def is_virtual(line: Line) -> bool:
    return any(
        (line.texts.get(column) or "").casefold() == VIRTUAL
        for column in (LOCATION, "med_loc_x", "med_loc_y")
    )


class Places:
    """Places of an import; one that the register has under the same name in the same country is that one."""

    def __init__(self, drafts: Drafts, report: Report):
        self.drafts, self.report = drafts, report
        self._points = defaultdict(list)
        rows = Place.objects.live().filter(level__lte=drafts.level, team=None, parent=None).order_by("-pk")
        self.there = {
            (name, country): key for key, name, country in rows.values_list("pk", "folded", "country")
        }

    def of(self, line: Line, about: set[str]) -> int | None:
        """The key of where an event took place. `about`: countries of its conflict and of its third parties."""
        text, country = line.get(LOCATION, ""), line.get("med_loc_cty")
        if not text or is_virtual(line) or text.casefold() == "unknown":
            return None
        if ";" in text:
            self.report.warn(line.file, line.number, LOCATION, text, "names several places: none is taken")
            return None
        name, _comma, where = text.rpartition(", ")
        name, in_text = (name, by_name(where)) if name else (text, by_name(text))
        in_text = _PARTS_OF.get(where.casefold(), in_text)
        country = country or in_text
        if not country:
            self.report.warn(line.file, line.number, LOCATION, text, "names a place without a country")
            return None
        if self._is_misplaced(line, name, country, in_text, about):
            return None
        key = self.there.get((folded(name), country)) or key_from(
            "plc", "mend_place", f"{folded(name)}|{country}"
        )
        self.drafts.say(Place, key, line, only_new=True, name=titled(Place, name), country=country)
        point = line.get("med_loc_x"), line.get("med_loc_y")
        if None not in point and not _lies_elsewhere(*point, country):
            self._points[key, by_name(name) == country].append((point, line))
        return key

    def draft_points(self) -> None:
        """Where the places lie: of several points of one place the one that most rows have."""
        for (key, is_country), points in self._points.items():
            times = Counter(point for point, _line in points)
            east, north = min(times, key=lambda point: (-times[point], point))
            self.drafts.part(
                Coordinates,
                "mend_place",
                str(key),
                points[0][1],
                place_id=key,
                longitude=east,
                latitude=north,
                precision=CoordinatePrecision.COUNTRY if is_country else CoordinatePrecision.TOWN,
            )

    def _is_misplaced(self, line, name, country, in_text, about):
        others = [other for other in NAMESAKES.get(folded(name), ()) if other != country and other in about]
        if others and country not in about:
            words = "is a town of the same name in another country than the event is about: the place is not taken"
        elif in_text and in_text != country:
            words = "lies in another country than its code says: the place is not taken"
        elif _lies_elsewhere(line.get("med_loc_x"), line.get("med_loc_y"), country):
            if not _lies_elsewhere(line.get("med_loc_y"), line.get("med_loc_x"), country):
                words = "has coordinates in the wrong order: they are not taken"
                self.report.warn(line.file, line.number, "med_loc_x", line.texts.get("med_loc_x", ""), words)
                return False
            words = "has coordinates that lie in another country: the place is not taken"
        else:
            return False
        self.report.warn(line.file, line.number, LOCATION, line.texts.get(LOCATION, ""), words)
        return True


def _lies_elsewhere(east, north, country):
    if east is None or north is None or country not in COUNTRY_POINTS:
        return False
    there = COUNTRY_POINTS[country]
    return hypot(east - there[0], north - there[1]) > _REACH.get(country, _USUALLY)
