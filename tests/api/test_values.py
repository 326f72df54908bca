"""What a filter may be given: codes in use, ids of other registers, “unknown”; and a place in its own list alone."""

import pytest

from tests import factories as make
from tests.api.conftest import Reader
from tests.api.register import one_of_each


@pytest.mark.parametrize(
    ("address", "name", "value", "allowed"),
    [
        ("claims/", "field", "statuss", "name"),
        ("mediators/", "language", "zz", "ISO 639-1"),
        ("mediators/", "language", "Sinhala", "Write si."),
        ("bodies/", "status", "asleep", "operational"),
        ("processes/", "phase", "peace", "negotiation"),
        ("actors/", "external_id", "532", "register:id"),
        ("actors/", "country", "Nepalia", "ISO 3166"),
        ("posts/", "kind", "boss", "director"),
        ("relative-bounds/", "bound", "middle", "start, end"),
    ],
)
def test_a_value_that_is_not_in_use_is_refused_and_the_allowed_ones_are_named(
    anybody, address, name, value, allowed
):
    [said] = anybody.errors(address, **{name: value})[name]
    assert value in said and allowed in said


def test_fields_of_claims_are_asked_by_their_names(anybody):
    for field in ("name", "kind"):
        make.ClaimFactory(subject=make.ActorFactory(), field=field)
    assert {claim["field"] for claim in anybody.read("claims/", field="name")["results"]} == {"name"}
    assert {claim["field"] for claim in anybody.read("claims/", field=["name", "kind"])["results"]} == {
        "name",
        "kind",
    }
    assert anybody.read("claims/", field="form")["results"] == []
    assert set(anybody.errors("claims/", field="level")) == {"field"}


def test_what_is_not_recorded_is_asked_for_by_unknown(anybody):
    place = make.PlaceFactory(name="Town", country="LK")
    make.PlaceFactory(name="Nowhere", country="")
    make.EventFactory(name="Placed", place=place)
    make.EventFactory(name="Unplaced", place=None)
    make.AgreementFactory(name="Local", is_local=True)
    make.AgreementFactory(name="Either", is_local=None)
    make.PeaceProcessFactory(name="Somewhere", countries=["LK"])
    make.PeaceProcessFactory(name="Anywhere", countries=[])
    assert anybody.labels("places/", country="unknown") == {"Nowhere"}
    assert anybody.labels("places/", country=["unknown", "LK"]) == {"Nowhere", "Town"}
    assert {event["name"] for event in anybody.read("events/", place="unknown")["results"]} == {"Unplaced"}
    assert {
        agreement["name"] for agreement in anybody.read("agreements/", is_local="unknown")["results"]
    } == {"Either"}
    assert {
        agreement["name"]
        for agreement in anybody.read("agreements/", is_local=["unknown", "true"])["results"]
    } == {
        "Either",
        "Local",
    }
    assert "Anywhere" in anybody.labels("processes/", country="unknown")
    assert "Somewhere" not in anybody.labels("processes/", country="unknown")


def test_unknown_finds_what_has_no_log_and_what_a_log_says_is_not_known(anybody):
    silent, known = make.PeaceProcessFactory(name="Silent"), make.PeaceProcessFactory(name="Known")
    doubtful = make.PeaceProcessFactory(name="Doubtful")
    make.PhaseChangeFactory(process=known, status="negotiation")
    make.PhaseChangeFactory(process=doubtful, status="unknown")
    assert anybody.labels("processes/", phase="unknown") == {silent.name, doubtful.name}
    body = make.BodyActorFactory(name="Without a life")
    make.LifecycleChangeFactory(body=make.BodyActorFactory(), status="operational")
    assert anybody.labels("bodies/", status="unknown") == {body.name}


def test_unknown_is_refused_where_a_field_is_never_empty(anybody):
    assert set(anybody.errors("claims/", source="unknown")) == {"source"}
    assert set(anybody.errors("posts/", kind="unknown")) <= {"kind"}


