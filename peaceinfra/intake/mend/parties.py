"""Local parties and persons of MEND. A number beside a party is the id of UCDP only where the name agrees too."""

import re
from collections import defaultdict

from peaceinfra.core.text import folded
from peaceinfra.intake.drafts import Drafts, titled
from peaceinfra.intake.mend.declared import PARTY, PERSON, UCDP_ACTOR
from peaceinfra.intake.mend.lists import paired
from peaceinfra.intake.reading import Line
from peaceinfra.intake.report import Report
from peaceinfra.intake.things import Things
from processes.choices import ActorKind
from processes.models import Actor

#: “Civil Society (Default)”, “Rebels (Generic)”: kinds of actors, of which none is meant.
_NO_ACTOR = re.compile(r"\((default|generic)\)$", re.IGNORECASE)

_PERSON = re.compile(r"indnam\d+", re.IGNORECASE)


class Parties(Things):
    """Local parties: a record of its own for each name, unless the matcher is sure which one it is."""

    def __init__(self, drafts: Drafts, report: Report, source: int):
        super().__init__(drafts, report, PARTY, "act")
        self.source = source

    def draft(self, lines: list[Line]) -> None:
        named = {}
        for line in lines:
            for name, number in self._named(line, warn=True):
                spellings, numbers = named.setdefault(folded(name), ({}, set()))
                spellings.setdefault(name, line)
                numbers |= {number} if number else set()
        # Of several spellings the first by the alphabet: rows come in any order.
        named = {
            value: (min(spellings.items(), key=lambda pair: pair[0]), numbers)
            for value, (spellings, numbers) in named.items()
        }
        for value, ((name, line), numbers) in named.items():
            ids = tuple((UCDP_ACTOR, number) for number in sorted(numbers)) if len(numbers) == 1 else ()
            self.identify(line, value, names=(name,), external_ids=ids)
        self.settle()
        for value, ((name, line), _numbers) in named.items():
            key = self.key(value)
            self.drafts.say(
                Actor,
                key,
                line,
                only_new=self.is_anothers(value, key),
                name=titled(Actor, name),
                kind=ActorKind.NOT_RECORDED,
            )
            self.drafts.external_id(key, PARTY, value, line)
            self.drafts.cite(key, self.source, "mend", line, f"local party {name}")

    def of(self, line: Line) -> list[int]:
        return list(dict.fromkeys(self.key(folded(name)) for name, _number in self._named(line)))

    def _named(self, line, warn=False):
        """(name, number or nothing) of each party that is an actor. Lists of different lengths give names alone."""
        names, ids = line.get("local_parties", []), line.get("local_party_id", [])
        pairs = paired(names, ids)
        if pairs is None:
            if warn:
                text = line.texts.get("local_party_id", "")
                words = "is a list of another length than its names: no id is taken"
                self.report.warn(line.file, line.number, "local_party_id", text, words)
            pairs = [(name, "") for name in names if name]
        for name, value in pairs:
            if not name:
                continue
            if _NO_ACTOR.search(name):
                if warn:
                    self.report.miss_place(
                        "local parties that are kinds of actors, such as “Rebels (Generic)”:"
                    )
                continue
            yield name[:120], value if value.isdecimal() else ""


class Persons(Things):
    """Mediators who are named: by the id of their person alone; where lists disagree, nobody knows whose it is."""

    def __init__(self, drafts: Drafts, report: Report, source: int):
        super().__init__(drafts, report, PERSON, "act")
        self.source, self.names = source, defaultdict(dict)

    def draft(self, lines: list[Line]) -> None:
        for line in lines:
            for name, value in self._named(line, warn=True):
                self.names[value].setdefault(name, line)
        for value, names in self.names.items():
            self.identify(
                next(iter(names.values())), value, names=tuple(sorted(names)), category=ActorKind.INDIVIDUAL
            )
        self.settle()
        for value, names in self.names.items():
            key, shown = self.key(value), min(names, key=lambda name: (-len(name), name))
            line = names[shown]
            self.drafts.say(
                Actor,
                key,
                line,
                only_new=self.is_anothers(value, key),
                name=titled(Actor, shown),
                kind=ActorKind.INDIVIDUAL,
            )
            self.drafts.external_id(key, PERSON, value, line)
            self.drafts.cite(key, self.source, "mend", line, f"person {value}")
            for name in sorted(names):
                self.drafts.name(key, name, PERSON, f"{value}:{folded(name)}", line)

    def of(self, line: Line) -> list[int]:
        return list(dict.fromkeys(self.key(value) for _name, value in self._named(line)))

    def _named(self, line, warn=False):
        names, ids = line.get("individual_med_named", []), line.get("med_scope", [])
        pairs = paired(names, ids)
        if pairs is None:
            if warn and names:
                text = line.texts.get("med_scope", "")
                words = "is a list of another length than its names: no person is taken"
                self.report.warn(line.file, line.number, "med_scope", text, words)
            return
        for name, value in pairs:
            if name and _PERSON.fullmatch(value):
                yield name, value.casefold()
            elif name and warn:
                words = "is a person without an id: not taken"
                self.report.warn(line.file, line.number, "individual_med_named", name, words)
