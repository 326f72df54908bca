"""What happens between actors in a generated register: roles, linkages, their evidence, what is said and noted."""

from itertools import accumulate

from peaceinfra.core.dates.sightings import latest_of, typed_sightings
from peaceinfra.worlds.population import Population
from peaceinfra.worlds.rows import Rows
from processes.choices import NoteKind, Polarity, RoleKind
from processes.models import Citation, Claim, ExternalId, Note, Role, Stance
from tracks.choices import Modality
from tracks.models import Intermediary, Linkage

CHUNK = 20_000
SIGHTINGS = {"last_cited", "ongoing"}
REVIEW_DAY = "2026-06-01"
# Who has one of these roles has it on a side.
WITH_A_SIDE = (RoleKind.PARTY, RoleKind.SUPPORTER)


class Ties:
    """Draws processes by Zipf's law, and who takes part from the circle of the process."""

    def __init__(self, rows: Rows, population: Population):
        self.rows, self.random, self.population = rows, rows.random, population
        self.zipf = list(accumulate(1 / rank for rank in range(1, len(population.processes) + 1)))
        self.circles = [self._circle(rank) for rank in range(1, len(population.processes) + 1)]

    def _circle(self, rank: int) -> list[int]:
        """Who takes part in the process of that rank: the larger the process, the more."""
        actors = self.population.actors
        return self.random.sample(actors, min(len(actors), max(12, len(actors) // (rank + 2))))

    def a_process(self) -> tuple[int, list[int]]:
        """The key of a process, the first ones drawn far more often, and its circle."""
        place = self.random.choices(range(len(self.zipf)), cum_weights=self.zipf)[0]
        return self.population.processes[place], self.circles[place]

    def several(self, circle, number: int) -> list[int]:
        """Different actors of a circle, the first of it more often."""
        found = []
        while len(found) < number:
            actor = circle[int(len(circle) * self.random.random() ** 2)]
            if actor not in found:
                found.append(actor)
        return found

    def make_roles(self, number: int):
        for _ in range(number):
            process, circle = self.a_process()
            kind = self.rows.pick(RoleKind.values)
            self.rows.add(
                Role,
                actor_id=self.rows.pick(circle),
                process_id=process,
                kind=kind,
                side_id=self.rows.pick(self.population.sides[process]) if kind in WITH_A_SIDE else None,
                recognised_by_id=self.rows.pick(self.population.actors) if self.rows.happens(0.1) else None,
            )

    def make_external_ids(self):
        for number, actor in enumerate(self.population.actors[::20], 1):
            self.rows.add(ExternalId, subject_id=actor, scheme="invented", value=str(number))

    def make_linkage(self):
        """A linkage, in one case of four carried by one or two others, with its evidence."""
        process, circle = self.a_process()
        number = self.rows.pick([2, 2, 2, 2, 2, 2, 3, 3, 4])
        source, target, *carriers = self.several(circle, number)
        spell = self.rows.pick(self.rows.spells)
        evidence = spell["end"] if spell["end_kind"] in SIGHTINGS else ""
        seen_on = latest_of(typed_sightings(evidence, spell["start"], spell["end_kind"], spell["end"]))
        modality = self.rows.pick(Modality.values)
        key = self.rows.add(
            Linkage,
            lenders=carriers,
            modality=modality,
            source_id=source,
            target_id=target,
            process_id=process if self.rows.happens(0.95) else None,
            last_evidence=evidence,
            seen_on=seen_on and seen_on.isoformat(),
            **spell,
        )
        for position, carrier in enumerate(carriers, 1):
            self.rows.add(Intermediary, linkage_id=key, actor_id=carrier, position=position)
        self._make_evidence(key, modality)
        if self.rows.happens(0.02):
            self.make_note(key)
            self.make_stance(key, circle)

    def make_stance(self, subject: int, circle):
        self.rows.add(Stance, actor_id=self.rows.pick(circle), subject_id=subject)

    def make_note(self, subject: int):
        """Only a remark may be public or for partners."""
        mark = self.rows.pick(self.rows.own)
        kind = NoteKind.REMARK.value if mark.level < 2 else self.rows.pick(NoteKind.values)
        due = REVIEW_DAY if kind == NoteKind.REVIEW else None
        self.rows.add(Note, mark, subject_id=subject, kind=kind, text="to be asked again", review_due=due)

    def _make_evidence(self, linkage, modality):
        """A citation for two linkages in three, a claim about the form for one in ten.

        What supports says what the linkage holds: an accepted claim may not say anything else.
        """
        chance = self.random.random()
        if chance < 0.66:
            self.rows.add(Citation, subject_id=linkage, **self._place_in_a_source())
        if chance < 0.1:
            polarity = self.rows.pick(Polarity.values)
            stated = {Polarity.SUPPORTS: modality, Polarity.ABSENT: ""}
            self.rows.add(
                Claim,
                subject_id=linkage,
                field="modality",
                value=stated.get(polarity, self.rows.pick(Modality.values)),
                polarity=polarity,
                **self._place_in_a_source(),
            )

    def _place_in_a_source(self):
        return {
            "source_id": self.rows.pick(self.population.sources),
            "locator": f"p. {self.random.randint(1, 300)}",
        }
