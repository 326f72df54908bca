"""The pages of conflicts, linkages, channels, events, agreements, communities, places: facts, a drawing, tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peaceinfra.analysis import channel_status, derived
from peaceinfra.analysis.collect import RecordFacts
from peaceinfra.analysis.drawing.timeline import Group, Row, Timeline, draw_timeline
from peaceinfra.analysis.evidence import NO_EVIDENCE, Evidence
from peaceinfra.analysis.facts import LinkageFact
from peaceinfra.analysis.part_facts import PartFact
from peaceinfra.core.dates.words import day_text
from peaceinfra.core.registry import models_by_kind
from peaceinfra.core.text import folded
from peaceinfra.core.visibility import Viewer, visibility_of
from peaceinfra.dashboards.presenters.cells import joined, linked, muted, said
from peaceinfra.dashboards.presenters.changes import Change, fact_changes, log_changes, moments_of, steps
from peaceinfra.dashboards.presenters.evidence import Sources, claim_rows
from peaceinfra.dashboards.presenters.life import (
    gap_days,
    log_row,
    room_for,
    seen_days,
    span_of,
    span_on_day,
    state_of,
)
from peaceinfra.dashboards.presenters.linkages import linkage_rows
from peaceinfra.dashboards.presenters.record_columns import LOG, records_table
from peaceinfra.dashboards.presenters.tables import PageContext, Table, make_table, when_of
from processes.choices import ConflictPart, ConflictSide

# {kind: the fields shown as facts, in order}; one with nothing recorded says so.
_FACTS = {
    "lnk": ("process", "modality", "direction", "formality", "frequency", "track", "purpose", "gave"),
    "chn": ("process", "medium", "directness", "formality", "quality", "purpose", "is_secret", "disclosed"),
    "evt": (
        *("process", "countries", "kind", "track", "place", "mode", "held_by"),
        *("number_of_parties", "number_of_third_parties"),
        *("agenda", "outcome", "agreement_reached", "agreement"),
    ),
    "agr": ("process", "countries", "stage", "status", "settlement", "scope", "is_local", "place"),
    "com": ("place", "description"),
    "plc": ("parent", "country", "m49", "p_code"),
    "cfl": ("incompatibility", "territory", "countries"),
}
_COUNTED = {"number_of_parties", "number_of_third_parties"}
# {heading: the table of what hangs on it, and the columns that say what the page does}
_TABLES = (
    (gettext_lazy("Processes about it"), "processes", ("conflict",)),
    (gettext_lazy("Agreements about it"), "about_agreements", ("conflict",)),
    (gettext_lazy("Events about it"), "about_events", ("conflict",)),
    (gettext_lazy("Who took part"), "participants", ("event", "actor", "on_behalf_of")),
    (gettext_lazy("Further processes of which it is part"), "further_processes", ("event",)),
    (gettext_lazy("Conflicts it is about"), "event_conflicts", ("event",)),
    (gettext_lazy("Who was included"), "inclusion", ("process",)),
    (gettext_lazy("Who signed"), "signatories", ("agreement",)),
    (gettext_lazy("What it does to earlier agreements"), "earlier", ("agreement",)),
    (gettext_lazy("What later agreements do to it"), "later", ("other",)),
    (gettext_lazy("Conflicts it is about"), "agreement_conflicts", ("agreement",)),
    (gettext_lazy("Events of which it came"), "came_of", ()),
    (gettext_lazy("Where it lies (degrees of WGS 84)"), "coordinates", ("place",)),
    (gettext_lazy("Places in it"), "places", ()),
    (gettext_lazy("Agreements made here"), "agreements", ("signatories",)),
    (gettext_lazy("Events here"), "events", ("place",)),
    (gettext_lazy("Communities here"), "communities", ()),
    (gettext_lazy("Bodies with a seat here"), "seats", ("place",)),
    (gettext_lazy("Stances towards it"), "stances", ("subject",)),
    (gettext_lazy("Who reaches it"), "reach", ("whom",)),
    (gettext_lazy("Notes"), "notes", ("subject",)),
)


def record_page(
    facts: RecordFacts, viewer: Viewer, day: date | None, today: date, rows_after: str = ""
) -> dict:
    """Everything the template of such a record shows. Sources are numbered in the order of the page."""
    page = PageContext(Sources(facts.evidence), day, today, facts.is_fictional, rows_after=rows_after)
    rows, timeline = _facts(facts, page), _timeline(facts, day)
    tables = [table for table in _tables(facts, page) if table]
    return {
        "facts": facts,
        "record": facts.part,
        "when": when_of(facts.part) if facts.part.dates else "",
        "kind": models_by_kind()[facts.part.prefix]._meta.verbose_name,
        "cites": page.sources.cite(facts.part.key),
        "lede": _lede(facts, day),
        "fact_rows": [row for row in rows if row[1]],
        "unrecorded": [str(term) for term, cell in rows if not cell],
        "link": _linkage(facts, day, today),
        "timeline": draw_timeline(timeline) if timeline else None,
        "log": make_table(_("Changes of state"), facts.channel.log if facts.channel else (), page, LOG),
        "tables": tables,
        "is_below_floor": facts.part.prefix == "com"
        and viewer.level < visibility_of(models_by_kind()["rch"]).least,
        "claims": claim_rows(
            [(facts.name, key) for key in facts.evidence], page.sources, contested_only=False
        ),
        "sources": page.sources.rows(),
        "is_cut": any(table.more for table in tables),
    } | steps(_changes(facts), day, today)


def _lede(facts: RecordFacts, day: date | None) -> str:
    """What it is and how it stands, in a sentence or two."""
    kind = str(models_by_kind()[facts.part.prefix]._meta.verbose_name)
    when = f": {when_of(facts.part)}" if facts.part.dates else ""
    words = [f"{kind[:1].upper()}{kind[1:]}{when}."]
    channel = facts.channel
    state = channel and state_of(channel.log, day, channel.dates, *channel_status.lives_of(channel))
    if state and day:
        words.append(_("On %(day)s: %(state)s.") % {"day": day_text(day), "state": state.said_in_full})
    elif state:
        words.append(_("Last recorded state: %(state)s.") % {"state": state.since_when})
    return " ".join(words)


def _facts(facts: RecordFacts, page: PageContext) -> list[tuple]:
    """(term, cell) of each fact."""
    part = facts.part
    fields = models_by_kind()[part.prefix]._meta
    names = [name for name in _FACTS[part.prefix] if name not in _said_otherwise(part)]
    rows = [(fields.get_field(name).verbose_name, _cell(part, name, page)) for name in names]
    if part.prefix == "agr" and part.values.url:
        rows.append((fields.get_field("url").verbose_name, linked(part.values.url, said(part.values.url))))
    if facts.channel:
        rows.insert(0, (_("between"), page.actors(facts.channel.ends)))
        if facts.channel.via:
            rows.insert(1, (_("goes through"), page.actors(facts.channel.via)))
    if facts.linkage:
        rows = [*_ends(facts.linkage, page), *rows]
    return rows


def _said_otherwise(part: PartFact) -> set[str]:
    """Of an event: that an agreement was reached where it is named, and which one where there was none."""
    if part.prefix != "evt":
        return set()
    if part.value_of("agreement"):
        return {"agreement_reached"}
    return {"agreement"} if part.values.agreement_reached is False else set()


def _cell(part: PartFact, name: str, page: PageContext):
    return said(at_least(part.value_of(name))) if name in _COUNTED else page.cell(part, name)


def at_least(number: str) -> str:
    """A number as a source counts: “2+” is 2 or more."""
    return _("%(number)s or more") % {"number": number[:-1]} if number.endswith("+") else number


def _ends(linkage: LinkageFact, page: PageContext) -> list[tuple]:
    through = [
        cell
        for intermediary in linkage.through
        for cell in (
            page.name(intermediary.actor),
            muted(intermediary.part_label),
            muted(_("sole carrier")) if intermediary.is_sole_carrier else "",
        )
    ]
    rows = [(_("from"), page.name(linkage.source)), (_("to"), page.name(linkage.target))]
    return [*rows, (_("by way of"), joined(through))] if through else rows


def _linkage(facts: RecordFacts, day: date | None, today: date):
    """Certainty, freshness and orientation of a linkage: a row of the tables of linkages."""
    if facts.linkage is None:
        return None
    process = facts.linkage.process
    sides = facts.sides.get(process.key, {}) if process else {}
    return linkage_rows([facts.linkage], {}, facts.evidence, sides, day, today)[0]


def _tables(facts: RecordFacts, page: PageContext) -> list[Table | None]:
    """What hangs on the record, without the record itself."""
    return [
        *_parties(facts, page),
        *(
            records_table(str(caption), _told_here(facts, name), page, without=without)
            for caption, name, without in _TABLES
        ),
    ]


def _told_here(facts: RecordFacts, name: str) -> Sequence[PartFact]:
    """What hangs on the record, without its main process among the further ones: a merge may have made it both."""
    parts, main = facts.parts.get(name, ()), facts.part.named.get("process")
    if name != "further_processes" or main is None:
        return parts
    return [part for part in parts if part.named["process"].key != main.key]


def _parties(facts: RecordFacts, page: PageContext) -> list[Table | None]:
    """Those who fight in a conflict, a table for each side."""
    captions = {
        ConflictSide.A: _("Parties on side A"),
        ConflictSide.B: _("Parties on side B"),
        ConflictSide.UNKNOWN: _("Parties whose side is not recorded"),
    }
    parties = facts.parts.get("parties", ())
    return [
        records_table(
            caption,
            sorted((part for part in parties if part.values.side == side), key=_primary_first),
            page,
            without=["conflict", "side"],
        )
        for side, caption in captions.items()
    ]


def _primary_first(party: PartFact) -> tuple:
    return ConflictPart.values.index(party.values.part), folded(party.named["actor"].name)


def _timeline(facts: RecordFacts, day: date | None) -> Timeline | None:
    rows = _drawn(facts, day)
    if not rows:
        return None
    known = (
        [moment.day for moment in moments_of(_changes(facts))]
        + gap_days(_logs(facts))
        + (seen_days([facts.part.dates], day) if facts.part.dates else [])
    )
    title = _("%(record)s over time") % {"record": facts.name}
    return Timeline(title, [Group("", rows)], as_of=day, ident="life", **room_for(sorted(known)))


def _drawn(facts: RecordFacts, day: date | None) -> list[Row]:
    if facts.linkage:
        linkage = facts.linkage
        held = span_on_day(derived.certainty(linkage, day)) if day else None
        return [Row(linkage.label, str(linkage.modality_label), [span_of(linkage, _said(facts))], held)]
    if facts.channel and facts.channel.log:
        lives = channel_status.lives_of(facts.channel)
        return [log_row(facts.name, facts.channel.log, facts.evidence, day, facts.channel.dates, *lives)]
    return []


def _said(facts: RecordFacts) -> Evidence:
    return facts.evidence.get(facts.part.key, NO_EVIDENCE)


def _changes(facts: RecordFacts) -> Iterator[Change]:
    for log in _logs(facts):
        yield from log_changes(facts.name, log)
    if facts.part.dates:
        yield from fact_changes(facts.part, facts.name)
    for part in (part for found in facts.parts.values() for part in found if part.dates):
        yield from fact_changes(part, getattr(part.values, "name", ""))


def _logs(facts: RecordFacts) -> list:
    return [facts.channel.log] if facts.channel else []
