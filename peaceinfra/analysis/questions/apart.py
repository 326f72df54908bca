"""Which sides have no open channel between them?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from peaceinfra.analysis.collect.grounds import Scope, processes
from peaceinfra.analysis.facts import ProcessName
from peaceinfra.analysis.party_warnings import sides_apart
from peaceinfra.analysis.process_facts import ProcessFacts
from peaceinfra.analysis.questions.occasions import silence
from peaceinfra.analysis.questions.question import Answer, Column, Group, Question, Row, Unanswered, ValueKind
from peaceinfra.analysis.warning import NO_CHANNEL, holds, listed
from peaceinfra.analysis.warnings import held_on, occasion_of


def answers(found: Sequence[ProcessFacts], scope: Scope) -> Iterator[Row | Unanswered]:
    for facts in found:
        occasion = occasion_of(facts, scope.viewer, scope.day, scope.today)
        if why := silence(occasion, NO_CHANNEL):
            yield Unanswered(facts, why)
            continue
        sides, apart = sides_apart(facts, held_on(facts, scope.on), occasion)
        process = ProcessName(facts.key, facts.name, facts.countries)
        for side, other in apart:
            yield _row(facts, process, (side, sides[side]), (other, sides[other]), scope)


def _row(facts: ProcessFacts, process: ProcessName, one: tuple, other: tuple, scope: Scope) -> Row:
    (side, keys), (other_side, other_keys) = one, other
    roles = [role for role in facts.roles if role.actor.key in keys | other_keys and holds(role, scope.on)]
    values = {
        "process": process,
        "side": side,
        "other": other_side,
        "on_side": [facts.actors[key] for key in sorted(keys) if key in facts.actors],
        "on_other": [facts.actors[key] for key in sorted(other_keys) if key in facts.actors],
    }
    return Row(values, rests_on=(process.key, *keys, *other_keys, *(role.key for role in roles)))


def sentence(answer: Answer) -> str:
    pairs = [
        _("%(one)s and %(other)s (%(process)s)")
        % {"one": row.values["side"], "other": row.values["other"], "process": row.values["process"].name}
        for row in answer.rows
    ]
    words = ngettext(
        "Between %(n)s pair of sides no open channel is recorded: %(pairs)s. There may be one.",
        "Between %(n)s pairs of sides no open channel is recorded: %(pairs)s. There may be one.",
        len(pairs),
    )
    return words % {"n": len(pairs), "pairs": listed(pairs, "; ")}


QUESTION = Question(
    11,
    "sides-without-a-channel",
    Group.QUIET,
    gettext_lazy("Which sides have no open channel between them?"),
    (processes("coverage"),),
    answers,
    (
        Column("side", gettext_lazy("Side")),
        Column("other", gettext_lazy("Other side")),
        Column("process", gettext_lazy("Process"), ValueKind.RECORD),
        Column("on_side", gettext_lazy("On the side"), ValueKind.RECORDS),
        Column("on_other", gettext_lazy("On the other side"), ValueKind.RECORDS),
    ),
    sentence,
    gettext_lazy("No pair of opposing sides without an open channel or a linkage"),
    (
        gettext_lazy(
            "Where a state is a party, each other side faces that of the state; where none is, each side faces each. "
            "A side is its parties on the day and the bodies that serve it alone."
        ),
        gettext_lazy(
            "Two sides are joined by a linkage between them, or by a channel by which word may pass: also by one whose "
            "state is unknown. A coalition, an umbrella or a body stands for its members; of a coalition or umbrella "
            "without recorded members nobody can say for whom it does not stand."
        ),
    ),
    (
        gettext_lazy("Third parties who carry word between two sides are not a channel between them."),
        gettext_lazy("That no channel is recorded does not say that there is none."),
    ),
    floor=NO_CHANNEL.floor,
)
