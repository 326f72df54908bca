"""Invented processes of any size, made of plain facts: no database is asked."""

import random
from datetime import date

from peaceinfra.analysis.derived import StatusLog
from peaceinfra.analysis.facts import (
    ActorFact,
    ChangeFact,
    Dates,
    LinkageFact,
    PrincipalFact,
    ProcessName,
    RoleFact,
    Through,
)
from peaceinfra.analysis.part_facts import Named
from peaceinfra.analysis.process_facts import (
    ChannelFact,
    MembershipFact,
    ProcessFacts,
    ReachFact,
    RelationFact,
)
from peaceinfra.core.dates.validity import Bounds
from peaceinfra.core.identity import public_id
from processes.choices import RoleBasis, RoleKind, Track
from secretariats.choices import (
    BodyTie,
    ChannelFormality,
    ChannelMedium,
    ChannelQuality,
    ChannelState,
    Directness,
    Lifecycle,
    MemberClass,
    SeatRole,
)
from tracks.choices import Direction, Formality, Frequency, Modality, ReachQuality

NAMES = (
    "Council of Elders of Upper Sarn",
    "Women's Peace Circle",
    "لجنة النساء للسلام في الشمال الشرقي",
    "အမျိုးသားပြန်လည်သင့်မြတ်ရေးနှင့်ငြိမ်းချမ်းရေးဗဟိုဌာန",
    "Secretariat for the Coordination of the Peace Process and of Humanitarian Affairs",
    "Mai",
    "Verfassungsverhandlungsunterstützungssekretariat",
    "平和構築のための地域住民委員会",
)
ALWAYS = Dates("unknown", "", "unknown", "", None, Bounds())


def dates(chance):
    if chance.random() < 0.3:
        return ALWAYS
    first = date(chance.randrange(2000, 2024), chance.randrange(1, 13), 1)
    last = date(chance.randrange(first.year + 1, 2027), 1, 1)
    if chance.random() < 0.5:
        return Dates(
            "actual",
            first.isoformat(),
            "ongoing",
            last.isoformat(),
            None,
            Bounds(first, first, last, None),
        )
    return Dates(
        "actual", first.isoformat(), "actual", last.isoformat(), None, Bounds(first, first, last, last)
    )


def any_of(choices):
    return list(choices)[-1]


