"""Lists: their shape, paging, names in any script, filters, and what they refuse."""

from datetime import timedelta

import pytest

from peaceinfra.api.addresses import BODIES, ENDPOINTS, SUBSETS
from tests.factories import (
    ActorFactory,
    ActorNameFactory,
    BodyActorFactory,
    ClaimFactory,
    ExternalIdFactory,
    IntermediaryFactory,
    LifecycleChangeFactory,
    LinkageFactory,
    MediatorFactory,
    MomentumChangeFactory,
    PeaceProcessFactory,
    PeaceSecretariatFactory,
    PhaseChangeFactory,
    PrincipalFactory,
    RoleFactory,
    SupportUnitFactory,
)

LISTS = sorted({*ENDPOINTS.values(), BODIES, *SUBSETS})


@pytest.mark.parametrize("name", LISTS)
def test_an_empty_register_answers_with_an_empty_list(anybody, name):
    assert anybody.read(f"{name}/") == {"next": None, "previous": None, "results": []}


def test_an_actor_is_shown_with_its_id_its_address_and_its_names(anybody):
    dates = {"start_kind": "actual", "start": "2004"}
    actor = ActorFactory(name="Movement", kind="armed_organisation", countries=["LK"], **dates)
    name = ActorNameFactory(actor=actor, name="الحركة", kind="official", language="ar", script="Arab")
    known = ExternalIdFactory(subject=actor)
    [shown] = anybody.read("actors/")["results"]
    updated_at = shown.pop("updated_at")
    assert updated_at.endswith("Z")
    assert shown == {
        "id": actor.public_id,
        "url": f"http://testserver/api/v1/actors/{actor.public_id}/",
        "label": "Movement",
        "name": "Movement",
        "marking": {"level": 0, "tlp": "TLP:CLEAR", "teams": []},
        "validity": {
            "start": "2004",
            "end": "",
            "start_kind": "actual",
            "end_kind": "unknown",
            "start_min": "2004-01-01",
            "start_max": "2004-12-31",
            "end_min": "2004-01-01",
            "end_max": None,
            "text": actor.dates_text,
        },
        "kind": "armed_organisation",
        "usual_level": "unknown",
        "countries": ["LK"],
        "constituencies": [],
        "description": "",
        "cohesion": "not_recorded",
        "names": [
            {
                "id": name.public_id,
                "name": "الحركة",
                "kind": "official",
                "language": "ar",
                "script": "Arab",
                "validity": {
                    "start": "",
                    "end": "",
                    "start_kind": "unknown",
                    "end_kind": "unknown",
                    "start_min": None,
                    "start_max": None,
                    "end_min": None,
                    "end_max": None,
                    "text": "at some time",
                },
            }
        ],
        "origins": [],
        "listings": [],
        "mediator": None,
        "external_ids": [
            {"id": known.public_id, "scheme": "ucdp_actor", "value": known.value, "match": "exact"}
        ],
        "contested": [],
    }


def test_a_body_has_the_same_address_in_every_list(anybody):
    body = PeaceSecretariatFactory().actor
    address = f"http://testserver/api/v1/bodies/{body.public_id}/"
    for name in ("actors", "bodies", "secretariats"):
        assert [result["url"] for result in anybody.read(f"{name}/")["results"]] == [address]
        assert anybody.read(f"{name}/{body.public_id}/")["url"] == address


def test_a_body_tells_whom_it_serves_and_what_follows_from_that(anybody):
    alone = PrincipalFactory(side="government").body
    one_side = BodyActorFactory()
    talks = PeaceProcessFactory()
    for _ in range(2):
        PrincipalFactory(body=one_side, process=talks, side="signatories")
    joint = BodyActorFactory()
    for side in ("government", "movement"):
        PrincipalFactory(body=joint, side=side)
    LifecycleChangeFactory(body=joint, status="closed")
    found = {body["id"]: body for body in anybody.read("bodies/")["results"]}
    assert [found[body.public_id]["composition"] for body in (alone, one_side, joint)] == [
        "unilateral",
        "one_side",
        "multilateral",
    ]
    assert found[joint.public_id]["current_status"] == "closed"
    assert found[alone.public_id]["current_status"] is None


