"""The records of which the networks of processes are made, in as many queries however many there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from peaceinfra.analysis.collect.belonging import ALONE, Around, all_around, divided, is_own
from peaceinfra.analysis.collect.channels import END, EndRow
from peaceinfra.analysis.collect.logs import LIVES, LOGS, process_logs
from peaceinfra.analysis.collect.meetings import MET, Attendance, meetings_of
from peaceinfra.analysis.collect.parts import Known, keys_named, keys_of
from peaceinfra.analysis.collect.process_parts import (
    COUNTS,
    ENDS,
    LINKS,
    PARTS,
    SIGNED,
    THROUGH,
    TIES,
    by_date,
    part_facts,
    rows_around,
    rows_within,
)
from peaceinfra.analysis.collect.rows import (
    ChangeRow,
    Stop,
    actors_by_key,
    linkages_of,
    process_names,
)
from peaceinfra.analysis.process_facts import ProcessFacts
from peaceinfra.core.registry import models_by_kind
from processes.models import Actor

# By these it is known which bodies are around a process.
_BODIES = ("roles", "principals", "functions")
# And by these who else is.
_FIRST = (*_BODIES, "channels")


@dataclass(slots=True)
class ProcessRows:
    """What was read of a process, as columns, and not yet told who the actors are."""

    around: Around
    parts: dict[str, list[dict]]
    links: list[tuple] = field(default_factory=list)
    through: Mapping[int, list[Stop]] = field(default_factory=dict)
    ends: list[tuple] = field(default_factory=list)
    logs: list[ChangeRow] = field(default_factory=list)
    lives: list[ChangeRow] = field(default_factory=list)
    signed: list[tuple] = field(default_factory=list)
    counts: list[tuple[str, int]] = field(default_factory=list)
    met: list[Attendance] = field(default_factory=list)

    @property
    def actors(self) -> set[int | None]:
        """The keys of all actors that the rows name."""
        keys = self.around.ends | self.around.linked
        keys |= {row.actor_id for rows in (self.signed, self.met) for row in rows}
        keys |= {row.decided_by_id for rows in (self.logs, self.lives) for row in rows}
        return keys.union(
            *(
                keys_named(models_by_kind()[PARTS[name].prefix], rows, Actor)
                for name, rows in self.parts.items()
            )
        )


def collect_network(key: int, viewer, *, with_meetings: bool = False) -> ProcessFacts | None:
    """The process with all of which ties are made, and without the rest; None where the viewer may see none.

    with_meetings   also who met at which event, of which no way is made
    """
    processes = process_names([key], viewer)
    if key not in processes:
        return None
    rows = process_rows([key], viewer, TIES, (*LOGS, *([MET] if with_meetings else [])))[key]
    actors = actors_by_key(rows.actors, viewer)
    log = process_logs(rows.logs, actors).of_channels(keys_of(rows.parts["channels"], "pk"))
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
        meetings=meetings_of(rows.met, actors, process),
        **part_facts(rows.parts, Known(actors, processes), rows.ends, [], log),
    )


def tie_rows(
    keys: Collection[int], viewer, also: Iterable[str] = (), beside: Iterable[str] = ()
) -> dict[int, ProcessRows]:
    """{process: the rows of which its ties are made}; as many queries for several as for one.

    also    further kinds of parts
    """
    return process_rows(keys, viewer, (*TIES, *also), beside)


def body_rows(
    keys: Collection[int], viewer, also: Iterable[str] = (), beside: Iterable[str] = ()
) -> dict[int, ProcessRows]:
    """{process: the rows by which it is known which bodies are around it}, without its ties."""
    return process_rows(keys, viewer, also, beside, with_links=False)


def process_rows(
    keys: Collection[int],
    viewer,
    parts: Iterable[str],
    beside: Iterable[str] = (),
    *,
    with_links: bool = True,
) -> dict[int, ProcessRows]:
    """{process: its linkages and channels, and the named kinds of parts, as far as they belong to it}; two queries.

    What names the process comes first, and tells who is around it; then what belongs to it by these.

    parts   those that are read for one process alone (`ALONE`) only where one is asked for
    beside  what else is read: names of LOGS, LIVES, SIGNED, COUNTS, MET, the last two of one process alone
    """
    always, beside = _FIRST if with_links else _BODIES, {*beside}
    parts = sorted({*parts} - {*always})
    own = [name for name in parts if name not in ALONE and is_own(name)]
    asked = (*always, *own, *sorted({"conflicts", SIGNED, COUNTS, MET} & {*parts, *beside}))
    first = rows_within(viewer, keys, (*asked, *((LINKS, THROUGH, ENDS) if with_links else ())))
    found = _first_rows(keys, first, (*always, *own))
    if "conflicts" in first:
        (rows,) = found.values()
        rows.parts["conflicts"] = first["conflicts"]
    around = ["functions", *(name for name in parts if name not in {*own, "conflicts"})]
    _add_around(viewer, found, [*around, *sorted(beside.intersection((*LOGS, LIVES)))])
    return found


def _add_around(viewer, found: dict[int, ProcessRows], names: list[str]) -> None:
    """What belongs to the processes by who is around them, and the logs of their channels; one query."""
    arounds = {key: rows.around for key, rows in found.items()}
    owners = {key: {key} | keys_of(rows.parts.get("channels", ()), "pk") for key, rows in found.items()}
    channels = set().union(*owners.values()) - {*found}
    read = rows_around(viewer, all_around(arounds.values()), names, channels)
    for name, rows in read.items():
        if name in LOGS:
            for key, of_process in found.items():
                of_process.logs += [row for row in rows if row.owner in owners[key]]
        elif name == LIVES:
            for of_process in found.values():
                of_process.lives = [row for row in rows if row.owner in of_process.around.bodies]
        else:
            for key, of_process in divided(name, rows, arounds).items():
                found[key].parts[name] = _in_order(found[key].parts.get(name, []), of_process)


def _in_order(first: list[dict], second: list[dict]) -> list[dict]:
    """What was read by two queries, in the order of one of them: the earliest first, and an unknown day last."""
    if not (first and second):
        return first or second
    return sorted([*first, *second], key=by_date)


def _first_rows(
    keys: Collection[int], first: dict[str, list], names: Collection[str]
) -> dict[int, ProcessRows]:
    """What belongs to each process by its own word, and who is around it by that."""
    by_process = {name: _grouped(first[name], lambda row: row["process_id"]) for name in names}
    own_links = _grouped(first.get(LINKS, ()), lambda link: link.process_id)
    of_channel = {row["pk"]: row["process_id"] for row in first.get("channels", ())}
    ends = _grouped(map(_end, first.get(ENDS, ())), lambda end: of_channel.get(end.channel_id))
    through = defaultdict(list)
    for row in first.get(THROUGH, ()):
        through[row["linkage_id"]].append(
            Stop(row["actor_id"], row["part"], row["is_sole_carrier"], row["pk"])
        )
    of_agreement = {row["pk"]: row["process_id"] for row in first.get("agreements", ())}
    signed = _grouped(first.get(SIGNED, ()), lambda row: of_agreement.get(row.agreement_id))
    return {
        key: _rows_of(
            key,
            {name: by_process[name].get(key, []) for name in names},
            own_links.get(key, []),
            through,
            ends.get(key, []),
            signed.get(key, []),
            first.get(COUNTS, []),
            first.get(MET, []),
        )
        for key in keys
    }


def _rows_of(key: int, parts, links, through, ends, signed, counts, met) -> ProcessRows:
    linked = {end for link in links for end in (link.source_id, link.target_id)}
    linked |= {stop.actor_id for link in links for stop in through.get(link.pk, ())}
    around = Around(
        processes={key},
        acting=keys_of(parts["roles"], "actor_id"),
        roles=keys_of(parts["roles"], "pk"),
        serving=keys_of(parts["principals"], "body_id"),
        working=keys_of(parts["functions"], "body_id"),
        ends={end.actor_id for end in ends},
        linked=linked,
    )
    return ProcessRows(around, parts, links, through, ends, signed=signed, counts=counts, met=met)


def _end(row: dict) -> EndRow:
    return EndRow(*(row[name] for name in END))


def _grouped(rows: Iterable, key_of) -> dict[int, list]:
    found = defaultdict(list)
    for row in rows:
        found[key_of(row)].append(row)
    return found
