"""The first page: the processes, what needs attention, what was entered lately."""

from django.shortcuts import render

from peaceinfra.analysis import collect
from peaceinfra.core.identity import public_id as public_id_of
from peaceinfra.dashboards.asked import asked_day
from peaceinfra.dashboards.presenters.attention import attention_in_words
from peaceinfra.dashboards.presenters.entries import entries_in_words
from peaceinfra.dashboards.presenters.processes import lines_in_words, overview_reading, with_squares
from processes.filters import PeaceProcessFilterSet
from processes.selectors import Order, page_of


def overview(request):
    asked = asked_day(request)
    found = PeaceProcessFilterSet({}, viewer=request.viewer, day=asked.day)
    page, next_after = page_of(found.qs, PeaceProcessFilterSet.shown(request.viewer), Order())
    lines = lines_in_words(collect.collect_process_lines(page, request.viewer, asked.day, asked.on), asked)
    context = {
        "section": "overview",
        "lines": lines,
        "reading": overview_reading(lines, asked.day),
        "with_squares": with_squares(lines, asked.day),
        "more": next_after and public_id_of("pro", next_after),
        "attention": attention_in_words(collect.collect_attention(request.viewer, asked.on), asked),
        "entries": entries_in_words(collect.collect_entries(request.viewer), asked),
    }
    return render(request, "overview.html", asked.context | context, status=asked.status)
