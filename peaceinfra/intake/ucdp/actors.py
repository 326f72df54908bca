"""Actors of UCDP: what they are called and were called, and how they came from one another."""

from peaceinfra.core.identity import key_from
from peaceinfra.core.text import folded
from peaceinfra.intake.cells import is_missing, parts
from peaceinfra.intake.countries import of_government
from peaceinfra.intake.drafts import Drafts
from peaceinfra.intake.reading import Line, Reading
from peaceinfra.intake.report import Report
from peaceinfra.intake.things import Things
from peaceinfra.intake.ucdp.declared import ACTOR
from processes.choices import ActorKind, LineageKind, NameKind
from processes.models import Actor, ActorName, Lineage

#: column → (kind, kind where the actor has changed its name since, language)
NAMES = {
    "NameOrigFullEng": (NameKind.OFFICIAL, NameKind.FORMER, "en"),
    "NameOrigFull": (NameKind.OFFICIAL, NameKind.FORMER, ""),
    "NameOrig": (NameKind.ACRONYM, NameKind.FORMER, ""),
    "NewNameFullEng": (NameKind.OFFICIAL, NameKind.OFFICIAL, "en"),
    "NewNameFullMotherTongue": (NameKind.OFFICIAL, NameKind.OFFICIAL, ""),
    "NewName": (NameKind.ACRONYM, NameKind.ACRONYM, ""),
}
#: column → (kind of lineage, whether the other one came from this one)
ORIGINS = {
    "ActorIdPrev": (LineageKind.SPLINTER, False),
    "ActorIdSplitTemp": (LineageKind.TEMPORARY_SPLIT, False),
    "ActorIdAlliance": (LineageKind.COALITION, True),
    "ActorIdGroup": (LineageKind.MERGER, True),
}
LONGEST_ACRONYM = 12


def is_government(name: str) -> bool:
    return name.startswith("Government of ")


def key_value(identifier: str, name: str) -> str:
    """What the key of an actor follows from: its id; of a government its name.

    UCDP names governments that fight beside a party without their id.
    """
    return name if is_government(name) else identifier


class Actors(Things):
    """The actors of UCDP in the register, by id, and those of governments also by their name."""

    def __init__(self, drafts: Drafts, report: Report):
        super().__init__(drafts, report, ACTOR, "act")
        self.by_name = {
            folded(name): key
            for key, name in Actor.objects.filter(pk__in=self.there.values()).values_list("pk", "name")
        }

    def names(self) -> dict[str, str]:
        """{id: name} of those that the register has."""
        shown = dict(Actor.objects.filter(pk__in=self.there.values()).values_list("pk", "name"))
        return {identifier: shown[key] for identifier, key in self.there.items() if key in shown}

    def key(self, identifier: str, name: str) -> int | None:
        """The key of an actor; None of one that is named without an id and is no government."""
        if identifier in self.there:
            return self.there[identifier]
        if is_government(name):
            return self.by_name.get(folded(name)) or key_from("act", ACTOR, name)
        return key_from("act", ACTOR, identifier) if identifier else None


def draft_actors(reading: Reading, drafts: Drafts, report: Report, source: int) -> None:
    actors = Actors(drafts, report)
    for line in reading.lines:
        if line.get("ActorId") and line.get("NameData"):
            actors.identify(line, line.get("ActorId"), **_incoming(line))
    actors.settle()
    keys = {}
    seen = {}
    for line in reading.lines:
        identifier, name = line.get("ActorId"), line.get("NameData")
        if not (identifier and name):
            report.warn(line.file, line.number, "ActorId", identifier or "", "the row has no id or no name")
            continue
        if identifier in seen:
            report.warn(
                line.file, line.number, "ActorId", identifier, f"stands in row {seen[identifier]} too"
            )
            continue
        seen[identifier] = line.number
        keys[identifier] = actors.key(identifier, name)
        _draft_actor(line, keys[identifier], actors, drafts, source)
    for line in reading.lines:
        _draft_origins(line, keys, actors, drafts, report, source)


def _incoming(line):
    names = [line.get("NameData"), *(line.get(column, "") for column in NAMES)]
    return {
        "names": tuple(dict.fromkeys(name for name in names if name)),
        "countries": tuple(_countries(line)),
        "category": line.get("Org") or "",
    }


def _countries(line):
    if is_government(line.get("NameData", "")):
        return of_government(line.get("NameData"))
    return list(dict.fromkeys(line.get("GWNOLoc", [])))


def _draft_actor(line: Line, key, actors, drafts, source):
    identifier, name = line.get("ActorId"), line.get("NameData")
    drafts.say(
        Actor,
        key,
        line,
        only_new=actors.is_anothers(identifier, key, key_value(identifier, name)),
        name=name,
        kind=line.get("Org") or ActorKind.NOT_RECORDED,
        countries=_countries(line),
    )
    drafts.external_id(key, ACTOR, identifier, line)
    drafts.cite(key, source, "ucdp-actor", line, f"ActorId {identifier}")
    _draft_names(line, key, drafts)


def _draft_names(line, key, drafts):
    identifier, said = line.get("ActorId"), {folded(line.get("NameData"))}
    for column, (kind, kind_if_changed, language) in NAMES.items():
        kind = kind_if_changed if line.get("NameChange") else kind
        for number, text in enumerate(_texts(line, column)):
            if folded(text) in said:
                continue
            said.add(folded(text))
            if kind == NameKind.ACRONYM and (len(text) > LONGEST_ACRONYM or " " in text):
                kind = NameKind.ALIAS
            value = f"{identifier}:{column}" + (f":{number}" if number else "")
            drafts.part(ActorName, ACTOR, value, line, actor_id=key, name=text, kind=kind, language=language)


def _texts(line, column):
    """What an actor was called first is one name; what it was called since, a list."""
    text = line.get(column, "")
    names = parts(text, ",") if column.startswith("NewName") else [text]
    return [name for name in names if not is_missing(name)]


def _draft_origins(line, keys, actors, drafts, report, source):
    identifier = line.get("ActorId")
    for column, (kind, is_other_way) in ORIGINS.items():
        for other in line.get(column, []) if identifier in keys else ():
            there = keys.get(other) or actors.there.get(other)
            if not there or there == keys.get(identifier):
                report.warn(
                    line.file, line.number, column, other, "is no actor of this file or of the register"
                )
                continue
            mine = keys[identifier]
            actor, origin = (there, mine) if is_other_way else (mine, there)
            value = f"{other}:{identifier}" if is_other_way else f"{identifier}:{other}"
            lineage = drafts.part(
                Lineage, ACTOR, f"{value}:{kind}", line, actor_id=actor, origin_id=origin, kind=kind
            )
            drafts.cite(lineage, source, "ucdp-actor", line, f"ActorId {identifier}")