def test_a_page_names_the_next_and_the_one_before_and_no_total(anybody):
    actors = sorted((ActorFactory() for _ in range(5)), key=lambda actor: actor.pk)
    ids = [actor.public_id for actor in actors]
    first = anybody.read("actors/", limit=2)
    assert [result["id"] for result in first["results"]] == ids[:2]
    assert first["previous"] is None
    second = anybody.client.get(first["next"]).json()
    assert [result["id"] for result in second["results"]] == ids[2:4]
    third = anybody.client.get(second["next"]).json()
    assert [result["id"] for result in third["results"]] == ids[4:]
    assert third["next"] is None
    assert anybody.client.get(third["previous"]).json()["results"] == second["results"]
    back = anybody.client.get(second["previous"]).json()
    assert (back["results"], back["previous"]) == (first["results"], None)


def test_the_address_of_the_next_page_keeps_every_repeated_filter(anybody):
    for kind in ("state", "igo", "ingo", "state"):
        ActorFactory(kind=kind)
    first = anybody.read("actors/", kind=["state", "igo"], limit=2)
    second = anybody.client.get(first["next"]).json()
    assert sorted(result["kind"] for result in first["results"] + second["results"]) == [
        "igo",
        "state",
        "state",
    ]


@pytest.mark.parametrize(
    ("name", "typed"),
    [("حركة السلام", "السلام"), ("ငြိမ်းချမ်းရေး ကော်မတီ", "ငြိမ်းချမ်းရေး"), ("Comité d'Évaluation", "evaluation")],
)
def test_names_are_found_in_any_script(anybody, name, typed):
    labelled, aliased = ActorFactory(name=name), ActorFactory(name="Another")
    ActorFactory()
    ActorNameFactory(actor=aliased, name=name)
    linked = LinkageFactory(source=aliased)
    process = PeaceProcessFactory(name=name)
    assert anybody.labels("actors/", q=typed) == {str(labelled), "Another"}
    assert anybody.labels("linkages/", q=typed) == {str(linked)}
    assert anybody.labels("processes/", q=typed) == {str(process)}


def test_status_asks_either_log_of_a_process(anybody):
    talking = PhaseChangeFactory(status="negotiation").process
    MomentumChangeFactory(process=talking, status="stalled")
    PhaseChangeFactory(status="concluded")
    assert anybody.labels("processes/", status="negotiation") == {str(talking)}
    assert anybody.labels("processes/", status="stalled") == {str(talking)}
    assert anybody.labels("processes/", momentum="active") == set()


def test_status_is_that_of_the_last_row_of_the_log(anybody):
    body = LifecycleChangeFactory(position=1, status="operational").body
    LifecycleChangeFactory(body=body, position=2, status="closed")
    assert anybody.labels("bodies/", status="operational") == set()
    assert anybody.labels("bodies/", status=["closed", "merged"]) == {str(body)}


def test_country_is_that_of_the_record_or_of_its_processes(anybody):
    process = PeaceProcessFactory(countries=["LK"])
    role = RoleFactory(actor__name="Norway", actor__countries=["NO"], process=process)
    linkage = LinkageFactory(process=process)
    PeaceProcessFactory(countries=["NP"])
    assert anybody.labels("processes/", country="lk") == {str(process)}
    assert anybody.labels("roles/", country="LK") == {str(role)}
    assert anybody.labels("linkages/", country=["LK", "NP"]) == {str(linkage)}
    assert anybody.labels("actors/", country="LK") == {"Norway", str(linkage.source), str(linkage.target)}
    assert anybody.labels("actors/", country="NO") == {"Norway"}


def test_linkages_are_found_by_an_end_an_intermediary_and_a_process(anybody):
    linkage = LinkageFactory(modality="ngo_proxy")
    broker = IntermediaryFactory(linkage=linkage).actor
    LinkageFactory()
    for parameters in (
        {"actor": broker.public_id},
        {"actor": linkage.target.public_id},
        {"intermediary": broker.public_id},
        {"source": linkage.source.public_id},
        {"process": linkage.process.public_id},
        {"modality": "ngo_proxy"},
    ):
        assert anybody.labels("linkages/", **parameters) == {str(linkage)}, parameters


