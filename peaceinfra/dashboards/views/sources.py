"""The page of a source: what rests on it."""

from django.shortcuts import render

from peaceinfra.analysis import collect
from peaceinfra.core.dates.words import typed_text
from peaceinfra.core.identity import public_id as public_id_of
from peaceinfra.core.roles import may
from peaceinfra.dashboards.lists import BY_ENDPOINT
from peaceinfra.dashboards.presenters.evidence import statements_in_words
from peaceinfra.dashboards.request_params import day_params, found_or_404, key_or_404, page_start
from peaceinfra.dashboards.views.as_recorded import also_as_recorded
from processes.models import Source


@also_as_recorded
def source_detail(request, public_id):
    params = day_params(request)
    key, after = key_or_404(Source, public_id), page_start(request, "after", 0)
    facts = found_or_404(collect.collect_source(key, request.viewer, after))
    context = {
        "section": BY_ENDPOINT["source"].section,
        "home": BY_ENDPOINT["source"],
        "statements": statements_in_words(facts.statements),
        "source": facts.source,
        "published": facts.source.published and typed_text(facts.source.published),
        "next_after": facts.next_after and public_id_of("cit", facts.next_after),
        "may_read_history": may(request.user, "read_history"),
    }
    return render(request, "sources/detail.html", params.context | context, status=params.status)
