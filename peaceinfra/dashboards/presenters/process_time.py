"""A process over time: talks, events, channels and bodies as rows of one drawing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peaceinfra.analysis import channel_status, derived
from peaceinfra.analysis.drawing.axis import padded
from peaceinfra.analysis.drawing.spans import known_days
from peaceinfra.analysis.drawing.timeline import Group, Phase, Row, Timeline
from peaceinfra.analysis.evidence import NO_EVIDENCE
from peaceinfra.analysis.facts import ActorFact, ChangeFact, Dates, LinkageFact
from peaceinfra.analysis.network.network import table_of
from peaceinfra.analysis.process_facts import ChannelFact, ProcessFacts
from peaceinfra.analysis.warnings import names_of
from peaceinfra.core.dates.choices import Certainty, EndKind
from peaceinfra.core.dates.validity import Bounds
from peaceinfra.core.dates.words import day_text
from peaceinfra.dashboards.presenters.changes import Change, fact_changes, log_changes
from peaceinfra.dashboards.presenters.life import (
    label_of,
    log_row,
    mark_of,
    span_of,
    span_on_day,
)
from peaceinfra.dashboards.presenters.list_links import list_link
from peaceinfra.dashboards.presenters.summary import how_of, who_of
from peaceinfra.dashboards.subpages import sub_page_address

#: So many events, agreements and bodies are drawn; of the others it is said how many there are (`not_drawn`).
MOST_DRAWN = 24

#: So many channels, and linkages between those at the table.
MOST_CHANNELS = 12


def timeline(facts: ProcessFacts, day: date | None) -> Timeline:
    """Talks and events, linkages among those at the table, bodies: all on one axis."""
    talks = [
        log_row(str(label), log, facts.evidence, day, facts.dates)
        for label, log in ((_("Phase"), facts.phases), (_("Momentum"), facts.momenta))
        if log
    ]
    if facts.events:
        talks.append(
            Row(_("Events"), items=[mark_of(event.name, event.dates) for event in facts.events[-MOST_DRAWN:]])
        )
    if facts.agreements:
        signed = [
            mark_of(agreement.name, _signing(agreement.dates)) for agreement in facts.agreements[-MOST_DRAWN:]
        ]
        talks.append(Row(_("Agreements"), items=signed))
    bodies = [
        _body(facts.actors[key], log, facts, day) for key, log in islice(facts.lifecycles.items(), MOST_DRAWN)
    ]
    named = [
        (_("Talks"), talks),
        (_("Channels"), [_channel(channel, facts, day) for channel in facts.channels[:MOST_CHANNELS]]),
        (_("Linkages among those at the table"), _among(facts, day)),
        (_("Bodies"), bodies),
    ]
    title = _("%(process)s over time") % {"process": facts.name}
    groups = [Group(label, rows) for label, rows in named if rows]
    return Timeline(
        title, groups, as_of=day, **_room(facts, [row for _name, rows in named[:-1] for row in rows], day)
    )


def _body(body: ActorFact, log: Sequence[ChangeFact], facts: ProcessFacts, day: date | None) -> Row:
    return log_row(body.name, log, facts.evidence, day, body.dates, sublabel=str(body.kind_label))


def _room(facts: ProcessFacts, rows: Sequence[Row], day: date | None) -> dict[str, date]:
    """The time of the process with what happened in it, and with the changes of its bodies afterwards.

    What its bodies were before is their own life: drawn on their own pages.
    """
    days = [known_day for row in rows for item in row.items for known_day in known_days(item)]
    bounds = facts.dates.bounds
    days += [
        known_day
        for known_day in (bounds.start_min, bounds.start_max, bounds.end_min, bounds.end_max, day)
        if known_day
    ]
    if not days:
        return {}
    later = [
        known_day
        for log in facts.lifecycles.values()
        for row in log
        for known_day in (row.earliest, row.latest)
        if known_day
    ]
    start, end = padded([*days, *(known_day for known_day in later if known_day > min(days))])
    return {"start": start, "end": end}


def not_drawn(facts: ProcessFacts, day: date | None) -> list[tuple[str, str]]:
    """(how many more of a kind there are than the drawing has, where all of them stand)"""
    among = _at_table(facts.linkages, facts, day)
    drawn = min(len(_at_table(facts.page, facts, day)), MOST_CHANNELS)
    events, agreements, bodies, channels, linkages = (
        max(0, count)
        for count in (
            len(facts.events) - MOST_DRAWN,
            len(facts.agreements) - MOST_DRAWN,
            len(facts.lifecycles) - MOST_DRAWN,
            len(facts.channels) - MOST_CHANNELS,
            len(among) - drawn,
        )
    )

    def place(name: str) -> str:
        return sub_page_address(facts.public_id, name, day)

    listed = {kind: list_link(kind, facts.public_id, day).page for kind in ("event", "agreement", "channel")}
    found = [
        (events, ngettext("%(n)s earlier event", "%(n)s earlier events", events), listed["event"]),
        (
            agreements,
            ngettext("%(n)s earlier agreement", "%(n)s earlier agreements", agreements),
            listed["agreement"],
        ),
        (channels, ngettext("%(n)s more channel", "%(n)s more channels", channels), listed["channel"]),
        (linkages, ngettext("%(n)s more linkage", "%(n)s more linkages", linkages), place("linkages")),
        (bodies, ngettext("%(n)s more body", "%(n)s more bodies", bodies), place("bodies")),
    ]
    return [(words % {"n": count}, where) for count, words, where in found if count]


def _at_table(linkages: Sequence[LinkageFact], facts: ProcessFacts, day: date | None) -> list[LinkageFact]:
    """Those between two of those at the table, as far as they can have held on the day."""
    table = table_of(facts)
    return [
        linkage
        for linkage in linkages
        if linkage.source.key in table
        and linkage.target.key in table
        and derived.certainty(linkage, day) > Certainty.NO
    ]


def _among(facts: ProcessFacts, day: date | None) -> list[Row]:
    return [
        Row(
            linkage.label,
            str(linkage.modality_label),
            [span_of(linkage, facts.evidence.get(linkage.key, NO_EVIDENCE))],
            span_on_day(derived.certainty(linkage, day)) if day else None,
        )
        for linkage in _at_table(facts.page, facts, day)[:MOST_CHANNELS]
    ]


def _signing(dates: Dates) -> Dates:
    """An agreement is an event on the day it was signed, however long it held."""
    bounds = dates.bounds
    return replace(dates, end_kind=EndKind.UNKNOWN, bounds=Bounds(bounds.start_min, bounds.start_max))


def _channel(channel: ChannelFact, facts: ProcessFacts, day: date | None) -> Row:
    """Its states; where no log is recorded, the time for which it was there."""
    label, note = who_of(channel), how_of(channel)
    if not channel.log:
        held = span_of(channel, facts.evidence.get(channel.key, NO_EVIDENCE))
        return Row(label, note, [held], span_on_day(derived.certainty(channel, day)) if day else None)
    lives = channel_status.lives_of(channel)
    row = log_row(label, channel.log, facts.evidence, day, channel.dates, *lives, sublabel=note)
    blank, *drawn = row.items
    last = len(channel.log)
    phases = [_within(phase, channel, place) for place, phase in enumerate(drawn[:last])]
    return replace(row, items=[blank, *phases, *drawn[last:]])


def _within(phase: Phase, channel: ChannelFact, place: int) -> Phase:
    """An undated change lies where its order and the end of its channel leave room; it is said so."""
    change = channel.log[place]
    if change.date:
        return phase
    window = channel_status.days_of_change(channel, place)
    if place == 0 and (window.start_min or window.end_max):
        words = label_of(change)
    elif window.end_max:
        words = _("%(state)s, unknown day, by %(day)s") % {
            "state": label_of(change),
            "day": day_text(window.end_max),
        }
    else:
        words = _("%(state)s, unknown day") % {"state": label_of(change)}
    return replace(phase, label=words, earliest=window.start_min, latest=window.end_max)


def changes_of_process(facts: ProcessFacts) -> Iterator[Change]:
    """All that began, ended or changed in the process: its talks first, then its bodies and channels, then the rest."""
    names = _names(facts)
    yield from _state_changes(facts)
    for channel in facts.channels:
        yield from log_changes(channel.name, channel.log)
    parts = (facts.events, facts.agreements, facts.roles, facts.principals, facts.channels, facts.page)
    for fact in (fact for of_kind in parts for fact in of_kind):
        yield from fact_changes(fact, names[fact.key])
    yield from fact_changes(facts, facts.name)


def changes_beside_ties(facts: ProcessFacts) -> Iterator[Change]:
    """The same without what joins two: the talks, the bodies, events, agreements and who took part."""
    names = _names(facts)
    yield from _state_changes(facts)
    for fact in (*facts.events, *facts.agreements, *facts.roles):
        yield from fact_changes(fact, names[fact.key])
    yield from fact_changes(facts, facts.name)


def _names(facts: ProcessFacts) -> dict[int, str]:
    """{record: what begins or ends}: of a role the role, not the actor that had it."""
    names = names_of(facts)
    roles = {role.key: _("the role of %(name)s") % {"name": names[role.key]} for role in facts.roles}
    return names | roles


def _state_changes(facts: ProcessFacts) -> Iterator[Change]:
    yield from log_changes(_("talks"), facts.momenta)
    yield from log_changes(_("phase"), facts.phases)
    for key, log in facts.lifecycles.items():
        yield from log_changes(facts.actors[key].name, log)
