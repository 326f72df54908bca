"""Which links and channels may have lost their far end when a group split?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from peaceinfra.analysis import derived
from peaceinfra.analysis.collect.grounds import Scope, processes
from peaceinfra.analysis.facts import LinkageFact, ProcessName
from peaceinfra.analysis.party_warnings import is_along, splits_by
from peaceinfra.analysis.process_facts import ChannelFact, LineageFact, ProcessFacts
from peaceinfra.analysis.questions.occasions import occasion_in, silence
from peaceinfra.analysis.questions.question import Answer, Column, Group, Question, Row, Unanswered, ValueKind
from peaceinfra.analysis.warning import ORPHANED, holds, listed


def answers(found: Sequence[ProcessFacts], scope: Scope) -> Iterator[Row | Unanswered]:
    for facts in found:
        if not facts.splits:
            continue
        if why := silence(occasion_in(facts, scope), ORPHANED):
            yield Unanswered(facts, why)
            continue
        for split, since in splits_by(facts, scope.on):
            for tie in (*facts.linkages, *facts.channels):
                stops = tie.stops if isinstance(tie, LinkageFact) else (*tie.ends, *tie.via)
                if is_along(split.origin, stops) and holds(tie, scope.on) and not _seen_after(tie, since):
                    yield _row(facts, split, tie, since, scope)


def _seen_after(tie: LinkageFact | ChannelFact, since: date) -> bool:
    """Whether something recorded of the tie is later than the split: a sighting, or a change of a channel."""
    changes = tie.log if isinstance(tie, ChannelFact) else ()
    return bool(derived.later_evidence(tie, since)) or any(
        change.earliest and change.earliest > since for change in changes
    )


def _row(
    facts: ProcessFacts, split: LineageFact, tie: LinkageFact | ChannelFact, since: date, scope: Scope
) -> Row:
    seen = derived.last_evidence(tie, scope.on)
    values = {
        "tie": tie,
        "process": ProcessName(facts.key, facts.name, facts.countries),
        "origin": split.origin,
        "splinter": split.actor,
        "split": split.dates.text,
        "last_seen": derived.sighting_text(tie, seen) if seen else _("evidence undated"),
    }
    behind = (tie.key, split.key, split.origin.key, split.actor.key)
    return Row(values, derived.certainty(tie, scope.on), rests_on=behind)


def sentence(answer: Answer) -> str:
    splits = {
        (row.values["splinter"].key, row.values["origin"].key): _("%(actor)s from %(origin)s")
        % {"actor": row.values["splinter"].name, "origin": row.values["origin"].name}
        for row in answer.rows
    }
    words = ngettext(
        "%(n)s link or channel has no evidence since a group split (%(splits)s): it may now lead to only one of "
        "the two.",
        "%(n)s links or channels have no evidence since a group split (%(splits)s): each may now lead to only one of "
        "the two.",
        len(answer.rows),
    )
    return words % {"n": len(answer.rows), "splits": listed(list(splits.values()), "; ")}


QUESTION = Question(
    17,
    "links-orphaned-by-a-split",
    Group.LINKED,
    gettext_lazy("Which links lost their far end when a group split?"),
    (processes(),),
    answers,
    (
        Column("tie", gettext_lazy("Link or channel"), ValueKind.RECORD),
        Column("process", gettext_lazy("Process"), ValueKind.RECORD),
        Column("origin", gettext_lazy("Group that split"), ValueKind.RECORD),
        Column("splinter", gettext_lazy("Broke away"), ValueKind.RECORD),
        Column("split", gettext_lazy("When")),
        Column("last_seen", gettext_lazy("Last seen")),
    ),
    sentence,
    gettext_lazy("No link or channel without evidence since a group of the process split"),
    (
        gettext_lazy(
            "Looked at are linkages and channels of the process that hold or may hold on the day, and that lead to or "
            "through an actor with a role in it from which another broke away by then."
        ),
        gettext_lazy(
            "One is listed when nothing recorded of it is later than the first day on which the split can have "
            "happened: no sighting of a linkage, and no change of a channel."
        ),
    ),
    (
        gettext_lazy(
            "That a tie has no later evidence does not say that it was lost: ask both sides of the split."
        ),
        gettext_lazy("Mergers and renamed groups are not asked about."),
    ),
    floor=ORPHANED.floor,
)
