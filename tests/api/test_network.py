"""The network of one process."""

import io
import itertools
import json
from datetime import date
from xml.etree import ElementTree

import networkx
import pytest

from peaceinfra.analysis.network import ties
from peaceinfra.api import network as network_of_the_api
from processes.models import Participation
from tests.api.conftest import Reader
from tests.factories import (
    AccountFactory,
    ActorFactory,
    BodyFactory,
    ChannelChangeFactory,
    ChannelEndFactory,
    ChannelFactory,
    CommunityFactory,
    EventFactory,
    IntermediaryFactory,
    LinkageFactory,
    MembershipFactory,
    PeaceProcessFactory,
    ReachFactory,
    RoleFactory,
    TeamFactory,
)

PUBLIC = {"level": 0, "tlp": "TLP:CLEAR", "teams": []}
UNKNOWN = {"start": "", "end": "", "start_kind": "unknown", "end_kind": "unknown"} | dict.fromkeys(
    ("start_min", "start_max", "end_min", "end_max")
)
LASTING = {"start_kind": "actual", "start": "2020-02", "end_kind": "ongoing", "end": "2025-12"}


def address(process, file=""):
    return f"processes/{process.public_id}/network/{file}"


def graph_of(network):
    return networkx.node_link_graph(network, edges="edges")


def test_a_network_has_the_actors_of_a_process_and_its_linkages_step_by_step(anybody):
    linkage = LinkageFactory(
        source__usual_level="top", target__usual_level="grassroots", target__kind="local_organisation"
    )
    second, first = (IntermediaryFactory(linkage=linkage, position=position).actor for position in (2, 1))
    party = RoleFactory(process=linkage.process, kind="party").actor
    LinkageFactory()
    network = anybody.read(address(linkage.process))
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
        "side": None,
        "roles": [],
        "marking": PUBLIC,
        "validity": UNKNOWN | {"text": linkage.target.dates_text},
    } in network["nodes"]
    edge = {
        "record": linkage.public_id,
        "url": f"http://testserver/api/v1/linkages/{linkage.public_id}/",
        "label": str(linkage),
        "kind": "linkage",
        "directed": False,
        "lets_word_pass": True,
        "detail": "unknown",
        "marking": PUBLIC,
        "validity": UNKNOWN | {"text": linkage.dates_text},
        "freshness": "stale",
        "modality": "unknown",
        "direction": "unknown",
        "track": "unknown",
        "orientation": "vertical",
    }
    stops = [linkage.source, first, second, linkage.target]
    assert network["edges"] == [
        edge
        | {
            "id": linkage.public_id if step == 1 else f"{linkage.public_id}.{step}",
            "step": step,
            "source": stops[step - 1].public_id,
            "target": stops[step].public_id,
        }
        for step in (1, 2, 3)
    ]


def test_a_network_of_a_day_leaves_out_what_certainly_did_not_hold(anybody):
    ended = LinkageFactory(end_kind="actual", end="2004")
    lasting = LinkageFactory(process=ended.process, source=ActorFactory())
    RoleFactory(process=ended.process, start_kind="actual", start="2010")
    network = anybody.read(address(ended.process), as_of="2006-01-01")
    assert [(edge["id"], edge["as_of"]) for edge in network["edges"]] == [
        (lasting.public_id, {"certainty": "possible", "word_passes": "possible"})
    ]
    assert {node["id"] for node in network["nodes"]} == {lasting.source.public_id, lasting.target.public_id}


def test_a_channel_is_an_edge_with_its_state_by_which_no_word_passes_once_it_was_cut(anybody):
    channel = ChannelFactory(process=PeaceProcessFactory(**LASTING), **LASTING)
    here, there = (
        ChannelEndFactory(channel=channel, position=place, actor=ActorFactory(**LASTING)).actor
        for place in (1, 2)
    )
    ChannelChangeFactory(channel=channel, status="open", date="2021", position=1)
    ChannelChangeFactory(channel=channel, status="cut", date="2024", position=2)
    before, after = (
        anybody.read(address(channel.process), as_of=day)["edges"] for day in ("2023-01-01", "2025-01-01")
    )
    assert [(edge["kind"], edge["detail"], edge["as_of"]) for edge in (*before, *after)] == [
        ("channel", "open", {"certainty": "certain", "word_passes": "certain"}),
        ("channel", "cut", {"certainty": "certain", "word_passes": "no"}),
    ]
    assert (before[0]["source"], before[0]["target"]) == (here.public_id, there.public_id)


