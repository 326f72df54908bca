"""The records of which the networks of processes are made, in as many queries however many there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Q

from peaceinfra.analysis.collect.belonging import Around, all_around, divided
from peaceinfra.analysis.collect.parts import Known, keys_named, keys_of
from peaceinfra.analysis.collect.process_parts import PARTS, TIES, end_rows, part_facts, rows_beside
from peaceinfra.analysis.collect.rows import (
    ChangeRow,
    Stop,
    actors_by_key,
    change_of,
    change_rows,
    intermediary_rows,
    linkage_rows,
    linkages_of,
    process_names,
)
from peaceinfra.analysis.process_facts import ProcessFacts
from peaceinfra.core.registry import models_by_kind
from processes.models import Actor
from secretariats.models import ChannelChange

# By these it is known who is around a process.
_FIRST = ("roles", "principals", "channels")


@dataclass(slots=True)
class ProcessRows:
    """What was read of a process, as columns, and not yet told who the actors are."""

    around: Around
    parts: dict[str, list[dict]]
    links: list[tuple] = field(default_factory=list)
    through: Mapping[int, list[Stop]] = field(default_factory=dict)
    ends: list[tuple] = field(default_factory=list)

    @property
    def actors(self) -> set[int | None]:
        """The keys of all actors that the rows name."""
        keys = self.around.ends | self.around.linked
        return keys.union(
            *(
                keys_named(models_by_kind()[PARTS[name].prefix], rows, Actor)
                for name, rows in self.parts.items()
            )
        )


def collect_network(key: int, viewer) -> ProcessFacts | None:
    """The process with all of which ties are made, and without the rest; None where the viewer may see none."""
    processes = process_names([key], viewer)
    if key not in processes:
        return None
    rows = tie_rows([key], viewer)[key]
    states = change_rows(ChannelChange, "channel_id", viewer, channel__process=key, channel__retired=False)
    states = [ChangeRow(*row) for row in states]
    actors = actors_by_key(rows.actors | deciders(states), viewer)
    log = sorted((change_of(row, actors) for row in states), key=lambda change: change.order)
    process = processes[key]
    return ProcessFacts(
        key,
        process.name,
        process.countries,
        "",
        process.dates,
        parent=None,
        linkages=linkages_of(rows.links, rows.through, actors, processes),
        actors=actors,
        **part_facts(rows.parts, Known(actors, processes), rows.ends, [], log),
    )


def deciders(changes: Iterable[ChangeRow]) -> set[int | None]:
    return {row.decided_by_id for row in changes}


def tie_rows(keys: Collection[int], viewer, also: Iterable[str] = ()) -> dict[int, ProcessRows]:
    """{process: the rows of which its ties are made}; as many queries for several as for one.

    also    further kinds of parts
    """
    return rows_around(keys, viewer, dict.fromkeys((*TIES, *also)))


def rows_around(keys: Collection[int], viewer, parts: Iterable[str]) -> dict[int, ProcessRows]:
    """{process: who and what is around it, its linkages and channels, and the named kinds of parts}"""
    every = Around(processes=set(keys))
    first = rows_beside(viewer, every, _FIRST)
    links, through = (
        linkage_rows(viewer, Q(process__in=keys)),
        intermediary_rows(viewer, linkage__process__in=keys),
    )
    found = _first_rows(keys, first, links, through, end_rows(keys, viewer))
    arounds = {key: rows.around for key, rows in found.items()}
    _read(found, viewer, arounds, ["functions"])
    for rows in found.values():
        rows.around.working.update(keys_of(rows.parts["functions"], "body_id"))
    _read(found, viewer, arounds, parts)
    return found


def _first_rows(keys, first, links, through, ends) -> dict[int, ProcessRows]:
    """What belongs to each process by its own word, and who is around it by that."""
    by_process = {name: _grouped(rows, lambda row: row["process_id"]) for name, rows in first.items()} | {
        "links": _grouped(links, lambda link: link.process_id)
    }
    of_channel = {row["pk"]: row["process_id"] for row in first["channels"]}
    by_process["ends"] = _grouped(ends, lambda end: of_channel.get(end.channel_id))
    found = {}
    for key in keys:
        parts = {name: by_process[name].get(key, []) for name in _FIRST}
        own_links, own_ends = by_process["links"].get(key, []), by_process["ends"].get(key, [])
        linked = {end for link in own_links for end in (link.source_id, link.target_id)}
        linked |= {stop.actor_id for link in own_links for stop in through.get(link.pk, ())}
        around = Around(
            processes={key},
            acting=keys_of(parts["roles"], "actor_id"),
            roles=keys_of(parts["roles"], "pk"),
            serving=keys_of(parts["principals"], "body_id"),
            ends={end.actor_id for end in own_ends},
            linked=linked,
        )
        found[key] = ProcessRows(around, parts, own_links, through, own_ends)
    return found


def _read(found: dict[int, ProcessRows], viewer, arounds: dict[int, Around], names: Iterable[str]):
    """Adds to each process its rows of the named kinds."""
    for name, rows in rows_beside(viewer, all_around(arounds.values()), names).items():
        for key, own in divided(name, rows, arounds).items():
            found[key].parts[name] = own


def _grouped(rows: Iterable, key_of) -> dict[int, list]:
    found = defaultdict(list)
    for row in rows:
        found[key_of(row)].append(row)
    return found
