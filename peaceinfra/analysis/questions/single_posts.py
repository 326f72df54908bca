"""Where does contact with local actors rest on one post?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext_lazy, ngettext

from peaceinfra.analysis import derived
from peaceinfra.analysis.collect.grounds import Scope, processes
from peaceinfra.analysis.collect.structure_grounds import UNIT_STRUCTURES, UnitStructures
from peaceinfra.analysis.facts import ActorFact, LinkageFact, ProcessName
from peaceinfra.analysis.network.network import table_of
from peaceinfra.analysis.party_warnings import outreach_on_one, rests_on_one_post
from peaceinfra.analysis.process_facts import PostFact, ProcessFacts
from peaceinfra.analysis.questions.occasions import named_in, occasion_in, silence
from peaceinfra.analysis.questions.question import (
    Answer,
    Column,
    Group,
    Question,
    Row,
    Unanswered,
    Value,
    ValueKind,
)
from peaceinfra.analysis.warning import SINGLE_POST, holds, listed
from peaceinfra.analysis.warnings import held_on
from secretariats.choices import PostKind

#: So many linkages are named in one row.
MOST_NAMED = 3


def answers(found: Sequence[ProcessFacts | UnitStructures], scope: Scope) -> Iterator[Row | Unanswered]:
    for one in found:
        yield from _of_unit(one, scope) if isinstance(one, UnitStructures) else _of_process(one, scope)


def _of_process(facts: ProcessFacts, scope: Scope) -> Iterator[Row | Unanswered]:
    if why := silence(occasion_in(facts, scope), SINGLE_POST):
        yield Unanswered(facts, why)
        return
    process = ProcessName(facts.key, facts.name, facts.countries)
    for key, linkages in outreach_on_one(held_on(facts, scope.on), table_of(facts), facts):
        posts = [
            post for post in facts.posts if post.body.key == key and post.kind == PostKind.OUTREACH_OFFICER
        ]
        yield _row(facts.actors[key], process, linkages, posts, scope)


def _of_unit(structures: UnitStructures, scope: Scope) -> Iterator[Row]:
    held = [linkage for linkage in structures.linkages if holds(linkage, scope.on)]
    if rests_on_one_post(held, len(structures.outreach)):
        yield _row(structures.unit, None, held, structures.outreach, scope)


def _row(
    body: ActorFact,
    process: ProcessName | None,
    linkages: Sequence[LinkageFact],
    posts: Iterable[PostFact],
    scope: Scope,
) -> Row:
    posts = list(posts)
    values: dict[str, Value] = {
        "body": body,
        "process": process,
        "post": "; ".join(str(post.words) for post in posts),
        "number": len(linkages),
        "linkages": list(linkages[:MOST_NAMED]),
    }
    behind = (body.key, *(post.key for post in posts), *(linkage.key for linkage in linkages))
    return Row(values, max(derived.certainty(linkage, scope.on) for linkage in linkages), rests_on=behind)


def sentence(answer: Answer) -> str:
    bodies = named_in(answer.rows, "body")
    words = ngettext(
        "The contact of %(n)s body rests on one post, as far as is recorded: %(names)s.",
        "The contact of %(n)s bodies rests on one post each, as far as is recorded: %(names)s.",
        len(bodies),
    )
    return words % {"n": len(bodies), "names": listed([body.name for body in bodies], "; ")}


QUESTION = Question(
    19,
    "contact-on-one-post",
    Group.OFFICES,
    gettext_lazy("Where does contact with local actors rest on one post?"),
    (processes("coverage"), UNIT_STRUCTURES),
    answers,
    (
        Column("body", gettext_lazy("Body"), ValueKind.RECORD),
        Column("process", gettext_lazy("Process"), ValueKind.RECORD),
        Column("post", gettext_lazy("Post")),
        Column("number", gettext_lazy("Links by it"), ValueKind.NUMBER),
        Column("linkages", gettext_lazy("Among them"), ValueKind.RECORDS),
    ),
    sentence,
    gettext_lazy("Nobody whose contact with local actors rests on one post"),
    (
        gettext_lazy(
            "Of each process: those at the table all of whose linkages with others run through an outreach officer, "
            "and who have one post of an outreach officer at most. Then the units that support mediation in many "
            "processes, by their linkages outside of any one process."
        ),
    ),
    (
        gettext_lazy("Who holds the post, and how long for, is on the page of the body."),
        gettext_lazy("Seats, channels and reach are not counted here: linkages alone are."),
    ),
    floor=SINGLE_POST.floor,
)