def test_seats_and_reach_are_edges_too_and_reach_has_its_floor(anybody, cleared):
    body = BodyFactory().actor
    role = RoleFactory(actor=body, kind="observer")
    seat = MembershipFactory(body=body, role="chair")
    reach = ReachFactory(
        actor=seat.member, community=CommunityFactory(name="Herders"), process=role.process, quality="trusted", level=2
    )  # fmt: skip
    assert [edge["record"] for edge in anybody.read(address(role.process))["edges"]] == [seat.public_id]
    network = cleared.read(address(role.process))
    edges = [
        (edge["kind"], edge["source"], edge["target"], edge["detail"], edge["url"])
        for edge in network["edges"]
    ]
    root = "http://testserver/api/v1"
    assert edges == [
        (
            "membership",
            seat.member.public_id,
            body.public_id,
            "chair",
            f"{root}/memberships/{seat.public_id}/",
        ),
        (
            "reach",
            seat.member.public_id,
            reach.community.public_id,
            "trusted",
            f"{root}/reach/{reach.public_id}/",
        ),
    ]
    [herders] = [node for node in network["nodes"] if node["kind"] == "community"]
    assert (herders["id"], herders["label"]) == (reach.community.public_id, "Herders")
    assert network["marking"]["level"] == 2


def test_a_network_takes_a_day_and_nothing_else(anybody):
    process = LinkageFactory().process
    assert anybody.errors(address(process), limit=1) == {
        "limit": ["This parameter is not known here. Allowed are: as_of, recorded."]
    }


def test_a_network_is_marked_as_high_as_the_highest_of_what_it_tells(member):
    team = TeamFactory(name="Lake")
    linkage = LinkageFactory(level=2)
    RoleFactory(process=linkage.process, actor=linkage.source, kind="party", level=1, team=team)
    reader = member(team)
    network = reader.read(address(linkage.process))
    assert network["marking"] == {"level": 2, "tlp": "TLP:AMBER", "teams": ["Lake"]}
    assert [edge["marking"]["level"] for edge in network["edges"]] == [2]
    assert [node["marking"] for node in network["nodes"]] == [PUBLIC, PUBLIC]
    assert Reader(AccountFactory(clearance=2)).read(address(linkage.process))["marking"]["teams"] == []


def test_an_edge_is_marked_as_high_as_the_rows_that_name_its_ends(cleared):
    channel = ChannelFactory()
    for place, level in ((1, 0), (2, 1)):
        ChannelEndFactory(channel=channel, position=place, actor=ActorFactory(level=level))
    [edge] = cleared.read(address(channel.process))["edges"]
    assert edge["marking"]["level"] == 1


@pytest.fixture
def process_and_network(anybody):
    """A network with what is hard in a file: many scripts, signs of XML, a character that no XML may hold."""
    linkage = LinkageFactory(
        source__name="لجنة السلام <i> & \x0b\"co'",
        target__name="ငြိမ်းချမ်းရေး",
        start_kind="actual",
        start="2021-03-04",
        end_kind="actual",
        end="2022-05",
    )
    IntermediaryFactory(linkage=linkage, actor__name="Go-between")
    RoleFactory(process=linkage.process, actor=linkage.source, kind="party", basis="both")
    return linkage.process, anybody.read(address(linkage.process))


def test_the_json_is_node_link_data(process_and_network):
    _process, network = process_and_network
    graph = graph_of(network)
    assert graph.is_multigraph() and not graph.is_directed()
    assert set(graph) == {node["id"] for node in network["nodes"]}
    assert graph.number_of_edges() == len(network["edges"]) == 2


