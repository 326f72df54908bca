"""The history of a record, and what is said about the register itself: terms, signs, how to read and to cite it."""

from django.conf import settings
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from peaceinfra.analysis import collect
from peaceinfra.core.roles import may
from peaceinfra.dashboards.context_processors import THEME_COOKIE, THEMES
from peaceinfra.dashboards.examples import date_examples
from peaceinfra.dashboards.presenters.citing import cited_view, own_path
from peaceinfra.dashboards.presenters.statuses import whole_legend
from peaceinfra.dashboards.request_params import day_params, found_or_404
from peaceinfra.dashboards.terms import CERTAINTIES, NETWORK, glossary, map_legend, terms_of


def record_history(request, public_id):
    """Who may not read histories is answered as if there were none."""
    params = day_params(request)
    readable = may(request.user, "read_history") or None
    record, name, versions = found_or_404(readable and collect.collect_history(public_id, request.viewer))
    context = {"record": record, "name": name, "changes": versions}
    return render(request, "pages/history.html", params.context | context, status=params.status)


def how_to_read(request):
    params = day_params(request)
    context = params.context | {
        "certainties": terms_of(CERTAINTIES.values()),
        "network": terms_of(NETWORK),
        "map_legend": map_legend(),
        "examples": date_examples(),
        "legend": whole_legend(),
    }
    return render(request, "pages/how_to_read.html", context, status=params.status)


def glossary_page(request):
    params = day_params(request)
    return render(
        request, "pages/glossary.html", params.context | {"glossary": glossary()}, status=params.status
    )


def cite(request):
    """How to cite a view: the page that `view` names, or the register."""
    params = day_params(request)
    context = {"view": cited_view(request), "report_address": settings.REPORT_ADDRESS}
    return render(request, "pages/cite.html", params.context | context, status=params.status)


@csrf_exempt
@require_POST
def theme(request):
    """Sets the looks of the pages in this browser, and goes back.

    It needs no token, which would set a cookie on every public page: it changes nothing but a cookie of the looks.
    """
    response = redirect(own_path(request, request.POST.get("next", "")) or reverse("home"))
    chosen = request.POST.get("theme")
    if chosen in THEMES:
        response.set_cookie(
            THEME_COOKIE,
            chosen,
            max_age=365 * 24 * 3600,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    else:
        response.delete_cookie(THEME_COOKIE, samesite="Lax")
    return response
