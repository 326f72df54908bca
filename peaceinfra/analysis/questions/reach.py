"""Who reaches a community: through whom, in which language, how freshly, in how many steps from the table?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from peaceinfra.analysis import derived
from peaceinfra.analysis.collect.community_grounds import NO_REACH
from peaceinfra.analysis.collect.grounds import Scope, processes
from peaceinfra.analysis.facts import ProcessName
from peaceinfra.analysis.floor import TARGETS
from peaceinfra.analysis.network.graph import Approach
from peaceinfra.analysis.network.network import Network, network_on
from peaceinfra.analysis.process_facts import ProcessFacts, ReachFact
from peaceinfra.analysis.questions.question import Answer, Column, Group, Question, Row, ValueKind
from peaceinfra.analysis.warning import holds, listed
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.core.languages import language_name


class ReachFinding(TextChoices):
    """Whether there is a recorded way from the table to the community."""

    LINKED = "linked", gettext_lazy("With a recorded way from the table")
    APART = "apart", gettext_lazy("Reached, with no recorded way from the table")


def answers(found: Sequence[ProcessFacts], scope: Scope) -> Iterator[Row]:
    for facts in found:
        reaches = [
            reach
            for reach in facts.reaches
            if reach.community and reach.quality not in NO_REACH and holds(reach, scope.on)
        ]
        if reaches:
            network = network_on(facts, scope.on)
            for reach in sorted(
                reaches, key=lambda reach: (reach.community.name, reach.actor.name, reach.key)
            ):
                yield _row(facts, network, reach, scope)


def _row(facts: ProcessFacts, network: Network, reach: ReachFact, scope: Scope) -> Row:
    approach = network.approaches.get(reach.actor.key)
    way = min(derived.certainty(reach, scope.on), network.surest_way(reach.actor.key)) if approach else None
    seen = derived.last_evidence(reach, scope.on)
    values = {
        "community": reach.community,
        "process": ProcessName(facts.key, facts.name, facts.countries),
        "actor": reach.actor,
        "quality": str(reach.quality.label),
        "languages": ", ".join(map(language_name, reach.languages)),
        "last_seen": derived.sighting_text(reach, seen) if seen else _("evidence undated"),
        "steps": approach.steps + 1 if approach else None,
        "from_table": network.nodes[approach.end].actor if approach else None,
    }
    finding = ReachFinding.LINKED if approach else ReachFinding.APART
    certainty = way if approach else derived.certainty(reach, scope.on)
    return Row(values, certainty, finding.value, _behind(reach, approach, network))


def _behind(reach: ReachFact, approach: Approach | None, network: Network) -> tuple[int, ...]:
    """The reach, whom it joins, and the ties of those along the shortest way."""
    along = {reach.actor.key, *(approach.through if approach else ()), *([approach.end] if approach else ())}
    ties = [
        held.tie.key
        for held in network.held
        if held.way > Certainty.NO and len(along & {node.key for node in held.tie.stops}) > 1
    ]
    return (reach.key, reach.community.key, *along, *ties)


def sentence(answer: Answer) -> str:
    linked = {
        row.values["community"].key: row.values["community"].name for row in answer.by_finding["linked"]
    }
    apart = {
        row.values["community"].key: row.values["community"].name
        for row in answer.by_finding["apart"]
        if row.values["community"].key not in linked
    }
    said = []
    if linked:
        words = ngettext(
            "%(n)s community is reached with a recorded way from the table: %(names)s.",
            "%(n)s communities are reached with a recorded way from the table: %(names)s.",
            len(linked),
        )
        said.append(words % {"n": len(linked), "names": listed(list(linked.values()))})
    if apart:
        words = _("Reached by somebody who has no recorded way to the table: %(names)s.")
        said.append(words % {"names": listed(list(apart.values()))})
    return " ".join(said)


QUESTION = Question(
    6,
    "who-reaches-a-community",
    Group.LINKED,
    gettext_lazy("Who reaches a community, how well, in which language?"),
    (processes(),),
    answers,
    (
        Column("community", gettext_lazy("Community"), ValueKind.RECORD),
        Column("process", gettext_lazy("Process"), ValueKind.RECORD),
        Column("actor", gettext_lazy("Reached by"), ValueKind.RECORD),
        Column("quality", gettext_lazy("How well")),
        Column("languages", gettext_lazy("Languages")),
        Column("last_seen", gettext_lazy("Last confirmed")),
        Column("steps", gettext_lazy("Steps from the table"), ValueKind.NUMBER),
        Column("from_table", gettext_lazy("Nearest at the table"), ValueKind.RECORD),
    ),
    sentence,
    gettext_lazy("No community that somebody reaches"),
    (
        gettext_lazy(
            "Each record of reach to a community that holds or may hold on the day is a row: those of the process, and "
            "those without a process of actors who are tied to it."
        ),
        gettext_lazy(
            "Steps are counted along the shortest chain of ties from the table (parties, mediators and the bodies that "
            "serve them) to the community. The answer is as certain as the reach and the surest way of who reaches it."
        ),
    ),
    (
        gettext_lazy("Reach by actors who are tied to no process is not listed here."),
        gettext_lazy("Which communities nobody reaches is a question of its own."),
        gettext_lazy("How many people of a community are reached is not recorded."),
    ),
    floor=TARGETS,
    findings=ReachFinding,
    names_ties=True,
)