def test_the_graphml_is_the_same_graph(anybody, process_and_network):
    process, network = process_and_network
    response = anybody.answer(address(process, "graphml/"))
    assert response["Content-Type"] == "application/graphml+xml"
    assert response["Content-Disposition"] == f'attachment; filename="{process.public_id}-TLP-CLEAR.graphml"'
    graph = networkx.parse_graphml(response.content.decode(), force_multigraph=True)
    assert set(graph) == {node["id"] for node in network["nodes"]}
    labels = {node["label"].replace("\x0b", "") for node in network["nodes"]}
    assert {row["label"] for _node, row in graph.nodes(data=True)} == labels
    edges = {
        (row["from"], row["to"], row["kind"], row["validity.start_min"], row["marking.level"])
        for _here, _there, row in graph.edges(data=True)
    }
    assert edges == {
        (edge["source"], edge["target"], "linkage", "2021-03-04", 0) for edge in network["edges"]
    }


def test_the_gexf_is_dynamic_with_the_days_of_each_edge(anybody, process_and_network):
    process, network = process_and_network
    response = anybody.answer(address(process, "gexf/"), as_of="2021-06-01")
    assert response["Content-Disposition"] == (
        f'attachment; filename="{process.public_id}-TLP-CLEAR-2021-06-01.gexf"'
    )
    root = ElementTree.fromstring(response.content)
    [graph] = root.findall("{*}graph")
    assert (graph.get("mode"), graph.get("timeformat")) == ("dynamic", "date")
    described = root.findtext(".//{*}description")
    assert described.startswith(f"{process.name} (TLP:CLEAR). peaceinfra, ")
    assert f"as of 2021-06-01, read on {date.today()}. http://testserver/api/v1/processes/" in described
    edges = list(root.findall(".//{*}edge"))
    assert [(edge.get("start"), edge.get("end")) for edge in edges] == [("2021-03-04", "2022-05-31")] * 2
    assert {edge.get("id") for edge in edges} == {edge["id"] for edge in network["edges"]}
    assert {node.get("id") for node in root.findall(".//{*}node")} == {
        node["id"] for node in network["nodes"]
    }


def test_both_files_carry_the_highest_marking_of_what_they_hold(member):
    linkage = LinkageFactory(level=2)
    RoleFactory(process=linkage.process, actor=linkage.source, team=(team := TeamFactory(name="Lake")))
    reader = member(team)
    gexf, graphml = (
        reader.answer(address(linkage.process, file)).content.decode() for file in ("gexf/", "graphml/")
    )
    [meta] = ElementTree.fromstring(gexf).findall("{*}meta")
    assert meta.findtext("{*}description").startswith(f"{linkage.process.name} (TLP:AMBER;Lake). ")
    assert meta.findtext("{*}keywords") == "TLP:AMBER;Lake"
    whole = networkx.parse_graphml(graphml, force_multigraph=True).graph
    assert (whole["marking.tlp"], whole["marking.teams"]) == ("TLP:AMBER", "Lake")
    assert "TLP:AMBER" in whole["about.citation"] and whole["about.url"] in whole["about.citation"]


#: {element of GEXF 1.3: (its attributes, the elements in it)}, as far as the published schema has them and we do.
GEXF = {
    "gexf": ({"version"}, {"meta", "graph"}),
    "meta": ({"lastmodifieddate"}, {"creator", "keywords", "description"}),
    "graph": (
        {"defaultedgetype", "idtype", "mode", "timeformat", "start", "end"},
        {"attributes", "nodes", "edges"},
    ),
    "attributes": ({"class", "mode"}, {"attribute"}),
    "attribute": ({"id", "title", "type"}, {"default", "options"}),
    "nodes": ({"count"}, {"node"}),
    "edges": ({"count"}, {"edge"}),
    "node": ({"id", "label", "start", "end"}, {"attvalues", "spells"}),
    "edge": (
        {"id", "type", "label", "source", "target", "weight", "kind", "start", "end"},
        {"attvalues", "spells"},
    ),
    "attvalues": (set(), {"attvalue"}),
    "attvalue": ({"for", "value", "start", "end"}, set()),
    **{name: (set(), set()) for name in ("creator", "keywords", "description", "default", "options")},
}


