"""The rows of the start page in words and squares, each cell leading to where it is answered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from peaceinfra.analysis import derived
from peaceinfra.analysis.collect import FirstRow
from peaceinfra.analysis.drawing.glyphs import glyph, unit_squares
from peaceinfra.analysis.evidence import NO_EVIDENCE
from peaceinfra.analysis.facts import ActorFact
from peaceinfra.analysis.functions import DONE, HowFar, functions_for, how_far, parties_on
from peaceinfra.analysis.party_warnings import parties_without_address
from peaceinfra.analysis.process_facts import ProcessFacts
from peaceinfra.analysis.questions import addresses, early, unconfirmed
from peaceinfra.analysis.questions.question import Question
from peaceinfra.analysis.warning import NO_ADDRESS, Occasion, none_in_words
from peaceinfra.analysis.warnings import occasion_of
from peaceinfra.core.dates.asof import PARAMETER
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.core.dates.words import day_text
from peaceinfra.core.visibility import Viewer
from peaceinfra.dashboards.presenters.addresses import day_query, fixed_page, record_page
from peaceinfra.dashboards.presenters.cells import and_more
from peaceinfra.dashboards.presenters.course import course_words
from peaceinfra.dashboards.presenters.matters import Matter
from peaceinfra.dashboards.presenters.statuses import function_mark_of
from peaceinfra.dashboards.request_params import DayParams
from peaceinfra.dashboards.subpages import BODIES, TIME
from processes.choices import CoverageExtent, CoverageTopic
from secretariats.choices import EARLY_FUNCTIONS

#: So many parties are named, and of so many the early functions are shown.
MOST_PARTIES, MOST_WITH_FUNCTIONS = 6, 3
#: What the signs of early functions say, whichever record is behind them.
_SIGN_WORDS = {
    "f-perf": gettext_lazy("done"),
    "f-possible": gettext_lazy("possibly done, or its source is not settled"),
    "f-signal": gettext_lazy("signalled"),
    "f-signal-possible": gettext_lazy("possibly signalled, or its source is not settled"),
    "g-contested": gettext_lazy("signalled, and contested"),
    "f-contrary": gettext_lazy("signalled that it was not willing"),
    "f-block": gettext_lazy("blocked"),
    "f-none": gettext_lazy("not done"),
    "f-claim": gettext_lazy("claimed"),
    "f-mand": gettext_lazy("in a mandate only"),
    "f-nothing": gettext_lazy("nothing recorded"),
}


@dataclass(frozen=True, slots=True)
class PartyFunctions:
    """The early functions for one party: a sign for each, in their order; how many are carried out; each in words."""

    party: ActorFact
    drawn: Sequence[str]
    words: str
    each: str

    @property
    def signs(self) -> SafeString:
        return SafeString("".join(map(glyph, self.drawn)))


@dataclass(frozen=True, slots=True)
class Line:
    """One process as the start page shows it.

    number                       by which the map names it
    links, channels, functions   words in place of the thing where there is nothing to draw
    is_bare                      nobody searched for what the register is about, and nothing of it is recorded
    matters                      what to look at, with the answer's address
    """

    number: int
    process: object
    facts: ProcessFacts
    parties: Sequence[str]
    more_parties: str
    status: str
    more_status: str
    squares: SafeString
    links: str
    is_linked: bool
    past_links: str
    freshness: str
    freshest: str
    oldest: str
    party_functions: Sequence[PartyFunctions]
    more_functions: str
    functions: str
    channels: str
    has_channels: bool
    is_over: bool
    is_bare: bool
    matters: Sequence[Matter] = field(default_factory=list)
    functions_address: str = ""
    addresses: dict[str, str] = field(default_factory=dict)


def first_lines(found: Iterable[tuple], viewer: Viewer, params: DayParams) -> list[Line]:
    """found: (process, its row)"""
    return [_line(number, process, row, viewer, params) for number, (process, row) in enumerate(found, 1)]


def _line(number: int, process, row: FirstRow, viewer: Viewer, params: DayParams) -> Line:
    facts, counts = row.facts, row.links
    occasion = occasion_of(facts, viewer, params.day, params.today)
    course = derived.Course(facts.dates, facts.phases, facts.momenta)
    status, more_status = course_words(course, facts.ending, params.day, params.today)
    names = list(dict.fromkeys(role.actor.name for role in facts.roles))
    parties = [] if occasion.is_over else parties_on(facts, occasion.on)
    searched = none_in_words(facts.coverage, CoverageTopic.BODIES, params.day, row.absent)
    shown = [_functions_of(party, facts, occasion, searched) for party in parties[:MOST_WITH_FUNCTIONS]]
    freshness = derived.freshness(counts.freshest, counts.review_days, params.on) if counts.freshest else ""
    return Line(
        number,
        process,
        facts,
        names[:MOST_PARTIES],
        and_more(len(names[MOST_PARTIES:])),
        capfirst(status),
        more_status,
        unit_squares(counts.certain, counts.confirmed, counts.possible, counts.quiet),
        _links_words(row, params),
        counts.present > 0,
        _past_words(counts.past),
        freshness,
        counts.freshest_text,
        counts.oldest_text if counts.oldest != counts.freshest else "",
        shown,
        and_more(len(parties[MOST_WITH_FUNCTIONS:])),
        _("the process is over") if occasion.is_over else "" if shown else _("no party on this day"),
        _channels_words(row, occasion),
        bool(row.channels) and not occasion.is_over,
        occasion.is_over,
        _is_bare(row),
        _matters(row, occasion, params),
        _question(early.QUESTION, facts, params),
        _addresses(facts, params),
    )


def _is_bare(row: FirstRow) -> bool:
    """Whether no more is known of it than other registers tell: who its parties are, what was signed."""
    facts, links = row.facts, row.links
    is_researched = any(note.extent != CoverageExtent.NONE for note in facts.coverage)
    recorded = (links.present, links.past, row.channels, row.absent, facts.functions, facts.principals)
    return not (is_researched or any(recorded) or facts.phases or facts.momenta)


def _addresses(facts: ProcessFacts, params: DayParams) -> dict[str, str]:
    """{cell: where it is answered}"""
    own, query = record_page("process_detail", facts.public_id), day_query(params.day)
    over_time = f"{own}{TIME.slug}/{query}"
    return {
        "process": f"{own}{query}",
        "state": over_time,
        "links": f"{own}{query}#map",
        "channels": f"{over_time}#channels",
        "parties": f"{own}{BODIES.slug}/{query}#parties",
    }


def _links_words(row: FirstRow, params: DayParams) -> str:
    counts = row.links
    if not counts.present and not counts.past:
        return none_in_words(row.facts.coverage, CoverageTopic.LINKAGES, params.day, row.absent)
    numbers = [
        (counts.certain, _("%(n)s certain")),
        (counts.confirmed, _("%(n)s confirmed")),
        (counts.possible, _("%(n)s possible")),
        (counts.quiet, _("%(n)s quiet")),
    ]
    return ", ".join(words % {"n": n} for n, words in numbers if n) or _("none on this day")


def _past_words(n: int) -> str:
    return ngettext("%(n)s at another time", "%(n)s at other times", n) % {"n": n} if n else ""


def _functions_of(party: ActorFact, facts: ProcessFacts, occasion: Occasion, nothing: str) -> PartyFunctions:
    found = [(task, how_far(functions_for(facts, task, party), occasion.on)) for task in EARLY_FUNCTIONS]
    drawn = [(task, *_mark(how, facts, nothing)) for task, how in found]
    done = sum(how is not None and how.state in DONE for _task, how in found)
    recorded = any(how for _task, how in found)
    return PartyFunctions(
        party,
        [sign for _task, sign, _words in drawn] if recorded else [],
        _("%(n)s of %(all)s done") % {"n": done, "all": len(found)} if recorded else nothing,
        "; ".join(f"{task.label}: {words}" for task, _sign, words in drawn) if recorded else "",
    )


def _mark(how: HowFar | None, facts: ProcessFacts, nothing: str) -> tuple[str, str]:
    if how is None:
        return "f-nothing", nothing
    is_settled = any(facts.evidence.get(row.key, NO_EVIDENCE).is_solid for row in how.rows)
    return function_mark_of(how.state, [how.certainty], is_settled=is_settled, is_alone=how.is_alone)


def _channels_words(row: FirstRow, occasion: Occasion) -> str:
    if not row.channels:
        return none_in_words(row.facts.coverage, CoverageTopic.CHANNELS, occasion.day)
    if occasion.is_over:
        return _("does not apply")
    sure = sum(certainty > Certainty.POSSIBLE for certainty in row.channels)
    possible = sum(certainty == Certainty.POSSIBLE for certainty in row.channels)
    said = [
        words % {"n": n} for n, words in ((sure, _("%(n)s open")), (possible, _("%(n)s possibly open"))) if n
    ]
    return ", ".join(said) or _("none open")


def _matters(row: FirstRow, occasion: Occasion, params: DayParams) -> list[Matter]:
    """What can be said without the network: links that nobody confirmed, parties nobody can write to."""
    found = []
    n = row.links.unconfirmed
    if n and not occasion.is_over:
        words = ngettext("%(n)s linkage not confirmed in time", "%(n)s linkages not confirmed in time", n)
        found.append((words % {"n": n}, unconfirmed.QUESTION))
    if occasion.allows(NO_ADDRESS):
        alone = {
            actor.key for warning in parties_without_address(row.facts, occasion) for actor in warning.actors
        }
        if alone:
            words = ngettext("%(n)s party without an address", "%(n)s parties without an address", len(alone))
            found.append((words % {"n": len(alone)}, addresses.QUESTION))
    return [Matter(what, "", _question(question, row.facts, params)) for what, question in found]


def _question(question: Question, facts: ProcessFacts, params: DayParams) -> str:
    """The answer of a question for one process, on the day of the page."""
    query = {"process": facts.public_id} | ({PARAMETER: params.day.isoformat()} if params.day else {})
    return f"{fixed_page('question', question.slug)}?{urlencode(query)}"


def first_sentence(lines: Sequence[Line], params: DayParams) -> str:
    """How many processes there are, and how many have a link between levels, on the day of the page or today."""
    if not lines:
        return ""
    linked = sum(line.is_linked for line in lines)
    words = ngettext(
        "On %(day)s a linkage between levels of society, as between local actors and the official talks, is recorded "
        "in %(n)s of %(all)s process.",
        "On %(day)s a linkage between levels of society, as between local actors and the official talks, is recorded "
        "in %(n)s of these %(all)s processes.",
        len(lines),
    )
    said = words % {"n": linked, "all": len(lines), "day": day_text(params.on)}
    return _("%(sentence)s Computed over what you may see.") % {"sentence": said}


def signs_used(lines: Iterable[Line]) -> list[tuple[str, str]]:
    """(sign, word) of the early functions that the table has, for its legend."""
    used = {sign for line in lines for party in line.party_functions for sign in party.drawn}
    return [(sign, str(words)) for sign, words in _SIGN_WORDS.items() if sign in used]