class Invented:
    """A process with so many actors on each level and so many ties among them; the same seed gives the same one."""

    def __init__(self, seed, top=4, bodies=4, middle=4, local=6, communities=4, ties=25, alone=3):
        self.chance, self.key = random.Random(seed), 0
        self.process = ProcessName(1, "Process", dates=ALWAYS)
        self.top = [self.actor("top") for _ in range(top)]
        self.bodies = [
            self.actor("top", form=self.chance.choice(["office", "platform"])) for _ in range(bodies)
        ]
        self.middle = [self.actor("middle") for _ in range(middle)]
        self.local = [self.actor("grassroots") for _ in range(local)]
        self.local[:1] = [self.actor("unknown") for _ in self.local[:1]]
        self.local += [self.actor("grassroots") for _ in range(alone)]
        self.communities = [self.community(place) for place in range(communities)]
        self.ties = ties
        self.tied = [*self.top, *self.bodies, *self.middle, *self.local[:local]]

    def next(self):
        self.key += 1
        return self.key + 1000

    def name(self):
        return f"{self.chance.choice(NAMES)} {self.key}"

    def actor(self, level, form=""):
        kind = self.chance.choice(["state", "armed_organisation", "community_structure", "individual"])
        return ActorFact(
            self.next(), self.name(), "body" if form else kind, level, [], dates(self.chance), form
        )

    def community(self, place):
        key = self.next()
        return Named(public_id("com", key), self.name(), key=key, within=f"Place {place % 7}")

    def facts(self):
        chance = self.chance
        roles = [
            RoleFact(
                self.next(),
                chance.choice([RoleKind.PARTY, RoleKind.PARTY, RoleKind.MEDIATOR, RoleKind.HOST]),
                chance.choice(["Government", "Front", ""]),
                False,
                RoleBasis.BOTH,
                Track.UNKNOWN,
                dates(chance),
                actor=actor,
                process=self.process,
            )
            for actor in self.top
        ]
        principals = [
            PrincipalFact(self.next(), body, master, "", "unknown", dates(chance), self.process)
            for body in self.bodies
            for master in (chance.sample(self.top, min(len(self.top), chance.choice([0, 1, 1, 2]))))
        ]
        some = {"linkages": [], "channels": [], "memberships": [], "relations": [], "reaches": []}
        for _ in range(self.ties if len(self.tied) > 1 else 0):
            name = chance.choice([*some, "linkages", "linkages"])
            if name != "reaches" or self.communities:
                some[name].append(getattr(self, name[:-1])(*chance.sample(self.tied, 2)))
        actors = [*self.top, *self.bodies, *self.middle, *self.local]
        return ProcessFacts(
            1,
            "Process",
            [],
            "",
            ALWAYS,
            None,
            roles=roles,
            principals=principals,
            page=some["linkages"][:100],
            lifecycles={body.key: self.life(body) for body in self.bodies if chance.random() < 0.5},
            actors={actor.key: actor for actor in actors},
            **some,
        )

    def life(self, body):
        states = Lifecycle.ESTABLISHING, Lifecycle.OPERATIONAL, self.chance.choice(Lifecycle.values)
        return StatusLog(self.change("lifecyclechange", body.key, states))

    def change(self, log, owner, states):
        year = self.chance.randrange(2001, 2020)
        return [
            ChangeFact(
                log,
                self.next(),
                owner,
                place,
                state,
                str(year + place),
                None,
                date(year + place, 1, 1),
                date(year + place, 12, 31),
            )
            for place, state in enumerate(states)
        ]

    def linkage(self, here, there):
        others = [actor for actor in self.tied if actor not in (here, there)]
        through = (
            [Through(self.chance.choice(others), "carrier", None)]
            if self.chance.random() < 0.2 and others
            else []
        )
        return LinkageFact(
            self.next(),
            here,
            there,
            any_of(Modality),
            any_of(Direction),
            any_of(Formality),
            any_of(Frequency),
            Track.UNKNOWN,
            "",
            "",
            365,
            dates(self.chance),
            through,
            self.process,
        )

    def channel(self, here, there):
        key = self.next()
        ends = [
            here,
            there,
            *self.chance.sample(self.tied, min(len(self.tied), self.chance.choice([0, 0, 1, 3]))),
        ]
        states = ChannelState.OPEN, self.chance.choice(ChannelState.values)
        return ChannelFact(
            key,
            dates(self.chance),
            f"Line {key}",
            any_of(ChannelMedium),
            any_of(Directness),
            any_of(ChannelFormality),
            any_of(ChannelQuality),
            None,
            "",
            "",
            list({end.key: end for end in ends}.values()),
            log=StatusLog(self.change("channelchange", key, states))
            if self.chance.random() < 0.7
            else StatusLog(),
            process=self.process,
        )

    def membership(self, here, there):
        return MembershipFact(
            self.next(), dates(self.chance), there, here, MemberClass.NGO, SeatRole.MEMBER, None
        )

    def relation(self, here, there):
        return RelationFact(self.next(), dates(self.chance), here, self.chance.choice(list(BodyTie)), there)

    def reache(self, here, _there):
        quality = self.chance.choice(list(ReachQuality))
        community = self.chance.choice(self.communities)
        return ReachFact(
            self.next(), dates(self.chance), here, community, None, "", quality, [], self.process
        )


SIZES = {
    "small": {},
    "empty": {"top": 0, "bodies": 0, "middle": 0, "local": 0, "communities": 0, "ties": 0, "alone": 0},
    "parties alone": {
        "top": 2,
        "bodies": 0,
        "middle": 0,
        "local": 0,
        "communities": 0,
        "ties": 0,
        "alone": 0,
    },
    "nobody at the top": {"top": 0, "bodies": 2, "middle": 3, "local": 5, "communities": 3, "ties": 20},
    "full": {"top": 9, "bodies": 9, "middle": 7, "local": 8, "communities": 6, "ties": 110, "alone": 0},
    "dense": {"top": 3, "bodies": 2, "middle": 3, "local": 3, "communities": 2, "ties": 400},
    "large": {
        "top": 20,
        "bodies": 40,
        "middle": 60,
        "local": 200,
        "communities": 60,
        "ties": 600,
        "alone": 40,
    },
}


def invented(size, seed):
    return Invented(seed, **SIZES[size]).facts()
