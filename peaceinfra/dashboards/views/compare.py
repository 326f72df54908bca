"""Up to four processes side by side."""

from django.shortcuts import render

from peaceinfra.analysis.collect import collect_processes
from peaceinfra.analysis.collect.grounds import first_processes
from peaceinfra.core.identity import UnknownId
from peaceinfra.core.registry import key_of
from peaceinfra.dashboards.lists import PROCESSES
from peaceinfra.dashboards.presenters.compare import MOST, boxes_of, compare_page
from peaceinfra.dashboards.request_params import day_params
from processes.models import PeaceProcess

#: What is compared beside logs, lives and ties.
PARTS = ("inclusion", "events", "agreements")


def compare(request):
    params = day_params(request)
    chosen = list(dict.fromkeys(text.strip() for text in request.GET.getlist("process") if text.strip()))
    keys = {text: _key_of(text) for text in chosen[:MOST]}
    found = collect_processes(
        [key for key in keys.values() if key], request.viewer, ("inclusion", "events", "agreements")
    )
    shown = {facts.key for facts in found}
    from_start = request.GET.get("by") == "start"
    context = {
        **compare_page(found, params.day, params.today, from_start=from_start),
        "section": PROCESSES.section,
        "home": PROCESSES,
        "boxes": boxes_of(chosen),
        "named": first_processes(request.viewer),
        "from_start": from_start,
        # One that is hidden is answered like one that is not there.
        "unknown": [text for text, key in keys.items() if key not in shown],
        "too_many": chosen[MOST:],
    }
    status = 400 if context["unknown"] or context["too_many"] else params.status
    return render(request, "processes/compare.html", params.context | context, status=status)


def _key_of(text: str) -> int | None:
    try:
        return key_of(PeaceProcess, text)
    except UnknownId:
        return None
