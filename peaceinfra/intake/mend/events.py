"""Mediation events of MEND: when, where, who mediated between whom, and on which pages it is reported."""

from collections import Counter, defaultdict
from datetime import date
from hashlib import sha256

from peaceinfra.intake.drafts import Drafts, titled
from peaceinfra.intake.mend.actors import draft_third_parties
from peaceinfra.intake.mend.declared import EVENT, PAX_AGREEMENT, UCDP_CONFLICT
from peaceinfra.intake.mend.lists import paired
from peaceinfra.intake.mend.pages import draft_pages
from peaceinfra.intake.mend.parties import Parties, Persons
from peaceinfra.intake.mend.places import Places, is_virtual
from peaceinfra.intake.reading import Line, Reading
from peaceinfra.intake.report import Report
from peaceinfra.intake.things import Things, keys_by_id
from processes.choices import EventKind, EventMode, ParticipantPart
from processes.models import Actor, Agreement, Event, EventConflict, Participation

DATASET = "mend"
MOST_NAMED = 4


def draft_events(reading: Reading, drafts: Drafts, report: Report, source: int) -> None:
    named = _third_parties(reading.lines, report)
    third_parties = draft_third_parties(named, drafts, report, source, DATASET)
    parties, persons = Parties(drafts, report, source), Persons(drafts, report, source)
    parties.draft(reading.lines)
    persons.draft(reading.lines)
    events = Things(drafts, report, EVENT, "evt")
    places = Places(drafts, report)
    linked = _Linked()
    for value, line in events_of(reading.lines, report).items():
        key = events.key(value)
        mediators = list(_mediators(line, third_parties, named, report))
        about = set(line.get("conflict_country", [])) | _countries_of(mediators, drafts)
        _draft_event(line, value, key, events, places.of(line, about), linked, drafts)
        drafts.external_id(key, EVENT, value, line)
        drafts.cite(key, source, DATASET, line, f"med_event_ID {line.get('med_event_ID')}")
        _draft_links(line, key, linked, drafts)
        _draft_participants(line, value, key, mediators, parties, persons, drafts, source)
        draft_pages(line, key, drafts, report)
    places.draft_points()


def _third_parties(lines, report):
    """{id: (name, line) of each name}; of lists that are not equally long the ids alone are known."""
    found = defaultdict(list)
    for line in lines:
        ids, names = line.get("third_party_id_MEND", []), line.get("third_party", [])
        pairs = paired(names, ids)
        if pairs is None:
            text = line.texts.get("third_party_id_MEND", "")
            words = "is a list of another length than its names: its ids are taken, without the names"
            report.warn(line.file, line.number, "third_party_id_MEND", text, words)
            continue
        for name, value in pairs:
            if name and value:
                found[value].append((name, line))
            elif name:
                report.warn(line.file, line.number, "third_party", name, "has no id: it is not taken")
    return dict(found)


def _mediators(line, third_parties, named, report):
    """The keys of the third parties whose name is known, here or in the register."""
    for value in dict.fromkeys(line.get("third_party_id_MEND", [])):
        if not value:
            continue
        if value in named or third_parties.is_there(value):
            yield third_parties.key(value)
        else:
            words = "is an id without a name, here and in the register: it is not taken"
            report.warn(line.file, line.number, "third_party_id_MEND", value, words)


def events_of(lines: list[Line], report: Report) -> dict[str, Line]:
    """{id: line}. Two events under one id are told apart by what they are; one that stands there twice is one."""
    by_id = defaultdict(dict)
    for line in lines:
        identifier = line.get("med_event_ID")
        if not identifier or not line.get("Year"):
            report.warn(
                line.file, line.number, "med_event_ID", identifier or "", "the row has no id or no year"
            )
            continue
        content = tuple(sorted(line.texts.items()))
        if content in by_id[identifier]:
            report.warn(line.file, line.number, "med_event_ID", identifier, "is the same event a second time")
        by_id[identifier].setdefault(content, line)
    found = {}
    for identifier, contents in by_id.items():
        days = Counter(_when(line)[0] for line in contents.values())
        for content, line in contents.items():
            if len(contents) == 1:
                found[identifier] = line
                continue
            value = f"{identifier} {_when(line)[0]}"
            if days[_when(line)[0]] > 1:
                value += " " + sha256(repr(content).encode()).hexdigest()[:8]
            report.warn(
                line.file, line.number, "med_event_ID", identifier, f"is the id of several events: “{value}”"
            )
            found[value] = line
    return found


