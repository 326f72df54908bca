"""Who and what there is in a generated register: teams, sources, places, conflicts, actors, bodies, processes."""

from dataclasses import dataclass, field

from peaceinfra.core.choices import INVENTED
from peaceinfra.core.dates.choices import EndKind, StartKind
from peaceinfra.core.models import Team
from peaceinfra.worlds import dates, syllables
from peaceinfra.worlds.marks import Mark
from peaceinfra.worlds.rows import Rows
from processes.choices import (
    ActorKind,
    ActorLevel,
    ConflictPart,
    ConflictSide,
    Licence,
    Momentum,
    Phase,
    SourceKind,
)
from processes.models import (
    Actor,
    ActorName,
    Community,
    Conflict,
    ConflictLink,
    ConflictParty,
    Coordinates,
    CoverageNote,
    Derivation,
    Lineage,
    Listing,
    MomentumChange,
    PeaceProcess,
    PhaseChange,
    Place,
    Side,
    Source,
)
from secretariats.choices import BodyForm, Lifecycle
from secretariats.lifecycle import GONE
from secretariats.models import Body, LifecycleChange, PeaceSecretariat
from tracks.models import Mediator, SupportUnit

LASTING = (Actor, PeaceProcess, Side, Source)
# Of these some are local mediators.
LOCAL = {ActorKind.LOCAL_ORGANISATION, ActorKind.COMMUNITY_STRUCTURE, ActorKind.INDIVIDUAL}
COUNTRIES = f"{{{INVENTED}}}"
LANGUAGES = f"{{{syllables.LANGUAGE}}}"
BODY_SHARE = 0.12
SIDES = ["first side", "second side", "third side"]
# Every world has one of each.
FIRST_FORMS = [BodyForm.SECRETARIAT.value, BodyForm.SUPPORT_UNIT.value]
NOUNS = {
    ActorKind.STATE: "Republic",
    ActorKind.SECURITY_ORGAN: "Guard",
    ActorKind.ARMED_ORGANISATION: "Front",
    ActorKind.INFORMAL_ARMED_GROUP: "Group",
    ActorKind.COMMUNAL_GROUP: "Clan",
    ActorKind.POLITICAL_PARTY: "Party",
    ActorKind.COALITION: "Alliance",
    ActorKind.UMBRELLA: "Umbrella",
    ActorKind.IGO: "Organisation",
    ActorKind.INGO: "International",
    ActorKind.NATIONAL_NGO: "Society",
    ActorKind.LOCAL_ORGANISATION: "Association",
    ActorKind.COMMUNITY_STRUCTURE: "Elders",
    ActorKind.INDIVIDUAL: "",
    ActorKind.BODY: "Secretariat",
    ActorKind.OTHER: "Circle",
    ActorKind.NOT_RECORDED: "",
}
KINDS = [kind for kind in NOUNS if kind != ActorKind.BODY]
KIND_WEIGHTS = [2, 1, 8, 2, 2, 7, 3, 1, 2, 5, 14, 19, 13, 19, 1, 1]
# Those that fight.
ARMED = {
    ActorKind.SECURITY_ORGAN,
    ActorKind.ARMED_ORGANISATION,
    ActorKind.INFORMAL_ARMED_GROUP,
    ActorKind.COMMUNAL_GROUP,
}


@dataclass
class Population:
    """Keys of what there is, in the order it was made; `own` has the wheels of markings to draw from."""

    teams: list[int]
    own: dict[str, list[Mark]]
    sources: list[int] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    communities: list[int] = field(default_factory=list)
    conflicts: list[int] = field(default_factory=list)
    actors: list[int] = field(default_factory=list)
    people: list[int] = field(default_factory=list)
    armed: list[int] = field(default_factory=list)
    bodies: list[int] = field(default_factory=list)
    mediators: list[int] = field(default_factory=list)
    processes: list[int] = field(default_factory=list)
    sides: dict[int, list[int]] = field(default_factory=dict)


