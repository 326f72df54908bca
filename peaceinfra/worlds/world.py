"""One call makes a whole invented register: `generate(linkages, seed)`."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from peaceinfra.core.choices import INVENTED
from peaceinfra.worlds import activities, bodies
from peaceinfra.worlds.loading import Loading, triggers_off
from peaceinfra.worlds.marks import wheel
from peaceinfra.worlds.population import LASTING, Population, make_population, make_teams
from peaceinfra.worlds.protection import make_protection
from peaceinfra.worlds.rows import Rows
from peaceinfra.worlds.ties import CHUNK, Ties
from processes.choices import SourceKind
from processes.models import Actor, Conflict, PeaceProcess, Source

# How many own markings in a hundred are public: a process is more often so than who takes part.
PUBLIC_SHARES = {"process": 0.85, "actor": 0.75, "relation": 0.8}


@dataclass(frozen=True)
class World:
    """What was made: keys of the teams and of the processes (the largest first), and rows per model."""

    seed: int
    teams: tuple[int, ...]
    processes: tuple[int, ...]
    counts: dict


def generate(
    linkages: int, seed: int, say: Callable[[str], None] = lambda line: None, *, ties: bool = True
) -> World:
    """Loads an invented register; the same number and seed give the same rows, but for times of writing.

    Run it as the owner of the tables. All or nothing: one transaction. `say` hears what is being done. Without
    `ties` it loads who and what there is in such a register: nothing that joins or protects them.
    """
    random = Random(f"{seed} {linkages}")
    with triggers_off():
        loading = Loading(random, LASTING)
        say("teams, sources, places, actors, bodies, processes")
        teams = make_teams(loading, linkages, seed)
        own = {what: wheel(random, teams, share) for what, share in PUBLIC_SHARES.items()}
        rows, population = Rows(random, loading, own["relation"]), Population(teams, own)
        make_population(rows, population, linkages)
        if ties:
            make_all_ties(Ties(rows, population), linkages, say)
            say("consents, safe contacts, threat notes")
            make_protection(rows, population)
        say("history")
        loading.finish(f"generated world, seed {seed}, {linkages} linkages")
    return World(seed, tuple(population.teams), tuple(population.processes), dict(loading.counts))


def make_all_ties(ties: Ties, linkages: int, say: Callable[[str], None]):
    """The linkages, and what hangs on them."""
    say("roles, parts of bodies, channels, events, agreements, support, reach")
    make_ties(ties, linkages)
    loading = ties.rows.loading
    loading.flush()
    for done in range(0, linkages, CHUNK):
        say(f"linkages from {done:,} on")
        for _ in range(min(CHUNK, linkages - done)):
            ties.make_linkage()
        loading.flush()


def make_ties(ties: Ties, linkages: int):
    """All but the linkages: for 1,000 of these 200 roles, 50 events, 40 channels and reaches, 10 agreements …"""
    ties.make_roles(2 * len(ties.population.actors))
    ties.make_external_ids()
    bodies.make_parts_of_bodies(ties)
    bodies.make_channels(ties, max(5, linkages // 25))
    activities.make_events(ties, linkages // 20)
    activities.make_agreements(ties, max(5, linkages // 100))
    activities.make_support(ties, max(5, linkages // 50))
    activities.make_reach(ties, max(5, linkages // 25))


def holds_real_records() -> bool:
    """Whether an actor, process or conflict is not of XA, or a source is no demonstration note."""
    real = (
        Actor.objects.exclude(countries__contains=[INVENTED]),
        PeaceProcess.objects.exclude(countries__contains=[INVENTED]),
        Conflict.objects.exclude(countries__contains=[INVENTED]),
        Source.objects.exclude(kind=SourceKind.DEMONSTRATION),
    )
    return any(rows.exists() for rows in real)
