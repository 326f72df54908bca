"""Agreements of PA-X and the processes to which they belong."""

from collections import Counter, defaultdict

from peaceinfra.core.identity import key_from
from peaceinfra.core.text import folded
from peaceinfra.intake.drafts import Drafts, titled
from peaceinfra.intake.pax.declared import AGREEMENT, CONFLICT, COW, EVENT, PAM, PROCESS, UCDP_AGREEMENT
from peaceinfra.intake.pax.roles import draft_roles, signed_before
from peaceinfra.intake.reading import Line, Reading
from peaceinfra.intake.report import Report
from peaceinfra.intake.things import Things, keys_by_id
from processes.choices import AgreementScope, AgreementStage, AgreementStatus, Match
from processes.models import Agreement, ConflictLink, Event, ExternalId, PeaceProcess

DATASET = "pax"


def draft_agreements(reading: Reading, drafts: Drafts, report: Report, source: int) -> None:
    agreements = Things(drafts, report, AGREEMENT, "agr")
    lines = _one_of_each(reading.lines, report)
    for line in lines:
        agreements.identify(line, line.get("AgtId"), **_incoming(line))
    agreements.settle()
    processes = _draft_processes(lines, agreements, drafts, report, source)
    for line in lines:
        _draft_agreement(line, agreements, processes, drafts, report, source)
    of = {agreements.key(line.get("AgtId")): line for line in lines}
    whole = {
        key: processes.key(line.get("PP"))
        for key, line in of.items()
        if line.get("PP") and line.get("PPName")
    }
    draft_roles(signed_before(of), drafts, whole)
    _draft_events(of, whole, drafts)


def _draft_events(lines, processes, drafts):
    """Events of MEND that say of themselves which agreement of PA-X came of them."""
    keys = {line.get("AgtId"): key for key, line in lines.items()}
    rows = ExternalId.objects.live().filter(
        scheme=AGREEMENT, value__in=keys, match=Match.RELATED, subject__kind="evt", subject__retired=False
    )
    of_mend = ExternalId.objects.live().filter(scheme=EVENT).values("subject")
    events = dict(rows.filter(subject__in=of_mend).values_list("subject_id", "value"))
    for event in Event.objects.filter(pk__in=events):
        key = keys[events[event.pk]]
        # What somebody else chose stays.
        if event.agreement_id in (None, key) and event.agreement_reached is not False:
            process = event.process_id or processes.get(key)
            drafts.say(
                Event, event.pk, lines[key], agreement_id=key, process_id=process, agreement_reached=True
            )


def _one_of_each(lines, report):
    """Of an agreement that stands in several rows, the row of its newest version."""
    found = {}
    for line in lines:
        identifier = line.get("AgtId")
        if not (identifier and line.get("Agt")):
            report.warn(line.file, line.number, "AgtId", identifier or "", "the row has no id or no name")
        elif identifier in found:
            report.warn(
                line.file, line.number, "AgtId", identifier, f"stands in row {found[identifier].number} too"
            )
        else:
            found[identifier] = line
    return list(found.values())


def _incoming(line):
    day = line.get("Dat")
    return {
        "names": (line.get("Agt"),),
        "countries": tuple(countries_of([line])),
        "start": day.isoformat() if day else "",
        "external_ids": ((UCDP_AGREEMENT, line.get("UcdpAgr")),) if line.get("UcdpAgr") else (),
    }


def countries_of(lines: list[Line]) -> list[str]:
    """By codes of three letters, else by those of Gleditsch and Ward; most frequent first, then by the alphabet."""
    found = Counter()
    for line in lines:
        for place in ("Loc1", "Loc2"):
            if country := line.get(f"{place}ISO") or line.get(f"{place}GWNO"):
                found[country] += 1
    return [country for country, _number in sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))]


class Processes(Things):
    """The processes of PA-X. Editions changed names and ids: one that is neither known by its id is known by its
    name, else by its agreements.
    """

    def recognise(self, by_process: dict[str, list[Line]], agreements: Things):
        known = {key: value for value, key in self.there.items()}
        rows = PeaceProcess.objects.filter(pk__in=known).values_list("pk", "name")
        free = {key: name for key, name in rows if known[key] not in by_process}
        by_name = {folded(name): key for key, name in free.items()}
        parents = dict(
            Agreement.objects.filter(pk__in=agreements.there.values(), process__in=free).values_list(
                "pk", "process"
            )
        )
        for value, lines in by_process.items():
            if value in self.there:
                continue
            key = by_name.get(folded(lines[0].get("PPName", "")))
            if key is None:
                votes = Counter(parents.get(agreements.there.get(line.get("AgtId"))) for line in lines)
                votes.pop(None, None)
                key = next(iter(votes)) if len(votes) == 1 else None
            if key and key not in self.there.values() or key in free:
                self.there[value] = key
                free.pop(key, None)


