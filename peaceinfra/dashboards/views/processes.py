"""The list of processes and the page of one."""

from django.shortcuts import render

from peaceinfra.analysis import collect
from peaceinfra.core.identity import public_id as public_id_of
from peaceinfra.core.roles import may
from peaceinfra.dashboards.asked import asked_day, asked_place, found_or_404, key_or_404
from peaceinfra.dashboards.lists import PROCESSES, siblings_in
from peaceinfra.dashboards.presenters.addresses import day_query
from peaceinfra.dashboards.presenters.brief import brief_page, keys_of
from peaceinfra.dashboards.presenters.process import process_page
from peaceinfra.dashboards.presenters.processes import lines_in_words, overview_reading, with_squares
from processes.choices import Momentum, Phase
from processes.filters import PeaceProcessFilterSet
from processes.models import PeaceProcess
from processes.selectors import Order, page_of


def process_list(request):
    asked = asked_day(request)
    found = PeaceProcessFilterSet(request.GET, viewer=request.viewer, day=asked.day)
    rows = found.qs if found.is_valid() else PeaceProcess.objects.none()
    shown = PeaceProcessFilterSet.shown(request.viewer)
    page, next_after = page_of(rows, shown, Order(), asked_place(request, "cursor"))
    lines = lines_in_words(collect.collect_process_lines(page, request.viewer, asked.day, asked.on), asked)
    context = {
        "section": "processes",
        "siblings": siblings_in("processes"),
        "lines": lines,
        "reading": overview_reading(lines, asked.day),
        "with_squares": with_squares(lines, asked.day),
        "errors": found.errors,
        "is_filtered": any(request.GET.get(name) for name in (*found.filters, "cursor")),
        "phases": Phase.choices,
        "momenta": Momentum.choices,
        "next_cursor": next_after and public_id_of("pro", next_after),
    }
    status = 400 if found.errors else asked.status
    return render(request, "processes/list.html", asked.context | context, status=status)


def process_detail(request, public_id):
    asked = asked_day(request)
    key, after = key_or_404(PeaceProcess, public_id), asked_place(request, "linkages_after")
    facts = found_or_404(collect.collect_process(key, request.viewer, asked.on, after))
    context = process_page(facts, request.viewer, asked.day, asked.today)
    context |= {
        "section": PROCESSES.section,
        "home": PROCESSES,
        "trail": [facts.parent] if facts.parent else [],
        "may_read_history": may(request.user, "read_history"),
    }
    return render(request, "processes/detail.html", asked.context | context, status=asked.status)


def process_brief(request, public_id):
    """A brief speaks of one day: the day asked, or today."""
    asked = asked_day(request)
    facts = found_or_404(
        collect.collect_process(key_or_404(PeaceProcess, public_id), request.viewer, asked.on)
    )
    levels = collect.collect_markings(keys_of(facts), request.viewer)
    context = brief_page(facts, levels, request.viewer, asked.on, asked.today)
    # With its day, so that a sheet of paper leads back to what was read.
    context |= {
        "section": "processes",
        "own_address": request.build_absolute_uri(request.path + day_query(asked.on)),
    }
    return render(request, "processes/brief.html", asked.context | context, status=asked.status)
