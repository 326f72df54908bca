"""One process with everything recorded in it, in as many queries however large it is."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.db.models import Q

from peaceinfra.analysis import derived
from peaceinfra.analysis.collect.process_parts import (
    FUNCTIONS,
    SHAPES,
    end_rows,
    part_facts,
    part_rows,
    signatory_rows,
)
from peaceinfra.analysis.collect.rows import (
    DATES,
    actors_by_key,
    change_of,
    change_rows,
    dates_of,
    evidence_on,
    intermediary_rows,
    linkage_rows,
    linkages_of,
)
from peaceinfra.analysis.facts import (
    EventFact,
    LinkageFact,
    PrincipalFact,
    ProcessName,
    RoleFact,
)
from peaceinfra.analysis.process_facts import ProcessFacts
from processes.models import Event, MomentumChange, PeaceProcess, PhaseChange, Role
from secretariats.models import ChannelChange, LifecycleChange, Principal

#: So many linkages a page lists; the others follow on the next page.
ON_PAGE = 100

_LOGS = ("phasechange", "momentumchange", "channelchange")

PROCESS = ("pk", "parent_id", "name", "countries", "boundary", "parent__name", "parent__retired", *DATES)
ROLE = (
    "pk", "kind", "side", "is_signatory", "basis", "track", "actor_id", "recognised_by_id", "appointed_by_id",
    *DATES,
)
EVENT = ("pk", "name", "kind", "track", "place__name", "outcome", "held_by_id", *DATES)
PRINCIPAL = ("pk", "body_id", "principal_id", "side", "tenure", *DATES)


def collect_process(key: int, viewer, on: date, after: int | None = None) -> ProcessFacts | None:
    """The process, or None where there is none that the viewer may see.

    on      the day up to which evidence counts, which orders the linkages: freshest first
    after   the linkage after which the page starts
    """
    family = _family(key, viewer)
    if key not in family:
        return None
    found = _rows_of(key, viewer)
    ends, signed = end_rows(key, viewer), signatory_rows(key, viewer)
    named = _named(found) | {row[1] for row in (*ends, *signed)}
    actors = actors_by_key(named, viewer)
    linkages = sorted(
        linkages_of(found["links"], found["through"], actors), key=lambda one: freshest_first(one, on)
    )
    first, page = page_of(linkages, after)
    changes = sorted((change_of(row, actors) for row in found["logs"]), key=lambda change: change.position)
    by_log = {name: [one for one in changes if one.log == name] for name in _LOGS}
    parts = part_facts(found["parts"], actors, ends, signed, by_log["channelchange"])
    _key, parent, name, countries, boundary, parent_name, parent_retired, *dates = family.pop(key)
    return ProcessFacts(
        key, name, countries, boundary, dates_of(dates),
        parent=ProcessName(parent, parent_name) if parent and not parent_retired else None,
        strands=[ProcessName(row[0], row[2], row[3]) for row in family.values()],
        phases=by_log["phasechange"],
        momenta=by_log["momentumchange"],
        roles=[one for row in found["roles"] if (one := role_of(row, actors)).actor],
        events=[_event(row, actors) for row in found["events"]],
        principals=[one for row in found["principals"] if (one := principal_of(row, actors))],
        lifecycles=_lifecycles(found["lives"], actors), linkages=linkages, page=page, first_on_page=first,
        actors=actors, evidence=evidence_on(_cited(key, found, page, actors), viewer), **parts,
    )


def _rows_of(key: int, viewer) -> dict:
    """All that is recorded in the process, as columns; what concerns its bodies follows from the first four."""
    found = {
        "logs": _logs(viewer, key),
        "roles": _rows(Role, ROLE, viewer, key),
        "events": _rows(Event, EVENT, viewer, key),
        "principals": _rows(Principal, PRINCIPAL, viewer, key),
    }
    acting, serving = {row[6] for row in found["roles"]}, {row[1] for row in found["principals"]}
    at_work = Q(process=key) | Q(process=None, body__in=acting | serving)
    functions = FUNCTIONS.rows(viewer, at_work)
    bodies = acting | serving | {row[1] for row in functions}
    roles = {row[0] for row in found["roles"]}
    return found | {
        "lives": list(change_rows(LifecycleChange, "body_id", viewer, body_id__in=bodies)),
        "links": linkage_rows(viewer, Q(process=key)),
        "through": intermediary_rows(viewer, linkage__process=key),
        "parts": part_rows(key, viewer, acting=acting, roles=roles, bodies=bodies) | {"functions": functions},
    }


def _cited(key: int, found: dict, page: list[LinkageFact], actors) -> set[int]:
    """The records whose sources the page shows: of long tables, those that it lists."""
    logs = {row[3] for name in ("logs", "lives") for row in found[name]}
    bodies = {row[1] for row in found["lives"] if row[1] in actors}
    listed = {row[0] for name in ("roles", "events", "principals") for row in found[name]}
    parts = {row[0] for rows in found["parts"].values() for row in rows[:ON_PAGE]}
    return {key} | {one.key for one in page} | logs | bodies | listed | parts


def _family(key: int, viewer) -> dict[int, tuple]:
    """The process and its strands."""
    rows = PeaceProcess.objects.shown_to(viewer).filter(Q(pk=key) | Q(parent=key)).order_by("folded", "pk")
    return {row[0]: row for row in rows.values_list(*PROCESS)}


def role_of(row, actors, process=None) -> RoleFact:
    key, kind, side, is_signatory, basis, track, actor, recognised_by, appointed_by, *dates = row
    return RoleFact(
        key, kind, side, is_signatory, basis, track, dates_of(dates), actors.get(actor), process,
        actors.get(recognised_by), actors.get(appointed_by),
    )


def principal_of(row, actors, process=None) -> PrincipalFact | None:
    """None where one of the two ends was retired."""
    key, body, principal, side, tenure, *dates = row
    if body not in actors or principal not in actors:
        return None
    return PrincipalFact(
        key, actors[body], actors[principal], side, tenure, dates_of(dates), process
    )


def _event(row, actors) -> EventFact:
    key, name, kind, track, place, outcome, held_by, *dates = row
    return EventFact(key, name, kind, track, place or "", outcome, dates_of(dates), actors.get(held_by))


def _rows(model, columns, viewer, process: int) -> list[tuple]:
    rows = model.objects.shown_to(viewer).filter(process=process)
    return list(rows.order_by("start_max", "start_min", "pk").values_list(*columns))


def _logs(viewer, key: int) -> list[tuple]:
    """Both logs of the process and those of its channels, in one query."""
    phases = change_rows(PhaseChange, "process_id", viewer, process=key)
    momenta = change_rows(MomentumChange, "process_id", viewer, process=key)
    channels = change_rows(ChannelChange, "channel_id", viewer, channel__process=key, channel__retired=False)
    return list(phases.union(momenta, channels, all=True))


def _named(found: dict) -> set[int | None]:
    """The keys of all actors that the process names."""
    keys = {row[-1] for name in ("logs", "lives") for row in found[name]}
    keys |= {row[1] for row in found["lives"]}
    keys |= {key for row in found["roles"] for key in row[6:9]} | {row[6] for row in found["events"]}
    keys |= {key for row in found["principals"] for key in row[1:3]}
    keys |= {key for row in found["links"] for key in row[2:4]}
    keys |= {row[0] for rows in found["through"].values() for row in rows}
    return keys.union(*(SHAPES[name].named(rows) for name, rows in found["parts"].items()))


def _lifecycles(rows, actors) -> dict[int, list]:
    """{body: its log}, in the order of the bodies' names."""
    lives = defaultdict(list)
    for change in sorted((change_of(row, actors) for row in rows), key=lambda change: change.position):
        if change.owner in actors:
            lives[change.owner].append(change)
    return dict(sorted(lives.items(), key=lambda item: (actors[item[0]].name, item[0])))


def freshest_first(linkage: LinkageFact, on: date) -> tuple:
    seen = derived.last_evidence(linkage, on)
    return (-(seen or date.min).toordinal(), linkage.key)


def page_of(linkages: list[LinkageFact], after: int | None) -> tuple[int, list[LinkageFact]]:
    places = {one.key: place for place, one in enumerate(linkages, 1)}
    first = places.get(after, 0)
    return first, linkages[first : first + ON_PAGE]
