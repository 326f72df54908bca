"""Who and what there is in a generated register: teams, sources, actors with their names, bodies, processes."""

from dataclasses import dataclass, field
from random import Random

from peaceinfra.core.choices import INVENTED
from peaceinfra.core.dates.choices import EndKind, StartKind
from peaceinfra.core.models import Team
from peaceinfra.worlds import dates, syllables
from peaceinfra.worlds.loading import Loading
from peaceinfra.worlds.marks import Mark, wheel
from processes import lifecycle
from processes.choices import (
    ActorKind,
    ActorLevel,
    LineageKind,
    Momentum,
    NameKind,
    Phase,
    Reliability,
    SourceKind,
)
from processes.models import (
    Actor,
    ActorName,
    Lineage,
    MomentumChange,
    PeaceProcess,
    PhaseChange,
    Source,
)
from secretariats.choices import BodyForm, Closeness, Lifecycle, Notice
from secretariats.lifecycle import GONE, LIFECYCLE
from secretariats.models import Body, LifecycleChange, PeaceSecretariat

LASTING = (Actor, PeaceProcess, Source)
COUNTRIES = f"{{{INVENTED}}}"
BODY_SHARE = 0.12
NOUNS = {
    ActorKind.STATE: "Republic",
    ActorKind.ARMED_ORGANISATION: "Front",
    ActorKind.POLITICAL_PARTY: "Party",
    ActorKind.COALITION: "Alliance",
    ActorKind.IGO: "Organisation",
    ActorKind.INGO: "International",
    ActorKind.NATIONAL_NGO: "Society",
    ActorKind.LOCAL_ORGANISATION: "Association",
    ActorKind.COMMUNITY_STRUCTURE: "Elders",
    ActorKind.INDIVIDUAL: "",
    ActorKind.BODY: "Secretariat",
}
KINDS = [kind for kind in NOUNS if kind != ActorKind.BODY]
KIND_WEIGHTS = [2, 10, 8, 4, 2, 5, 15, 20, 14, 20]


@dataclass
class Standing:
    """Keys of what there is, in the order it was made; `own` has the wheels of markings to draw from."""

    teams: list[int] = field(default_factory=list)
    sources: list[int] = field(default_factory=list)
    actors: list[int] = field(default_factory=list)
    bodies: list[int] = field(default_factory=list)
    processes: list[int] = field(default_factory=list)
    own: dict[str, list[Mark]] = field(default_factory=dict)


