"""Small generated registers, and three readings of who sees what in them.

The first reading is wall one (`visible_to`, as the owner), the second wall two (every row of a table, as the
web role), the third a plain one written here by hand: a row is seen iff every own marking it hangs on is.
"""

from dataclasses import dataclass

from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from peaceinfra.core.models import Record, Team
from peaceinfra.core.visibility import Viewer, viewing, visibility_of
from peaceinfra.core.visibility.inspection import guarded_models
from processes.models import (
    Actor,
    ActorName,
    Citation,
    Claim,
    Lineage,
    PeaceProcess,
    PhaseChange,
    Role,
    Source,
)
from secretariats.models import Body, LifecycleChange, Principal
from tracks.models import Intermediary, Linkage

TEAMS = [101, 102, 103]

# What each row hangs on, said a second time and by hand: the third reading must not use the declaration.
HANGS_ON = {
    Actor: [],
    Source: [],
    PeaceProcess: ["parent"],
    ActorName: ["actor"],
    Lineage: ["actor", "origin"],
    PhaseChange: ["process", "decided_by"],
    Role: ["actor", "process", "recognised_by", "appointed_by"],
    Body: ["actor"],
    LifecycleChange: ["body", "decided_by"],
    Principal: ["body", "principal", "process"],
    Linkage: ["source", "target", "process"],
    Intermediary: ["linkage", "actor"],
    Citation: ["subject", "source"],
    Claim: ["subject", "source"],
}


@dataclass(frozen=True)
class Alphabet:
    """Wide finds mistakes about sets of teams, dense those about two marks that meet: both are needed."""

    levels: list
    teams: list


def worlds(alphabet):
    mark = st.tuples(st.sampled_from(alphabet.levels), st.sampled_from(alphabet.teams))
    some = st.integers(0, 9)
    maybe = st.one_of(some, some, st.none())
    link = st.tuples(some, some, maybe, mark, st.lists(some, max_size=2))
    return st.fixed_dictionaries(
        {
            "actors": st.lists(mark, min_size=2, max_size=5),
            "processes": st.lists(st.tuples(mark, maybe), min_size=1, max_size=3),
            "sources": st.lists(mark, min_size=1, max_size=2),
            "names": st.lists(st.tuples(some, mark), max_size=2),
            "lineages": st.lists(st.tuples(some, some, mark), max_size=1),
            "phases": st.lists(st.tuples(some, maybe), max_size=2),
            "roles": st.lists(st.tuples(some, some, maybe, mark), max_size=2),
            "bodies": st.lists(st.tuples(some, some, maybe, mark), max_size=2),
            "linkages": st.lists(link, min_size=1, max_size=4),
            "evidence": st.lists(st.tuples(some, some, mark), max_size=3),
            "moves": st.lists(st.tuples(st.sampled_from("apslvvv"), some, some, mark), max_size=4),
            "viewer": st.tuples(st.sampled_from(alphabet.levels), st.frozensets(st.sampled_from(TEAMS))),
        }
    )


# Public marks stand more than once: one guarded part among public ones is what most mistakes show at.
WIDE = Alphabet(levels=[0, 0, 0, 1, 2, 3, 4], teams=[None, None, None, *TEAMS])
DENSE = Alphabet(levels=[0, 0, 0, 2], teams=[None, None, None, TEAMS[0]])

PUBLIC = (0, None)
EMPTY = dict.fromkeys(("names", "lineages", "phases", "roles", "bodies", "evidence", "moves"), [])


def world(*, actors, linkage, viewer=PUBLIC, **more):
    """A small world by hand: a public process and source, these actors, one linkage (from, to, process, via)."""
    *ends, via = linkage
    given = {
        "actors": actors,
        "processes": [(PUBLIC, None)],
        "sources": [PUBLIC],
        "linkages": [(*ends, PUBLIC, via)],
    }
    level, team = viewer
    return EMPTY | given | {"viewer": (level, frozenset({team} - {None}))} | more


TEAM, OTHER = (0, TEAMS[0]), (0, TEAMS[1])
# What chance seldom makes: everything public but the one thing that matters.
RARE = [
    world(
        actors=[PUBLIC] * 2,
        linkage=(1, 1, None, []),
        evidence=[(0, 0, PUBLIC)],
        moves=[("a", 0, 0, (2, None))],
    ),
    world(actors=[TEAM, OTHER], linkage=(0, 1, 0, []), viewer=TEAM),
    world(actors=[TEAM, OTHER], linkage=(0, 1, 0, []), viewer=OTHER),
    world(actors=[PUBLIC, PUBLIC, (2, None)], linkage=(0, 1, 0, [0]), moves=[("v", 0, 2, PUBLIC)]),
    world(actors=[PUBLIC] * 2, linkage=(0, 1, 0, []), moves=[("p", 0, 0, (2, None))]),
    world(actors=[PUBLIC] * 2, linkage=(0, 1, 0, []), moves=[("a", 0, 0, TEAM)]),
    world(actors=[PUBLIC, PUBLIC, TEAM], linkage=(0, 1, 0, [2])),
]