def test_a_record_is_found_by_its_id_in_another_register(anybody, cleared):
    movement, front = make.ActorFactory(name="Movement"), make.ActorFactory(name="Front")
    make.ExternalIdFactory(subject=movement, scheme="paax", value="ARM_532")
    make.ExternalIdFactory(subject=front, scheme="paax", value="ARM_1")
    make.ExternalIdFactory(subject=front, scheme="ucdp_actor", value="ARM_532", level=3)
    make.ClaimFactory(subject=movement, field="name")
    assert anybody.labels("actors/", external_id="paax:ARM_532") == {"Movement"}
    assert anybody.labels("actors/", external_id="PAAX:arm_532") == {"Movement"}
    assert anybody.labels("actors/", external_id=["paax:ARM_532", "paax:ARM_1"]) == {"Movement", "Front"}
    hidden = anybody.errors("actors/", external_id="ucdp_actor:ARM_532")["external_id"]
    assert hidden == ["“ucdp_actor” is no register here. Write one of: paax."]
    absent = anybody.errors("actors/", external_id=["paax:ARM_1", "paxx:81"])["external_id"]
    assert absent == ["“paxx” is no register here. Write one of: paax."]
    assert cleared.errors("actors/", external_id="paxx:81")["external_id"] == [
        "“paxx” is no register here. Write one of: paax, ucdp_actor."
    ]
    assert cleared.labels("actors/", external_id="ucdp_actor:ARM_532") == {"Front"}
    assert [claim["field"] for claim in anybody.read("claims/", external_id="paax:ARM_532")["results"]] == [
        "name"
    ]


def test_where_no_id_of_another_register_may_be_seen_no_register_is_known(anybody):
    make.ExternalIdFactory(subject=make.ActorFactory(), scheme="paax", value="ARM_1", level=3)
    assert anybody.errors("actors/", external_id="paax:ARM_1")["external_id"] == [
        "“paax” is no register here: no id in another register is recorded, as far as you may see."
    ]


@pytest.mark.slow
def test_every_list_is_asked_by_the_ids_of_other_registers(cleared):
    for name, record in one_of_each().items():
        subject = record.subject if hasattr(record, "subject") and name != "stances" else record
        make.ExternalIdFactory(subject=subject, scheme="other", value=f"{name}-{subject.pk}")
        found = cleared.read(f"{name}/", external_id=f"other:{name}-{subject.pk}")["results"]
        expected = {record.public_id} if name != "external-ids" else {result["id"] for result in found}
        assert {result["id"] for result in found} == expected, name
        assert cleared.read(f"{name}/", external_id="other:none")["results"] == []


def test_a_place_is_good_in_its_own_list_with_its_filters_and_for_its_reader_alone(anybody, cleared):
    for _ in range(3):
        make.ActorFactory(kind="state")
        make.PlaceFactory(name="Town")
    following = anybody.read("actors/", limit=1, kind="state")["next"]
    cursor = following.partition("cursor=")[2].partition("&")[0]
    assert anybody.client.get(following).status_code == 200
    assert anybody.answer("actors/", cursor=cursor, kind="state", limit=2).status_code == 200
    for reader, address, question in (
        (anybody, "places/", {}),
        (anybody, "actors/brief/", {"kind": "state"}),
        (anybody, "actors/", {}),
        (anybody, "actors/", {"kind": ["state", "armed_organisation"]}),
        (anybody, "actors/", {"kind": "state", "as_of": "2004-01-01"}),
        (cleared, "actors/", {"kind": "state"}),
        (Reader(make.AccountFactory()), "actors/", {"kind": "state"}),
    ):
        assert set(reader.errors(address, cursor=cursor, **question)) == {"cursor"}, (address, question)
    assert set(anybody.errors("actors/", cursor=f"{cursor[:-1]}x", kind="state")) == {"cursor"}


def test_a_place_in_the_vocabularies_is_bound_too(anybody):
    following = anybody.read("codelists/", limit=1)["next"]
    assert anybody.client.get(following).status_code == 200
    cursor = following.partition("cursor=")[2].partition("&")[0]
    assert set(anybody.errors("codelists/brief/", cursor=cursor)) == {"cursor"}


def test_a_time_that_cannot_be_read_is_answered_with_one_that_can(anybody):
    assert anybody.errors("actors/", updated_since="yesterday") == {
        "updated_since": ["Write a day or a time, for example 2026-01-31 or 2026-01-31T12:00:00Z."]
    }
