"""Mistakes in what a request may hold, in the order of locks, and in the repetition of writes."""

from contextlib import ExitStack, contextmanager

from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import path

from peaceinfra import urls
from peaceinfra.admin.site import RegisterSite
from peaceinfra.core import outages, readable
from peaceinfra.core.visibility import middleware
from processes.services import records as writing
from processes.services import save_record
from tests import factories
from tests.core import middleware_urls
from tests.security.mutants import Mutant


@contextmanager
def set_to(owner, name, value):
    before = getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, before)


def signed_in():
    client = Client(raise_request_exception=False)
    client.force_login(factories.AnalystFactory())
    return client


def a_nul_character_is_refused():
    client = signed_in()
    for address in ("/search/?q=%00", "/admin/processes/actor/?kind__exact=%00"):
        assert client.get(address).status_code == 400, address


@contextmanager
def without_refusals():
    """Neither before the view, nor where the database refuses it, nor in the handler of what failed."""
    with ExitStack() as mistakes:
        mistakes.enter_context(set_to(readable, "NUL", "\x01"))
        for module in (middleware, outages):
            mistakes.enter_context(set_to(module, "failure_of", lambda exception: None))
        yield


def with_view_on_site():
    """The address that Django has for “view on site”."""
    whole = RegisterSite.get_urls
    view = path("r/<path:content_type_id>/<path:object_id>/", admin.site.admin_view(_shortcut))
    return set_to(RegisterSite, "get_urls", lambda site: [view, *whole(site)])


def _shortcut(request, content_type_id, object_id):
    model = ContentType.objects.get(pk=content_type_id).model_class()
    return model._base_manager.get(pk=object_id).get_absolute_url()


def no_address_leads_to_history():
    table = ContentType.objects.get(app_label="pghistory", model="context")
    others = [pattern for pattern in urls.urlpatterns if str(pattern.pattern) != "admin/"]
    with override_settings(ROOT_URLCONF=(path("admin/", admin.site.urls), *others)):
        assert signed_in().get(f"/admin/r/{table.pk}/1/").status_code == 404


def a_collision_is_tried_again():
    middleware_urls.CALLS.clear()
    with override_settings(ROOT_URLCONF="tests.core.middleware_urls"):
        assert Client().post("/collide/?times=2", {"name": "typed"}).status_code == 200
    middleware_urls.CALLS.clear()


def rows_are_locked_before_they_are_written():
    actor = factories.ActorFactory(name="Before")
    actor.name = "After"
    with CaptureQueriesContext(
        connection,
    ) as captured:
        save_record(actor, by=None, reason="seen")
    statements = [query["sql"] for query in captured]
    written = next(place for place, text in enumerate(statements) if 'UPDATE "processes_actor"' in text)
    locks = [place for place, text in enumerate(statements) if "pg_advisory_xact_lock" in text]
    rows = [place for place, text in enumerate(statements) if "FOR NO KEY UPDATE" in text]
    assert locks and rows and locks[0] < rows[0] < written


LEAK = "A11"
MUTANTS = [
    Mutant(
        "nothing refuses a NUL character",
        without_refusals,
        a_nul_character_is_refused,
    ),
    Mutant("a table and a key lead to a row", with_view_on_site, no_address_leads_to_history),
    Mutant("a collision ends a write", lambda: set_to(middleware, "ATTEMPTS", 1), a_collision_is_tried_again),
    Mutant(
        "rows are locked as they are written",
        lambda: set_to(writing, "lock_changes", lambda changes: None),
        rows_are_locked_before_they_are_written,
    ),
]
