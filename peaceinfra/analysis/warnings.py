"""Warnings: what to know before relying on a picture. Each is a sentence that is true, with its evidence.

A reader below the floor of derived answers (clearance 2) is given no answer about brokers, not even a count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peaceinfra.analysis import brokers, derived
from peaceinfra.analysis.facts import ActorFact, ChangeFact, EvidenceFact, LinkageFact, ProcessFacts
from peaceinfra.core.choices import Level
from peaceinfra.core.dates.choices import Certainty, EndKind
from peaceinfra.core.dates.words import day_text, end_text
from peaceinfra.core.visibility import Viewer
from processes.choices import ActorLevel, Momentum, Phase, RoleKind
from secretariats.choices import Notice

#: Below this clearance no derived answer about single brokers is given.
FLOOR = Level.INTERNAL

AT_THE_TABLE = {
    RoleKind.PARTY, RoleKind.MEDIATOR, RoleKind.CO_MEDIATOR, RoleKind.FACILITATOR, RoleKind.CONTACT_GROUP_MEMBER,
}


@dataclass(frozen=True, slots=True)
class Warning:
    """What, then why; then what it rests on: rows of this page, actors, and places in sources."""

    kind: str
    what: str
    why: str
    linkages: tuple[LinkageFact, ...] = ()
    actors: tuple[ActorFact, ...] = ()
    evidence: tuple[EvidenceFact, ...] = ()


def table_of(facts: ProcessFacts) -> set[int]:
    """Who sits at the official table: parties, mediators, and the bodies that serve them."""
    seated = {role.actor.key for role in facts.roles if role.kind in AT_THE_TABLE}
    return seated | {one.body.key for one in facts.principals}


def may_know_brokers(viewer: Viewer) -> bool:
    return viewer.level >= FLOOR


def process_warnings(facts: ProcessFacts, viewer: Viewer, day: date | None, today: date) -> list[Warning]:
    """All warnings of a process, over what the viewer was shown; `day` is None for the whole life."""
    held = [one for one in facts.linkages if derived.certainty(one, day) > Certainty.NO]
    found = [*short_notices(facts, day)]
    if may_know_brokers(viewer):
        found += single_broker_warnings(held, facts)
    if not is_over(facts, day):
        found += not_confirmed(held, day or today)
    found += unlinked_actors(held, facts, day)
    found += undated_cuts(facts, day)
    return [*found, *contested_facts(facts)]


def is_over(facts: ProcessFacts, day: date | None) -> bool:
    """Concluded or collapsed on the day: nobody is expected to confirm its linkages any more."""
    phase = derived.status([row.entry for row in facts.phases], day).status
    momentum = derived.status([row.entry for row in facts.momenta], day).status
    return phase == Phase.CONCLUDED or momentum == Momentum.COLLAPSED


def short_notices(facts: ProcessFacts, day: date | None) -> Iterator[Warning]:
    for key, rows in facts.lifecycles.items():
        if key in facts.actors:
            yield from closings_at_short_notice(facts.actors[key], rows, facts.evidence, day)


def closings_at_short_notice(
    body: ActorFact, rows: Iterable[ChangeFact], evidence: dict[int, list[EvidenceFact]], day: date | None
) -> Iterator[Warning]:
    for row in rows:
        if not row.is_closing or row.notice not in (Notice.SHORT, Notice.NONE):
            continue
        if day is None or row.earliest is None or row.earliest <= day:
            yield Warning(
                "short_notice",
                _("%(body)s was closed %(notice)s.") % {"body": body.name, "notice": row.notice_label},
                _("Closed %(date)s. Files, contacts and work in hand may not have been passed on.")
                % {"date": row.date_text},
                actors=(body,),
                evidence=tuple(evidence.get(row.key, ())),
            )


def single_broker_warnings(held: list[LinkageFact], facts: ProcessFacts) -> Iterator[Warning]:
    actors = brokers.actors_of(held)
    for key, hanging in brokers.single_brokers(held, table_of(facts)).items():
        names = sorted(actors[one].name for one in hanging)
        yield Warning(
            "single_broker",
            ngettext(
                "%(n)s local actor reaches the official table through %(broker)s alone.",
                "%(n)s local actors reach the official table through %(broker)s alone.",
                len(names),
            )
            % {"n": len(names), "broker": actors[key].name},
            _("Every recorded path of %(names)s runs through it, on the records you may see.")
            % {"names": _listed(names)},
            linkages=tuple(one for one in held if key in {actor.key for actor in one.stops})[:5],
            actors=(actors[key],),
        )


def not_confirmed(held: list[LinkageFact], on: date) -> Iterator[Warning]:
    seen = [one for one in held if not derived.has_ended(one, on)]
    stale = [(derived.last_evidence(one, on), one) for one in seen if derived.is_overdue(one, on)]
    if not stale:
        return
    dated = [day for day, _one in stale if day]
    undated = len(stale) - len(dated)
    why = []
    if dated:
        why.append(_("The oldest last evidence is of %(date)s.") % {"date": day_text(min(dated))})
    if undated:
        why.append(
            ngettext("%(n)s has no dated evidence.", "%(n)s have no dated evidence.", undated) % {"n": undated}
        )
    yield Warning(
        "not_confirmed",
        ngettext(
            "%(n)s of %(all)s linkage was not confirmed within its review interval.",
            "%(n)s of %(all)s linkages were not confirmed within their review interval.",
            len(stale),
        )
        % {"n": len(stale), "all": len(seen)},
        " ".join([*why, _("Old evidence is not an ended link: ask before relying on it.")]),
        linkages=tuple(one for _day, one in sorted(stale, key=lambda s: (s[0] or date.min, s[1].key)))[:5],
    )


def unlinked(held: Iterable[LinkageFact], facts: ProcessFacts, day: date | None) -> list[ActorFact]:
    """The grassroots actors with a role in the process and without any linkage."""
    linked = {actor.key for one in held for actor in one.stops}
    local = {
        role.actor.key: role.actor
        for role in facts.roles
        if role.actor.level == ActorLevel.GRASSROOTS
        and derived.certainty_of(role.dates, day, role.actor.dates) > Certainty.NO
    }
    return [actor for key, actor in local.items() if key not in linked]


def unlinked_actors(held: list[LinkageFact], facts: ProcessFacts, day: date | None) -> Iterator[Warning]:
    for actor in unlinked(held, facts, day):
        yield Warning(
            "unlinked",
            _("%(actor)s has no recorded link to anyone.") % {"actor": actor.name},
            _("None on the records you may see; it does not say that there is none."),
            actors=(actor,),
        )


def undated_cuts(facts: ProcessFacts, day: date | None) -> Iterator[Warning]:
    for one in facts.linkages:
        bounds = one.dates.bounds
        if one.dates.end_kind != EndKind.ENDED:
            continue
        if day is None or derived.certainty(one, day) == Certainty.POSSIBLE:
            yield Warning(
                "undated_cut",
                _("The link %(link)s ended on an unknown day.") % {"link": one.label},
                _("Recorded: %(end)s. Until then it may or may not have been open.")
                % {"end": end_text(one.dates.end_kind, one.dates.end)}
                if bounds.end_max
                else _("No source gives the day."),
                linkages=(one,),
                evidence=tuple(facts.evidence.get(one.key, ())),
            )


def contested_facts(facts: ProcessFacts) -> Iterator[Warning]:
    for subject, evidence in facts.evidence.items():
        fields = derived.contested_fields(evidence)
        if fields:
            yield Warning(
                "contested",
                _("Sources disagree about %(record)s.") % {"record": name_of(facts, subject)},
                _("Both readings are kept, under “Contested facts”."),
                evidence=tuple(one for one in evidence if one.field in fields),
            )


def name_of(facts: ProcessFacts, subject: int) -> str:
    """What a record of this process is called in a sentence."""
    if subject == facts.key:
        return facts.name
    if subject in facts.actors:
        return facts.actors[subject].name
    named = {one.key: one.label for one in facts.page}
    named |= {one.key: one.name for one in facts.events}
    named |= {one.key: f"{one.actor.name}, {one.kind_label}" for one in facts.roles}
    named |= {one.key: f"{one.body.name} – {one.principal.name}" for one in facts.principals}
    for row in (*facts.phases, *facts.momenta):
        named[row.key] = facts.name
    for body, rows in facts.lifecycles.items():
        named |= {row.key: facts.actors[body].name for row in rows if body in facts.actors}
    return named.get(subject, facts.name)


def _listed(names: list[str]) -> str:
    if len(names) > 3:
        return _("%(names)s and %(n)s more") % {"names": ", ".join(names[:3]), "n": len(names) - 3}
    return ", ".join(names)
