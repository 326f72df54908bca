"""Who depends on one go-between alone?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from peaceinfra.analysis import derived
from peaceinfra.analysis.collect.grounds import Scope, processes
from peaceinfra.analysis.facts import ActorFact, ProcessName
from peaceinfra.analysis.network.graph import Standing
from peaceinfra.analysis.network.network import Network, network_on
from peaceinfra.analysis.network.ties import NodeKey, Tie
from peaceinfra.analysis.process_facts import ProcessFacts
from peaceinfra.analysis.questions.occasions import silence
from peaceinfra.analysis.questions.question import Answer, Column, Group, Question, Row, Unanswered, ValueKind
from peaceinfra.analysis.warning import SINGLE_BROKER, listed
from peaceinfra.analysis.warnings import occasion_of
from peaceinfra.core.dates.choices import Certainty


class BrokerFinding(TextChoices):
    """How a local actor stands to the table, in words; see `Standing`."""

    HANGS = Standing.HANGS.value, gettext_lazy("Every recorded way runs through one")
    PERHAPS = (
        Standing.PERHAPS.value,
        gettext_lazy(
            "Every confirmed way runs through one; a way that nobody confirmed in time leads around"
        ),
    )
    UNCONFIRMED = Standing.UNCONFIRMED.value, gettext_lazy("No confirmed way, and no single one in between")
    FREE = Standing.FREE.value, gettext_lazy("Does not depend on one alone")


def answers(found: Sequence[ProcessFacts], scope: Scope) -> Iterator[Row | Unanswered]:
    for facts in found:
        if why := silence(occasion_of(facts, scope.viewer, scope.day, scope.today), SINGLE_BROKER):
            yield Unanswered(facts, why)
        else:
            yield from _of_process(facts, scope)


def _of_process(facts: ProcessFacts, scope: Scope) -> Iterator[Row]:
    network, ties = network_on(facts, scope.on), defaultdict(list)
    for held in network.held:
        if held.way > Certainty.NO:
            for node in held.tie.stops:
                ties[node.key].append(held.tie)
    process = ProcessName(facts.key, facts.name, facts.countries)
    for finding in BrokerFinding.values:
        for actor in network.locals_that(Standing(finding)):
            yield _row(process, actor, network, ties, scope)


def _row(
    process: ProcessName, actor: ActorFact, network: Network, ties: dict[NodeKey, list[Tie]], scope: Scope
) -> Row:
    found = network.standings[actor.key]
    brokers, own = [network.nodes[key].actor for key in found.brokers], ties[actor.key]
    seen = [(day, tie) for tie in own if (day := derived.last_evidence(tie.fact, scope.on))]
    newest, tie = max(seen, key=lambda pair: pair[0]) if seen else (None, None)
    behind = [actor.key, *found.brokers, *(tie.key for tie in own)]
    behind += [tie.key for broker in found.brokers for tie in ties[broker]]
    values = {
        "process": process,
        "actor": actor,
        "brokers": brokers,
        "ways_out": len({stop.key for tie in own for stop in tie.stops} - {actor.key}),
        "last_seen": derived.sighting_text(tie.fact, newest) if tie else _("evidence undated"),
    }
    return Row(values, network.surest_way(actor.key), found.standing.value, tuple(dict.fromkeys(behind)))


def sentence(answer: Answer) -> str:
    hanging, rows = answer.count(BrokerFinding.HANGS), answer.by_finding[BrokerFinding.HANGS]
    if not hanging:
        said = _("Nobody depends on one go-between alone, on the records you may see.")
    else:
        said = ngettext(
            "%(n)s local actor reaches the table through one other actor alone: %(ways)s.",
            "%(n)s local actors reach the table through one other actor alone: %(ways)s.",
            hanging,
        ) % {"n": hanging, "ways": _ways(rows)}
    others = [
        ngettext("%(n)s more may depend on one", "%(n)s more may depend on one", n) % {"n": n}
        for n in [answer.count(BrokerFinding.PERHAPS)]
        if n
    ]
    if n := answer.count(BrokerFinding.UNCONFIRMED):
        others.append(ngettext("%(n)s has no confirmed way", "%(n)s have no confirmed way", n) % {"n": n})
    if n := answer.count(BrokerFinding.FREE):
        others.append(
            ngettext("%(n)s does not depend on one alone", "%(n)s do not depend on one alone", n) % {"n": n}
        )
    return said + (" " + _("%(others)s.") % {"others": "; ".join(others).capitalize()} if others else "")


def _ways(rows: Sequence[Row]) -> str:
    through = defaultdict(list)
    for row in rows:
        through[row.values["brokers"][0].name].append(row.values["actor"].name)
    said = [
        _("%(actors)s through %(broker)s") % {"actors": listed(actors), "broker": broker}
        for broker, actors in through.items()
    ]
    return listed(said, "; ")


QUESTION = Question(
    3,
    "who-hangs-on-one",
    Group.LINKED,
    gettext_lazy("Who depends on one go-between alone?"),
    (processes("coverage"),),
    answers,
    (
        Column("actor", gettext_lazy("Local actor"), ValueKind.RECORD),
        Column("process", gettext_lazy("Process"), ValueKind.RECORD),
        Column("brokers", gettext_lazy("All run through"), ValueKind.RECORDS),
        Column("ways_out", gettext_lazy("Tied to so many others"), ValueKind.NUMBER),
        Column("last_seen", gettext_lazy("Newest evidence of a tie")),
    ),
    sentence,
    gettext_lazy("Nobody depends on one go-between alone"),
    (
        gettext_lazy(
            "A way is a chain of recorded ties from a local actor to the table: the parties, the mediators and "
            "the bodies that serve them. It is as certain as its least certain tie."
        ),
        gettext_lazy(
            "An actor depends on one when every recorded way, also the uncertain ones, runs through the same actor. "
            "Who sits at the table is an end and no go-between."
        ),
    ),
    (
        gettext_lazy("A way on record may not work; a way that works may not be on record."),
        gettext_lazy("Local actors without any recorded way are in another question: who is not reached."),
    ),
    floor=SINGLE_BROKER.floor,
    findings=BrokerFinding,
    sought=(BrokerFinding.HANGS, BrokerFinding.PERHAPS),
    names_ties=True,
)
