"""The pages of linkages, channels, events, agreements and communities: one view, told which kind it shows."""

from django.shortcuts import render

from peaceinfra.analysis import collect
from peaceinfra.core.roles import may
from peaceinfra.dashboards.asked import asked_day, found_or_404, key_or_404
from peaceinfra.dashboards.presenters.record import record_page


def record_detail(request, public_id, model, data):
    """`data`: the name of the record's address in the API."""
    asked = asked_day(request)
    facts = found_or_404(collect.collect_record(model, key_or_404(model, public_id), request.viewer))
    context = record_page(facts, request.viewer, asked.day, asked.today)
    context |= {"section": "processes", "data": data, "may_read_history": may(request.user, "read_history")}
    return render(request, "records/detail.html", asked.context | context, status=asked.status)
