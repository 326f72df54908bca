"""Every way to ask about a record by its id: who may not see it gets what they would get for an id of nothing.

The guarded register is that of the non-interference tests; each list, filter, screen and box is asked for a record
that is guarded by its level, for one that is guarded by a team, and for none.
"""

import json
import re

import pytest
from django.contrib import admin
from django.urls import NoReverseMatch, reverse

from peaceinfra.analysis.kinds import PAGES
from peaceinfra.api.urls import router
from peaceinfra.core.filtering import PublicIds
from peaceinfra.core.identity import public_id
from peaceinfra.core.registry import models_by_kind
from peaceinfra.core.visibility import visibility_of
from peaceinfra.dashboards.lists import LISTS, PROCESSES
from processes.admin.base import RecordAdmin
from processes.models import Actor, Claim, Event, Note, Source
from secretariats.models import Channel, Post
from tests import factories as make
from tests.admin.screens import REASON, address, shown
from tests.security.test_oracles import ABSENT, alike
from tests.two_worlds import IDS
from tracks.models import Linkage

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# Every guarded record with a name says so; a secretariat is none.
SECRET = re.compile("secret(?!ariat)", re.IGNORECASE)
ACCOUNTS = {
    "signed out": lambda: None,
    "reader": lambda: make.AccountFactory(clearance=2),
    "wrong team": lambda: make.TeamGrantFactory(account=make.AnalystFactory(clearance=2)).account,
    "administrator": lambda: make.TeamGrantFactory(account__role="administrator").account,
}


@pytest.fixture
def desk(client):
    """An analyst below the level, and with a team of their own that is not the one asked for."""
    client.force_login(make.TeamGrantFactory(account=make.AnalystFactory(clearance=2)).account)
    return client


def guarded_keys(model):
    """Two records of the model that no account here sees, by level and by team; none where the register has none.

    Where no row is marked below restricted, that by team is so too.
    """
    keys = model._base_manager.order_by("pk").values_list("pk", flat=True)
    by_level = keys.filter(effective_level__gt=2, effective_teams=[]).first()
    least = max(2, visibility_of(model).least)
    by_team = keys.filter(effective_level__lte=least).exclude(effective_teams=[]).first()
    assert (by_level is None) == (by_team is None), model
    return () if by_level is None else (by_level, by_team)


def asked_by_id():
    """(address, kind) of every filter of every list that takes public ids; the id stands in braces."""
    found = []
    endpoints = [(f"/api/v1/{prefix}/", view.filterset_class) for prefix, view, _name in router.registry if
                 getattr(view, "filterset_class", None)]  # fmt: skip
    pages = [
        (f"/{record_list.slug}{end}", record_list.filterset)
        for record_list in (PROCESSES, *LISTS)
        for end in ("/", ".csv")
    ]
    for path, filterset in endpoints + pages:
        for name, id_filter in filterset.base_filters.items():
            if isinstance(id_filter, PublicIds):
                model = id_filter.extra.get("model") or Actor
                found.append((f"{path}?{name}={{}}", visibility_of(model).kind))
    return found


def test_filters_by_id_of_every_list(client, guarded):
    asked = asked_by_id()
    assert len(asked) > 80
    for path, kind in asked:
        keys = guarded_keys(models_by_kind()[kind])
        assert keys, kind

        def ask(client, key, path=path, kind=kind):
            return Gone(client.get(path.format(public_id(kind, key))))

        assert alike(client, ask, *keys)[0] == 200, path


class Gone:
    """A response whose stream is read, for comparing."""

    def __init__(self, response):
        self.status_code, self.headers = response.status_code, response.headers
        self.content = b"".join(response.streaming_content) if response.streaming else response.content


@pytest.mark.parametrize("account", ACCOUNTS)
def test_lists_begin_alike_after_a_hidden_and_an_absent_record(client, guarded, account):
    if who := ACCOUNTS[account]():
        client.force_login(who)
    for record_list in (PROCESSES, *LISTS):
        model = record_list.filterset._meta.model
        kind, keys = visibility_of(model).kind, guarded_keys(model)

        def ask(client, key, slug=record_list.slug, kind=kind):
            return client.get(f"/{slug}/?cursor={public_id(kind, key)}")

        assert alike(client, ask, *keys)[0] == 200, record_list.slug


