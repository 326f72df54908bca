"""Warnings about parties and those at the table: who can speak to whom, and what hangs on whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peaceinfra.analysis import derived
from peaceinfra.analysis.channel_status import facing_pairs, sides_at, unconnected_sides, ways_between
from peaceinfra.analysis.contact_points import contact_points
from peaceinfra.analysis.facts import ActorFact, LinkageFact
from peaceinfra.analysis.process_facts import LineageFact, ProcessFacts
from peaceinfra.analysis.warning import (
    NO_ADDRESS,
    NO_CHANNEL,
    ORPHANED,
    SINGLE_POST,
    Occasion,
    Warning,
    cited,
    holds,
    listed,
)
from peaceinfra.core.dates.words import day_text
from processes.choices import LineageKind, RoleKind
from secretariats.choices import PostKind
from tracks.choices import IntermediaryPart, Modality

#: So many pairs of sides are named.
MOST_PAIRS = 3


def sides_apart(
    facts: ProcessFacts, held: list[LinkageFact], occasion: Occasion
) -> tuple[dict[str, set[int]], list[tuple[str, str]]]:
    """The sides of the day (see `sides_at`), and the pairs of opposing ones between whom word has no recorded way."""
    sides = sides_at(facts.roles, facts.principals, occasion.on)
    pairs = facing_pairs(sides, facts.actors)
    return sides, unconnected_sides(pairs, sides, ways_between(facts, held, occasion.day, occasion.on))


def sides_without_channel(
    facts: ProcessFacts, held: list[LinkageFact], occasion: Occasion
) -> Iterator[Warning]:
    """Opposing parties between whom word has no recorded way."""
    sides, apart = sides_apart(facts, held, occasion)
    if not apart:
        return
    pairs = [_("%(one)s and %(other)s") % {"one": party, "other": other} for party, other in apart]
    known = {role.actor.key: role.actor for role in facts.roles if role.kind == RoleKind.PARTY}
    named = {key for pair in apart for side in pair for key in sides[side]}
    yield Warning(
        NO_CHANNEL,
        _("No open channel is recorded between %(pairs)s.") % {"pairs": _listed_pairs(pairs)},
        _(
            "Neither a channel nor a linkage between these sides is on the records you may see; there may be one."
        ),
        actors=tuple(actor for key, actor in known.items() if key in named),
    )


def _listed_pairs(pairs: list[str]) -> str:
    """The first pairs and how many more there are; the word between them keeps each pair together."""
    more = len(pairs) - MOST_PAIRS
    shown = pairs[:MOST_PAIRS]
    if more > 0:
        shown.append(ngettext("%(n)s more pair", "%(n)s more pairs", more) % {"n": more})
    return _(", nor between ").join(shown)


def parties_without_address(facts: ProcessFacts, occasion: Occasion) -> Iterator[Warning]:
    """Parties for which no body at work is on record: nobody to send a letter to."""
    served = contact_points(facts, occasion.on)
    alone = {
        role.actor.key: role.actor
        for role in facts.roles
        if role.kind == RoleKind.PARTY and role.actor.key not in served and holds(role, occasion.on)
    }
    if alone:
        yield Warning(
            NO_ADDRESS,
            ngettext(
                "No working office or contact person is recorded for %(parties)s.",
                "No working office or contact person is recorded for %(parties)s.",
                len(alone),
            )
            % {"parties": listed([actor.name for actor in alone.values()])},
            _("No body that serves them is at work, on the records you may see."),
            actors=tuple(alone.values()),
        )


def outreach_on_one(
    held: list[LinkageFact], table: set[int], facts: ProcessFacts
) -> Iterator[tuple[int, list[LinkageFact]]]:
    """(somebody at the table, its linkages with others), of those that reach others by one outreach officer alone."""
    ways: dict[int, list[LinkageFact]] = defaultdict(list)
    for linkage in held:
        for here, there in ((linkage.source, linkage.target), (linkage.target, linkage.source)):
            if here.key in table and there.key not in table:
                ways[here.key].append(linkage)
    posts = defaultdict(int)
    for post in facts.posts:
        posts[post.body.key] += post.kind == PostKind.OUTREACH_OFFICER
    for key, linkages in ways.items():
        if rests_on_one_post(linkages, posts[key]):
            yield key, linkages


def rests_on_one_post(linkages: Collection[LinkageFact], posts: int) -> bool:
    """Whether all of an actor's linkages run through an outreach officer, of whom it has one post at most."""
    return bool(linkages) and posts <= 1 and all(map(_by_officer, linkages))


def outreach_on_one_post(held: list[LinkageFact], table: set[int], facts: ProcessFacts) -> Iterator[Warning]:
    for key, linkages in outreach_on_one(held, table, facts):
        yield Warning(
            SINGLE_POST,
            ngettext(
                "The outreach of %(body)s rests on one post: %(n)s linkage runs through an outreach officer.",
                "The outreach of %(body)s rests on one post: %(n)s linkages run through an outreach officer.",
                len(linkages),
            )
            % {"body": facts.actors[key].name, "n": len(linkages)},
            _("If the post falls empty, no other linkage is on the records you may see."),
            linkages=tuple(linkages),
            actors=(facts.actors[key],),
            rests_on=tuple(linkage.key for linkage in linkages),
        )


def _by_officer(linkage: LinkageFact) -> bool:
    parts = {intermediary.part for intermediary in linkage.through}
    return linkage.modality == Modality.OUTREACH_OFFICER or IntermediaryPart.OUTREACH_OFFICER in parts


def orphaned_by_split(held: list[LinkageFact], facts: ProcessFacts, on: date) -> Iterator[Warning]:
    """Linkages of an actor that split, without evidence since."""
    for split, since in splits_by(facts, on):
        left = [
            linkage
            for linkage in held
            if is_along(split.origin, linkage.stops) and not derived.later_evidence(linkage, since)
        ]
        if left:
            yield _orphaned(split, left, since, facts)


def splits_by(facts: ProcessFacts, on: date) -> Iterator[tuple[LineageFact, date]]:
    """The splits that can have happened by a day, and are not over, each with the first day on which it can have."""
    for split in facts.splits:
        since, until = split.dates.bounds.start_min, split.dates.bounds.end_max
        is_healed = split.kind == LineageKind.TEMPORARY_SPLIT and until is not None and until < on
        if since is not None and since <= on and not is_healed:
            yield split, since


def _orphaned(split: LineageFact, left: list[LinkageFact], since: date, facts: ProcessFacts) -> Warning:
    return Warning(
        ORPHANED,
        _("%(actor)s broke away from %(origin)s.") % {"actor": split.actor.name, "origin": split.origin.name},
        ngettext(
            "%(n)s linkage of %(origin)s has no evidence after %(day)s: it may now lead to only one of the two.",
            "%(n)s linkages of %(origin)s have no evidence after %(day)s: they may now lead to only one of the two.",
            len(left),
        )
        % {"n": len(left), "origin": split.origin.name, "day": day_text(since)},
        linkages=tuple(left),
        actors=(split.actor, split.origin),
        evidence=cited(facts.evidence, [split.key]),
        rests_on=(split.key, *(linkage.key for linkage in left)),
    )


def is_along(actor: ActorFact, stops: Iterable[ActorFact]) -> bool:
    return actor.key in {stop.key for stop in stops}
