"""The first page: the processes, what needs attention, what was entered lately."""

from django.shortcuts import render

from peaceinfra.analysis import collect
from peaceinfra.core.identity import public_id as public_id_of
from peaceinfra.dashboards.presenters.attention import attention_in_words
from peaceinfra.dashboards.presenters.entries import entries_in_words
from peaceinfra.dashboards.presenters.processes import lines_in_words, overview_sentence, with_squares
from peaceinfra.dashboards.presenters.world_map import world_map
from peaceinfra.dashboards.request_params import day_params, page_start
from peaceinfra.dashboards.views.processes import filter_context
from processes.filters import PeaceProcessFilterSet
from processes.models import PeaceProcess
from processes.selectors import Order, list_page


def overview(request):
    params = day_params(request)
    found = PeaceProcessFilterSet(request.GET, viewer=request.viewer, day=params.day)
    rows = found.qs if found.is_valid() else PeaceProcess.objects.none()
    order = Order(collect.researched_first(request.viewer, params.on))
    shown = PeaceProcessFilterSet.shown(request.viewer)
    page, next_after = list_page(rows, shown, order, page_start(request, "cursor"))
    lines = lines_in_words(collect.collect_process_lines(page, request.viewer, params.day, params.on), params)
    context = {
        "section": "overview",
        "lines": lines,
        "example": next((line.line.process for line in lines if line.line.process.is_fictional), None),
        "sentence": overview_sentence(lines, params.day),
        "with_squares": with_squares(lines, params.day),
        **filter_context(request, found),
        "more": next_after and public_id_of("pro", next_after),
        "attention": attention_in_words(collect.collect_attention(request.viewer, params.on), params),
        "entries": entries_in_words(collect.collect_entries(request.viewer), params),
        **world_map((line.line for line in lines), params.day),
    }
    status = 400 if found.errors else params.status
    return render(request, "overview.html", params.context | context, status=status)
