"""The first page: the processes, what needs attention, what was entered lately."""

from django.shortcuts import render

from peaceinfra.analysis import collect
from peaceinfra.analysis.collect import AttentionKind
from peaceinfra.core.identity import public_id as public_id_of
from peaceinfra.dashboards.presenters.addresses import query_of
from peaceinfra.dashboards.presenters.attention import Group, attention_in_words, matters_of
from peaceinfra.dashboards.presenters.entries import entries_in_words
from peaceinfra.dashboards.presenters.processes import lines_in_words, overview_sentence, with_squares
from peaceinfra.dashboards.presenters.world_map import world_map
from peaceinfra.dashboards.request_params import day_params, found_or_404, page_number
from processes.filters import PeaceProcessFilterSet
from processes.selectors import Order, list_page


def overview(request):
    params = day_params(request)
    found = PeaceProcessFilterSet({}, viewer=request.viewer, day=params.day)
    page, next_after = list_page(found.qs, PeaceProcessFilterSet.shown(request.viewer), Order())
    lines = lines_in_words(collect.collect_process_lines(page, request.viewer, params.day, params.on), params)
    context = {
        "section": "overview",
        "lines": lines,
        "sentence": overview_sentence(lines, params.day),
        "with_squares": with_squares(lines, params.day),
        "more": next_after and public_id_of("pro", next_after),
        "attention": attention_in_words(collect.collect_attention(request.viewer, params.on), params),
        "entries": entries_in_words(collect.collect_entries(request.viewer), params),
        **world_map((line.line for line in lines), params.day),
    }
    return render(request, "overview.html", params.context | context, status=params.status)


def attention(request, kind):
    """All of one kind of what needs attention, a page at a time."""
    kind = found_or_404(next((member for member in AttentionKind if member == kind), None))
    params, number = day_params(request), page_number(request)
    found = collect.collect_attention_page(kind, request.viewer, params.on, number)
    context = {
        "section": "overview",
        "group": Group(kind, matters_of(found, params)),
        "previous_url": query_of(params.day, page=number - 1) if number > 1 else "",
        "next_url": query_of(params.day, page=number + 1) if found.more else "",
    }
    return render(request, "lists/attention.html", params.context | context, status=params.status)
