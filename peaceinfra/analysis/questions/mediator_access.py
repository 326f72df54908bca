"""Which local actors and organisations speak to the mediator directly?"""

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
from peaceinfra.analysis.network.destinations import MEDIATION, destinations_of
from peaceinfra.analysis.network.network import Held, Network, is_local, network_on
from peaceinfra.analysis.network.ties import NodeKey
from peaceinfra.analysis.process_facts import ProcessFacts
from peaceinfra.analysis.questions.question import Answer, Column, Group, Question, Row, ValueKind
from peaceinfra.analysis.warning import listed
from peaceinfra.core.dates.choices import Certainty
from processes.choices import ActorKind


class AccessFinding(TextChoices):
    """Who has the ear of the mediator."""

    LOCAL = "local", gettext_lazy("Local actors and local mediators")
    NATIONAL = "national", gettext_lazy("National organisations and platforms")
    INTERNATIONAL = "international", gettext_lazy("International organisations that are no state")


_KINDS = {
    ActorKind.NATIONAL_NGO: AccessFinding.NATIONAL,
    ActorKind.LOCAL_ORGANISATION: AccessFinding.LOCAL,
    ActorKind.COMMUNITY_STRUCTURE: AccessFinding.LOCAL,
    ActorKind.INGO: AccessFinding.INTERNATIONAL,
}


def answers(found: Sequence[ProcessFacts], scope: Scope) -> Iterator[Row]:
    for facts in found:
        network = network_on(facts, scope.on)
        team = next((one for one in destinations_of(facts, network) if one.code == MEDIATION), None)
        if team:
            process = ProcessName(facts.key, facts.name, facts.countries)
            for key, ties in _beside(network, team.members).items():
                actor = network.nodes[key].actor
                if actor and key not in network.table and (finding := _finding(actor)):
                    yield _row(process, actor, ties, finding, network, scope)


def _finding(actor: ActorFact) -> AccessFinding | None:
    """None of who is no part of civil society, as far as its kind and its level tell."""
    if is_local(actor):
        return AccessFinding.LOCAL
    return _KINDS.get(actor.kind)


def _beside(network: Network, team: frozenset[NodeKey]) -> dict[NodeKey, list[tuple[NodeKey, Held]]]:
    """{node: whom of the team it is tied to without anybody in between, and by what}"""
    found = defaultdict(list)
    for held in network.held:
        if held.way > Certainty.NO:
            for here, there in held.tie.steps:
                for node, other in ((here, there), (there, here)):
                    if other in team and node not in team:
                        found[node].append((other, held))
    return found


def _row(
    process: ProcessName,
    actor: ActorFact,
    ties: Sequence[tuple[NodeKey, Held]],
    finding: AccessFinding,
    network: Network,
    scope: Scope,
) -> Row:
    _mediator, surest = max(ties, key=lambda pair: pair[1].way)
    mediators = {key: network.nodes[key].actor for key, _held in ties}
    seen = [(day, held) for _key, held in ties if (day := derived.last_evidence(held.tie.fact, scope.on))]
    newest, held = max(seen, key=lambda pair: pair[0]) if seen else (None, None)
    values = {
        "actor": actor,
        "kind": str(actor.kind_label),
        "process": process,
        "mediators": list(mediators.values()),
        "by": ", ".join(dict.fromkeys(str(held.tie.kind.label) for _key, held in ties)),
        "last_seen": derived.sighting_text(held.tie.fact, newest) if held else _("evidence undated"),
    }
    behind = (actor.key, *mediators, *(held.tie.key for _key, held in ties))
    return Row(values, surest.way, finding.value, behind)


def sentence(answer: Answer) -> str:
    parts = []
    for finding, words in (
        (AccessFinding.LOCAL, _("Local actors with direct access: %(names)s.")),
        (AccessFinding.NATIONAL, _("National organisations: %(names)s.")),
        (AccessFinding.INTERNATIONAL, _("International organisations: %(names)s.")),
    ):
        rows = answer.by_finding[finding]
        if rows:
            parts.append(words % {"names": listed([row.values["actor"].name for row in rows])})
        elif finding == AccessFinding.LOCAL:
            parts.append(_("No local actor is tied to the mediator directly, on the records you may see."))
    return " ".join(parts)


QUESTION = Question(
    20,
    "direct-access-to-the-mediator",
    Group.LINKED,
    gettext_lazy("Who speaks to the mediator without a go-between?"),
    (processes(),),
    answers,
    (
        Column("actor", gettext_lazy("Who"), ValueKind.RECORD),
        Column("kind", gettext_lazy("Kind")),
        Column("process", gettext_lazy("Process"), ValueKind.RECORD),
        Column("mediators", gettext_lazy("Speaks to"), ValueKind.RECORDS),
        Column("by", gettext_lazy("By")),
        Column("last_seen", gettext_lazy("Last seen")),
    ),
    sentence,
    gettext_lazy("Nobody outside the table is tied to a mediator directly"),
    (
        gettext_lazy(
            "The mediator’s team are mediators, co-mediators and facilitators of the process and the bodies that serve "
            "them. Somebody has direct access who is tied to one of them by a tie by which word can pass, with nobody "
            "in between."
        ),
        gettext_lazy(
            "Asked about are local actors, local mediators, national and international non-governmental organisations. "
            "Parties and others at the table, states and intergovernmental organisations are left out."
        ),
    ),
    (
        gettext_lazy("How often somebody is heard, and whether it changes anything, is not asked."),
        gettext_lazy("Access that was asked for and refused is a question of its own."),
    ),
    floor=TARGETS,
    findings=AccessFinding,
    names_ties=True,
)