def test_claims_name_the_record_they_are_about_whatever_its_kind(anybody):
    linkage, actor = LinkageFactory(), ActorFactory()
    ClaimFactory(subject=linkage, field="purpose")
    ClaimFactory(subject=actor, field="name")
    [claim] = anybody.read("claims/", subject=linkage.public_id)["results"]
    assert claim["subject"] == {
        "id": linkage.public_id,
        "label": str(linkage),
        "url": f"http://testserver/api/v1/linkages/{linkage.public_id}/",
        "record": {name: claim["subject"][name] for name in ("id", "label", "url")},
        "part": None,
    }
    assert claim["grade"] == "B2"


def test_changed_since_takes_a_day_or_a_time(anybody):
    ActorFactory(name="new")
    assert anybody.labels("actors/", updated_since="2020-01-01") == {"new"}
    assert anybody.labels("actors/", updated_since="2999-01-01T00:00:00Z") == set()


def test_a_time_zone_whose_plus_arrives_as_a_space_is_read_all_the_same(anybody):
    stored = ActorFactory(name="new").updated_at
    for offset in ("+00:00", " 00:00", "+0000", " 0000"):
        for seconds, found in ((-1, {"new"}), (1, set())):
            at = (stored + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%S.%f")
            assert anybody.labels("actors/", updated_since=f"{at}{offset}") == found


def test_the_address_of_an_actor_tells_all_of_it(anybody):
    mediator, unit = MediatorFactory(languages=["si"]).actor, SupportUnitFactory().actor
    body = PeaceSecretariatFactory().actor
    told = {result["id"]: result["url"] for result in anybody.read("actors/")["results"]}
    for actor, name, listed in (
        (mediator, "mediator", "mediators"),
        (unit, "support_unit", "support-units"),
        (body, "secretariat", "secretariats"),
    ):
        whole = anybody.client.get(told[actor.public_id]).json()
        assert whole[name] is not None
        assert whole == anybody.read(f"{listed}/{actor.public_id}/")


def test_a_parameter_that_is_not_known_is_named_with_those_that_are(anybody):
    assert anybody.errors("sources/", page=2, as_of="2004-01-01") == {
        name: [
            "This parameter is not known here. Allowed are: batch, cursor, external_id, fields, id, include, kind,"
            " licence, limit, may_be_exported, omit, order, q, reliability, updated_since."
        ]
        for name in ("page", "as_of")
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("as_of", "2004"),
        ("as_of", "2004-02-30"),
        ("country", "Nepalia"),
        ("kind", "government"),
        ("process", "act-0000000000001"),
        ("process", "7"),
        ("updated_since", "yesterday"),
        ("limit", "0"),
        ("limit", "501"),
        ("limit", "many"),
        ("cursor", "7"),
        ("cursor", "act-0000000000001"),
    ],
)
def test_a_value_that_cannot_be_read_is_refused_by_name(anybody, name, value):
    assert list(anybody.errors("actors/", **{name: value})) == [name]


def test_all_errors_are_told_at_once(anybody):
    assert set(anybody.errors("actors/", as_of="x", limit="x", kind="x", colour="x")) == {
        "as_of",
        "limit",
        "kind",
        "colour",
    }


def test_a_single_value_may_not_be_given_twice(anybody):
    assert anybody.errors("actors/", q=["a", "b"]) == {"q": ["This parameter was given more than once."]}


def test_an_empty_parameter_asks_nothing(anybody):
    ActorFactory(name="one")
    assert anybody.labels("actors/", kind="", q="", as_of="", limit="", country=["", ""]) == {"one"}


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(anybody, cleared, method):
    actor = ActorFactory()
    for reader in (anybody, cleared):
        for address in ("actors/", f"actors/{actor.public_id}/"):
            assert getattr(reader.client, method)(f"/api/v1/{address}").status_code == 405


def test_what_a_signed_in_reader_was_shown_is_not_kept(anybody, cleared):
    ActorFactory(level=2)
    assert cleared.answer("actors/")["Cache-Control"] == "private, no-store"
    assert anybody.answer("actors/")["Cache-Control"] == "no-cache"
    assert anybody.answer("actors/")["ETag"] != cleared.answer("actors/")["ETag"]
