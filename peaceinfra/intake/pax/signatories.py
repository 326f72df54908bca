"""Actors and signatories of PAA-X. Names are shared by different actors: none is found by its name alone."""

import re
from collections import defaultdict
from datetime import date

from peaceinfra.intake import cells
from peaceinfra.intake.drafts import Drafts, titled
from peaceinfra.intake.pax.declared import ACTOR, AGREEMENT, STATE, UCDP_ACTOR, UCDP_AGREEMENT, title
from peaceinfra.intake.pax.roles import IN_PRACTICE, Signed, draft_roles, signatory_value
from peaceinfra.intake.reading import Line, Reading
from peaceinfra.intake.report import Report
from peaceinfra.intake.things import Things
from processes.choices import ActorKind, AgreementScope, AgreementStage, NameKind, SignatoryPart
from processes.models import Actor, ActorName, Agreement, Signatory

_DAY_AT_THE_END = re.compile(r"\s*\((\d{1,2}/\d{1,2}/\d{4})\)\s*$")
DATASET = "paax"


def name_and_day(text: str) -> tuple[str, date | None]:
    """`Peshawar Accord (24/04/1992)` → its name and its day; days are written day first there."""
    match = _DAY_AT_THE_END.search(text)
    if not match:
        return title(text), None
    try:
        return title(text[: match.start()]), cells.day(match[1], "dmy")
    except cells.Unread:
        return title(text[: match.start()]), None


def draft_actors(reading: Reading, drafts: Drafts, report: Report, source: int) -> None:
    actors = Things(drafts, report, ACTOR, "act")
    lines = {}
    for line in reading.lines:
        if line.get("id_paax") and line.get("actor_name"):
            lines.setdefault(line.get("id_paax"), line)
    for identifier, line in lines.items():
        actors.identify(line, identifier, **_incoming(line))
    actors.settle()
    for identifier, line in lines.items():
        _draft_actor(identifier, line, actors, drafts, source)


def _incoming(line):
    names = [line.get("actor_name"), line.get("abbreviation"), line.get("ucdp_name")]
    return {
        "names": tuple(dict.fromkeys(name for name in names if name)),
        "countries": _countries(line),
        "category": _kind(line),
        "external_ids": ((UCDP_ACTOR, line.get("ucdp_id")),) if line.get("ucdp_id") else (),
    }


def _countries(line):
    return (line.get("actor_iso3c"),) if line.get("actor_iso3c") else ()


def _kind(line):
    kind = line.get("actor_type") or ActorKind.NOT_RECORDED
    if (line.get("sub_type") or "").casefold() == "non-governmental organization":
        if line.get("international") == "1":
            return ActorKind.INGO
        return ActorKind.NATIONAL_NGO if line.get("domestic") == "1" else kind
    return kind


def _draft_actor(identifier, line: Line, actors, drafts, source):
    key = actors.key(identifier)
    name = titled(Actor, line.get("actor_name"))
    is_anothers = actors.is_anothers(identifier, key)
    drafts.say(
        Actor,
        key,
        line,
        only_new=is_anothers,
        name=name,
        kind=_kind(line),
        countries=list(_countries(line)),
    )
    drafts.external_id(key, ACTOR, identifier, line)
    drafts.cite(key, source, DATASET, line, f"id_paax {identifier}")
    if line.get("ucdp_id"):
        drafts.external_id(key, UCDP_ACTOR, line.get("ucdp_id"), line, match="close")
    if _kind(line) == ActorKind.STATE and line.get("actor_gwno"):
        drafts.external_id(key, STATE, line.get("actor_gwno"), line, match="close")
    abbreviation = line.get("abbreviation")
    if abbreviation and abbreviation != name:
        drafts.part(
            ActorName,
            ACTOR,
            f"{identifier}:abbreviation",
            line,
            actor_id=key,
            name=abbreviation,
            kind=NameKind.ACRONYM,
        )
    if is_anothers:
        drafts.name(key, name, ACTOR, f"{identifier}:actor_name", line)


def draft_signatories(reading: Reading, drafts: Drafts, report: Report, source: int) -> None:
    agreements = Things(drafts, report, AGREEMENT, "agr")
    actors = Things(drafts, report, ACTOR, "act")
    for line in reading.lines:
        if line.get("AgtId"):
            agreements.identify(line, line.get("AgtId"), **_agreement(line))
    agreements.settle()
    signed = defaultdict(list)
    # What PA-X says of the day goes before.
    days = dict(Agreement.objects.filter(pk__in=agreements.there.values()).values_list("pk", "start"))
    for line in reading.lines:
        if not (line.get("AgtId") and line.get("id_paax") and line.get("agt_name")):
            report.warn(
                line.file, line.number, "AgtId", line.get("AgtId", ""), "the row has no agreement or no actor"
            )
            continue
        key = _draft_agreement(line, agreements, drafts, source)
        actor = actors.key(line.get("id_paax"))
        part = line.get("signatory_type")
        if part is None:
            report.warn(line.file, line.number, "signatory_type", "", "is empty: the signatory is not taken")
            continue
        is_third = line.get("practical_third") == "1" or part == SignatoryPart.THIRD_PARTY
        signatory = drafts.part(
            Signatory,
            ACTOR,
            signatory_value(line.get("AgtId"), line.get("id_paax"), part),
            line,
            agreement_id=key,
            actor_id=actor,
            part=part,
            condition=_condition(line),
        )
        drafts.cite(signatory, source, DATASET, line, f"AgtId {line.get('AgtId')}")
        signed[key].append(
            Signed(
                actor, line.get("id_paax"), is_third, days.get(key) or _agreement(line)["start"], line, source
            )
        )
    draft_roles(signed, drafts)


def _agreement(line):
    name, signed_on = name_and_day(line.get("agt_name", ""))
    return {
        "names": (name,),
        "start": signed_on.isoformat() if signed_on else "",
        "external_ids": ((UCDP_AGREEMENT, line.get("UcdpAgr")),) if line.get("UcdpAgr") else (),
    }


def _condition(line):
    """Why PAA-X counts a party that signed as a third party in practice."""
    if line.get("practical_third") != "1":
        return ""
    return f"{IN_PRACTICE} ({line.get('condition')})" if line.get("condition") else IN_PRACTICE


def _draft_agreement(line, agreements, drafts, source):
    """An agreement that PA-X has not brought in yet: what PAA-X knows of it. PA-X says the rest, and its process."""
    identifier, about = line.get("AgtId"), _agreement(line)
    key = agreements.key(identifier)
    drafts.say(
        Agreement,
        key,
        line,
        only_new=True,
        name=titled(Agreement, about["names"][0]),
        stage=line.get("stage_process") or AgreementStage.UNKNOWN,
        scope=line.get("agt_type") or AgreementScope.UNKNOWN,
        start_kind="actual" if about["start"] else "unknown",
        start=about["start"],
    )
    drafts.external_id(key, AGREEMENT, identifier, line)
    drafts.cite(key, source, DATASET, line, f"AgtId {identifier}")
    return key
