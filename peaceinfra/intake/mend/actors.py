"""Third parties of MEND: found by their id, never by a name. One id has several names, such as UNSG."""

from collections import defaultdict

from peaceinfra.core.identity import key_from
from peaceinfra.core.text import folded
from peaceinfra.intake.countries import BY_GLEDITSCH_WARD, by_name
from peaceinfra.intake.drafts import Drafts, titled
from peaceinfra.intake.mend.declared import ACTOR, PAAX, STATE
from peaceinfra.intake.reading import Line, Reading
from peaceinfra.intake.report import Report
from peaceinfra.intake.things import Things, keys_by_id
from processes.choices import ActorKind, NameKind
from processes.models import Actor, ActorName

DATASET = "mend-actors"
OF_PAAX = ("CON_", "IGO_", "ARM_", "POL_", "MIL_", "UMB_", "NGO_", "ENT_", "OTH_")


class ThirdParties(Things):
    """Actors of MEND. Where MEND gives the id that PAA-X has for the same, the record is that of PAA-X."""

    def __init__(self, drafts: Drafts, report: Report):
        super().__init__(drafts, report, ACTOR, "act")
        self.of_paax = keys_by_id(PAAX, "act")
        self.paax: dict[str, str] = {}

    def key(self, value: str) -> int:
        if value in self.there:
            return self.there[value]
        if paax := self.paax.get(value):
            return self.of_paax.get(paax) or key_from("act", PAAX, paax)
        return key_from("act", ACTOR, value)

    def is_there(self, value: str) -> bool:
        return value in self.there or value in self.of_paax


def draft_actors(reading: Reading, drafts: Drafts, report: Report, source: int) -> None:
    rows = defaultdict(list)
    for line in reading.lines:
        if line.get("MEND_ID") and line.get("ActorName"):
            rows[line.get("MEND_ID")].append(line)
        else:
            report.warn(
                line.file, line.number, "MEND_ID", line.get("MEND_ID", ""), "the row has no id or no name"
            )
    draft_third_parties(
        {value: [(line.get("ActorName"), line) for line in lines] for value, lines in rows.items()},
        drafts,
        report,
        source,
        DATASET,
    )


def draft_third_parties(
    named: dict[str, list[tuple[str, Line]]], drafts: Drafts, report: Report, source: int, dataset: str
) -> ThirdParties:
    """Records of {id: (name, line) of each name}. The longest name is the one under which it is shown."""
    actors = ThirdParties(drafts, report)
    for value, rows in named.items():
        if paax := _paax_of(value, rows):
            actors.paax[value] = paax
    known = set(actors.of_paax.values())
    for value, rows in named.items():
        if actors.key(value) not in known:
            names = tuple(_names(rows))
            about = {"category": _kind(value, rows), "countries": tuple(_countries(value, rows))}
            actors.identify(rows[0][1], value, names=names, **about, **_ids(actors, value))
    actors.settle()
    for value, rows in named.items():
        _draft(value, rows, actors, drafts, report, source, dataset)
    return actors


def _paax_of(value, rows):
    said = {line.get("PAAX_ID") for _name, line in rows if line.get("PAAX_ID")}
    if len(said) == 1:
        return said.pop()
    return value if value.startswith(OF_PAAX) else None


def _ids(actors, value):
    return {"external_ids": ((PAAX, actors.paax[value]),) if value in actors.paax else ()}


def _names(rows):
    return sorted({titled(Actor, name) for name, _line in rows}, key=lambda name: (-len(name), name))


def _kind(value, rows):
    said = next((kind for _name, line in rows if (kind := line.get("actor_classification_mend"))), None)
    if said:
        return said
    if value.startswith("CON_"):
        return ActorKind.STATE
    return ActorKind.IGO if value.startswith("IGO_") else ActorKind.NOT_RECORDED


def _draft(value, rows, actors, drafts, report, source, dataset):
    key, names, line = actors.key(value), _names(rows), rows[0][1]
    kind, countries = _kind(value, rows), _countries(value, rows)
    drafts.say(
        Actor,
        key,
        line,
        # Who is known to the register, or to PAA-X, is described there.
        only_new=actors.is_anothers(value, key) or dataset != DATASET,
        name=names[0],
        kind=kind,
        countries=countries,
    )
    drafts.external_id(key, ACTOR, value, line)
    if value in actors.paax:
        drafts.external_id(key, PAAX, actors.paax[value], line)
    drafts.cite(key, source, dataset, line, f"MEND_ID {value}")
    for name in names:
        kind = NameKind.ACRONYM if name.isupper() and len(name) <= 12 else NameKind.ALIAS
        drafts.part(ActorName, ACTOR, f"{value}:{folded(name)}", line, actor_id=key, name=name, kind=kind)
    _draft_state(rows, key, countries, drafts, report)


def _countries(value, rows):
    """Of a state its own country, by one of its names."""
    if _kind(value, rows) != ActorKind.STATE:
        return []
    return list(filter(None, map(by_name, _names(rows))))[:1]


def _draft_state(rows, key, countries, drafts, report):
    for _name, line in rows:
        if not (state := line.get("GW_ID")):
            continue
        if countries and BY_GLEDITSCH_WARD.get(state) not in (None, *countries):
            report.warn(line.file, line.number, "GW_ID", state, "is the code of another state than the name")
        else:
            drafts.external_id(key, STATE, state, line, match="close")
