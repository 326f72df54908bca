"""The list of processes and the page of one."""

from django.shortcuts import render

from peaceinfra.analysis import collect
from peaceinfra.core.identity import public_id as public_id_of
from peaceinfra.core.roles import may
from peaceinfra.dashboards.lists import PROCESSES, siblings_in
from peaceinfra.dashboards.presenters.process import process_page
from peaceinfra.dashboards.presenters.processes import lines_in_words, overview_sentence, with_squares
from peaceinfra.dashboards.request_params import day_params, found_or_404, key_or_404, page_start
from processes.choices import Momentum, Phase
from processes.filters import PeaceProcessFilterSet
from processes.models import PeaceProcess
from processes.selectors import Order, list_page


def process_list(request):
    params = day_params(request)
    found = PeaceProcessFilterSet(request.GET, viewer=request.viewer, day=params.day)
    rows = found.qs if found.is_valid() else PeaceProcess.objects.none()
    shown = PeaceProcessFilterSet.shown(request.viewer)
    page, next_after = list_page(rows, shown, Order(), page_start(request, "cursor"))
    lines = lines_in_words(collect.collect_process_lines(page, request.viewer, params.day, params.on), params)
    context = {
        "section": "processes",
        "siblings": siblings_in("processes"),
        "lines": lines,
        "sentence": overview_sentence(lines, params.day),
        "with_squares": with_squares(lines, params.day),
        "errors": found.errors,
        "is_filtered": any(request.GET.get(name) for name in (*found.filters, "cursor")),
        "filter_names": [*found.filters],
        "phases": Phase.choices,
        "momenta": Momentum.choices,
        "next_cursor": next_after and public_id_of("pro", next_after),
    }
    status = 400 if found.errors else params.status
    return render(request, "processes/list.html", params.context | context, status=status)


def process_detail(request, public_id):
    params = day_params(request)
    key, after = key_or_404(PeaceProcess, public_id), page_start(request, "linkages_after")
    facts = found_or_404(collect.collect_process(key, request.viewer, params.on, after))
    context = process_page(facts, request.viewer, params.day, params.today)
    context |= {
        "section": PROCESSES.section,
        "home": PROCESSES,
        "trail": [facts.parent] if facts.parent else [],
        "may_read_history": may(request.user, "read_history"),
    }
    return render(request, "processes/detail.html", params.context | context, status=params.status)
