"""The page of one process: sentences, drawings, tables."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import islice

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peaceinfra.analysis import derived
from peaceinfra.analysis.drawing.timeline import Group, Row, Timeline, draw_timeline
from peaceinfra.analysis.drawing.vertical_map import MOST_NODES, draw_vertical_map
from peaceinfra.analysis.facts import LinkageFact
from peaceinfra.analysis.process_facts import ProcessFacts
from peaceinfra.analysis.warnings import (
    Warning,
    is_above_floor,
    is_over,
    names_of,
    process_warnings,
    table_of,
    unlinked,
)
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.core.dates.words import day_text
from peaceinfra.core.visibility import Viewer
from peaceinfra.dashboards.presenters.evidence import Sources, claim_rows
from peaceinfra.dashboards.presenters.levels import vertical_map
from peaceinfra.dashboards.presenters.life import (
    change_days,
    label_of,
    log_row,
    mark_of,
    span_of,
    span_on_day,
    state_of,
    steps,
)
from peaceinfra.dashboards.presenters.linkages import certainty_of, freshness_of, letter, linkage_rows
from processes.choices import ActorLevel
from secretariats.lifecycle import OPEN

#: So many rows of each kind the tables list, and so many bodies and events are drawn; the API has all.
MOST_ROWS = 100
MOST_DRAWN = 24

#: So many linkages between those at the table are drawn in time; the table of linkages has them all.
MOST_CHANNELS = 12


def process_page(facts: ProcessFacts, viewer: Viewer, day: date | None, today: date) -> dict:
    """Everything the template of a process shows. Sources are numbered in the order of the page."""
    certainties = {one.key: certainty_of(one, day, today) for one in facts.linkages}
    held = [one for one in facts.linkages if certainties[one.key] > Certainty.NO]
    sources = Sources(facts.evidence)
    return {
        "facts": facts,
        "cites": sources.cite(facts.key),
        "glance": glance(facts, held, day, today, above_floor=is_above_floor(viewer)),
        "map_reading": map_reading(held, certainties, day),
        **_map(facts, held, certainties, day, today, above_floor=is_above_floor(viewer)),
        **_linkages(facts, sources, day, today),
        "timeline": draw_timeline(timeline(facts, day)),
        "time_reading": time_reading(facts, day),
        **_tables(facts, sources, day),
        "warnings": _warnings(facts, process_warnings(facts, held, viewer, day, today), sources),
        "claims": _contested(facts, sources),
        "sources": sources.rows(),
        **steps(_days(facts), day, today),
    }


def _map(facts, held, certainties, day, today, *, above_floor: bool) -> dict:
    drawn, unplaced = vertical_map(facts, held, certainties, day, today, above_floor=above_floor)
    ringed = len(drawn.nodes) <= MOST_NODES and any(node.broker_for for node in drawn.nodes)
    return {"vertical": draw_vertical_map(drawn), "with_brokers": ringed, "unplaced": unplaced}


def _linkages(facts: ProcessFacts, sources: Sources, day: date | None, today: date) -> dict:
    sides = derived.sides_of(facts.roles, facts.principals)
    rows = linkage_rows(facts.page, facts.first_on_page, facts.evidence, sides, day, today)
    return {
        "linkages": [(row, sources.number(row.evidence)) for row in rows],
        "next_linkages": _next_page(facts),
        "is_first_page": facts.first_on_page == 0,
    }


def _tables(facts: ProcessFacts, sources: Sources, day: date | None) -> dict:
    """The first rows of each table; `is_cut` where one has more."""
    logs = list(_log_rows(facts))
    return {
        "logs": [(name, label_of(row), row, sources.cite(row.key)) for name, row in logs[:MOST_ROWS]],
        "events": [(one, sources.cite(one.key)) for one in facts.events[:MOST_ROWS]],
        "roles": [
            (one, derived.certainty_of(one.dates, day, one.actor.dates, facts.dates), sources.cite(one.key))
            for one in facts.roles[:MOST_ROWS]
        ],
        "bodies": bodies(facts, day, sources),
        "is_cut": max(len(facts.roles), len(facts.events), len(logs)) > MOST_ROWS,
    }


def _warnings(facts: ProcessFacts, found: list[Warning], sources: Sources) -> list[tuple]:
    """(warning, linkages with their letters, citations)"""
    letters = {one.key: letter(place) for place, one in enumerate(facts.linkages)}
    return [
        (one, [(letters[link.key], link) for link in one.linkages], sources.number(one.evidence)) for one in found
    ]


def _contested(facts: ProcessFacts, sources: Sources) -> list:
    names = names_of(facts)
    named = [(names.get(key, facts.name), key) for key in facts.evidence]
    return claim_rows(named, sources, contested_only=True)


def glance(
    facts: ProcessFacts, held: list[LinkageFact], day: date | None, today: date, *, above_floor: bool
) -> list[tuple]:
    """(heading, the fact, what more there is to say) of the first screen."""
    return [
        _status(facts, day),
        _linked(facts, held, day, above_floor),
        _confirmed(facts, held, day, today),
        _addresses(facts, day),
    ]


def _status(facts, day) -> tuple:
    states = [(log, state) for log, rows in _logs_of(facts) if (state := state_of(rows, day))]
    if not states:
        return _("Status"), _("not recorded"), ""
    said = (_("%(log)s: %(state)s") % {"log": log, "state": state.said} for log, state in states)
    since = (
        _("%(state)s: %(date)s") % {"state": state.words, "date": state.since} for _log, state in states if state.since
    )
    return _("Status"), "; ".join(said), "; ".join(since)


def _logs_of(facts: ProcessFacts) -> tuple:
    """How far the talks had come and whether they moved: two questions, each named with its answer."""
    return (_("phase"), facts.phases), (_("momentum"), facts.momenta)


def _linked(facts, held, day, above_floor) -> tuple:
    local = {
        actor.key for one in held for actor in one.stops if actor.level == ActorLevel.GRASSROOTS
    }
    alone = unlinked(held, facts, day)
    everybody = len(local) + len(alone)
    if not everybody:
        return _("Local actors"), _("none on the records you may see"), ""
    if not above_floor:
        fact = ngettext("%(n)s local actor on record", "%(n)s local actors on record", everybody)
        return _("Local actors"), fact % {"n": everybody}, ""
    fact = ngettext(
        "%(n)s of %(all)s local actor has a recorded linkage",
        "%(n)s of %(all)s local actors have a recorded linkage",
        everybody,
    ) % {"n": len(local), "all": everybody}
    more = _("without: %(names)s") % {"names": ", ".join(sorted(actor.name for actor in alone)[:3])}
    return _("Local actors"), fact, more if alone else ""


def _confirmed(facts, held, day, today) -> tuple:
    open_ones = [one for one in held if freshness_of(one, day or today)]
    if not held:
        return _("Confirmation"), _("no linkage on the records you may see"), ""
    ended = len(held) - len(open_ones)
    more = ngettext("%(n)s linkage is over", "%(n)s linkages are over", ended) % {"n": ended} if ended else ""
    if is_over(facts, day):
        return _("Confirmation"), _("does not apply: the process is over"), more
    if not open_ones:
        return _("Confirmation"), _("does not apply: every recorded linkage is over"), ""
    stale = sum(derived.is_overdue(one, day or today) for one in open_ones)
    fact = ngettext(
        "%(n)s of %(all)s linkage not confirmed within its review interval",
        "%(n)s of %(all)s linkages not confirmed within their review interval",
        len(open_ones),
    )
    return _("Confirmation"), fact % {"n": stale, "all": len(open_ones)}, more


def _addresses(facts, day) -> tuple:
    if not facts.lifecycles:
        return _("Bodies"), _("none on the records you may see"), ""
    states = [(facts.actors[key].name, state_of(log, day)) for key, log in facts.lifecycles.items()]
    answers = [derived.status([row.entry for row in log], day) for log in facts.lifecycles.values()]
    working = [answer.certainty for answer in answers if answer.status in OPEN]
    if day:
        fact = ngettext(
            "%(certain)s of %(all)s body certainly at work, %(possible)s possibly",
            "%(certain)s of %(all)s bodies certainly at work, %(possible)s possibly",
            len(states),
        )
    elif is_over(facts, None):
        fact = ngettext("%(all)s body, by its last record", "%(all)s bodies, by their last record", len(states))
    else:
        fact = ngettext(
            "%(n)s of %(all)s body at work by its last recorded state",
            "%(n)s of %(all)s bodies at work by their last recorded state",
            len(states),
        )
    numbers = {
        "n": len(working),
        "all": len(states),
        "certain": working.count(Certainty.CERTAIN),
        "possible": len(working) - working.count(Certainty.CERTAIN),
    }
    # Of a process that is over, a last state without its date would read as if it lasted.
    words = _("%(body)s: %(state)s (%(date)s)") if day is None and is_over(facts, None) else _("%(body)s: %(state)s")
    more = "; ".join(
        words % {"body": name, "state": state.said, "date": state.since} for name, state in states[:3] if state
    )
    return _("Bodies"), fact % numbers, more


def map_reading(held: list[LinkageFact], certainties: dict[int, Certainty], day: date | None) -> str:
    """One sentence on the linkages between levels."""
    between = [
        one
        for one in held
        if one.source.level != one.target.level
        and ActorLevel.UNKNOWN not in (one.source.level, one.target.level)
    ]
    if not between:
        if day:
            return _("On %(day)s no linkage between levels held, on the records you may see.") % {
                "day": day_text(day)
            }
        return _("No linkage between levels is recorded, on the records you may see.")
    counts = Counter(certainties[one.key] for one in between)
    numbers = {
        "n": len(between),
        "day": day_text(day) if day else "",
        "certain": counts[Certainty.CERTAIN],
        "confirmed": counts[Certainty.CONFIRMED],
        "possible": counts[Certainty.POSSIBLE],
    }
    if day:
        words = ngettext(
            "On %(day)s %(n)s linkage between levels held or may have held: "
            "%(certain)s with certain dates, %(confirmed)s confirmed, %(possible)s possible.",
            "On %(day)s %(n)s linkages between levels held or may have held: "
            "%(certain)s with certain dates, %(confirmed)s confirmed, %(possible)s possible.",
            len(between),
        )
    else:
        words = ngettext(
            "%(n)s linkage between levels is recorded over the whole life: %(counts)s.",
            "%(n)s linkages between levels are recorded over the whole life: %(counts)s.",
            len(between),
        )
        counted = [
            (numbers["certain"], _("%(n)s with certain dates")),
            (numbers["confirmed"], _("%(n)s confirmed within the review interval")),
            (numbers["possible"], _("%(n)s possible")),
        ]
        numbers["counts"] = ", ".join(words % {"n": n} for n, words in counted if n)
    return words % numbers


def time_reading(facts: ProcessFacts, day: date | None) -> str:
    """One sentence on where the talks stood."""
    states = [(log, state) for log, rows in _logs_of(facts) if (state := state_of(rows, day))]
    if not states:
        return _("No phase and no momentum of the talks is recorded.")
    said = "; ".join(f"{log} {_with_dates(state, day)}" for log, state in states)
    if day is None:
        return _("Last recorded: %(states)s.") % {"states": said}
    return _("On %(day)s: %(states)s.") % {"day": day_text(day), "states": said}


def _with_dates(state, day: date | None) -> str:
    """A state and how its dates bear it out."""
    if day is None:
        return _("%(state)s, %(date)s") % {"state": state.said, "date": state.since}
    if state.certain:
        return _("%(state)s, dates certain") % {"state": state.said}
    if state.may_be:
        return _("%(state)s (its dates also allow: %(others)s)") % {
            "state": state.said, "others": ", ".join(state.may_be),
        }
    return _("%(state)s (its dates leave it open)") % {"state": state.said}


def timeline(facts: ProcessFacts, day: date | None) -> Timeline:
    """Talks and events, linkages among those at the table, bodies: all on one axis."""
    talks = [
        log_row(str(label), log, facts.evidence, day)
        for label, log in ((_("Phase"), facts.phases), (_("Momentum"), facts.momenta))
        if log
    ]
    if facts.events:
        talks.append(Row(_("Events"), items=[mark_of(one.name, one.dates) for one in facts.events[-MOST_DRAWN:]]))
    bodies = [
        log_row(facts.actors[key].name, log, facts.evidence, day, str(facts.actors[key].kind_label))
        for key, log in islice(facts.lifecycles.items(), MOST_DRAWN)
    ]
    named = [
        (_("Talks"), talks), (_("Linkages among those at the table"), _channels(facts, day)), (_("Bodies"), bodies),
    ]
    title = _("%(process)s over time") % {"process": facts.name}
    groups = [Group(label, rows) for label, rows in named if rows]
    return Timeline(title, groups, as_of=day)


def _channels(facts: ProcessFacts, day: date | None) -> list[Row]:
    table = table_of(facts)
    among = [
        one
        for one in facts.page
        if one.source.key in table and one.target.key in table and derived.certainty(one, day) > Certainty.NO
    ]
    return [
        Row(
            one.label, str(one.modality_label),
            [span_of(one.dates, facts.evidence.get(one.key, ()), (one.source.dates, one.target.dates))],
            span_on_day(derived.certainty(one, day)) if day else None,
        )
        for one in among[:MOST_CHANNELS]
    ]


def bodies(facts: ProcessFacts, day: date | None, sources: Sources) -> list[tuple]:
    """(body, whom it serves, composition, state, citations) in the order of the drawing."""
    served = {}
    for one in facts.principals:
        served.setdefault(one.body.key, []).append(one)
    named = {key: facts.actors[key] for key in facts.lifecycles} | {k: rows[0].body for k, rows in served.items()}
    return [
        (
            body, served.get(key, []), derived.composition(served.get(key, [])).label,
            state_of(facts.lifecycles.get(key, []), day), sources.cite(key),
        )
        for key, body in sorted(named.items(), key=lambda item: (item[1].name, item[0]))
    ]


def _log_rows(facts: ProcessFacts):
    for row in facts.phases:
        yield _("Phase"), row
    for row in facts.momenta:
        yield _("Momentum"), row
    for key, rows in facts.lifecycles.items():
        for row in rows:
            yield facts.actors[key].name, row


def _next_page(facts: ProcessFacts) -> str:
    """The public id after which the next page of linkages starts."""
    rest = facts.first_on_page + len(facts.page) < len(facts.linkages)
    return facts.page[-1].public_id if rest else ""


def _days(facts: ProcessFacts) -> list[date]:
    logs = [facts.phases, facts.momenta, *facts.lifecycles.values()]
    dated = [facts.dates, *(one.dates for one in (*facts.roles, *facts.events, *facts.principals, *facts.page))]
    return change_days(logs, dated)
