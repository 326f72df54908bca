"""Search over names, in any script."""

from django.shortcuts import render

from peaceinfra.analysis import collect
from peaceinfra.dashboards.request_params import day_params


def search(request):
    params, text = day_params(request), request.GET.get("q", "").strip()
    context = {"section": "search", "search_text": text, "found": collect.collect_found(text, request.viewer)}
    return render(request, "search/results.html", params.context | context, status=params.status)
