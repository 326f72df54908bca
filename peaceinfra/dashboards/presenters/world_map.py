"""The map of the start page: a numbered point in each country of the processes that a table lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.templatetags.static import static
from django.utils.translation import gettext as _

from peaceinfra.analysis.collect import Point
from peaceinfra.analysis.drawing.world_map import Numbered, draw_world_map, is_placed
from peaceinfra.dashboards.presenters.addresses import page_address
from processes.models import PeaceProcess


def world_map(processes: Sequence[PeaceProcess], points: Sequence[Point], day: date | None) -> dict:
    """The drawing, and those that have no place on it; numbers are those of the table, from 1.

    points  where something of the processes took place
    """
    spots = [(point.east, point.north) for point in points]
    found = [
        Numbered(number, process.name, page_address(process.public_id, day), process.countries)
        for number, process in enumerate(processes, 1)
    ]
    return {
        "world": draw_world_map(found, static("coastlines.svg"), _("Where these processes are"), spots),
        "has_spots": bool(spots),
        "unplaced": [process.name for process in found if not is_placed(process)],
    }
