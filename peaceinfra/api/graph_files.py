"""The network as files of other programs, made from what is told as JSON: GraphML, dynamic GEXF, a blueprint of Kumu.

What is nested in JSON has a dot in its name (`validity.start_min`), and a list stands in one value with `;` between
its items.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from xml.etree import ElementTree

from peaceinfra.api.tables import SEPARATOR
from peaceinfra.core.text import xml_text

# The version of the format that is written, and the name that it has in a file.
_GEXF, _NAMESPACE = "1.3", "http://gexf.net/1.3"
# How much of a network is not told whole, by the licences of its sources; only where there is any.
RESTRICTED = "restricted_by_licence"
# What the file is about: day, terms, how to cite it.
ABOUT = "about"
# What a file says of a node or an edge by itself.
_ENDS = {"id", "source", "target"}


def graphml(network: dict) -> str:
    import networkx  # noqa: PLC0415 - slow to import, needed for these files only

    return "\n".join(networkx.generate_graphml(_graph(network), named_key_ids=True))


def gexf(network: dict) -> str:
    """A node or an edge is there from the earliest day on which it can have begun to the latest of its end."""
    import networkx  # noqa: PLC0415

    graph = _graph(network)
    graph.graph["mode"] = "dynamic"
    rows = [
        *((graph.nodes[node["id"]], node) for node in network["nodes"]),
        *((graph.edges[edge["source"], edge["target"], edge["id"]], edge) for edge in network["edges"]),
    ]
    for attributes, row in rows:
        attributes |= _days(row)
        attributes["id"] = row["id"]  # the writer would number the edges
    root = ElementTree.fromstring("\n".join(networkx.generate_gexf(graph, version=_GEXF)))
    _describe(root, network)
    ElementTree.register_namespace("", _NAMESPACE)
    return ElementTree.tostring(root, encoding="unicode")


def _describe(root: ElementTree.Element, network: dict) -> None:
    """What holds of the whole stands in `meta`, the one place that the schema has for it: its name and marking.

    The writer says where the schema is in a namespace that is none, and when it wrote.
    """
    for name in [name for name in root.attrib if name.endswith("schemaLocation")]:
        del root.attrib[name]
    root.find(f"{{{_NAMESPACE}}}graph").attrib.pop("name", None)
    meta = root.find(f"{{{_NAMESPACE}}}meta")
    meta.attrib.clear()
    for child in list(meta):
        meta.remove(child)
    marking = network["marking"]
    keywords = SEPARATOR.join([marking["tlp"], *marking["teams"]])
    name = f"{network['process']['label']} ({keywords})"
    if restricted := network.get(RESTRICTED):
        name += f"; not told whole because of licences: {restricted}"
    if about := network.get(ABOUT):
        name += f". {about['citation']}"
    for tag, words in (("creator", "peaceinfra"), ("keywords", keywords), ("description", name)):
        ElementTree.SubElement(meta, f"{{{_NAMESPACE}}}{tag}").text = xml_text(words)


def kumu(network: dict) -> str:
    """A blueprint: elements and connections by their ids, which are unique among both; each with all that is told.

    The process is an element too, with the marking of the whole: Kumu has no other place for what holds of a map.
    """
    process = network["process"] | {"kind": "process"}
    process |= {name: network.get(name) for name in ("marking", "recorded", RESTRICTED, ABOUT)}
    elements = [
        {"id": node["id"], "label": xml_text(node["label"]), "type": node["kind"], **_more(node, "kind")}
        for node in (process, *network["nodes"])
    ]
    connections = [
        {
            "id": edge["id"],
            "from": edge["source"],
            "to": edge["target"],
            "type": edge["kind"],
            "direction": "directed" if edge["directed"] else "undirected",
            **_more(edge, "kind", "directed", "direction"),
            # The word that Kumu has for something else.
            "way": edge["direction"] or "",
        }
        for edge in network["edges"]
    ]
    blueprint = {"elements": elements, "connections": connections}
    return json.dumps(blueprint, ensure_ascii=False)


def _more(row: dict, *said: str) -> dict:
    """What is told of a row beside its ends, without what was said of it already."""
    return dict(_flat({name: value for name, value in row.items() if name not in said}))


def _graph(network: dict):
    import networkx  # noqa: PLC0415

    whole = {name: network.get(name) for name in ("process", "marking", "recorded", RESTRICTED, ABOUT)}
    graph = networkx.MultiGraph(**dict(_flat(whole)))
    for node in network["nodes"]:
        graph.add_node(node["id"], **dict(_flat(node)))
    for edge in network["edges"]:
        # The ends of an edge have no order in an undirected graph: what they are to each other is said by these.
        ends = {"from": edge["source"], "to": edge["target"]}
        graph.add_edge(edge["source"], edge["target"], key=edge["id"], **ends, **dict(_flat(edge)))
    return graph


def _days(row: dict) -> dict[str, str]:
    days = row["validity"] or {}
    found = {"start": days.get("start_min"), "end": days.get("end_max")}
    return {name: str(day) for name, day in found.items() if day}


def _flat(row: dict, path: str = "") -> Iterator[tuple[str, object]]:
    """(name with dots, value) of all that is told of a row; what is not known is left out."""
    for name, value in row.items():
        if value is None or (not path and name in _ENDS):
            continue
        if isinstance(value, dict):
            yield from _flat(value, f"{path}{name}.")
        elif isinstance(value, bool | int):
            yield f"{path}{name}", value
        elif isinstance(value, list | tuple):
            yield f"{path}{name}", xml_text(SEPARATOR.join(map(str, value)))
        else:
            yield f"{path}{name}", xml_text(str(value))
