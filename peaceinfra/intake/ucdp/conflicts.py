"""Conflicts of UCDP and who fought in them: one row for the years in which an actor fought without a pause."""

from collections import defaultdict
from datetime import date

from peaceinfra.intake.countries import of_government
from peaceinfra.intake.drafts import Drafts
from peaceinfra.intake.reading import Line, Reading
from peaceinfra.intake.report import Report
from peaceinfra.intake.things import Things
from peaceinfra.intake.ucdp.actors import Actors, is_government
from peaceinfra.intake.ucdp.declared import ACTOR, CONFLICT, DYAD, STATE
from peaceinfra.intake.ucdp.lists import named, names_alone, names_in
from processes.choices import ActorKind, ConflictPart, ConflictSide, Incompatibility, Match
from processes.models import Actor, Conflict, ConflictLink, ConflictParty, EventConflict, ExternalId

SIDES = {
    "side_a": (ConflictSide.A, ConflictPart.PRIMARY, "gwno_a"),
    "side_a_2nd": (ConflictSide.A, ConflictPart.SUPPORTING, "gwno_a_2nd"),
    "side_b": (ConflictSide.B, ConflictPart.PRIMARY, "gwno_b"),
    "side_b_2nd": (ConflictSide.B, ConflictPart.SUPPORTING, "gwno_b_2nd"),
}
_PAIRS = [(f"{side}_id", side) for side in SIDES]


def dated(day: date, precision: str | None) -> str:
    """A day as precise as UCDP knows it, in EDTF.

    1 the day; 2 the day and 3 the day's place in the month were set by the coder; 4 and 5 the month too; 6 the year
    too; 7 the year is not known: it was that one or an earlier one.
    """
    match precision:
        case "2" | "3":
            return f"{day:%Y-%m}"
        case "4" | "5":
            return f"{day:%Y}"
        case "6":
            return f"{day:%Y}~"
        case "7":
            return f"[..{day:%Y}]"
    return f"{day:%Y-%m-%d}"


def episodes(years: set[int]) -> list[tuple[int, int]]:
    """(first, last) of years without a gap."""
    found = []
    for year in sorted(years):
        if found and found[-1][1] == year - 1:
            found[-1] = (found[-1][0], year)
        else:
            found.append((year, year))
    return found


def name_of_conflict(line: Line) -> str:
    """As UCDP calls it: `Philippines: Mindanao`, `Colombia: Government`; between states `Iran - Iraq`."""
    governments = [line.get(side, "") for side in ("side_a", "side_b")]
    if all(is_government(name) and "," not in name for name in governments):
        return " - ".join(sorted(name.removeprefix("Government of ") for name in governments))
    return f"{line.get('location', '')}: {line.get('territory_name') or 'Government'}"


def draft_conflicts(reading: Reading, drafts: Drafts, report: Report, source: int) -> None:
    """Of the dataset of conflicts, by year, or of that of dyads, which says less of the conflicts themselves."""
    conflicts, actors = Things(drafts, report, CONFLICT, "cfl"), Actors(drafts, report)
    of_dyads = reading.declaration.scheme == DYAD
    by_conflict = defaultdict(list)
    for line in reading.lines:
        if line.get("conflict_id") and line.get("year"):
            by_conflict[line.get("conflict_id")].append(line)
        else:
            report.warn(line.file, line.number, "conflict_id", "", "the row has no conflict or no year")
    for identifier, lines in by_conflict.items():
        lines.sort(key=lambda line: (line.get("year"), int(line.get("dyad_id") or 0)))
        conflicts.identify(lines[-1], identifier, **_incoming(lines))
    conflicts.settle()
    keys = {identifier: conflicts.key(identifier) for identifier in by_conflict}
    for identifier, lines in by_conflict.items():
        key, last = keys[identifier], lines[-1]
        is_anothers = conflicts.is_anothers(identifier, key)
        said = _about(lines) | ({} if of_dyads else _dates(lines))
        drafts.say(Conflict, key, last, only_new=of_dyads or is_anothers, **said)
        drafts.external_id(key, CONFLICT, identifier, last)
        dataset = "ucdp-dyadic" if of_dyads else "ucdp-prio-acd"
        drafts.cite(key, source, dataset, last, f"conflict_id {identifier}")
    link_what_names_them(keys, by_conflict, drafts)
    _draft_parties(reading, keys, actors, drafts, report, source)


def _incoming(lines):
    about = _about(lines)
    return {"names": (about["name"],), "countries": tuple(about["countries"])}


def _about(lines):
    last = lines[-1]
    countries = [country for line in reversed(lines) for country in line.get("gwno_loc", [])]
    return {
        "name": name_of_conflict(last),
        "incompatibility": last.get("incompatibility") or Incompatibility.UNKNOWN,
        "territory": last.get("territory_name", ""),
        "countries": list(dict.fromkeys(countries)),
    }


