"""What changed in a process between two days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from peaceinfra.analysis import collect
from peaceinfra.analysis.collect import TwoDays, extents
from peaceinfra.analysis.floor import TARGETS
from peaceinfra.core.dates.asof import PARAMETER, RECORDED, day_meant
from peaceinfra.core.reads import record_read
from peaceinfra.dashboards.lists import PROCESSES
from peaceinfra.dashboards.presenters.difference import difference_page
from peaceinfra.dashboards.presenters.difference_table import difference_lines
from peaceinfra.dashboards.request_params import (
    RecordedParams,
    day_params,
    file_of_page,
    found_or_404,
    key_or_404,
    recorded_params,
)
from peaceinfra.dashboards.views.as_recorded import reads_recorded
from processes.models import PeaceProcess

FROM, TO = "from", "to"


@dataclass(frozen=True, slots=True)
class DayBox:
    """A box for a day: its day, what was typed, and why that is none."""

    name: str
    day: date
    typed: str = ""
    error: str = ""


def day_box(request, name: str, otherwise: date) -> DayBox:
    typed, today = request.GET.get(name, ""), timezone.localdate()
    if not typed.strip():
        return DayBox(name, otherwise)
    try:
        return DayBox(name, day_meant(typed, today).day, typed)
    except ValidationError as error:
        return DayBox(name, otherwise, typed, error.messages[0])


@dataclass(frozen=True, slots=True)
class TwoDaysParams:
    """What the address asks: both boxes as they were typed, and their days, the earlier one first."""

    boxes: tuple[DayBox, DayBox]
    recorded: RecordedParams
    today: date

    @property
    def days(self) -> tuple[date, date]:
        first, second = sorted(box.day for box in self.boxes)
        return first, second

    @property
    def has_errors(self) -> bool:
        return any(box.error for box in self.boxes) or bool(self.recorded.error)


def two_days_params(request) -> TwoDaysParams:
    """Without days: a year before the day of the page it was led from, or today."""
    today = timezone.localdate()
    second = day_box(request, TO, day_params(request).day or today)
    first = day_box(request, FROM, _year_before(second.day))
    return TwoDaysParams((first, second), recorded_params(request), today)


@reads_recorded
def process_difference(request, public_id):
    params = two_days_params(request)
    request.recorded = params.recorded
    two = _read(request, public_id, params, extents.PICTURE)
    record_read(request, floor=TARGETS)
    first, second = params.days
    context = difference_page(two, request.viewer, params.days, params.today) | {
        "section": PROCESSES.section,
        "home": PROCESSES,
        "trail": [two.facts],
        "boxes": params.boxes,
        "first_day": first,
        "second_day": second,
        "first_query": f"?as_of={first.isoformat()}",
        "second_query": f"?as_of={second.isoformat()}",
        "of_both": _query(params),
        "records_stood_on": params.today,
    }
    status = 400 if params.has_errors else 200
    return render(request, "processes/difference.html", day_params(request).context | context, status=status)


@file_of_page(FROM, TO, PARAMETER, RECORDED)
@reads_recorded
def process_difference_csv(request, public_id):
    """Every change that the page lists, as a table; days that cannot be read are said on the page."""
    params = two_days_params(request)
    if params.has_errors:
        return process_difference(request, public_id)
    two = _read(request, public_id, params, extents.PICTURE)
    record_read(request, floor=TARGETS)
    rows = difference_lines(two, params.days, params.recorded.day, request.viewer)
    response = HttpResponse("".join(rows), content_type="text/csv; charset=utf-8")
    names = [two.facts.public_id, "difference", *(day.isoformat() for day in params.days)]
    response.headers["Content-Disposition"] = f'attachment; filename="{"-".join(names)}.csv"'
    return response


def _read(request, public_id: str, params: TwoDaysParams, extent) -> TwoDays:
    key = key_or_404(PeaceProcess, public_id)
    read = partial(collect.collect_process, key, request.viewer, params.today, extent=extent)
    return found_or_404(collect.collect_two_days(read, *params.days, params.recorded.day))


def _query(params: TwoDaysParams) -> str:
    """The query of the same difference at another address."""
    days = dict(zip((FROM, TO, RECORDED), (*params.days, params.recorded.day), strict=True))
    return "?" + urlencode({name: day.isoformat() for name, day in days.items() if day})


def _year_before(day: date) -> date:
    return date(max(day.year - 1, 1), day.month, min(day.day, 28))
