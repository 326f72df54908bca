"""Which communities does nobody reach, or only local actors?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peaceinfra.analysis import derived
from peaceinfra.analysis.collect.community_grounds import COMMUNITIES_APART, NO_REACH, CommunityReach
from peaceinfra.analysis.collect.grounds import Scope
from peaceinfra.analysis.floor import TARGETS
from peaceinfra.analysis.process_facts import ReachFact
from peaceinfra.analysis.questions.question import Answer, Column, Group, Question, Row, ValueKind
from peaceinfra.analysis.warning import holds, listed
from peaceinfra.core.languages import language_name
from tracks.choices import ReachQuality


class CommunityFinding(TextChoices):
    """How far a community is from everybody but local actors."""

    SAID_NONE = "said_none", gettext_lazy("A record says that there is no reach")
    NOBODY = "nobody", gettext_lazy("Nobody is recorded to reach it")
    PAST = "past", gettext_lazy("Reached in the past only")
    ONLY_LOCAL = "only_local", gettext_lazy("Reached by local actors only")


def answers(found: Sequence[CommunityReach], scope: Scope) -> Iterator[Row]:
    return (_row(one, scope) for one in found)


def _row(one: CommunityReach, scope: Scope) -> Row:
    finding, reaches = _finding(one.reaches, scope)
    actors = list({reach.actor.key: reach.actor for reach in reaches}.values())
    processes = {reach.process.key: reach.process for reach in one.reaches if reach.process}
    languages = sorted({code for reach in reaches for code in reach.languages})
    values = {
        "community": one.community,
        "processes": list(processes.values()),
        "actors": actors,
        "languages": ", ".join(map(language_name, languages)),
        "last_seen": _last_seen(reaches, scope),
    }
    certainties = [derived.certainty(reach, scope.on) for reach in reaches]
    certainty = max(certainties, default=None) if finding == CommunityFinding.ONLY_LOCAL else None
    behind = (one.community.key, *(reach.key for reach in one.reaches), *(actor.key for actor in actors))
    return Row(values, certainty, finding.value, behind)


def _finding(reaches: Sequence[ReachFact], scope: Scope) -> tuple[CommunityFinding, list[ReachFact]]:
    """What is recorded, and the records that say it."""
    held = [reach for reach in reaches if holds(reach, scope.on)]
    if there := [reach for reach in held if reach.quality not in NO_REACH]:
        return CommunityFinding.ONLY_LOCAL, there
    if denied := [reach for reach in held if reach.quality == ReachQuality.NONE]:
        return CommunityFinding.SAID_NONE, denied
    earlier = [reach for reach in reaches if reach.quality != ReachQuality.NONE and _had_begun(reach, scope)]
    return (CommunityFinding.PAST, earlier) if earlier else (CommunityFinding.NOBODY, [])


def _had_begun(reach: ReachFact, scope: Scope) -> bool:
    """One that can only begin later says nothing of an earlier time."""
    begun = reach.dates.bounds.start_min
    return begun is None or begun <= scope.on


def _last_seen(reaches: Sequence[ReachFact], scope: Scope) -> str:
    seen = [(day, reach) for reach in reaches if (day := derived.last_evidence(reach, scope.on))]
    if not seen:
        return ""
    day, reach = max(seen, key=lambda pair: pair[0])
    return derived.sighting_text(reach, day)


def sentence(answer: Answer) -> str:
    parts = []
    for findings, words in (
        ((CommunityFinding.NOBODY, CommunityFinding.SAID_NONE), _("Nobody is recorded to reach %(names)s.")),
        ((CommunityFinding.PAST,), _("Reached in the past only: %(names)s.")),
        ((CommunityFinding.ONLY_LOCAL,), _("Reached by local actors only: %(names)s.")),
    ):
        rows = [row for finding in findings for row in answer.by_finding[finding]]
        if rows:
            parts.append(words % {"names": listed([row.values["community"].name for row in rows])})
    return " ".join(parts)


QUESTION = Question(
    7,
    "communities-reached-by-nobody",
    Group.LINKED,
    gettext_lazy("Which communities does nobody reach, or only local actors?"),
    (COMMUNITIES_APART,),
    answers,
    (
        Column("community", gettext_lazy("Community"), ValueKind.RECORD),
        Column("processes", gettext_lazy("In the process"), ValueKind.RECORDS),
        Column("actors", gettext_lazy("Who"), ValueKind.RECORDS),
        Column("languages", gettext_lazy("In which language")),
        Column("last_seen", gettext_lazy("Last confirmed")),
    ),
    sentence,
    gettext_lazy("No community that nobody reaches, or only local actors do"),
    (
        gettext_lazy(
            "Each community that is recorded is looked at. Somebody reaches it where a record of reach says so on the "
            "day, trusted, regular, occasional or not said how well; “in the past” and “no reach” are no way."
        ),
        gettext_lazy(
            "Local actors are those whose usual level is the grassroots, and local mediators. A community that a body, "
            "an organisation or anybody else reaches too is not listed."
        ),
    ),
    (
        gettext_lazy("Communities that nobody entered into the register are missing here."),
        gettext_lazy("That nobody is recorded to reach a community does not say that nobody does."),
    ),
    floor=TARGETS,
    findings=CommunityFinding,
)