def _dates(lines):
    first, last = lines[0], lines[-1]
    said = {"end_kind": "last_cited", "end": str(last.get("year"))}
    if last.get("ep_end") and last.get("ep_end_date"):
        said["end"] = last.get("ep_end_date").isoformat()
    starts = [line for line in lines if line.get("start_date")]
    if starts:
        started = min(starts, key=lambda line: line.get("start_date"))
        start = dated(started.get("start_date"), started.get("start_prec"))
        return {"start_kind": "first_cited", "start": start} | said
    return {"start_kind": "first_cited", "start": str(first.get("year"))} | said


def link_what_names_them(keys, by_conflict, drafts):
    """Processes and events that say of themselves which conflict of UCDP they are about are linked with it."""
    for kind, model, owner in (("pro", ConflictLink, "process_id"), ("evt", EventConflict, "event_id")):
        rows = ExternalId.objects.live().filter(
            scheme=CONFLICT, value__in=keys.keys(), subject__kind=kind, subject__retired=False
        )
        for value, subject in rows.exclude(match=Match.RELATED).values_list("value", "subject_id"):
            said = {owner: subject, "conflict_id": keys[value]}
            drafts.part(model, CONFLICT, f"{subject}:{value}", by_conflict[value][-1], **said)


def _draft_parties(reading, keys, actors, drafts, report, source):
    known = names_alone(reading.lines, _PAIRS)
    years, seen, states, dyads = defaultdict(set), {}, defaultdict(set), defaultdict(set)
    for line in reading.lines:
        conflict = keys.get(line.get("conflict_id"))
        for column, (side, part, code) in SIDES.items() if conflict else ():
            for identifier, name in _sides(line, column, known):
                key = actors.key(identifier, name)
                if key is None:
                    report.warn(
                        line.file, line.number, column, name, "is named without an id, and is no government"
                    )
                    continue
                years[conflict, key, side, part].add(line.get("year"))
                seen.setdefault(key, (line, identifier, name))
                if part == ConflictPart.PRIMARY and len(line.get(code, [])) == 1 and is_government(name):
                    states[key].add(line.get(code)[0])
                if side == ConflictSide.B and part == ConflictPart.PRIMARY and line.get("dyad_id"):
                    dyads[conflict, key].add(line.get("dyad_id"))
    for key, (line, identifier, name) in seen.items():
        _draft_stub(line, key, identifier, name, actors, drafts, reading, source)
        if len(states[key]) == 1:
            drafts.external_id(key, STATE, next(iter(states[key])), line, match="close")
    _draft_episodes(years, seen, dyads, drafts, source, reading)


def _sides(line, column, known):
    """(id, name) of a side; of those that only support it UCDP gives names alone."""
    if line.get(f"{column}_id"):
        return named(line, f"{column}_id", column, known)
    return [("", name) for name in names_in(line.get(column, ""))]


def _draft_stub(line, key, identifier, name, actors, drafts, reading, source):
    """An actor that a dataset of conflicts names, where the dataset of actors has not been read in."""
    if not name:
        name = f"UCDP {identifier}"
    drafts.say(
        Actor,
        key,
        line,
        only_new=True,
        name=name,
        kind=ActorKind.STATE if is_government(name) else ActorKind.NOT_RECORDED,
        countries=of_government(name) if is_government(name) else [],
    )
    if identifier:
        drafts.external_id(key, ACTOR, identifier, line)
    dataset = "ucdp-dyadic" if reading.declaration.scheme == DYAD else "ucdp-prio-acd"
    drafts.cite(key, source, dataset, line, f"side {identifier or name}")


def _draft_episodes(years, seen, dyads, drafts, source, reading):
    dataset = "ucdp-dyadic" if reading.declaration.scheme == DYAD else "ucdp-prio-acd"
    for (conflict, actor, side, part), active in years.items():
        line = seen[actor][0]
        for number, (first, last) in enumerate(episodes(active)):
            key = drafts.part(
                ConflictParty,
                CONFLICT,
                f"{conflict}:{actor}:{side}:{part}:{first}",
                line,
                actor_id=actor,
                conflict_id=conflict,
                side=side,
                part=part,
                start_kind="first_cited",
                start=str(first),
                end_kind="last_cited",
                end=str(last),
            )
            drafts.cite(key, source, dataset, line, f"{first}–{last}" if first != last else f"{first}")
            for dyad in dyads[conflict, actor] if not number and side == "b" and part == "primary" else ():
                drafts.external_id(key, DYAD, dyad, line, match="related")