def build(world):
    """Writes the world as the owner: the triggers do the marking."""
    Team.objects.bulk_create(Team(pk=pk, name=f"team {pk}") for pk in TEAMS)

    def marked(model, mark, **fields):
        return model.objects.create(level=mark[0], team_id=mark[1], **fields)

    def at(rows, index):
        return None if index is None else rows[index % len(rows)]

    actors = [marked(Actor, mark, name="a", kind="body") for mark in world["actors"]]
    processes = []
    for mark, parent in world["processes"]:
        processes.append(
            marked(PeaceProcess, mark, name="p", parent=at(processes, parent) if processes else None)
        )
    sources = [marked(Source, mark, name="s", kind="report") for mark in world["sources"]]
    for actor, mark in world["names"]:
        marked(ActorName, mark, actor=at(actors, actor), name="n")
    for one, other, mark in world["lineages"]:
        marked(Lineage, mark, actor=at(actors, one), origin=at(actors, other), kind="splinter")
    for position, (process, decider) in enumerate(world["phases"]):
        PhaseChange.objects.create(
            process=at(processes, process),
            position=position,
            status="unknown",
            decided_by=at(actors, decider),
        )
    for actor, process, recogniser, mark in world["roles"]:
        marked(
            Role, mark, actor=at(actors, actor), process=at(processes, process), kind="party",
            recognised_by=at(actors, recogniser),
        )  # fmt: skip
    for body, principal, process, mark in world["bodies"]:
        Body.objects.get_or_create(actor=at(actors, body), defaults={"form": "secretariat"})
        LifecycleChange.objects.create(body=at(actors, body), position=1, status="unknown", decided_by=None)
        marked(
            Principal,
            mark,
            body=at(actors, body),
            principal=at(actors, principal),
            process=at(processes, process),
        )
    linkages = []
    for source, target, process, mark, via in world["linkages"]:
        linkage = marked(
            Linkage,
            mark,
            source=at(actors, source),
            target=at(actors, target),
            process=at(processes, process),
        )
        linkages.append(linkage)
        for position, actor in enumerate(via):
            Intermediary.objects.create(
                linkage=linkage, actor=at(actors, actor), position=position, part="broker"
            )
    subjects = [*actors, *processes, *linkages]
    for subject, source, mark in world["evidence"]:
        of = {"subject_id": at(subjects, subject).pk, "source": at(sources, source)}
        marked(Citation, mark, **of)
        marked(Claim, mark, field="name", **of)
    move(world, actors, processes, sources, linkages)


def move(world, actors, processes, sources, linkages):
    """What happens later: marks change, a linkage is turned to another actor, an intermediary is exchanged."""
    for kind, one, other, (level, team) in world["moves"]:
        if kind == "l":
            Linkage.objects.filter(pk=linkages[one % len(linkages)].pk).update(
                source=actors[other % len(actors)], level=level, team_id=team
            )
        elif kind == "v":
            Intermediary.objects.filter(linkage=linkages[one % len(linkages)]).update(
                actor=actors[other % len(actors)]
            )
        else:
            rows = {"a": actors, "p": processes, "s": sources}[kind]
            row = rows[one % len(rows)]
            type(row).objects.filter(pk=row.pk).update(level=level, team_id=team)


def by_wall_one(viewer):
    return {
        model: set(model._base_manager.filter(visibility_of(model).q(viewer)).values_list("pk", flat=True))
        for model in guarded_models()
    }


def by_wall_two(viewer):
    with viewing(viewer):
        return {model: set(model._base_manager.values_list("pk", flat=True)) for model in guarded_models()}


def by_plain_reading(viewer):
    """Every own marking that a row hangs on, however far, must be the viewer's."""
    rows = {model: {row.pk: row for row in model._base_manager.all()} for model in HANGS_ON}
    via = {}
    for row in rows[Intermediary].values():
        via.setdefault(row.linkage_id, set()).add(row.actor_id)

    def marks(model, pk, seen=frozenset()):
        if (model, pk) in seen:
            return
        row, seen = rows[model][pk], seen | {(model, pk)}
        if hasattr(row, "team_id"):
            yield row.level, row.team_id
        for name in HANGS_ON[model]:
            key = getattr(row, f"{name}_id")
            if key is None:
                continue
            parent = (
                next(m for m in HANGS_ON if key in rows[m]) if name == "subject" else _related(model, name)
            )
            yield from marks(parent, key, seen)
        for actor in via.get(pk, ()) if model is Linkage else ():
            yield from marks(Actor, actor, seen)

    def seen_by_viewer(model, pk):
        return all(
            level <= viewer.level and (team is None or team in viewer.teams)
            for level, team in marks(model, pk)
        )

    found = {model: {pk for pk in rows[model] if seen_by_viewer(model, pk)} for model in HANGS_ON}
    addressable = [model for model in HANGS_ON if model is not Body]
    return found | {Record: set().union(*(found[model] for model in addressable))}


def _related(model, name):
    return model._meta.get_field(name).related_model


def disagreements(world) -> list[str]:
    """Builds the world, reads it three ways, takes it down again; names the tables that disagree."""
    viewer = Viewer(*world["viewer"])
    with transaction.atomic():
        build(world)
        one, two, plain = by_wall_one(viewer), by_wall_two(viewer), by_plain_reading(viewer)
        transaction.set_rollback(True)
    return [
        model._meta.label
        for model in one
        if one[model] != two[model] or (model in plain and one[model] != plain[model])
    ]


def search(alphabet, examples):
    """Reads the rare worlds and then `examples` generated ones; AssertionError where the readings disagree."""
    for rare in RARE:
        assert disagreements(rare) == []

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(worlds(alphabet))
    def readings_agree(world):
        assert disagreements(world) == []

    readings_agree()


def definition(function):
    """The stored source of a function, as a CREATE OR REPLACE statement."""
    with connection.cursor() as cursor:
        return cursor.execute("SELECT pg_get_functiondef(%s::regproc)", [function]).fetchone()[0]
