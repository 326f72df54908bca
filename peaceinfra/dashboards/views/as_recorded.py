"""Pages that can be read as they were recorded at the end of a day, `?recorded=2026-11-01`, and those that cannot."""

from functools import wraps
from http import HTTPStatus

from django.http import Http404
from django.shortcuts import render

from peaceinfra import dashboards
from peaceinfra.core.dates.asof import RECORDED
from peaceinfra.core.identity import UnknownId, parse_public_id
from peaceinfra.core.registry import models_by_kind
from peaceinfra.core.visibility import as_recorded
from peaceinfra.dashboards.request_params import day_params, recorded_params


def reads_recorded(view):
    """Declares a page that reads the day of the record in its address itself; others refuse one."""
    view.reads_recorded = True
    return view


def also_as_recorded(view):
    """The whole view, its rendering too, reads the register of the day in the address.

    Where a record that the reader may see now was not recorded then, or was guarded then, the page says so in the
    same words for both.
    """

    @reads_recorded
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


class RecordedMiddleware:
    """A page that shows the register of now says so to who asks for an earlier day: it never answers with now."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        is_page = view.__module__.startswith(dashboards.__name__)
        if not is_page or getattr(view, "reads_recorded", False) or not request.GET.get(RECORDED, "").strip():
            return None
        return render(request, "pages/not_as_recorded.html", status=HTTPStatus.BAD_REQUEST)


def _record_of_now(public_id: str, viewer):
    try:
        kind, key = parse_public_id(public_id)
    except UnknownId:
        return None
    return models_by_kind()[kind].objects.shown_to(viewer).filter(pk=key).first()


def _nothing_recorded(request, record):
    context = day_params(request).context | {"record": record}
    return render(request, "pages/nothing_recorded.html", context)
