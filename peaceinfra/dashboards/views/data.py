"""What can be taken of the register, and what every field of it says."""

from functools import cache
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from peaceinfra.core.choices import Level
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.dashboards.data_catalogue import catalogue
from peaceinfra.dashboards.presenters.linked_data import dataset
from peaceinfra.dashboards.request_params import day_params
from peaceinfra.datasets.dictionary import dictionary

# A question that uses what every list with dates understands.
EXAMPLE = {
    "as_of": "2008-06-01",
    "certainty": Certainty.POSSIBLE.value,
    "country": ["LK", "NP"],
    "updated_since": "2026-01-31T12:00:00Z",
    "limit": 50,
}


def data(request):
    params = day_params(request)
    lists = catalogue()
    context = {
        "section": "data",
        "catalogue": lists,
        "dataset": dataset(lists, request.build_absolute_uri),
        "levels": Level,
        "example": f"{reverse('api:body-list')}?{urlencode(EXAMPLE, doseq=True, safe=':')}",
    }
    return render(request, "pages/data.html", params.context | context, status=params.status)


def data_dictionary(request):
    """The same for everybody: it is made from the models, and no record is read for it."""
    return HttpResponse(_text(), content_type="text/plain; charset=utf-8")


@cache
def _text() -> str:
    return dictionary()