def number_of_processes(linkages: int) -> int:
    return max(5, linkages // 250)


def make_standing(random: Random, loading: Loading, linkages: int, seed: int) -> Standing:
    """100 actors and 10 sources for each 1,000 linkages, 5 to 50 teams, a process for each 250."""
    standing = Standing()
    for number in range(1, min(50, max(5, linkages // 1000)) + 1):
        standing.teams.append(loading.add(Team, name=f"generated team {number} of seed {seed}"))
    shares = {"process": 0.85, "actor": 0.75, "relation": 0.8}
    standing.own = {what: wheel(random, standing.teams, share) for what, share in shares.items()}
    make_sources(random, loading, standing, max(10, linkages // 100))
    make_actors(random, loading, standing, max(20, linkages // 10))
    make_processes(random, loading, standing, number_of_processes(linkages))
    return standing


def make_sources(random, loading, standing, number):
    grades = Reliability.values
    for _ in range(number):
        key = loading.add(
            Source,
            random.choice(standing.own["actor"]),
            name=syllables.name(random, noun="Notes"),
            kind=SourceKind.DEMONSTRATION.value,
            authors=syllables.name(random),
            published=str(random.randint(1990, 2025)),
            reliability=random.choice(grades),
        )
        standing.sources.append(key)


def make_actors(random, loading, standing, number):
    """One in eight is a body. The first is one, a public secretariat: every world has one to look at."""
    lives = dates.validities(random, 400, 1970, 2005)
    levels = ActorLevel.values
    for index in range(number):
        if index == 0 or random.random() < BODY_SHARE:
            key = make_body(random, loading, standing)
        else:
            kind = random.choices(KINDS, KIND_WEIGHTS)[0]
            key = make_actor(random, loading, standing, kind, random.choice(levels), random.choice(lives))
        make_names(random, loading, standing, key)
        if len(standing.actors) > 10 and random.random() < 0.03:
            loading.add(
                Lineage,
                random.choice(standing.own["relation"]),
                actor_id=key,
                origin_id=random.choice(standing.actors),
                kind=random.choice(LineageKind.values),
            )
        standing.actors.append(key)


def make_actor(random, loading, standing, kind, level, life) -> int:
    """Three labels in four are Latin, the others in any of the scripts."""
    latin = random.random() < 0.75
    script = "Latn" if latin else random.choice(syllables.OTHER_SCRIPTS)
    return loading.add(
        Actor,
        *([random.choice(standing.own["actor"])] if standing.actors else []),
        name=syllables.name(random, script, NOUNS[kind] if latin else ""),
        kind=kind.value,
        usual_level=level,
        countries=COUNTRIES,
        **life,
    )


def make_names(random, loading, standing, actor):
    """One to three other names, most of them in another script."""
    for _ in range(random.randint(1, 3)):
        script = random.choice(syllables.OTHER_SCRIPTS + ["Latn"] * 3)
        loading.add(
            ActorName,
            random.choice(standing.own["relation"]),
            actor_id=actor,
            name=syllables.name(random, script),
            kind=random.choice(NameKind.values),
            language=syllables.LANGUAGE,
            script=script,
        )


def make_body(random, loading, standing) -> int:
    """A body, half of them secretariats, with its log; where the log says it is gone, its existence ends then."""
    first = random.choice([Lifecycle.PROPOSED, Lifecycle.ANNOUNCED, Lifecycle.ESTABLISHING])
    states = dates.walk(random, LIFECYCLE, random.randint(1, 7), first)
    days = dates.log_dates(random, len(states), random.randint(1990, 2005))
    end_kind, end = EndKind.UNKNOWN, ""
    if states[-1] in GONE and (end := days[-1]["date"]):
        end_kind = EndKind.ACTUAL
    life = dates.dated(StartKind.UNKNOWN, "", end_kind, end)
    key = make_actor(random, loading, standing, ActorKind.BODY, ActorLevel.TOP.value, life)
    form = BodyForm.SECRETARIAT.value
    if standing.bodies and random.random() < 0.5:
        form = random.choice(BodyForm.values)
    loading.add(
        Body,
        key=key,
        form=form,
        seat=syllables.word(random),
        closeness=random.choice(Closeness.values),
    )
    if form == BodyForm.SECRETARIAT:
        loading.add(PeaceSecretariat, key=key, is_first_address=random.choice([None, True, False]))
    for state, day in zip(states, days, strict=True):
        loading.add(
            LifecycleChange,
            body_id=key,
            status=state.value,
            notice=random.choice(Notice.values),
            **day,
        )
    standing.bodies.append(key)
    return key


def make_processes(random, loading, standing, number):
    """The first is the largest and public; one in six is a strand of an earlier one."""
    lives = dates.validities(random, 200, 1985, 2015)
    for index in range(number):
        parent = random.choice(standing.processes) if index > 5 and random.random() < 0.16 else None
        key = loading.add(
            PeaceProcess,
            *([random.choice(standing.own["process"])] if index else []),
            name=f"{syllables.word(random)}–{syllables.word(random)} process",
            parent_id=parent,
            countries=COUNTRIES,
            **random.choice(lives),
        )
        standing.processes.append(key)
        for model, transitions, first in (
            (PhaseChange, lifecycle.PHASES, Phase.EXPLORATION),
            (MomentumChange, lifecycle.MOMENTA, Momentum.ACTIVE),
        ):
            states = dates.walk(random, transitions, random.randint(1, 6), first)
            days = dates.log_dates(random, len(states), random.randint(1988, 2010))
            for state, day in zip(states, days, strict=True):
                loading.add(model, process_id=key, status=state.value, **day)
