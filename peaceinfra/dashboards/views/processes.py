"""The list of processes and the page of one."""

from functools import partial

from django.shortcuts import render

from peaceinfra.analysis import collect
from peaceinfra.analysis.collect import extents
from peaceinfra.analysis.floor import TARGETS
from peaceinfra.core.identity import public_id as public_id_of
from peaceinfra.core.reads import record_read
from peaceinfra.core.roles import may
from peaceinfra.dashboards.kept_pages import kept_page
from peaceinfra.dashboards.lists import PROCESSES, siblings_in
from peaceinfra.dashboards.presenters.course import phase_choices
from peaceinfra.dashboards.presenters.process import picture_page, scene_of, tabs
from peaceinfra.dashboards.presenters.process_pages import (
    agreements_page,
    bodies_page,
    evidence_page,
    time_page,
)
from peaceinfra.dashboards.presenters.processes import lines_in_words, overview_sentence, with_squares
from peaceinfra.dashboards.presenters.tables import ROWS_AFTER
from peaceinfra.dashboards.request_params import (
    DayParams,
    day_params,
    found_or_404,
    key_or_404,
    page_start,
)
from peaceinfra.dashboards.subpages import AGREEMENTS, BODIES, EVIDENCE, PICTURE, TIME, SubPage
from peaceinfra.dashboards.views.as_recorded import also_as_recorded
from processes.choices import Momentum
from processes.filters import PeaceProcessFilterSet
from processes.models import PeaceProcess
from processes.selectors import Order, list_page

# {sub-page: what is read for it, what makes its content, its template}
_PAGES = {
    PICTURE: (extents.PICTURE, picture_page, "processes/picture.html"),
    TIME: (extents.TIME, time_page, "processes/time.html"),
    BODIES: (extents.BODIES, bodies_page, "processes/bodies.html"),
    AGREEMENTS: (extents.AGREEMENTS, agreements_page, "processes/agreements.html"),
    EVIDENCE: (extents.WHOLE, evidence_page, "processes/evidence.html"),
}

#: The sub-pages that say who hangs on whom, and whom nobody reaches.
NAMES_TARGETS = {PICTURE, EVIDENCE}


def filter_context(request, found: PeaceProcessFilterSet) -> dict:
    """What the form of filters over the processes shows."""
    return {
        "errors": found.errors,
        "is_filtered": any(request.GET.get(name) for name in (*found.filters, "cursor")),
        "filter_names": [*found.filters],
        "phases": phase_choices(),
        "momenta": Momentum.choices,
    }


def process_list(request):
    params = day_params(request)
    found = PeaceProcessFilterSet(request.GET, viewer=request.viewer, day=params.day)
    rows = found.qs if found.is_valid() else PeaceProcess.objects.none()
    shown = PeaceProcessFilterSet.shown(request.viewer)
    page, next_after = list_page(rows, shown, Order(), page_start(request, "cursor"))
    lines = lines_in_words(collect.collect_process_lines(page, request.viewer, params.day, params.on), params)
    context = {
        "section": "processes",
        "siblings": siblings_in("processes"),
        "lines": lines,
        "sentence": overview_sentence(lines, params.day),
        "with_squares": with_squares(lines, params.day),
        **filter_context(request, found),
        "next_cursor": next_after and public_id_of("pro", next_after),
    }
    status = 400 if found.errors else params.status
    return render(request, "processes/list.html", params.context | context, status=status)


@also_as_recorded
def process_page(request, public_id, page: SubPage):
    """One of the sub-pages of a process."""
    params = day_params(request)
    key, template = key_or_404(PeaceProcess, public_id), _PAGES[page][-1]
    around = params.context | {"section": PROCESSES.section}
    make = partial(_content, request, public_id, key, page, params)
    response = kept_page(request, template, around, make, params.status)
    if page in NAMES_TARGETS:
        record_read(request, floor=TARGETS)
    return response


def _content(request, public_id: str, key: int, page: SubPage, params: DayParams) -> dict:
    extent, presented, _template = _PAGES[page]
    after = page_start(request, "linkages_after")
    facts = found_or_404(collect.collect_process(key, request.viewer, params.on, after, extent))
    part, rows_after = request.GET.get("part", ""), request.GET.get(ROWS_AFTER, "")
    return {
        "facts": facts,
        "sub_page": page,
        "tabs": tabs(public_id, facts.counts, page),
        "home": PROCESSES,
        "trail": [facts.parent] if facts.parent else [],
        "may_read_history": may(request.user, "read_history"),
    } | presented(scene_of(facts, request.viewer, params.day, params.today, part, rows_after))
