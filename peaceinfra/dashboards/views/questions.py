"""The list of questions, and the answer to one: as a page and as CSV."""

from django.http import StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from peaceinfra.analysis.collect.grounds import FILTERS, Place, first_processes, scope_of
from peaceinfra.analysis.collect.whereabouts import named_subject, processes_of
from peaceinfra.analysis.questions import question_for, questions_for
from peaceinfra.analysis.questions.answering import answer_page
from peaceinfra.analysis.questions.numbers import numbers
from peaceinfra.analysis.questions.question import Question
from peaceinfra.core.dates.asof import PARAMETER, RECORDED
from peaceinfra.core.identity import UnknownId, parse_public_id
from peaceinfra.core.identity import public_id as public_id_of
from peaceinfra.core.reads import record_read
from peaceinfra.core.visibility import streamed
from peaceinfra.dashboards.presenters.questions import answer_in_words, groups_of, inputs_of_scope
from peaceinfra.dashboards.request_params import DayParams, day_params, file_of_page, found_or_404
from peaceinfra.dashboards.tools import MESSAGES, Tool, tool_for, tools_for
from peaceinfra.datasets.questions import answer_lines


def question_list(request):
    params = day_params(request)
    scope = _scope(request, params)
    questions = questions_for(request.viewer)
    context = {
        "groups": groups_of(questions, numbers(questions, scope)),
        "tools": tools_for(request.user, request.viewer),
        "own_address": reverse("questions"),
        "api_address": reverse("api:questions"),
    }
    return _rendered(request, "questions/list.html", context, params, scope)


def question_detail(request, slug):
    if tool := tool_for(request.user, request.viewer, slug):
        return _tool(request, tool)
    params = day_params(request)
    question = found_or_404(question_for(request.viewer, slug))
    _record_read(request, question)
    scope = _scope(request, params)
    answer = answer_page(question, scope, _place(request))
    context = {
        "question": question,
        "answer": answer_in_words(answer, request.viewer, params),
        "next_cursor": answer.next_after and public_id_of(*answer.next_after),
        "own_address": reverse("question", args=[slug]),
        "csv_address": reverse("question_csv", args=[slug]),
        "api_address": reverse("api:question", args=[slug]),
    }
    return _rendered(request, "questions/detail.html", context, params, scope)


def _tool(request, tool: Tool):
    today, processes, subject = timezone.localdate(), [], None
    if tool is MESSAGES and (chosen := request.GET.get("to")):
        subject = found_or_404(named_subject(chosen, request.viewer))
        record_read(request, floor=tool.floor, subject=subject.public_id)
    if tool.is_of_processes:
        named = processes_of(subject, request.viewer) if subject else first_processes(request.viewer)
        public_id = subject.public_id if subject else ""
        processes = [(tool.address_in(process, today, public_id), process) for process in named]
    context = day_params(request).context | {
        "section": "questions",
        "tool": tool,
        "processes": processes,
        "subject": subject,
    }
    return render(request, "questions/tool.html", context)


@file_of_page(PARAMETER, RECORDED, *FILTERS, "cursor")
def question_csv(request, slug):
    """The whole answer, all pages of it."""
    params, viewer = day_params(request), request.viewer
    question = found_or_404(question_for(viewer, slug))
    _record_read(request, question)
    scope = _scope(request, params)
    if params.error or scope.found.errors:
        return question_detail(request, slug)
    response = StreamingHttpResponse(
        streamed(viewer, lambda: answer_lines(question, scope)), content_type="text/csv; charset=utf-8"
    )
    name = f"{slug}-{scope.on.isoformat()}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _record_read(request, question: Question) -> None:
    if question.has_floor:
        record_read(request, floor=question.floor)


def _place(request) -> Place | None:
    """The record after which a page begins; what cannot be read begins at the beginning."""
    try:
        return Place(*parse_public_id(request.GET.get("cursor", "")))
    except UnknownId:
        return None


def _scope(request, params: DayParams):
    return scope_of(request.GET, request.viewer, params.day, params.today)


def _rendered(request, template: str, context: dict, params: DayParams, scope):
    context |= {
        "section": "questions",
        "one_day": True,
        "inputs": inputs_of_scope(scope),
        "errors": scope.found.errors,
        "is_filtered": scope.is_narrowed or "cursor" in request.GET,
        "filter_names": FILTERS,
    }
    status = 400 if scope.found.errors else params.status
    return render(request, template, params.context | context, status=status)
