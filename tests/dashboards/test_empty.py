"""What a register says that holds nothing."""

import pytest

from tests.dashboards.test_lists import SLUGS
from tests.dashboards.test_pages import text_of

pytestmark = pytest.mark.django_db


def test_an_empty_register_says_what_to_do_next(client):
    said = text_of(client.get("/"))
    assert "There is nothing here yet that you may see" in said
    assert "import_dataset" in said


@pytest.mark.parametrize("slug", SLUGS)
def test_an_empty_list_says_what_to_do(client, slug):
    said = text_of(client.get(f"/{slug}/"))
    assert "None recorded, on the records you may see. Sign in if you have an account" in said
