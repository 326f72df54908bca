"""An internal note is for those who edit: no page, history, answer or reader's copy has it."""

import pytest

from peaceinfra.core.visibility import Viewer
from peaceinfra.datasets.exporting import export_dataset
from processes.services import save_record
from tests import factories as make

pytestmark = pytest.mark.django_db

NOTE = "was met at the house of his cousin"


@pytest.fixture
def actor():
    actor = make.ActorFactory(internal_note=NOTE)
    actor.internal_note, actor.description = f"{NOTE} again", "a mediator"
    return save_record(actor, by=None, reason="second talk")


@pytest.mark.parametrize(
    "address", ["/actors/{}/", "/records/{}/history/", "/api/v1/actors/{}/", "/search/?q=house"]
)
def test_no_page_shows_it(client, actor, address):
    client.force_login(make.AdviserFactory())
    response = client.get(address.format(actor.public_id))
    assert (response.status_code, NOTE in response.content.decode()) == (200, False)


def test_a_readers_copy_does_without_and_the_whole_register_has_it(actor, tmp_path):
    export_dataset(tmp_path / "copy", viewer=Viewer(2))
    export_dataset(tmp_path / "all", viewer=None)
    said = [NOTE in (tmp_path / folder / "actors.csv").read_text() for folder in ("copy", "all")]
    assert said == [False, True]