def test_the_gexf_keeps_to_the_published_schema_and_another_reader_opens_it(anybody, process_and_network):
    process, network = process_and_network
    content = anybody.answer(address(process, "gexf/")).content
    root = ElementTree.fromstring(content)
    assert (root.tag, root.get("version")) == ("{http://gexf.net/1.3}gexf", "1.3")
    declared = {(row.get("id"), row.get("type")) for row in root.iter("{*}attribute")}
    for element in root.iter():
        attributes, inside = GEXF[element.tag.removeprefix("{http://gexf.net/1.3}")]
        assert element.attrib.keys() <= attributes
        assert {child.tag.removeprefix("{http://gexf.net/1.3}") for child in element} <= inside
        for name in element.attrib.keys() & {"start", "end"}:
            date.fromisoformat(element.get(name))
    assert {kind for _id, kind in declared} <= {"string", "long", "boolean"}
    assert {row.get("for") for row in root.iter("{*}attvalue")} <= {name for name, _kind in declared}
    graph = networkx.read_gexf(io.BytesIO(content), version="1.3")
    assert set(graph) == {node["id"] for node in network["nodes"]}
    assert graph.number_of_edges() == len(network["edges"])


def test_the_blueprint_of_kumu_has_every_node_and_edge_by_ids_that_are_unique(anybody, process_and_network):
    process, network = process_and_network
    response = anybody.answer(address(process, "kumu/"))
    assert response["Content-Type"] == "application/json"
    assert response["Content-Disposition"] == f'attachment; filename="{process.public_id}-TLP-CLEAR.json"'
    blueprint = json.loads(response.content)
    elements, connections = blueprint["elements"], blueprint["connections"]
    assert [element["id"] for element in elements] == [
        process.public_id,
        *(node["id"] for node in network["nodes"]),
    ]
    whole = elements[0]
    assert (whole["label"], whole["type"], whole["marking.tlp"]) == (process.name, "process", "TLP:CLEAR")
    assert [(edge["from"], edge["to"], edge["type"]) for edge in connections] == [
        (edge["source"], edge["target"], edge["kind"]) for edge in network["edges"]
    ]
    ids = [row["id"] for row in (*elements, *connections)]
    assert len(ids) == len(set(ids))
    assert {edge["direction"] for edge in connections} <= {"directed", "undirected", "mutual"}
    values = [value for row in (*elements, *connections) for value in row.values()]
    assert not any(isinstance(value, dict | list) for value in values)


def take_part(event, actor):
    return Participation.objects.create(event=event, actor=actor)


def test_who_took_part_in_the_same_event_met_and_no_word_passes_by_that(anybody):
    process = PeaceProcessFactory()
    event = EventFactory(
        process=process, name="Round", start_kind="actual", start="2021-03-04", kind="meeting"
    )
    met = [ActorFactory(name=name) for name in ("Council", "လွှတ်တော်", "Union")]
    for actor in met:
        take_part(event, actor)
    hidden = take_part(event, ActorFactory(level=2))
    adviser, network = Reader(AccountFactory(clearance=2)), anybody.read(address(process))
    assert {frozenset((edge["source"], edge["target"])) for edge in network["edges"]} == {
        frozenset((here.public_id, there.public_id)) for here, there in itertools.combinations(met, 2)
    }
    assert {
        (edge["kind"], edge["record"], edge["lets_word_pass"], edge["detail"]) for edge in network["edges"]
    } == {("met", event.public_id, False, "meeting")}
    assert len({edge["id"] for edge in network["edges"]}) == 3
    assert network["meetings_not_paired"] == []
    assert len(adviser.read(address(process))["edges"]) == 6
    assert hidden.actor.public_id in {node["id"] for node in adviser.read(address(process))["nodes"]}
    assert anybody.read(address(process), as_of="2022-01-01")["edges"] == []


def test_a_large_meeting_is_named_and_says_nothing_of_two(anybody, monkeypatch):
    for module in (ties, network_of_the_api):
        monkeypatch.setattr(module, "MOST_PAIRED", 2)
    event = EventFactory(process=PeaceProcessFactory())
    for _ in range(3):
        take_part(event, ActorFactory())
    network = anybody.read(address(event.process))
    assert (network["edges"], network["meetings_not_paired"]) == ([], [event.public_id])
