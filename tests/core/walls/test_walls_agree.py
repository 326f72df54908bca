"""Both walls and a plain reading give the same rows, over generated registers."""

import os

import pytest

from peaceinfra.core.registry import models_by_kind
from peaceinfra.core.visibility import visibility_of
from tests.core.walls import worlds

EXAMPLES = int(os.environ.get("PEACEINFRA_WORLDS", "60"))

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_both_walls_and_a_plain_reading_agree_on_what_chance_seldom_makes():
    worlds.search_by_hand()


@pytest.mark.parametrize("alphabet", [worlds.WIDE, worlds.DENSE], ids=["wide", "dense"])
def test_both_walls_and_a_plain_reading_agree(alphabet):
    worlds.search(alphabet, EXAMPLES)


def test_the_plain_reading_knows_every_model_and_every_reference_to_a_guarded_one():
    assert set(models_by_kind().values()) <= set(worlds.HANGS_ON)
    for model, names in worlds.HANGS_ON.items():
        references = [field for field in model._meta.concrete_fields if field.is_relation]
        guarded = {field.name for field in references if visibility_of(field.related_model)}
        assert set(names) == guarded, model.__name__
