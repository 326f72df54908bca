"""Two registers, read as recorded: what is guarded now or was guarded then changes no byte of an old version.

Beside guarded rows, also in the middle of logs, stand such as were public then and were raised since, and such as
were guarded then and were lowered since.
"""

from datetime import date
from itertools import product

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType

from peaceinfra.core.visibility import Viewer, as_recorded, viewing
from peaceinfra.core.visibility.recorded_sql import tracked_models
from tests import factories as make
from tests.recording import written_on
from tests.test_non_interference import answers
from tests.two_worlds import build_guarded, build_guarded_twice, build_public

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

THEN = "recorded=2026-11-01"
# One of each view and of each shape of answer: all views read the same second schema.
PAGES = [
    "/processes/{pro}/", "/processes/{pro}/bodies/", "/processes/{pro}/evidence/", "/processes/{pro}/brief/",
    "/processes/{pro}/paths/", "/secretariats/{sec}/", "/actors/{party}/", "/actors/{mediator}/", "/channels/{chn}/",
    "/agreements/{agr}/", "/communities/{com}/", "/sources/{src}/", "/actors/{hidden_act}/",
    "/api/v1/processes/{pro}/network/", "/api/v1/bodies/{sec}/", "/api/v1/linkages/{hidden_lnk}/",
]  # fmt: skip
OLD = [f"{page}?{THEN}" for page in PAGES] + [f"/processes/{{pro}}/?as_of=2005-01-01&{THEN}"]
# What was lowered since is learnt since: the difference is compared where only the rest was added.
DIFFERENCES = [
    f"{place}/processes/{{pro}}/difference/?from=2001-01-01&to=2005-01-01&{THEN}" for place in ("", "/api/v1")
]
OF_RAISED, OF_LOWERED = 20, 30


def keys():
    return {model: {*model.objects.values_list("pk", flat=True)} for model in tracked_models()}


def remark(before, level):
    """Gives all rows that were not there before another level."""
    for model in tracked_models():
        if any(field.name == "level" for field in model._meta.concrete_fields):
            model.objects.exclude(pk__in=before[model]).update(level=level)


def build_what_is_guarded_now(register):
    with written_on("2026-10-05"):
        build_guarded_twice(register)
    before = keys()
    with written_on("2026-10-10"):
        build_guarded(register, {"level": 0}, OF_RAISED)
    with written_on("2026-11-10"):
        remark(before, 3)


def build_what_is_guarded_now_or_was_then(register):
    build_what_is_guarded_now(register)
    before = keys()
    with written_on("2026-10-15"):
        build_guarded(register, {"level": 3}, OF_LOWERED)
    with written_on("2026-11-15"):
        remark(before, 0)


@pytest.mark.parametrize("account", [None, make.AdviserFactory], ids=["signed out", "adviser"])
def test_an_old_version_tells_nothing_of_what_is_guarded_now_or_was_then(client, account):
    with written_on("2026-10-01"):
        register = build_public()
    if account:
        client.force_login(account())
    ContentType.objects.get_for_models(*apps.get_models())
    client.get("/")
    without = answers(client, OLD)
    build_what_is_guarded_now_or_was_then(register)
    with_guarded = answers(client, OLD)
    for address, answer in without.items():
        assert with_guarded[address] == answer, address
    shown = [answer for answer in without.values() if answer[0] == 200]
    assert len(shown) > len(OLD) - 5


def test_a_difference_tells_nothing_of_what_is_guarded_now(client):
    with written_on("2026-10-01"):
        register = build_public()
    client.force_login(make.AdviserFactory())
    client.get("/")
    without = answers(client, DIFFERENCES)
    build_what_is_guarded_now(register)
    assert answers(client, DIFFERENCES) == without
    assert {answer[0] for answer in without.values()} == {200}


def test_who_may_see_them_is_shown_them_as_they_were(client):
    with written_on("2026-10-01"):
        register = build_public()
    client.force_login(make.AdviserFactory(clearance=3))
    address = f"/processes/{{pro}}/?{THEN}"
    without = answers(client, [address])
    build_what_is_guarded_now_or_was_then(register)
    assert answers(client, [address]) != without


def test_what_is_shown_of_a_day_names_nothing_that_is_not_shown():
    """Every reference of a row to a guarded record leads to a row that the same reader is shown of the same day."""
    with written_on("2026-10-01"):
        register = build_public()
    build_what_is_guarded_now_or_was_then(register)
    for level, day in product((0, 2, 3), ("2026-10-12", "2026-11-01", "2026-11-12", "2026-11-20")):
        with viewing(Viewer(level)), as_recorded(date.fromisoformat(day)):
            shown = keys()
            for model in tracked_models():
                for field in model._meta.concrete_fields:
                    if field.is_relation and field.related_model in shown:
                        named = {*model.objects.values_list(field.attname, flat=True)} - {None}
                        assert named <= shown[field.related_model], (model, field.name, level, day)