def _draft_processes(lines, agreements, drafts, report, source):
    processes = Processes(drafts, report, PROCESS, "pro")
    by_process = defaultdict(list)
    for line in lines:
        if line.get("PP") and line.get("PPName"):
            by_process[line.get("PP")].append(line)
        else:
            report.warn(line.file, line.number, "PP", line.get("PP", ""), "the agreement names no process")
    processes.recognise(by_process, agreements)
    for value, of_process in by_process.items():
        names = (of_process[0].get("PPName"),)
        processes.identify(of_process[0], value, names=names, countries=tuple(countries_of(of_process)))
    processes.settle()
    conflicts = keys_by_id(CONFLICT, "cfl")
    for value, of_process in by_process.items():
        _draft_process(value, of_process, processes, conflicts, drafts, source)
    return processes


def _draft_process(value, lines, processes, conflicts, drafts, source):
    key, line = processes.key(value), min(lines, key=lambda line: int(line.get("AgtId")))
    days = sorted(line.get("Dat") for line in lines if line.get("Dat"))
    drafts.say(
        PeaceProcess,
        key,
        line,
        only_new=processes.is_anothers(value, key) and not _is_of_pax(key, processes),
        name=titled(PeaceProcess, line.get("PPName")),
        countries=countries_of(lines),
        start_kind="first_cited" if days else "unknown",
        start=days[0].isoformat() if days else "",
        end_kind="last_cited" if days else "unknown",
        end=days[-1].isoformat() if days else "",
    )
    drafts.external_id(key, PROCESS, value, line)
    drafts.cite(key, source, DATASET, line, f"PP {value}")
    for war in sorted({line.get("CowWar") for line in lines if line.get("CowWar")}):
        drafts.external_id(key, COW, war, line, match="related")
    for conflict in sorted({line.get("UcdpCon") for line in lines if line.get("UcdpCon")}):
        drafts.external_id(key, CONFLICT, conflict, line, match="broad")
        if conflict in conflicts:
            drafts.part(
                ConflictLink,
                CONFLICT,
                f"{key}:{conflict}",
                line,
                process_id=key,
                conflict_id=conflicts[conflict],
            )


def _is_of_pax(key, processes):
    """Whether an earlier edition of PA-X made it, under an id that it has since changed."""
    return any(
        key == key_from("pro", PROCESS, value) for value, known in processes.there.items() if known == key
    )


def _draft_agreement(line, agreements, processes, drafts, report, source):
    identifier, day = line.get("AgtId"), line.get("Dat")
    key = agreements.key(identifier)
    process = line.get("PP")
    name = titled(Agreement, line.get("Agt"))
    if name != line.get("Agt"):
        report.warn(
            line.file, line.number, "Agt", line.get("Agt"), "is longer than the register holds and was cut"
        )
    drafts.say(
        Agreement,
        key,
        line,
        only_new=agreements.is_anothers(identifier, key),
        name=name,
        process_id=processes.key(process) if process and line.get("PPName") else None,
        stage=line.get("Stage") or AgreementStage.UNKNOWN,
        status=line.get("Status") or AgreementStatus.UNKNOWN,
        scope=line.get("Agtp") or AgreementScope.UNKNOWN,
        is_local=line.get("Agtp") == AgreementScope.INTRA_LOCAL if line.get("Agtp") else None,
        url=line.get("PAX_Hyperlink"),
        start_kind="actual" if day else "unknown",
        start=day.isoformat() if day else "",
    )
    drafts.external_id(key, AGREEMENT, identifier, line)
    for column, scheme in (("UcdpAgr", UCDP_AGREEMENT), ("PamAgr", PAM)):
        if line.get(column):
            drafts.external_id(key, scheme, line.get(column), line, match="close")
    drafts.cite(key, source, DATASET, line, f"AgtId {identifier}")
