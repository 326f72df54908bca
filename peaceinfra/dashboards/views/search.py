"""Search over names, in any script."""

from django.shortcuts import render

from peaceinfra.analysis import collect
from peaceinfra.dashboards.asked import asked_day


def search(request):
    asked, text = asked_day(request), request.GET.get("q", "").strip()
    context = {"section": "search", "q": text, "found": collect.collect_found(text, request.viewer)}
    return render(request, "search/results.html", asked.context | context, status=asked.status)
