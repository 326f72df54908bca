"""One call makes a whole invented register: `generate(linkages, seed)`."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from peaceinfra.core.choices import INVENTED
from peaceinfra.worlds.loading import Loading, triggers_off
from peaceinfra.worlds.standing import LASTING, make_standing
from peaceinfra.worlds.ties import CHUNK, Ties
from processes.choices import SourceKind
from processes.models import Actor, PeaceProcess, Source


@dataclass(frozen=True)
class World:
    """What was made: keys of the teams and of the processes (the largest first), and rows per model."""

    seed: int
    teams: tuple[int, ...]
    processes: tuple[int, ...]
    counts: dict


def generate(linkages: int, seed: int, say: Callable[[str], None] = lambda line: None) -> World:
    """Loads an invented register; the same number and seed give the same rows, but for times of writing.

    Run it as the owner of the tables. All or nothing: one transaction. `say` hears what is being done.
    """
    random = Random(f"{seed} {linkages}")
    with triggers_off():
        loading = Loading(random, LASTING)
        say("teams, sources, actors, bodies, processes")
        standing = make_standing(random, loading, linkages, seed)
        say("roles, principals, events")
        ties = Ties(random, loading, standing)
        ties.make_roles(2 * len(standing.actors))
        ties.make_principals()
        ties.make_events(linkages // 20)
        ties.make_external_ids()
        loading.flush()
        for done in range(0, linkages, CHUNK):
            say(f"linkages from {done:,} on")
            for _ in range(min(CHUNK, linkages - done)):
                ties.make_linkage()
            loading.flush()
        say("history")
        loading.finish(f"generated world, seed {seed}, {linkages} linkages")
    return World(seed, tuple(standing.teams), tuple(standing.processes), dict(loading.counts))


def holds_real_records() -> bool:
    """Whether an actor or a process is there that is not of XA, or a source that is no demonstration note."""
    real = (
        Actor.objects.exclude(countries__contains=[INVENTED]),
        PeaceProcess.objects.exclude(countries__contains=[INVENTED]),
        Source.objects.exclude(kind=SourceKind.DEMONSTRATION),
    )
    return any(rows.exists() for rows in real)
