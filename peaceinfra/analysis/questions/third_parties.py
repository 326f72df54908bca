"""Which third parties work unconnected, or do the same twice?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peaceinfra.analysis import derived
from peaceinfra.analysis.collect.grounds import Scope, processes
from peaceinfra.analysis.facts import ActorFact, ProcessName
from peaceinfra.analysis.floor import TARGETS
from peaceinfra.analysis.network.graph import neighbours
from peaceinfra.analysis.network.network import Network, is_local, network_on
from peaceinfra.analysis.network.ties import NodeKey, TieKind
from peaceinfra.analysis.process_facts import ProcessFacts, SupportFact
from peaceinfra.analysis.questions.question import (
    Answer,
    Column,
    Group,
    Question,
    Row,
    Silence,
    Unanswered,
    ValueKind,
)
from peaceinfra.analysis.warning import holds, is_searched, listed
from peaceinfra.analysis.warnings import is_over
from processes.choices import THIRD_PARTY_ROLES, ActorKind, CoverageTopic, RoleKind
from tracks.choices import SupportAnswer

_FROM_OUTSIDE = THIRD_PARTY_ROLES - {RoleKind.INSIDER_MEDIATOR, RoleKind.MESSENGER}
_OUTSIDE = {ActorKind.INGO, ActorKind.IGO}


class ThirdPartyFinding(TextChoices):
    """What is to be looked at."""

    TWICE = "twice", gettext_lazy("The same is done twice")
    UNCONNECTED = "unconnected", gettext_lazy("Tied to no other third party")


def answers(found: Sequence[ProcessFacts], scope: Scope) -> Iterator[Row | Unanswered]:
    for facts in found:
        if is_over(facts, scope.day, scope.today):
            yield Unanswered(facts, Silence.OVER)
            continue
        network = network_on(facts, scope.on)
        third = _third_parties(facts, network, scope)
        process = ProcessName(facts.key, facts.name, facts.countries)
        twice = [*_same_support(process, facts, third, scope), *_same_local(process, network, third, scope)]
        yield from twice
        if is_searched(facts.coverage, CoverageTopic.LINKAGES, scope.on):
            yield from _unconnected(process, facts, network, third, scope)
        elif not twice:
            yield Unanswered(facts, Silence.NOT_RESEARCHED)


def _third_parties(facts: ProcessFacts, network: Network, scope: Scope) -> dict[int, ActorFact]:
    """{key: actor}: who has a role of third parties, gives support, or is tied from outside; by name."""
    roles = [role.actor for role in facts.roles if role.kind in _FROM_OUTSIDE and holds(role, scope.on)]
    supporters = _having(facts, RoleKind.SUPPORTER, scope) - {actor.key for actor in roles}
    no_third = _having(facts, RoleKind.PARTY, scope) | supporters
    givers = [support.giver for support in _given(facts, scope)]
    tied = [
        node.actor
        for held in network.held
        if held.tie.kind in (TieKind.LINKAGE, TieKind.CHANNEL)
        for node in held.tie.stops
        if node.actor and node.actor.kind in _OUTSIDE
    ]
    found = {
        actor.key: actor
        for actor in (*roles, *givers, *tied)
        if actor.key not in no_third and not is_local(actor)
    }
    return dict(sorted(found.items(), key=lambda item: (item[1].name, item[0])))


def _having(facts: ProcessFacts, kind: RoleKind, scope: Scope) -> set[int]:
    return {role.actor.key for role in facts.roles if role.kind == kind and holds(role, scope.on)}


def _given(facts: ProcessFacts, scope: Scope) -> list[SupportFact]:
    return [
        support
        for support in facts.supports
        if support.answer == SupportAnswer.GIVEN and holds(support, scope.on)
    ]


def _same_support(
    process: ProcessName, facts: ProcessFacts, third: dict[int, ActorFact], scope: Scope
) -> Iterator[Row]:
    """Two or more that give support of one kind to the same, or to the process without saying to whom."""
    given = defaultdict(list)
    for support in _given(facts, scope):
        if support.giver.key in third:
            given[support.kind, support.recipient.key if support.recipient else None].append(support)
    for (kind, _recipient), supports in given.items():
        givers = {support.giver.key: support.giver for support in supports}
        if len(givers) > 1:
            certainty = min(derived.certainty(support, scope.on) for support in supports)
            yield Row(
                {
                    "third_parties": [actor for key, actor in third.items() if key in givers],
                    "process": process,
                    "what": str(kind.label),
                    "with_whom": supports[0].recipient,
                },
                certainty,
                ThirdPartyFinding.TWICE.value,
                (process.key, *givers, *(support.key for support in supports)),
            )


def _same_local(
    process: ProcessName, network: Network, third: dict[int, ActorFact], scope: Scope
) -> Iterator[Row]:
    """Two or more that each have a linkage of their own with the same local actor."""
    linked = defaultdict(dict)
    for held in network.held:
        if held.tie.kind == TieKind.LINKAGE:
            for here, there in held.tie.steps:
                for node, other in ((here, there), (there, here)):
                    if node in network.local and other in third:
                        linked[node].setdefault(other, held)
    for local, by_third in linked.items():
        if len(by_third) > 1:
            yield Row(
                {
                    "third_parties": [actor for key, actor in third.items() if key in by_third],
                    "process": process,
                    "what": _("a linkage of its own"),
                    "with_whom": network.local[local],
                },
                min(held.certainty for held in by_third.values()),
                ThirdPartyFinding.TWICE.value,
                (local, *by_third, *(held.tie.key for held in by_third.values())),
            )


def _unconnected(
    process: ProcessName, facts: ProcessFacts, network: Network, third: dict[int, ActorFact], scope: Scope
) -> Iterator[Row]:
    """Those from whom no recorded chain leads to another third party without running through a party."""
    parties = _having(facts, RoleKind.PARTY, scope)
    steps = [step for step in network.steps if not {*step[:2]} & parties]
    beside = neighbours(steps, network.terminal)
    for key, actor in third.items() if len(third) > 1 else ():
        if not (_connected(key, beside) & third.keys()) - {key}:
            roles = [role for role in facts.roles if role.actor.key == key and holds(role, scope.on)]
            supports = [support for support in _given(facts, scope) if support.giver.key == key]
            what = [str(role.kind_label) for role in roles] + [
                str(support.kind.label) for support in supports
            ]
            yield Row(
                {
                    "third_parties": [actor],
                    "process": process,
                    "what": ", ".join(dict.fromkeys(what)),
                    "with_whom": None,
                },
                None,
                ThirdPartyFinding.UNCONNECTED.value,
                (key, *(record.key for record in (*roles, *supports))),
            )


def _connected(start: NodeKey, beside) -> set[NodeKey]:
    found, waiting = {start}, [start]
    while waiting:
        new = set(beside.get(waiting.pop(), ())) - found
        found |= new
        waiting += new
    return found


def sentence(answer: Answer) -> str:
    parts = []
    if rows := answer.by_finding[ThirdPartyFinding.TWICE]:
        said = [
            _("%(names)s: %(what)s")
            % {
                "names": listed([actor.name for actor in row.values["third_parties"]]),
                "what": row.values["what"],
            }
            for row in rows
        ]
        parts.append(_("The same is done by more than one: %(said)s.") % {"said": listed(said, "; ")})
    if rows := answer.by_finding[ThirdPartyFinding.UNCONNECTED]:
        names = [row.values["third_parties"][0].name for row in rows]
        parts.append(
            _("Tied to no other third party, on the records you may see: %(names)s.")
            % {"names": listed(names, "; ")}
        )
    return " ".join(parts)


QUESTION = Question(
    26,
    "third-parties-apart-or-twice",
    Group.PART,
    gettext_lazy("Which third parties work unconnected, or do the same twice?"),
    (processes("coverage"),),
    answers,
    (
        Column("third_parties", gettext_lazy("Third parties"), ValueKind.RECORDS),
        Column("process", gettext_lazy("Process"), ValueKind.RECORD),
        Column("what", gettext_lazy("What they do")),
        Column("with_whom", gettext_lazy("With or for whom"), ValueKind.RECORD),
    ),
    sentence,
    gettext_lazy("No third party that works unconnected or does what another does"),
    (
        gettext_lazy(
            "Third parties are those with a role of one (mediators, facilitators, hosts, guarantors, observers, donors "
            "and others, also where the role is not recorded), those who give support, and international organisations "
            "along a linkage or a channel. Left out are local actors, insider mediators, messengers, and who only "
            "supports a side."
        ),
        gettext_lazy(
            "Twice: two or more give support of the same kind to the same body, or each have a linkage of their own "
            "with the same local actor. Unconnected: no chain of recorded ties leads to another third party without "
            "running through a party; said only where somebody searched for linkages."
        ),
    ),
    (
        gettext_lazy("Two who do the same may have agreed on it: that is not recorded here."),
        gettext_lazy("Having met at an event is no tie."),
    ),
    floor=TARGETS,
    findings=ThirdPartyFinding,
    names_ties=True,
)
