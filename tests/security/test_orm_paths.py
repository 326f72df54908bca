"""Paths of the ORM in an address, such as `linkages__target__name__startswith`: refused or passed over, never asked.

The paths are made of the fields and relations of each model, also backwards, with the lookups of Django. What they are
asked for stands in hidden records, and then in none: both are answered alike.
"""

import re
from itertools import cycle

import pytest
from django.contrib import admin
from django.test import Client, RequestFactory

from peaceinfra.api.urls import router
from peaceinfra.dashboards.lists import LISTS, PROCESSES
from processes.admin.base import RecordAdmin
from tests import factories as make
from tests.admin.screens import listing
from tests.security.test_oracles import NOISE

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

LOOKUPS = (
    "startswith",
    "icontains",
    "regex",
    "isnull",
    "gte",
    "in",
    "range",
    "exact",
    "contained_by",
    "length",
)
FURTHER = ("name", "password", "effective_level", "team__members__username", "events__pgh_label", "pk")
#: What no list is filtered by, in a word without a lookup.
PLAIN = ("level", "team", "effective_level", "effective_teams", "retired", "version", "password", "pgh_label", "pk",
         "internal_note", "made_by", "account", "folded", "pgh_context", "_state", "objects")  # fmt: skip
HIDDEN, ABSENT = "Secret mediator", "Zebra mediator"


def paths_of(model) -> list[str]:
    """One or two for each field and relation of the model, with lookups and further steps in turn."""
    lookups, further, found = cycle(LOOKUPS), cycle(FURTHER), []
    for field in sorted(model._meta.get_fields(include_hidden=True), key=lambda field: field.name):
        name = field.name.rstrip("+").strip("_")
        if not name:  # a relation that has no way back
            continue
        if field.is_relation:
            found.append(f"{name}__{next(further)}__{next(lookups)}")
        found.append(f"{name}__{next(lookups)}")
    return list(dict.fromkeys(found))


def endpoints():
    return [
        (f"/api/v1/{prefix}/", view)
        for prefix, view, _name in router.registry
        if getattr(view, "filterset_class", None)
    ]


def test_each_list_of_the_api_refuses_each_path_and_says_the_same_whatever_it_is_asked_for(client, guarded):
    asked = 0
    for url, view in endpoints():
        allowed = view.filterset_class.base_filters.keys()
        paths = [
            path for path in (*paths_of(view.filterset_class._meta.model), *PLAIN) if path not in allowed
        ]
        answers = [client.get(url, dict.fromkeys(paths, value)) for value in (HIDDEN, ABSENT)]
        assert [answer.status_code for answer in answers] == [400, 400], url
        assert {*answers[0].json()["errors"]} == {*paths}, url
        assert answers[0].content == answers[1].content, url
        asked += len(paths)
    assert asked > 1000


@pytest.mark.parametrize("parameter", ["order", "fields", "include", "omit"])
def test_no_path_chooses_an_order_or_a_field_of_a_list(client, guarded, parameter):
    for url, view in endpoints():
        for path in paths_of(view.filterset_class._meta.model)[::9]:
            told = client.get(url, {parameter: path.replace("__", ".") if parameter == "include" else path})
            assert (told.status_code, [*told.json()["errors"]]) == (400, [parameter]), (url, path)


def test_a_page_of_a_list_passes_over_each_path(client, guarded):
    """Its answer is that without it, but for the addresses that repeat what was asked."""
    for one in (PROCESSES, *LISTS):
        url, allowed = f"/{one.slug}/", one.filterset.base_filters.keys()
        paths = [path for path in (*paths_of(one.filterset._meta.model), *PLAIN) if path not in allowed]
        bodies = []
        for value in (HIDDEN, ABSENT):
            page = client.get(url, dict.fromkeys(paths, value))
            assert page.status_code == 200, url
            bodies.append(re.sub(rf"{value.partition(' ')[0]}.{{1,6}}mediator", "", page.content.decode()))
        plain = client.get(url)
        assert NOISE.sub(b"", bodies[0].encode()) == NOISE.sub(b"", bodies[1].encode()), url
        assert sorted(page.context["lines"], key=str) == sorted(plain.context["lines"], key=str), url


def screens():
    return [screen for screen in admin.site._registry.values() if isinstance(screen, RecordAdmin)]


def test_no_screen_of_the_desk_lets_a_path_through(guarded):
    account = make.AnalystFactory(clearance=2)
    client = Client()
    client.force_login(account)
    request = RequestFactory().get("/")
    request.user = account
    for number, screen in enumerate(screens()):
        narrowed = {*screen.narrowed_by, *(name.removesuffix("__id") for name in screen.narrowed_by)}
        paths = [path for path in (*paths_of(screen.model), *PLAIN) if _steps(path) not in narrowed]
        filters = {getattr(one, "parameter_name", one) for one in screen.get_list_filter(request)}
        allowed = [path for path in paths if screen.lookup_allowed(path, HIDDEN, request)]
        assert {path.partition("__")[0] for path in allowed} <= filters, screen
        # One of them in an address.
        path = [path for path in paths if path not in allowed][number % 20]
        answers = [client.get(listing(screen.model), {path: value}) for value in (HIDDEN, ABSENT)]
        assert [answer.status_code for answer in answers] in ([302, 302], [400, 400]), (screen, path)
        assert NOISE.sub(b"", answers[0].content) == NOISE.sub(b"", answers[1].content), (screen, path)


def _steps(path: str) -> str:
    """A path without its lookup."""
    before, _, last = path.rpartition("__")
    return before if last in LOOKUPS else path
