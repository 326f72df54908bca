"""The page of one actor; of a peace secretariat with its life in front."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from peaceinfra.analysis.body_warnings import body_warnings
from peaceinfra.analysis.collect import ActorFacts
from peaceinfra.analysis.consent_warnings import consent_warnings
from peaceinfra.analysis.drawing.timeline import Group, Row, Timeline, draw_timeline
from peaceinfra.analysis.evidence import NO_EVIDENCE
from peaceinfra.analysis.facts import ProcessName
from peaceinfra.analysis.warning import CONSENT, Occasion, Warning
from peaceinfra.analysis.warnings import contested_facts
from peaceinfra.core.choices import Level
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.core.dates.words import day_text
from peaceinfra.core.text import folded
from peaceinfra.core.visibility import Viewer
from peaceinfra.dashboards.presenters.actor_facts import fact_rows, is_dated_name, name_then, unrecorded
from peaceinfra.dashboards.presenters.body import body_sections, records_of
from peaceinfra.dashboards.presenters.changes import (
    Change,
    dated_changes,
    fact_changes,
    log_changes,
    moments_of,
    steps,
)
from peaceinfra.dashboards.presenters.evidence import Sources, absences, claim_rows
from peaceinfra.dashboards.presenters.life import (
    gap_days,
    label_of,
    log_row,
    room_for,
    seen_days,
    span_of,
    state_of,
)
from peaceinfra.dashboards.presenters.linkages import LinkageRow, linkage_rows
from peaceinfra.dashboards.presenters.record_columns import LIFE, columns_of, records_table
from peaceinfra.dashboards.presenters.tables import PageContext, Section, Table, make_table, part_words
from peaceinfra.dashboards.presenters.ties import tie_sections
from processes.choices import ActorKind, LineageKind


def actor_page(
    facts: ActorFacts, viewer: Viewer, day: date | None, today: date, rows_after: str = ""
) -> dict:
    """Everything the templates of an actor and of a secretariat show."""
    sources = Sources(facts.evidence)
    page = PageContext(sources, day, today, facts.is_fictional, rows_after=rows_after)
    shown = [row for row in _linkage_rows(facts, day, today) if row.certainty > Certainty.NO]
    rest = facts.first_on_page + len(facts.page) < len(facts.linkages)
    tables = _tables(facts, page)
    is_over = bool(facts.courses) and all(course.is_over(day, today) for course in facts.courses)
    occasion = Occasion(viewer, day, today, is_over, facts.coverage)
    sections = {
        "body_sections": body_sections(facts, page) if facts.actor.form else [],
        "sections": tie_sections(facts, page),
    }
    return {
        "facts": facts,
        "actor": facts.actor,
        "cites": sources.cite(facts.actor.key),
        **_unit_cites(facts, sources),
        "absences": absences([("", facts.actor.key)], sources, day),
        "lede": lede(facts, day),
        "fact_rows": fact_rows(facts),
        "unrecorded": unrecorded(facts),
        "processes": _processes(facts),
        **sections,
        **tables,
        "timeline": draw_timeline(life_timeline(facts, day)) if facts.life else None,
        "life_sentence": life_sentence(facts, day),
        "linkages": [(row, sources.number(row.evidence)) for row in shown],
        "next_linkages": facts.page[-1].public_id if rest else "",
        "lineages": [
            (lineage, LineageKind(lineage.kind).label, sources.cite(lineage.key))
            for lineage in facts.lineages
        ],
        "warnings": [
            (warning, (), 0, sources.number(warning.evidence)) for warning in _warnings(facts, occasion)
        ],
        "claims": claim_rows(_named(facts), sources, contested_only=False),
        "sources": sources.rows(),
        "is_cut": any(table.more for table in _all(tables, sections)),
    } | steps(_changes(facts), day, today)


def _warnings(facts: ActorFacts, occasion: Occasion) -> list[Warning]:
    """The warnings about a body that every page gives, and about any actor what sources disagree on."""
    of_body = body_warnings(records_of(facts), occasion) if facts.actor.form else []
    known = {key: words for words, key in _named(facts)} | {
        linkage.key: linkage.label for linkage in facts.page
    }
    where = _("All readings are kept, on this page under “What sources say about single facts”.")
    return [
        *of_body,
        *_consents(facts, occasion),
        *contested_facts(facts.evidence, known, facts.actor.name, where),
    ]


def _consents(facts: ActorFacts, occasion: Occasion) -> list[Warning]:
    """Of a person, or a local mediator, and of whoever agreed to something."""
    if not occasion.allows(CONSENT):
        return []
    is_asked = facts.actor.kind == ActorKind.INDIVIDUAL or facts.actor.is_mediator
    consents, level = facts.parts.of["consents"], Level(facts.more["level"])
    return [*consent_warnings(consents, level, occasion, is_asked=is_asked)]


def _unit_cites(facts: ActorFacts, sources: Sources) -> dict:
    """What the policy of a support unit rests on, what its practice, and what speaks of it as a whole."""
    if not facts.more["is_support_unit"]:
        return {}
    evidence = facts.evidence.get(facts.actor.key, ())
    fields = {
        "unit_cites": "",
        "policy_cites": "policy_on_local_actors",
        "practice_cites": "practice_with_local_actors",
    }
    return {
        name: sources.number(statement for statement in evidence if statement.field == field)
        for name, field in fields.items()
    }


def _linkage_rows(facts: ActorFacts, day: date | None, today: date) -> list[LinkageRow]:
    """Each linkage oriented by the sides of the process it belongs to."""
    return [
        row
        for linkage in facts.page
        for row in linkage_rows(
            [linkage],
            {},
            facts.evidence,
            facts.sides.get(linkage.process.key, {}) if linkage.process else {},
            day,
            today,
        )
    ]


def _processes(facts: ActorFacts) -> list[ProcessName]:
    """The one process it belongs to, for the way back; of several, none is the one."""
    found = {row.process.key: row.process for row in (*facts.principals, *facts.roles) if row.process}
    return list(found.values()) if len(found) == 1 else []


def _named(facts: ActorFacts) -> list[tuple[str, int]]:
    """(what it is called, key) of each record of the page with evidence: a part by what it names."""
    parts = {part.key: part for found in facts.parts.of.values() for part in found}
    names = {key: part_words(part, facts.actor) for key, part in parts.items() if part.prefix != "nam"}
    names |= {
        channel.key: f"{facts.actor.name}, {_('channel')}: {channel.name}" for channel in facts.parts.channels
    }
    return [(names.get(key, facts.actor.name), key) for key in facts.evidence]


def _tables(facts: ActorFacts, page: PageContext) -> dict[str, Table | None]:
    """What the page has beside its sections."""
    names = sorted(
        facts.parts.of["names"], key=lambda part: (part.values.kind, folded(part.values.name), part.key)
    )
    return {
        "life": make_table(_("Changes of state"), facts.life, page, LIFE),
        "principals": records_table(_("Whom it serves"), facts.principals, page, without=["body"]),
        "served_by": records_table(_("Bodies that serve it"), facts.served_by, page, without=["principal"]),
        "roles": records_table(_("Roles"), facts.roles, page, without=["actor"]),
        "names": make_table(
            _("Other names"), names, page, columns_of("nam"), is_dated=any(map(is_dated_name, names))
        ),
    }


def _all(tables: dict[str, Table | None], sections: dict[str, list[Section]]) -> list[Table]:
    found = [table for many in sections.values() for section in many for table in section.tables]
    return [*filter(None, tables.values()), *found]


def lede(facts: ActorFacts, day: date | None) -> str:
    """What it is, whom it serves and in which state it is, in one or two sentences."""
    kind = str(facts.actor.kind_label)
    served = ", ".join(dict.fromkeys(principal.principal.name for principal in facts.principals))
    words = [
        _("%(kind)s of %(principals)s.") % {"kind": kind.capitalize(), "principals": served}
        if served
        else f"{kind.capitalize()}."
    ]
    if facts.more["languages"] is not None:
        words.append(_("Recorded as a local mediator."))
    if day and (name := name_then(facts, day)):
        words.append(name)
    state = state_of(facts.life, day, facts.actor.dates)
    if state and day:
        words.append(_("On %(day)s: %(state)s.") % {"day": day_text(day), "state": state.said_in_full})
    elif state:
        words.append(_("Last recorded state: %(state)s.") % {"state": state.since_when})
    return " ".join(words)


def life_sentence(facts: ActorFacts, day: date | None) -> str:
    """The whole life in one sentence, in the order of its log."""
    if not facts.life:
        return _("No state of this body is recorded.")
    steps_in_words = [f"{label_of(row)} ({row.date_text})" for row in facts.life]
    return _("Recorded states: %(states)s.") % {"states": _("; then ").join(steps_in_words)}


def life_timeline(facts: ActorFacts, day: date | None) -> Timeline:
    rows = [log_row(_("State"), facts.life, facts.evidence, day, facts.actor.dates)]
    rows += [
        Row(
            principal.principal.name,
            _("served"),
            [span_of(principal, facts.evidence.get(principal.key, NO_EVIDENCE))],
        )
        for principal in facts.principals
        if any((principal.dates.bounds.start_max, principal.dates.bounds.end_min))
    ]
    title = _("Life of %(body)s") % {"body": facts.actor.name}
    served = [principal.dates for principal in facts.principals]
    changed = [*log_changes("", facts.life)]
    for dates in served:
        changed += dated_changes("", dates)
    known = [moment.day for moment in moments_of(changed)] + gap_days([facts.life])
    known += seen_days([facts.actor.dates, *served], day)
    return Timeline(title, [Group("", rows)], as_of=day, ident="life", **room_for(sorted(known)))


def _changes(facts: ActorFacts) -> Iterator[Change]:
    yield from log_changes(facts.actor.name, facts.life)
    for channel in facts.parts.channels:
        yield from log_changes(channel.name, channel.log)
    for role in facts.roles:
        where = role.process and {"process": role.process.name, "kind": role.kind_label}
        yield from fact_changes(role, _("the role in %(process)s (%(kind)s)") % where if where else "")
    for principal in (*facts.principals, *facts.served_by):
        yield from fact_changes(principal, f"{principal.body.name} – {principal.principal.name}")
    for fact in (*facts.page, *(part for found in facts.parts.of.values() for part in found if part.dates)):
        yield from fact_changes(fact)
    yield from dated_changes(facts.actor.name, facts.actor.dates)
