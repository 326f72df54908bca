"""The brief of a process as a page, as PDF and as a document of Word: one content, asked for in the same words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render

from peaceinfra.analysis import collect
from peaceinfra.analysis.floor import TARGETS
from peaceinfra.core.dates.asof import PARAMETER, RECORDED
from peaceinfra.core.reads import record_read
from peaceinfra.core.visibility import PUBLIC, viewing
from peaceinfra.dashboards.briefs import pdf, word
from peaceinfra.dashboards.briefs.content import Brief
from peaceinfra.dashboards.presenters.brief import SECTIONS, brief_of, keys_of
from peaceinfra.dashboards.request_params import (
    DayParams,
    day_params,
    file_of_page,
    found_or_404,
    key_or_404,
    refused_names,
)
from peaceinfra.dashboards.views.as_recorded import also_as_recorded
from processes.models import PeaceProcess

PDF = "application/pdf"
#: What the address of a brief takes.
NAMES = (PARAMETER, RECORDED, "section", "audience")
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class BriefParams:
    """What an address asks of a brief: its day, its sections, and whether it is to hold public statements only."""

    days: DayParams
    chosen: tuple[str, ...]
    is_public: bool

    @property
    def query(self) -> str:
        """The same brief in another form, and on another day too: the day is named also where none was chosen."""
        pairs = [(PARAMETER, self.days.on.isoformat())]
        if self.days.recorded and self.days.recorded.day:
            pairs.append((RECORDED, self.days.recorded.day.isoformat()))
        if len(self.chosen) < len(SECTIONS):
            pairs += [("section", slug) for slug in self.chosen]
        if self.is_public:
            pairs.append(("audience", "public"))
        return f"?{urlencode(pairs)}"


def brief_params(request) -> BriefParams:
    """No section that there is means all of them."""
    asked = request.GET.getlist("section")
    chosen = tuple(slug for slug in SECTIONS if slug in asked) or tuple(SECTIONS)
    return BriefParams(day_params(request), chosen, request.GET.get("audience") == "public")


@also_as_recorded
def process_brief(request, public_id):
    """A brief speaks of one day: the day asked, or today."""
    if refusal := _unknown_values(request):
        return refusal
    params = brief_params(request)
    key = key_or_404(PeaceProcess, public_id)
    # Who may not see the process is not told whether anything of it is public.
    found_or_404(PeaceProcess.objects.shown_to(request.viewer).filter(pk=key).exists() or None)
    context = {
        "section": "processes",
        "public_id": public_id,
        "brief": _brief(request, key, params),
        "brief_query": replace(params, is_public=False).query,
        "public_query": replace(params, is_public=True).query,
        "sees_more": request.viewer != PUBLIC,
        "is_public": params.is_public,
        "choices": [(slug, name, slug in params.chosen) for slug, name in SECTIONS.items()],
    }
    return render(request, "processes/brief.html", params.days.context | context, status=params.days.status)


@file_of_page(*NAMES)
@also_as_recorded
def process_brief_pdf(request, public_id):
    return _file(request, public_id, "pdf", PDF, pdf.written)


@file_of_page(*NAMES)
@also_as_recorded
def process_brief_word(request, public_id):
    return _file(request, public_id, "docx", WORD, word.written)


def _file(request, public_id: str, ending: str, kind: str, write: Callable[[Brief], bytes]) -> HttpResponse:
    """A day that cannot be read is explained by the page."""
    if refusal := _unknown_values(request):
        return refusal
    params = brief_params(request)
    if params.days.status != 200:
        return process_brief(request, public_id)
    brief = _brief(request, key_or_404(PeaceProcess, public_id), params)
    if brief is None:
        raise Http404
    name = brief.file_name(ending)
    return HttpResponse(
        write(brief), content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _unknown_values(request) -> HttpResponse | None:
    """A brief for a public that was mistyped would be one for its reader alone, and without a word of it."""
    for name, allowed in (("section", [*SECTIONS]), ("audience", ["public"])):
        unknown = {*request.GET.getlist(name)} - {*allowed, ""}
        if refusal := refused_names(request, unknown, allowed):
            return refusal
    return None


def _brief(request, key: int, params: BriefParams) -> Brief | None:
    """What may be said publicly is what somebody who is not signed in is shown, by both walls; it may be nothing."""
    if not params.is_public:
        record_read(request, floor=TARGETS)
        return _brief_for(request.viewer, request, key, params)
    with viewing(PUBLIC):
        return _brief_for(PUBLIC, request, key, params)


def _brief_for(viewer, request, key: int, params: BriefParams) -> Brief | None:
    days = params.days
    facts = collect.collect_process(key, viewer, days.on)
    if facts is None:
        return None
    levels = collect.collect_markings(keys_of(facts), viewer)
    # With its day, so that a sheet of paper leads back to what was read.
    page = request.path.rpartition("/brief")[0] + "/brief/" + params.query
    return brief_of(
        facts, levels, viewer, (days.on, days.today), params.chosen, request.build_absolute_uri(page)
    )
