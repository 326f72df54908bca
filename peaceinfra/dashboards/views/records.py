"""The pages of conflicts, linkages, channels, events, agreements, communities, places: one view for all kinds."""

from django.shortcuts import render

from peaceinfra.analysis import collect
from peaceinfra.analysis.floor import TARGETS, is_open
from peaceinfra.core.reads import record_read
from peaceinfra.core.roles import may
from peaceinfra.dashboards.lists import BY_ENDPOINT, PROCESSES
from peaceinfra.dashboards.presenters.record import record_page
from peaceinfra.dashboards.presenters.tables import ROWS_AFTER
from peaceinfra.dashboards.request_params import day_params, found_or_404, key_or_404
from peaceinfra.dashboards.views.as_recorded import also_as_recorded


@also_as_recorded
def record_detail(request, public_id, model, endpoint):
    """`endpoint`: the name of its kind in the API. A record of a process leads back to it, others to their list."""
    params = day_params(request)
    facts = found_or_404(collect.collect_record(model, key_or_404(model, public_id), request.viewer))
    context = record_page(facts, request.viewer, params.day, params.today, request.GET.get(ROWS_AFTER, ""))
    if endpoint == "community":
        # Who reaches it stands on its page.
        record_read(request, floor=TARGETS)
    process = facts.part.named.get("process")
    home = PROCESSES if process else BY_ENDPOINT[endpoint]
    context |= {
        # The menu marks the list that it is in, also where the way back leads through a process.
        "section": BY_ENDPOINT[endpoint].section,
        "home": home,
        "trail": [process] if process else [],
        "data": f"api:{endpoint}-detail",
        "may_find_ways": is_open(TARGETS, request.viewer),
        "may_read_history": may(request.user, "read_history"),
    }
    return render(request, "records/detail.html", params.context | context, status=params.status)
