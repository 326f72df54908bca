"""What statements are about: every record and every part of one that they can name is found in the API."""

import pytest

from peaceinfra.api.addresses import ENDPOINTS
from peaceinfra.api.serializers import HOMES
from peaceinfra.core.registry import models_by_kind
from tests import factories as make
from tests.api.register import add_parts, one_of_each

ROOT = "http://testserver/api/v1/"


def test_every_kind_of_record_has_a_list_or_is_a_part_of_one_that_has():
    kinds = models_by_kind()
    assert [kind for kind, model in kinds.items() if kind not in ENDPOINTS and model not in HOMES] == []


def ids_in(answer) -> set[str]:
    if isinstance(answer, dict):
        found = {answer["id"]} if "id" in answer else set()
        return found.union(*(ids_in(value) for value in answer.values()))
    return set().union(*(ids_in(value) for value in answer)) if isinstance(answer, list) else set()


@pytest.mark.slow
def test_what_a_citation_names_is_read_at_the_record_it_gives(cleared):
    add_parts(one_of_each())
    by_kind = {}
    for kind, model in models_by_kind().items():
        record = model.objects.filter(retired=False).first()
        if kind not in {"cit", "clm"} and record is not None:
            by_kind[kind] = make.CitationFactory(subject=record)
    assert {"ext", "rel", "cfp", "lif", "apt", "via", "not", "dvn"} <= set(by_kind)
    parts = {}
    for kind, citation in by_kind.items():
        subject = cleared.read(f"citations/{citation.public_id}/")["subject"]
        record = cleared.client.get(subject["record"]["url"]).json()
        assert {name: record[name] for name in ("id", "label", "url")} == subject["record"]
        if subject["part"] is None:
            assert record["id"] == subject["id"]
        else:
            assert subject["id"] in {row["id"] for row in record[subject["part"]]}
        parts[kind] = subject["part"]
    assert (parts["lif"], parts["cfp"], parts["apt"], parts["act"]) == (
        "lifecycle",
        "conflicts",
        "appointments",
        None,
    )


def test_a_part_of_two_records_is_read_at_the_one_that_is_not_retired(anybody):
    succession = make.SuccessionFactory()
    make.ClaimFactory(subject=succession, field="staff")
    type(succession.predecessor).objects.filter(pk=succession.predecessor_id).update(retired=True)
    [claim] = anybody.read("claims/")["results"]
    assert claim["subject"]["record"]["id"] in {
        succession.predecessor.public_id,
        succession.successor.public_id,
    }
    record = anybody.client.get(claim["subject"]["record"]["url"])
    assert record.status_code == 200


def test_an_internal_note_is_in_no_answer_but_a_remark_is(cleared, anybody):
    actor = make.ActorFactory()
    remark = make.NoteFactory(subject=actor, kind="remark", text="Read with care", level=0)
    internal = make.NoteFactory(subject=actor, kind="internal", text="Between us")
    make.CitationFactory(subject=internal)
    [shown] = anybody.read("remarks/")["results"]
    assert (shown["id"], shown["text"], shown["subject"]["id"]) == (
        remark.public_id,
        "Read with care",
        actor.public_id,
    )
    assert [one["id"] for one in cleared.read("remarks/")["results"]] == [remark.public_id]
    assert cleared.answer(f"remarks/{internal.public_id}/").status_code == 404
    [citation] = cleared.read("citations/")["results"]
    assert (citation["subject"]["url"], citation["subject"]["record"]) == (None, None)


def test_a_relative_bound_names_both_records_and_their_bounds(anybody):
    ceasefire = make.EventFactory(name="Ceasefire", start_kind="actual", start="2002")
    body = make.BodyActorFactory(name="Monitors")
    make.RelativeBoundFactory(subject=body, anchor=ceasefire)
    [relative_bound] = anybody.read("relative-bounds/", subject=body.public_id)["results"]
    assert (relative_bound["bound"], relative_bound["relation"], relative_bound["anchor_bound"]) == (
        "start",
        "not_before",
        "start",
    )
    assert (relative_bound["subject"]["label"], relative_bound["anchor"]["label"]) == (
        "Monitors",
        "Ceasefire",
    )
    assert relative_bound["subject"]["url"] == f"{ROOT}bodies/{body.public_id}/"
    assert anybody.read("relative-bounds/", anchor=body.public_id)["results"] == []


def test_a_marking_names_the_teams_to_their_members(member):
    team = make.TeamFactory(name="Lake")
    make.ActorFactory(level=2, team=team)
    [actor] = member(team).read("actors/")["results"]
    assert actor["marking"] == {"level": 2, "tlp": "TLP:AMBER", "teams": ["Lake"]}


@pytest.mark.parametrize("question", [{"scheme": "pa-x"}, {"value": "7"}, {"match": "related"}])
def test_external_ids_are_asked_by_their_register_their_id_and_their_match(anybody, question):
    actor = make.ActorFactory()
    found = make.ExternalIdFactory(subject=actor, scheme="pa-x", value="7", match="related")
    make.ExternalIdFactory(subject=actor, value="8")
    assert [one["id"] for one in anybody.read("external-ids/", **question)["results"]] == [found.public_id]