def _when(line) -> tuple[str, str]:
    """(date in EDTF, the column that was not taken)."""
    numbers = [line.get("Year"), *(int(line.get(column) or 0) for column in ("Month", "Day"))]
    year, month, day = numbers
    if not 1 <= month <= 12:
        return str(year), "Month" if month else ""
    if not day:
        return f"{year}-{month:02}", ""
    try:
        return date(year, month, day).isoformat(), ""
    except ValueError:
        return f"{year}-{month:02}", "Day"


class _Linked:
    """What of other registers is there to be linked with."""

    def __init__(self):
        self.agreements = keys_by_id(PAX_AGREEMENT, "agr")
        self.conflicts = keys_by_id(UCDP_CONFLICT, "cfl")
        self.processes = dict(
            Agreement.objects.filter(pk__in=self.agreements.values()).values_list("pk", "process")
        )


def _draft_event(line, value, key, events, place, linked, drafts):
    when, unread = _when(line)
    if unread:
        events.report.warn(
            line.file, line.number, unread, line.texts.get(unread, ""), "is no day of that month"
        )
    agreement = linked.agreements.get(line.get("agmt_id_PAX"))
    kind = line.get("med_type") or EventKind.OTHER
    drafts.say(
        Event,
        key,
        line,
        only_new=events.is_anothers(value, key),
        name=titled(Event, _name(line)),
        kind=EventKind.SHUTTLE if line.get("shuttle") and kind == EventKind.MEDIATION else kind,
        countries=line.get("conflict_country", []),
        place_id=place,
        mode=EventMode.VIRTUAL if is_virtual(line) else EventMode.UNKNOWN,
        number_of_parties=line.get("num_local", ""),
        number_of_third_parties=line.get("num_med", ""),
        outcome=line.get("agmt_name", ""),
        agreement_reached=True if line.get("agmt_id_PAX") else line.get("agmt"),
        agreement_id=agreement,
        process_id=linked.processes.get(agreement),
        start_kind="actual",
        start=when,
        end_kind="actual",
        end=when,
    )


def _name(line):
    """MEND names no event: by country, third parties and parties."""
    words = f"{line.texts.get('conflict_country', '')}: {_listed(line.get('third_party', []))}"
    parties = _listed(line.get("local_parties", []))
    return f"{words} with {parties}" if parties else words


def _listed(names):
    names = [name for name in dict.fromkeys(names) if name]
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more


def _draft_links(line, key, linked, drafts):
    conflict = line.get("conflict_id")
    if conflict:
        drafts.external_id(key, UCDP_CONFLICT, conflict, line, match="broad")
    if conflict in linked.conflicts:
        drafts.part(
            EventConflict,
            UCDP_CONFLICT,
            f"{key}:{conflict}",
            line,
            event_id=key,
            conflict_id=linked.conflicts[conflict],
        )
    if line.get("agmt_id_PAX"):
        drafts.external_id(key, PAX_AGREEMENT, line.get("agmt_id_PAX"), line, match="related")


def _draft_participants(line, value, key, mediators, parties, persons, drafts, source):
    mediating = line.get("med_type") == EventKind.MEDIATION
    part = ParticipantPart.MEDIATOR if mediating else ParticipantPart.THIRD_PARTY
    taking_part = [(actor, part, None) for actor in mediators]
    taking_part += [(actor, ParticipantPart.PARTY, None) for actor in parties.of(line)]
    spoken_for = mediators[0] if len(set(mediators)) == 1 else None
    taking_part += [(actor, part, spoken_for) for actor in persons.of(line)]
    for actor, part, behalf in taking_part:
        participation = drafts.part(
            Participation,
            EVENT,
            f"{value}:{actor}:{part}",
            line,
            event_id=key,
            actor_id=actor,
            part=part,
            on_behalf_of_id=behalf if behalf != actor else None,
        )
        drafts.cite(participation, source, DATASET, line, f"med_event_ID {line.get('med_event_ID')}")


def _countries_of(keys, drafts):
    """The countries of actors, of this import and of the register."""
    found, missing = set(), set()
    for key in keys:
        draft = drafts.of.get((Actor, key))
        said = draft.said.get("countries") if draft else None
        found |= set(said or ())
        if said is None:
            missing.add(key)
    for countries in Actor.objects.filter(pk__in=missing).values_list("countries", flat=True):
        found |= set(countries)
    return found
