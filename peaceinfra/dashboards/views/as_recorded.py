"""Pages that can be read as they were recorded at the end of a day: `?recorded=2026-11-01`."""

from functools import wraps

from django.http import Http404
from django.shortcuts import render

from peaceinfra.core.identity import UnknownId, parse_public_id
from peaceinfra.core.registry import models_by_kind
from peaceinfra.core.visibility import as_recorded
from peaceinfra.dashboards.request_params import day_params, recorded_params


def also_as_recorded(view):
    """The whole view, its rendering too, reads the register of the day in the address.

    Where a record that the reader may see now was not recorded then, or was guarded then, the page says so in the
    same words for both.
    """

    @wraps(view)
    def answer(request, public_id, **kwargs):
        request.recorded = recorded_params(request)
        try:
            with as_recorded(request.recorded.day):
                return view(request, public_id, **kwargs)
        except Http404:
            record = request.recorded.day and _record_of_now(public_id, request.viewer)
            if not record:
                raise
            return _nothing_recorded(request, record)

    return answer


def _record_of_now(public_id: str, viewer):
    try:
        kind, key = parse_public_id(public_id)
    except UnknownId:
        return None
    return models_by_kind()[kind].objects.shown_to(viewer).filter(pk=key).first()


def _nothing_recorded(request, record):
    context = day_params(request).context | {"record": record}
    return render(request, "pages/nothing_recorded.html", context)
