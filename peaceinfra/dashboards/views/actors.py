"""The pages of actors: party, body, peace secretariat, support unit, mediator."""

from django.shortcuts import redirect, render

from peaceinfra.analysis import collect
from peaceinfra.analysis.floor import TARGETS, is_open
from peaceinfra.analysis.warning import CONSENT
from peaceinfra.core.reads import record_read
from peaceinfra.core.roles import may
from peaceinfra.dashboards.lists import BY_ENDPOINT, PROCESSES
from peaceinfra.dashboards.presenters.actor import actor_page
from peaceinfra.dashboards.presenters.actor_facts import acronyms
from peaceinfra.dashboards.presenters.addresses import actor_address
from peaceinfra.dashboards.presenters.tables import ROWS_AFTER
from peaceinfra.dashboards.request_params import day_params, found_or_404, key_or_404, page_start
from peaceinfra.dashboards.views.as_recorded import also_as_recorded
from processes.models import Actor


@also_as_recorded
def actor_detail(request, public_id):
    return _actor(request, public_id, is_secretariat=False)


@also_as_recorded
def secretariat_detail(request, public_id):
    return _actor(request, public_id, is_secretariat=True)


def _next_steps(request, warnings) -> list[str]:
    """What the desk has for a person who did not agree and the reader may do, by names for `actors/page.html`."""
    if not any(warning.kind is CONSENT for warning, *_rest in warnings):
        return []
    return [
        step for step, action in (("erase", "erase"), ("exposure", "read_log")) if may(request.user, action)
    ]


def _actor(request, public_id, *, is_secretariat):
    """An actor has one page: that of a secretariat if it is one."""
    params = day_params(request)
    key, after = key_or_404(Actor, public_id), page_start(request, "linkages_after")
    facts = found_or_404(collect.collect_actor(key, request.viewer, params.on, after))
    if facts.actor.is_secretariat != is_secretariat:
        return redirect(actor_address(facts.actor, params.day))
    if facts.parts.of.get("reach"):
        record_read(request, floor=TARGETS)
    context = actor_page(facts, request.viewer, params.day, params.today, request.GET.get(ROWS_AFTER, ""))
    endpoint = _endpoint(facts)
    home = PROCESSES if context["processes"] else BY_ENDPOINT[endpoint]
    context |= {
        # The menu marks the list that it is in, also where the way back leads through a process.
        "section": BY_ENDPOINT[endpoint].section,
        "home": home,
        "acronyms": acronyms(facts),
        "data": f"api:{endpoint}-detail",
        "may_find_ways": is_open(TARGETS, request.viewer),
        "next_steps": _next_steps(request, context["warnings"]),
        "may_read_history": may(request.user, "read_history"),
    }
    return render(request, "actors/detail.html", params.context | context, status=params.status)


def _endpoint(facts) -> str:
    """The narrowest list the actor is in, by the name of its endpoint."""
    if facts.actor.is_secretariat:
        return "secretariat"
    if facts.more["is_support_unit"]:
        return "support-unit"
    if facts.actor.form:
        return "body"
    return "mediator" if facts.more["languages"] is not None else "actor"
