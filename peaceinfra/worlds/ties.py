"""What happens between actors in a generated register: roles, principals, events, linkages, evidence."""

from functools import cache
from itertools import accumulate
from random import Random

from peaceinfra.worlds import dates, syllables
from peaceinfra.worlds.loading import Loading
from peaceinfra.worlds.standing import Standing
from processes.choices import ClaimStatus, Credibility, EventKind, Polarity, RoleBasis, RoleKind, Track
from processes.models import Citation, Claim, Event, ExternalId, Role
from secretariats.choices import Tenure
from secretariats.models import Principal
from tracks.choices import Direction, Formality, Frequency, IntermediaryPart, Modality
from tracks.models import Intermediary, Linkage

CHUNK = 20_000
SIDES = ["first side", "second side", "third side"]
SIGHTINGS = {"last_cited", "ongoing"}


@cache
def codes(vocabulary) -> list:
    """The codes of a vocabulary, kept: Django makes the list anew each time."""
    return vocabulary.values


class Ties:
    """Draws processes by Zipf's law, and the ends of a linkage from the community of its process."""

    def __init__(self, random: Random, loading: Loading, standing: Standing):
        self.random, self.loading, self.standing = random, loading, standing
        self.own = standing.own["relation"]
        self.zipf = list(accumulate(1 / rank for rank in range(1, len(standing.processes) + 1)))
        self.spells = dates.validities(random, 2000, 1990, 2024)
        self.communities = [self._community(rank) for rank in range(1, len(standing.processes) + 1)]

    def _community(self, rank: int) -> list[int]:
        """Who takes part in the process of that rank: the larger the process, the more."""
        actors = self.standing.actors
        return self.random.sample(actors, min(len(actors), max(12, len(actors) // (rank + 2))))

    def pick(self, values):
        return values[int(self.random.random() * len(values))]

    def code(self, vocabulary) -> str:
        return self.pick(codes(vocabulary))

    def _process(self) -> int:
        """The place of a process in the list, the first ones drawn far more often."""
        return self.random.choices(range(len(self.zipf)), cum_weights=self.zipf)[0]

    def make_roles(self, number: int):
        for _ in range(number):
            place = self._process()
            kind = self.code(RoleKind)
            self.loading.add(
                Role,
                self.pick(self.own),
                actor_id=self.pick(self.communities[place]),
                process_id=self.standing.processes[place],
                kind=kind,
                side=self.pick(SIDES) if kind == RoleKind.PARTY else "",
                basis=self.code(RoleBasis),
                recognised_by_id=self.pick(self.standing.actors) if self.random.random() < 0.1 else None,
                track=self.code(Track),
                **self.pick(self.spells),
            )

    def make_principals(self):
        """Each body serves one or two principals, most of them within a process."""
        for body in self.standing.bodies:
            for _ in range(self.random.choice([1, 1, 1, 2])):
                place = self._process()
                self.loading.add(
                    Principal,
                    self.pick(self.own),
                    body_id=body,
                    principal_id=self.pick([key for key in self.communities[place][:20] if key != body]),
                    process_id=self.standing.processes[place] if self.random.random() < 0.9 else None,
                    side=self.pick(SIDES),
                    tenure=self.code(Tenure),
                    **self.pick(self.spells),
                )

    def make_events(self, number: int):
        for _ in range(number):
            place = self._process()
            self.loading.add(
                Event,
                self.pick(self.own),
                name=syllables.name(self.random, noun="meeting"),
                kind=self.code(EventKind),
                process_id=self.standing.processes[place],
                held_by_id=self.pick(self.communities[place]) if self.random.random() < 0.3 else None,
                track=self.code(Track),
                place=syllables.word(self.random),
                **self.pick(self.spells),
            )

    def make_external_ids(self):
        for number, actor in enumerate(self.standing.actors[::20], 1):
            self.loading.add(
                ExternalId, self.pick(self.own), subject_id=actor, scheme="invented", value=str(number)
            )

    def make_linkage(self):
        """A linkage, in one case of four carried by one or two others, with its evidence."""
        random, pick, code = self.random, self.pick, self.code
        place = self._process()
        source, target, *carriers = self._ends(self.communities[place])
        spell = pick(self.spells)
        key = self.loading.add(
            Linkage,
            pick(self.own),
            lenders=carriers,
            source_id=source,
            target_id=target,
            process_id=self.standing.processes[place] if random.random() < 0.95 else None,
            modality=code(Modality),
            direction=code(Direction),
            formality=code(Formality),
            frequency=code(Frequency),
            track=code(Track),
            last_evidence=spell["end"] if spell["end_kind"] in SIGHTINGS else "",
            **spell,
        )
        for position, carrier in enumerate(carriers, 1):
            self.loading.add(
                Intermediary,
                linkage_id=key,
                actor_id=carrier,
                position=position,
                part=code(IntermediaryPart),
                is_sole_carrier=pick([None, None, True, False]),
            )
        self._make_evidence(key)

    def _ends(self, community) -> list[int]:
        """Two different actors, the first of the community more often; and those who carry between them."""
        number = self.pick([2, 2, 2, 2, 2, 2, 3, 3, 4])
        found = []
        while len(found) < number:
            actor = community[int(len(community) * self.random.random() ** 2)]
            if actor not in found:
                found.append(actor)
        return found

    def _make_evidence(self, linkage):
        """A citation for two linkages in three, a claim about the form for one in ten."""
        chance = self.random.random()
        if chance < 0.66:
            self.loading.add(Citation, self.pick(self.own), subject_id=linkage, **self._place_in_a_source())
        if chance < 0.1:
            polarity = self.code(Polarity)
            self.loading.add(
                Claim,
                self.pick(self.own),
                subject_id=linkage,
                field="modality",
                value="" if polarity == Polarity.ABSENT else self.code(Modality),
                polarity=polarity,
                status=self.code(ClaimStatus),
                **self._place_in_a_source(),
            )

    def _place_in_a_source(self):
        return {
            "source_id": self.pick(self.standing.sources),
            "locator": f"p. {self.random.randint(1, 300)}",
            "credibility": self.code(Credibility),
        }
