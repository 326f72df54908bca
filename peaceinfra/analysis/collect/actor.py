"""One actor with all that is recorded of it: names, roles, whom it serves, linkages, life, origins, parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from peaceinfra.analysis import derived
from peaceinfra.analysis.collect.actor_parts import ActorParts, ActorRows, actor_parts, actor_rows
from peaceinfra.analysis.collect.cited import evidence_on
from peaceinfra.analysis.collect.courses import collect_body_coverage, collect_courses
from peaceinfra.analysis.collect.parts import (
    Hanging,
    Known,
    always_asked,
    facts_of,
    keys_named,
    keys_of,
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
    intermediary_rows,
    linkage_rows,
    linkages_of,
    process_names,
)
from peaceinfra.analysis.collect.sides import Sides, collect_sides
from peaceinfra.analysis.collect.standings import collect_served
from peaceinfra.analysis.evidence import Evidence
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
    "level": "effective_level",
    "approach": "mediator__approach",
}

_ROLES = Hanging(Role, ("actor",), most=None)
_PRINCIPALS = Hanging(Principal, ("body", "principal"), most=None)


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
    evidence: dict[int, Evidence] = field(default_factory=dict)

    @property
    def is_fictional(self) -> bool:
        return self.actor.is_fictional


@dataclass(frozen=True, slots=True)
class _Rows:
    """What is recorded of an actor as it is read, and whom that names."""

    key: int
    roles: list[dict]
    served: list[dict]
    life: list[ChangeRow]
    links: list[tuple]
    through: dict[int, list[Stop]]
    lineages: list[tuple]
    parts: ActorRows

    @property
    def actors(self) -> set[int | None]:
        keys = {self.key, *self.parts.actors} | {change.decided_by_id for change in self.life}
        keys |= keys_named(Role, self.roles, Actor) | keys_named(Principal, self.served, Actor)
        keys |= {end for link in self.links for end in (link.source_id, link.target_id)}
        keys |= {end for lineage in self.lineages for end in (lineage.actor_id, lineage.origin_id)}
        return keys | {stop.actor_id for stops in self.through.values() for stop in stops}

    @property
    def processes(self) -> set[int | None]:
        named = keys_of([*self.roles, *self.served], "process_id") | self.parts.processes
        return named | {link.process_id for link in self.links}

    @property
    def taking_part(self) -> set[int]:
        """The processes that it has a role in, or serves somebody in."""
        serving = [row for row in self.served if row["body_id"] == self.key]
        return keys_of([*self.roles, *serving], "process_id")

    @property
    def subjects(self) -> list[int]:
        """What its page has evidence on, without linkages and parts."""
        lines = [row.pk for row in (*self.life, *self.lineages)]
        return [self.key, *lines, *(row["pk"] for row in (*self.roles, *self.served))]


def collect_actor(key: int, viewer, on: date, after: int | None = None) -> ActorFacts | None:
    """The actor, or None where there is none that the viewer may see; as many queries however much is recorded.

    on      the day up to which evidence counts, which orders the linkages: freshest first
    """
    row = Actor.objects.shown_to(viewer).filter(pk=key).values_list(*ACTOR, *MORE.values()).first()
    if row is None:
        return None
    actor = actor_of(row[: len(ACTOR)])
    rows = _rows_of(actor, viewer)
    processes = process_names(rows.processes, viewer)
    known = Known(actors_by_key(rows.actors, viewer), processes, rows.parts.others)
    parts = actor_parts(rows.parts, known)
    linkages = _linkages(rows.links, rows.through, known, on)
    first, page = linkages_page(linkages, after)
    principals = facts_of(PrincipalFact, _shown(rows.served, processes), known)
    own = [principal for principal in principals if principal.body.key == key]
    cited = [*rows.subjects, *(linkage.key for linkage in page), *parts.subjects]
    courses = [processes[taken] for taken in rows.taking_part & processes.keys()]
    return ActorFacts(
        actor,
        dict(zip(MORE, row[len(ACTOR) :], strict=True)),
        roles=facts_of(RoleFact, rows.roles, known),
        principals=own,
        served=_served(own, viewer),
        coverage=collect_body_coverage(rows.taking_part, known, viewer),
        courses=collect_courses(courses, viewer),
        served_by=_serving(key, principals),
        life=_log(rows.life, known.actors),
        linkages=linkages,
        page=page,
        first_on_page=first,
        lineages=[found for row in rows.lineages if (found := _lineage(row, key, known.actors))],
        external_ids=_external_ids(key, viewer),
        parts=parts,
        sides=collect_sides(page, viewer),
        evidence=evidence_on(cited, viewer),
    )


def _rows_of(actor: ActorFact, viewer) -> _Rows:
    key = actor.key
    links, through = _linkage_rows(key, viewer)
    return _Rows(
        key,
        _ROLES.rows([key], viewer),
        _PRINCIPALS.rows([key], viewer),
        [ChangeRow(*row) for row in change_rows(LifecycleChange, "body_id", viewer, body=key)],
        links,
        through,
        _lineage_rows(key, viewer),
        actor_rows(actor, viewer),
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


def _lineage(row, key, actors) -> LineageFact | None:
    lineage, kind, actor, origin, *dates = row
    is_origin = origin != key
    other = actors.get(origin if is_origin else actor)
    return other and LineageFact(lineage, kind, other, is_origin, dates_of(dates))
