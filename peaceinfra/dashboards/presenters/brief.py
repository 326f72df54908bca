"""A brief: what an adviser takes into a room of one process on one day, and what of it must stay there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from peaceinfra.analysis.network.network import network_on
from peaceinfra.analysis.process_facts import ProcessFacts
from peaceinfra.analysis.warning import Occasion
from peaceinfra.analysis.warnings import (
    first_of_each_kind,
    occasion_of,
    process_warnings,
    topics_not_searched,
)
from peaceinfra.core.choices import Level
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.core.dates.words import day_text
from peaceinfra.core.visibility import PUBLIC, Viewer, recorded_on
from peaceinfra.dashboards.briefs.content import Brief, Section, SourceLine, SourceList, Statement
from peaceinfra.dashboards.context_processors import basis_words
from peaceinfra.dashboards.presenters.brief_map import map_keys, map_section
from peaceinfra.dashboards.presenters.brief_statements import LATELY, Statements
from peaceinfra.dashboards.presenters.linkages import certainty_of

#: How many lines each section has; the others stand on the page of the process.
MOST_LINES = 8

MAP = "map"
#: {section that can be chosen: its name}, in the order of a brief; the map has a sheet of its own at the end.
SECTIONS = {
    "status": gettext_lazy("Status"),
    "speaking": gettext_lazy("Who speaks to whom"),
    "planned": gettext_lazy("Planned or expected next"),
    "bodies": gettext_lazy("Bodies"),
    "lately": gettext_lazy("What happened lately"),
    "posts": gettext_lazy("People in post"),
    "absences": gettext_lazy("What sources say there was not"),
    "warnings": gettext_lazy("Warnings"),
    MAP: gettext_lazy("Map of linkages"),
}


def keys_of(facts: ProcessFacts) -> set[int]:
    """The records that a brief may state, name or draw, and the sources it names."""
    logs = (
        facts.phases,
        facts.momenta,
        *facts.lifecycles.values(),
        *(channel.log for channel in facts.channels),
    )
    rows = (
        facts.events,
        facts.agreements,
        facts.channels,
        facts.linkages,
        facts.appointments,
        facts.roles,
        facts.functions,
        facts.mandates,
        facts.handovers,
        facts.splits,
    )
    keys = {facts.key, *facts.actors, *map_keys(facts)} | {
        fact.key for part in (*logs, *rows) for fact in part
    }
    keys.update(key for channel in facts.channels for key in channel.end_keys)
    cited = [statement for evidence in facts.evidence.values() for statement in evidence]
    return keys | {statement.key for statement in cited} | {statement.source.key for statement in cited}


def brief_of(
    facts: ProcessFacts,
    levels: dict[int, int],
    viewer: Viewer,
    days: tuple[date, date],
    chosen: Collection[str] = SECTIONS.keys(),
    address: str = "",
) -> Brief:
    """What the viewer may be told of the process on the first of the days; the second is that of the records.

    levels    the marking of each of `keys_of(facts)`; the brief carries the highest of what it shows
    chosen    the sections of it
    """
    day, today = days
    recorded = recorded_on()
    held = [linkage for linkage in facts.linkages if certainty_of(linkage, day, today) > Certainty.NO]
    statements, occasion = Statements(facts, levels, held, day, today), occasion_of(facts, viewer, day, today)
    sections, drawn = _sections(statements, occasion, chosen)
    shown = [statement for section in sections for statement in section.statements]
    mapped = [*drawn.statements, drawn.picture] if drawn else []
    sources = _sources(statements, [*shown, *(drawn.statements if drawn else ())])
    process_level = statements.level(facts.key)
    level = max([process_level, *(part.level for part in (*shown, *mapped, *sources))])
    marked = partial(_marked, level=level, numbers={line.number: n for n, line in enumerate(sources, 1)})
    return Brief(
        public_id=facts.public_id,
        name=facts.name,
        is_fictional=facts.is_fictional,
        day=day,
        record_day=recorded or today,
        level=level,
        process_level=process_level,
        title=_("Brief: %(name)s") % {"name": facts.name},
        lead=_lead(day, today, level, recorded),
        left_out=_left_out(chosen),
        sections=[marked(section) for section in sections],
        public=Section("public", _("What is public"), lead=_what_is_public([*shown, *mapped])),
        sources=_numbered(sources, level),
        drawn=marked(drawn) if drawn else None,
        basis=basis_words(viewer, recorded or today),
        origin=(_("Address of this brief:"), address),
    )


def _sections(
    statements: Statements, occasion: Occasion, chosen: Collection[str]
) -> tuple[list[Section], Section | None]:
    """The chosen sections, and the map apart where it is drawn: it has a sheet of its own."""
    found = [
        section
        for slug, write in _writers(statements, occasion).items()
        if slug in chosen and (section := write())
    ]
    drawn = map_section(statements, occasion) if MAP in chosen else None
    return (found, drawn) if not drawn or drawn.picture else ([*found, drawn], None)


def _numbered(sources: Sequence[SourceLine], level: Level) -> SourceList:
    """By the order of the brief, from one."""
    lines = [replace(line, number=n, mark=_mark(line.level, level)) for n, line in enumerate(sources, 1)]
    return SourceList(_("Sources"), lines, _("No source is recorded for what stands here."))


def _lead(day: date, today: date, level: Level, recorded: date | None) -> str:
    words = _("Brief as of %(day)s. Highest marking of this brief: %(marking)s.")
    said = _("today, %(day)s") % {"day": day_text(day)} if day == today and not recorded else day_text(day)
    lead = words % {"day": said, "marking": level.label}
    if not recorded:
        return lead
    return f"{lead} {_('As we had it recorded at the end of %(day)s.') % {'day': day_text(recorded)}}"


def _left_out(chosen: Collection[str]) -> str:
    names = [str(name) for slug, name in SECTIONS.items() if slug not in chosen]
    return _("Sections that were not chosen: %(names)s.") % {"names": "; ".join(names)} if names else ""


def _writers(statements: Statements, occasion: Occasion) -> dict[str, Callable[[], Section | None]]:
    """{section: what writes it}; some are left out where they have nothing to say."""
    return {
        "status": partial(_section, "status", _("Status"), statements.status, _("Not recorded."), "time"),
        "speaking": partial(
            _section,
            "speaking",
            _("Who speaks to whom"),
            statements.speaking,
            _("No channel and no linkage is recorded for this day."),
            "map",
        ),
        "planned": partial(
            _section, "planned", _("Planned or expected next"), statements.planned, "", "time"
        ),
        "bodies": partial(_section, "bodies", _("Bodies"), statements.bodies, _("None recorded."), "bodies"),
        "lately": partial(
            _section,
            "lately",
            _("Last %(n)s days") % {"n": LATELY},
            statements.lately,
            _("Nothing is recorded for these days."),
            "time",
        ),
        "posts": partial(
            _section, "posts", _("People in post"), statements.in_post, _("None recorded."), "bodies"
        ),
        "absences": partial(
            _section,
            "absences",
            _("Sources say that there is, or was, none"),
            statements.absences,
            "",
            "absences",
        ),
        "warnings": partial(_warnings, statements, occasion),
    }


def _section(
    slug: str, heading: str, write: Callable[[], Iterable[Statement]], empty: str, place: str, more: int = 0
) -> Section | None:
    """The first lines of it; None where there are none, and nothing is said of that."""
    found = list(write())
    if not found and not empty:
        return None
    more += max(0, len(found) - MOST_LINES)
    words = ngettext(
        "and %(n)s more on the page of the process", "and %(n)s more on the page of the process", more
    )
    rest = words % {"n": more} if more else ""
    return Section(slug, heading, found[:MOST_LINES], rest, empty, place)


def _warnings(statements: Statements, occasion: Occasion) -> Section | None:
    found = process_warnings(statements.facts, occasion, network_on(statements.facts, occasion.on))
    if occasion.viewer == PUBLIC:
        # On paper that may be said publicly, what no public record tells reads as if it were not there.
        found = [warning for warning in found if warning.kind.topic is None]
    first = first_of_each_kind(found)

    def lines() -> Iterator[Statement]:
        yield from map(statements.warning, first)
        yield from statements.not_searched(topics_not_searched(occasion))

    return _section(
        "warnings", _("Warnings"), lines, _("None recorded."), "warnings", more=len(found) - len(first)
    )


def _sources(statements: Statements, shown: Iterable[Statement]) -> list[SourceLine]:
    """The sources of what is shown, by the numbers that were given to them."""
    cited = {number for statement in shown for number in statement.cites}
    return [
        SourceLine(
            number,
            source.public_id,
            source.name,
            _about(source),
            statements.level(source.key),
        )
        for number, source, _count in statements.sources.rows()
        if number in cited
    ]


def _about(source) -> str:
    grade, licence = source.reliability, source.get_licence_display()
    words = [f"{grade}: {source.get_reliability_display()}"]
    words += [_("Licence: %(licence)s") % {"licence": licence}] if licence else []
    return ". ".join(words)


def _marked(section: Section, level: Level, numbers: dict[int, int]) -> Section:
    """The section with the marking of each statement in words, and the numbers of the sources that are left."""
    statements = [
        replace(
            statement,
            mark=_mark(statement.level, level),
            cites=[numbers[number] for number in statement.cites],
        )
        for statement in section.statements
    ]
    picture = section.picture and replace(section.picture, mark=_mark(section.picture.level, level))
    return replace(section, statements=statements, picture=picture)


def _mark(level: Level, highest: Level) -> str:
    """Where all is public the head says it once."""
    return str(level.label) if highest > Level.PUBLIC else ""


def _what_is_public(shown: Sequence) -> str:
    guarded = sum(item.is_guarded for item in shown)
    if not guarded:
        return _("Everything here comes from public records.")
    return ngettext(
        "%(n)s of %(all)s statements comes from protected records (marked). "
        "Do not share it beyond people cleared for that mark.",
        "%(n)s of %(all)s statements come from protected records (marked). "
        "Do not share them beyond people cleared for that mark.",
        guarded,
    ) % {"n": guarded, "all": len(shown)}
