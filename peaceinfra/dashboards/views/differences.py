"""What changed in a process between two days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial

from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.utils import timezone

from peaceinfra.analysis import collect
from peaceinfra.analysis.collect import extents
from peaceinfra.core.dates.asof import day_meant
from peaceinfra.dashboards.lists import PROCESSES
from peaceinfra.dashboards.presenters.difference import difference_page
from peaceinfra.dashboards.request_params import day_params, found_or_404, key_or_404, recorded_params
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


def process_difference(request, public_id):
    """Without days: a year before the day of the page it was led from, or today. The earlier one comes first."""
    today = timezone.localdate()
    second = day_box(request, TO, day_params(request).day or today)
    first = day_box(request, FROM, _year_before(second.day))
    request.recorded = recorded_params(request)
    key = key_or_404(PeaceProcess, public_id)
    days = (min(first.day, second.day), max(first.day, second.day))
    read = partial(collect.collect_process, key, request.viewer, today, extent=extents.PICTURE)
    two = found_or_404(collect.collect_two_days(read, *days, request.recorded.day))
    params = day_params(request)
    context = difference_page(two, request.viewer, days, today) | {
        "section": PROCESSES.section,
        "home": PROCESSES,
        "trail": [two.facts],
        "boxes": [first, second],
        "first_day": days[0],
        "second_day": days[1],
        "first_query": f"?as_of={days[0].isoformat()}",
        "second_query": f"?as_of={days[1].isoformat()}",
        "records_stood_on": today,
    }
    status = 400 if first.error or second.error or request.recorded.error else 200
    return render(request, "processes/difference.html", params.context | context, status=status)


def _year_before(day: date) -> date:
    return date(max(day.year - 1, 1), day.month, min(day.day, 28))
