"""Two registers, of which one has guarded rows drawn by chance: who may not see them is answered the same.

Twenty worlds, among which the whole inventory is dealt out; `make noninterference` tries as many as one likes,
and 300 read every address of it. A world that fails is drawn again by its number:
`make noninterference SEED=17 WORLDS=1`.
"""

import os
import re
from contextlib import suppress
from datetime import timedelta
from functools import partial
from random import Random

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch

from peaceinfra.core import sessions
from peaceinfra.core.choices import TokenScope
from peaceinfra.core.models import TokenUse
from processes.services.relative_dates import follow_dates
from tests import factories as make
from tests.admin.screens import address, listing
from tests.drawn_worlds import HAPPENINGS, build_drawn
from tests.shared import module_fixture
from tests.test_non_interference import NOISE, answers, every_address
from tests.test_non_interference_of_writes import KEY, SAVES, TOKEN
from tests.tokens import make_token, officer, tool
from tests.two_worlds import IDS, build_public, compared

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

FIRST, WORLDS = int(os.environ.get("SEED") or 0), int(os.environ.get("WORLDS") or 20)
READS, LATER = 12, 2
#: What is written in one world and then in the other is not written in the same second, nor under the same tag.
TIME = re.compile(rb"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:[\d.]+(Z|\+00:00)|\b\d{8}T\d{12}\b|\bt=\d+")
TIMED = {"ETag", "Last-Modified"}
#: In which the time of a write, or the key that it drew, cannot be left out.
PACKED = re.compile(r"xlsx|docx|pdf|/export/|/digest/")


def built():
    build_public()
    # Dates that follow one another do so before anything is compared, as after each save.
    follow_dates([])
    ContentType.objects.get_for_models(*apps.get_models())
    steward, maker = make.StewardFactory(clearance=2), officer()
    accounts = {
        "adviser": make.AdviserFactory(),
        "analyst": make.AnalystFactory(clearance=2),
        "steward": steward,
    }
    tokens = {
        name: make_token(maker, level=level, scopes=TokenScope.values)[1]
        for name, level in (("public token", 0), ("token of a partner", 2))
    }
    return accounts, tokens, every_address(), screens()


register = module_fixture(built)


def screens():
    """The desk: each list with a search and an order, and each screen of the records that are seen."""
    pages = ("change", "history", "retire")
    models = [model for model, _admin in make_admin_models()]
    found = [f"{listing(model)}{query}" for model in models for query in ("", "?q=secret", "?o=-1", "?all=")]
    for model in models:
        for page in pages if (record := model.objects.order_by("pk").first()) else ():
            with suppress(NoReverseMatch):  # what is work has no screen to retire it
                found.append(address(record, page))
    return found


def make_admin_models():
    from django.contrib import admin  # noqa: PLC0415 - the site is made when it is first asked for

    apps_of_register = ("processes", "secretariats", "tracks")
    return [one for one in admin.site._registry.items() if one[0]._meta.app_label in apps_of_register]


def signed_in(account):
    client = Client(raise_request_exception=False)
    client.force_login(account)
    return client


def dealt(seed, what, cards, number):
    """Worlds that follow one another are given others, until all were given."""
    deck = Random(what).sample(cards, len(cards))
    first = seed * number % len(deck)
    return (deck + deck)[first : first + number]


def plan(seed, register):
    """(client, what it reads) for each reader, the write, and what is read after it; chosen before any world."""
    accounts, tokens, pages, desk = register
    random = Random(seed)
    account, token = random.choice(list(accounts)), random.choice(list(tokens))
    of_api = [page for page in pages if page.startswith("/api/")]
    reads = [
        (Client(raise_request_exception=False), dealt(seed, "signed out", pages, READS // 3)),
        (signed_in(accounts[account]), dealt(seed, "signed in", pages, READS // 4)),
        (tool(tokens[token]), dealt(seed, "by a token", of_api, READS // 4)),
        (signed_in(accounts["steward"]), dealt(seed, "at the desk", desk, READS // 4)),
    ]
    [write] = dealt(seed, "written", list(SAVES), 1)
    later = dealt(seed, "later", [page for page in pages if not PACKED.search(page)], LATER)
    later += [f"/api/v1/processes/{IDS['pro']}/", f"/processes/{IDS['pro']}/"]
    return reads, (signed_in(accounts["steward"]), accounts["steward"]), write, later


def read(client, paths):
    TokenUse.objects.all().delete()  # a day on which nothing was read before
    found = {}
    for path, (status, headers, body, queries) in answers(client, paths).items():
        headers = {
            name: TIME.sub(b"", value.encode()) for name, value in headers.items() if name != "Set-Cookie"
        }
        found[path] = status, headers, TOKEN.sub("", NOISE.sub(b"", body).decode(errors="replace")), queries
    return found


def after(client, paths):
    """What is read after a write, without what any two writes differ in."""
    found = {}
    for path, (status, headers, body, queries) in answers(client, paths).items():
        kept = {name: value for name, value in headers.items() if name not in TIMED | {"Set-Cookie"}}
        text = KEY.sub("key", TIME.sub(b"", body).decode(errors="replace"))
        if "csv" in path:
            # Its rows stand in the order of their keys, of which a write draws one.
            text = "\n".join(sorted(text.split("\n")))
        found[path] = status, KEY.sub("key", str(kept)), TOKEN.sub("", text), queries
    return found


def answered(plan, asked=None):
    """{what was asked: the answer}, of all readers, of the write, and of what is read when it is written.

    asked   only these, and with the write what is read after it
    """
    reads, (client, account), write, later = plan
    found = {}
    for number, (reader, paths) in enumerate(reads):
        wanted = [path for path in paths if asked is None or (number, path) in asked]
        found |= {(number, path): answer for path, answer in read(reader, wanted).items()}
    if asked is not None and not any(part in ("write", "later") for part, _what in asked):
        return found
    with transaction.atomic():
        found["write", write] = SAVES[write](client, account)
        found |= {("later", path): answer for path, answer in after(reads[0][0], later).items()}
        transaction.set_rollback(True)
    return found


def told_apart(seed, register) -> list:
    """What is answered otherwise in the register with the guarded rows of this seed."""
    worlds = []
    without, with_guarded = compared(
        partial(answered, plan(seed, register)), lambda: worlds.append(build_drawn(seed))
    )
    assert len(worlds[0].rows) > 5 and worlds[0].happened == set(HAPPENINGS), (
        "too little was drawn: nothing is proved"
    )
    return [asked for asked, answer in without.items() if with_guarded[asked] != answer]


@pytest.mark.parametrize("seed", range(FIRST, FIRST + WORLDS))
def test_guarded_rows_drawn_by_chance_change_no_byte_for_who_may_not_see_them(seed, register, monkeypatch):
    monkeypatch.setattr(sessions, "REFRESHED_AFTER", timedelta(days=1))
    assert told_apart(seed, register) == [], f"make noninterference SEED={seed} WORLDS=1"
