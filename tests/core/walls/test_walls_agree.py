"""Both walls and a plain reading give the same rows, over generated registers."""

import os

import pytest

from tests.core.walls import worlds

EXAMPLES = int(os.environ.get("PEACEINFRA_WORLDS", "60"))

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("alphabet", [worlds.WIDE, worlds.DENSE], ids=["wide", "dense"])
def test_both_walls_and_a_plain_reading_agree(alphabet):
    worlds.search(alphabet, EXAMPLES)
