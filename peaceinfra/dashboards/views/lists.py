"""Every list that `dashboards.lists` declares, as a page and as files."""

from http import HTTPStatus

from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.shortcuts import render
from django.urls import resolve, reverse

from peaceinfra.analysis.kinds import ENDPOINTS, PLACES
from peaceinfra.core.dates.asof import PARAMETER, RECORDED
from peaceinfra.core.identity import public_id as public_id_of
from peaceinfra.core.registry import models_by_kind
from peaceinfra.core.visibility import as_recorded, visibility_of
from peaceinfra.dashboards.lists import siblings_in
from peaceinfra.dashboards.presenters.filters import inputs_of, narrowed_to
from peaceinfra.dashboards.request_params import (
    day_params,
    file_of_page,
    found_or_404,
    key_or_404,
    page_start,
    recorded_params,
    refused_names,
)
from peaceinfra.dashboards.views.as_recorded import reads_recorded
from peaceinfra.datasets import tables
from peaceinfra.datasets.downloads import csv_download
from processes.selectors import list_page


def record_list(request, which):
    params = day_params(request)
    found = which.found(request.GET, request.viewer, params.day)
    rows = found.qs if found.is_valid() else found.queryset.none()
    rows = which.with_columns(rows, request.viewer)
    after = page_start(request, "cursor")
    page, next_after = list_page(rows, which.filterset.shown(request.viewer), which.order, after)
    records = which.rows(page, request.viewer)
    kind, headings = visibility_of(found.queryset.model).kind, which.headings(params.day)
    context = {
        "which": which,
        "section": which.section,
        "headings": headings,
        "lines": [
            [
                (heading, cell(record, params))
                for heading, (_heading, cell) in zip(headings, which.columns, strict=True)
            ]
            for record in records
        ],
        "errors": found.errors,
        "inputs": inputs_of(found, which.filters),
        "narrowed": narrowed_to(found, which.filters),
        "is_filtered": any(request.GET.get(name) for name in (*found.filters, "cursor")),
        "filter_names": [*found.filters],
        "next_cursor": next_after and public_id_of(kind, next_after),
        "siblings": siblings_in(which.section),
        "own_address": reverse(which.route),
        "csv_address": reverse(which.csv_route),
        "xlsx_address": reverse(which.xlsx_route),
        "geojson_address": reverse(which.geojson_route) if which.has_places else "",
        "api_address": reverse(which.api),
        "is_dated": found.is_dated(),
    }
    status = 400 if found.errors else params.status
    return render(request, "lists/list.html", params.context | context, status=status)


def record_file(request, which, extension):
    """The whole list with its filters and on its day, as the file that the API makes of it: one list of columns."""
    request.GET = _of_table(request.GET, which.filterset)
    view, args, kwargs = resolve(reverse(which.api_file(extension)))
    return view(request, *args, **kwargs)


def _of_table(query, filterset) -> QueryDict:
    """An address without what belongs to the page: how far one had read, a day where nothing is dated, empty filters.

    All else is left for the API to read or to refuse.
    """
    of_page = {"cursor"} if filterset.is_dated() else {"cursor", PARAMETER}
    known = {*filterset.base_filters, PARAMETER, RECORDED}
    found = QueryDict(mutable=True)
    for name in query.keys() - of_page:
        values = [value for value in query.getlist(name) if value.strip() or name not in known]
        if values:
            found.setlist(name, values)
    return found


@file_of_page(PARAMETER, RECORDED, "fields", "hxl", "omit")
@reads_recorded
def one_record_csv(request, public_id):
    """One record of any kind: a line of the API's table of its list.

    What has no list there, such as a row of a log, has no names there either, and has the columns of its file.
    """
    model = found_or_404(models_by_kind().get(public_id[:3]))
    if public_id[:3] in ENDPOINTS:
        view, args, kwargs = resolve(reverse(f"api:{PLACES[public_id[:3]].name}-row", args=[public_id]))
        response = view(request, *args, **kwargs)
        # What was merged leads to the same file of the kept record (`MergedMiddleware`).
        absent = {HTTPStatus.NOT_FOUND, HTTPStatus.MOVED_PERMANENTLY}
        return found_or_404(None if response.status_code in absent else response)
    if refusal := refused_names(request, {*request.GET} - {PARAMETER, RECORDED}, (PARAMETER, RECORDED)):
        return refusal
    request.recorded = recorded_params(request)
    params = day_params(request)
    if params.status != HTTPStatus.OK:
        raise BadRequest(params.error or request.recorded.error)
    rows = model.objects.shown_to(request.viewer).filter(pk=key_or_404(model, public_id))
    with as_recorded(request.recorded.day):
        found_or_404(rows.first())
    return csv_download(tables.table_of(model), rows, request.viewer, params.day, request.recorded.day)
