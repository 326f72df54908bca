"""The register as it was recorded and a plain reading by hand give the same rows, over generated registers."""

import os
from collections import defaultdict
from datetime import date

import pytest
from django.db import transaction

from peaceinfra.core.models import Detail, Record
from peaceinfra.core.visibility import Viewer, as_recorded
from processes.models import Actor
from tests.core.walls import worlds
from tests.recording import written_on

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

EXAMPLES = int(os.environ.get("PEACEINFRA_WORLDS", "60")) // 3


def hung_on():
    """{(model, key): all rows that it hangs on now, itself among them}, said by hand as in `worlds.HANGS_ON`."""
    rows = {model: {row.pk: row for row in model._base_manager.all()} for model in worlds.HANGS_ON}
    kinds = {pk: model for model in rows if not issubclass(model, Detail) for pk in rows[model]}
    beside = defaultdict(set)
    for model, names in worlds.HANGS_ON.items():
        for pk, row in rows[model].items():
            for name in names:
                key = getattr(row, f"{name}_id")
                if key is not None:
                    target = worlds.target_of(model, name)
                    beside[model, pk].add((kinds[key] if target is Record else target, key))
    for model, part in worlds.LENT_BY.items():
        for row in rows[part].values():
            beside[model, getattr(row, f"{worlds.HANGS_ON[part][0]}_id")].add((Actor, row.actor_id))
    return {(model, pk): _reached((model, pk), beside) for model in rows for pk in rows[model]}


def _reached(start, beside):
    found, new = set(), {start}
    while new:
        found |= new
        new = {other for row in new for other in beside[row]} - found
    return found


def by_plain_reading(viewer, then, seen_then):
    """What was seen then and hung on nothing that is hidden now."""
    now = worlds.by_plain_reading(viewer)
    found = {
        model: {pk for pk in keys if all(key in now[other] for other, key in then[model, pk])}
        for model, keys in seen_then.items()
        if model is not Record
    }
    addressable = [model for model in found if not issubclass(model, Detail)]
    return found | {Record: set().union(*(found[model] for model in addressable))}


def disagreements(world) -> list[str]:
    """Writes a world, then its moves on a later day, and reads the day before them."""
    viewer = Viewer(*world["viewer"])
    with transaction.atomic():
        with written_on("2026-10-01"):
            register = worlds.Register(world | {"moves": ()})
        then, seen_then = hung_on(), worlds.by_plain_reading(viewer)
        with written_on("2026-11-01"):
            register.move(world["moves"])
        plain = by_plain_reading(viewer, then, seen_then)
        with worlds.viewing(viewer), as_recorded(date(2026, 10, 15)):
            recorded = {model: {*model._base_manager.values_list("pk", flat=True)} for model in plain}
        transaction.set_rollback(True)
    return [model._meta.label for model in plain if plain[model] != recorded[model]]


def test_the_recorded_register_and_a_plain_reading_agree_on_what_chance_seldom_makes():
    worlds.search_by_hand(disagreements)


@pytest.mark.parametrize("alphabet", [worlds.WIDE, worlds.DENSE], ids=["wide", "dense"])
def test_the_recorded_register_and_a_plain_reading_agree(alphabet):
    worlds.search(alphabet, EXAMPLES, disagreements)
