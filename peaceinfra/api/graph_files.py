"""The network as files of other programs: GraphML and dynamic GEXF, made from what is told as JSON.

What is nested in JSON has a dot in its name (`validity.start_min`), and a list stands in one value with `;` between
its items.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from peaceinfra.api.tables import SEPARATOR

# Characters that no XML 1.0 file may hold, in whatever form.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# What a file says of a node or an edge by itself.
_ENDS = {"id", "source", "target"}


def graphml(network: dict) -> str:
    import networkx  # noqa: PLC0415 - slow to import, needed for these files only

    return "\n".join(networkx.generate_graphml(_graph(network), named_key_ids=True))


def gexf(network: dict) -> str:
    """A node or an edge is there from the earliest day on which it can have begun to the latest of its end."""
    import networkx  # noqa: PLC0415

    graph = _graph(network)
    graph.graph |= {"name": _text(_marked_name(network)), "mode": "dynamic"}
    rows = [
        *((graph.nodes[node["id"]], node) for node in network["nodes"]),
        *((graph.edges[edge["source"], edge["target"], edge["id"]], edge) for edge in network["edges"]),
    ]
    for attributes, row in rows:
        attributes |= _days(row)
        attributes["id"] = row["id"]  # the writer would number the edges
    return "\n".join(networkx.generate_gexf(graph))


def _marked_name(network: dict) -> str:
    """The name of the graph with its marking: GEXF has no other place for what holds of the whole."""
    marking = network["marking"]
    return f"{network['process']['label']} ({SEPARATOR.join([marking['tlp'], *marking['teams']])})"


def _graph(network: dict):
    import networkx  # noqa: PLC0415

    whole = {name: network[name] for name in ("process", "marking", "recorded")}
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
            yield f"{path}{name}", _text(SEPARATOR.join(map(str, value)))
        else:
            yield f"{path}{name}", _text(str(value))


def _text(value: str) -> str:
    return _NOT_XML.sub("", value)