@pytest.mark.parametrize("account", ACCOUNTS)
def test_pages_and_answers_of_a_guarded_record(client, guarded, account):
    """Each kind of record, in the API under each of its names, as a page and as a history."""
    if who := ACCOUNTS[account]():
        client.force_login(who)
    paths = [(f"/api/v1/{prefix}/{{}}/", view.filterset_class._meta.model) for prefix, view, _name in router.registry
             if getattr(view, "filterset_class", None)]  # fmt: skip
    for name in (
        "process",
        "secretariat",
        "actor",
        "linkage",
        "channel",
        "event",
        "agreement",
        "community",
        "source",
    ):
        model = Actor if name == "secretariat" else paths_model(name)
        paths.append((reverse(f"{name}_detail", args=["KEY"]).replace("KEY", "{}"), model))
    paths += [("/records/{}/history/", model) for model in models_by_kind().values()]
    for path, model in paths:
        kind, keys = visibility_of(model).kind, guarded_keys(model)
        if not keys:
            continue

        def ask(client, key, path=path, kind=kind):
            return client.get(path.format(public_id(kind, key)))

        assert alike(client, ask, *keys)[0] == 404, path


def paths_model(name):
    kinds = {page: kind for kind, page in PAGES.items()}
    return models_by_kind()[kinds[name]]


def screens():
    return [screen for screen in admin.site._registry.values() if isinstance(screen, RecordAdmin)]


def test_lists_of_the_admin_narrowed_to_a_record(desk, guarded):
    asked = 0
    for screen in screens():
        url = reverse(f"admin:{screen.opts.app_label}_{screen.opts.model_name}_changelist")
        for name in screen.narrowed_by:
            model = screen.model
            for step in name.removesuffix("__id").split("__"):
                model = model._meta.get_field(step).related_model
            keys = guarded_keys(model) or guarded

            def ask(client, key, url=url, name=name):
                return client.get(f"{url}?{name}__exact={key}")

            assert alike(desk, ask, *keys)[0] == 200, (url, name)
            asked += 1
    assert asked > 60


def test_screens_of_the_admin_filled_from_an_address(desk, guarded):
    """`?actor=…` on an empty screen, by key and by public id, for every reference of every kind."""
    for screen in screens():
        if not screen.to_add:
            continue
        url = reverse(f"admin:{screen.opts.app_label}_{screen.opts.model_name}_add")
        for field in screen.model._meta.concrete_fields:
            target = field.related_model
            if not (target and visibility_of(target) and field.editable):
                continue
            keys = guarded_keys(target)
            if not keys:
                continue

            def ask(client, key, url=url, name=field.name):
                return client.get(f"{url}?{name}={key}")

            assert alike(desk, ask, *keys)[0] == 200, (url, field.name)


def test_screens_of_every_kind_of_guarded_record(desk, guarded):
    for screen in screens():
        keys = guarded_keys(screen.model)
        for page in ("change", "history", "retire"):
            try:
                url = reverse(f"admin:{screen.opts.app_label}_{screen.opts.model_name}_{page}", args=[ABSENT])
            except NoReverseMatch:
                continue
            if keys:
                ask = lambda client, key, url=url: client.get(url.replace(str(ABSENT), str(key)))  # noqa: E731
                assert alike(desk, ask, *keys)[0] == 404, url


def test_boxes_that_find_records(desk, guarded):
    for screen in screens():
        kind = getattr(visibility_of(screen.model), "kind", "")
        if kind and (keys := guarded_keys(screen.model)):
            ask = lambda client, key, kind=kind: client.get(f"/admin/records/?term={public_id(kind, key)}")  # noqa: E731
            assert json.loads(alike(desk, ask, *keys)[2])["results"] == []
    found = desk.get("/admin/records/?term=secret").json()["results"]
    assert [result["text"] for result in found if SECRET.search(result["text"])] == []


def test_autocomplete_of_every_reference_finds_nothing_guarded(desk, guarded):
    for screen in screens():
        for field in screen.model._meta.concrete_fields:
            target = field.related_model
            if target and visibility_of(target) and target in admin.site._registry:
                asked = {"app_label": screen.opts.app_label, "model_name": screen.opts.model_name,
                         "field_name": field.name, "term": "secret"}  # fmt: skip
                response = desk.get("/admin/autocomplete/", asked)
                if response.status_code == 200:
                    assert not SECRET.search(response.content.decode()), field


