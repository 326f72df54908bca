"""The network of one process."""

from tests.api.conftest import Reader
from tests.factories import (
    AccountFactory,
    ActorFactory,
    IntermediaryFactory,
    LinkageFactory,
    RoleFactory,
    TeamFactory,
)

PUBLIC = {"level": 0, "tlp": "TLP:CLEAR", "teams": []}
UNKNOWN = {"start": "", "end": "", "start_kind": "unknown", "end_kind": "unknown"} | dict.fromkeys(
    ("start_min", "start_max", "end_min", "end_max")
)


def test_a_network_has_the_actors_of_a_process_and_its_linkages_in_order(anybody):
    linkage = LinkageFactory(
        source__usual_level="top", target__usual_level="grassroots", target__kind="local_organisation"
    )
    second, first = (IntermediaryFactory(linkage=linkage, position=position).actor for position in (2, 1))
    party = RoleFactory(process=linkage.process, kind="party").actor
    LinkageFactory()
    network = anybody.read(f"processes/{linkage.process.public_id}/network/")
    assert network["process"]["id"] == linkage.process.public_id
    assert {node["id"]: node["roles"] for node in network["nodes"]} == {
        linkage.source.public_id: [],
        linkage.target.public_id: [],
        first.public_id: [],
        second.public_id: [],
        party.public_id: ["party"],
    }
    assert {
        "id": linkage.target.public_id,
        "label": str(linkage.target),
        "url": f"http://testserver/api/v1/actors/{linkage.target.public_id}/",
        "kind": "local_organisation",
        "usual_level": "grassroots",
        "roles": [],
        "marking": PUBLIC,
        "validity": UNKNOWN | {"text": linkage.target.dates_text},
    } in network["nodes"]
    assert network["edges"] == [
        {
            "id": linkage.public_id,
            "url": f"http://testserver/api/v1/linkages/{linkage.public_id}/",
            "label": str(linkage),
            "marking": PUBLIC,
            "validity": UNKNOWN | {"text": linkage.dates_text},
            "source": linkage.source.public_id,
            "target": linkage.target.public_id,
            "intermediaries": [first.public_id, second.public_id],
            "modality": "unknown",
            "direction": "unknown",
            "track": "unknown",
            "orientation": "vertical",
        }
    ]


def test_a_network_of_a_day_leaves_out_what_certainly_did_not_hold(anybody):
    ended = LinkageFactory(end_kind="actual", end="2004")
    lasting = LinkageFactory(process=ended.process, source=ActorFactory())
    RoleFactory(process=ended.process, start_kind="actual", start="2010")
    network = anybody.read(f"processes/{ended.process.public_id}/network/", as_of="2006-01-01")
    assert [(edge["id"], edge["as_of"]) for edge in network["edges"]] == [
        (lasting.public_id, {"certainty": "possible"})
    ]
    assert {node["id"] for node in network["nodes"]} == {lasting.source.public_id, lasting.target.public_id}


def test_a_network_takes_a_day_and_nothing_else(anybody):
    process = LinkageFactory().process
    assert anybody.errors(f"processes/{process.public_id}/network/", limit=1) == {
        "limit": ["This parameter is not known here. Allowed are: as_of."]
    }


def test_a_network_is_marked_as_high_as_the_highest_of_what_it_tells(member):
    team = TeamFactory(name="Lake")
    linkage = LinkageFactory(level=2)
    RoleFactory(process=linkage.process, actor=linkage.source, kind="party", level=1, team=team)
    reader = member(team)
    address = f"processes/{linkage.process.public_id}/network/"
    network = reader.read(address)
    assert network["marking"] == {"level": 2, "tlp": "TLP:AMBER", "teams": ["Lake"]}
    assert [edge["marking"]["level"] for edge in network["edges"]] == [2]
    assert [node["marking"] for node in network["nodes"]] == [PUBLIC, PUBLIC]
    assert Reader(AccountFactory(clearance=2)).read(address)["marking"]["teams"] == []
