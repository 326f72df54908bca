"""The pages: parse, ask once, render."""

from django.contrib.auth.views import LoginView
from django.shortcuts import redirect, render

from peaceinfra.analysis import collect
from peaceinfra.core.dates.edtf import parse
from peaceinfra.core.dates.words import span_text
from peaceinfra.core.identity import public_id as public_id_of
from peaceinfra.core.roles import may
from peaceinfra.dashboards.asked import asked_day, asked_place, found_or_404, key_or_404
from peaceinfra.dashboards.examples import date_examples
from peaceinfra.dashboards.presenters.actor import actor_page
from peaceinfra.dashboards.presenters.addresses import actor_address
from peaceinfra.dashboards.presenters.evidence import statements_in_words
from peaceinfra.dashboards.presenters.process import process_page
from peaceinfra.dashboards.presenters.processes import lines_in_words, overview_reading
from processes.choices import Momentum, Phase
from processes.filters import PeaceProcessFilterSet
from processes.models import Actor, PeaceProcess, Source
from processes.selectors import processes_by_name


def process_list(request):
    asked = asked_day(request)
    found = PeaceProcessFilterSet(request.GET, viewer=request.viewer, day=asked.day)
    rows = found.qs if found.is_valid() else PeaceProcess.objects.none()
    page, next_after = processes_by_name(rows, request.viewer, asked_place(request, "cursor"))
    lines = lines_in_words(collect.collect_process_lines(page, request.viewer, asked.day), asked.day)
    context = {
        "section": "processes",
        "lines": lines,
        "reading": overview_reading(lines, asked.day),
        "errors": found.errors,
        "is_filtered": any(request.GET.get(name) for name in (*found.filters, "cursor")),
        "phases": Phase.choices,
        "momenta": Momentum.choices,
        "next_cursor": next_after and public_id_of("pro", next_after),
    }
    status = 400 if found.errors else asked.status
    return render(request, "processes/list.html", asked.context | context, status=status)


def process_detail(request, public_id):
    asked = asked_day(request)
    key, after = key_or_404(PeaceProcess, public_id), asked_place(request, "linkages_after")
    facts = found_or_404(collect.collect_process(key, request.viewer, asked.on, after))
    context = process_page(facts, request.viewer, asked.day, asked.today)
    context |= {"section": "processes", "may_read_history": may(request.user, "read_history")}
    return render(request, "processes/detail.html", asked.context | context, status=asked.status)


def actor_detail(request, public_id):
    return _actor(request, public_id, "actors/detail.html", is_secretariat=False)


def secretariat_detail(request, public_id):
    return _actor(request, public_id, "secretariats/detail.html", is_secretariat=True)


def _actor(request, public_id, template, *, is_secretariat):
    """An actor has one page: that of a secretariat if it is one."""
    asked = asked_day(request)
    key, after = key_or_404(Actor, public_id), asked_place(request, "linkages_after")
    facts = found_or_404(collect.collect_actor(key, request.viewer, asked.on, after))
    if facts.actor.is_secretariat != is_secretariat:
        return redirect(actor_address(facts.actor, asked.day))
    context = actor_page(facts, asked.day, asked.today)
    context |= {"section": "processes", "may_read_history": may(request.user, "read_history")}
    return render(request, template, asked.context | context, status=asked.status)


def source_detail(request, public_id):
    asked = asked_day(request)
    key, after = key_or_404(Source, public_id), asked_place(request, "after", 0)
    facts = found_or_404(collect.collect_source(key, request.viewer, after))
    context = {
        "statements": statements_in_words(facts.statements),
        "source": facts.source,
        "published": facts.source.published and span_text(parse(facts.source.published)),
        "next_after": facts.next_after and public_id_of("cit", facts.next_after),
        "may_read_history": may(request.user, "read_history"),
    }
    return render(request, "sources/detail.html", asked.context | context, status=asked.status)


def search(request):
    asked, text = asked_day(request), request.GET.get("q", "").strip()
    context = {"section": "search", "q": text, "found": collect.collect_found(text, request.viewer)}
    return render(request, "search/results.html", asked.context | context, status=asked.status)


def record_history(request, public_id):
    """Who may not read histories is answered as if there were none."""
    asked = asked_day(request)
    readable = may(request.user, "read_history") or None
    record, name, versions = found_or_404(readable and collect.collect_history(public_id, request.viewer))
    context = {"record": record, "name": name, "changes": versions}
    return render(request, "pages/history.html", asked.context | context, status=asked.status)


def about_dates(request):
    asked = asked_day(request)
    context = asked.context | {"examples": date_examples()}
    return render(request, "pages/about_dates.html", context, status=asked.status)


class SignIn(LoginView):
    template_name = "account/sign_in.html"