def entered(table, **cells):
    boxes = {f"c.0.{table}.{name}": value for name, value in cells.items()}
    return boxes | {"known": IDS["src"], "reason": "read", "check": "1"}


@pytest.mark.parametrize(
    "said",
    [
        lambda key: entered("claims", subject=public_id("act", key), field="name", value="x"),
        lambda key: entered("claims", subject=IDS["rol"], field="actor", value=public_id("act", key)),
        lambda key: entered("claims", subject=IDS["man"], field="mandated_by", value=public_id("act", key)),
        lambda key: entered("roles", actor=public_id("act", key), process=IDS["pro"], kind="party"),
        lambda key: entered("bodies", id=public_id("act", key), form="office"),
        lambda key: entered("actors", id=public_id("act", key), name="x"),
    ],
    ids=["the record", "a value", "a value of a part", "a reference", "more of the record", "a change"],
)
def test_a_sheet_about_a_guarded_record(desk, guarded, said):
    before = Claim.objects.count()
    status = alike(desk, lambda client, key: client.post("/admin/sheet/", said(key)), *guarded)[0]
    assert (status, Claim.objects.count()) == (200, before)


def test_a_sheet_of_a_guarded_source(desk, guarded):
    sources = guarded_keys(Source)

    def posted(client, key):
        row = entered("claims", subject=IDS["rol"], field="side", value="x")
        return client.post("/admin/sheet/", row | {"known": public_id("src", key)})

    def opened(client, key):
        return client.get(f"/admin/sheet/?source={public_id('src', key)}")

    for ask in (posted, opened):
        assert alike(desk, ask, *sources)[0] == 200


def test_the_fields_of_a_guarded_record(desk, guarded):
    def ask(client, key):
        return client.get(f"/admin/processes/source/fields/?record={public_id('act', key)}")

    assert alike(desk, ask, *guarded)[2] == b'{"fields": []}'


def test_reconfirming_a_guarded_linkage(desk, guarded):
    keys = guarded_keys(Linkage)
    said = {"on": "2026-01", "source": IDS["src"], "credibility": "2", "reason": "met", "save": "1"}

    def saved(client, key):
        return client.post("/admin/tracks/linkage/reconfirm/", said | {"linkage": f"{key}:1"})

    def chosen(client, key):
        ticked = {"action": "reconfirm", "_selected_action": str(key)}
        return client.post("/admin/tracks/linkage/", ticked, follow=True)

    for ask in (saved, chosen):
        assert alike(desk, ask, *keys)[0] == 200


@pytest.mark.parametrize("model", [Channel, Event, Post])
def test_rows_of_a_screen_that_name_a_guarded_actor(desk, guarded, model):
    """Every search box of the rows of a screen, posted with a key that its list would not offer."""
    record = model.objects.exclude(effective_level__gt=0).filter(effective_teams=[]).order_by("pk").first()
    page = desk.get(address(record))
    values = shown(page) | REASON
    for inline in page.context["inline_admin_formsets"]:
        prefix, empty = inline.formset.prefix, inline.formset.empty_form
        for name, field in empty.fields.items():
            if getattr(getattr(field, "queryset", None), "model", None) is not Actor:
                continue
            number = int(values[f"{prefix}-TOTAL_FORMS"])

            def ask(
                client, key, at=f"{prefix}-{number}-{name}", total=f"{prefix}-TOTAL_FORMS", number=number
            ):
                return client.post(address(record), values | {at: str(key), total: str(number + 1)})

            assert alike(desk, ask, *guarded)[0] == 200, (prefix, name)


def test_the_home_and_the_lists_of_work_name_nothing_guarded(desk, guarded):
    for actor in Actor.objects.filter(pk__in=guarded):
        make.NoteFactory(subject=actor, kind="review", review_due="2020-01-01", text="Secret visit")
    for path in (
        "/admin/",
        *(
            f"/admin/waiting/{work_list}/"
            for work_list in ("review", "contested", "not-confirmed", "dates", "unsourced")
        ),
    ):
        page = desk.get(path).content.decode()
        assert not SECRET.search(page), path
        assert [key for key in guarded if public_id("act", key) in page] == [], path
    assert Note.objects.filter(text="Secret visit").count() == 2
