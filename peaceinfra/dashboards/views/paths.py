"""The path finder of a process."""

from django.http import Http404
from django.shortcuts import render

from peaceinfra.analysis.collect import collect_network
from peaceinfra.analysis.warning import SINGLE_BROKER
from peaceinfra.core.reads import record_read
from peaceinfra.dashboards.lists import PROCESSES
from peaceinfra.dashboards.presenters.paths import Asked, paths_page
from peaceinfra.dashboards.request_params import day_params, found_or_404, key_or_404
from peaceinfra.dashboards.views.as_recorded import also_as_recorded
from processes.models import PeaceProcess


@also_as_recorded
def process_paths(request, public_id):
    """Who reaches whom through whom is a list of targets: below the floor the page is not there."""
    if not SINGLE_BROKER.is_open_to(request.viewer):
        raise Http404
    record_read(request, floor=SINGLE_BROKER.floor)
    params = day_params(request)
    facts = found_or_404(collect_network(key_or_404(PeaceProcess, public_id), request.viewer))
    asked = Asked(*(request.GET.get(name, "") for name in ("from", "to", "without")))
    context = paths_page(facts, asked, params.day, params.today)
    context |= {"section": PROCESSES.section, "home": PROCESSES, "trail": [facts]}
    status = 400 if context["finder"].unknown else params.status
    return render(request, "processes/paths.html", params.context | context, status=status)
