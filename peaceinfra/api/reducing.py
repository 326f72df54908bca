"""Records as a file may hold them: whole, reduced to their ids, or not at all, by the licences of their sources.

The rule is that of `processes.exports`. Pages and lists are for reading, and tell all; whatever is made to be taken
away goes through here: files of lists, networks, releases.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

from peaceinfra.api.graph_files import RESTRICTED
from peaceinfra.core.identity import UnknownId, parse_public_id
from peaceinfra.core.visibility import Viewer
from processes.choices import Export
from processes.exports import Restricted, Restriction, by_sources, has_restricted_sources, restrictions


def header_of(found: Iterable[Restricted]) -> str:
    """For the head of an answer, which is short: `cc_by_nc_sa;reduced=12;left-out=0`, by licences alone."""
    times = defaultdict(lambda: [0, 0])
    for row in found:
        counted = times["+".join(row.licences)]
        counted[0] += row.reduced
        counted[1] += row.left_out
    return ", ".join(f"{name};reduced={ids};left-out={no}" for name, (ids, no) in sorted(times.items()))


class Reduced(dict):
    """A record of which the ids alone are told: whatever else is asked of it is not there."""

    def __missing__(self, name):
        return None


class Reducer:
    """Reduces what is told for one file to one reader. `times` counts the records by their restriction."""

    def __init__(self, viewer: Viewer):
        self.viewer = viewer
        self.times: Counter[Restriction] = Counter()

    @cached_property
    def is_needed(self) -> bool:
        return has_restricted_sources(self.viewer)

    def reduced(self, records: list[dict]) -> list[dict]:
        """The records as the file may hold them, in their order; at most one query, and one for the whole file."""
        if not self.is_needed or not records:
            return records
        ids = {part["id"] for record in records for part in (record, *_parts(record))}
        keys = {public_id: key for public_id in ids if (key := key_in(public_id))}
        found = restrictions(keys.values(), self.viewer)
        if not found:
            return records
        by_id = {public_id: found[key] for public_id, key in keys.items() if key in found}
        self.times.update(by_id[name] for name in {record["id"] for record in records} & by_id.keys())
        return list(_as_allowed((_with_parts(record, by_id) for record in records), by_id))

    def reduced_rows(self, rows: list, reader, page) -> dict[int, list[dict]]:
        """{key: what a file may hold of it, which may be nothing} of those of the rows that are not told whole, or
        with all their parts; at most two queries.
        """
        if not self.is_needed or not rows:
            return {}
        told_parts = [accessor for accessor, part in reader.parts if part.tell]
        keys = {row.id: row.id for row in rows}
        keys |= {part.id: row.id for row in rows for name in told_parts for part in row.__dict__[name]}
        owners = {keys[key] for key in restrictions(keys.keys(), self.viewer)}
        if not owners:
            return {}
        told = [reader.tell(row, page) for row in rows if row.id in owners]
        return {key: [] for key in owners} | {key_in(one["id"]): [one] for one in self.reduced(told)}

    def restricted_ids(self, ids: Iterable[str]) -> set[str]:
        """Those of these ids whose records may not be told whole; at most one query."""
        if not self.is_needed:
            return set()
        keys = {public_id: key for public_id in ids if (key := key_in(public_id))}
        found = restrictions(keys.values(), self.viewer) if keys else {}
        return {public_id for public_id, key in keys.items() if key in found}

    def reduced_network(self, network: dict) -> dict:
        """A network as a file may hold it, and how much of it is not whole.

        A node of which only the id is told has no name, and a tie that may not be told whole is left out: its ends
        are what it says.
        """
        nodes = self.reduced(network["nodes"])
        kept = {node["id"] for node in nodes}
        edges = self.reduced([edge | {"id": edge["record"]} for edge in network["edges"]])
        whole = {edge["id"] for edge in edges if "reduced" not in edge}
        left = [
            edge
            for edge in network["edges"]
            if edge["record"] in whole and {edge["source"], edge["target"]} <= kept
        ]
        restricted = {RESTRICTED: header_of(by_sources(self.times))} if self.times else {}
        return network | {"nodes": [_bare(node) for node in nodes], "edges": left} | restricted


def key_in(public_id: str) -> int | None:
    """None for what is no record: a level of society, as a node of a network."""
    try:
        return parse_public_id(public_id)[1]
    except UnknownId:
        return None


def _bare(node: dict) -> dict:
    """A node with what the files ask each for; of a reduced one its id stands for its name."""
    if "reduced" not in node:
        return node
    said = {name: ";".join(node["reduced"][name]) for name in ("licences", "sources")}
    return {
        "id": node["id"],
        "url": node["url"],
        "label": node["id"],
        "kind": "",
        "validity": None,
        "reduced": said,
    }


def _parts(record: dict) -> Iterator[dict]:
    """The rows that are told as parts of a record; other records that it names have addresses."""
    for value in record.values():
        if isinstance(value, list):
            yield from (item for item in value if _is_part(item))


def _is_part(item) -> bool:
    return isinstance(item, dict) and "id" in item and "url" not in item


def _with_parts(record: dict, by_id: dict[str, Restriction]) -> dict:
    if not any(part["id"] in by_id for part in _parts(record)):
        return record
    return {
        name: list(_as_allowed(value, by_id)) if isinstance(value, list) else value
        for name, value in record.items()
    }


def _as_allowed(items: Iterable, by_id: dict[str, Restriction]) -> Iterator:
    for item in items:
        restriction = by_id.get(item.get("id")) if isinstance(item, dict) else None
        if restriction is None:
            yield item
        elif restriction.rule == Export.IDS:
            yield _ids_of(item, restriction)


def _ids_of(item: dict, restriction: Restriction) -> Reduced:
    said = {
        "kind": item["id"].partition("-")[0],
        "licences": list(restriction.licences),
        "sources": list(restriction.sources),
    }
    address = {"url": item["url"]} if "url" in item else {}
    return Reduced({"id": item["id"]} | address | {"reduced": said})
