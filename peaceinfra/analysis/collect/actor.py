"""One actor with all that is recorded of it: names, roles, whom it serves, linkages, life, origins, parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from peaceinfra.analysis import derived
from peaceinfra.analysis.collect.actor_parts import ActorParts, actor_parts, actor_rows
from peaceinfra.analysis.collect.courses import collect_body_coverage, collect_courses
from peaceinfra.analysis.collect.parts import (
    Known,
    always_asked,
    facts_of,
    keys_named,
    keys_of,
    part_rows,
)
from peaceinfra.analysis.collect.process import freshest_first, linkages_page
from peaceinfra.analysis.collect.rows import (
    ACTOR,
    DATES,
    ChangeRow,
    Stop,
    actor_of,
    actors_by_key,
    change_of,
    change_rows,
    dates_of,
    evidence_on,
    intermediary_rows,
    linkage_rows,
    linkages_of,
    process_names,
)
from peaceinfra.analysis.collect.sides import Sides, collect_sides
from peaceinfra.analysis.collect.standings import collect_served
from peaceinfra.analysis.facts import (
    ActorFact,
    Dates,
    LinkageFact,
    PrincipalFact,
    RoleFact,
)
from peaceinfra.analysis.process_facts import CoverageFact
from processes.models import Actor, ExternalId, Lineage, Role
from secretariats.models import LifecycleChange, Principal
from tracks.models import Intermediary

#: {name: column} of what only the page of the actor itself needs, after the columns every page has.
MORE = {
    "description": "description",
    "constituencies": "constituencies",
    "cohesion": "cohesion",
    "closeness": "body__closeness",
    "purpose": "secretariat__purpose",
    "is_first_address": "secretariat__is_first_address",
    "is_support_unit": "support_unit__actor_id",
    "full_time_staff": "support_unit__full_time_staff",
    "has_standby_team": "support_unit__has_standby_team",
    "standby_themes": "support_unit__standby_themes",
    "roster_above": "support_unit__roster_above",
    "clients": "support_unit__clients",
    "policy": "support_unit__policy_on_local_actors",
    "practice": "support_unit__practice_with_local_actors",
    "languages": "mediator__languages",
    "approach": "mediator__approach",
}


@dataclass(frozen=True, slots=True)
class LineageFact:
    key: int
    kind: str
    other: ActorFact
    is_origin: bool
    dates: Dates


@dataclass(frozen=True, slots=True)
class ActorFacts:
    """`principals`: whom it serves; `served_by`: the bodies that serve it. `page`: the linkages listed.

    served      the principals as its composition is computed from them
    coverage    how far was searched for bodies in the processes that it takes part in
    courses     how these processes went
    """

    actor: ActorFact
    more: dict[str, object]
    roles: Sequence[RoleFact] = ()
    principals: Sequence[PrincipalFact] = ()
    served_by: Sequence[PrincipalFact] = ()
    served: Sequence[derived.Served] = ()
    coverage: Sequence[CoverageFact] = ()
    courses: Sequence[derived.Course] = ()
    life: derived.StatusLog = derived.StatusLog()
    linkages: Sequence[LinkageFact] = ()
    page: Sequence[LinkageFact] = ()
    first_on_page: int = 0
    lineages: Sequence[LineageFact] = ()
    external_ids: Sequence[ExternalId] = ()
    parts: ActorParts = field(default_factory=ActorParts)
    sides: Sides = field(default_factory=dict)
    evidence: dict[int, derived.Evidence] = field(default_factory=dict)

    @property
    def is_fictional(self) -> bool:
        return self.actor.is_fictional


def collect_actor(key: int, viewer, on: date, after: int | None = None) -> ActorFacts | None:
    """The actor, or None where there is none that the viewer may see; as many queries however much is recorded.

    on      the day up to which evidence counts, which orders the linkages: freshest first
    """
    row = Actor.objects.shown_to(viewer).filter(pk=key).values_list(*ACTOR, *MORE.values()).first()
    if row is None:
        return None
    roles = part_rows(Role, viewer, Q(actor=key))
    served = part_rows(Principal, viewer, Q(body=key) | Q(principal=key))
    life = [ChangeRow(*row) for row in change_rows(LifecycleChange, "body_id", viewer, body=key)]
    links, through = _linkage_rows(key, viewer)
    lineages = _lineage_rows(key, viewer)
    rows = actor_rows(key, viewer)
    actors = actors_by_key(_named(key, roles, served, life, links, through, lineages) | rows.actors, viewer)
    named = keys_of([*roles, *served], "process_id") | {link.process_id for link in links} | rows.processes
    processes = process_names(named, viewer)
    known = Known(actors, processes, rows.others)
    parts = actor_parts(rows, known)
    linkages = _linkages(links, through, known, on)
    first, page = linkages_page(linkages, after)
    principals = facts_of(PrincipalFact, _shown(served, processes), known)
    own = [principal for principal in principals if principal.body.key == key]
    taking_part = keys_of([*roles, *(row for row in served if row["body_id"] == key)], "process_id")
    cited = [key, *(linkage.key for linkage in page), *(change.pk for change in life)]
    cited += [row["pk"] for row in (*roles, *served)] + [lineage.pk for lineage in lineages] + parts.subjects
    return ActorFacts(
        actor_of(row[: len(ACTOR)]),
        dict(zip(MORE, row[len(ACTOR) :], strict=True)),
        roles=facts_of(RoleFact, roles, known),
        principals=own,
        served=_served(own, viewer),
        coverage=collect_body_coverage(taking_part, known, viewer),
        courses=collect_courses((processes[process] for process in taking_part & processes.keys()), viewer),
        served_by=_serving(key, principals),
        life=_log(life, actors),
        linkages=linkages,
        page=page,
        first_on_page=first,
        lineages=[found for line in lineages if (found := _lineage(line, key, actors))],
        external_ids=_external_ids(key, viewer),
        parts=parts,
        sides=collect_sides(page, viewer),
        evidence=evidence_on(cited, viewer),
    )


def _linkages(links, through, known: Known, on: date) -> list[LinkageFact]:
    """Those of no process or of one that is not retired, the freshest first."""
    kept = [link for link in links if link.process_id is None or link.process_id in known.processes]
    found = linkages_of(kept, through, known.actors, known.processes)
    return sorted(found, key=lambda linkage: freshest_first(linkage, on))


def _serving(key: int, principals: Sequence[PrincipalFact]) -> list[PrincipalFact]:
    """The other bodies that serve the actor."""
    return [serving for serving in principals if serving.principal.key == key and serving.body.key != key]


def _log(rows: Sequence[ChangeRow], actors: dict[int, ActorFact]) -> derived.StatusLog:
    return derived.StatusLog(
        sorted((change_of(row, actors) for row in rows), key=lambda change: change.order)
    )


def _linkage_rows(key: int, viewer) -> tuple[list[tuple], dict[int, list[Stop]]]:
    """The linkages it is an end or an intermediary of, and their intermediaries."""
    # Asked first: as a subquery beside the two ends it would keep the database from using any index.
    carried = list(Intermediary.objects.shown_to(viewer).filter(actor=key).values_list("linkage", flat=True))
    links = linkage_rows(viewer, Q(source=key) | Q(target=key) | Q(pk__in=carried))
    return links, intermediary_rows(viewer, linkage__in=always_asked(link.pk for link in links))


def _lineage_rows(key: int, viewer) -> list[tuple]:
    rows = Lineage.objects.shown_to(viewer).filter(Q(actor=key) | Q(origin=key)).order_by("start_max", "pk")
    return list(rows.values_list("pk", "kind", "actor_id", "origin_id", *DATES, named=True))


def _served(principals, viewer) -> list[derived.Served]:
    rows = [
        (
            principal.body.key,
            principal.principal.key,
            principal.process and principal.process.key,
            principal.side,
        )
        for principal in principals
    ]
    return [row for found in collect_served(rows, viewer).values() for row in found]


def _external_ids(key: int, viewer) -> list[ExternalId]:
    return list(ExternalId.objects.shown_to(viewer).filter(subject=key).order_by("scheme", "value", "pk"))


def _shown(rows, processes):
    """Without what belongs to a retired process."""
    return [row for row in rows if row["process_id"] is None or row["process_id"] in processes]


def _named(key, roles, served, life, links, through, lineages) -> set[int | None]:
    keys = {key} | {change.decided_by_id for change in life}
    keys |= keys_named(Role, roles, Actor) | keys_named(Principal, served, Actor)
    keys |= {end for link in links for end in (link.source_id, link.target_id)}
    keys |= {end for lineage in lineages for end in (lineage.actor_id, lineage.origin_id)}
    return keys | {stop.actor_id for stops in through.values() for stop in stops}


def _lineage(row, key, actors) -> LineageFact | None:
    lineage, kind, actor, origin, *dates = row
    is_origin = origin != key
    other = actors.get(origin if is_origin else actor)
    return other and LineageFact(lineage, kind, other, is_origin, dates_of(dates))
