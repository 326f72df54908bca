"""Peace agreements of UCDP: who signed, and about which conflicts. Processes are numbered there and not named."""

import re

from peaceinfra.intake.cells import parts
from peaceinfra.intake.countries import of_government
from peaceinfra.intake.drafts import Drafts, titled
from peaceinfra.intake.reading import Line, Reading
from peaceinfra.intake.report import Report
from peaceinfra.intake.things import Things
from peaceinfra.intake.ucdp.actors import Actors, is_government
from peaceinfra.intake.ucdp.declared import ACTOR, AGREEMENT, CONFLICT, PROCESS
from peaceinfra.intake.ucdp.lists import named, names_alone
from processes.choices import ActorKind, Incompatibility, Settlement, SignatoryPart
from processes.models import Actor, Agreement, AgreementConflict, Conflict, Signatory


def draft_agreements(reading: Reading, drafts: Drafts, report: Report, source: int) -> None:
    agreements, actors = Things(drafts, report, AGREEMENT, "agr"), Actors(drafts, report)
    conflicts = Things(drafts, report, CONFLICT, "cfl")
    known = actors.names() | names_alone(reading.lines, [("actor_id", "actor_name")])
    lines = [line for line in reading.lines if _is_whole(line, report)]
    for line in lines:
        agreements.identify(line, line.get("paid"), **_incoming(line))
    agreements.settle()
    for line in lines:
        key = _draft_agreement(line, agreements, drafts, report, source)
        _draft_conflicts(line, key, conflicts, drafts, report, source)
        _draft_signatories(line, key, actors, known, drafts, report, source)


def is_named_in(dyads: str, name: str) -> bool:
    """Whether a name is one side of `Government of Chad - FNT, Government of Chad - MDD`: names hold both signs."""
    return bool(re.search(rf"(?:^|,| -)\s*{re.escape(name.strip())}\s*(?:$|,|- )", dyads))


def _is_whole(line, report):
    if line.get("paid") and line.get("pa_name"):
        return True
    report.warn(line.file, line.number, "paid", line.get("paid", ""), "the row has no id or no name")
    return False


def _incoming(line):
    day = line.get("pa_date")
    return {
        "names": (line.get("pa_name"),),
        "countries": tuple(line.get("gwno", [])),
        "start": day.isoformat() if day else "",
    }


def _draft_agreement(line: Line, agreements, drafts, report, source):
    identifier = line.get("paid")
    key, day, ended = agreements.key(identifier), line.get("pa_date"), _ended(line, report)
    drafts.say(
        Agreement,
        key,
        line,
        only_new=agreements.is_anothers(identifier, key),
        name=titled(Agreement, line.get("pa_name")),
        countries=list(dict.fromkeys(line.get("gwno", []))),
        settlement=line.get("pa_type") or Settlement.UNKNOWN,
        url=line.get("linktofulltextagreement", ""),
        start_kind="actual" if day else "unknown",
        start=day.isoformat() if day else "",
        end_kind="actual" if ended else "unknown",
        end=ended.isoformat() if ended else "",
    )
    drafts.external_id(key, AGREEMENT, identifier, line)
    if line.get("procID"):
        drafts.external_id(key, PROCESS, line.get("procID"), line, match="broad")
    drafts.cite(key, source, "ucdp-peace-agreements", line, f"paid {identifier}")
    return key


def _ended(line, report):
    """The day on which an agreement ended, where UCDP says that it did."""
    day = line.get("duration") if line.get("ended") else None
    if day and line.get("pa_date") and day < line.get("pa_date"):
        report.warn(line.file, line.number, "duration", day.isoformat(), "is before the day of the agreement")
        return None
    return day


def _draft_conflicts(line, key, conflicts, drafts, report, source):
    identifiers, names = line.get("conflict_id", []), parts(line.get("conflict_name", ""), ",")
    for number, identifier in enumerate(identifiers):
        name = names[number] if len(names) == len(identifiers) else ""
        if identifier not in conflicts.there and not name:
            report.warn(line.file, line.number, "conflict_id", identifier, "is a conflict without a name")
            continue
        conflict = conflicts.key(identifier)
        drafts.say(
            Conflict,
            conflict,
            line,
            only_new=True,
            name=name,
            incompatibility=(line.get("incompatibility") if len(identifiers) == 1 else None)
            or Incompatibility.UNKNOWN,
        )
        drafts.external_id(conflict, CONFLICT, identifier, line)
        drafts.cite(conflict, source, "ucdp-peace-agreements", line, f"conflict_id {identifier}")
        drafts.part(
            AgreementConflict,
            AGREEMENT,
            f"{line.get('paid')}:{identifier}",
            line,
            agreement_id=key,
            conflict_id=conflict,
        )


def _draft_signatories(line, key, actors, known, drafts, report, source):
    """Those of the dyads are parties; the others that UCDP names beside them signed as third parties."""
    dyads = line.get("dyad_name", "")
    for identifier, name in named(line, "actor_id", "actor_name", known):
        actor = actors.key(identifier, name)
        if not name and identifier not in actors.there:
            report.warn(line.file, line.number, "actor_id", identifier, "is an actor without a name")
            continue
        drafts.say(
            Actor,
            actor,
            line,
            only_new=True,
            name=name,
            kind=ActorKind.STATE if is_government(name) else ActorKind.NOT_RECORDED,
            countries=of_government(name) if is_government(name) else [],
        )
        drafts.external_id(actor, ACTOR, identifier, line)
        drafts.cite(actor, source, "ucdp-peace-agreements", line, f"actor_id {identifier}")
        is_party = not dyads or is_named_in(dyads, name)
        signatory = drafts.part(
            Signatory,
            AGREEMENT,
            f"{line.get('paid')}:{identifier}",
            line,
            agreement_id=key,
            actor_id=actor,
            part=SignatoryPart.PARTY if is_party else SignatoryPart.THIRD_PARTY,
        )
        drafts.cite(signatory, source, "ucdp-peace-agreements", line, f"paid {line.get('paid')}")
