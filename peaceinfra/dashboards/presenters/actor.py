"""The page of one actor; of a peace secretariat with its life in front."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from peaceinfra.analysis import derived
from peaceinfra.analysis.collect import ActorFacts
from peaceinfra.analysis.drawing.timeline import Group, Row, Timeline, draw_timeline
from peaceinfra.analysis.warnings import closings_at_short_notice
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.core.dates.words import day_text
from peaceinfra.dashboards.presenters.evidence import Sources, claim_rows
from peaceinfra.dashboards.presenters.life import (
    change_days,
    label_of,
    log_row,
    room_for,
    span_of,
    state_of,
    steps,
)
from peaceinfra.dashboards.presenters.linkages import linkage_rows
from peaceinfra.dashboards.presenters.process import MOST_ROWS
from processes.choices import LineageKind, NameKind
from secretariats.choices import Closeness


def actor_page(facts: ActorFacts, day: date | None, today: date) -> dict:
    """Everything the templates of an actor and of a secretariat show."""
    sources = Sources(facts.evidence)
    sides = derived.sides_of(facts.roles, facts.principals)
    rows = linkage_rows(facts.page, facts.first_on_page, facts.evidence, sides, day, today)
    shown = [row for row in rows if row.certainty > Certainty.NO]
    rest = facts.first_on_page + len(facts.page) < len(facts.linkages)
    closeness = facts.more["closeness"]
    return {
        "facts": facts,
        "actor": facts.actor,
        "cites": sources.cite(facts.actor.key),
        "lede": lede(facts, day),
        "closeness": Closeness(closeness).label if closeness else "",
        "composition": derived.composition(facts.principals).label,
        "names": [
            (one, NameKind(one.kind).label, sources.cite(one.pk)) for one in facts.names[:MOST_ROWS]
        ],
        "life": [(label_of(row), row, sources.cite(row.key)) for row in facts.life],
        "timeline": draw_timeline(life_timeline(facts, day)) if facts.life else None,
        "life_reading": life_reading(facts, day),
        "principals": [(one, sources.cite(one.key)) for one in facts.principals],
        "served_by": [(one, sources.cite(one.key)) for one in facts.served_by[:MOST_ROWS]],
        "roles": [
            (one, derived.certainty_of(one.dates, day, facts.actor.dates), sources.cite(one.key))
            for one in facts.roles[:MOST_ROWS]
        ],
        "linkages": [(row, sources.number(row.evidence)) for row in shown],
        "next_linkages": facts.page[-1].public_id if rest else "",
        "lineages": [(one, LineageKind(one.kind).label, sources.cite(one.key)) for one in facts.lineages],
        "warnings": [
            (one, (), sources.number(one.evidence))
            for one in closings_at_short_notice(facts.actor, facts.life, facts.evidence, day)
        ],
        "claims": claim_rows(
            [(facts.actor.name, key) for key in facts.evidence], sources, contested_only=False
        ),
        "sources": sources.rows(),
        "is_cut": max(map(len, (facts.names, facts.served_by, facts.roles))) > MOST_ROWS,
    } | steps(_days(facts), day, today)


def lede(facts: ActorFacts, day: date | None) -> str:
    """What it is, whom it serves and in which state it is, in one or two sentences."""
    kind = str(facts.actor.kind_label)
    served = ", ".join(dict.fromkeys(one.principal.name for one in facts.principals))
    words = [
        _("%(kind)s of %(principals)s.") % {"kind": kind.capitalize(), "principals": served}
        if served
        else f"{kind.capitalize()}."
    ]
    state = state_of(facts.life, day)
    if state and day:
        words.append(_("On %(day)s: %(state)s.") % {"day": day_text(day), "state": state.said})
    elif state:
        words.append(
            _("Last recorded state: %(state)s, %(since)s.") % {"state": state.words, "since": state.since}
        )
    return " ".join(words)


def life_reading(facts: ActorFacts, day: date | None) -> str:
    """The whole life in one sentence, in the order of its log."""
    if not facts.life:
        return _("No state of this body is recorded.")
    steps_in_words = [f"{label_of(row)} ({row.date_text})" for row in facts.life]
    return _("In the order of the record: %(states)s.") % {"states": "; ".join(steps_in_words)}


def life_timeline(facts: ActorFacts, day: date | None) -> Timeline:
    rows = [log_row(_("State"), facts.life, facts.evidence, day)]
    rows += [
        Row(
            one.principal.name, _("served"),
            [span_of(one.dates, facts.evidence.get(one.key, ()), (one.body.dates, one.principal.dates))],
        )
        for one in facts.principals
        if any((one.dates.bounds.start_max, one.dates.bounds.end_min))
    ]
    title = _("Life of %(body)s") % {"body": facts.actor.name}
    known = change_days([facts.life], [one.dates for one in facts.principals])
    return Timeline(title, [Group("", rows)], as_of=day, ident="life", **room_for(known))


def _days(facts: ActorFacts) -> list[date]:
    related = (*facts.roles, *facts.principals, *facts.served_by, *facts.page)
    return change_days([facts.life], [facts.actor.dates, *(one.dates for one in related)])
