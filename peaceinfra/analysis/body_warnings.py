"""Warnings about bodies and channels: what to know about who serves whom, and who can speak to whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peaceinfra.analysis import derived
from peaceinfra.analysis.facts import ActorFact, Dates, LinkageFact
from peaceinfra.analysis.process_facts import ProcessFacts, SplitFact
from peaceinfra.analysis.speaking import sides_at, unconnected_sides
from peaceinfra.analysis.warning import MOST_NAMED, Warning, listed
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.core.dates.words import day_text
from processes.choices import RoleKind
from secretariats.choices import ArchiveState, FunctionState, Lifecycle, PostKind, Task
from secretariats.lifecycle import GONE, OPEN
from tracks.choices import IntermediaryPart, Modality


def holds(dates: Dates, day: date | None, *ends: Dates) -> bool:
    return derived.certainty_of(dates, day, *ends) > Certainty.NO


def sides_without_channel(
    facts: ProcessFacts, held: list[LinkageFact], day: date | None
) -> Iterator[Warning]:
    """Opposing parties between whom word has no recorded way."""
    sides = sides_at(facts.roles, facts.principals, day)
    apart = unconnected_sides(sides, facts.channels, held, day)
    if not apart:
        return
    pairs = [_("%(one)s and %(other)s") % {"one": one, "other": other} for one, other in apart]
    known = {role.actor.key: role.actor for role in facts.roles if role.kind == RoleKind.PARTY}
    named = {key for pair in apart for side in pair for key in sides[side]}
    yield Warning(
        "no_channel",
        _("No open channel is recorded between %(pairs)s.") % {"pairs": listed(pairs)},
        _(
            "Neither a channel nor a linkage between these sides is on the records you may see; there may be one."
        ),
        actors=tuple(actor for key, actor in known.items() if key in named)[:MOST_NAMED],
    )


def closed_without_memory(facts: ProcessFacts, day: date | None) -> Iterator[Warning]:
    """Bodies that were closed, and whose archive or work went to nobody on record."""
    archives = {one.body.key: one for one in facts.handovers}
    followed = {one.predecessor.key for one in facts.successions}
    for key, log in facts.lifecycles.items():
        answer = derived.status([row.entry for row in log], day, facts.actors[key].dates)
        if answer.status != Lifecycle.CLOSED or (day and answer.certainty != Certainty.CERTAIN):
            continue
        archive = archives.get(key)
        missing = []
        if archive is None:
            missing.append(_("no hand-over of its archive is recorded"))
        elif archive.state == ArchiveState.NOT_PRESERVED:
            missing.append(_("its archive was not preserved"))
        if key not in followed:
            missing.append(_("no successor is recorded"))
        if missing:
            rests_on = ((archive.key,) if archive else ()) + tuple(row.key for row in log if row.is_closing)
            yield Warning(
                "no_memory",
                _("%(body)s was closed; %(missing)s.")
                % {"body": facts.actors[key].name, "missing": _(" and ").join(missing)},
                _(
                    "What it knew and whom it knew may be hard to find again. “Recorded” means: on records you may see."
                ),
                actors=(facts.actors[key],),
                evidence=_cited(facts, rests_on[:1]),
                rests_on=rests_on,
            )


def mandates_that_stop(facts: ProcessFacts, day: date | None) -> Iterator[Warning]:
    """Bodies whose mandate ends when talks do: they cannot bring the talks back."""
    for one in facts.mandates:
        stops = one.continues_when_suspended is False and holds(one.dates, day, one.body.dates)
        if stops and not is_gone(one.body, facts, day):
            yield Warning(
                "mandate_stops",
                _("The mandate of %(body)s does not go on when talks are suspended.")
                % {"body": one.body.name},
                (
                    _("It ends: %(when)s.") % {"when": one.sunset}
                    if one.sunset
                    else _("No other end is recorded.")
                ),
                actors=(one.body,),
                evidence=_cited(facts, [one.key]),
                rests_on=(one.key,),
            )


def is_gone(body: ActorFact, facts: ProcessFacts, day: date | None) -> bool:
    """Closed, transformed or merged: certainly on the day, or by its last state."""
    answer = derived.status([row.entry for row in facts.lifecycles.get(body.key, ())], day, body.dates)
    return answer.status in GONE and (day is None or answer.certainty == Certainty.CERTAIN)


def parties_without_address(facts: ProcessFacts, day: date | None) -> Iterator[Warning]:
    """Parties for which no body at work is on record: nobody to send a letter to."""
    served = {
        one.principal.key
        for one in facts.principals
        if holds(one.dates, day, one.body.dates) and _may_work(one.body, facts, day)
    }
    alone = {
        role.actor.key: role.actor
        for role in facts.roles
        if role.kind == RoleKind.PARTY
        and role.actor.key not in served
        and holds(role.dates, day, role.actor.dates)
    }
    if alone:
        yield Warning(
            "no_address",
            ngettext(
                "%(parties)s has no contact point at work on record.",
                "%(parties)s have no contact point at work on record.",
                len(alone),
            )
            % {"parties": listed([actor.name for actor in alone.values()])},
            _("No body that serves a party named here is at work, on the records you may see."),
            actors=tuple(alone.values())[:MOST_NAMED],
        )


def _may_work(body: ActorFact, facts: ProcessFacts, day: date | None) -> bool:
    log = facts.lifecycles.get(body.key)
    if not log:
        return True
    answer = derived.status([row.entry for row in log], day, body.dates)
    return bool(OPEN & set(answer.possible_statuses))


def hollowed_out_bodies(facts: ProcessFacts, day: date | None) -> Iterator[Warning]:
    """Bodies of which not all that they were told to do is recorded as done."""
    by_body = defaultdict(list)
    for one in facts.functions:
        if holds(one.dates, day, one.body.dates):
            by_body[one.body.key].append(one)
    for rows in by_body.values():
        missing = derived.hollowed_out(rows)
        researched = {FunctionState.PERFORMED, FunctionState.NOT_PERFORMED, FunctionState.BLOCKED}
        if missing and any(one.state in researched for one in rows):
            names = listed([str(Task(task).label) for task in missing])
            yield Warning(
                "hollowed_out",
                _("Not all that %(body)s was told to do is recorded as done.") % {"body": rows[0].body.name},
                _("Mandated, and not recorded as performed: %(tasks)s.") % {"tasks": names},
                actors=(rows[0].body,),
                evidence=_cited(facts, [one.key for one in rows if one.task in missing]),
                rests_on=tuple(one.key for one in rows),
            )


def outreach_on_one_post(held: list[LinkageFact], table: set[int], facts: ProcessFacts) -> Iterator[Warning]:
    """Those at the table who reach others through an outreach officer alone. For clearance 2 and above."""
    ways: dict[int, list[LinkageFact]] = defaultdict(list)
    for one in held:
        for here, there in ((one.source, one.target), (one.target, one.source)):
            if here.key in table and there.key not in table:
                ways[here.key].append(one)
    posts = defaultdict(int)
    for post in facts.posts:
        posts[post.body.key] += post.kind == PostKind.OUTREACH_OFFICER
    for key, linkages in ways.items():
        if posts[key] <= 1 and all(_by_officer(one) for one in linkages):
            yield Warning(
                "single_post",
                ngettext(
                    "The outreach of %(body)s rests on one post: %(n)s linkage runs through an outreach officer.",
                    "The outreach of %(body)s rests on one post: %(n)s linkages run through an outreach officer.",
                    len(linkages),
                )
                % {"body": facts.actors[key].name, "n": len(linkages)},
                _("If the post falls empty, no other linkage is on the records you may see."),
                linkages=tuple(linkages[:MOST_NAMED]),
                actors=(facts.actors[key],),
                rests_on=tuple(one.key for one in linkages),
            )


def _by_officer(linkage: LinkageFact) -> bool:
    parts = {one.part for one in linkage.through}
    return linkage.modality == Modality.OUTREACH_OFFICER or IntermediaryPart.OUTREACH_OFFICER in parts


def orphaned_by_split(held: list[LinkageFact], facts: ProcessFacts, on: date) -> Iterator[Warning]:
    """Linkages of an actor that split, without evidence since. For clearance 2 and above."""
    for split in facts.splits:
        since = split.dates.bounds.start_min
        if since is None or since > on:
            continue
        left = [one for one in held if _is_of(split.origin, one) and not derived.later_evidence(one, since)]
        if left:
            yield _orphaned(split, left, since, facts)


def _orphaned(split: SplitFact, left: list[LinkageFact], since: date, facts: ProcessFacts) -> Warning:
    return Warning(
        "orphaned",
        _("%(actor)s broke away from %(origin)s.") % {"actor": split.actor.name, "origin": split.origin.name},
        ngettext(
            "%(n)s linkage of %(origin)s has no evidence after %(day)s: it may now lead to only one of the two.",
            "%(n)s linkages of %(origin)s have no evidence after %(day)s: they may now lead to only one of the two.",
            len(left),
        )
        % {"n": len(left), "origin": split.origin.name, "day": day_text(since)},
        linkages=tuple(left[:MOST_NAMED]),
        actors=(split.actor, split.origin),
        evidence=_cited(facts, [split.key]),
        rests_on=(split.key, *(one.key for one in left)),
    )


def _is_of(actor: ActorFact, linkage: LinkageFact) -> bool:
    return actor.key in {stop.key for stop in linkage.stops}


def _cited(facts: ProcessFacts, keys) -> tuple:
    return tuple(one for key in keys for one in facts.evidence.get(key, ()))
