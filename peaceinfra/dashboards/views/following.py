"""What a person follows, and what changed of it since they last said that they had looked."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import Http404, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from peaceinfra.analysis import collect
from peaceinfra.analysis.collect.grounds import scope_of
from peaceinfra.analysis.questions import question_for, questions_for
from peaceinfra.analysis.questions.numbers import numbers
from peaceinfra.core.following import FollowsTooMany, follow, followed, mark_as_seen, stop_following
from peaceinfra.core.identity import UnknownId
from peaceinfra.core.registry import key_of
from peaceinfra.core.visibility import as_recorded
from peaceinfra.dashboards.presenters.following import (
    Asked,
    changes_by_process,
    followed_processes,
    followed_questions,
)
from peaceinfra.dashboards.presenters.matters import Matter
from processes.merged import merged_into
from processes.models import PeaceProcess

#: So many changes of what somebody follows the start page has.
MOST_FIRST = 6


@login_required
def following(request):
    if request.method == "POST":
        return _changed(request)
    viewer, rows = request.viewer, followed(request.viewer)
    processes = _processes(rows, viewer)
    since = {key: row.seen_at for key, (row, _process) in processes.items()}
    changes = collect.collect_process_changes(processes, viewer, since)
    context = {
        "processes": followed_processes(processes.values(), changes),
        "questions": followed_questions(_questions(request, rows)),
        "addable": _addable(request, {row.subject for row in rows}),
        "is_cut": len(changes) == collect.MOST_CHANGES,
        # What is written while the page is read is told at the next visit.
        "until": max((change.at for change in changes), default=timezone.now()).isoformat(),
    }
    return render(request, "pages/following.html", context)


def followed_changes(viewer) -> list[Matter] | None:
    """The newest changes of the processes that somebody follows, since they last looked; None where they follow none.

    The start page shows them: a page that is only read cannot note that it was.
    """
    rows = followed(viewer) if viewer.account else []
    processes = _processes(rows, viewer) if rows else {}
    if not processes:
        return None
    since = {key: row.seen_at for key, (row, _process) in processes.items()}
    changes = collect.collect_process_changes(processes, viewer, since, MOST_FIRST)
    return changes_by_process(changes, {key: process.name for key, (_row, process) in processes.items()})


def _changed(request):
    """Begin, end, or say that it was looked at; a subject that is not there for the reader is not found."""
    action, subject = request.POST.get("action"), request.POST.get("subject", "")
    if action == "follow":
        if not _name_of(subject, request.viewer):
            raise Http404
        try:
            follow(viewer=request.viewer, subject=subject, at=timezone.now())
        except FollowsTooMany:
            raise BadRequest(_("You follow as many things as can be followed.")) from None
    elif action == "stop":
        stop_following(viewer=request.viewer, subject=subject)
    elif action == "seen":
        mark_as_seen(viewer=request.viewer, until=_moment(request.POST.get("until", "")))
    return redirect("following")


def _moment(typed: str):
    try:
        moment = parse_datetime(typed)
    except ValueError:
        moment = None
    if moment is None or timezone.is_naive(moment):
        raise BadRequest("no moment")
    return min(moment, timezone.now())


def _key(subject: str) -> int | None:
    """The key of a process in a subject; None where it is a question."""
    try:
        return key_of(PeaceProcess, subject)
    except UnknownId:
        return None


def _processes(rows, viewer) -> dict[int, tuple]:
    """{key: (what is followed, the process)} of those that the reader may see now, by name.

    Of a process that was merged the kept one is followed on.
    """
    named = {key: row for row in rows if (key := _key(row.subject))}
    kept = merged_into(named, viewer) if named else {}
    keys = {kept[key].pk: row for key, row in named.items() if key in kept}
    keys |= {key: row for key, row in named.items() if key not in kept}
    shown = PeaceProcess.objects.shown_to(viewer).filter(pk__in=keys).order_by("folded", "pk")
    return {process.pk: (keys[process.pk], process) for process in shown}


def _questions(request, rows) -> list[Asked]:
    """Each question that the reader may ask, with its number now and as it was recorded when they last looked."""
    seen = {row.subject: row for row in rows}
    questions = [question for question in questions_for(request.viewer) if question.slug in seen]
    if not questions:
        return []
    today = timezone.localdate()
    # One day for all, the oldest, so that the number of queries does not grow.
    before = min(timezone.localdate(seen[question.slug].seen_at) for question in questions)
    now = numbers(questions, scope_of(QueryDict(), request.viewer, None, today))
    with as_recorded(before):
        then = numbers(questions, scope_of(QueryDict(), request.viewer, None, today))
    return [Asked(question, now[question.slug], then[question.slug], before) for question in questions]


def _name_of(subject: str, viewer) -> str:
    """What it is called; "" where it is not there for the reader."""
    if key := _key(subject):
        process = PeaceProcess.objects.shown_to(viewer).filter(pk=key).first()
        return process.name if process else ""
    question = question_for(viewer, subject)
    return str(question.title) if question else ""


def _addable(request, subjects: set[str]) -> tuple[str, str] | None:
    """What the address offers to follow: its subject and name; None where it is followed, or not there."""
    subject = request.GET.get("add", "")
    name = "" if subject in subjects else _name_of(subject, request.viewer)
    return (subject, name) if name else None
