"""A version that points at what has become guarded since is shown to those alone who may see that too."""

import pytest

from peaceinfra.core.visibility import Viewer, viewing, visibility_of
from peaceinfra.core.visibility.inspection import differences
from processes.services import save_record
from tests import factories as make

pytestmark = pytest.mark.django_db

SECRET = "letters of X"


@pytest.fixture
def linkage():
    """It went out from X, then from another; afterwards X was raised."""
    before, after = make.ActorFactory(name="X"), make.ActorFactory(name="Y")
    linkage = make.LinkageFactory(source=before, purpose=SECRET)
    linkage.source, linkage.purpose = after, "letters"
    linkage = save_record(linkage, by=None, reason="wrong end")
    before.level = 3
    save_record(before, by=None, reason="protected")
    return linkage


@pytest.mark.parametrize(("account", "told"), [(make.AdviserFactory, False), (make.StewardFactory, True)])
def test_on_the_page_of_the_history(client, linkage, account, told):
    client.force_login(account())
    body = client.get(f"/records/{linkage.public_id}/history/").content.decode()
    assert (SECRET in body, "letters" in body) == (told, True)


def test_on_the_screen_of_the_history(client, linkage):
    client.force_login(make.AnalystFactory(clearance=2))
    assert SECRET not in client.get(f"/admin/tracks/linkage/{linkage.pk}/history/").content.decode()


@pytest.mark.parametrize(("level", "versions"), [(2, 1), (3, 2)])
def test_by_both_walls(linkage, level, versions):
    events, viewer = type(linkage).events.rel.related_model, Viewer(level)
    here = events.objects.filter(pgh_obj=linkage.pk)
    assert here.filter(visibility_of(events).q(viewer)).count() == versions
    with viewing(viewer):
        assert here.count() == versions


def test_the_database_holds_what_is_declared():
    assert differences() == []
