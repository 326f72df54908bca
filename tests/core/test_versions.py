"""The versions of a record are read in one way, and what was done to it has the same words on every surface."""

import pytest

from peaceinfra.core.versions import action_words, in_pairs, versions_of
from peaceinfra.core.visibility import Viewer
from processes.models import Actor
from processes.services import restore_records, retire_records
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def returned():
    """An actor that was retired and put back."""
    steward, actor = factories.StewardFactory(), factories.ActorFactory(name="Valley Council")
    retire_records([actor], by=steward, reason="Dissolved.")
    actor.refresh_from_db()
    restore_records([actor], by=steward, reason="An error.")
    return actor


def test_each_version_stands_beside_the_one_before_it(returned):
    pairs = list(in_pairs(versions_of(Actor, Viewer(0), pgh_obj=returned.pk)))
    assert [before and before.retired for before, _after in pairs] == [None, False, True]
    assert [action_words(*pair) for pair in pairs] == ["added", "retired", "put back"]


def test_what_was_done_is_said_alike_on_the_page_and_in_the_admin(client, returned):
    client.force_login(factories.StewardFactory())
    page = client.get(f"/records/{returned.public_id}/history/").content.decode()
    screen = client.get(f"/admin/processes/actor/{returned.pk}/history/").content.decode()
    assert all("put back" in answer and "retired" in answer for answer in (page, screen))
