"""The first page: what this is, the processes, the questions as doors, where, and what changed."""

from functools import partial

from peaceinfra.analysis import collect
from peaceinfra.analysis.questions import questions_for
from peaceinfra.core.identity import public_id as public_id_of
from peaceinfra.dashboards.kept_pages import kept_page
from peaceinfra.dashboards.presenters.entries import entries_in_words
from peaceinfra.dashboards.presenters.first_rows import first_lines, first_sentence, signs_used
from peaceinfra.dashboards.presenters.questions import first_doors
from peaceinfra.dashboards.presenters.world_map import world_map
from peaceinfra.dashboards.request_params import DayParams, day_params, page_start
from peaceinfra.dashboards.views.following import followed_changes
from peaceinfra.dashboards.views.processes import filter_context
from processes.filters import PeaceProcessFilterSet
from processes.models import PeaceProcess
from processes.selectors import Order, list_page


def overview(request):
    params = day_params(request)
    found = PeaceProcessFilterSet(request.GET, viewer=request.viewer, day=params.day)
    status = 400 if found.errors else params.status
    around = params.context | {"section": "overview"}
    return kept_page(request, "overview.html", around, partial(_content, request, found, params), status)


def _content(request, found: PeaceProcessFilterSet, params: DayParams) -> dict:
    viewer = request.viewer
    rows = found.qs if found.is_valid() else PeaceProcess.objects.none()
    order = Order(collect.researched_first(viewer, params.on))
    shown = PeaceProcessFilterSet.shown(viewer)
    page, next_after = list_page(rows, shown, order, page_start(request, "cursor"))
    first_rows = collect.collect_first_rows(page, viewer, params.on)
    lines = first_lines(zip(page, first_rows, strict=True), viewer, params)
    return {
        "lines": [line for line in lines if not line.is_bare],
        "bare": [line for line in lines if line.is_bare],
        "has_lines": bool(lines),
        "example": next((line.facts for line in lines if line.facts.is_fictional), None),
        "sentence": first_sentence(lines, params),
        "signs": signs_used(lines),
        **filter_context(request, found),
        "more": next_after and public_id_of("pro", next_after),
        "doors": first_doors(questions_for(viewer)),
        "followed": followed_changes(viewer),
        "entries": entries_in_words(collect.collect_entries(viewer), params),
        **world_map(page, collect.collect_points_of_processes([one.pk for one in page], viewer), params.day),
    }
