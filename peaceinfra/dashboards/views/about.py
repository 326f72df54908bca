"""The history of a record, and how dates work."""

from django.shortcuts import render

from peaceinfra.analysis import collect
from peaceinfra.core.roles import may
from peaceinfra.dashboards.examples import date_examples
from peaceinfra.dashboards.presenters.statuses import whole_legend
from peaceinfra.dashboards.request_params import day_params, found_or_404


def record_history(request, public_id):
    """Who may not read histories is answered as if there were none."""
    params = day_params(request)
    readable = may(request.user, "read_history") or None
    record, name, versions = found_or_404(readable and collect.collect_history(public_id, request.viewer))
    context = {"record": record, "name": name, "changes": versions}
    return render(request, "pages/history.html", params.context | context, status=params.status)


def about_dates(request):
    params = day_params(request)
    context = params.context | {"examples": date_examples(), "legend": whole_legend()}
    return render(request, "pages/about_dates.html", context, status=params.status)
