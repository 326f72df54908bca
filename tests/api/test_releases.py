"""A release is public, frozen, and names nobody who could be in danger."""

import hashlib
import json

import pytest
from django.core.management import CommandError, call_command

from peaceinfra.api.releases import Release, withdraw
from processes.models import Actor
from tests import factories as make
from tests.api.conftest import Reader

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    settings.RELEASES = tmp_path / "releases"
    return settings.RELEASES


@pytest.fixture
def register():
    process = make.PeaceProcessFactory(name="The process")
    government, movement = make.ActorFactory(name="Government"), make.ActorFactory(name="ကချင်")
    person = make.ActorFactory(name="Somebody", kind="individual")
    mediator = make.ActorFactory(name="An elder", kind="community_structure")
    make.MediatorFactory(actor=mediator)
    make.ActorFactory(name="Guarded", level=1)
    body = make.BodyActorFactory(name="Secretariat")
    make.MembershipFactory(body=body, member=government)
    make.MembershipFactory(body=body, member=person)
    make.LinkageFactory(source=government, target=movement, process=process)
    carried = make.LinkageFactory(source=movement, target=government, process=process)
    make.IntermediaryFactory(linkage=carried, actor=mediator)
    make.SourceFactory(name="A report", licence="cc_by")
    make.ReachFactory(actor=mediator)
    return {"government": government, "movement": movement, "body": body}


def lines(reader, name, listed):
    response = reader.answer(f"releases/{name}/{listed}.jsonl")
    assert response.status_code == 200
    return [json.loads(line) for line in b"".join(response.streaming_content).splitlines()]


def read(reader, address):
    response = reader.answer(address)
    return json.loads(b"".join(response.streaming_content))


def test_it_holds_what_is_public_without_individuals_and_mediators_and_what_hangs_on_them(register):
    call_command("release", "2026-12", verbosity=0)
    reader = Reader()
    manifest = read(reader, "releases/2026-12/")
    files = {entry["name"]: entry for entry in manifest["files"]}
    told = {name: lines(reader, "2026-12", name.removesuffix(".jsonl")) for name in files}
    assert {actor["label"] for actor in told["actors.jsonl"]} >= {"Government", "ကချင်", "Secretariat"}
    everything = json.dumps(told, ensure_ascii=False)
    assert not any(name in everything for name in ("Somebody", "An elder", "Guarded"))
    assert [linkage["label"] for linkage in told["linkages.jsonl"]] == ["Government – ကချင်"]
    [body] = [actor for actor in told["actors.jsonl"] if actor["label"] == "Secretariat"]
    assert [row["member"]["label"] for row in body["memberships"]] == ["Government"]
    assert (told["reach.jsonl"], files["linkages.jsonl"]["records"]) == ([], 1)
    assert manifest["records"] == sum(map(len, told.values()))
    assert manifest["licences"]["counts"]["cc_by"] == 1


NAMES = {
    "in capitals": ("Somebody", "told by SOMEBODY, in May"),
    "another name": ("Abu Salim", "Abu Salim’s house"),
    "Burmese": ("ဦးမြင့်", "ပြောသူဦးမြင့်သည်"),
    "Arabic": ("أبو سالم", "قال أبو سالم"),
}


@pytest.mark.parametrize(("name", "text"), NAMES.values(), ids=NAMES)
def test_a_text_with_a_name_of_somebody_in_danger_is_in_no_release(register, name, text):
    person = make.ActorFactory(name="Another", kind="individual")
    make.ActorNameFactory(actor=person, name=name)
    make.ActorNameFactory(actor=person, name="Unknown")
    told = make.LinkageFactory(source=register["government"], target=register["movement"], purpose=text)
    make.ActorFactory(name="A council", description=text)
    make.ActorFactory(name="The somebodyish party")
    claim = make.ClaimFactory(subject=register["government"], value=text)
    about = make.ClaimFactory(subject=told)
    call_command("release", "2026-12", verbosity=0)
    reader = Reader()
    listed = ("linkages", "actors", "claims")
    everything = json.dumps([lines(reader, "2026-12", name) for name in listed], ensure_ascii=False)
    gone = (text, "A council", told.public_id, claim.public_id, about.public_id)
    assert [text for text in gone if text in everything] == []
    assert "The somebodyish party" in everything