def number_of_processes(linkages: int) -> int:
    return max(5, linkages // 250)


def make_teams(loading, linkages: int, seed: int) -> list[int]:
    """5 to 50, one for each 1,000 linkages."""
    numbers = range(1, min(50, max(5, linkages // 1000)) + 1)
    return [loading.add(Team, name=f"generated team {number} of seed {seed}") for number in numbers]


def make_population(rows: Rows, population: Population, linkages: int):
    """For 1,000 linkages 100 actors, ten sources, places and communities, four processes, two conflicts."""
    make_sources(rows, population, max(10, linkages // 100))
    make_places(rows, population, max(10, linkages // 100))
    make_conflicts(rows, population, max(3, linkages // 500))
    make_actors(rows, population, max(20, linkages // 10))
    make_processes(rows, population, number_of_processes(linkages))


def make_sources(rows, population, number):
    """One in twenty is cited in public as another; one in ten draws on another."""
    for index in range(number):
        key = rows.add(
            Source,
            rows.pick(population.own["actor"]),
            name=syllables.name(rows.random, noun="Notes"),
            kind=SourceKind.DEMONSTRATION.value,
            authors=syllables.name(rows.random),
            published=str(rows.random.randint(1990, 2025)),
            # Invented for the register: files of it are whole.
            licence=Licence.PERMISSION.value,
            export_override="",
            stand_in_id=rows.pick(population.sources) if index and rows.happens(0.05) else None,
        )
        if index and rows.happens(0.1):
            rows.add(Derivation, source_id=key, origin_id=rows.pick(population.sources))
        population.sources.append(key)


def make_places(rows, population, number):
    """Places, most of them in another one, each with a community."""
    for index in range(number):
        place = rows.add(
            Place,
            rows.pick(population.own["actor"]),
            name=syllables.word(rows.random),
            parent_id=rows.pick(population.places) if index > 4 and rows.happens(0.7) else None,
            country=INVENTED,
            p_code=f"{INVENTED}{index:05}",
        )
        community = rows.add(Community, name=f"{syllables.word(rows.random)} families", place_id=place)
        if rows.happens(0.5):
            rows.add(
                Coordinates,
                place_id=place,
                latitude=round(rows.random.uniform(-60, 75), 4),
                longitude=round(rows.random.uniform(-180, 180), 4),
            )
        population.places.append(place)
        population.communities.append(community)


def make_conflicts(rows, population, number):
    for _ in range(number):
        name = f"{syllables.word(rows.random)} conflict"
        mark = rows.pick(population.own["process"])
        population.conflicts.append(rows.add(Conflict, mark, name=name, countries=COUNTRIES))


def make_actors(rows, population, number):
    """One in eight is a body. The first two are public, a secretariat and a support unit, for every world to have."""
    lives = dates.validities(rows.random, 400, 1970, 2005)
    for index in range(number):
        if index < len(FIRST_FORMS) or rows.happens(BODY_SHARE):
            key = make_body(rows, population)
        else:
            kind = rows.random.choices(KINDS, KIND_WEIGHTS)[0]
            key = make_actor(rows, population, kind, **rows.pick(lives))
            make_more_of(rows, population, key, kind)
        make_names(rows, population, key)
        if len(population.actors) > 10 and rows.happens(0.03):
            rows.add(Lineage, actor_id=key, origin_id=rows.pick(population.actors))
        population.actors.append(key)


def make_actor(rows, population, kind, **values) -> int:
    """Three labels in four are Latin, the others in any of the scripts. The first actors are public."""
    latin = rows.happens(0.75)
    script = "Latn" if latin else rows.pick(syllables.OTHER_SCRIPTS)
    mark = rows.pick(population.own["actor"]) if len(population.actors) >= len(FIRST_FORMS) else Mark()
    name = syllables.name(rows.random, script, NOUNS[kind] if latin else "")
    return rows.add(Actor, mark, name=name, kind=kind.value, countries=COUNTRIES, **values)


def make_more_of(rows, population, key, kind):
    """People, armed organisations that may be on a list, local mediators."""
    if kind == ActorKind.INDIVIDUAL:
        population.people.append(key)
    if kind == ActorKind.ARMED_ORGANISATION:
        population.armed.append(key)
        if population.actors and rows.happens(0.3):
            rows.add(Listing, actor_id=key, authority_id=rows.pick(population.actors))
    if kind in ARMED:
        side, part = rows.pick(ConflictSide.values), rows.pick(ConflictPart.values)
        rows.add(
            ConflictParty,
            actor_id=key,
            conflict_id=rows.pick(population.conflicts),
            side=side,
            part=part,
            **rows.pick(dates.validities(rows.random, 3, 1985, 2015)),
        )
    if kind in LOCAL and rows.happens(0.3):
        rows.add(Mediator, key=key, languages=LANGUAGES)
        population.mediators.append(key)


def make_names(rows, population, actor):
    """One to three other names, most of them in another script."""
    for _ in rows.some(1, 2, 3):
        script = rows.pick(syllables.OTHER_SCRIPTS + ["Latn"] * 3)
        name = syllables.name(rows.random, script)
        rows.add(ActorName, actor_id=actor, name=name, language=syllables.LANGUAGE, script=script)


def make_body(rows, population) -> int:
    """A body with its log; where the log says it is gone, its existence ends then."""
    first = rows.pick([Lifecycle.PROPOSED, Lifecycle.ANNOUNCED, Lifecycle.ESTABLISHING])
    log = dates.log(rows.random, LifecycleChange.transitions, first, (1990, 2005), 7)
    end_kind, end = EndKind.UNKNOWN, ""
    if log[-1]["status"] in GONE and (end := log[-1]["date"]):
        end_kind = EndKind.ACTUAL
    life = dates.dated(StartKind.UNKNOWN, "", end_kind, end)
    key = make_actor(rows, population, ActorKind.BODY, usual_level=ActorLevel.TOP.value, **life)
    form = (
        FIRST_FORMS[len(population.bodies)] if len(population.bodies) < len(FIRST_FORMS) else some_form(rows)
    )
    rows.add(Body, key=key, form=form)
    if form == BodyForm.SECRETARIAT:
        rows.add(PeaceSecretariat, key=key)
    if form == BodyForm.SUPPORT_UNIT:
        rows.add(SupportUnit, key=key, full_time_staff=rows.random.randint(1, 40))
    for row in log:
        rows.add(LifecycleChange, body_id=key, **row)
    population.bodies.append(key)
    return key


def some_form(rows) -> str:
    """Half of the bodies are secretariats."""
    return rows.pick(BodyForm.values) if rows.happens(0.5) else BodyForm.SECRETARIAT.value


def make_processes(rows, population, number):
    """The first is the largest and public; one in six is a strand of an earlier one."""
    lives = dates.validities(rows.random, 200, 1985, 2015)
    for index in range(number):
        key = rows.add(
            PeaceProcess,
            rows.pick(population.own["process"]) if index else Mark(),
            name=f"{syllables.word(rows.random)}–{syllables.word(rows.random)} process",
            parent_id=rows.pick(population.processes) if index > 5 and rows.happens(0.16) else None,
            countries=COUNTRIES,
            **rows.pick(lives),
        )
        population.processes.append(key)
        population.sides[key] = [
            rows.add(Side, Mark(), process_id=key, name=name, position=place)
            for place, name in enumerate(SIDES, 1)
        ]
        for _ in rows.some(1, 1, 2):
            rows.add(ConflictLink, process_id=key, conflict_id=rows.pick(population.conflicts))
        for _ in rows.some(0, 1, 3):
            rows.add(CoverageNote, process_id=key)
        rows.add_log(PhaseChange, Phase.EXPLORATION, (1988, 2010), 6, process_id=key)
        rows.add_log(MomentumChange, Momentum.ACTIVE, (1988, 2010), 6, process_id=key)
