"""Warnings: what to know before relying on a picture. Each is a sentence that is true, with its evidence.

What a kind of them needs before it is given is declared with the kind, in `analysis.warning`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from operator import attrgetter

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peaceinfra.analysis import body_warnings as about
from peaceinfra.analysis import derived
from peaceinfra.analysis import party_warnings as parties
from peaceinfra.analysis.body_warnings import BodyRecords
from peaceinfra.analysis.evidence import Evidence
from peaceinfra.analysis.facts import LinkageFact
from peaceinfra.analysis.network.network import Network, table_of
from peaceinfra.analysis.network.ties import PASSING, TieKind
from peaceinfra.analysis.process_facts import ProcessFacts
from peaceinfra.analysis.warning import (
    CONTESTED,
    MOST_FIRST,
    NO_ADDRESS,
    NO_CHANNEL,
    NO_MEMORY,
    NOT_CONFIRMED,
    SINGLE_BROKER,
    SINGLE_POST,
    UNDATED_CUT,
    UNLINKED,
    Occasion,
    Warning,
    listed,
)
from peaceinfra.core.dates.choices import Certainty, EndKind
from peaceinfra.core.dates.words import end_text
from peaceinfra.core.visibility import Viewer

#: The kinds of which it is said that they cannot be given where nobody searched.
OF_A_PROCESS = (NO_CHANNEL, NO_ADDRESS, NO_MEMORY, SINGLE_BROKER, SINGLE_POST, UNLINKED)


def occasion_of(facts: ProcessFacts, viewer: Viewer, day: date | None, today: date) -> Occasion:
    return Occasion(viewer, day, today, is_over(facts, day, today), facts.coverage)


def process_warnings(facts: ProcessFacts, occasion: Occasion, network: Network) -> list[Warning]:
    """All warnings of a process that the occasion allows, over what the viewer was shown.

    network    that of the process on the day that the warnings speak of
    """
    held, bodies = held_on(facts, occasion.on), about.bodies_of(facts)
    where = _("All readings are kept, on the page of the process under “Evidence and coverage”.")
    found = [
        parties.sides_without_channel(facts, held, occasion),
        _each(about.closed_at_short_notice, bodies, occasion),
        _each(about.closed_without_memory, bodies, occasion),
        single_broker_warnings(network),
        parties.outreach_on_one_post(held, table_of(facts), facts),
        parties.orphaned_by_split(held, facts, occasion.on),
        unlinked_actors(network),
        not_confirmed(held, occasion.on),
        _each(about.mandate_that_stops, bodies, occasion),
        parties.parties_without_address(facts, occasion),
        _each(about.hollowed_out, bodies, occasion),
        undated_cuts(facts, occasion.day),
        contested_facts(facts.evidence, names_of(facts), facts.name, where),
    ]
    allowed = ((warning for warning in kind if occasion.allows(warning.kind)) for kind in found)
    return [warning for kind in allowed for warning in kind]


def warnings_about_now(facts: ProcessFacts, occasion: Occasion, network: Network) -> list[Warning]:
    """Those that speak of how things stand on the day, and not of what is past or of what sources say."""
    return [warning for warning in process_warnings(facts, occasion, network) if not warning.kind.outlives]


def topics_not_searched(occasion: Occasion) -> list[str]:
    """In words: of what a process gives no warning, because nobody is recorded to have searched for it."""
    return [str(topic.label) for topic in occasion.not_searched(OF_A_PROCESS)]


def held_on(facts: ProcessFacts, on: date) -> list[LinkageFact]:
    """The linkages that held or can have held on a day."""
    return [linkage for linkage in facts.linkages if derived.certainty(linkage, on) > Certainty.NO]


def _each(rule, bodies: Iterable[BodyRecords], occasion: Occasion) -> Iterator[Warning]:
    return (warning for body in bodies for warning in rule(body, occasion))


def first_of_each_kind(found: list[Warning], most: int = MOST_FIRST) -> list[Warning]:
    """The few that the first screen shows: one of each kind before a second of any."""
    seen: Counter = Counter()
    turns = []
    for place, warning in enumerate(found):
        turns.append((seen[warning.kind], place, warning))
        seen[warning.kind] += 1
    return [warning for _turn, _place, warning in sorted(turns, key=lambda turn: turn[:2])[:most]]


def is_over(facts: ProcessFacts, day: date | None, today: date) -> bool:
    """Nobody is expected to confirm its linkages any more."""
    return derived.Course(facts.dates, facts.phases, facts.momenta).is_over(day, today)


def single_broker_warnings(network: Network) -> Iterator[Warning]:
    """The broker on whom most hang comes first."""
    for key, hanging in network.hanging.items():
        broker = network.nodes[key]
        through = [held.tie for held in network.held if broker in held.tie.stops and held.way > Certainty.NO]
        yield Warning(
            SINGLE_BROKER,
            ngettext(
                "%(n)s local actor reaches the official table through %(broker)s alone.",
                "%(n)s local actors reach the official table through %(broker)s alone.",
                len(hanging),
            )
            % {"n": len(hanging), "broker": broker.name},
            _(
                "On the records you may see, every recorded way of these runs through it: %(names)s. "
                "Counted as ways: %(kinds)s."
            )
            % {"names": listed([actor.name for actor in hanging]), "kinds": _ways_counted()},
            linkages=tuple(tie.fact for tie in through if tie.kind == TieKind.LINKAGE),
            actors=(broker.actor,),
            rests_on=(*(actor.key for actor in hanging), *(tie.key for tie in through)),
        )


def _ways_counted() -> str:
    return "; ".join(str(kind.label) for kind in TieKind if kind in PASSING)


def not_confirmed(held: list[LinkageFact], on: date) -> Iterator[Warning]:
    seen = [linkage for linkage in held if derived.freshness_on(linkage, on)]
    stale = [
        (derived.last_evidence(linkage, on), linkage) for linkage in seen if derived.is_overdue(linkage, on)
    ]
    if not stale:
        return
    dated = [(day, linkage) for day, linkage in stale if day]
    undated = len(stale) - len(dated)
    why = []
    if dated:
        day, oldest = min(dated, key=lambda pair: pair[0])
        why.append(
            _("The oldest last evidence is of %(date)s.") % {"date": derived.sighting_text(oldest, day)}
        )
    if undated:
        why.append(
            ngettext("%(n)s has no dated evidence.", "%(n)s have no dated evidence.", undated)
            % {"n": undated}
        )
    yield Warning(
        NOT_CONFIRMED,
        ngettext(
            "%(n)s of %(all)s linkage not confirmed within its review interval.",
            "%(n)s of %(all)s linkages not confirmed within their review interval.",
            len(seen),
        )
        % {"n": len(stale), "all": len(seen)},
        " ".join([*why, _("Old evidence is not an ended link: ask before relying on it.")]),
        linkages=tuple(
            linkage for _day, linkage in sorted(stale, key=lambda s: (s[0] or date.min, s[1].key))
        ),
        rests_on=tuple(linkage.key for linkage in seen),
    )


def unlinked_actors(network: Network) -> Iterator[Warning]:
    alone = network.unlinked
    if alone:
        yield Warning(
            UNLINKED,
            ngettext(
                "%(actors)s has no recorded tie to anyone.",
                "%(actors)s have no recorded tie to anyone.",
                len(alone),
            )
            % {"actors": listed([actor.name for actor in alone])},
            _("None on the records you may see; it does not say that there is none."),
            actors=tuple(alone),
        )


def undated_cuts(facts: ProcessFacts, day: date | None) -> Iterator[Warning]:
    """On a chosen day only the cuts that leave the day open."""
    cut = [
        linkage
        for linkage in facts.linkages
        if linkage.dates.end_kind == EndKind.ENDED
        and (day is None or derived.certainty(linkage, day) == Certainty.POSSIBLE)
    ]
    if not cut:
        return
    what = ngettext(
        "The link %(link)s (%(form)s) ended on an unknown day.",
        "%(n)s linkages ended on an unknown day.",
        len(cut),
    )
    ends = dict.fromkeys(end_text(linkage.dates.end_kind, linkage.dates.end) for linkage in cut)
    yield Warning(
        UNDATED_CUT,
        what % {"link": cut[0].label, "form": cut[0].modality_label, "n": len(cut)},
        _("Recorded: %(ends)s. Until then a link may or may not have been open.")
        % {"ends": listed(list(ends), "; ")},
        linkages=tuple(cut),
        evidence=tuple(cited for linkage in cut for cited in facts.evidence.get(linkage.key, ())),
        rests_on=tuple(linkage.key for linkage in cut),
    )


def contested_facts(
    evidence: dict[int, Evidence], known: dict[int, str], otherwise: str, where: str
) -> Iterator[Warning]:
    """What sources disagree about, and `where` all readings stand.

    `known` are the words for records, `otherwise` those for any other.
    """
    names, disagreeing = [], []
    for subject, found in evidence.items():
        fields = found.contested_fields
        if fields:
            names.append(known.get(subject, otherwise))
            disagreeing += [claim for claim in found if claim.field in fields]
    if names:
        yield Warning(
            CONTESTED,
            _("Sources disagree about %(records)s.") % {"records": listed(list(dict.fromkeys(names)))},
            where,
            evidence=tuple(disagreeing),
        )


def names_of(facts: ProcessFacts) -> dict[int, str]:
    """{record: what it is called in a sentence}, for all that a page of the process cites."""
    return derived.reckoned(facts, (names_of,), _all_names)


def _all_names(facts: ProcessFacts) -> dict[int, str]:
    named = {actor.key: actor.name for actor in facts.actors.values()} | {facts.key: facts.name}
    named |= {linkage.key: linkage.label for linkage in facts.page}
    named |= {event.key: event.name for event in facts.events}
    named |= {role.key: f"{role.actor.name} ({role.kind_label})" for role in facts.roles}
    named |= {
        principal.key: f"{principal.body.name} – {principal.principal.name}" for principal in facts.principals
    }
    named |= {record.key: record.name for record in (*facts.channels, *facts.agreements, *facts.conflicts)}
    named |= {
        membership.key: f"{membership.body.name} – {membership.member.name}"
        for membership in facts.memberships
    }
    for words, of, parts in _parts(facts):
        named |= {part.key: words % {"name": of(part)} for part in parts}
    return named


def _parts(facts: ProcessFacts) -> Iterator[tuple]:
    """(words, of whom, records) of what has no name of its own: it is named as a part of what has one."""
    body, actor = attrgetter("body.name"), attrgetter("actor.name")
    yield _("the phase of %(name)s"), lambda change: facts.name, facts.phases
    yield _("the momentum of %(name)s"), lambda change: facts.name, facts.momenta
    yield _("a function of %(name)s"), body, facts.functions
    yield _("a mandate of %(name)s"), body, facts.mandates
    yield _("a post of %(name)s"), body, facts.posts
    yield _("the archive of %(name)s"), body, facts.handovers
    yield _("a listing of %(name)s"), actor, facts.listings
    yield _("a stance of %(name)s"), actor, facts.stances
    yield _("the origin of %(name)s"), actor, facts.splits
    yield _("support given by %(name)s"), attrgetter("giver.name"), facts.supports
    yield _("the succession of %(name)s"), attrgetter("predecessor.name"), facts.successions
    yield _("an appointment of %(name)s"), attrgetter("person.name"), facts.appointments
    yield (
        _("the inclusion of %(name)s"),
        lambda inclusion: inclusion.actor.name if inclusion.actor else inclusion.group,
        facts.inclusion,
    )
    for key, rows in facts.lifecycles.items():
        yield _("a state of %(name)s"), lambda row, key=key: facts.actors[key].name, rows
    for channel in facts.channels:
        yield _("a state of %(name)s"), lambda row, owner=channel: owner.name, channel.log