def test_who_is_withdrawn_takes_along_what_they_carried_and_the_texts_with_their_name(register):
    go_between = make.ActorFactory(name="The Lake Council")
    by_id = {
        "carried": make.IntermediaryFactory(linkage__purpose="", actor=go_between).linkage,
        "line": make.ChannelEndFactory(actor=go_between).channel,
        "in a text": make.ChannelFactory(name="The line of the lake council"),
    }
    kept = make.ChannelFactory(name="The line of the lake councils of 1990")
    make.MembershipFactory(body=register["body"], member=go_between)
    call_command("release", "2026-12", verbosity=0)
    call_command("withdraw_release", "2026-12", go_between.public_id, verbosity=0)
    reader = Reader()
    told = {
        line["id"] for name in ("linkages", "channels", "actors") for line in lines(reader, "2026-12.1", name)
    }
    assert [name for name, record in by_id.items() if record.public_id in told] == []
    assert {kept.public_id, register["body"].public_id} <= told
    tombstones = {line["id"] for line in lines(reader, "2026-12.1", "tombstones")}
    assert tombstones >= {record.public_id for record in by_id.values()}


def test_what_was_raised_for_it_is_as_it_was(register):
    call_command("release", "2026-12", verbosity=0)
    assert set(Actor.objects.filter(name__in=["Somebody", "An elder"]).values_list("level", flat=True)) == {0}


def test_its_files_are_those_of_the_manifest_and_never_change(register, folder):
    call_command("release", "2026-12", verbosity=0)
    before = {path.name: path.read_bytes() for path in (folder / "2026-12").iterdir()}
    for entry in json.loads(before["manifest.json"])["files"]:
        assert entry["sha256"] == hashlib.sha256(before[entry["name"]]).hexdigest()
    with pytest.raises(CommandError, match="never changed"):
        call_command("release", "2026-12", verbosity=0)
    Actor.objects.update(name="Another")
    assert {path.name: path.read_bytes() for path in (folder / "2026-12").iterdir()} == before


@pytest.mark.parametrize("name", ["../x", "2026.1", "", "A", "a--b"])
def test_a_name_that_is_no_name_is_refused(name):
    with pytest.raises(CommandError, match="no name of a release"):
        call_command("release", name, verbosity=0)


def test_a_withdrawn_one_is_closed_and_the_next_edition_is_without_the_record(register, folder):
    call_command("release", "2026-12", verbosity=0)
    gone = register["movement"].public_id
    call_command("withdraw_release", "2026-12", gone, verbosity=0)
    reader = Reader()
    for address in ("releases/2026-12/", "releases/2026-12/actors.jsonl"):
        response = reader.answer(address)
        assert response.status_code == 410
        assert response.json() == {"errors": {"release": ["withdrawn for safety; replaced by 2026-12.1"]}}
    assert [path.name for path in (folder / "2026-12").iterdir()] == ["withdrawn.json"]
    assert lines(reader, "2026-12.1", "linkages") == []
    assert gone not in json.dumps(lines(reader, "2026-12.1", "actors"))
    tombstones = {line["id"] for line in lines(reader, "2026-12.1", "tombstones")}
    assert gone in tombstones and len(tombstones) > 1
    listed = {entry["name"]: entry for entry in reader.read("releases/")}
    assert listed["2026-12"]["withdrawn"] == "withdrawn for safety"
    assert (listed["2026-12.1"]["withdrawn"], listed["2026-12.1"]["replaced_by"]) == (None, None)
    with pytest.raises(CommandError, match="no open release"):
        call_command("withdraw_release", "2026-12", gone, verbosity=0)


def test_what_is_withdrawn_while_it_is_fetched_is_closed_and_no_fault(register, monkeypatch):
    call_command("release", "2026-12", verbosity=0)
    find = Release.file

    def found_and_gone(made, name):
        path = find(made, name)
        withdraw("2026-12", [register["movement"].public_id])
        return path

    monkeypatch.setattr(Release, "file", found_and_gone)
    response = Reader().answer("releases/2026-12/actors.jsonl")
    assert response.status_code == 410
    assert response.json() == {"errors": {"release": ["withdrawn for safety; replaced by 2026-12.1"]}}


def test_there_is_nothing_else_to_be_read():
    call_command("release", "empty", verbosity=0)
    assert [release["name"] for release in Reader().read("releases/")] == ["empty"]
    for address in ("releases/none/", "releases/empty/settings.py", "releases/empty/..%2F..%2Fsecret"):
        assert Reader().answer(address).status_code == 404
