"""The register as entities of FollowTheMoney (followthemoney.tech), the model of OpenSanctions and Aleph.

What has a true counterpart there is told: actors, processes, roles, memberships, posts, linkages, whom bodies serve and
what they are to others, succession, events. Ids are those of the register. A date is told as far as it is certain, as
the beginning of a day that all its possible days share; how it was said stands in words beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from os.path import commonprefix

from peaceinfra.core.choices import INVENTED
from peaceinfra.core.countries import FORMER, country_name
from peaceinfra.core.dates.choices import EndKind, StartKind
from processes.choices import ActorKind, LineageKind, NameKind, RoleKind
from secretariats.choices import BodyForm, BodyTie, PostKind, SeatRole
from tracks.choices import Modality

DATASET = "peaceinfra"
#: {kind of actor: its schema}, where it is no Organization; of some it is not known whether they are a person.
SCHEMAS = {
    ActorKind.INDIVIDUAL: "Person",
    ActorKind.STATE: "PublicBody",
    ActorKind.SECURITY_ORGAN: "PublicBody",
    ActorKind.OTHER: "LegalEntity",
    ActorKind.NOT_RECORDED: "LegalEntity",
}
#: The forms of bodies that are part of a state.
PUBLIC_FORMS = {BodyForm.MINISTRY}
TOPICS = {ActorKind.IGO: "gov.igo", ActorKind.POLITICAL_PARTY: "pol.party"}
NAMES = {
    NameKind.OFFICIAL: "name",
    NameKind.ALIAS: "alias",
    NameKind.ACRONYM: "abbreviation",
    NameKind.FORMER: "previousName",
}
#: Former states that it has a code for; CS is two states.
COUNTRIES = {"SU": "suhh", "YU": "yucs"}
#: An actor that is another one's earlier self.
SUCCESSIONS = {LineageKind.RENAMED, LineageKind.SUCCESSOR}
#: {schema: the ends that an entity of it has to have}
ENDS = {
    "Membership": {"member", "organization"},
    "ProjectParticipant": {"participant", "project"},
    "Occupancy": {"holder", "post"},
    "UnknownLink": {"subject", "object"},
    "Representation": {"agent", "client"},
    "Succession": {"predecessor", "successor"},
    "Position": {"organization"},
}
#: The properties that name other entities.
REFERENCES = frozenset({"organizer", "involved"}.union(*ENDS.values()))


def entities(kind: str, records: list[dict], people: frozenset[str]) -> Iterator[dict]:
    """The entities of records of a kind as they are told in JSON.

    people  the ids of those named in them that are individuals
    """
    for record in records:
        yield from KINDS[kind](record, people)


def people_named(kind: str, records: list[dict]) -> set[str]:
    """The ids of those of whom it counts whether they are individuals: who held a post."""
    if kind != "pst":
        return set()
    return {row["person"]["id"] for record in records for row in record["appointments"] if row.get("person")}


def _actor(record: dict, people) -> Iterator[dict]:
    schema = SCHEMAS.get(record["kind"], "Organization")
    if record.get("form") in PUBLIC_FORMS:
        schema = "PublicBody"
    told = {
        "name": [record["name"]],
        "topics": [TOPICS.get(record["kind"])],
        "description": [record["description"]],
    }
    for row in record["names"]:
        if name := row.get("name"):
            told.setdefault(_kind_of_name(row), []).append(name)
    if schema != "Person":  # the dates of a person are those of their work
        told |= _dates(record["validity"], "incorporationDate", "dissolutionDate")
    yield _thing(record, schema, told)
    yield from _origins(record)
    yield from _of_body(record)


def _kind_of_name(row: dict) -> str:
    """An official name that ended is an earlier one."""
    is_over = row["validity"]["end_kind"] in (EndKind.ACTUAL, EndKind.ENDED)
    return NAMES[NameKind.FORMER if is_over and row["kind"] == NameKind.OFFICIAL else row["kind"]]


def _origins(record: dict) -> Iterator[dict]:
    for row in _whole(record["origins"]):
        role = _label(LineageKind, row["kind"])
        if row["kind"] in SUCCESSIONS:
            yield _tie(record, row, "Succession", predecessor=row["origin"], successor=record, role=role)
        else:
            yield _tie(record, row, "UnknownLink", subject=record, object=row["origin"], role=role)


def _of_body(record: dict) -> Iterator[dict]:
    for row in _whole(record.get("principals")):
        yield _tie(record, row, "Representation", agent=record, client=row["principal"], role="serves")
    for row in _whole(record.get("relations")):
        role = _label(BodyTie, row["kind"])
        yield _tie(record, row, "UnknownLink", subject=record, object=row["other"], role=role)
    for row in _whole(record.get("successors")):
        yield _tie(record, row, "Succession", predecessor=record, successor=row["successor"])


def _process(record: dict, people) -> Iterator[dict]:
    status = (record["current_status"] or {}).get("momentum")
    told = {"name": [record["name"]], "description": [record["boundary"]], "status": [status]}
    yield _thing(record, "Project", told | _dates(record["validity"]))


def _role(record: dict, people) -> Iterator[dict]:
    role, told = _label(RoleKind, record["kind"]), {}
    if record["kind"] == RoleKind.SUPPORTER and record["side"]:
        told["description"] = [f"Supports: {record['side']['label']}"]
    yield _tie(
        record,
        record,
        "ProjectParticipant",
        told,
        participant=record["actor"],
        project=record["process"],
        role=role,
    )


def _membership(record: dict, people) -> Iterator[dict]:
    role = _label(SeatRole, record["role"])
    yield _tie(record, record, "Membership", member=record["member"], organization=record["body"], role=role)


def _post(record: dict, people) -> Iterator[dict]:
    kind, body = _label(PostKind, record["kind"]), record["body"]
    told = {"name": [record["title"] or f"{kind}, {body['label']}"], "organization": [body["id"]]}
    yield _thing(record, "Position", told | _dates(record["validity"], "inceptionDate", "dissolutionDate"))
    for row in _whole(record["appointments"]):
        if row["person"] and row["person"]["id"] in people:
            yield _tie(record, row, "Occupancy", holder=row["person"], post=record)
        elif row["person"]:
            yield _tie(record, row, "UnknownLink", subject=row["person"], object=record, role=kind)


def _linkage(record: dict, people) -> Iterator[dict]:
    carriers = [row["actor"]["label"] for row in _whole(record["intermediaries"]) if row["actor"]]
    told = {"summary": [record["purpose"]]}
    if carriers:
        told["description"] = [f"By way of: {'; '.join(carriers)}"]
    role = _label(Modality, record["modality"])
    yield _tie(
        record, record, "UnknownLink", told, subject=record["source"], object=record["target"], role=role
    )


def _event(record: dict, people) -> Iterator[dict]:
    told = {
        "name": [record["name"]],
        "summary": [record["outcome"]],
        "description": [record["agenda"]],
        "location": [record["place"] and record["place"]["label"]],
        "organizer": [record["held_by"] and record["held_by"]["id"]],
        "involved": [
            row[end]["id"]
            for row in _whole(record["participants"])
            for end in ("actor", "on_behalf_of")
            if row[end]
        ],
    }
    yield _thing(record, "Event", told | _dates(record["validity"]))


#: {kind of record: what makes entities of one}, in the order in which they are told
KINDS: dict[str, Callable[[dict, frozenset[str]], Iterator[dict]]] = {
    "act": _actor,
    "pro": _process,
    "rol": _role,
    "mbr": _membership,
    "pst": _post,
    "lnk": _linkage,
    "evt": _event,
}


# --- what they are made of ---


def _thing(record: dict, schema: str, told: dict) -> dict:
    """An entity that stands for itself."""
    countries, others = _countries(record.get("countries") or ())
    notes = [_when(record), *others, *_external_ids(record)]
    return _entity(record, record, schema, told | {"country": countries, "notes": notes})


def _tie(record: dict, row: dict, schema: str, told: dict | None = None, role: str = "", **ends) -> dict:
    """An entity between others: of a record, or of a row that is told as a part of it."""
    told = dict(told or {})
    told["description"] = [*told.get("description", ()), _when(row)]
    named = {name: [end and end["id"]] for name, end in ends.items()}
    return _entity(record, row, schema, named | told | {"role": [role]} | _dates(row["validity"]))


def _entity(record: dict, row: dict, schema: str, told: dict) -> dict:
    """What is empty is not told. The marking is no property: it stands beside them."""
    told = told | {"sourceUrl": [record["url"]]}
    if "updated_at" in row:
        told["modifiedAt"] = [row["updated_at"][:10]]
    properties = {name: _once(values) for name, values in told.items()}
    return {
        "id": row["id"],
        "schema": schema,
        "properties": {name: values for name, values in properties.items() if values},
        "datasets": [DATASET],
        "marking": record["marking"]["tlp"],
    }


def _once(values) -> list[str]:
    """Without what is empty, and each once; spaces as the model writes them."""
    return list(dict.fromkeys(" ".join(value.split()) for value in values if value and value.strip()))


def _whole(rows: list[dict] | None) -> list[dict]:
    """The parts that are told, without those that licences reduced to their ids."""
    return [row for row in rows or () if "reduced" not in row]


def _label(codes, code: str) -> str:
    return str(codes(code).label)


def _countries(codes) -> tuple[list[str], list[str]]:
    """(codes of the model, words for what it has no code for)"""
    found = {code: COUNTRIES.get(code) or code.lower() for code in codes}
    without = [code for code in codes if code == INVENTED or (code in FORMER and code not in COUNTRIES)]
    words = [f"Country: {country_name(code)} ({code})" for code in without]
    return [found[code] for code in codes if code not in without], words


def _external_ids(record: dict) -> list[str]:
    rows = _whole(record.get("external_ids"))
    return [f"{row['scheme']}: {row['value']} ({row['match']} match)" for row in rows]


def _when(row: dict) -> str:
    """Its dates as they are said in words, where anything is known of them."""
    validity = row["validity"]
    return f"Dates: {validity['text']}" if validity["start"] or validity["end"] else ""


def _dates(validity: dict, start: str = "startDate", end: str = "endDate") -> dict[str, list[str]]:
    """The start and the end, where they are days of the world: not when something was first or last seen."""
    told = {}
    if validity["start_kind"] == StartKind.ACTUAL:
        told[start] = [_shared(validity["start_min"], validity["start_max"])]
    if validity["end_kind"] == EndKind.ACTUAL:
        told[end] = [_shared(validity["end_min"], validity["end_max"])]
    return told


def _shared(earliest, latest) -> str:
    """The year, month or day that all possible days are in; "" where they are in several years."""
    if not (earliest and latest):
        return ""
    shared = commonprefix([str(earliest), str(latest)])
    return next((shared[:length] for length in (10, 7, 4) if len(shared) >= length), "")
