"""What is read is of one moment, whatever is saved meanwhile."""

import threading

import pytest
from django.db import InternalError, connection, transaction

from peaceinfra.core.visibility import PUBLIC, streamed, viewing
from peaceinfra.datasets.checking import check_dataset
from peaceinfra.datasets.exporting import export_dataset
from processes.models import Actor
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


def meanwhile(work) -> None:
    """Does the work on another connection, and commits it."""

    def run():
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


def rename(actor, name):
    record = Actor.objects.get(pk=actor.pk)
    record.name = name
    record.save()


def test_an_actor_renamed_while_the_register_is_exported_bears_one_name_in_all_files(tmp_path):
    actor = factories.ActorFactory(name="Before", level=0)
    factories.LinkageFactory(source=actor, level=0)
    renamed = []

    def say(words):
        if words.startswith("actors.csv"):
            meanwhile(lambda: rename(actor, "After"))
            renamed.append(words)

    export_dataset(tmp_path / "export", viewer=None, say=say)
    assert len(renamed) == 1
    assert "After" not in "".join(path.read_text() for path in (tmp_path / "export").iterdir())
    rename(actor, "Before")
    check_dataset(tmp_path / "export")


def test_the_earlier_export_stands_until_the_new_one_is_whole(tmp_path):
    actor, folder = factories.ActorFactory(name="Before", level=0), tmp_path / "export"
    export_dataset(folder, viewer=None)
    earlier = {path.name: path.read_bytes() for path in folder.iterdir()}
    rename(actor, "After")

    def fail_late(words):
        assert {path.name: path.read_bytes() for path in folder.iterdir()} == earlier
        if words.startswith("claims.csv"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export_dataset(folder, viewer=None, say=fail_late)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == earlier
    assert [path.name for path in tmp_path.iterdir()] == ["export"]


def test_a_page_says_one_name_from_its_first_to_its_last_line(client, settings):
    settings.ROOT_URLCONF = "tests.core.middleware_urls"
    factories.ActorFactory(name="Before", level=0)
    assert client.get("/labels-twice/").json() == [["Before"], ["Before"]]
    assert Actor.objects.get().name == "After"


def test_a_download_is_of_the_moment_it_began():
    actors = [factories.ActorFactory(name="Before", level=0) for _number in range(2)]
    names = streamed(PUBLIC, lambda: (Actor.objects.get(pk=actor.pk).name for actor in actors))
    assert next(names) == "Before"
    meanwhile(lambda: rename(actors[1], "After"))
    assert list(names) == ["Before"]


def test_what_is_of_one_moment_cannot_write():
    with pytest.raises(InternalError), viewing(PUBLIC, of_one_moment=True):
        Actor.objects.create(name="written", kind="state", level=0)
    with transaction.atomic(), viewing(PUBLIC, of_one_moment=True):
        Actor.objects.create(name="inside a write", kind="state", level=0)
